"""From the cells of a sheet to rows of values under the keys of its columns, with every fault of every cell."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.workbooks.cell_numbers import BadCell, Reader
from fundcalc.workbooks.cells import cell_reader, shown
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.headings import Columns, Heading, columns, read_heading
from fundcalc.workbooks.round import CellFault

# Titles and bands may stand above the headings.
_HEADINGS_WITHIN = 20


class Row(NamedTuple):
    """A row: its number, the values that could be read by key, and the addresses of the cells that could not."""

    number: int
    values: dict[str, Any]
    bad: list[str]


@dataclass(frozen=True)
class Table:
    """A sheet read: its rows that are not blank, and the column of each key.

    ``readable`` is False where there are rows and no headings to read them by.
    """

    grid: Grid
    form: str
    rows: list[Row] = field(default_factory=list)
    column: Mapping[str, int] = field(default_factory=dict)
    readable: bool = True

    def address(self, key: str, row: int) -> str:
        """The address of a key's cell in a row; of the row where the sheet has no such column."""
        return column_letters(self.column[key]) + str(row) if key in self.column else str(row)

    def fault(self, cell: str, value: object, told: str, remedy: str) -> CellFault:
        return CellFault(self.grid.file, self.grid.sheet, cell, shown(value), told, remedy)


def read_table(grid: Grid, form: str, policy: Policy | None, faults: list[CellFault]) -> Table:
    """Read a sheet as a form, under the policy if the form is of a round; what is wrong is added to ``faults``."""
    known = columns(policy, form)
    place = _headings(grid, known)
    blank = Table(grid, form)
    if place is None:
        if any(not _is_blank(cell) for _number, cells in grid.rows for cell in cells):
            wanted = "、".join(named.zh for named in known.read.values() if named.required)
            told = _("No row of headings was found in the first {count} rows.").format(count=_HEADINGS_WITHIN)
            remedy = _("Start from the workbook that the command 'template' makes; required are {columns}.").format(
                columns=wanted
            )
            faults.append(blank.fault("", "", told, remedy))
            return Table(grid, form, readable=False)
        return blank
    number, cells = grid.rows[place]
    headings, texts = _read_headings(number, cells, known, blank, faults)
    column = {key: at for at, (key, _scale) in headings.items() if key is not None}
    table = Table(grid, form, column=column)
    _missing_columns(number, known, headings, texts, table, faults)
    bad_columns = {at for at, (key, scale) in headings.items() if key is not None and scale == 0}
    readers = {
        at: (key, cell_reader(key, known.read[key], scale, form, policy))
        for at, (key, scale) in headings.items()
        if key is not None and scale
    }
    body = grid.rows[place + 1 :]
    merged = _merged(body, number, headings, table, faults)
    required = [key for key, named in known.read.items() if named.required]
    nameless: set[int] = set()
    for at, found in body:
        row = Row(at, {}, [*merged.get(at, ())])
        filled = _read_row(row, found, readers, bad_columns, headings, nameless, table, faults)
        if not filled and not row.bad:
            continue
        _require(row, required, table, faults)
        table.rows.append(row)
    _unread(number, sorted(nameless), texts, known, table, faults)
    return table


def _is_blank(cell: Cell) -> bool:
    return cell.kind == "s" and isinstance(cell.value, str) and not cell.value.strip()


# Headings.


def _headings(grid: Grid, known: Columns) -> int | None:
    """The index of the row of headings: the one that names most columns, two at least."""
    best, most = None, 1
    for index, (number, cells) in enumerate(grid.rows[:_HEADINGS_WITHIN]):
        if number > _HEADINGS_WITHIN:
            break
        texts = (cell.value for cell in cells if cell.kind == "s")
        keys = {read_heading(text, known).key for text in texts if isinstance(text, str) and text.strip()}
        if (count := len(keys - {None})) > most:
            best, most = index, count
    return best


def _read_headings(
    number: int, cells: list[Cell], known: Columns, table: Table, faults: list[CellFault]
) -> tuple[dict[int, tuple[str | None, int]], dict[int, str]]:
    """For each column with a heading its key (None: not read) and factor (0: must not be read), and the heading's text."""
    headings: dict[int, tuple[str | None, int]] = {}
    texts: dict[int, str] = {}
    named: dict[str, list[int]] = {}
    for cell in cells:
        if _is_blank(cell):
            continue
        text = texts[cell.column] = str(cell.value)
        heading: Heading = read_heading(text, known)
        address = f"{column_letters(cell.column)}{number}"
        if heading.silent:
            headings[cell.column] = (None, 1)
        elif heading.key is not None:
            headings[cell.column] = (heading.key, 0 if heading.told else heading.scale)
            named.setdefault(heading.key, []).append(cell.column)
            if heading.told:
                faults.append(table.fault(address, text, heading.told, heading.remedy))
    for key, several in named.items():
        if len(several) > 1:
            where = ", ".join(f"{column_letters(at)}{number}" for at in several)
            told = _("{count} columns are headed {label} ({key}).").format(
                count=len(several), label=known.read[key].zh, key=key
            )
            remedy = _("Delete all but one; until then the rows with a value there are not decided.")
            faults.append(table.fault(where, texts[several[0]], told, remedy))
            for at in several:
                headings[at] = (key, 0)
    return headings, texts


