"""A scenario: what is changed of a measure, how it is read, or what it is replaced by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fundcalc.policy import Policy, load, read


@dataclass(frozen=True)
class Scenario:
    """What differs from the baseline.

    ``changes`` are lines by their dotted paths with values in the law's units, ``readings`` switches with one of their values;
    ``instead`` is another policy (an id, or a path) that takes the place of the baseline, to which the changes are then made.
    """

    changes: Mapping[str, object] = field(default_factory=dict)
    readings: Mapping[str, object] = field(default_factory=dict)
    instead: str | Path | None = None


def policy_under(baseline: Policy, scenario: Scenario) -> Policy:
    """The policy of a scenario, checked like any policy. Raises PolicyError listing every fault.

    What is changed of the baseline already stays so, unless the scenario says otherwise or replaces the policy.
    """
    if scenario.instead is not None:
        return load(scenario.instead, changes=scenario.changes, readings=scenario.readings)
    return varied(baseline, scenario.changes, scenario.readings)


def varied(
    policy: Policy, changes: Mapping[str, object] | None = None, readings: Mapping[str, object] | None = None
) -> Policy:
    """The same policy with more lines changed and readings chosen. Raises PolicyError listing every fault."""
    return read(
        policy.text,
        policy.path,
        changes={**policy.changes, **(changes or {})},
        readings={**policy.readings, **(readings or {})},
    )
