"""Bank accounts to which organisations are paid, kept in an authority's book.

The account of the organisation ``payer`` is the authority's own. An account is corrected by entering it anew: the last one
entered holds, and the earlier ones stay in the book.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.ids import normalised
from fundcalc.ledger import messages, store, writer
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.events import Event, PayeeSet, live
from fundcalc.ledger.loading import require_role
from fundcalc.ledger.payee_reader import PAYEE
from fundcalc.ledger.session import AUTHORITY, LockedBook, locked
from fundcalc.ledger.snapshot import LedgerSnapshot

PAYER = "payer"
# What a bank may ask for beside name, bank and account.
MORE = ("province", "city", "area", "bank-code", "phone")


@dataclass(frozen=True, slots=True)
class Payee:
    """A bank account: holder, bank, number, and what a bank may ask for besides."""

    organisation: str
    name: str
    bank: str
    account: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def details(self) -> dict[str, str]:
        """The account as text by name, without what is empty."""
        details = {"name": self.name, "bank": self.bank, "account": self.account, **self.more}
        return {key: writer.read_back(value) for key, value in details.items() if value}


@dataclass(frozen=True, slots=True)
class ChangedPayee:
    """An account that takes the place of another one."""

    before: Payee
    now: Payee


@dataclass(frozen=True, slots=True)
class Payees:
    """Accounts given for a book: new ones, changed ones, and those in it already."""

    new: tuple[Payee, ...]
    changed: tuple[ChangedPayee, ...]
    already: tuple[Payee, ...]


def payees_of(events: Iterable[Event]) -> dict[str, Payee]:
    """The present account of each organisation, by its id without case."""
    latest: dict[str, PayeeSet] = {}
    for event in live(tuple(events)):
        if isinstance(event, PayeeSet):
            key = normalised(event.organisation)
            if key not in latest or event.revision >= latest[key].revision:
                latest[key] = event
    return {key: _payee(event) for key, event in latest.items()}


def payees(folder: Path | str) -> dict[str, Payee]:
    """The accounts in a book, by the organisation's id without case."""
    folder = Path(folder)
    require_role(folder, AUTHORITY)
    return payees_of(read_book(folder).events.events)


def _payee(event: PayeeSet) -> Payee:
    details = event.details
    more = {key: details[key] for key in MORE if details.get(key)}
    return Payee(event.organisation, details.get("name", ""), details.get("bank", ""), details.get("account", ""), more)


def compare_payees(before: LedgerSnapshot, given: Sequence[Payee]) -> Payees:
    """Compare accounts with those in a book.

    Raises ``BookError`` for an id that cannot be one.
    """
    writer.require("id", [payee.organisation for payee in given])
    known = payees_of(before.events)
    new, changed, already = [], [], []
    for payee in given:
        posted = known.get(normalised(payee.organisation))
        if posted is None:
            new.append(payee)
        elif posted.details == payee.details:
            already.append(payee)
        else:
            changed.append(ChangedPayee(posted, payee))
    return Payees(tuple(new), tuple(changed), tuple(already))


def post_payees(book: LockedBook[LedgerSnapshot], found: Payees, on: date) -> str | None:
    """Post what is new or changed as one batch; its id, None for nothing to post."""
    revisions: dict[str, int] = {}
    for event in book.snapshot.events:
        if isinstance(event, PayeeSet):
            key = normalised(event.organisation)
            revisions[key] = max(revisions.get(key, 0), event.revision)
    posted = [*found.new, *(change.now for change in found.changed)]
    if not posted:
        return None
    if not writer.is_date(on):
        form = messages.DATE.format(earliest=writer.EARLIEST)
        raise BookError(messages.PAYMENT_FIELD.format(**messages.field("on", on), form=form))
    lines = [
        writer.custom(
            on,
            PAYEE,
            payee.organisation,
            metadata={"revision": str(revisions.get(normalised(payee.organisation), 0) + 1), **payee.details},
        )
        for payee in posted
    ]
    return book.post(on, "payees", lines)


def enter_payees(
    folder: Path | str,
    given: Sequence[Payee],
    on: date,
    *,
    accepted: Sequence[ChangedPayee] | None = None,
    durable: bool = True,
    wait: float = store.WAIT,
) -> tuple[Payees, str | None]:
    """Post accounts, each once, all or none; what became of them, and the batch.

    ``accepted`` are the changes that a person has seen (None: any). Raises ``RefusedError`` for another one.
    """
    with locked(folder, durable=durable, wait=wait) as book:
        found = compare_payees(book.snapshot, given)
        if accepted is not None and any(change not in accepted for change in found.changed):
            names = ", ".join(change.now.organisation for change in found.changed)
            raise RefusedError(messages.PAYEES_DIFFER.format(organisations=names))
        return found, post_payees(book, found, on)
