"""Reading lines of spending: an .xlsx, a .csv, or a folder of .csv files, one line a row, in one sheet or several.

A sheet is read as expenses if it is called so, if it is the only one, or if its headings name the date and the amount. Every
line that can be read is given whatever the others are; who needs all of them, as the book does, looks at ``bad``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundcalc.errors import MoneyError
from fundcalc.language import _
from fundcalc.lines import Line
from fundcalc.money import fen
from fundcalc.sheet.grid import Grid, Source, read_grids
from fundcalc.sheet.headings import GUIDE, LISTS, columns, form_of, narrow, read_heading, sheet_name, tight
from fundcalc.sheet.reading import in_order
from fundcalc.sheet.round import CellFault
from fundcalc.sheet.rows import Row, Table, read_table
from fundcalc.uses import code_in

FORM = "expenses"
_OWN_SHEETS = frozenset(tight(name) for name in (GUIDE, LISTS, "填写说明", "guide", "lists"))
_HEADINGS_WITHIN = 20
# Sums that people put below the lines; taken for a line, all the money would count twice.
_TOTAL = re.compile(r"(本[页月季年])?(合计|小计|总计|累计|共计)|(grand |sub-?)?total\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expenses:
    """What a file says was spent: the lines that can be read, in order, and everything that is wrong.

    ``bad`` counts the rows and sheets that could not be read in full and are not among the lines; a fault that hides no
    line, such as a heading of a column that is not read, is not among them.
    """

    sources: tuple[Source, ...]
    lines: tuple[Line, ...]
    faults: tuple[CellFault, ...]
    bad: int


def read_expenses(path: Path | str, *, award: str = "", partial: bool = False) -> Expenses:
    """Read lines of spending; ``award`` is whose they are where a row does not say.

    With ``partial``, as an audit wants it, a row whose amount can be read is a line even if other cells of it cannot: those are
    empty, a wrong code stands as it was written, and the faults are told all the same.

    A line's ``place`` is ``file:sheet:row`` (``file:row`` of a CSV), its code five figures. Raises SheetError where nothing
    can be read at all.
    """
    path = Path(path)
    grids, sources = read_grids(path)
    faults: list[CellFault] = []
    lines: list[Line] = []
    bad = 0
    for grid in grids:
        if not _holds_expenses(grid, alone=len(grids) == 1):
            if grid.rows and tight(grid.sheet) not in _OWN_SHEETS:
                faults.append(_unread(grid))
            continue
        table = read_table(grid, FORM, None, faults)
        bad += not table.readable
        for row in table.rows:
            line = _line(table, row, award, faults, partial=partial)
            if line is None:
                bad += 1
            else:
                lines.append(line)
    return Expenses(sources, tuple(lines), in_order(faults, grids), bad)


def _holds_expenses(grid: Grid, *, alone: bool) -> bool:
    if alone or form_of(grid.sheet) == FORM:
        return True
    known = columns(None, FORM)
    for _number, cells in grid.rows[:_HEADINGS_WITHIN]:
        keys = {
            read_heading(cell.value, known).key for cell in cells if isinstance(cell.value, str) and cell.value.strip()
        }
        if {"date", "amount"} <= keys:
            return True
    return False


def _unread(grid: Grid) -> CellFault:
    told = _("This sheet holds no lines of spending, so it is not read.")
    remedy = _("If it does, name it {sheet}, and head its columns 日期 (date) and 金额 (amount).").format(
        sheet=sheet_name(FORM)
    )
    return CellFault(grid.file, grid.sheet, "", "", told, remedy)


def _line(table: Table, row: Row, award: str, faults: list[CellFault], *, partial: bool) -> Line | None:
    values: dict[str, Any] = row.values
    amount = 0
    if "code" in values:
        five = code_in(narrow(values["code"]))
        if not five:
            _tell(table, row, "code", values["code"], _("An economic code of five figures was expected."),
                  _("Write it like 30213, or leave the cell blank and name the use."), faults)  # fmt: skip
        values["code"] = five or values["code"]
    if "amount" in values:
        try:
            amount = fen(values["amount"])
        except MoneyError as error:
            _tell(table, row, "amount", values["amount"], str(error), _("Correct the cell."), faults)
        if amount == 0 and not row.bad:
            _tell(table, row, "amount", values["amount"], _("A line of spending of 0 yuan says nothing."),
                  _("Write the amount, or delete the row."), faults)  # fmt: skip
    if row.bad and not (partial and amount and not _is_total(table, row, faults)):
        return None
    where = (table.grid.file, table.grid.sheet, str(row.number))
    texts = {key: _one_line(values.get(key, "")) for key in _TEXTS}
    return Line(values.get("date"), amount, values.get("award", award), **texts, place=":".join(filter(None, where)))


def _is_total(table: Table, row: Row, faults: list[CellFault]) -> bool:
    """Whether a row without a readable date is a sum of others, by what any of its cells says."""
    if "date" in row.values:
        return False
    wrong = {table.address("date", row.number), table.address("award", row.number)}
    said = (fault.value for fault in faults if fault.cell in wrong and fault.sheet == table.grid.sheet)
    texts = (value for value in row.values.values() if isinstance(value, str))
    return any(_TOTAL.match(text.strip()) for text in (*said, *texts))


_TEXTS: Sequence[str] = (
    "use", "code", "account", "payee", "text", "invoice", "purpose", "document", "organisation",
)  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tell(
    table: Table, row: Row, key: str, value: object, told: str, remedy: str, faults: list[CellFault]
) -> None:  # fmt: skip
    address = table.address(key, row.number)
    row.bad.append(address)
    faults.append(table.fault(address, value, told, remedy))
