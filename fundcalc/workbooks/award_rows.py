"""Read awards and receipts from the sheets of a unit that keeps no book."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fundcalc.auditing.evidence import AwardFacts, Movement, every_policy, read_id
from fundcalc.base.errors import MoneyError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.workbooks.cell_faults import Problems
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.sheet import Row, Sheet


def award_of(sheet: Sheet, row: Row, problems: Problems) -> AwardFacts | None:
    """The award of a row, as far as it can be read; None where its id cannot."""
    values: dict[str, Any] = row.values
    award = values.get("award")
    if award is None:
        return None
    named, on = _policy(sheet, row, problems), values.get("awarded_on")
    parts = read_id(award, (policy.measure for policy in every_policy() if named in ("", policy.id)))
    return AwardFacts(
        award,
        named or (parts.measure.id if parts else ""),
        values.get("organisation", ""),
        values.get("platform", parts.platform if parts else ""),
        _benefit(named, values["benefit"]) if "benefit" in values else parts.benefit if parts else "",
        parts.year if parts else on.year if on else 0,
        amount_of(sheet, row, "awarded", problems),
        on,
        values.get("until"),
        values.get("revoked_on"),
        place_of(sheet, row),
        claim=parts.claim if parts else "",
        platform_kind=values.get("platform_kind", ""),
    )


def movement_of(sheet: Sheet, row: Row, award: str, problems: Problems) -> Movement | None:
    """Read the receipt or return of a row.

    None where the day, the amount or the award cannot be read.
    """
    values: dict[str, Any] = row.values
    amount = amount_of(sheet, row, "amount", problems)
    owner = values.get("award") or ("" if sheet.address("award", row.number) in row.bad else award)
    if not owner and not row.bad:
        message = _("This receipt names no award.")
        add_fault(sheet, row, "award", "", message, _("Fill in 支持编号 (award), or use --award."), problems)
    if amount == 0 and not row.bad:
        message = _("A receipt of 0 yuan has no meaning.")
        add_fault(sheet, row, "amount", values["amount"], message, _("Write the amount, or delete the row."), problems)
    if not (amount and owner and "date" in values):
        return None
    payer, text, document = (" ".join(values.get(key, "").split()) for key in ("payer", "text", "document"))
    return Movement(
        "received" if amount > 0 else "returned",
        values["date"],
        abs(amount),
        owner,
        values.get("organisation", ""),
        "",
        f"{payer} {text}".strip(),
        document,
        place_of(sheet, row),
    )


def amount_of(sheet: Sheet, row: Row, key: str, problems: Problems) -> int | None:
    """The fen of a cell; None where there is none that can be read."""
    if key not in row.values:
        return None
    try:
        return fen(row.values[key])
    except MoneyError as error:
        add_fault(sheet, row, key, row.values[key], str(error), _("Correct the cell."), problems)
        return None


def place_of(sheet: Sheet, row: Row) -> str:
    """Where a row stands: ``file:sheet:row``, of a CSV ``file:row``."""
    return ":".join(filter(None, (sheet.grid.file, sheet.grid.sheet, str(row.number))))


def add_fault(sheet: Sheet, row: Row, key: str, value: object, message: str, remedy: str, problems: Problems) -> None:
    """Add a fault of a cell of a row, which cannot be used then."""
    address = sheet.address(key, row.number)
    row.bad.append(address)
    problems.faults.append(sheet.fault(address, value, message, remedy))


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


def _policy(sheet: Sheet, row: Row, problems: Problems) -> str:
    """Return the measure that a row names.

    One that is not installed may still be given to the audit, so its id stands.
    """
    text = str(row.values.get("policy", "")).strip()
    found = _named().get(tight(text), "")
    if not text or found:
        return found
    if re.fullmatch(r"[a-z0-9-]+", text):
        return text
    ids = ", ".join(policy.id for policy in every_policy())
    message, remedy = (
        _("This is not the name of a measure."),
        _("Write the name of the measure as it is published, or its id: {ids}."),
    )
    add_fault(sheet, row, "policy", text, message, remedy.format(ids=ids), problems)
    return ""


def _benefit(policy: str, text: str) -> str:
    """Return the id of a benefit by its names.

    What is none of the measure's stands as it is written.
    """
    measures = (known.measure for known in every_policy() if known.id == policy)
    words = {
        tight(word): name
        for measure in measures
        for name, benefit in measure.benefit.items()
        for word in (name, benefit.zh, benefit.en)
    }
    return words.get(tight(text), text.strip())
