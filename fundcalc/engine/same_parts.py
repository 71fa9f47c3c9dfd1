"""What two readings of a measure have in common.

A reading changes one or two parts of a measure. A stage of deciding that rests on none of them comes out the same and
need not be worked out again; nor does a benefit.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from fundcalc.engine.eligibility import signs_of_claims
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

Stage = Literal["examination", "conditions", "workings", "outcome"]

_LATER = frozenset({"duty", "life", "notice", "uses"})  # what follows an award
# The parts of a measure that a stage does not rest on; what is not named here is worked out again.
_NOT_NEEDED: Mapping[Stage, frozenset[str]] = {
    # Of benefits and derived facts it asks only what shows that one is claimed.
    "examination": _LATER | {"benefit", "ceiling", "condition", "contest", "derived", "doubt", "rounding", "together"},
    "conditions": _LATER | {"ban", "benefit", "ceiling", "contest", "doubt", "election", "rounding", "together"},
    "workings": _LATER | {"condition", "contest", "together"},
    "outcome": _LATER | {"condition"},
}
# The parts of which a benefit rests on some entries alone.
_OF_BENEFITS = _LATER | {"benefit", "ceiling", "condition", "contest", "derived", "doubt", "rounding", "together"}


class SameParts(NamedTuple):
    """The stages and the benefits that come out the same.

    ``rounding`` says whether products are rounded the same: where they are not, only the benefits come out the same whose
    amount no rounding changes.
    """

    stages: frozenset[Stage] = frozenset()
    benefits: frozenset[str] = frozenset()
    rounding: bool = False


@lru_cache(maxsize=1024)
def same_parts(policy: Policy, other: Policy) -> SameParts:
    """What comes out the same under another reading of a measure."""
    one, two = policy.measure, other.measure
    changed = {part for part in type(one).model_fields if getattr(one, part) != getattr(two, part)}
    same = {stage for stage, parts in _NOT_NEEDED.items() if changed <= parts}
    derived = _differing(one.derived, two.derived)
    if signs_of_claims(policy) != signs_of_claims(other):
        same -= {"examination"}
    if changed <= _NOT_NEEDED["conditions"] | {"derived"} and not derived & _facts(one.condition.values()):
        same |= {"conditions"}
    if one.ceiling:
        # A ceiling counts what others of the round get, and of a measure without filing only those who meet its conditions.
        same -= {"workings", "outcome"}
    benefits = _same_benefits(one, two, derived) if changed <= _OF_BENEFITS and "examination" in same else ()
    return SameParts(frozenset(same), frozenset(benefits), "rounding" not in changed)


def _same_benefits(one: m.Measure, two: m.Measure, derived: frozenset[str]) -> list[str]:
    """The benefits that rest on nothing that differs, but perhaps on the rounding."""
    doubted = {
        name
        for id_ in _differing(one.doubt, two.doubt)
        for doubt in (one.doubt.get(id_), two.doubt.get(id_))
        if doubt is not None
        for name in doubt.benefits
    }
    return [
        name
        for name, benefit in one.benefit.items()
        if name in two.benefit
        and _worked_out_alike(benefit, two.benefit[name])
        and name not in doubted
        and not derived
        & {
            *benefit.facts,
            *_facts(benefit.only_if),
            *_facts(doubt.when for doubt in one.doubt.values() if name in doubt.benefits),
        }
    ]


def _worked_out_alike(one: m.AnyBenefit, two: m.AnyBenefit) -> bool:
    """Whether two benefits come to the same amount.

    Whether it is only an upper limit is for the status to ask.
    """
    return type(one) is type(two) and all(
        getattr(one, part) == getattr(two, part) for part in type(one).model_fields if part != "amount_is"
    )


def _facts(conditions: Iterable[m.AnyCondition]) -> set[str]:
    return {fact for condition in conditions for fact in condition.facts}


def _differing(one: Mapping[str, object], two: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name in {*one, *two} if one.get(name) != two.get(name))
