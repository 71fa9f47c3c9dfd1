"""The workbook of a what-if.

A summary and charts, then the tables that they rest on, every application among them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fundcalc import prose
from fundcalc.base.dates import today
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy, read
from fundcalc.scenario import result_tables, sentences
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.workbook_charts import Charts
from fundcalc.views.table import AnyTable, Cell, Money
from fundcalc.workbooks.fault_tables import faults
from fundcalc.workbooks.safe_writing import replaced, safe, workbook
from fundcalc.workbooks.sheet_writer import LINE, Look, formats, width, write, write_table

SHEETS = {
    "summary": "摘要 summary",
    "charts": "图表 charts",
    "groups": "分组 groups",
    "applications": "申请 applications",
    "statuses": "结论 outcomes",
    "classes": "分档 classes",
    "sweep": "变动 sweep",
    "points": "变动明细 sweep points",
    "readings": "解释口径 readings",
    "margins": "每档费用 margins",
    "budget": "预算 budget",
    "faults": "未读内容 not read",
}
# Beyond so many applications only those that change are listed, and no more than so many.
MOST_LISTED = 100_000

_HEADING = 20  # points
_WIDTHS = (50, 26, 26, 26, 44)

Looks = dict[Look, Format]


def write_what_if(path: Path | str, answer: WhatIfResult, *, on: date | None = None) -> None:
    """Write a what-if to an .xlsx. Raises SheetError and then writes nothing.

    ``on`` is the day that the summary names (default: today).
    """
    with without_collecting(), replaced(Path(path)) as temporary:
        book = workbook(temporary)
        book.set_properties({"title": _("What if"), "subject": answer.before.id, "comments": "fundcalc"})
        looks = formats(book)
        day = on or today()
        _summary(book.add_worksheet(SHEETS["summary"]), answer, day, looks)
        charts = Charts(book, book.add_worksheet(SHEETS["charts"]))
        _tables(book, answer, charts, looks)
        charts.place()
        book.close()


def _tables(book: Workbook, answer: WhatIfResult, charts: Charts, looks: Looks) -> None:
    def put(name: str, shown: AnyTable, freeze: int = 1) -> str:
        write_table(book, SHEETS[name], shown, looks, freeze)
        return SHEETS[name]

    if answer.changed:
        groups = result_tables.groups(answer)
        charts.groups(put("groups", groups, 2), groups)
    if answer.changed or answer.request.pro_rata:
        _applications(book, answer, looks)
    if answer.changed:
        put("statuses", result_tables.statuses(answer, unmoved=True), 0)
        classes = result_tables.classes(answer.comparison)
        charts.classes(put("classes", classes), classes)
    if answer.sweep is not None:
        swept = result_tables.sweep(answer, answer.sweep)
        if len(answer.sweep.lines) == 1:
            charts.sweep(put("sweep", swept), swept, swept.title, ends=1)
        else:
            grid = result_tables.grid(answer, answer.sweep)
            curves = prose.parameter(answer.after, answer.sweep.lines[1])
            title = _("While two lines move; a curve for each: {line}").format(line=curves)
            charts.sweep(put("sweep", grid), grid, title, ends=len(grid.columns) - 1)
            put("points", swept, 2)
    if answer.interpretations is not None:
        readings = result_tables.interpretations(answer.interpretations)
        charts.readings(put("readings", readings), readings)
    if answer.margins is not None:
        put("margins", result_tables.margins(answer, answer.margins))
    if answer.request.budget is not None:
        put("budget", result_tables.budget(answer), 2)
    population = answer.population
    if population.faults or population.refused:
        refused = [(row.file, str(row)) for row in population.refused]
        write_table(book, SHEETS["faults"], faults(population.faults, refused), looks)


def _applications(book: Workbook, answer: WhatIfResult, looks: Looks) -> None:
    pro_rata, comparison = answer.request.pro_rata, answer.comparison
    frame = comparison.pro_rata(answer.request.budget) if pro_rata else comparison.rows
    if frame.height > MOST_LISTED:
        frame = frame.filter(frame["change_fen"] != 0).head(MOST_LISTED)
    write_table(book, SHEETS["applications"], result_tables.applications(answer, frame), looks, 2)


# Summary.


def _summary(sheet: Worksheet, answer: WhatIfResult, day: date, looks: Looks) -> None:
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    write(sheet, 0, 0, _("What if: {measure}").format(measure=sentences.title_of(answer.before)), looks, "title")
    row = 1
    for text, look in _sentences(answer):
        row = _sentence(sheet, row, text, looks, look)
    for summary in _summed(answer):
        row = _block(
            sheet, row + 1, summary.title, [column.heading for column in summary.columns], list(summary.rows()), looks
        )
    _block(sheet, row + 1, _("Where this comes from"), (), list(_origin(answer, day)), looks)


def _sentences(answer: WhatIfResult) -> Iterator[tuple[str, Look]]:
    yield result_tables.population_line(answer.population), "open" if answer.population.invented else "text"
    yield _("A trial: nothing is decided or posted, and the amounts are what the formulas give."), "text"
    for warning in answer.warnings:
        yield warning, "open"
    if answer.changed:
        yield sentences.cost(*answer.totals), "text"
        yield sentences.moves(answer.moves), "text"
    else:
        yield sentences.cost(answer.totals[0], None), "text"
    if answer.budget_result is not None:
        yield result_tables.met(answer), "text"
    if answer.interpretations is not None:
        for text in result_tables.interpreted(answer.interpretations):
            yield text, "text"


def _sentence(sheet: Worksheet, row: int, text: str, looks: Looks, look: Look) -> int:
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", looks[look])
    sheet.write_string(row, 0, safe(text), looks[look])
    sheet.set_row(row, LINE * (-(-width(text) // (sum(_WIDTHS) - 4)) or 1) + 4)
    return row + 1


def _summed(answer: WhatIfResult) -> Iterator[AnyTable]:
    if answer.changed:
        yield result_tables.changes(answer)
    yield result_tables.totals(answer)
    if answer.changed and answer.request.thresholds:
        yield result_tables.thresholds(answer)


def _block(
    sheet: Worksheet, row: int, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], looks: Looks
) -> int:
    write(sheet, row, 0, title, looks, "section")
    sheet.set_row(row, _HEADING)
    row += 1
    for at, heading in enumerate(headings):
        write(sheet, row, at, heading, looks, "heading")
        sheet.set_row(row, _HEADING)
    row += bool(headings)
    for values in rows:
        for at, value in enumerate(values):
            write(sheet, row, at, value, looks, "label" if at == 0 and isinstance(value, str) else None)
        longest = max(
            (-(-width(text) // _WIDTHS[at]) for at, text in enumerate(values) if isinstance(text, str)), default=1
        )
        sheet.set_row(row, LINE * max(longest, 1) + 2)
        row += 1
    return row


def _origin(answer: WhatIfResult, day: date) -> Iterator[list[Cell]]:
    from fundcalc.base.version import __version__

    before, after = answer.before, answer.after
    yield [_("written on"), day]
    yield [_("program"), f"fundcalc {__version__}"]
    yield [_("measure"), before.id]
    yield [_("SHA-256 of the file"), None, None, None, before.digest]
    if after.digest != before.digest:
        yield [_("measure in its place"), after.id]
        yield [_("SHA-256 of the file"), None, None, None, after.digest]
    for path, value in before.changes.items():
        yield [_("before and after alike"), path, str(value)]
    yield [_("applications"), answer.population.name, answer.population.applications.height]
    if answer.population.seed is not None:
        yield [_("seed"), answer.population.seed]
    if answer.request.budget is not None:
        yield [_("budget of each year (yuan)"), Money(result_tables.budget_fen(answer))]
    if answer.comparison.rows.height > MOST_LISTED:
        yield [_("applications listed"), _("only those that change")]
    for reading in _read_otherwise(answer.before):
        yield [_("before and after alike"), reading]


def _read_otherwise(policy: Policy) -> Iterator[str]:
    """The readings of the baseline that are not those which the measure's file takes."""
    itself = read(policy.text, policy.path, changes={}, readings={}).readings
    for name, value in policy.readings.items():
        if value != itself[name]:
            yield sentences.as_read(policy, name, value)
