"""Merged cells of a sheet, which are refused, and hidden ones, which are used."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby

from fundcalc.base.i18n import _, ngettext
from fundcalc.workbooks.cell_faults import Problems
from fundcalc.workbooks.grid import Cell, column_letters
from fundcalc.workbooks.heading_row import HeadingRow
from fundcalc.workbooks.row_kinds import is_blank, row_kind, texts_of
from fundcalc.workbooks.sheet import Sheet

_MOST_RUNS = 12


def merged_rows(
    rows: Sequence[tuple[int, list[Cell]]], headings: HeadingRow, sheet: Sheet, problems: Problems
) -> dict[int, list[str]]:
    """The merged ranges among the data, by the rows with values they touch."""
    touched: dict[int, list[str]] = {}
    read = sorted((*headings.read, *headings.faulty))
    numbers = [number for number, _cells in rows]
    for area in sheet.grid.merged:
        if area.bottom <= headings.number or not any(area.left <= column <= area.right for column in read):
            continue
        inside = rows[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]
        if not inside or _is_remark(area.top, inside):
            continue
        for number, _cells in inside:
            touched.setdefault(number, []).append(area.name)
        value = next(
            (cell.value for at, cells in inside if at == area.top for cell in cells if cell.column == area.left), ""
        )
        message = _("These cells are merged, and only the first of them holds the value.")
        remedy = _(
            "Take the merging back (取消单元格合并) and fill in every cell; until then these rows are not decided."
        )
        problems.faults.append(sheet.fault(area.name, value, message, remedy))
    return touched


def _is_remark(top: int, rows: Sequence[tuple[int, list[Cell]]]) -> bool:
    """Whether merged cells hold a total, a signature or a note, as below many tables."""
    if len(rows) != 1 or rows[0][0] != top:
        return False
    cells = [cell for cell in rows[0][1] if not is_blank(cell)]
    has_figures = any(cell.kind != "s" for cell in cells)
    texts = texts_of(cells)
    return bool(row_kind(texts, has_figures=has_figures, below_data=len(cells) == 1 and len(texts[0]) > 20))


def note_hidden(sheet: Sheet, headings: HeadingRow, problems: Problems) -> None:
    """Note the hidden rows and columns that are read, and whether the sheet is hidden."""
    grid = sheet.grid
    if grid.hidden and sheet.rows:
        problems.notes.append(sheet.note("hidden", "", "", _("This sheet is hidden; it is read like the others.")))
    rows = [row.number for row in sheet.rows if row.number in grid.hidden_rows]
    if rows:
        message = hidden_message(len(rows))
        remedy = _("Show all rows and check them.")
        if grid.filtered:
            remedy = _("A filter hides them: clear it and check the rows.")
        problems.notes.append(sheet.note("hidden", written_runs(rows), "", message, remedy))
    for column in sorted(grid.hidden_columns & headings.read.keys()):
        message = _("This column is hidden; it is read like the others.")
        address = f"{column_letters(column)}{headings.number}"
        problems.notes.append(sheet.note("hidden", address, headings.texts[column], message))


def hidden_message(count: int) -> str:
    """What is said of so many hidden rows."""
    return ngettext(
        "This row is hidden; it is read like the others.",
        "These rows are hidden; they are read like the others.",
        count,
    )


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers as runs, first and last."""
    groups = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    return [(run[0][1], run[-1][1]) for _start, group in groups if (run := list(group))]


def written_run(span: tuple[int, int]) -> str:
    """A run of numbers as a message writes it: 3 or 3–5."""
    first, last = span
    return str(first) if first == last else f"{first}–{last}"


def written_runs(rows: Sequence[int]) -> str:
    """The numbers of rows as the place of a note: 3, 5–8; the first runs of many."""
    spans = [written_run(span) for span in runs(rows)]
    return ", ".join(spans[:_MOST_RUNS]) + (" …" if len(spans) > _MOST_RUNS else "")
