"""The audit's working paper.

A summary, the findings, every line with its verdict, the coverage, and what was not read."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fundcalc.auditing import sentences
from fundcalc.auditing.audit import Audit, Covered
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.hint_settings import SampleSettings
from fundcalc.auditing.sampling import AuditSample, sample_of
from fundcalc.auditing.use_rules import Outcome
from fundcalc.auditing.verdicts import WORDS, Verdicts, verdict_name
from fundcalc.base.dates import today
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _, either
from fundcalc.policy.loading import Policy
from fundcalc.views import audit as views
from fundcalc.views.table import Cell, Money
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.fault_tables import faults as fault_table
from fundcalc.workbooks.grid import MOST_ROWS, SourceFile
from fundcalc.workbooks.safe_writing import replaced, workbook
from fundcalc.workbooks.sheet_writer import Look, formats, write, write_table

SHEETS = {
    "summary": "摘要 summary",
    "findings": "发现 findings",
    "lines": "明细 lines",
    "accounts": "专项台账 accounts",
    "coverage": "覆盖 coverage",
    "sample": "抽样 sample",
    "not_judged": "未计入 not judged",
    "faults": "未读内容 not read",
}
# Only where a budget was given.
BUDGETS = "预算 budgets"

NotRead = Sequence[tuple[str, str]]


def write_workpaper(
    path: Path | str,
    audit: Audit,
    policies: Sequence[Policy],
    *,
    sources: Sequence[SourceFile] = (),
    faults: Sequence[CellFault] = (),
    unread: NotRead = (),
    findings: Sequence[Finding] | None = None,
    left_out: Sequence[Finding] = (),
    verdicts: Verdicts | None = None,
    not_judged: Sequence[views.NotJudgedRow] = (),
    sample: AuditSample[JudgedLine] | None = None,
    on: date | None = None,
) -> None:
    """Write the working paper to an .xlsx, whole or not at all.

    Raises SheetError if it cannot be written there.

    ``findings`` are those to list (default: all), ``left_out`` those that a baseline leaves out; ``verdicts`` are what persons
    decided about them; ``not_judged`` are postings that are not spending, ``unread`` files and why they were not read;
    ``sample`` is what a person should look at (default: of the lines that no measure judged); ``on`` is the day that the
    summary names (default: today).
    """
    listed = audit.findings if findings is None else findings
    with without_collecting(), replaced(Path(path)) as temporary:
        book = workbook(temporary)
        book.set_properties({"title": _("Audit of spending"), "comments": "fundcalc"})
        looks = formats(book)
        day = on or today()
        drawn = sample or sample_of(audit.judged, SampleSettings())
        rows = _summary(audit, policies, sources, (listed, left_out), (not_judged, drawn), day)
        _write_summary(book.add_worksheet(SHEETS["summary"]), rows, looks)
        write_table(book, SHEETS["findings"], views.findings(listed, verdicts or {}), looks, 3)
        _offer_verdicts(book, len(listed))
        write_table(book, SHEETS["lines"], views.lines(audit.judged), looks)
        write_table(book, SHEETS["accounts"], views.accounts(audit.accounts), looks)
        write_table(book, SHEETS["coverage"], views.coverage(audit.coverage), looks)
        if audit.budgets:
            write_table(book, BUDGETS, views.budgets(audit.budgets), looks)
        write_table(book, SHEETS["sample"], views.sample(drawn), looks)
        write_table(book, SHEETS["not_judged"], views.not_judged(not_judged), looks)
        write_table(book, SHEETS["faults"], fault_table(faults, unread), looks)
        book.close()


def _offer_verdicts(book: Workbook, findings: int) -> None:
    """Let a verdict be chosen from a list."""
    sheet = book.get_worksheet_by_name(SHEETS["findings"])
    columns = [column.key for column in views.findings((), {}).columns]
    at, day = columns.index("verdict"), columns.index("date")
    last = max(1, min(findings, MOST_ROWS - 1))
    sheet.data_validation(1, at, last, at, {"validate": "list", "source": [verdict_name(word) for word in WORDS]})
    sheet.data_validation(
        *(1, day, last, day),
        {"validate": "date", "criteria": ">", "value": date(1949, 10, 1), "error_type": "warning",
         "error_message": _("a date such as 2026-03-01")},
    )  # fmt: skip


# Summary.


SummaryRow = tuple[Look | None, Sequence[Cell]]


def _summary(
    audit: Audit,
    policies: Sequence[Policy],
    sources: Sequence[SourceFile],
    listed: tuple[Sequence[Finding], Sequence[Finding]],
    left: tuple[Sequence[views.NotJudgedRow], AuditSample[JudgedLine]],
    day: date,
) -> list[SummaryRow]:
    """What was found, what was judged by what, what was not, and where it comes from."""
    from fundcalc.base.version import __version__

    rows: list[SummaryRow] = [("title", (_("Audit of spending"),)), (None, ())]
    rows += _findings_by_check(*listed)
    rows += [(None, ()), ("heading", (_("lines"), _("number"), _("amount (yuan)"), " "))]
    outcomes: tuple[Outcome, ...] = ("permitted", "prohibited", "review", "no_rule")
    for outcome in outcomes:
        covered = [part for part in audit.coverage if part.policy and part.outcome == outcome]
        rows.append((None, (sentences.outcome(outcome), sum(part.lines for part in covered), Money(_sum(covered)))))
    without_rule = [part for part in audit.coverage if not part.policy]
    rows.append((None, (_("not judged"), sum(part.lines for part in without_rule), Money(_sum(without_rule)))))
    rows.append((None, (_("in all"), sum(part.lines for part in audit.coverage), Money(_sum(audit.coverage)))))
    not_judged, drawn = left
    rows += _not_judged_by_reason(not_judged)
    rows += _sample_facts(drawn)
    rows += [(None, ()), ("heading", (_("Where this comes from"), " ", " ", " "))]
    rows.append((None, (_("written on"), day)))
    rows += [(None, (_("measure"), policy.id, None, either(policy.measure.title))) for policy in policies]
    for source in sources:
        rows.append((None, (_("file"), None, None, source.name)))
        rows.append((None, (_("SHA-256 of the file"), None, None, source.sha256)))
    rows.append((None, (_("program"), f"fundcalc {__version__}")))
    return rows


def _findings_by_check(findings: Sequence[Finding], left_out: Sequence[Finding]) -> Iterator[SummaryRow]:
    yield "heading", (_("findings"), _("number"), _("amount (yuan)"), _("article"))
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    for check in CHECKS.values():
        if of_check := by_check.get(check.id):
            cites = "、".join(dict.fromkeys(finding.cite for finding in of_check if finding.cite))
            yield None, (check.title(), len(of_check), Money(_sum(of_check)), cites)
    yield None, (_("in all"), len(findings), None)
    if left_out:
        yield None, (_("left out: as in the baseline"), len(left_out), Money(_sum(left_out)))


def _not_judged_by_reason(rows: Sequence[views.NotJudgedRow]) -> Iterator[SummaryRow]:
    if not rows:
        return
    yield None, ()
    yield "heading", (_("postings not judged"), _("number"), _("debit (yuan)"), _("credit (yuan)"))
    for why in dict.fromkeys(row.why for row in rows):
        of_reason = [row for row in rows if row.why == why]
        debit, credit = sum(row.debit for row in of_reason), sum(row.credit for row in of_reason)
        yield None, (why, sum(row.postings for row in of_reason), Money(debit), Money(credit))


def _sample_facts(drawn: AuditSample[JudgedLine]) -> Iterator[SummaryRow]:
    """What is needed to draw the sample again."""
    if not drawn.population:
        return
    yield None, ()
    yield "heading", (_("sample (monetary-unit sampling)"), _("number"), _("amount (yuan)"), " ")
    yield None, (_("population"), drawn.population, Money(drawn.fen))
    yield None, (_("chosen lines"), len(drawn.chosen), Money(sum(item.fen for item in drawn.chosen)))
    yield None, (_("seed"), drawn.seed)
    yield None, (_("sampling interval"), None, Money(drawn.interval))
    yield None, (_("random start"), None, Money(drawn.start))


def _write_summary(sheet: Worksheet, rows: Sequence[SummaryRow], looks: dict[Look, Format]) -> None:
    for column, width in enumerate((46, 18, 22, 70)):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for row, (look, values) in enumerate(rows):
        for column, value in enumerate(values):
            own: Look | None = "label" if column == 0 else "plain" if isinstance(value, str) else None
            write(sheet, row, column, value, looks, look or own)


def _sum(several: Sequence[Finding] | Sequence[Covered]) -> int:
    return sum(item.fen or 0 for item in several)
