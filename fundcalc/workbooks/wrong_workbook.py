"""Workbooks given to the wrong command or measure.

The file says what it is, or its headings do."""

import re
from collections.abc import Iterable, Sequence

from fundcalc.base.i18n import _, either
from fundcalc.policy.loading import Policy, available, load
from fundcalc.workbooks.cell_faults import CellFault, Problems
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.heading_row import HEADINGS_WITHIN
from fundcalc.workbooks.headings import FORMS, GUIDE, SPENDING_FORMS, columns, form_of, key_of_heading
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.sheet import Sheet

# What the guide of a template says in its third line: [yunnan-2025].
_IN_GUIDE = re.compile(r"\[([a-z0-9][a-z0-9.-]*)\]$")
_APPLICATION = {"platform", "organisation", "application_date"}
_SPENDING = {"date", "amount"}


def check_measure(grids: Sequence[Grid], sheet: Sheet, policy: Policy, problems: Problems) -> None:
    """Report a workbook of another measure.

    It was made for that measure, or its headings are that measure's. It is a note where this measure asks for all that
    the workbook has, and a fault otherwise.
    """
    origin = made_for(grids)
    fits = _facts(sheet, policy)
    known = columns(policy, "applications")
    keys = {key_of_heading(text, known) for text in sheet.headings.values()}
    foreign = {key for key in keys if key is not None and key not in known.read}
    other = origin if origin not in ("", policy.id) else ""
    if not other and len(foreign) > len(fits):
        other = _best(sheet, policy, len(fits))
    if not other:
        return
    message = _("This is the workbook of {other}, and it is decided under {policy}.").format(
        other=_title(other), policy=_title(policy.id)
    )
    remedy = _("Run: fundcalc award {file} --policy {other}, or fill in the workbook of {policy}.").format(
        file=sheet.grid.file, other=other, policy=policy.id
    )
    if foreign or not origin:
        problems.faults.append(sheet.fault("", "", message, remedy))
    else:
        problems.notes.append(sheet.note("measure", "", "", message, remedy))


def made_for(grids: Iterable[Grid]) -> str:
    """The measure a workbook was made for, by its properties or guide, or nothing."""
    for grid in grids:
        if re.fullmatch(r"[a-z0-9][a-z0-9.-]*", grid.made_for):
            return grid.made_for
        if grid.sheet == GUIDE:
            for _number, cells in grid.rows[:5]:
                for text in texts_of(cells):
                    if match := _IN_GUIDE.search(text.strip()):
                        return match[1]
    return ""


def _facts(sheet: Sheet, policy: Policy) -> set[str]:
    """The facts of a policy that the headings of a sheet name.

    Columns that every measure has do not count."""
    known, shared = columns(policy, "applications"), columns(None, "applications").read
    keys = {key_of_heading(text, known) for text in sheet.headings.values()}
    return {key for key in keys if key is not None and key in known.read and key not in shared}


def _best(sheet: Sheet, policy: Policy, count: int) -> str:
    """The measure whose facts the headings name best, if that is clearly another one."""
    others = {name: len(_facts(sheet, load(name))) for name in available() if name != policy.id}
    best = max(others, key=lambda name: others[name], default="")
    return best if best and others[best] >= count + 3 else ""


def _title(policy: str) -> str:
    return f"{either(load(policy).measure.short)} ({policy})" if policy in available() else policy


def other_command(grids: Sequence[Grid], wanted: str) -> str:
    """What a file is that a command does not read, and the command for it.

    ``wanted`` is the command: award or audit."""
    if wanted == "award" and any(_is_spending(grid) for grid in grids):
        return _("this is a workbook of spending; check it with: fundcalc audit {file}").format(file=grids[0].file)
    if any(grid.sheet.startswith("结论 decisions") for grid in grids):
        return _("these are the results of a round; give the round that they were decided from")
    return ""


def unread_round(grid: Grid) -> CellFault | None:
    """The fault for a sheet of a round among spending, or None if it is none."""
    form = form_of(grid.sheet, FORMS)
    if form is None and not _names(grid, "applications", _APPLICATION):
        return None
    message = _("This is a sheet of a round of applications, so the audit does not read it.")
    remedy = _("Decide the round with: fundcalc award {file} --policy ID; give the audit lines of spending.")
    return CellFault(grid.file, grid.sheet, "", "", message, remedy.format(file=grid.file))


def _is_spending(grid: Grid) -> bool:
    return form_of(grid.sheet, SPENDING_FORMS) is not None or _names(grid, "expenses", _SPENDING)


def _names(grid: Grid, form: str, wanted: set[str]) -> bool:
    """Whether a row at the top of a sheet has the headings that tell a form."""
    known = columns(None, form)
    return any(
        not wanted - {key_of_heading(text, known) for text in texts_of(cells)}
        for _number, cells in grid.rows[:HEADINGS_WITHIN]
    )
