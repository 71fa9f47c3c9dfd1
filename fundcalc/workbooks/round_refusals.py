"""Which rows of a round are not decided, and why.

A row with a fault is not, nor is what depends on it: a platform with a faulty record (its base would be incomplete), an
applicant whose payments cannot be read (history is not guessed), and under a measure with an election or a competition
the other applications of its organisation. Where ceilings are shared, the others are decided with a doubt.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from fundcalc.base.i18n import _, listed, ngettext
from fundcalc.base.ids import normalised, row_id
from fundcalc.engine.application import Application
from fundcalc.engine.application_reader import InputFault
from fundcalc.policy.ceilings import CeilingUnit
from fundcalc.policy.loading import Policy
from fundcalc.workbooks.cell_faults import DoubtfulAmount, Problems
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.round import Refused
from fundcalc.workbooks.sheet import Row, Sheet


@dataclass(frozen=True)
class Candidates:
    """The rows of applications while a round is put together.

    ``reasons`` are those against each row, by its index, and grow; the others are the rows of each platform and
    organisation.
    """

    sheet: Sheet
    reasons: list[list[str]]
    of_platform: Mapping[str, list[int]]
    of_organisation: Mapping[str, list[int]]

    def refuse(self, rows: Iterable[int], why: str) -> None:
        """Add a reason against some rows."""
        for index in rows:
            if why not in self.reasons[index]:
                self.reasons[index].append(why)

    @property
    def everyone(self) -> range:
        """The indexes of all rows."""
        return range(len(self.sheet.rows))


def candidates(sheet: Sheet, problems: Problems) -> Candidates:
    """The rows of applications, and those refused.

    Refused are rows that have faults or name a platform twice."""
    of: dict[str, dict[str, list[int]]] = {"platform": {}, "organisation": {}}
    reasons: list[list[str]] = []
    for index, row in enumerate(sheet.rows):
        for key, rows_of in of.items():
            if key in row.values:
                rows_of.setdefault(row.values[key], []).append(index)
        reasons.append([cells_with_faults(row)] if row.bad else [])
    found = Candidates(sheet, reasons, of["platform"], of["organisation"])
    for platform, rows in found.of_platform.items():
        by_claim: dict[str | None, list[int]] = {}
        for index in rows:
            claim = sheet.rows[index].values.get("claim")
            by_claim.setdefault(claim and normalised(claim), []).append(index)
        for claim, several in by_claim.items():
            _refuse_twice(found, several, platform, problems, by_claim=claim is not None)
        if any(claim is not None for claim in by_claim):
            _refuse_several_organisations(found, rows, problems)
    return found


def _refuse_twice(found: Candidates, rows: Sequence[int], platform: str, problems: Problems, *, by_claim: bool) -> None:
    """Refuse rows of one platform, or of one claim, of which there may be one."""
    sheet = found.sheet
    numbers = [sheet.rows[index].number for index in rows]
    for index, number in zip(rows, numbers, strict=True):
        if others := ", ".join(str(other) for other in numbers if other != number):
            message = _("This platform is listed in another row too: {rows}.")
            remedy = _("Keep one of the rows, or give each platform an id of its own.")
            if by_claim:
                message = _("This claim of the platform is listed in another row too: {rows}.")
                remedy = _("Keep one of the rows, or give each claim an id of its own.")
            address = sheet.address("claim" if by_claim else "platform", number)
            problems.faults.append(sheet.fault(address, platform, message.format(rows=others), remedy))
            found.refuse([index], message.format(rows=others))


def _refuse_several_organisations(found: Candidates, rows: Sequence[int], problems: Problems) -> None:
    """Refuse the claims of a platform that are of several organisations."""
    sheet = found.sheet
    owners = {normalised(owner) for index in rows if (owner := sheet.rows[index].values.get("organisation"))}
    for index in rows if len(owners) > 1 else ():
        row = sheet.rows[index]
        message = _("The claims of this platform are of different organisations.")
        address = sheet.address("organisation", row.number)
        remedy = _("Give them one organisation, or each platform an id of its own.")
        problems.faults.append(sheet.fault(address, row.values.get("organisation", ""), message, remedy))
        found.refuse([index], message)


def cells_with_faults(row: Row) -> str:
    """The reason against a row with faulty cells."""
    return _("These cells have faults: {cells}.").format(cells=", ".join(row.bad))


def refuse_for_unreadable(found: Candidates, sheet: Sheet) -> None:
    """Refuse every row where a sheet that bears on all of them cannot be read."""
    if not sheet.readable:
        why = _("The sheet {sheet} cannot be read, and the outcome may depend on it.")
        found.refuse(found.everyone, why.format(sheet=sheet.grid.sheet or sheet.grid.file))


def add_faults(sheet: Sheet, row: Row, faults: Iterable[InputFault], problems: Problems) -> None:
    """Add the faults that the engine found in the values of a row."""
    for fault in faults:
        address = sheet.address(fault.key, row.number)
        if address not in row.bad:
            row.bad.append(address)
            message = fault.message[:1].upper() + fault.message[1:]
            if message[-1:] not in ".?!。？！":
                message = _("{sentence}.").format(sentence=message)
            value = "" if fault.value is None else fault.value
            problems.faults.append(sheet.fault(address, value, message, _("Correct the cell.")))


def refuse_dependent(found: Candidates) -> None:
    """Refuse what depends on a refused row.

    That is, the other applications of its organisation, and what depends on those."""
    rows = found.sheet.rows
    of_name: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if name := row.values.get("organisation_name"):
            of_name.setdefault(tight(name), []).append(index)
    pending = [index for index, reasons in enumerate(found.reasons) if reasons]
    while pending:
        index = pending.pop()
        others, why = _dependent(found, rows[index], of_name)
        for other in others:
            if other != index and not found.reasons[other]:
                found.reasons[other].append(why.format(row=rows[index].number))
                pending.append(other)


def _dependent(found: Candidates, row: Row, of_name: Mapping[str, list[int]]) -> tuple[Iterable[int], str]:
    """The rows that depend on a refused one, and the reason against them."""
    organisation, name = row.values.get("organisation"), row.values.get("organisation_name")
    if organisation is not None:
        return found.of_organisation[organisation], _(
            "Row {row} of the same organisation is not decided, and under this measure one depends on the other."
        )
    if name:
        return of_name[tight(name)], _(
            "Row {row} of an organisation of the same name has no readable code, and one may depend on the other."
        )
    if row.values.get("platform") is None and not row.values.get("platform_name"):
        # A row without a platform and an organisation is no application of anybody in the round.
        return (), ""
    return found.everyone, _("Row {row} does not name its organisation, and this application may depend on it.")


def refused_rows(found: Candidates, decided: Iterable[int]) -> tuple[Refused, ...]:
    """The rows that are not decided, in the order of the sheet."""
    kept, grid = set(decided), found.sheet.grid
    return tuple(
        Refused(
            grid.file,
            grid.sheet,
            row.number,
            row_id(row.values.get("platform", ""), row.values.get("claim", "")),
            row.values.get("organisation", ""),
            row.values.get("platform_name", ""),
            row.values.get("organisation_name", ""),
            tuple(found.reasons[index]),
        )
        for index, row in enumerate(found.sheet.rows)
        if index not in kept
    )


def shared_ceilings(
    found: Candidates, policy: Policy, applications: Mapping[int, Application]
) -> Iterator[DoubtfulAmount]:
    """Doubts about awards of a unit of which another row is not decided.

    Under a ceiling of the unit that row may take a part, once it is corrected.
    """
    rules = [rule for text in policy.versions or (policy,) for rule in text.measure.ceiling.values()]
    sheet = found.sheet
    refused = [row for index, row in enumerate(sheet.rows) if index not in applications]
    for per in sorted({rule.per for rule in rules} - (set() if policy.by_claim else {"platform"})) if refused else ():
        cites = listed(dict.fromkeys(rule.cite for rule in rules if rule.per == per))
        numbers: dict[str | None, list[int]] = {}
        for row in refused:
            numbers.setdefault(_unit_of(per, row), []).append(row.number)
        for index, application in applications.items():
            others = sorted([*numbers.get(_unit_of_application(per, application), ()), *numbers.get(None, ())])
            if others:
                yield _may_share(sheet, sheet.rows[index], cites, others)


def _unit_of(per: CeilingUnit, row: Row) -> str | None:
    """The unit of a refused row.

    None where it cannot be read, and empty for a row of nobody.
    """
    if not any(row.values.get(key) for key in ("platform", "platform_name", "organisation", "organisation_name")):
        return ""
    unit = row.values.get("group") or row.values.get("organisation") if per == "group" else row.values.get(per)
    return normalised(unit) if unit else None


def _unit_of_application(per: CeilingUnit, application: Application) -> str:
    match per:
        case "platform":
            return application.platform_key
        case "organisation":
            return application.organisation_key
        case "group":
            return application.group_key
        case _:
            assert_never(per)


def _may_share(sheet: Sheet, row: Row, cites: str, others: Sequence[int]) -> DoubtfulAmount:
    """The doubt about the amount of a row whose ceiling other rows may share."""
    message = ngettext(
        "Row {rows} is not decided and may count under the same ceiling ({cites}): the amount may be too high.",
        "Rows {rows} are not decided and may count under the same ceiling ({cites}): the amount may be too high.",
        len(others),
    ).format(rows=", ".join(map(str, others)), cites=cites)
    remedy = _("Decide the round again once they are corrected.")
    platform = row_id(row.values["platform"], row.values.get("claim", ""))
    note = sheet.note("doubt", sheet.address("platform", row.number), platform, message, remedy)
    return DoubtfulAmount(
        *(note.file, note.sheet, note.cell, note.value, message, note.remedy, note.heading, "doubt"), platform=platform
    )
