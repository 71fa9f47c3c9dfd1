"""The decision on one application: status, amounts, checks, steps and readings.

All of it is data; ``prose`` makes the sentences. Amounts are whole fen here and Decimal yuan in the public attributes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

from fundcalc.base.money import percent, plain, yuan
from fundcalc.engine.amount_steps import Product
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.derived import Base
from fundcalc.engine.filing import Filing
from fundcalc.engine.steps import Check, Competition, Step, step_code
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

Status = Literal[
    "not_in_force",
    "barred",
    "needs_election",
    "ineligible",
    "needs_documents",
    "needs_review",
    "by_reference",
    "eligible",
    "payable",
    "nothing_due",
]

Reason = Literal[
    "due",
    "capped",
    "condition",
    "already_paid",
    "below_minimum",
    "not_first_filing",
    "not_elected",
    "not_claimed",
    "needs_documents",
    "needs_review",
    "by_reference",
]


class BenefitDue(NamedTuple):
    """A benefit before competition, and why; fen is None if unknown.

    ``failed`` are those of its own conditions that are answered no.
    """

    fen: int | None
    reason: Reason
    cite: str
    missing: tuple[str, ...] = ()
    failed: tuple[m.AnyCondition, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """Yuan with two decimals."""
        return None if self.fen is None else yuan(self.fen)


class OpenMatter(NamedTuple):
    """One thing that a person has to settle, with the readings that leave it open.

    ``records`` of a benefit come to ``fen``; what a filing, conditions, dates or awards of unknown class leave open has none.
    """

    matter: Literal["records", "filing", "conditions", "dates", "class_of_paid", "claimed_twice", "upper_limit"]
    cite: str
    benefit: str = ""
    readings: tuple[str, ...] = ()
    records: int = 0
    fen: int = 0
    field: str = ""


class Bounds(NamedTuple):
    """The least and the most, in fen, that a decision left to a person can come to.

    ``rests_on`` says what the difference rests on.
    """

    least: int
    most: int
    rests_on: tuple[OpenMatter, ...]


PointCode = Literal[
    "filed_in_another_year",
    "not_computed",
    "year_of_filing_counts_whole",
    "second_platform",
    "same_class_does_not_compete",
    "other_platform_barred",
    "filing_ended",
    "ban_ground",
    "soft_condition",
    "kind_not_settled",
    "same_record_twice",
    "recover",
    "class_of_paid_unknown",
    "upper_limit",
    "filed_after_decision",
    "date_doubtful",
    "events_differ",
    "cancelled_from_year",
    "doubt_not_known",
    "paid_not_counted",
    "programme_resembles",
]


class Point(NamedTuple):
    """Something a person should know that no reading decides."""

    code: PointCode
    cite: str
    values: Mapping[str, object]


class Remarked(NamedTuple):
    """A remark of the policy whose condition holds."""

    remark: str
    cite: str


class Read(NamedTuple):
    """A reading that decided something, and the result under another value of it."""

    reading: str
    cite: str
    value: str
    other: str
    status: Status
    payable: int
    prospective: int
    benefits: Mapping[str, BenefitDue]
    answers: Mapping[str, str]
    bounds: Bounds | None = None


Note = Point | Remarked | Read


@dataclass(frozen=True)
class Decision:
    """One application decided. ``notes`` are worked out when they are first asked for.

    ``bounds`` are there where a person has to decide (``needs_review``).
    """

    policy: Policy
    application: Application
    filing: Filing
    status: Status
    payable_fen: int
    prospective_fen: int
    benefits: Mapping[str, BenefitDue]
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]
    allotted: Mapping[str, int]
    readings: frozenset[str]
    bounds: Bounds | None
    explain: Callable[["Decision"], tuple[Note, ...]] = field(repr=False, compare=False)

    @property
    def platform(self) -> str:
        return self.application.platform

    @property
    def filed(self) -> bool:
        """Whether the filing stands on the day of the decision."""
        return self.filing.stands

    @property
    def payable(self) -> Decimal:
        """Yuan to pay now."""
        return yuan(self.payable_fen)

    @property
    def prospective(self) -> Decimal:
        """Yuan that would be payable once filed."""
        return yuan(self.prospective_fen)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts and keys whose absence keeps the outcome open, in order, each once."""
        wanted: list[str] = []
        if self.status == "needs_documents":
            for due in self.benefits.values():
                wanted += due.missing
            if not self.filed:
                for check in self.checks:
                    if check.answer is None and not check.open and not check.condition.soft:
                        wanted += check.missing
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know: points, remarks, and the readings that decided."""
        return self.explain(self)

    @cached_property
    def condition_ids(self) -> tuple[str, ...]:
        """The ids of the conditions that ``checks`` answer, in the same order."""
        names = _names_of_conditions(self.policy)
        return tuple([names[id(check.condition)] for check in self.checks])

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON of the commands: money as decimal text in yuan."""
        return {
            "policy": self.policy.id,
            "platform": self.platform,
            "organisation": self.application.organisation,
            "award_year": self.application.award_year,
            "status": self.status,
            "payable": plain(self.payable_fen),
            "prospective": plain(self.prospective_fen),
            "benefits": {name: _due(due) for name, due in self.benefits.items()},
            "checks": [
                {"id": name, **_check(check)} for name, check in zip(self.condition_ids, self.checks, strict=True)
            ],
            "steps": [{"step": step_code(step), **_fields(step)} for step in self.steps],
            "notes": [_note(note) for note in self.notes],
            "missing": list(self.missing),
            "readings": {name: self.policy.readings[name] for name in sorted(self.readings)},
            **({} if self.bounds is None else {"range": _bounds(self.bounds)}),
        }


