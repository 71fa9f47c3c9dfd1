"""Entries of a recipient's book: their forms, keys, accounts and ledger text."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fundcalc.ledger import accounts, creation, writer
from fundcalc.ledger.arguments import require_amount, require_day, require_forms
from fundcalc.ledger.recipient.snapshot import AwardBalances, RecipientSnapshot
from fundcalc.ledger.records import Outcome


@dataclass(frozen=True, slots=True)
class Entry:
    """Money of an award that is received, demanded back or returned.

    ``reference`` tells equal ones of a day apart.
    """

    award: str
    fen: int
    on: date
    party: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The result of an entry.

    ``settled`` is the advanced own money that is paid back now, in fen. ``other_party`` is that of the book, where the same
    entry names another one.
    """

    outcome: Outcome
    batch: str | None
    left: int
    settled: int = 0
    other_party: str = ""


def opens(now: RecipientSnapshot, award: str) -> Iterator[str]:
    """The accounts of an award that are not open yet, named as its chart has them."""
    named = {account: now.chart.account[kind].name for kind, account in accounts.of_award(award).items()}
    new = [account for account in named if account not in now.opened]
    return writer.opens([creation.OPENED] * len(new), new, [named[account] for account in new])


def settlement(award: str, of: AwardBalances) -> tuple[int, Iterable[str]]:
    """Pay back advanced own money, as far as the award's money reaches.

    Returns the fen and the transaction, dated the last day of the award.
    """
    fen = max(min(of.advanced.left, of.deferred.left), 0)
    if not fen:
        return 0, ()
    entry = Entry(award, fen, of.last)
    legs = [
        (accounts.advanced(award), accounts.money(entry.award), fen),
        (accounts.deferred(entry.award), accounts.income(award), fen),
    ]
    of.advanced.add(entry.on, -fen)
    of.deferred.add(entry.on, -fen)
    return fen, movement("settlement", "归还垫付", entry, "", legs)


def movement(
    tag: str,
    narration: str,
    entry: Entry,
    key: str,
    legs: Sequence[tuple[str, str, int]],
    disallowed: str = "",
) -> Iterator[str]:
    """The transaction of a receipt, a line of spending or a return."""
    more = {"reference": entry.reference, "disallowed": disallowed, "key": key}
    (debit, credit, fen), *also = legs
    return writer.transactions(
        on=[entry.on],
        payees=[entry.party],
        narrations=[f"{narration} {entry.reference}".strip()],
        tag=tag,
        links=[f"award-{entry.award}"],
        metadata={"award-id": [entry.award], **{name: [value] for name, value in more.items() if value}},
        debits=[debit],
        credits=[credit],
        fen=[fen],
        also=[writer.LegColumns([debit], [credit], [fen]) for debit, credit, fen in also],
    )


def key_of(kind: str, entry: Entry, *more: str) -> str:
    """What tells an entry from every other: the same entry again has the same key."""
    reference = writer.read_back(entry.reference)
    whole = [kind, entry.award, entry.fen, entry.on.isoformat(), reference, *more]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def require_entry(entry: Entry) -> None:
    """Raise BookError unless an entry can be posted."""
    require_forms(("award", entry.award, "id"), ("party", entry.party, "text"), ("reference", entry.reference, "text"))
    require_day("on", entry.on)
    require_amount(entry.fen)
