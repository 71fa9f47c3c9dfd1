"""The decision on one application: status, amounts, checks, steps and readings.

All of it is data; ``prose`` makes the sentences. Amounts are whole fen here and Decimal yuan in the public attributes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from fundcalc.base.money import plain, yuan
from fundcalc.engine import decision_json
from fundcalc.engine.application import Application
from fundcalc.engine.decision_parts import BenefitDue, Bounds, Note, Point, ReadingNote, Remarked, Status
from fundcalc.engine.filing import Filing
from fundcalc.engine.schedules import PartDue, of_schedules, parts_due
from fundcalc.engine.steps import Check, Step
from fundcalc.policy.loading import Policy


@dataclass(frozen=True)
class Decision:
    """One application decided.

    ``points`` and ``notes`` are worked out when they are first asked for. ``bounds`` are there where a person has to decide
    (``needs_review``).
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
    find_points: Callable[["Decision"], tuple[Point | Remarked, ...]] = field(repr=False, compare=False)
    read_otherwise: Callable[["Decision"], tuple[ReadingNote, ...]] = field(repr=False, compare=False)

    @property
    def platform(self) -> str:
        """The platform's id; of a claim with the claim's id, such as ``p1/c1``."""
        return self.application.row_id

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
    def points(self) -> tuple[Point | Remarked, ...]:
        """What a person should know, whatever the readings."""
        return self.find_points(self)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know: points, remarks, and the readings that decided.

        For the readings the application is decided again under each of the others.
        """
        return (*self.points, *self.read_otherwise(self))

    @cached_property
    def parts_due(self) -> Mapping[str, tuple[PartDue, ...]]:
        """The parts in which each benefit with a schedule is paid."""
        return parts_due(self.policy, self.allotted)

    @cached_property
    def condition_ids(self) -> tuple[str, ...]:
        """The ids of the conditions that ``checks`` answer, in the same order."""
        return ids_of(self.policy, self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON of the commands: money as decimal text in yuan."""
        return {
            "policy": self.policy.id,
            "platform": self.application.platform,
            **({"claim": self.application.claim} if self.application.claim else {}),
            "organisation": self.application.organisation,
            "award_year": self.application.award_year,
            **({"version": self.policy.version.name} if self.policy.version.name else {}),
            "status": self.status,
            "payable": plain(self.payable_fen),
            "prospective": plain(self.prospective_fen),
            "benefits": {name: decision_json.of_benefit(due) for name, due in self.benefits.items()},
            **({"schedules": of_schedules(self.policy, self.parts_due)} if self.parts_due else {}),
            "checks": [
                {"id": name, **decision_json.of_check(check)}
                for name, check in zip(self.condition_ids, self.checks, strict=True)
            ],
            "steps": [decision_json.of_step(step) for step in self.steps],
            "notes": [decision_json.of_note(note) for note in self.notes],
            "missing": list(self.missing),
            "readings": {name: self.policy.readings[name] for name in sorted(self.readings)},
            **({} if self.bounds is None else {"range": decision_json.of_bounds(self.bounds)}),
        }


def ids_of(policy: Policy, checks: Iterable[Check]) -> tuple[str, ...]:
    """The ids of the conditions that ``checks`` answer."""
    names = _names_of_conditions(policy)
    return tuple([names[id(check.condition)] for check in checks])


@lru_cache(maxsize=256)
def _names_of_conditions(policy: Policy) -> Mapping[int, str]:
    """The ids of the conditions, by the identity of their objects."""
    return {id(condition): name for name, condition in policy.measure.condition.items()}
