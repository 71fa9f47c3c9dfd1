"""Warnings of a what-if.

What was asked for and has no effect, and changes that a measure would hardly make.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value
from fundcalc.policy.parameters import Parameter
from fundcalc.policy.policy_warnings import policy_warnings, rate_warnings
from fundcalc.prose import not_computed


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
    """Warn of what ``policies check`` would warn of after the changes and not before."""
    if after.changes != before.changes:
        known = policy_warnings(before)
        yield from (warning for warning in policy_warnings(after) if warning not in known)


def doubtful_values(values: Iterable[tuple[Parameter, Value | None]]) -> Iterator[str]:
    """Warn of each line that has a rate above the whole, naming its largest."""
    largest: dict[str, Fraction] = {}
    for line, value in values:
        if isinstance(value, Fraction):
            largest[line.path] = max(value, largest.get(line.path, value))
    for path, value in largest.items():
        yield from rate_warnings(path, value)
