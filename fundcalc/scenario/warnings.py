"""Warnings of a what-if.

What was asked for and has no effect, and changes that a measure would hardly make.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from fundcalc.base.i18n import _, placed
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value
from fundcalc.policy.parameters import Parameter, as_changed
from fundcalc.policy.policy_warnings import policy_warnings, rate_warnings
from fundcalc.policy.readings import values_of
from fundcalc.prose import not_computed
from fundcalc.scenario.definition import read_as, readings_in


def not_given(policy: Policy, faults: Iterable[str]) -> Iterator[str]:
    """Warn of given lines and readings that the other measure does not have."""
    for fault in faults:
        yield _("--given does not apply to {policy}: {fault}").format(policy=policy.id, fault=fault)


def without_effect(*, by: Sequence[str], thresholds: Sequence[object]) -> Iterator[str]:
    """Warn of options that show a change where nothing is changed."""
    for option, values in (("--by", by), ("--threshold", thresholds)):
        if values:
            yield _("{option} shows a change, and nothing is changed; add --set, --reading or --instead").format(
                option=option
            )


def gaps(policy: Policy) -> Iterator[str]:
    """Warn of what moves money and is not in the amounts."""
    if text := not_computed(policy):
        yield text


def doubtful_changes(before: Policy, after: Policy) -> Iterator[str]:
    """Warn of what ``policies check`` would warn of after the changes and not before.

    What it would warn of under another reading only is named with it.
    """
    if after.changes == before.changes:
        return
    known = {*policy_warnings(before)}
    new = [warning for warning in policy_warnings(after) if warning not in known]
    yield from new
    known.update(new)
    chosen = _readings_of_changes(before, after)
    for other_before, other_after, reading in zip(read_as(before, chosen), read_as(after, chosen), chosen, strict=True):
        own = [warning for warning in policy_warnings(other_after) if warning not in known]
        known_so = {*policy_warnings(other_before)} if own else set()
        for name, value in reading.items():
            yield from (placed(f"{name} = {value}", warning) for warning in own if warning not in known_so)


def _readings_of_changes(before: Policy, after: Policy) -> list[dict[str, str]]:
    """Every other value of the readings that the changed parts of a measure rest on."""
    raw = as_changed(after)
    changed = (path for path, value in after.changes.items() if before.changes.get(path) != value)
    named = {name for part in {path.split(".")[0] for path in changed} for name in readings_in(raw.get(part, {}))}
    return [
        {name: value}
        for name, values in values_of(raw).items()
        if name in named
        for value in values
        if value != after.readings[name]
    ]


def doubtful_values(values: Iterable[tuple[Parameter, Value | None]]) -> Iterator[str]:
    """Warn of each line that has a rate above the whole, naming its largest."""
    largest: dict[str, Fraction] = {}
    for line, value in values:
        if isinstance(value, Fraction):
            largest[line.path] = max(value, largest.get(line.path, value))
    for path, value in largest.items():
        yield from rate_warnings(path, value)