def _missing_columns(
    number: int,
    known: Columns,
    headings: Mapping[int, tuple[str | None, int]],
    texts: Mapping[int, str],
    table: Table,
    faults: list[CellFault],
) -> None:
    present = {key for key, _scale in headings.values()}
    for key, named in known.read.items():
        if named.required and key not in present:
            told = _("The required column {label} ({key}) is missing.").format(label=named.zh, key=key)
            remedy = _("Head a column {label} or {key} and fill it in.").format(label=named.zh, key=key)
            faults.append(table.fault(str(number), " | ".join(texts.values()), told, remedy))


def _unread(
    number: int, nameless: list[int], texts: Mapping[int, str], known: Columns, table: Table, faults: list[CellFault]
) -> None:
    """Columns with values under no heading, or one that names no column: said, and the rows are decided without them."""
    for at in nameless:
        if at in texts:
            heading = read_heading(texts[at], known)
            faults.append(table.fault(f"{column_letters(at)}{number}", texts[at], heading.told, heading.remedy))
        else:
            told = _("Column {column} holds values and has no heading, so it is not read.").format(
                column=column_letters(at)
            )
            remedy = _("Give it a heading, or delete the column.")
            faults.append(table.fault(f"{column_letters(at)}{number}", "", told, remedy))


# Rows.


def _merged(
    rows: list[tuple[int, list[Cell]]],
    number: int,
    headings: Mapping[int, tuple[str | None, int]],
    table: Table,
    faults: list[CellFault],
) -> dict[int, list[str]]:
    """The merged ranges among the data by each row that has values and is touched by one."""
    touched: dict[int, list[str]] = {}
    read = sorted(at for at, (key, _scale) in headings.items() if key is not None)
    numbers = [at for at, _cells in rows]
    for area in table.grid.merged:
        if area.bottom <= number or not any(area.left <= at <= area.right for at in read):
            continue
        inside = rows[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]
        if not inside:
            continue
        for at, _cells in inside:
            touched.setdefault(at, []).append(area.name)
        value = next(
            (cell.value for at, cells in inside if at == area.top for cell in cells if cell.column == area.left), ""
        )
        told = _("These cells are merged, and only the first of them holds the value.")
        remedy = _(
            "Take the merging back (取消单元格合并) and fill in every cell; until then these rows are not decided."
        )
        faults.append(table.fault(area.name, value, told, remedy))
    return touched


def _read_row(
    row: Row,
    found: list[Cell],
    readers: Mapping[int, tuple[str, Reader]],
    bad_columns: set[int],
    headings: Mapping[int, tuple[str | None, int]],
    nameless: set[int],
    table: Table,
    faults: list[CellFault],
) -> bool:
    """Read the cells of a row into it; whether any of them, read or not, is filled."""
    filled = False
    values = row.values
    for column, value, kind, _shown in found:
        if kind == "s" and not value.strip():  # type: ignore[attr-defined]
            continue
        filled = True
        reader = readers.get(column)
        if reader is None:
            if column in bad_columns:
                row.bad.append(f"{column_letters(column)}{row.number}")
            elif column not in headings:
                nameless.add(column)
            continue
        try:
            values[reader[0]] = reader[1](value, kind) if kind not in "ef" else _no_value(kind)
        except BadCell as bad:
            address = f"{column_letters(column)}{row.number}"
            row.bad.append(address)
            faults.append(table.fault(address, value, bad.told, bad.remedy))
    return filled


def _no_value(kind: str) -> NoReturn:
    if kind == "e":
        raise BadCell(
            _("The cell holds an error instead of a value."), _("Correct its formula, or write the value itself.")
        )
    raise BadCell(
        _("The cell holds a formula that was never calculated."),
        _("Open the file in Excel or WPS, let it calculate and save it, or write the value itself."),
    )


def _require(row: Row, required: list[str], table: Table, faults: list[CellFault]) -> None:
    labels = forms()[table.form].columns
    for key in required:
        if key in row.values:
            continue
        address = table.address(key, row.number)
        if key not in table.column:
            # Said once, at the headings.
            row.bad.append(f"{labels[key].zh} ({key})")
        elif address not in row.bad:
            row.bad.append(address)
            told = _("{label} ({key}) is required.").format(label=labels[key].zh, key=key)
            remedy = _("Fill it in.")
            if key in ("platform", "organisation"):
                remedy = _("Fill it in, or delete the row if it is a total or a note.")
            faults.append(table.fault(address, "", told, remedy))
