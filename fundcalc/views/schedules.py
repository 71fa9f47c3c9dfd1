"""Tables of awards paid by parts: the parts, and the money needed by year."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.base.money import percent, plain
from fundcalc.ledger import AwardAccount
from fundcalc.ledger.schedules import PartStatus, ScheduledAward, cash_needs
from fundcalc.views.table import Column, Marked, Table, Year, with_totals


class PartRow(NamedTuple):
    """A part of an award on a day; ``due`` is what of it can be paid then."""

    account: AwardAccount
    number: int
    part: PartStatus
    due: int


def parts(accounts: Iterable[AwardAccount], day: date) -> Table[PartRow]:
    """The parts of awards that are paid by parts, as they stand on a day."""
    rows = [
        row
        for account in accounts
        if (award := account.scheduled) is not None and account.stands
        for row in _rows(account, award, day)
    ]
    columns: list[Column[PartRow]] = [
        Column("award", _("award"), lambda row: row.account.award, "id", 30),
        Column("organisation_name", _("organisation"), lambda row: row.account.organisation_name, width=28),
        Column("part", _("part no."), lambda row: row.number, "count", 6),
        Column("share", _("share"), lambda row: percent(row.part.part.share), width=10),
        Column("amount", _("amount (yuan)"), lambda row: row.part.fen, "yuan", 18),
        Column("opens", _("due from"), lambda row: row.part.opens, "date", 12),
        Column(
            "milestone",
            _("milestone"),
            lambda row: Marked(row.part.part.name, id=row.part.part.milestone) if row.part.part.milestone else None,
            width=20,
        ),
        Column("paid", _("paid (yuan)"), lambda row: row.part.paid, "yuan", 18, _("paid")),
        Column("due", _("to pay now"), lambda row: row.due, "yuan", 18),
    ]
    return Table(_("Awards paid by parts"), columns, rows)


def _rows(account: AwardAccount, award: ScheduledAward, day: date) -> list[PartRow]:
    """The parts of an award; what can be paid is that of those due first."""
    statuses, payable = award.parts(), award.payable(day)
    due = [0] * len(statuses)
    for at in sorted(range(len(statuses)), key=lambda at: (statuses[at].opens or date.max, at)):
        due[at] = min(payable, statuses[at].unpaid)
        payable -= due[at]
    numbered = enumerate(zip(statuses, due, strict=True), start=1)
    return [PartRow(account, number, part, of_part) for number, (part, of_part) in numbered]


class YearNeed(NamedTuple):
    """What a fund still pays in a year; None for what has no day yet."""

    fund: str
    year: int | None
    fen: int


def needs(accounts: Iterable[AwardAccount], day: date) -> Table[YearNeed]:
    """What is still to be paid by fund and calendar year.

    Each part is paid as soon as it is due. An award that is not paid by parts is due at once.
    """
    sums: Counter[tuple[str, int | None]] = Counter()
    for account in accounts:
        award = account.scheduled
        if award is None:
            sums[account.fund, day.year] += account.unpaid
            continue
        needed = cash_needs(award, day)
        for year, fen in needed.by_year.items():
            sums[account.fund, year] += fen
        sums[account.fund, None] += needed.waiting
    rows = [YearNeed(fund, year, fen) for (fund, year), fen in sums.items() if fen]
    rows.sort(key=lambda row: (row.fund, row.year or date.max.year))
    columns: list[Column[YearNeed]] = [
        Column("fund", _("fund"), lambda row: row.fund, "id", 18),
        Column("year", _("year"), lambda row: _("no day yet") if row.year is None else Year(row.year), width=16),
        Column("amount", _("still to pay"), lambda row: row.fen, "yuan", 18),
    ]
    return with_totals(Table(_("Money needed by year"), columns, rows), _("total"), ("amount",))


def to_json(accounts: Sequence[AwardAccount], day: date) -> dict[str, object]:
    """The parts and the money needed as JSON; nothing where no award is paid by parts."""
    if not any(account.schedule for account in accounts):
        return {}
    needed = [
        {"fund": need.fund, "year": need.year, "amount": plain(need.fen)} for need in needs(accounts, day).records
    ]
    return {"parts": parts(accounts, day).to_json(), "needed": needed}
