"""Units of amounts that stand beside a table.

Above it, in a row below its headings, in a note.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fundcalc.base.i18n import _, listed
from fundcalc.workbooks.cell_faults import CellFault, Problems
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.heading_row import HEADINGS_WITHIN, HeadingRow, ReadColumn
from fundcalc.workbooks.headings import Columns, unit_remedy
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.row_words import is_note, is_section, is_total
from fundcalc.workbooks.sheet import Sheet
from fundcalc.workbooks.units import StatedUnit, mentioned_unit, stated_unit


@dataclass(frozen=True)
class _Statement:
    """A unit stated outside the headings: where, and as written.

    ``columns`` are those it is for (None: all). ``amid``: it stands among the rows, so that it is for those below it alone.
    """

    address: str
    text: str
    unit: StatedUnit
    columns: range | None
    amid: bool = False


def apply_units(
    grid: Grid,
    row: HeadingRow,
    known: Columns,
    sheet: Sheet,
    problems: Problems,
    is_filled: Callable[[int], bool] | None = None,
) -> None:
    """Give columns of money the unit that stands above or in a note below.

    That is, those whose own heading states none.

    Where two statements differ, also one above and one in the heading, the columns that hold anything are refused. So are
    they where one among the rows says another unit than the rows above it have. ``is_filled`` says whether a column holds
    anything, where the grid has not all rows.
    """
    is_filled = is_filled or partial(_has_values, grid, row)
    statements = list(_statements(grid, row))
    amid = [stated for stated in statements if stated.amid]
    statements = [stated for stated in statements if not stated.amid]
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
            if is_filled(column):
                fault = _contradiction(nearest, read, address, row.texts[column], known, sheet)
                problems.faults.append(fault)
                del row.read[column]
                row.faulty[column] = read.key
        elif not read.stated:
            read.scale = nearest[0].unit.factor
            used.setdefault(nearest[0].address, (nearest[0], []))[1].append(column_letters(column))
    _refuse_amid(row, amid, known, sheet, problems, is_filled)
    _note_used([*used.values()], sheet, problems)
    _note_mentions(grid, row, known, sheet, problems)


def _note_used(used: Sequence[tuple[_Statement, list[str]]], sheet: Sheet, problems: Problems) -> None:
    """Note the units that columns were read in, those of several headings in one line."""
    units = dict.fromkeys(_written(statement.unit) for statement, _letters in used if statement.unit.factor != 1)
    for unit in units:
        same = [(statement, letters) for statement, letters in used if _written(statement.unit) == unit]
        message = _("The amounts in column {columns} are read in {unit}, as stated here.").format(
            columns=listed(letter for _statement, letters in same for letter in letters), unit=unit
        )
        addresses = ", ".join(statement.address for statement, _letters in same)
        text = listed(dict.fromkeys(statement.text for statement, _letters in same))
        problems.notes.append(sheet.note("unit", addresses, text, message))


def _written(unit: StatedUnit) -> str:
    """A unit as it was written; one in English by its yuan."""
    return _("{factor} yuan").format(factor=f"{unit.factor:,}") if unit.word.isascii() else unit.word


def _note_mentions(grid: Grid, row: HeadingRow, known: Columns, sheet: Sheet, problems: Problems) -> None:
    """Note texts beside the table that speak of a unit without stating it."""
    scales = {read.scale for read in row.read.values() if known.read[read.key].kind == "money" and not read.stated}
    if scales != {1}:
        return
    for number, cells in (*grid.rows[: row.index], *grid.rows[row.index + 1 :][-HEADINGS_WITHIN:]):
        texts = _texts(cells)
        if number > row.number and len(texts) != len(cells):
            continue
        for cell in texts:
            text = str(cell.value)
            if (word := mentioned_unit(text)) and stated_unit(text) is None:
                message = _("The amounts are read in yuan: this text speaks of {unit}, but does not state a unit.")
                remedy = _("If the amounts are in {unit}, write 单位：{unit} above the table.").format(unit=word)
                address = f"{column_letters(cell.column)}{number}"
                problems.notes.append(sheet.note("unit", address, text, message.format(unit=word), remedy))


def _has_values(grid: Grid, row: HeadingRow, column: int) -> bool:
    """Whether anything stands below a heading."""
    below = (cell for _number, cells in grid.rows[row.index + 1 :] for cell in cells)
    return any(cell.column == column and cell.value not in (None, "") for cell in below)


def _contradiction(
    statements: Sequence[_Statement], read: ReadColumn, address: str, text: str, known: Columns, sheet: Sheet
) -> CellFault:
    """The fault of a column of amounts whose unit is stated in two ways."""
    units = listed(f"{stated.address} {_written(stated.unit)}" for stated in statements)
    if read.stated:
        message = _("{units} contradicts the unit in this heading.").format(units=units)
        remedy = _("Keep the one that is meant: correct the heading, or delete the other statement.")
        return sheet.fault(address, text, message, remedy)
    message = _("Two units are stated above this column: {units}.").format(units=units)
    return sheet.fault(address, text, message, unit_remedy(known.read[read.key]))


def _refuse_amid(
    row: HeadingRow,
    amid: Sequence[_Statement],
    known: Columns,
    sheet: Sheet,
    problems: Problems,
    is_filled: Callable[[int], bool],
) -> None:
    """Refuse columns of amounts of which a text among the rows says another unit."""
    for column, read in list(row.read.items()):
        other = [stated for stated in amid if stated.unit.factor != read.scale]
        if other and known.read[read.key].kind == "money" and is_filled(column):
            units = listed(f"{stated.address} {_written(stated.unit)}" for stated in other)
            message = _("Among the rows another unit is stated than for the rows above: {units}.").format(units=units)
            remedy = _("Write all amounts in one unit, or put the rows below on a sheet of their own.")
            address = f"{column_letters(column)}{row.number}"
            problems.faults.append(sheet.fault(address, row.texts[column], message, remedy))
            row.faulty[column] = row.read.pop(column).key


def _statements(grid: Grid, row: HeadingRow) -> Iterator[_Statement]:
    for number, cells in grid.rows[: row.index]:
        texts = _texts(cells)
        for at, cell in enumerate(texts):
            if unit := stated_unit(str(cell.value)):
                columns = _group(grid, number, texts, at, unit, row)
                yield _Statement(f"{column_letters(cell.column)}{number}", str(cell.value), unit, columns)
    below = grid.rows[row.index + 1 :]
    for at, (number, cells) in enumerate(below):
        is_last = at >= len(below) - HEADINGS_WITHIN
        if len(cells) > 1 and not is_last:
            continue
        texts = _texts(cells)
        if not texts or not (len(texts) == 1 == len(cells) or is_note(str(texts[0].value))):
            continue
        for cell in texts:
            if (unit := stated_unit(str(cell.value))) and (not unit.alone or "单位" in str(cell.value)):
                amid = is_section(str(cell.value)) or not is_last or _has_data(below[at + 1 :], row)
                yield _Statement(f"{column_letters(cell.column)}{number}", str(cell.value), unit, None, amid)


def _texts(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row with text; 单位： and the unit in the next cell are one."""
    texts: list[Cell] = []
    for cell in cells:
        if not isinstance(cell.value, str) or not cell.value.strip():
            continue
        if texts and _SAYS_UNIT.fullmatch("".join(narrow(str(texts[-1].value)).casefold().split())):
            joined = f"{texts[-1].value}{cell.value}"
            if stated_unit(joined):
                texts[-1] = texts[-1]._replace(value=joined)
                continue
        texts.append(cell)
    return texts


_SAYS_UNIT = re.compile(r"(?:金额|货币|计量|数据)?单位:?|units?:?")


def _has_data(rows: Sequence[tuple[int, list[Cell]]], row: HeadingRow) -> bool:
    """Whether rows below a remark are data, which have several cells and a figure."""
    columns = row.read.keys()
    return any(
        len(cells) > 1
        and not any(is_total(text) for text in texts_of(cells))
        and any(cell.column in columns and str(cell.value)[:1].isdigit() for cell in cells)
        for _number, cells in rows
    )


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
