"""Warnings of a what-if.

What was asked for and has no effect, and changes that a measure would hardly make.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from fundcalc.base.i18n import _
from fundcalc.base.money import percent
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Value
from fundcalc.policy.parameters import Parameter, parameters


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


def doubtful_changes(policy: Policy) -> Iterator[str]:
    """Warn of changed lines that hold what a measure would hardly say."""
    lines = parameters(policy) if policy.changes else {}
    yield from doubtful_values((line, line.value) for path, line in lines.items() if path in policy.changes)
    validity = policy.measure.validity
    if not any(path.startswith("validity.") for path in policy.changes):
        return
    if validity.first is not None and validity.last is not None and validity.last < validity.first:
        message = _("validity: it ends on {last}, before it begins on {first}, so it is in force for no application")
        yield message.format(last=validity.last, first=validity.first)


def doubtful_values(values: Iterable[tuple[Parameter, Value | None]]) -> Iterator[str]:
    """Warn of each line that has a rate above the whole, naming its largest."""
    largest: dict[str, Fraction] = {}
    for line, value in values:
        if isinstance(value, Fraction) and value > 1:
            largest[line.path] = max(value, largest.get(line.path, value))
    for path, value in largest.items():
        yield _("{path}: {value} is more than the whole; write 20 per cent as 20% or 0.2").format(
            path=path, value=percent(value)
        )
