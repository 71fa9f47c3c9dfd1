"""Read a round: the applications, their detail records and what was paid.

It is a workbook, a CSV file or a folder of them. Everything wrong is found at once, with file, sheet, cell, value and
remedy. What is right is decided all the same, and what depends on something wrong is not (`round_refusals`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _, listed, sentences
from fundcalc.base.progress import CHECKING, counted
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.application_reader import check_application, check_paid
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.cell_faults import CellFault, DoubtfulAmount, Problems, in_order
from fundcalc.workbooks.doubts import bases_of, far_amounts, far_bases, recovered_beyond
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.heading_lines import locate_headings
from fundcalc.workbooks.heading_row import find_headings
from fundcalc.workbooks.headings import close_form, columns, form_of, holds_no_data, key_of_heading, sheet_name
from fundcalc.workbooks.round import Round, RowPlace, row_of_sheet
from fundcalc.workbooks.round_events import RoundEvents, round_events
from fundcalc.workbooks.round_ids import check_organisations, close_programmes, unify_ids
from fundcalc.workbooks.round_refusals import (
    Candidates,
    add_faults,
    candidates,
    cells_with_faults,
    refuse_dependent,
    refuse_for_unreadable,
    refused_rows,
    shared_ceilings,
)
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.sheet import Row, Sheet
from fundcalc.workbooks.sheet_reader import read_sheet
from fundcalc.workbooks.wrong_workbook import check_measure, other_command


def read_round(
    path: Path | str,
    policy: Policy,
    *,
    of_this_measure: bool = True,
    on: date | None = None,
    events: Sequence[Mapping[str, object]] = (),
) -> Round:
    """Read a round under a policy.

    ``path`` is an .xlsx, a .csv with the applications, or a folder of .csv files. Raises SheetError where nothing can
    be read at all. What the policy does not ask for is left alone, and reported if the workbook is to be
    ``of_this_measure`` and was made for another. Events tell the filing as it stands ``on`` the day of the decision,
    by default the last day of the year of the award; ``events`` are those that a book keeps besides.
    """
    path = Path(path)
    grids, sources = read_grids(path)
    problems = Problems()
    with without_collecting():
        sheets = _sheets(path, grids, policy, problems)
        applying = sheets["applications"]
        faults_before = len(problems.faults)
        if of_this_measure:
            check_measure(grids, applying, policy, problems)
        of_other_measure = len(problems.faults) > faults_before
        _check_ids(sheets, problems)
        found = candidates(applying, problems)
        if of_other_measure:
            found.refuse(found.everyone, _("The workbook is that of another measure."))
        for name in _misnamed(grids, policy):
            why = _("The sheet {sheet} is not read, and the outcome may depend on it.")
            found.refuse(found.everyone, why.format(sheet=name))
        details = {form: _records(sheets[form], found, problems) for form in policy.details if form in sheets}
        paid = _awards(sheets["paid"], policy, found, problems) if "paid" in sheets else ()
        life = round_events(policy, sheets.get("events"), found, problems, on, events)
        applications = _applications(found, details, policy, problems, life)
        doubts: list[DoubtfulAmount] = [doubt for sheet in sheets.values() for doubt in far_amounts(sheet, policy)]
        if "paid" in sheets:
            problems.notes.extend(close_programmes(sheets["paid"], policy))
            doubts += recovered_beyond(sheets["paid"])
        doubts += shared_ceilings(found, policy, applications)
        doubts += far_bases(applying, bases_of(applications, policy), policy)
    places = {
        application.row_id: RowPlace(applying.grid.file, applying.grid.sheet, applying.rows[index].number)
        for index, application in applications.items()
    }
    return Round(
        sources,
        tuple(applications.values()),
        paid,
        places,
        in_order(problems.faults, grids),
        refused_rows(found, applications),
        in_order(problems.notes, grids),
        in_order(doubts, grids),
        life.used,
    )


def _check_ids(sheets: Mapping[str, Sheet], problems: Problems) -> None:
    # The applications come first, so that their spelling is the one that is kept.
    in_turn = sorted(sheets.values(), key=lambda sheet: sheet.form != "applications")
    unify_ids(in_turn, ("platform", "organisation"), problems)
    check_organisations(in_turn, problems)


# Sheets.


def _sheets(path: Path, grids: list[Grid], policy: Policy, problems: Problems) -> dict[str, Sheet]:
    by_form: dict[str, Grid] = {}
    unknown = []
    for grid in grids:
        form = "applications" if len(grids) == 1 and not grid.sheet else form_of(grid.sheet)
        if form is None:
            unknown.append(grid)
        elif form in by_form:
            raise SheetError(
                _("{file}: {first} and {second} are both the sheet {form}; rename or delete one of them.").format(
                    file=path.name, first=by_form[form].sheet, second=grid.sheet, form=sheet_name(form)
                )
            )
        else:
            by_form[form] = grid
    _require_applications(path, grids, by_form, policy)
    forms = ("applications", *policy.details, "paid", "events")
    sheets = {form: read_sheet(by_form[form], form, policy, problems) for form in forms if form in by_form}
    applying = sheets["applications"]
    if applying.readable and not applying.rows:
        message = _("The sheet holds no application.")
        problems.faults.append(applying.fault("", "", message, _("Fill in a row for each platform, or send it again.")))
    problems.faults.extend(_unknown_sheet(grid, policy) for grid in unknown if grid.rows and not holds_no_data(grid))
    return sheets


def _require_applications(path: Path, grids: list[Grid], by_form: Mapping[str, Grid], policy: Policy) -> None:
    applying = by_form.get("applications")
    # A CSV file has no sheet name, so it may hold anything.
    if (applying is None or not applying.sheet) and (other := other_command(grids, "award")):
        raise SheetError(_("{file}: {reason}.").format(file=path.name, reason=other))
    if "applications" not in by_form:
        raise SheetError(_no_applications(path, grids, policy))


def _no_applications(path: Path, grids: list[Grid], policy: Policy) -> str:
    """Why no sheet is taken for that of the applications, and what to do."""
    filled = [grid for grid in grids if grid.rows]
    template = _("make an empty one with: fundcalc template {policy} -o round.xlsx").format(policy=policy.argument)
    if not filled:
        return _("{file}: every sheet is empty; send it again, or {template}.").format(
            file=path.name, template=template
        )
    known = columns(policy, "applications")
    meant = [grid for grid in filled if find_headings(grid, known) is not None]
    if len(meant) == 1:
        return _("{file}: no sheet is called {form}; give this name to the sheet {sheet}.").format(
            file=path.name, form=sheet_name("applications"), sheet=meant[0].sheet
        )
    return _(
        "{file}: this is not a round: no sheet is called {form}, among {sheets}; rename the sheet, or {template}."
    ).format(
        file=path.name,
        form=sheet_name("applications"),
        sheets=listed(grid.sheet for grid in grids),
        template=template,
    )


def _misnamed(grids: list[Grid], policy: Policy) -> list[str]:
    """The sheets with content whose names or headings are nearly those of a round."""
    unknown = (grid for grid in grids if grid.sheet and grid.rows and not holds_no_data(grid))
    return [grid.sheet for grid in unknown if form_of(grid.sheet) is None and _meant_form(grid, policy)]


def _meant_form(grid: Grid, policy: Policy) -> str:
    """The sheet of a round that another one nearly is, or nothing.

    By its name, or by its headings.
    """
    if close := close_form(grid.sheet):
        return close
    for form in (*policy.details, "paid", "events"):
        known = columns(policy, form)
        if located := locate_headings(grid, known):
            found, index = located
            keys = {key_of_heading(text, known) for text in texts_of(found.rows[index][1])}
            if keys >= {key for key, named in known.read.items() if named.required}:
                return sheet_name(form)
    return ""


def _unknown_sheet(grid: Grid, policy: Policy) -> CellFault:
    close = _meant_form(grid, policy)
    remedy = _("Delete the sheet, or rename it if it belongs to the round.")
    if close:
        remedy = sentences(_("Did you mean {word}?").format(word=close), remedy)
    message = _("This is not a sheet of a round, so it is not read.")
    return CellFault(grid.file, grid.sheet, "", "", message, remedy)


# Detail records and awards already paid.


def _records(sheet: Sheet, found: Candidates, problems: Problems) -> dict[str, list[Row]]:
    """The records of a detail sheet by platform.

    Faulty ones refuse the platform they belong to."""
    records: dict[str, list[Row]] = {}
    refuse_for_unreadable(found, sheet)
    for row in sheet.rows:
        platform = row.values.get("platform")
        if platform is None:
            why = _("A record ({place}) does not name its platform, and it may be this applicant's.")
            found.refuse(found.everyone, why.format(place=_place(sheet, row)))
            continue
        if platform not in found.of_platform:
            message = _("No application has this platform, so the record counts for nobody.")
            remedy = _("Correct the platform, or delete the record.")
            address = sheet.address("platform", row.number)
            problems.faults.append(sheet.fault(address, platform, message, remedy))
            continue
        if row.bad:
            why = _("A record of this platform has a fault ({place}), so its total would be incomplete.")
            found.refuse(found.of_platform[platform], why.format(place=_place(sheet, row)))
        records.setdefault(platform, []).append(row)
    return records


def _awards(sheet: Sheet, policy: Policy, found: Candidates, problems: Problems) -> tuple[PaidAward, ...]:
    """The awards already paid; faulty ones refuse the applicants they may concern."""
    awards = []
    refuse_for_unreadable(found, sheet)
    for row in sheet.rows:
        award, faults = (None, []) if row.bad else check_paid(row.values, policy)
        if award is not None:
            awards.append(award._replace(row=row.number))
            continue
        add_faults(sheet, row, faults, problems)
        platform, organisation = row.values.get("platform"), row.values.get("organisation")
        if platform is None and organisation is None:
            why = _("An award already paid ({place}) does not name its recipient, and it may have been this applicant.")
            found.refuse(found.everyone, why.format(place=_place(sheet, row)))
        elif ("paid", "group") not in policy.needless:
            why = _("An award already paid ({place}) cannot be read, and it may count for a linked organisation.")
            found.refuse(found.everyone, why.format(place=_place(sheet, row)))
        else:
            why = _("An award already paid to this applicant cannot be read ({place}), and history is not guessed.")
            concerned = [*found.of_platform.get(platform or "", ()), *found.of_organisation.get(organisation or "", ())]
            found.refuse(concerned, why.format(place=_place(sheet, row)))
    return tuple(awards)


def _place(sheet: Sheet, row: Row) -> str:
    return row_of_sheet(sheet.grid.sheet or sheet.grid.file, row.number)


# Applications.


def _applications(
    found: Candidates,
    details: Mapping[str, Mapping[str, list[Row]]],
    policy: Policy,
    problems: Problems,
    events: RoundEvents,
) -> dict[int, Application]:
    """The applications that can be decided, by the index of their row."""
    read: dict[int, Application] = {}
    for index, row in enumerate(counted(found.sheet.rows, CHECKING)):
        if found.reasons[index]:
            continue
        platform: str = row.values["platform"]
        own = {form: rows for form, records in details.items() if (rows := records.get(platform))}
        raw, doubts = events.merge(
            row.values | {form: [_without_platform(record) for record in rows] for form, rows in own.items()}
        )
        application, faults = check_application(policy, raw)
        if application is not None:
            numbers = {form: tuple(record.number for record in rows) for form, rows in own.items()}
            read[index] = application._replace(doubts=doubts, record_rows=numbers)
        else:
            add_faults(found.sheet, row, faults, problems)
            found.reasons[index].append(cells_with_faults(row))
    contest = policy.measure.contest
    if policy.measure.election is not None or (contest is not None and contest.per == "organisation"):
        refuse_dependent(found)
    return {index: application for index, application in read.items() if not found.reasons[index]}


def _without_platform(record: Row) -> dict[str, object]:
    return {key: value for key, value in record.values.items() if key != "platform"}
