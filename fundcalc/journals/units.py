"""The unit of money that stands above or below the table of a journal."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.journals.columns import SheetTable
from fundcalc.workbooks.cell_faults import CellFault, CellNote
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.row_words import is_note, is_signature, is_total
from fundcalc.workbooks.units import StatedUnit, stated_unit

# A note on the unit stands within so many rows of the end.
_LAST_ROWS = 10


class TableUnit(NamedTuple):
    """A unit of money: the factor to yuan, its word, its cell and the text."""

    factor: int = 1
    word: str = ""
    cell: str = ""
    text: str = ""


def unit_of_table(grid: Grid, table: SheetTable) -> TableUnit:
    """The unit stated above a table or in a note below it; else yuan."""
    above = _stated(grid.rows[: table.body], only_notes=False)
    last = max(table.body, len(grid.rows) - _LAST_ROWS)
    below = [*takewhile(_is_below, reversed(grid.rows[last:]))]
    return next(above, None) or next(_stated(below, only_notes=True), TableUnit())


def _is_below(row: tuple[int, list[Cell]]) -> bool:
    """Whether a row may stand below a table: a remark, a signature or a total."""
    texts = [str(cell.value) for cell in row[1] if isinstance(cell.value, str) and cell.value.strip()]
    return len(row[1]) <= 1 or any(is_total(text) or is_note(text) or is_signature(text) for text in texts)


def unit_amid(number: int, cells: Sequence[Cell], unit: TableUnit) -> TableUnit | None:
    """Another unit that a remark among the rows states, if it does."""
    found = next(_stated([(number, list(cells))], only_notes=True), None)
    return found if found is not None and found.factor != unit.factor else None


def unit_note(grid: Grid, unit: TableUnit) -> Iterator[CellNote]:
    """Say in which unit the amounts were read, if it is not yuan."""
    if unit.factor != 1:
        message = _("The amounts are read in {unit}, as stated here.").format(unit=unit.word)
        yield CellNote(grid.file, grid.sheet, unit.cell, unit.text, message, "", kind="unit")


def amid_fault(grid: Grid, unit: TableUnit) -> CellFault:
    """The fault of a remark among the rows that states another unit."""
    message = _("Among the rows another unit is stated than for the rows above: {units}.").format(units=unit.word)
    remedy = _("Write all amounts in one unit, or put the rows below on a sheet of their own.")
    return CellFault(grid.file, grid.sheet, unit.cell, unit.text, message, remedy)


def _stated(rows: Sequence[tuple[int, list[Cell]]], *, only_notes: bool) -> Iterator[TableUnit]:
    for number, cells in rows:
        texts = [cell for cell in cells if isinstance(cell.value, str) and cell.value.strip()]
        if only_notes and not (len(texts) == len(cells) and _is_remark(texts)):
            continue
        for cell in texts:
            text = str(cell.value)
            if (unit := stated_unit(text)) and (not only_notes or _says_unit(text, unit)):
                word = _("{factor} yuan").format(factor=f"{unit.factor:,}") if unit.word.isascii() else unit.word
                yield TableUnit(unit.factor, word, f"{column_letters(cell.column)}{number}", text)


def _is_remark(texts: Sequence[Cell]) -> bool:
    return len(texts) == 1 or (len(texts) > 1 and is_note(str(texts[0].value)))


def _says_unit(text: str, unit: StatedUnit) -> bool:
    return not unit.alone or "单位" in text
