"""The audit's working paper: a summary, the findings, every line with its verdict, the coverage, and what was not read."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from fundcalc import prose
from fundcalc.auditing.audit import Account, Audit, Covered
from fundcalc.auditing.checks import CHECK_IDS, Finding, JudgedLine, Severity
from fundcalc.auditing.classification import Outcome
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _, either
from fundcalc.policy.loading import Policy
from fundcalc.views.table import Cell, Mark, Marked, Money
from fundcalc.workbooks.grid import Source
from fundcalc.workbooks.round import CellFault
from fundcalc.workbooks.safe_writing import replaced, workbook
from fundcalc.workbooks.sheet_writer import Column, Look, formats, table, write

SHEETS = {
    "summary": "摘要 summary",
    "findings": "发现 findings",
    "lines": "明细 lines",
    "accounts": "专项台账 accounts",
    "coverage": "覆盖 coverage",
    "faults": "未读内容 not read",
}
SEVERE: dict[Severity, Mark] = {"violation": "no", "review": "open", "note": "text"}
LOOKS: dict[Outcome, Mark] = {"permitted": "good", "prohibited": "no", "review": "open", "no_rule": "text"}

NotRead = Sequence[tuple[str, str]]


def write_workpaper(
    path: Path | str,
    audit: Audit,
    policies: Sequence[Policy],
    *,
    sources: Sequence[Source] = (),
    faults: Sequence[CellFault] = (),
    unread: NotRead = (),
    findings: Sequence[Finding] | None = None,
    on: date | None = None,
) -> None:
    """Write the working paper to an .xlsx; SheetError if it cannot be written there, and then nothing is.

    ``findings`` are those to list (default: all); ``unread`` are files and why they were not read; ``on`` is the day that the
    summary names (default: today).
    """
    listed = audit.findings if findings is None else findings
    with without_collecting(), replaced(Path(path)) as beside:
        book = workbook(beside)
        book.set_properties({"title": _("Audit of spending"), "comments": "fundcalc"})
        looks = formats(book)
        day = on or date.today()  # noqa: DTZ011, the auditor's own day
        _summary(book.add_worksheet(SHEETS["summary"]), audit, policies, sources, listed, day, looks)
        table(book, SHEETS["findings"], _finding_columns(), _findings(listed), looks, 3)
        table(book, SHEETS["lines"], _line_columns(), _lines(audit.judged), looks)
        table(book, SHEETS["accounts"], account_columns(), account_rows(audit.accounts), looks)
        table(book, SHEETS["coverage"], coverage_columns(), coverage_rows(audit.coverage), looks)
        table(book, SHEETS["faults"], unread_columns(), unread_rows(faults, unread), looks)
        book.close()


# Summary.


def _summary(
    sheet: Any,
    audit: Audit,
    policies: Sequence[Policy],
    sources: Sequence[Source],
    findings: Sequence[Finding],
    day: date,
    looks: dict[Look, Any],
) -> None:
    from fundcalc.base.version import __version__

    for column, width in enumerate((46, 18, 22, 70)):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    rows: list[tuple[Look | None, Sequence[Cell]]] = [("title", (_("Audit of spending"),)), (None, ())]
    rows.append(("heading", (_("findings"), _("number"), _("amount (yuan)"), _("article"))))
    for check in CHECK_IDS:
        of_check = [each for each in findings if each.check == check]
        if of_check:
            cites = "、".join(dict.fromkeys(each.cite for each in of_check if each.cite))
            rows.append((None, (prose.check_title(check), len(of_check), Money(_sum(of_check)), cites)))
    rows.append((None, (_("in all"), len(findings), None)))
    rows += [(None, ()), ("heading", (_("lines"), _("number"), _("amount (yuan)"), " "))]
    outcomes: tuple[Outcome, ...] = ("permitted", "prohibited", "review", "no_rule")
    for outcome in outcomes:
        held = [each for each in audit.coverage if each.policy and each.outcome == outcome]
        rows.append((None, (prose.outcome(outcome), sum(each.lines for each in held), Money(_sum(held)))))
    open_ = [each for each in audit.coverage if not each.policy]
    rows.append((None, (_("not judged"), sum(each.lines for each in open_), Money(_sum(open_)))))
    whole = (_("in all"), sum(each.lines for each in audit.coverage), Money(_sum(audit.coverage)))
    rows += [(None, whole), (None, ()), ("heading", (_("Where this comes from"), " ", " ", " "))]
    rows.append((None, (_("written on"), day)))
    rows += [(None, (_("measure"), policy.id, None, either(policy.measure.title))) for policy in policies]
    for source in sources:
        rows.append((None, (_("file"), None, None, source.name)))
        rows.append((None, (_("SHA-256 of the file"), None, None, source.sha256)))
    rows.append((None, (_("program"), f"fundcalc {__version__}")))
    for row, (look, values) in enumerate(rows):
        for column, value in enumerate(values):
            own: Look | None = "label" if column == 0 else "plain" if isinstance(value, str) else None
            write(sheet, row, column, value, looks, look or own)


def _sum(several: Sequence[Finding] | Sequence[Covered]) -> int:
    return sum(each.fen or 0 for each in several)


# Findings.


def _finding_columns() -> list[Column]:
    return [
        Column(_("severity"), 12),
        Column(_("check"), 20),
        Column(_("article"), 18),
        Column(_("award"), 26),
        Column(_("organisation"), 22),
        Column(_("amount (yuan)"), 18),
        Column(_("stands in"), 30),
        Column(_("what was found"), 80),
        Column(_("measure"), 20),
        Column(_("id of the finding"), 32),
    ]


def _findings(findings: Sequence[Finding]) -> Iterator[list[Cell]]:
    for each in findings:
        yield [
            Marked(prose.severity(each.severity), SEVERE[each.severity]),
            prose.check_title(each.check),
            each.cite,
            each.award,
            each.organisation,
            Money(each.fen) if each.fen is not None else None,
            each.place,
            prose.finding(each),
            each.policy,
            each.id,
        ]


# Lines.


def _line_columns() -> list[Column]:
    return [
        Column(_("stands in"), 30),
        Column(_("date"), 12),
        Column(_("amount (yuan)"), 16),
        Column(_("award"), 26),
        Column(_("organisation"), 22),
        Column(_("use"), 20),
        Column(_("economic code"), 12),
        Column(_("account"), 16),
        Column(_("payee"), 20),
        Column(_("text"), 30),
        Column(_("invoice"), 22),
        Column(_("purpose"), 14),
        Column(_("document"), 14),
        Column(_("measure"), 18),
        Column(_("verdict"), 14),
        Column(_("article"), 16),
        Column(_("decided by"), 14),
        Column(_("why"), 70),
    ]


def _lines(judged: Sequence[JudgedLine]) -> Iterator[list[Cell]]:
    reasons: dict[object, str] = {}
    for each in judged:
        line, verdict = each.line, each.verdict
        row: list[Cell] = [
            *(line.place, line.date, Money(line.fen), line.award, line.organisation, line.use, line.code, line.account),
            *(line.payee, line.text, line.invoice, line.purpose, line.document, each.policy),
        ]
        if verdict is None:
            yield [*row, Marked(_("not judged"), "open"), None, None, _("no measure is known for this award")]
            continue
        key = (id(verdict), line.code)
        if key not in reasons:
            reasons[key] = prose.verdict(verdict, line.code)
        looks = Marked(prose.outcome(verdict.outcome), LOOKS[verdict.outcome])
        yield [*row, looks, verdict.cite, prose.decided_by(verdict.by), Marked(reasons[key], "plain")]


# The special account of each award.


def account_columns() -> list[Column]:
    """The headings of the accounts."""
    return [
        Column(_("award"), 28),
        Column(_("measure"), 22),
        Column(_("organisation"), 22),
        Column(_("awarded (yuan)"), 18),
        Column(_("received (yuan)"), 18),
        Column(_("spent (yuan)"), 18),
        Column(_("returned (yuan)"), 18),
        Column(_("left (yuan)"), 18),
        Column(_("lines"), 10),
        Column(_("last day for use"), 14),
        Column(_("revoked on"), 14),
    ]


def account_rows(accounts: Sequence[Account]) -> Iterator[list[Cell]]:
    """Received = spent + returned + left, for each award; blank where nothing says it."""
    for each in accounts:
        yield [
            *(each.award, each.policy, each.organisation, _money(each.awarded), _money(each.received)),
            *(Money(each.spent), Money(each.returned), _money(each.left), each.lines, each.until, each.revoked_on),
        ]


def _money(fen: int | None) -> Cell:
    return None if fen is None else Money(fen)


# Coverage.


def coverage_columns() -> list[Column]:
    """The headings of the coverage."""
    return [
        Column(_("measure"), 24),
        Column(_("verdict"), 20),
        Column(_("decided by"), 20),
        Column(_("lines"), 12),
        Column(_("amount (yuan)"), 20),
    ]


def coverage_rows(coverage: Sequence[Covered]) -> Iterator[list[Cell]]:
    """How much was judged by what."""
    for each in coverage:
        outcome = prose.outcome(each.outcome) if each.policy else _("not judged")
        yield [each.policy or "—", outcome, prose.decided_by(each.by), each.lines, Money(each.fen)]


# What was not read.


def unread_columns() -> list[Column]:
    """The headings of what was not read."""
    return [
        Column(_("file"), 30),
        Column(_("sheet"), 20),
        Column(_("cell"), 10),
        Column(_("value"), 30),
        Column(_("what was expected"), 50),
        Column(_("what to do"), 60),
    ]


def unread_rows(faults: Sequence[CellFault], unread: NotRead) -> Iterator[list[Cell]]:
    """Files and cells that could not be read, and why."""
    for path, told in unread:
        yield [path, None, None, None, told, None]
    for fault in faults:
        yield [fault.file, fault.sheet, fault.cell, fault.value, fault.told, fault.remedy]
