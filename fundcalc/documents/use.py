"""The yearly report on the use of special funds (专项资金使用情况报告).

It is made from either role's book.

A recipient reports what it had, received, spent and returned (Inner Mongolia 第二十六条, Yunnan 第十五条 ask for it); an
authority what it appropriated, awarded, paid out and recovered.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from fundcalc.base.figures import clauses, in_yuan
from fundcalc.base.i18n import _, ngettext
from fundcalc.documents import common_sections
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.documents.report_data import AnnexEntry, ReportData
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.balances import FundStatus
from fundcalc.prose import day
from fundcalc.prose.awards import benefit_title
from fundcalc.prose.movements import use_title
from fundcalc.views import schedules


def use_report(report_data: ReportData, document: str = "") -> Report:
    """The report; ``document`` is its number (文号), left blank where there is none yet."""
    request = report_data.request
    first = request.until.replace(request.year, 1, 1)
    recipient = report_data.role == "recipient"
    sections = _of_recipient(report_data) if recipient else _of_authority(report_data)
    title = (
        _("Report on the use of special funds, {year}") if recipient else _("Report on special funds paid out, {year}")
    )
    return Report(
        title=title.format(year=request.year),
        facts=[
            (_("Document number"), document or "　"),
            (_("Reporting unit") if recipient else _("Recipients"), common_sections.organisations(report_data)),
            (_("Period"), _("{first} to {last}").format(first=day(first), last=day(request.until))),
            (_("Measures"), common_sections.documents(report_data)),
            (_("Unit of amounts"), _("10,000 yuan; the annex in yuan")),
        ],
        sections=[*sections, common_sections.state_of_the_book(report_data, _("III. State of the book"))],
        annex=common_sections.annex(report_data),
        signatures=common_sections.signatures(),
    )


def _of_recipient(report_data: ReportData) -> list[Section]:
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("award"), "text", 9),
        ReportColumn(_("platform and support"), "text", 11),
        ReportColumn(_("awarded (10,000 yuan)"), "wan", 8),
        ReportColumn(_("brought forward (10,000 yuan)"), "wan", 8),
        ReportColumn(_("received in the year (10,000 yuan)"), "wan", 8),
        ReportColumn(_("spent in the year (10,000 yuan)"), "wan", 8),
        ReportColumn(_("returned in the year (10,000 yuan)"), "wan", 8),
        ReportColumn(_("balance at the end (10,000 yuan)"), "wan", 8),
        ReportColumn(_("execution rate"), "percent", 7),
        ReportColumn(_("entries (no. in the annex)"), "entries", 6),
    )
    rows = [[number, *_recipient_row(report_data, award)] for number, award in enumerate(report_data.awards, 1)]
    sums = [sum(row[index] for row in rows) for index in range(3, 9)]  # type: ignore[misc]
    total: list[Value] = ["", _("Total"), "", *sums, _rate(sums[3], sums[1] + sums[2]), ""]
    introduction = ngettext(
        "By {day}, {number} award was kept in a special account of its own.",
        "By {day}, {number} awards were kept, each in a special account of its own.",
        len(rows),
    ).format(number=len(rows), day=day(report_data.request.until))
    how = _("Execution rate = spent in the year ÷ (brought forward + received in the year). Brought forward + received = "
            "spent + returned + balance.")  # fmt: skip
    capitals = [
        common_sections.in_capitals(label, fen)
        for label, fen in (
            (_("Received in the year"), sums[2]),
            (_("Spent in the year"), sums[3]),
            (_("Balance at the end"), sums[5]),
        )
    ]
    whole = ReportTable(columns, [*rows, total], 1)
    return [
        Section(
            _("I. Receipts, spending and balance"),
            (introduction, how),
            whole,
            (*capitals, *_needed(report_data), *common_sections.nearly(whole)),
        ),
        _uses(report_data),
    ]


def _recipient_row(report_data: ReportData, award: AwardAccount) -> list[Value]:
    def during(of: Callable[[AwardAccount], int]) -> int:
        before = report_data.before.get(award.award)
        return of(award) - (of(before) if before else 0)

    before = report_data.before.get(award.award)
    forward = before.balance if before else 0
    received, spent = during(lambda account: account.received), during(lambda account: account.spending)
    return [
        award.award,
        _named(award),
        award.awarded,
        forward,
        received,
        spent,
        during(lambda account: account.returned),
        award.balance,
        _rate(spent, forward + received),
        common_sections.numbers(report_data.entries[award.award]),
    ]


def _named(award: AwardAccount) -> str:
    return " ".join(filter(None, (award.platform_name or award.platform, benefit_title(award.policy, award.benefit))))


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole > 0 and part >= 0 else None


def _uses(report_data: ReportData) -> Section:
    heading = _("II. Spending by use")
    sums: dict[str, int] = defaultdict(int)
    entries: dict[str, list[AnnexEntry]] = defaultdict(list)
    for award in report_data.awards:
        before = report_data.before.get(award.award)
        for use in award.spent.keys() | (before.spent.keys() if before else ()):
            sums[use] += award.spent.get(use, 0) - (before.spent.get(use, 0) if before else 0)
        for entry in report_data.entries[award.award]:
            if entry.movement.kind in ("spending", "return") and entry.movement.use:
                entries[entry.movement.use].append(entry)
    spent = {use: fen for use, fen in sums.items() if fen or entries[use]}
    if not spent:
        return Section(heading, (_("Nothing was spent in the year."),))
    whole = sum(spent.values())
    rows: list[Sequence[Value]] = [
        [number, use_title(use), fen, _rate(fen, whole), common_sections.numbers(entries[use])]
        for number, (use, fen) in enumerate(sorted(spent.items(), key=lambda pair: (-pair[1], pair[0])), 1)
    ]
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("use (economic classification)"), "text", 16),
        ReportColumn(_("spent in the year (10,000 yuan)"), "wan", 9),
        ReportColumn(_("share of the spending"), "percent", 7),
        ReportColumn(_("entries (no. in the annex)"), "entries", 12),
    )
    total: list[Value] = ["", _("Total"), whole, _rate(whole, whole), ""]
    before_it = _("Spending that was demanded back and replaced by own money is taken off its use.")
    return Section(heading, (before_it,), ReportTable(columns, [*rows, total], 1))


def _of_authority(report_data: ReportData) -> list[Section]:
    fund_columns = (
        ReportColumn(_("fund"), "text", 8),
        ReportColumn(_("appropriated (10,000 yuan)"), "wan", 8),
        ReportColumn(_("awarded (10,000 yuan)"), "wan", 8),
        ReportColumn(_("paid out (10,000 yuan)"), "wan", 8),
        ReportColumn(_("not paid out yet (10,000 yuan)"), "wan", 8),
        ReportColumn(_("free (10,000 yuan)"), "wan", 8),
    )
    funds: list[Sequence[Value]] = [
        [fund.fund, fund.appropriated, fund.awarded, fund.paid, fund.unpaid, fund.free] for fund in report_data.funds
    ]
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("award"), "text", 9),
        ReportColumn(_("organisation"), "text", 10),
        ReportColumn(_("support"), "text", 8),
        ReportColumn(_("awarded (10,000 yuan)"), "wan", 8),
        ReportColumn(_("paid out in the year (10,000 yuan)"), "wan", 8),
        ReportColumn(_("paid out in all (10,000 yuan)"), "wan", 8),
        ReportColumn(_("not paid out yet (10,000 yuan)"), "wan", 8),
        ReportColumn(_("recovered in all (10,000 yuan)"), "wan", 8),
        ReportColumn(_("entries (no. in the annex)"), "entries", 6),
    )
    rows = [[number, *_authority_row(report_data, award)] for number, award in enumerate(report_data.awards, 1)]
    sums = [sum(row[index] for row in rows) for index in range(4, 9)]  # type: ignore[misc]
    total: list[Value] = ["", _("Total"), "", "", *sums, ""]
    capitals = [
        common_sections.in_capitals(label, fen)
        for label, fen in (
            (_("Awarded"), sums[0]),
            (_("Paid out in the year"), sums[1]),
            (_("Paid out in all"), sums[2]),
        )
    ]
    whole = ReportTable(columns, [*rows, total], 1)
    return [
        Section(
            _("I. Funds of the year"),
            tuple(_carried(report_data.funds)),
            ReportTable(fund_columns, funds) if funds else None,
        ),
        Section(_("II. Awards"), (), whole, (*capitals, *_needed(report_data), *common_sections.nearly(whole))),
    ]


def _needed(report_data: ReportData) -> Iterator[str]:
    """What is still to be paid in which year, where awards are paid by parts."""
    if not any(award.schedule for award in report_data.awards):
        return
    needs = schedules.needs(report_data.awards, report_data.request.until).records
    sums: Counter[int | None] = Counter()
    for need in needs:
        sums[need.year] += need.fen
    of_years = [
        (_("in {year} {amount}") if year else _("without a day yet {amount}")).format(year=year, amount=in_yuan(fen))
        for year, fen in sorted(sums.items(), key=lambda item: item[0] or date.max.year)
    ]
    yield _("Still to be paid by year, each part when it is due: {years}.").format(years=clauses(of_years))


def _carried(funds: Sequence[FundStatus]) -> Iterator[str]:
    """What was carried over between the years of a fund."""
    for fund in funds:
        if fund.brought_forward or fund.carried_forward:
            yield _(
                "{fund}: brought forward from earlier years {brought}, carried forward to later years {carried}; "
                "appropriated is with the one and without the other."
            ).format(fund=fund.fund, brought=in_yuan(fund.brought_forward), carried=in_yuan(fund.carried_forward))


def _authority_row(report_data: ReportData, award: AwardAccount) -> list[Value]:
    before = report_data.before.get(award.award)
    return [
        award.award,
        award.organisation_name or award.organisation,
        benefit_title(award.policy, award.benefit),
        award.awarded,
        award.received - (before.received if before else 0),
        award.received,
        award.unpaid,
        award.returned,
        common_sections.numbers(report_data.entries[award.award]),
    ]
