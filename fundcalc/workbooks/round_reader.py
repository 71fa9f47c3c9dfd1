"""Reading a round: the applications, their detail records and what was paid, from a workbook, a CSV or a folder of them.

Everything wrong is found at once and told with file, sheet, cell, value and remedy. What is right is decided all the
same, and what depends on something wrong is not: a row with a fault, a platform with a faulty record (its base would be
incomplete), an applicant whose payments cannot be read (history may not be guessed), and under a measure with an election
or a contest the other applications of an organisation one of whose rows is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundcalc.base.errors import SheetError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _
from fundcalc.engine.application import Application, Fault, PaidAward, check_application, check_paid
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.grid import Grid, read_grids
from fundcalc.workbooks.headings import GUIDE, LISTS, close_form, form_of, sheet_name, tight
from fundcalc.workbooks.round import CellFault, Place, Refused, Round
from fundcalc.workbooks.sheet_reader import Row, Table, read_table

_OWN_SHEETS = frozenset(tight(name) for name in (GUIDE, LISTS, "填写说明", "guide", "lists"))


def read_round(path: Path | str, policy: Policy) -> Round:
    """Read a round under a policy: the path of an .xlsx, of a .csv with the applications, or of a folder of .csv files.

    Raises SheetError where nothing can be read at all. Whatever the policy does not ask for is left alone.
    """
    path = Path(path)
    grids, sources = read_grids(path)
    faults: list[CellFault] = []
    with without_collecting():
        tables = _tables(path, grids, policy, faults)
        asking = _asking(tables["applications"], faults)
        details = {form: _records(tables[form], asking, faults) for form in policy.details if form in tables}
        paid = _awards(tables["paid"], asking, faults) if "paid" in tables else ()
        applications = _applications(asking, details, policy, faults)
    grid = asking.table.grid
    places = {
        each.platform: Place(grid.file, grid.sheet, asking.table.rows[index].number)
        for index, each in applications.items()
    }
    told = in_order(faults, grids)
    return Round(sources, tuple(applications.values()), paid, places, told, _refused(asking, applications))


def in_order(faults: list[CellFault], grids: list[Grid]) -> tuple[CellFault, ...]:
    """The faults sheet by sheet and row by row, as somebody goes through them."""
    sheets = {(grid.file, grid.sheet): index for index, grid in enumerate(grids)}

    def place(fault: CellFault) -> tuple[int, int, int, str]:
        found = re.match(r"([A-Z]*)(\d+)", fault.cell)
        column, row = found.groups() if found else ("", "0")
        return sheets[fault.file, fault.sheet], int(row), len(column), column

    return tuple(sorted(faults, key=place))


# Sheets.


def _tables(path: Path, grids: list[Grid], policy: Policy, faults: list[CellFault]) -> dict[str, Table]:
    by_form: dict[str, Grid] = {}
    wanted = ("applications", *policy.details, "paid")
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
    if "applications" not in by_form:
        raise SheetError(
            _("{file}: there is no sheet {form} among {sheets}; rename the sheet that holds the applications.").format(
                file=path.name,
                form=sheet_name("applications"),
                sheets=", ".join(grid.sheet for grid in grids) or _("no sheets"),
            )
        )
    tables = {form: read_table(by_form[form], form, policy, faults) for form in wanted if form in by_form}
    for grid in unknown:
        if grid.rows and tight(grid.sheet) not in _OWN_SHEETS:
            close = close_form(grid.sheet)
            remedy = _("Delete the sheet, or rename it if it belongs to the round.")
            if close:
                remedy = _("Did you mean {word}?").format(word=close) + " " + remedy
            told = _("This is no sheet of a round, so it is not read.")
            faults.append(CellFault(grid.file, grid.sheet, "", "", told, remedy))
    return tables


# Who is refused, and why.


@dataclass(frozen=True)
class _Asking:
    """The rows of applications while a round is put together; ``why`` grows: the reasons against each row, by its index."""

    table: Table
    why: list[list[str]]
    of_platform: Mapping[str, list[int]]
    of_organisation: Mapping[str, list[int]]


def _asking(table: Table, faults: list[CellFault]) -> _Asking:
    of: dict[str, dict[str, list[int]]] = {"platform": {}, "organisation": {}}
    why: list[list[str]] = []
    for index, row in enumerate(table.rows):
        for key, by in of.items():
            if key in row.values:
                by.setdefault(row.values[key], []).append(index)
        why.append([_("These cells have faults: {cells}.").format(cells=", ".join(row.bad))] if row.bad else [])
    asking = _Asking(table, why, of["platform"], of["organisation"])
    for platform, rows in asking.of_platform.items():
        numbers = [table.rows[index].number for index in rows]
        for index, number in zip(rows, numbers, strict=True):
            if others := ", ".join(str(each) for each in numbers if each != number):
                told = _("This platform stands in another row too: {rows}.").format(rows=others)
                remedy = _("Keep one of the rows, or give each platform an id of its own.")
                faults.append(table.fault(table.address("platform", number), platform, told, remedy))
                _refuse(asking, [index], told)
    return asking


def _refuse(asking: _Asking, rows: Iterable[int], why: str) -> None:
    for index in rows:
        if why not in asking.why[index]:
            asking.why[index].append(why)


def _everyone(asking: _Asking) -> Iterable[int]:
    return range(len(asking.table.rows))


def _refuse_for_unreadable(asking: _Asking, table: Table) -> None:
    if not table.readable:
        why = _("The sheet {sheet} cannot be read, and the outcome may depend on it.")
        _refuse(asking, _everyone(asking), why.format(sheet=table.grid.sheet or table.grid.file))


def _records(table: Table, asking: _Asking, faults: list[CellFault]) -> dict[str, list[Row]]:
    """The records of a detail sheet by platform; faulty ones refuse whom they belong to."""
    records: dict[str, list[Row]] = {}
    _refuse_for_unreadable(asking, table)
    for row in table.rows:
        platform = row.values.pop("platform", None)
        if platform is None:
            why = _("A record ({place}) does not say whose it is, and it may be this applicant's.")
            _refuse(asking, _everyone(asking), why.format(place=_place(table, row)))
            continue
        if platform not in asking.of_platform:
            told = _("No application has this platform, so the record counts for nobody.")
            remedy = _("Correct the platform, or delete the record.")
            faults.append(table.fault(table.address("platform", row.number), platform, told, remedy))
            continue
        if row.bad:
            why = _("A record of this platform has a fault ({place}), so its total would be incomplete.")
            _refuse(asking, asking.of_platform[platform], why.format(place=_place(table, row)))
        records.setdefault(platform, []).append(row)
    return records


def _awards(table: Table, asking: _Asking, faults: list[CellFault]) -> tuple[PaidAward, ...]:
    """The awards already paid; faulty ones refuse whom they may concern."""
    awards = []
    _refuse_for_unreadable(asking, table)
    for row in table.rows:
        award, wrong = (None, []) if row.bad else check_paid(row.values)
        if award is not None:
            awards.append(award)
            continue
        _tell(table, row, wrong, faults)
        platform, organisation = row.values.get("platform"), row.values.get("organisation")
        if platform is None and organisation is None:
            why = _("An award already paid ({place}) does not say to whom, and it may have been this applicant.")
            concerned = _everyone(asking)
        else:
            why = _("An award already paid to this applicant cannot be read ({place}), and history is not guessed.")
            concerned = [
                *asking.of_platform.get(platform or "", ()),
                *asking.of_organisation.get(organisation or "", ()),
            ]
        _refuse(asking, concerned, why.format(place=_place(table, row)))
    return tuple(awards)


def _tell(table: Table, row: Row, wrong: Iterable[Fault], faults: list[CellFault]) -> None:
    for fault in wrong:
        address = table.address(fault.key, row.number)
        if address not in row.bad:
            row.bad.append(address)
            told = fault.message[:1].upper() + fault.message[1:].rstrip(".") + "."
            value = "" if fault.value is None else fault.value
            faults.append(table.fault(address, value, told, _("Correct the cell.")))


def _place(table: Table, row: Row) -> str:
    return _("{sheet} row {row}").format(sheet=table.grid.sheet or table.grid.file, row=row.number)


# Applications.


def _applications(
    asking: _Asking, details: Mapping[str, Mapping[str, list[Row]]], policy: Policy, faults: list[CellFault]
) -> dict[int, Application]:
    """The applications that can be decided, by the index of their row."""
    read: dict[int, Application] = {}
    for index, row in enumerate(asking.table.rows):
        if asking.why[index]:
            continue
        raw: dict[str, Any] = row.values
        for form, records in details.items():
            if own := records.get(raw["platform"]):
                raw = raw | {form: [record.values for record in own]}
        application, wrong = check_application(policy, raw)
        if application is not None:
            read[index] = application
        else:
            _tell(asking.table, row, wrong, faults)
            asking.why[index].append(_("These cells have faults: {cells}.").format(cells=", ".join(row.bad)))
    contest = policy.measure.contest
    if policy.measure.election is not None or (contest is not None and contest.per == "organisation"):
        _hold(asking)
    return {index: each for index, each in read.items() if not asking.why[index]}


def _hold(asking: _Asking) -> None:
    """Hold what depends on a refused row: the other applications of its organisation, and what depends on those."""
    rows = asking.table.rows
    of_name: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if name := row.values.get("organisation_name"):
            of_name.setdefault(tight(name), []).append(index)
    pending = [index for index, why in enumerate(asking.why) if why]
    while pending:
        index = pending.pop()
        values = rows[index].values
        organisation, name = values.get("organisation"), values.get("organisation_name")
        others: Iterable[int]
        if organisation is not None:
            others = asking.of_organisation[organisation]
            why = _(
                "Row {row} of the same organisation is not decided, and under this measure one depends on the other."
            )
        elif name:
            others = of_name[tight(name)]
            why = _(
                "Row {row} of an organisation of the same name has no readable code, and one may depend on the other."
            )
        else:
            others = _everyone(asking)
            why = _("Row {row} does not say of which organisation it is, and this application may depend on it.")
        for other in others:
            if other != index and not asking.why[other]:
                asking.why[other].append(why.format(row=rows[index].number))
                pending.append(other)


def _refused(asking: _Asking, decided: Mapping[int, Application]) -> tuple[Refused, ...]:
    """The rows that are not decided, in the order of the sheet."""
    grid, rows = asking.table.grid, asking.table.rows
    return tuple(
        Refused(
            grid.file,
            grid.sheet,
            row.number,
            row.values.get("platform", ""),
            row.values.get("organisation", ""),
            row.values.get("platform_name", ""),
            row.values.get("organisation_name", ""),
            tuple(asking.why[index]),
        )
        for index, row in enumerate(rows)
        if index not in decided
    )
