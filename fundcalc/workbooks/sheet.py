"""A sheet after reading: its rows as values by key, and where each stands."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fundcalc.workbooks.cell_faults import CellFault, CellNote, NoteKind
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.grid import Grid, column_letters


class Row(NamedTuple):
    """A row: its number, the values read by key, and the unreadable cells."""

    number: int
    values: dict[str, Any]
    bad: list[str]


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: its rows of data, and the column of each key.

    ``headings`` are those by column as written. ``readable`` is False where there are rows and no headings to read them by.
    """

    grid: Grid
    form: str
    rows: list[Row] = field(default_factory=list)
    column: Mapping[str, int] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)
    readable: bool = True

    def address(self, key: str, row: int) -> str:
        """The address of a key's cell, or of the row if there is no such column.

        Row 0 stands for one whose number is not known: then it is the column alone.
        """
        letters = column_letters(self.column[key]) if key in self.column else ""
        return f"{letters}{row or ''}"

    def written(self, key: str, row: int) -> object:
        """The value of a key's cell in a row as it is written, before any unit."""
        at = bisect_left(self.grid.rows, row, key=lambda numbered: numbered[0])
        cells = self.grid.rows[at][1] if at < len(self.grid.rows) and self.grid.rows[at][0] == row else []
        return next((cell.value for cell in cells if cell.column == self.column.get(key)), "")

    def fault(self, cell: str, value: object, message: str, remedy: str) -> CellFault:
        """A fault of a cell, a range or (with no ``cell``) the sheet."""
        return CellFault(self.grid.file, self.grid.sheet, cell, shown(value), message, remedy, self._heading(cell))

    def note(self, kind: NoteKind, cell: str, value: object, message: str, remedy: str = "") -> CellNote:
        """A note on a cell, a range or (with no ``cell``) the sheet."""
        heading = self._heading(cell)
        return CellNote(self.grid.file, self.grid.sheet, cell, shown(value), message, remedy, heading, kind)

    def _heading(self, cell: str) -> str:
        match = re.fullmatch(r"([A-Z]+)\d*", cell)
        text = self.headings.get(_column_number(match[1]), "") if match else ""
        line = text.strip().split("\n")[0].strip()
        return line if len(line) <= 40 else line[:39] + "…"


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
