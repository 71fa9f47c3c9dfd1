"""Where a book stands: every fund and every award, to a day. Every amount is in whole fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beancount.core import data

from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import loading as reading
from fundcalc.ledger.authority import accounts as chart
from fundcalc.ledger.award_accounts import AwardAccount, accounts
from fundcalc.ledger.loading import Fault, Role
from fundcalc.ledger.snapshot import Past, available, paid, past, policies_of


@dataclass(frozen=True, slots=True)
class FundStatus:
    """A fund: appropriated = free + committed + awarded, awarded = paid + unpaid, treasury = appropriated - paid + recovered.

    ``free`` is what can still be awarded; ``due`` was demanded back and has not come.
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


@dataclass(frozen=True, slots=True)
class AwardStatus:
    """An award: what was awarded and paid, the balance still owed, and the day of the last of these movements."""

    id: str
    fund: str
    policy: str
    platform: str
    benefit: str
    organisation: str
    organisation_name: str
    awarded: int
    paid: int
    balance: int
    last: date


@dataclass(frozen=True, slots=True)
class Status:
    """Funds by name, awards by date, and everything that is wrong with the book.

    ``accounts`` tell of every award of either role; ``funds`` and ``awards`` are those of an authority's book.
    """

    funds: tuple[FundStatus, ...]
    awards: tuple[AwardStatus, ...]
    faults: tuple[Fault, ...]
    accounts: tuple[AwardAccount, ...] = ()
    role: Role = "authority"


def status(folder: Path | str, on: date | None = None) -> Status:
    """Where a book stands at the end of a day (``None``: with everything in it).

    A book that does not check is told as far as it can be read, with its faults. Raises ``BookError`` when the folder
    holds no book of ours.
    """
    # The entries are gone again before the collector is back: it would go through all of them, and finds nothing.
    with without_collecting():
        return _status(Path(folder), on)


def _status(folder: Path, on: date | None) -> Status:
    role = reading.known_role_of(folder)
    entries, errors = reading.read(folder)
    until_then = up_to(entries, on)
    of_awards = accounts(until_then, None, folder)
    if role == "recipient":
        return Status((), (), (*errors, *of_awards.faults), of_awards.accounts, role)
    until = past(until_then, folder)
    faults = (*errors, *until.faults, *of_awards.faults)
    return Status(funds_of(until), awards_of(until), faults, of_awards.accounts, role)


def up_to(entries: Sequence[data.Directive], on: date | None) -> Sequence[data.Directive]:
    """The entries up to the end of a day; all of them for ``None``."""
    return entries if on is None else [entry for entry in entries if entry.date <= on]


def funds_of(until: Past) -> tuple[FundStatus, ...]:
    """Every fund, by name."""
    policies = policies_of(until)
    unpaid = dict.fromkeys(policies, 0)
    for account, balance in until.balances.items():
        root, _, fund = account.split(":")[:3]
        unpaid.setdefault(fund, 0)
        if root == "Liabilities":
            unpaid[fund] -= balance
    paid_of = dict.fromkeys(unpaid, 0)
    for award_id, fen in paid(until).items():
        if award := until.awards.get(award_id):
            paid_of[award.fund] += fen
    balances = until.balances
    return tuple(
        FundStatus(
            fund=fund,
            policy=policies.get(fund, ""),
            appropriated=-balances.get(chart.free(fund), 0) - balances.get(chart.committed(fund), 0),
            committed=-balances.get(chart.committed(fund), 0),
            awarded=balances.get(chart.awards(fund), 0),
            paid=paid_of[fund],
            free=available(until, fund),
            unpaid=unpaid[fund],
            treasury=balances.get(chart.treasury(fund), 0),
            due=balances.get(chart.clawback_due(fund), 0),
            recovered=-balances.get(chart.recovered(fund), 0) - balances.get(chart.clawback_due(fund), 0),
        )
        for fund in sorted(unpaid)
    )


def awards_of(until: Past) -> tuple[AwardStatus, ...]:
    """Every award, by date."""
    already = paid(until)
    last = {payment.award_id: payment.on for payment in until.payments}
    return tuple(
        AwardStatus(
            id=award.id,
            fund=award.fund,
            policy=award.policy,
            platform=award.platform,
            benefit=award.benefit,
            organisation=award.organisation,
            organisation_name=award.organisation_name,
            awarded=award.fen,
            paid=already.get(award.id, 0),
            balance=award.fen - already.get(award.id, 0),
            last=max(award.on, last.get(award.id, award.on)),
        )
        for award in until.awards.values()
    )
