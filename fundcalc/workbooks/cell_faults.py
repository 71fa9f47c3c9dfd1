"""Faults, which refuse something, and notes, which say how a file was read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeVar

from fundcalc.base.i18n import _, as_sentence, bracketed, joined, listed, ngettext
from fundcalc.workbooks.grid import Grid

# unit: stated elsewhere than in the heading; hidden: used although hidden; skipped: a row that is no data; id: one id in
# several forms; code: a credit code that does not check; name: names and codes that do not agree; measure: made for
# another measure; doubt: an amount that may be in another unit; event: one that may be wrong, or is of another platform.
NoteKind = Literal["unit", "hidden", "skipped", "id", "code", "name", "measure", "doubt", "event"]


def said_and_remedy(message: str) -> tuple[str, str]:
    """A message of two clauses, "what is wrong; what to do", as two sentences."""
    said, *remedy = re.split("; |；", message, maxsplit=1)
    return as_sentence(said), as_sentence("".join(remedy))


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault of a sheet: where, the value, what was expected, and what to do.

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
        return bracketed(joined((self.file, self.sheet, _cell(self.cell))), self.heading)

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
class DoubtfulAmount(CellNote):
    """An amount that was used but may be wrong.

    It concerns the platform, or else the organisation."""

    platform: str = ""
    organisation: str = ""


def grouped(notes: Iterable[CellFault]) -> list[str]:
    """Faults or notes as lines, those that say the same of several cells as one."""
    of_text: dict[tuple[str, str, str], list[CellFault]] = {}
    for note in notes:
        of_text.setdefault((note.file, note.message, note.remedy), []).append(note)
    return [str(same[0]) if len(same) == 1 else _of_several(same) for same in of_text.values()]


_MOST_NAMED = 3


def _of_several(notes: Sequence[CellFault]) -> str:
    """One line for faults or notes that say the same of several cells."""
    first = notes[0]
    cells: dict[str, list[str]] = {}
    for note in notes:
        cells.setdefault(note.sheet, []).append(_cell(note.cell) or note.heading)
    places = [" ".join(filter(None, (sheet, _few(named)))) for sheet, named in cells.items()]
    heading = first.heading if len({note.heading for note in notes}) == 1 else ""
    where = bracketed(joined((first.file, *places)), heading)
    values = list(dict.fromkeys(note.value for note in notes if note.value))
    if not values:
        return _("{where}. {message} {remedy}").format(where=where, message=first.message, remedy=first.remedy).rstrip()
    quoted = listed(_("'{value}'").format(value=value) for value in values[:_MOST_NAMED])
    if len(values) > _MOST_NAMED:
        quoted = _("{words}, …").format(words=quoted)
    message = _("{where}: {values}. {message} {remedy}")
    return message.format(where=where, values=quoted, message=first.message, remedy=first.remedy).rstrip()


def _few(words: Sequence[str]) -> str:
    """The first few words of a list, and how many more there are."""
    unique = list(dict.fromkeys(words))
    few, more = listed(unique[:_MOST_NAMED]), len(unique) - _MOST_NAMED
    if more <= 0:
        return few
    return ngettext("{words} and {count} more", "{words} and {count} more", more).format(words=few, count=more)


def _cell(cell: str) -> str:
    """The address of a cell, or its row or rows as a message names them."""
    several = listed(cell.split(", "))
    if not cell[:1].isdigit():
        return several
    return ngettext("row {row}", "rows {row}", 1 if cell.isdigit() else 2).format(row=several)


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
