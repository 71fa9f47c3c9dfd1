"""What reading a round gives: the applications that can be decided, and everything that is wrong with the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fundcalc.base.i18n import _
from fundcalc.engine.application import Application, PaidAward
from fundcalc.workbooks.grid import Source


@dataclass(frozen=True, slots=True)
class CellFault:
    """One thing wrong with a sheet: where, the value that stands there, what was expected, and what to do.

    ``cell`` is an address such as C7 or a range; with no sheet (a CSV file) or no cell (a whole sheet) it is empty.
    """

    file: str
    sheet: str
    cell: str
    value: str
    told: str
    remedy: str

    @property
    def where(self) -> str:
        """File, sheet and cell, as far as there are any."""
        return ", ".join(part for part in (self.file, self.sheet, self.cell) if part)

    def __str__(self) -> str:
        if not self.value:
            return _("{where}. {told} {remedy}").format(where=self.where, told=self.told, remedy=self.remedy)
        return _("{where}: '{value}'. {told} {remedy}").format(
            where=self.where, value=self.value, told=self.told, remedy=self.remedy
        )


class Place(NamedTuple):
    """Where an application stands: its file, sheet and row."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of applications that is not decided, with why; ids and names as far as they can be read."""

    file: str
    sheet: str
    row: int
    platform: str
    organisation: str
    platform_name: str
    organisation_name: str
    why: tuple[str, ...]

    def __str__(self) -> str:
        name = self.platform or _("no platform given")
        return _("row {row} ({platform}): {why}").format(row=self.row, platform=name, why=" ".join(self.why))


@dataclass(frozen=True, slots=True)
class Round:
    """A round as read from a file: what can be decided, what was paid before, and what is wrong.

    Every row of applications that is not blank is either in ``applications`` or in ``refused``.
    """

    sources: tuple[Source, ...]
    applications: tuple[Application, ...]
    paid: tuple[PaidAward, ...]
    places: Mapping[str, Place]
    faults: tuple[CellFault, ...]
    refused: tuple[Refused, ...]
