"""Read lines of spending, awards and receipts.

They stand in an .xlsx, a .csv or a folder of .csv files. A sheet is what its name says, else what its headings name
best; the only sheet of a file is lines of spending if nothing says otherwise. Every line that can be read is given,
whatever the others are; who needs all of them, as the book does, looks at ``bad``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, assert_never

from fundcalc.auditing.evidence import AwardFacts, Movement, PlatformRow, RevokedPlatform
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import _
from fundcalc.policy.use_catalogue import code_in
from fundcalc.workbooks.award_rows import add_fault, amount_of, award_of, movement_of, place_of
from fundcalc.workbooks.cell_faults import CellFault, CellNote, Problems, in_order
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.events_reader import as_text, events_grid
from fundcalc.workbooks.grid import Grid, SourceFile
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.heading_row import HEADINGS_WITHIN
from fundcalc.workbooks.headings import (
    SPENDING_FORMS,
    SpendingForm,
    columns,
    form_of,
    holds_no_data,
    read_heading,
    sheet_name,
)
from fundcalc.workbooks.round_ids import unify_ids
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.sheet import Row, Sheet
from fundcalc.workbooks.sheet_reader import read_sheet
from fundcalc.workbooks.wrong_workbook import unread_round

FORM: SpendingForm = "expenses"
# What the headings of a sheet of another name must tell, for it to be one of these: any of these sets.
_TELLING: Mapping[SpendingForm, Sequence[set[str]]] = {
    "expenses": ({"date", "amount"},),
    "awards": ({"award", "until"}, {"award", "revoked_on"}),
    "receipts": ({"date", "amount"},),
}


@dataclass(frozen=True, slots=True)
class Expenses:
    """The lines of spending of a file, in order, and everything that is wrong.

    ``awards`` and ``movements`` are those of its other sheets. ``bad`` counts the rows and sheets that could not be read
    in full and are not among them; a fault that hides no line, such as a heading of a column that is not read, is none.
    ``notes`` say how cells and rows were read where that is not plain.
    """

    sources: tuple[SourceFile, ...]
    lines: tuple[Line, ...]
    faults: tuple[CellFault, ...]
    bad: int
    awards: tuple[AwardFacts, ...] = ()
    movements: tuple[Movement, ...] = ()
    notes: tuple[CellNote, ...] = ()
    revocations: tuple[RevokedPlatform, ...] = ()
    events: tuple[PlatformRow, ...] = ()


@dataclass
class _Reading:
    """What has been read of a file so far."""

    award: str
    partial: bool
    problems: Problems = field(default_factory=Problems)
    lines: list[Line] = field(default_factory=list)
    awards: dict[str, AwardFacts] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    revocations: list[RevokedPlatform] = field(default_factory=list)
    events: list[PlatformRow] = field(default_factory=list)
    bad: int = 0


def read_expenses(path: Path | str, *, award: str = "", partial: bool = False) -> Expenses:
    """Read lines of spending; ``award`` is the award of rows that name none.

    With ``partial``, as an audit wants it, a row whose amount can be read is a line even if other cells of it cannot:
    those are empty, a wrong code stands as it was written, and the faults are reported all the same.

    A line's ``place`` is ``file:sheet:row`` (``file:row`` of a CSV), its code five figures. Raises SheetError where
    nothing can be read at all.
    """
    path = Path(path)
    return expenses_in(path, *read_grids(path), award=award, partial=partial)


def expenses_in(
    path: Path,
    grids: Sequence[Grid],
    sources: tuple[SourceFile, ...],
    *,
    award: str = "",
    partial: bool = False,
    among_others: bool = False,
) -> Expenses:
    """Read lines of spending from sheets that are read already.

    With ``among_others`` in the file, they may hold nothing.
    """
    reading = _Reading(award, partial)
    problems = reading.problems
    sheets: list[tuple[SpendingForm, Sheet]] = []
    for grid in grids:
        if _has_events(grid):
            _read_events(read_sheet(grid, "events", None, problems), reading)
        elif (form := _form(grid, alone=len(grids) == 1 and not among_others)) is not None:
            sheets.append((form, read_sheet(grid, form, None, problems)))
        elif grid.rows and not holds_no_data(grid):
            problems.faults.append(unread_round(grid) or _unread(grid))
    # The list of awards comes first, so that its spelling of an id is the one that is kept.
    unify_ids((sheet for _form, sheet in sorted(sheets, key=lambda pair: pair[0] != "awards")), ("award",), problems)
    for form, sheet in sheets:
        reading.bad += not sheet.readable
        for row in sheet.rows:
            _read_row(form, sheet, row, reading)
    if not among_others and not reading.events:
        _require_rows(path, grids, sheets, problems)
    return Expenses(
        sources,
        tuple(reading.lines),
        in_order(problems.faults, grids),
        reading.bad,
        tuple(reading.awards.values()),
        tuple(reading.movements),
        in_order(problems.notes, grids),
        tuple(reading.revocations),
        tuple(reading.events),
    )


def _has_events(grid: Grid) -> bool:
    """Whether a sheet is one of events, by its name.

    A file without sheets is one by its headings too.
    """
    named = form_of(grid.sheet or Path(grid.file).stem, ("events",))
    return named is not None or (not grid.sheet and events_grid([grid]) is not None)


def _read_events(sheet: Sheet, reading: _Reading) -> None:
    """Take the rows of a sheet of events, and the revocations among them."""
    reading.bad += not sheet.readable
    for row in sheet.rows:
        platform, on = row.values.get("platform"), row.values.get("date")
        reading.bad += bool(row.bad)
        if not row.bad:
            reading.events.append(PlatformRow(as_text(row.values), place=place_of(sheet, row)))
        if row.values.get("event") == "revoked" and isinstance(platform, str) and isinstance(on, date):
            reading.revocations.append(RevokedPlatform(platform, on, place=place_of(sheet, row)))


def _read_row(form: SpendingForm, sheet: Sheet, row: Row, reading: _Reading) -> None:
    match form:
        case "awards":
            reading.bad += not _award(sheet, row, reading)
        case "receipts":
            movement = movement_of(sheet, row, reading.award, reading.problems)
            reading.movements += [movement] if movement else []
            reading.bad += movement is None
        case "expenses":
            line = _line(sheet, row, reading)
            reading.lines += [line] if line else []
            reading.bad += line is None
        case _:
            assert_never(form)


def _require_rows(
    path: Path, grids: Sequence[Grid], sheets: Sequence[tuple[SpendingForm, Sheet]], problems: Problems
) -> None:
    """Report a file with nothing in it.

    Nothing checked is not the same as nothing found."""
    if any(sheet.rows or not sheet.readable for _form, sheet in sheets) or any(
        not fault.cell for fault in problems.faults
    ):
        return
    message = _("The file holds no line of spending, award or receipt.")
    grid = sheets[0][1].grid if sheets else grids[0] if grids else Grid(path.name, "", [])
    remedy = _("Fill in the sheets, or send the file that has the lines.")
    problems.faults.append(CellFault(grid.file, grid.sheet, "", "", message, remedy))


def _form(grid: Grid, *, alone: bool) -> SpendingForm | None:
    """The form of a sheet; None if it is none of them."""
    if named := form_of(grid.sheet or Path(grid.file).stem, SPENDING_FORMS):
        return named
    best, most = FORM if alone and unread_round(grid) is None else None, 0
    for form in SPENDING_FORMS:
        known = columns(None, form)
        for _number, cells in grid.rows[:HEADINGS_WITHIN]:
            keys = {read_heading(text, known).key for text in texts_of(cells)} - {None}
            if len(keys) > most and any(telling <= keys for telling in _TELLING[form]):
                best, most = form, len(keys)
    return best


def _award(sheet: Sheet, row: Row, reading: _Reading) -> bool:
    """Add the award of a row to the others, and say whether it could be.

    One that is unreadable or listed above is not.
    """
    award = award_of(sheet, row, reading.problems)
    if award is None:
        return False
    if award.id in reading.awards:
        message = _("This award is listed in {place} already.").format(place=reading.awards[award.id].place)
        remedy = _("Keep one of the rows, with all that is known of it.")
        add_fault(sheet, row, "award", award.id, message, remedy, reading.problems)
        return False
    reading.awards[award.id] = award
    return True


def _unread(grid: Grid) -> CellFault:
    message = _("This sheet holds neither lines of spending nor awards or receipts, so it is not read.")
    remedy = _("If it does, name it {expenses}, {awards} or {receipts}, and head its columns as 'book template' does.")
    remedy = remedy.format(**{form: sheet_name(form) for form in SPENDING_FORMS})
    return CellFault(grid.file, grid.sheet, "", "", message, remedy)


def _line(sheet: Sheet, row: Row, reading: _Reading) -> Line | None:
    values: dict[str, Any] = row.values
    problems = reading.problems
    if "code" in values:
        five = code_in(narrow(values["code"]))
        if not five:
            message = _("An economic code of five figures was expected.")
            remedy = _("Write it like 30213, or leave the cell blank and name the use.")
            add_fault(sheet, row, "code", values["code"], message, remedy, problems)
        values["code"] = five or values["code"]
    amount = amount_of(sheet, row, "amount", problems)
    if amount == 0 and not row.bad:
        message = _("A line of spending of 0 yuan has no meaning.")
        add_fault(sheet, row, "amount", values["amount"], message, _("Write the amount, or delete the row."), problems)
    if amount is None or (row.bad and not (reading.partial and amount)):
        return None
    texts = {key: " ".join(values.get(key, "").split()) for key in _TEXTS}
    award = values.get("award", reading.award)
    if sheet.address("award", row.number) in row.bad:
        # It names an award, though not by an id; it must not be charged to the one that was asked about.
        award = " ".join(str(sheet.written("award", row.number)).split())
    return Line(values.get("date"), amount, award, **texts, place=place_of(sheet, row))


_TEXTS: Sequence[str] = (
    "use", "code", "account", "payee", "text", "invoice", "purpose", "document", "organisation", "card",
)  # fmt: skip
