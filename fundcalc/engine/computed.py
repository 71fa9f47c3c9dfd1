"""Facts that are worked out from others of the same application.

``table/computed.py`` says the same for a table.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import assert_never

from fundcalc.engine.values import Value
from fundcalc.policy import model as m


def with_computed(facts: Mapping[str, Value], computed: Mapping[str, m.Computed]) -> Mapping[str, Value]:
    """Return the facts with those that can be worked out from them."""
    if not computed:
        return facts
    found = dict(facts)
    for name, rule in computed.items():
        values = [value for fact in rule.facts if isinstance(value := facts.get(fact), int)]
        divisible = rule.operation != "quotient" or values[-1:] != [0]
        if len(values) == len(rule.facts) and divisible:
            found[name] = _result(rule, values)
    return found


def _result(rule: m.Computed, values: list[int]) -> int | Fraction:
    match rule.operation:
        case "sum":
            return sum(values)
        case "difference":
            return max(0, values[0] - sum(values[1:]))
        case "larger":
            return max(values)
        case "smaller":
            return min(values)
        case "product":
            return prod(values)
        case "quotient":
            return Fraction(values[0], values[1])
        case _:
            assert_never(rule.operation)
