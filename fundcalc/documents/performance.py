"""The self-evaluation of a project (项目支出绩效自评表), from the recipient's book.

The book gives budget, spending, the execution rate and its points; what is judged is left empty.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _
from fundcalc.base.money import share
from fundcalc.documents import common_sections
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value, percentage
from fundcalc.documents.report_data import ReportData
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.prose import day
from fundcalc.prose.awards import benefit_title, measure_document

POINTS = 10
_HUNDREDTHS = 100


class Execution(NamedTuple):
    """The money of an award in a year, in fen, and its points, in hundredths."""

    award: AwardAccount
    forward: int
    received: int
    spent: int

    @property
    def budget(self) -> int:
        """The budget of the year: what was brought forward and what came."""
        return self.forward + self.received

    @property
    def rate(self) -> Fraction | None:
        """The execution rate; None where there was no budget."""
        return Fraction(self.spent, self.budget) if self.budget > 0 and self.spent >= 0 else None

    @property
    def points(self) -> int | None:
        """The points for the execution rate, in hundredths, at most those of a whole rate."""
        rate = self.rate
        return None if rate is None else share(min(rate, Fraction(1)), POINTS * _HUNDREDTHS)


def executions(report_data: ReportData) -> list[Execution]:
    """The money of each award in the year.

    Raises ``BookError`` for an authority's book.
    """
    if report_data.role != "recipient":
        raise BookError(
            _("the self-evaluation of a project is made from the book of the recipient, who spent the money")
        )
    found = []
    for award in report_data.awards:
        before = report_data.before.get(award.award)
        forward = before.balance if before else 0
        received = award.received - (before.received if before else 0)
        found.append(Execution(award, forward, received, award.spending - (before.spending if before else 0)))
    return found


def performance_reports(report_data: ReportData, document: str = "") -> list[Report]:
    """A form for each award, which is a project."""
    return [_report(report_data, execution, document) for execution in executions(report_data)]


def points_text(points: int | None) -> str:
    """Points with two decimals, or nothing."""
    return "" if points is None else f"{points // _HUNDREDTHS}.{points % _HUNDREDTHS:02d}"


def _report(report_data: ReportData, execution: Execution, document: str) -> Report:
    award, request = execution.award, report_data.request
    name = " ".join(filter(None, (award.platform_name or award.platform, benefit_title(award.policy, award.benefit))))
    return Report(
        title=_("Self-evaluation of the project's spending, {year}").format(year=request.year),
        facts=[
            *([(_("Document number"), document)] if document else []),
            (_("Project"), _("{name} ({id})").format(name=name, id=award.award) if name else award.award),
            (_("Department in charge"), "　" * 10),
            (_("Unit"), award.organisation_name or award.organisation or "　"),
            (_("Measures"), measure_document(award.policy) if award.policy else "　"),
            (_("Counted up to"), day(request.until)),
        ],
        sections=[
            _money(execution),
            _goals(),
            _indicators(execution),
            Section("", common_sections.seal_of(report_data)),
        ],
        annex=None,
        signatures=common_sections.signatures(),
    )


def _money(execution: Execution) -> Section:
    columns = (
        ReportColumn(_("money of the project (10,000 yuan)"), "text", 10),
        ReportColumn(_("budget at the beginning of the year"), "text", 8),
        ReportColumn(_("budget of the whole year"), "wan", 8),
        ReportColumn(_("spent in the whole year"), "wan", 8),
        ReportColumn(_("points possible"), "text", 5),
        ReportColumn(_("execution rate"), "percent", 7),
        ReportColumn(_("points"), "text", 6),
    )
    rows: list[Sequence[Value]] = [
        [
            _("money of the year in all"), "", execution.budget, execution.spent, str(POINTS), execution.rate,
            points_text(execution.points),
        ],
        [_("of it: appropriated this year"), "", execution.received, "", "", "", ""],
        [_("of it: carried over from last year"), "", execution.forward, "", "", "", ""],
        [_("of it: other money"), "", "", "", "", "", ""],
    ]  # fmt: skip
    table = ReportTable(columns, rows)
    before = _(
        "Budget of the whole year = brought forward + received in the year. Points = 10 × execution rate, at most 10."
    )
    return Section(_("I. Money of the project"), (before,), table, common_sections.nearly(table, with_annex=False))


def _goals() -> Section:
    columns = (ReportColumn(_("goal of the year"), "text", 20), ReportColumn(_("what was achieved"), "text", 20))
    return Section(_("II. Overall goal of the year"), (), ReportTable(columns, [["", ""]]))


def _indicators(execution: Execution) -> Section:
    columns = (
        ReportColumn(_("first level"), "text", 8),
        ReportColumn(_("second level"), "text", 8),
        ReportColumn(_("third level"), "text", 10),
        ReportColumn(_("value aimed at"), "text", 7),
        ReportColumn(_("value reached"), "text", 7),
        ReportColumn(_("points possible"), "text", 5),
        ReportColumn(_("points"), "text", 5),
        ReportColumn(_("deviation: cause and remedy"), "text", 12),
    )
    groups = (
        (_("output (50 points)"), (_("quantity"), _("quality"), _("time"), _("cost"))),
        (_("benefit (30 points)"), (_("economic"), _("social"), _("ecological"), _("lasting influence"))),
        (_("satisfaction (10 points)"), (_("those served"),)),
    )
    rows: list[Sequence[Value]] = [
        [group if at == 0 else "", name, "", "", "", "", "", ""]
        for group, names in groups
        for at, name in enumerate(names)
    ]
    done = points_text(execution.points)
    reached = "" if execution.rate is None else percentage(execution.rate)
    rows.append([_("execution of the budget (10 points)"), "", "", "100%", reached, str(POINTS), done, ""])
    total: list[Value] = [_("Total"), "", "", "", "", "100", "", ""]
    return Section(_("III. Indicators"), (), ReportTable(columns, [*rows, total], 1))
