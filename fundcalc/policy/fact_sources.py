"""Who says a fact: the applicant, the authority by a decision, or its review."""

from collections.abc import Iterator
from typing import Literal

from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

FactSource = Literal["applicant", "authority", "review"]
# What the authority decides, and no applicant can hand in.
_DECIDED = {"filed_on", "grade", "revoked_on", "revocation_ground"}


def source_of(policy: Policy, fact: str) -> FactSource:
    """Who says a fact: the authority by a decision, its review, or the applicant."""
    if fact in _DECIDED:
        return "authority"
    attested = {name for condition in _conditions(policy) for name in condition.attests}
    return "review" if fact in attested else "applicant"


def _conditions(policy: Policy) -> Iterator[m.AnyCondition]:
    for text in policy.versions or (policy,):
        yield from m.conditions_of(text.measure)