@lru_cache(maxsize=256)
def _names_of_conditions(policy: Policy) -> Mapping[int, str]:
    """The ids of the conditions, by the identity of their objects."""
    return {id(condition): name for name, condition in policy.measure.condition.items()}


_AMOUNTS = {
    *("fen", "base", "rounded", "cap", "before", "after", "own", "own_paid", "payable", "recover", "prospective"),
    *("above", "excess", "floor", "minimum", "each", "limit", "earlier", "due"),
}


def _due(due: BenefitDue) -> dict[str, Any]:
    told: dict[str, Any] = {
        "amount": None if due.fen is None else plain(due.fen),
        "reason": due.reason,
        "cite": due.cite,
    }
    return told | ({"missing": list(due.missing)} if due.missing else {})


def _bounds(bounds: Bounds) -> dict[str, Any]:
    rests_on = [{key: value for key, value in _fields(point).items() if value} for point in bounds.rests_on]
    for document, matter in zip(rests_on, bounds.rests_on, strict=True):
        if not matter.records:
            del document["amount"]
    return {"least": plain(bounds.least), "most": plain(bounds.most), "rests_on": rests_on}


_NOT_ASKED = {"cite", "rests_on", "routes", "limit", "money", "zh", "en", "soft", "conditions"}


def _check(check: Check) -> dict[str, Any]:
    condition = check.condition
    asked = condition.model_dump(mode="python", by_alias=True, exclude=_NOT_ASKED)
    told: dict[str, Any] = {
        "cite": check.cite,
        "outcome": check.outcome,
        "seen": plain(check.seen) if condition.in_money and isinstance(check.seen, int) else _plain(check.seen),
        "asked": {key: _plain(value) for key, value in asked.items() if value not in ("", ())},
    }
    if check.missing:
        told["missing"] = list(check.missing)
    if check.parts:
        told["parts"] = [_check(part) for part in check.parts]
    if check.open:
        told["open"] = True
    if condition.soft:
        told["soft"] = True
    return told


def _note(note: Note) -> dict[str, Any]:
    match note:
        case Point(code=code, cite=cite, values=values):
            return {"note": code, "cite": cite, **_told(values)}
        case Remarked(remark=remark, cite=cite):
            return {"note": "remark", "remark": remark, "cite": cite}
        case Read():
            fields = {key: value for key, value in _fields(note._replace(bounds=None)).items() if key != "bounds"}
            return {"note": "reading", **fields, **({} if note.bounds is None else {"range": _bounds(note.bounds)})}


def _fields(record: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, value in record._asdict().items():
        if key == "base" and isinstance(value, Base):
            told["records"] = {
                "counted": value.counted,
                "left_out": [_fields(records) for records in value.left_out],
                "open": [_fields(records) for records in value.open],
            }
        elif key == "rivals" and isinstance(record, Competition):
            told[key] = [[programme, platform, plain(paid)] for programme, platform, paid in record.rivals]
        elif key == "parts":
            told[key] = [plain(amount) for amount in value]
        elif key == "slices":
            told[key] = [[plain(part), percent(rate)] for part, rate in value]
        elif key == "figure" and isinstance(value, int):
            told[key] = plain(value)
        elif key == "amounts":
            told[key] = {name: plain(amount) for name, amount in value.items()}
        else:
            told |= _told({key: value})
    if isinstance(record, Product):
        told["exact"] = record.exact
    return told


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by name, those that are amounts as decimal yuan."""
    return {
        "amount" if key == "fen" else key: plain(value) if key in _AMOUNTS and isinstance(value, int) else _plain(value)
        for key, value in values.items()
    }


def _plain(value: Any) -> Any:
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
            return _check(value)
        case BenefitDue():
            return _due(value)
        case PaidAward():
            return _fields(value)
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return str(value)
