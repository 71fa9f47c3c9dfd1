"""Facts that are worked out from other facts, in words."""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import several
from fundcalc.base.i18n import _
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import name, names


def computed_lines(policy: Policy) -> Iterator[tuple[str, str]]:
    """How each computed fact is worked out, with its article."""
    for fact, rule in policy.measure.computed.items():
        yield rule.cite, _("{fact}: {formula}").format(fact=name(policy, fact), formula=_formula(policy, rule))


def _formula(policy: Policy, rule: m.Computed) -> str:
    facts = names(policy, rule.facts)
    match rule.operation:
        case "sum":
            return _("the sum of {facts}").format(facts=facts)
        case "difference":
            first, *others = (name(policy, fact) for fact in rule.facts)
            return _("{first} less {others}, not below 0").format(first=first, others=several(others))
        case "larger":
            return _("the larger of {facts}").format(facts=facts)
        case "smaller":
            return _("the smaller of {facts}").format(facts=facts)
        case "product":
            return " × ".join(name(policy, fact) for fact in rule.facts)
        case "quotient":
            return " ÷ ".join(name(policy, fact) for fact in rule.facts)
        case _:
            assert_never(rule.operation)
