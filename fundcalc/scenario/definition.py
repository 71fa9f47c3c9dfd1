"""A scenario: a measure changed, read otherwise, or replaced by another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fundcalc.base.errors import PolicyError
from fundcalc.policy.loading import Policy, load, read
from fundcalc.policy.model import Measure
from fundcalc.policy.parameters import as_changed, line
from fundcalc.policy.readings import ROUNDING_READINGS


@dataclass(frozen=True)
class Scenario:
    """What differs from the baseline.

    ``changes`` are lines by their dotted paths with values in the law's units, ``readings`` switches with one of their values.
    ``instead`` is another policy (an id, or a path) that takes the place of the baseline and is then changed; ``given`` are the
    lines and readings of the baseline that it gets first, a name with a dot being a line.
    """

    changes: Mapping[str, object] = field(default_factory=dict)
    readings: Mapping[str, object] = field(default_factory=dict)
    instead: str | Path | None = None
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether anything differs from the baseline."""
        return bool(self.changes or self.readings or self.instead is not None)


def policy_under(baseline: Policy, scenario: Scenario) -> Policy:
    """The policy of a scenario, checked like any policy.

    Changes of the baseline stay, unless the scenario says otherwise or replaces the policy. Raises PolicyError listing every
    fault.
    """
    unchanged = baseline if scenario.instead is None else replacement(scenario.instead, scenario.given)[0]
    return varied(unchanged, scenario.changes, scenario.readings)


def replacement(instead: str | Path, given: Mapping[str, object]) -> tuple[Policy, tuple[str, ...]]:
    """Another policy with what is given, and the faults of what it does not have.

    Raises PolicyError for a line that it has and that cannot hold the value.
    """
    policy, faults = load(instead), list[str]()
    for name, value in given.items():
        is_line = "." in name
        try:
            policy = varied(policy, {name: value}) if is_line else varied(policy, readings={name: value})
        except PolicyError as error:
            if is_line and line(policy, name) is not None:
                raise
            faults += error.faults
    return policy, tuple(faults)


def varied(
    policy: Policy, changes: Mapping[str, object] | None = None, readings: Mapping[str, object] | None = None
) -> Policy:
    """The same policy with more lines changed and readings chosen.

    Raises PolicyError listing every fault.
    """
    if not changes and not readings:
        return policy
    return read(
        policy.text,
        policy.path,
        changes={**policy.changes, **(changes or {})},
        readings={**policy.readings, **(readings or {})},
    )


def read_as(policy: Policy, readings: Iterable[Mapping[str, str]]) -> list[Policy]:
    """The same policy under each choice of readings, as ``varied`` reads it.

    A part of a measure rests only on the readings that it names, so each part is read once for each choice of those, and
    the measures are put together of their parts. Raises PolicyError listing every fault.
    """
    if policy.versions:
        return [varied(policy, readings=chosen) for chosen in readings]
    raw = as_changed(policy)
    named = {part: frozenset(readings_in(raw.get(part, {}))) for part in Measure.model_fields if part != "reading"}
    named["rounding"] |= set(ROUNDING_READINGS)
    read_before: dict[frozenset[tuple[str, str]], Policy] = {}

    def read_under(chosen: Mapping[str, str]) -> Policy:
        key = frozenset(chosen.items())
        if key not in read_before:
            read_before[key] = varied(policy, readings=chosen)
        return read_before[key]

    def put_together(chosen: Mapping[str, str]) -> Policy:
        parts = {}
        for part, names in named.items():
            if own := {name: value for name, value in chosen.items() if name in names}:
                parts[part] = getattr(read_under(own).measure, part)
        # Of a reading that nothing rests on only its value is another.
        measure = policy.measure.model_copy(update=parts)
        return replace(policy, measure=measure, readings={**policy.readings, **chosen}, _others={})

    return [put_together(chosen) for chosen in readings]


def readings_in(node: object) -> Iterator[str]:
    """The readings that are named anywhere below a node."""
    if isinstance(node, list):
        for item in node:
            yield from readings_in(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "reading" and isinstance(value, str):
                yield value
            else:
                yield from readings_in(value)
