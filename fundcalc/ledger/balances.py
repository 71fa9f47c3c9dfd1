"""Where a book stands: every fund and every award, to a day.

Every amount is in whole fen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import accounts, kept_files, loading
from fundcalc.ledger.award_accounts import AwardAccount, accounts_of
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.events import Reversed
from fundcalc.ledger.integrity import FilesRead
from fundcalc.ledger.loading import Fault, Role
from fundcalc.ledger.session import closed_through
from fundcalc.ledger.snapshot import LedgerSnapshot, available, policies_of, snapshot, sums


@dataclass(frozen=True, slots=True)
class FundStatus:
    """The balances of a fund.

    appropriated = free + committed + awarded, awarded = paid + unpaid, treasury = appropriated - paid + recovered. What
    was paid beyond corrected awards and has not come back is missing from ``free``, and what came back is in it.

    ``free`` is what can still be awarded; ``due`` was demanded back and has not come. ``appropriated`` is with what was
    ``brought_forward`` from the funds of earlier years, and without what was ``carried_forward`` to later ones.
    """

    fund: str
    policy: str
    appropriated: int
    committed: int
    awarded: int
    paid: int
    free: int
    unpaid: int
    treasury: int
    due: int = 0
    recovered: int = 0
    brought_forward: int = 0
    carried_forward: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a book.

    Funds by name (authority only), every award in the order of the book, faults, what was reversed, the seal (None: not
    sealed yet, or not what was posted), and the last day of the closed period.
    """

    funds: tuple[FundStatus, ...]
    faults: tuple[Fault, ...]
    accounts: tuple[AwardAccount, ...] = ()
    role: Role = "authority"
    reversals: tuple[Reversed, ...] = ()
    seal: str | None = None
    closed_through: date | None = None


def status(folder: Path | str, on: date | None = None) -> Status:
    """Where a book stands at the end of a day (``None``: with everything in it).

    A book with faults is reported as far as it can be read, with its faults. Raises ``BookError`` when the folder
    holds no book of ours.
    """
    # The entries are gone again before the collector is back: it would go through all of them, and finds nothing.
    with without_collecting():
        return _status(Path(folder), on)


def _status(folder: Path, on: date | None) -> Status:
    role = loading.known_role_of(folder)
    book = read_book(folder)
    # Reversals are resolved before the later days are left out, so that what was entered anew stands once.
    events = book.events.until(on)
    of_awards = accounts_of(events)
    faults = (*book.errors, *events.faults, *of_awards.faults, *kept_files.faults(folder, events))
    funds = funds_of(snapshot(events)) if role == "authority" else ()
    reversals = tuple(event for event in events.events if isinstance(event, Reversed) and event.undone)
    seal, closed = seal_of(book.errors, book.files), closed_through(events)
    return Status(funds, faults, of_awards.accounts, role, reversals, seal, closed)


def seal_of(errors: Iterable[Fault], files: FilesRead) -> str | None:
    """The seal of a book; None for one without, or that is not what was posted."""
    return None if any(fault.is_damage for fault in errors) else files.seal


def funds_of(book: LedgerSnapshot) -> tuple[FundStatus, ...]:
    """Every fund, by name."""
    policies = policies_of(book)
    unpaid = dict.fromkeys(policies, 0)
    for name, balance in book.balances.items():
        account = accounts.parse(name)
        if account is not None:
            unpaid.setdefault(account.owner, 0)
            unpaid[account.owner] -= balance if account.kind == "owed" else 0
    paid = dict.fromkeys(unpaid, 0)
    for award_id, fen in sums(book.payments).items():
        if award := book.awards.get(award_id):
            paid[award.fund] += fen
    return tuple(_fund(book, fund, policies.get(fund, ""), paid[fund], unpaid[fund]) for fund in sorted(unpaid))


def _fund(book: LedgerSnapshot, fund: str, policy: str, paid: int, unpaid: int) -> FundStatus:
    balance = book.balances.get
    free, committed = -balance(accounts.free(fund), 0), -balance(accounts.committed(fund), 0)
    beyond = balance(accounts.correction_due(fund), 0)
    due = balance(accounts.clawback_due(fund), 0)
    returned = sum(fen for award, fen in book.recovered_beyond.items() if _fund_of(book, award) == fund)
    return FundStatus(
        fund=fund,
        policy=policy,
        appropriated=free + committed,
        committed=committed,
        awarded=balance(accounts.awarded(fund), 0),
        paid=paid,
        free=available(book, fund),
        unpaid=unpaid,
        treasury=balance(accounts.treasury(fund), 0),
        due=due + beyond,
        recovered=-balance(accounts.recovered(fund), 0) - due + returned,
        brought_forward=sum(carried.fen for carried in book.carried if carried.to_fund == fund),
        carried_forward=sum(carried.fen for carried in book.carried if carried.fund == fund),
    )


def _fund_of(book: LedgerSnapshot, award: str) -> str:
    return book.awards[award].fund if award in book.awards else accounts.fund_of(award)
