"""Reading events: the sheet ``events`` of a workbook, or a CSV file of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, as_sentence
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import check_paid
from fundcalc.life.events import FORM
from fundcalc.life.standing_records import RowFault
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.cell_faults import CellFault, CellNote, Problems
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.headings import columns, form_of, key_of_heading, sheet_name
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.sheet import Row, Sheet
from fundcalc.workbooks.sheet_reader import read_sheet

_MARKS_EVENTS = {"platform", "date", "event"}


class EventRows(NamedTuple):
    """The rows of a sheet of events, and what is wrong with some of them.

    ``paid`` are the awards of the sheet ``paid`` of the same file.
    """

    sheet: Sheet | None
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    notes: tuple[CellNote, ...]
    paid: tuple[PaidAward, ...] = ()

    @property
    def values(self) -> list[Mapping[str, object]]:
        """The rows as mappings of their columns."""
        return [row.values for row in self.rows]

    @property
    def unread(self) -> frozenset[int]:
        """The rows with cells that cannot be read."""
        return frozenset(index for index, row in enumerate(self.rows) if row.bad)

    def place(self, index: int, key: str, message: str) -> tuple[str, str, str]:
        """The place of a row's column, and a message with its heading and value."""
        if self.sheet is None or index >= len(self.rows):
            return FORM, f"[{index}].{key}", message
        sheet, number = self.sheet, self.rows[index].number
        address, value = sheet.address(key, number), sheet.written(key, number)
        fault = sheet.fault(address, value, as_sentence(message), "")
        return fault.sheet or fault.file, address, str(fault)


def as_text(values: Mapping[str, object]) -> dict[str, str]:
    """A row as a book keeps it: days in ISO form, no blank cells."""
    return {
        key: value.isoformat() if isinstance(value, date) else str(value)
        for key, value in values.items()
        if value not in (None, "")
    }


def read_events(path: Path, policy: Policy) -> EventRows:
    """Read the events of a file. Raises SheetError where nothing can be read."""
    grids, _sources = read_grids(path)
    grid = events_grid(grids)
    if grid is None:
        message = _("{file}: the sheet {form} is missing; it has the columns {columns}.")
        names = "、".join(named.zh for named in columns(None, FORM).read.values() if named.required)
        raise SheetError(message.format(file=path.name, form=sheet_name(FORM), columns=names))
    problems = Problems()
    sheet = read_sheet(grid, FORM, None, problems)
    if not sheet.readable:
        raise SheetError("\n".join(map(str, problems.faults)))
    paid = next((read_sheet(grid, "paid", policy, problems) for grid in grids if form_of(grid.sheet) == "paid"), None)
    return rows_of(sheet, problems.faults, problems.notes, tuple(_awards(paid, policy)) if paid else ())


def events_grid(grids: Sequence[Grid]) -> Grid | None:
    """The sheet of events, by its name or its headings.

    Raises SheetError where there are two.
    """
    found = [grid for grid in grids if form_of(grid.sheet) == FORM or _has_headings(grid)]
    if len(found) > 1:
        message = _("{file}: {first} and {second} are both the sheet {form}; rename or delete one of them.")
        first, second = (grid.sheet or grid.file for grid in found[:2])
        raise SheetError(message.format(file=found[0].file, first=first, second=second, form=sheet_name(FORM)))
    return found[0] if found else None


def _has_headings(grid: Grid) -> bool:
    """Whether a sheet of no other form has the headings of events."""
    if form_of(grid.sheet) is not None:
        return False
    known = columns(None, FORM)
    return any(
        {key_of_heading(text, known) for text in texts_of(cells)} >= _MARKS_EVENTS for _number, cells in grid.rows[:10]
    )


def rows_of(
    sheet: Sheet, faults: Sequence[CellFault], notes: Sequence[CellNote] = (), paid: tuple[PaidAward, ...] = ()
) -> EventRows:
    """The rows of a sheet, and its faults with the platform, day and event of each."""
    own = [fault for fault in faults if (fault.file, fault.sheet) == (sheet.grid.file, sheet.grid.sheet)]
    return EventRows(
        sheet,
        tuple(sheet.rows),
        tuple(_row_fault(sheet, fault) for fault in own),
        tuple(notes),
        paid,
    )


def _row_fault(sheet: Sheet, fault: CellFault) -> RowFault:
    row = next((row for row in sheet.rows if fault.cell in row.bad), None)
    values = row.values if row is not None else {}
    on = values.get("date")
    return RowFault(
        str(values.get("platform", "")),
        on.isoformat() if isinstance(on, date) else "",
        str(values.get("event", "")),
        fault.sheet or fault.file,
        fault.cell,
        "value" if fault.value else "missing",
        str(fault),
    )


def _awards(sheet: Sheet, policy: Policy) -> Iterator[PaidAward]:
    for row in sheet.rows:
        award, _faults = (None, []) if row.bad else check_paid(row.values, policy)
        if award is not None:
            yield award
