"""The row of headings of a sheet, and the units that stand above it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fundcalc.base.i18n import _
from fundcalc.workbooks.cell_faults import CellFault, Problems
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.headings import Columns, Heading, key_of_heading, read_heading, unit_remedy
from fundcalc.workbooks.row_kinds import is_note, texts_of
from fundcalc.workbooks.sheet import Sheet
from fundcalc.workbooks.units import StatedUnit, stated_unit

# Titles, units and group headings may stand above the headings.
HEADINGS_WITHIN = 20


@dataclass
class ReadColumn:
    """A column that is read: its key, and its factor to yuan.

    ``stated``: its own heading states the unit."""

    key: str
    scale: int
    stated: bool


@dataclass
class HeadingRow:
    """The row of headings: its number and index, and its columns.

    ``read`` are those that are read, ``faulty`` those that must not be.

    ``silent`` are columns that this policy does not ask for; ``texts`` are the headings as written; ``doubled`` are the
    columns of a key that several columns have.
    """

    number: int
    index: int
    read: dict[int, ReadColumn] = field(default_factory=dict)
    faulty: dict[int, str] = field(default_factory=dict)
    silent: dict[int, str | None] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def known(self, column: int) -> bool:
        """Whether a heading says what a column is, even if it is not read."""
        return column in self.read or column in self.faulty or column in self.silent


def find_headings(grid: Grid, known: Columns) -> int | None:
    """The index of the row of headings: the one that names most columns, two at least."""
    best, most = None, 1
    for index, (number, cells) in enumerate(grid.rows[:HEADINGS_WITHIN]):
        if number > HEADINGS_WITHIN:
            break
        keys = {key_of_heading(text, known) for text in texts_of(cells)}
        if (count := len(keys - {None})) > most:
            best, most = index, count
    return best


def read_headings(grid: Grid, index: int, known: Columns, sheet: Sheet, problems: Problems) -> HeadingRow:
    """Read the headings in a row of the grid; faults go to ``problems``."""
    number, cells = grid.rows[index]
    row = HeadingRow(number, index)
    named: dict[str, list[int]] = {}
    for cell in cells:
        if not isinstance(cell.value, str) or not cell.value.strip():
            continue
        text = row.texts[cell.column] = cell.value
        heading: Heading = read_heading(text, known)
        if heading.silent:
            row.silent[cell.column] = heading.key
        elif heading.key is not None:
            named.setdefault(heading.key, []).append(cell.column)
            if heading.message:
                row.faulty[cell.column] = heading.key
                address = f"{column_letters(cell.column)}{number}"
                problems.faults.append(sheet.fault(address, text, heading.message, heading.remedy))
            else:
                row.read[cell.column] = ReadColumn(heading.key, heading.scale, bool(heading.unit))
    for key, columns in named.items():
        if len(columns) > 1:
            _refuse_doubled(row, key, columns, known, sheet, problems)
    _refuse_missing(row, known, sheet, problems)
    return row


def _refuse_doubled(
    row: HeadingRow, key: str, columns: list[int], known: Columns, sheet: Sheet, problems: Problems
) -> None:
    where = ", ".join(f"{column_letters(column)}{row.number}" for column in columns)
    message = _("{count} columns are headed {label} ({key}).").format(
        count=len(columns), label=known.read[key].zh, key=key
    )
    remedy = _("Delete all but one; until then the rows with a value there are not decided.")
    problems.faults.append(sheet.fault(where, row.texts[columns[0]], message, remedy))
    for column in columns:
        row.read.pop(column, None)
        row.faulty[column] = key


def _refuse_missing(row: HeadingRow, known: Columns, sheet: Sheet, problems: Problems) -> None:
    present = {*(column.key for column in row.read.values()), *row.faulty.values()}
    for key, named in known.read.items():
        if named.required and key not in present:
            message = _("The required column {label} ({key}) is missing.").format(label=named.zh, key=key)
            remedy = _("Head a column {label} or {key} and fill it in.").format(label=named.zh, key=key)
            problems.faults.append(sheet.fault(str(row.number), " | ".join(row.texts.values()), message, remedy))


def note_unread(row: HeadingRow, nameless: Sequence[int], known: Columns, sheet: Sheet, problems: Problems) -> None:
    """Report columns with values that have no heading, or an unknown one.

    The rows are read without them."""
    for column in nameless:
        address = f"{column_letters(column)}{row.number}"
        if column in row.texts:
            heading = read_heading(row.texts[column], known)
            problems.faults.append(sheet.fault(address, row.texts[column], heading.message, heading.remedy))
        else:
            message = _("Column {column} holds values and has no heading, so it is not read.").format(
                column=column_letters(column)
            )
            problems.faults.append(sheet.fault(address, "", message, _("Give it a heading, or delete the column.")))


# Units beside the table.


@dataclass(frozen=True)
class _Statement:
    """A unit stated outside the headings: where, and as written.

    ``columns`` are those it is for (None: all)."""

    address: str
    text: str
    unit: StatedUnit
    columns: range | None


def apply_units(grid: Grid, row: HeadingRow, known: Columns, sheet: Sheet, problems: Problems) -> None:
    """Give columns of money the unit that stands above or in a note below.

    That is, those whose own heading states none.

    Where two statements differ, also one above and one in the heading, the columns that hold anything are refused.
    """
    statements = list(_statements(grid, row))
    used: dict[str, tuple[_Statement, list[str]]] = {}
    for column, read in list(row.read.items()):
        if known.read[read.key].kind != "money":
            continue
        over = [stated for stated in statements if stated.columns is None or column in stated.columns]
        # What stands over a group of columns says more than what stands over the table.
        nearest = [stated for stated in over if stated.columns is not None] or over
        if not nearest:
            continue
        address = f"{column_letters(column)}{row.number}"
        units = {stated.unit.factor for stated in nearest} | ({read.scale} if read.stated else set())
        if len(units) > 1:
            if _has_values(grid, row, column):
                fault = _contradiction(nearest, read, address, row.texts[column], known, sheet)
                problems.faults.append(fault)
                del row.read[column]
                row.faulty[column] = read.key
        elif not read.stated:
            read.scale = nearest[0].unit.factor
            used.setdefault(nearest[0].address, (nearest[0], []))[1].append(column_letters(column))
    for statement, letters in used.values():
        if statement.unit.factor != 1:
            message = _("The amounts in column {columns} are read in {unit}, as stated here.").format(
                columns=", ".join(letters), unit=statement.unit.word
            )
            problems.notes.append(sheet.note("unit", statement.address, statement.text, message))


def _has_values(grid: Grid, row: HeadingRow, column: int) -> bool:
    """Whether anything stands below a heading."""
    below = (cell for _number, cells in grid.rows[row.index + 1 :] for cell in cells)
    return any(cell.column == column and cell.value not in (None, "") for cell in below)


def _contradiction(
    statements: Sequence[_Statement], read: ReadColumn, address: str, text: str, known: Columns, sheet: Sheet
) -> CellFault:
    """The fault of a column of amounts whose unit is stated in two ways."""
    units = ", ".join(f"{stated.address} {stated.unit.word}" for stated in statements)
    if read.stated:
        message = _("{units} contradicts the unit in this heading.").format(units=units)
        remedy = _("Keep the one that is meant: correct the heading, or delete the other statement.")
        return sheet.fault(address, text, message, remedy)
    message = _("Two units stand above this column: {units}.").format(units=units)
    return sheet.fault(address, text, message, unit_remedy(known.read[read.key]))


def _statements(grid: Grid, row: HeadingRow) -> Iterator[_Statement]:
    for number, cells in grid.rows[: row.index]:
        texts = [cell for cell in cells if isinstance(cell.value, str) and cell.value.strip()]
        for at, cell in enumerate(texts):
            if unit := stated_unit(str(cell.value)):
                columns = _group(grid, number, texts, at, unit, row)
                yield _Statement(f"{column_letters(cell.column)}{number}", str(cell.value), unit, columns)
    for number, cells in grid.rows[row.index + 1 :][-HEADINGS_WITHIN:]:
        texts = [cell for cell in cells if isinstance(cell.value, str) and cell.value.strip()]
        if texts and (is_note(str(texts[0].value)) or len(texts) == 1 == len(cells)):
            for cell in texts:
                if (unit := stated_unit(str(cell.value))) and (not unit.alone or "单位" in str(cell.value)):
                    yield _Statement(f"{column_letters(cell.column)}{number}", str(cell.value), unit, None)


def _group(grid: Grid, number: int, texts: Sequence[Cell], at: int, unit: StatedUnit, row: HeadingRow) -> range | None:
    """The columns under a group heading such as 投入（万元）.

    None where the unit is for the whole table."""
    cell = texts[at]
    area = next((area for area in grid.merged if area.top <= number <= area.bottom and area.left == cell.column), None)
    says_unit = "单位" in str(cell.value) or "unit" in str(cell.value).casefold()
    if len(texts) == 1 or (unit.alone and says_unit):
        return None
    if area is not None:
        return range(area.left, area.right + 1)
    if unit.alone:
        return range(cell.column, cell.column + 1)
    # A CSV file keeps only the first cell of what was merged.
    following = texts[at + 1].column if at + 1 < len(texts) else max(row.texts) + 1
    return range(cell.column, following)


def unit_row(cells: Sequence[Cell], row: HeadingRow, known: Columns) -> Mapping[int, StatedUnit]:
    """The units by column if a row below the headings holds nothing but units."""
    units: dict[int, StatedUnit] = {}
    for cell in cells:
        text = cell.value
        if not isinstance(text, str):
            return {}
        if not text.strip():
            continue
        unit = stated_unit(text)
        kind = known.read[row.read[cell.column].key].kind if cell.column in row.read else "text"
        if unit is not None and unit.alone:
            units[cell.column] = unit
        elif kind == "money" or not _is_other_unit(text):
            return {}
    return units


def _is_other_unit(text: str) -> bool:
    return text.strip().strip("()（）[]【】") in (
        "平方米",
        "㎡",
        "人",
        "个",
        "台",
        "项",
        "家",
        "件",
        "名",
        "%",
        "年",
        "m²",
    )
