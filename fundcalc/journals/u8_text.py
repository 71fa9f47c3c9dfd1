"""Vouchers in the text form of 用友 U8 (总账工具).

Comma-separated, one line an entry, without headings.
"""

import re

from fundcalc.journals.columns import SheetTable, TableColumn
from fundcalc.workbooks.grid import Cell, Grid

_MARK = "填制凭证"
# The order of what follows the twelfth field is not confirmed, so it is not read.
_FIELDS = ("date", "kind", "number", "ignored", "text", "account", "debit", "credit")
_ACCOUNT = re.compile(r"\d{4,15}", re.ASCII)
_DAY = re.compile(r"\d{4}[-/.]\d\d?[-/.]\d\d?", re.ASCII)


def u8_table(grid: Grid) -> SheetTable | None:
    """The table of a U8 text; None for any other text."""
    if not grid.rows:
        return None
    first = _texts(grid.rows[0][1])
    marked = first.get(1, "").strip() == _MARK
    lines = grid.rows[1:6] if marked else grid.rows[:5]
    if not lines or not (marked or all(_is_entry(_texts(cells)) for _number, cells in lines)):
        return None
    columns = {at: TableColumn(key, "", 1, key) for at, key in enumerate(_FIELDS, start=1)}
    return SheetTable("journal", columns, 1 if marked else 0, frozenset())


def _texts(cells: list[Cell]) -> dict[int, str]:
    return {cell.column: str(cell.value).strip() for cell in cells}


def _is_entry(texts: dict[int, str]) -> bool:
    return bool(
        _DAY.fullmatch(texts.get(1, "")) and _ACCOUNT.fullmatch(texts.get(6, "")) and texts.get(3, "").isdecimal()
    )
