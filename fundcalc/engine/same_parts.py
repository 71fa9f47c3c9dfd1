"""What two readings of a measure have in common.

A reading changes one or two parts of a measure. A stage of deciding that rests on none of them comes out the same and
need not be worked out again.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from fundcalc.policy.loading import Policy

Stage = Literal["examination", "conditions", "workings", "outcome"]

_LATER = frozenset({"duty", "life", "notice", "uses"})  # what follows an award
# The parts of a measure that a stage does not rest on; what is not named here is worked out again.
_NOT_NEEDED: Mapping[Stage, frozenset[str]] = {
    "examination": _LATER | {"condition", "contest", "rounding", "together"},
    "conditions": _LATER | {"ban", "benefit", "ceiling", "contest", "doubt", "election", "rounding", "together"},
    "workings": _LATER | {"condition", "contest", "together"},
    "outcome": _LATER | {"condition"},
}


@lru_cache(maxsize=1024)
def same_stages(policy: Policy, other: Policy) -> frozenset[Stage]:
    """The stages that come out the same under another reading of a measure."""
    one, two = policy.measure, other.measure
    changed = {part for part in type(one).model_fields if getattr(one, part) != getattr(two, part)}
    same = {stage for stage, parts in _NOT_NEEDED.items() if changed <= parts}
    if one.ceiling:
        # A ceiling counts what others of the round get, and of a measure without filing only those who meet its conditions.
        same -= {"workings", "outcome"}
    return frozenset(same)
