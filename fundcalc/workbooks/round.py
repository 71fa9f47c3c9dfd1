"""A round as read: what can be decided, and what is wrong with the rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.engine.application import Application, PaidAward
from fundcalc.life.standing_records import Standing
from fundcalc.workbooks.cell_faults import CellFault, CellNote, DoubtfulAmount
from fundcalc.workbooks.grid import SourceFile


def row_of_sheet(sheet: str, row: int) -> str:
    """A row with its sheet, as a message names it."""
    return _("{sheet} row {row}").format(sheet=sheet, row=row)


class RowPlace(NamedTuple):
    """Where an application stands: its file, sheet and row."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of applications that is not decided, with why.

    Ids and names are there as far as they can be read."""

    file: str
    sheet: str
    row: int
    platform: str
    organisation: str
    platform_name: str
    organisation_name: str
    why: tuple[str, ...]

    def has(self, fault: CellFault) -> bool:
        """Whether a fault is one of this row, of a row in ``why``, or of a sheet."""
        match = re.search(r"\d+$", fault.cell)
        if match is None:
            return True
        if (fault.file, fault.sheet, int(match[0])) == (self.file, self.sheet, self.row):
            return True
        return any(row_of_sheet(fault.sheet or fault.file, int(match[0])) in why for why in self.why)

    def __str__(self) -> str:
        name = self.platform or _("no platform given")
        return _("row {row} ({platform}): {why}").format(row=self.row, platform=name, why=" ".join(self.why))


@dataclass(frozen=True, slots=True)
class Round:
    """A round as read from a file.

    What can be decided, what was paid before, and what is wrong.

    Every row of applications that is data is either in ``applications`` or in ``refused``. ``notes`` say how cells and
    rows were read where that is not plain; ``doubts`` are amounts that were used and may be in another unit;
    ``standings`` those of the platforms with events, on the day of their decision.
    """

    sources: tuple[SourceFile, ...]
    applications: tuple[Application, ...]
    paid: tuple[PaidAward, ...]
    places: Mapping[str, RowPlace]
    faults: tuple[CellFault, ...]
    refused: tuple[Refused, ...]
    notes: tuple[CellNote, ...] = ()
    doubts: tuple[DoubtfulAmount, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
