"""Reading what was awarded and what came, from the sheets of a unit that keeps no book."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fundcalc.auditing.evidence import AwardFacts, Movement, every_policy, read_id
from fundcalc.base.errors import MoneyError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.workbooks.headings import tight
from fundcalc.workbooks.round import CellFault
from fundcalc.workbooks.sheet_reader import Row, Table


def award_of(table: Table, row: Row, faults: list[CellFault]) -> AwardFacts | None:
    """What a row says of an award, as far as it can be read; None where its id cannot."""
    values: dict[str, Any] = row.values
    award = values.get("award")
    if award is None:
        return None
    policy, on = _policy(table, row, faults), values.get("awarded_on")
    said = read_id(award, (each.measure for each in every_policy() if policy in ("", each.id)))
    return AwardFacts(
        award,
        policy or (said.measure.id if said else ""),
        values.get("organisation", ""),
        values.get("platform", said.platform if said else ""),
        _benefit(policy, values["benefit"]) if "benefit" in values else said.benefit if said else "",
        said.year if said else on.year if on else 0,
        amount_of(table, row, "awarded", faults) or None,
        on,
        values.get("until"),
        values.get("revoked_on"),
        place_of(table, row),
    )


def movement_of(table: Table, row: Row, award: str, faults: list[CellFault]) -> Movement | None:
    """What a row says came, or went back to the authority; None where the day, the amount or the award cannot be read."""
    values: dict[str, Any] = row.values
    amount = amount_of(table, row, "amount", faults)
    whose = values.get("award") or ("" if table.address("award", row.number) in row.bad else award)
    if not whose and not row.bad:
        told = _("This receipt names no award.")
        tell(table, row, "award", "", told, _("Fill in 支持编号 (award), or say --award."), faults)
    if amount == 0 and not row.bad:
        told = _("A receipt of 0 yuan says nothing.")
        tell(table, row, "amount", values["amount"], told, _("Write the amount, or delete the row."), faults)
    if not (amount and whose and "date" in values):
        return None
    payer, text, document = (" ".join(values.get(key, "").split()) for key in ("payer", "text", "document"))
    return Movement(
        "received" if amount > 0 else "returned",
        values["date"],
        abs(amount),
        whose,
        values.get("organisation", ""),
        "",
        f"{payer} {text}".strip(),
        document,
        place_of(table, row),
    )


def amount_of(table: Table, row: Row, key: str, faults: list[CellFault]) -> int:
    """The fen of a cell; 0 where there is none that can be read."""
    if key not in row.values:
        return 0
    try:
        return fen(row.values[key])
    except MoneyError as error:
        tell(table, row, key, row.values[key], str(error), _("Correct the cell."), faults)
        return 0


def place_of(table: Table, row: Row) -> str:
    """Where a row stands: ``file:sheet:row``, of a CSV ``file:row``."""
    return ":".join(filter(None, (table.grid.file, table.grid.sheet, str(row.number))))


def tell(table: Table, row: Row, key: str, value: object, told: str, remedy: str, faults: list[CellFault]) -> None:
    """Note what is wrong with a cell of a row."""
    address = table.address(key, row.number)
    row.bad.append(address)
    faults.append(table.fault(address, value, told, remedy))


# Which measure, which benefit.


@cache
def _named() -> Mapping[str, str]:
    """The measures by their ids and names."""
    return {
        tight(word): policy.id
        for policy in every_policy()
        for text in (policy.measure.short, policy.measure.title)
        for word in (policy.id, text.zh, text.en)
    }


def _policy(table: Table, row: Row, faults: list[CellFault]) -> str:
    """The measure that a row names. One that is not installed may still be given to the audit, so its id stands."""
    text = str(row.values.get("policy", "")).strip()
    found = _named().get(tight(text), "")
    if not text or found:
        return found
    if re.fullmatch(r"[a-z0-9-]+", text):
        return text
    ids = ", ".join(each.id for each in every_policy())
    told, remedy = _("This names no measure."), _("Write the name of the measure as it is published, or its id: {ids}.")
    tell(table, row, "policy", text, told, remedy.format(ids=ids), faults)
    return ""


def _benefit(policy: str, text: str) -> str:
    """The id of a benefit by its names; what is none of the measure's stands as it is written."""
    measures = (each.measure for each in every_policy() if each.id == policy)
    words = {
        tight(word): name
        for measure in measures
        for name, each in measure.benefit.items()
        for word in (name, each.zh, each.en)
    }
    return words.get(tight(text), text.strip())
