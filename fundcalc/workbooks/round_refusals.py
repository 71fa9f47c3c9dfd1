"""Which rows of a round are not decided, and why.

A row with a fault is not, nor is what depends on it: a platform with a faulty record (its base would be incomplete), an
applicant whose payments cannot be read (history is not guessed), and under a measure with an election or a competition
the other applications of its organisation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised, row_id
from fundcalc.engine.application_reader import InputFault
from fundcalc.workbooks.cell_faults import Problems
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
