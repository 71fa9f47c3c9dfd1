"""The parts of a decision as JSON: money as decimal yuan, days as ISO dates.

The keys are those of the commands' ``--json``, which do not change.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from fundcalc.base.money import percent, plain
from fundcalc.engine.amount_steps import Product
from fundcalc.engine.application import PaidAward
from fundcalc.engine.decision_parts import BenefitDue, Bounds, Note, Point, ReadingNote, Remarked
from fundcalc.engine.derived import Base, UncountedRecords
from fundcalc.engine.steps import Check, Competition, Step, step_code

Document = dict[str, object]

# Fields of steps and notes that are amounts; others of the kind ``int`` are numbers.
_AMOUNTS = {
    *("fen", "base", "rounded", "cap", "before", "after", "own", "own_paid", "payable", "recover", "prospective"),
    *("above", "excess", "floor", "minimum", "each", "limit", "earlier", "due", "budget", "total"),
}
_NOT_COMPARED = {"cite", "rests_on", "routes", "limit", "money", "zh", "en", "soft", "conditions"}


def of_benefit(due: BenefitDue) -> Document:
    """A benefit before competition; the amount is yuan as decimal text."""
    document: Document = {
        "amount": None if due.fen is None else plain(due.fen),
        "reason": due.reason,
        "cite": due.cite,
    }
    return document | ({"missing": list(due.missing)} if due.missing else {})


def of_bounds(bounds: Bounds) -> Document:
    """The least and the most in yuan, and what the difference rests on."""
    rests_on = []
    for point in bounds.rests_on:
        fields = _fields(point)
        document = {"matter": fields.pop("kind")} | {key: value for key, value in fields.items() if value}
        if not point.records:
            del document["amount"]
        rests_on.append(document)
    return {"least": plain(bounds.least), "most": plain(bounds.most), "rests_on": rests_on}


def _seen(check: Check) -> object:
    """What a condition found, in yuan where that is money.

    A quotient that is not whole stays a fraction.
    """
    condition, seen = check.condition, check.seen
    if isinstance(seen, Fraction) and condition.compared_with:
        return _amount(seen) if condition.in_money else str(seen)
    return plain(seen) if condition.in_money and isinstance(seen, int) else _value(seen)


def of_check(check: Check) -> Document:
    """A condition, what was seen and the answer."""
    condition = check.condition
    compared = condition.model_dump(mode="python", by_alias=True, exclude=_NOT_COMPARED)
    document: Document = {
        "cite": check.cite,
        "outcome": check.outcome,
        "seen": _seen(check),
        "asked": {key: _value(value) for key, value in compared.items() if value not in ("", ())},
    }
    if check.missing:
        document["missing"] = list(check.missing)
    if check.parts:
        document["parts"] = [of_check(part) for part in check.parts]
    if check.open:
        document["open"] = True
    if condition.soft:
        document["soft"] = True
    return document


def of_step(step: Step) -> Document:
    """A step by its code, with its fields."""
    return {"step": step_code(step), **_fields(step)}


def of_note(note: Note) -> Document:
    """A note: a point, a remark or another reading."""
    match note:
        case Point(code=code, cite=cite, values=values):
            return {"note": code, "cite": cite, **_values(values)}
        case Remarked(remark=remark, cite=cite):
            return {"note": "remark", "remark": remark, "cite": cite}
        case ReadingNote():
            fields = _fields(note._replace(bounds=None))
            del fields["bounds"]
            return {"note": "reading", **fields, **({} if note.bounds is None else {"range": of_bounds(note.bounds)})}


class _Record(Protocol):
    """Any named tuple."""

    def _asdict(self) -> dict[str, Any]: ...


def _of_paid(award: PaidAward) -> Document:
    """An award already paid; its group and day, and what is paid, where known."""
    document = _fields(award)
    del document["awarded_on"], document["paid_out"], document["group"], document["claim"]
    if award.claim:
        document["claim"] = award.claim
    if award.group:
        document["group"] = award.group
    if not award.row:
        del document["row"]
    if award.awarded_on is not None:
        document["awarded_on"] = award.awarded_on.isoformat()
    if award.paid_out is not None:
        document["paid_out"] = plain(award.paid_out)
    return document


def _fields(record: _Record) -> Document:
    document: Document = {}
    for key, value in record._asdict().items():
        match key:
            case "base" if isinstance(value, Base):
                document["records"] = {
                    "counted": value.counted,
                    "left_out": [_filled(records) for records in value.left_out],
                    "open": [_filled(records) for records in value.open],
                }
            case "rivals" if isinstance(record, Competition):
                document[key] = [[programme, platform, plain(paid)] for programme, platform, paid in value]
            case "parts":
                document[key] = [plain(amount) for amount in value]
            case "slices":
                document[key] = [[_amount(part), percent(rate)] for part, rate in value]
            case "figure" if isinstance(value, int):
                document[key] = plain(value)
            case "amounts":
                document[key] = {name: plain(amount) for name, amount in value.items()}
            case _:
                document |= _values({key: value})
    if isinstance(record, Product):
        document["exact"] = record.exact
    return document


def _filled(records: UncountedRecords) -> Document:
    """Records that do not count; their rows only where they come from a sheet."""
    return {key: value for key, value in _fields(records).items() if value != []}


def _values(values: Mapping[str, object]) -> Document:
    """Values by name, those that are amounts as decimal yuan."""
    return {
        "amount" if key == "fen" else key: _amount(value)
        if key in _AMOUNTS and isinstance(value, int | Fraction)
        else _value(value)
        for key, value in values.items()
    }


def _amount(fen: int | Fraction) -> str:
    """Fen as decimal yuan; a quotient that is not whole fen as a fraction of them."""
    whole = Fraction(fen)
    return plain(int(fen)) if whole.denominator == 1 else f"{plain(whole.numerator)}/{whole.denominator}"


def _value(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case Fraction():
            return percent(value)
        case Check():
            return of_check(value)
        case BenefitDue():
            return of_benefit(value)
        case PaidAward():
            return _of_paid(value)
        case Mapping():
            return {str(key): _value(part) for key, part in value.items()}
        case tuple() | list():
            return [_value(part) for part in value]
        case _:
            return str(value)
