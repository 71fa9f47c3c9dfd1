"""The parts in which what a decision grants is paid."""

from collections.abc import Mapping
from typing import NamedTuple

from fundcalc.base.apportionment import in_parts
from fundcalc.base.money import percent, plain
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class PartDue(NamedTuple):
    """A part of an award in fen, by the rule that opens it."""

    rule: m.SchedulePart
    fen: int
    cite: str


def parts_due(policy: Policy, allotted: Mapping[str, int]) -> Mapping[str, tuple[PartDue, ...]]:
    """The parts of what is paid of each benefit that has a schedule."""
    found = {}
    for name, fen in allotted.items():
        schedule = policy.measure.benefit[name].schedule
        if schedule is not None:
            amounts = in_parts(schedule.shares, fen)
            parts = zip(schedule.parts, amounts, strict=False)  # without parts nothing is divided
            found[name] = tuple(PartDue(part, amount, part.cite or schedule.cite) for part, amount in parts)
    return found


def of_schedules(policy: Policy, parts: Mapping[str, tuple[PartDue, ...]]) -> dict[str, object]:
    """The schedules of a decision as JSON."""
    return {name: _of_schedule(policy, name, due) for name, due in parts.items()}


def _of_schedule(policy: Policy, name: str, due: tuple[PartDue, ...]) -> dict[str, object]:
    schedule = policy.measure.benefit[name].schedule
    document: dict[str, object] = {"parts": [_of_part(part) for part in due]}
    if schedule is not None and schedule.at_most_per_year is not None:
        document["at_most_per_year"] = plain(schedule.at_most_per_year)
    return document


def _of_part(due: PartDue) -> dict[str, object]:
    rule = due.rule
    openers = {"after_months": rule.after_months, "after_years": rule.after_years, "milestone": rule.milestone}
    return {
        "share": percent(rule.share),
        "amount": plain(due.fen),
        **{key: opener for key, opener in openers.items() if opener is not None},
        "cite": due.cite,
    }
