"""What reading a file finds: faults, which refuse something, and notes, which only say how it was read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeVar

from fundcalc.base.i18n import _
from fundcalc.workbooks.grid import Grid

# unit: stated elsewhere than in the heading; hidden: used although hidden; skipped: a row that is no data; id: one id in
# several forms; code: a credit code that does not check; name: names and codes that do not agree; measure: made for
# another measure; doubt: an amount that may be in another unit.
NoteKind = Literal["unit", "hidden", "skipped", "id", "code", "name", "measure", "doubt"]


@dataclass(frozen=True, slots=True)
class CellFault:
    """One thing wrong with a sheet: where, the value, what was expected, and what to do.

    ``cell`` is an address such as C7 or a range, and ``heading`` that of its column; where there is no sheet (a CSV file),
    no cell (a whole sheet) or no heading, they are empty.
    """

    file: str
    sheet: str
    cell: str
    value: str
    message: str
    remedy: str
    heading: str = ""

    def to_dict(self) -> dict[str, str]:
        """The fault or note as JSON has it."""
        return asdict(self)

    @property
    def where(self) -> str:
        """File, sheet, cell and heading, as far as there are any."""
        place = ", ".join(part for part in (self.file, self.sheet, self.cell) if part)
        return _("{place} ({heading})").format(place=place, heading=self.heading) if self.heading else place

    def __str__(self) -> str:
        if not self.value:
            return _("{where}. {message} {remedy}").format(
                where=self.where, message=self.message, remedy=self.remedy
            ).rstrip()  # fmt: skip
        return _("{where}: '{value}'. {message} {remedy}").format(
            where=self.where, value=self.value, message=self.message, remedy=self.remedy
        ).rstrip()  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellNote(CellFault):
    """Something to know about how a cell, row or sheet was read; it refuses nothing."""

    kind: NoteKind = "skipped"


@dataclass(frozen=True, slots=True)
class Doubt(CellNote):
    """An amount that was used but may be wrong, and the platform (or else the organisation) that it concerns."""

    platform: str = ""
    organisation: str = ""


@dataclass
class Problems:
    """The faults and notes of a file while it is read."""

    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)


_Found = TypeVar("_Found", bound=CellFault)


def in_order(found: Iterable[_Found], grids: Sequence[Grid]) -> tuple[_Found, ...]:
    """Faults or notes sheet by sheet and row by row."""
    sheets = {(grid.file, grid.sheet): index for index, grid in enumerate(grids)}

    def place(fault: CellFault) -> tuple[int, int, int, str]:
        match = re.match(r"([A-Z]*)(\d+)", fault.cell)
        column, row = match.groups() if match else ("", "0")
        return sheets[fault.file, fault.sheet], int(row), len(column), column

    return tuple(sorted(found, key=place))
