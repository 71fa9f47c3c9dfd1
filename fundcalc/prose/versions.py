"""Sentences about the texts of a measure: which there are, and which one decided."""

from collections.abc import Iterator

from fundcalc.base.figures import day
from fundcalc.base.i18n import _, either
from fundcalc.engine.steps import Governed
from fundcalc.policy.loading import Policy


def version_name(text: Policy) -> str:
    """What a text of a measure is called."""
    return _("the first text") if text.version.version is None else either(text.version.version)


def version_lines(policy: Policy) -> Iterator[tuple[str, str]]:
    """The texts of a measure in order, each with the first day that it governs."""
    for text in policy.versions:
        validity = text.measure.validity
        if first := text.version.start or validity.first:
            yield (
                validity.cite,
                _("{version}: applications from {first}").format(version=version_name(text), first=day(first)),
            )


def governed(policy: Policy, taken: Governed) -> str:
    """Which text decided an application."""
    return _("decided by {version}, which governs applications from {first}").format(
        version=version_name(policy), first=day(taken.first)
    )
