"""Reading lines of spending, what was awarded and what came: an .xlsx, a .csv or a folder of .csv files.

A sheet is what its name says, else what its headings name best; the only sheet of a file is lines of spending if nothing says
otherwise. Every line that can be read is given whatever the others are; who needs all of them, as the book does, looks at
``bad``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundcalc.auditing.evidence import AwardFacts, Movement
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import _
from fundcalc.policy.uses import code_in
from fundcalc.workbooks.award_rows import amount_of, award_of, movement_of, place_of, tell
from fundcalc.workbooks.grid import Grid, Source, read_grids
from fundcalc.workbooks.headings import (
    GUIDE,
    LISTS,
    SPENDING_FORMS,
    columns,
    form_of,
    narrow,
    read_heading,
    sheet_name,
    tight,
)
from fundcalc.workbooks.round import CellFault
from fundcalc.workbooks.round_reader import in_order
from fundcalc.workbooks.sheet_reader import Row, Table, read_table

FORM = "expenses"
# What the headings of a sheet of another name must tell, for it to be one of these: any of these sets.
_TELLING: Mapping[str, Sequence[set[str]]] = {
    "expenses": ({"date", "amount"},),
    "awards": ({"award", "until"}, {"award", "revoked_on"}),
    "receipts": ({"date", "amount"},),
}
_OWN_SHEETS = frozenset(tight(name) for name in (GUIDE, LISTS, "填写说明", "guide", "lists"))
_HEADINGS_WITHIN = 20
# Sums that people put below the lines; taken for a line, all the money would count twice.
_TOTAL = re.compile(r"(本[页月季年])?(合计|小计|总计|累计|共计)|(grand |sub-?)?total\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expenses:
    """What a file says was spent: the lines that can be read, in order, and everything that is wrong.

    ``awards`` and ``movements`` are what its sheets of those say. ``bad`` counts the rows and sheets that could not be read
    in full and are not among them; a fault that hides no line, such as a heading of a column that is not read, is none.
    """

    sources: tuple[Source, ...]
    lines: tuple[Line, ...]
    faults: tuple[CellFault, ...]
    bad: int
    awards: tuple[AwardFacts, ...] = ()
    movements: tuple[Movement, ...] = ()


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
    awards: dict[str, AwardFacts] = {}
    movements: list[Movement] = []
    bad = 0
    for grid in grids:
        form = _form(grid, alone=len(grids) == 1)
        if form is None:
            if grid.rows and tight(grid.sheet) not in _OWN_SHEETS:
                faults.append(_unread(grid))
            continue
        table = read_table(grid, form, None, faults)
        bad += not table.readable
        for row in table.rows:
            match form:
                case "awards":
                    bad += not _award(table, row, awards, faults)
                case "receipts":
                    moved = movement_of(table, row, award, faults)
                    movements += [moved] if moved else []
                    bad += moved is None
                case _:
                    line = _line(table, row, award, faults, partial=partial)
                    lines += [line] if line else []
                    bad += line is None
    return Expenses(
        sources, tuple(lines), in_order(faults, grids), bad, tuple(awards.values()), tuple(movements)
    )  # fmt: skip


def _form(grid: Grid, *, alone: bool) -> str | None:
    """Which form a sheet is; None if it is none of them."""
    if named := form_of(grid.sheet or Path(grid.file).stem, SPENDING_FORMS):
        return named
    best, most = FORM if alone else None, 0
    for form in SPENDING_FORMS:
        known = columns(None, form)
        for _number, cells in grid.rows[:_HEADINGS_WITHIN]:
            texts = (cell.value for cell in cells if isinstance(cell.value, str) and cell.value.strip())
            keys = {read_heading(text, known).key for text in texts} - {None}
            if len(keys) > most and any(told <= keys for told in _TELLING[form]):
                best, most = form, len(keys)
    return best


def _award(table: Table, row: Row, awards: dict[str, AwardFacts], faults: list[CellFault]) -> bool:
    """Add the award of a row to the others, and whether it could be: one that cannot be read or stands above already is not."""
    found = award_of(table, row, faults)
    if found is None:
        return False
    if found.id in awards:
        told = _("This award stands in {place} already.").format(place=awards[found.id].place)
        tell(table, row, "award", found.id, told, _("Keep one of the rows, with all that is known of it."), faults)
        return False
    awards[found.id] = found
    return True


def _unread(grid: Grid) -> CellFault:
    told = _("This sheet holds neither lines of spending nor awards or receipts, so it is not read.")
    remedy = _("If it does, name it {expenses}, {awards} or {receipts}, and head its columns as 'book template' does.")
    remedy = remedy.format(**{form: sheet_name(form) for form in SPENDING_FORMS})
    return CellFault(grid.file, grid.sheet, "", "", told, remedy)


def _line(table: Table, row: Row, award: str, faults: list[CellFault], *, partial: bool) -> Line | None:
    values: dict[str, Any] = row.values
    if "code" in values:
        five = code_in(narrow(values["code"]))
        if not five:
            tell(table, row, "code", values["code"], _("An economic code of five figures was expected."),
                  _("Write it like 30213, or leave the cell blank and name the use."), faults)  # fmt: skip
        values["code"] = five or values["code"]
    amount = amount_of(table, row, "amount", faults)
    if amount == 0 and "amount" in values and not row.bad:
        tell(table, row, "amount", values["amount"], _("A line of spending of 0 yuan says nothing."),
             _("Write the amount, or delete the row."), faults)  # fmt: skip
    if row.bad and not (partial and amount and not _is_total(table, row, faults)):
        return None
    texts = {key: _one_line(values.get(key, "")) for key in _TEXTS}
    return Line(values.get("date"), amount, values.get("award", award), **texts, place=place_of(table, row))


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
