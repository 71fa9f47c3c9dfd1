"""The parameters of a policy by names that a reader of the measure knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from fundcalc.base.figures import years
from fundcalc.base.i18n import Message, _, bracketed, either, listed
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_values import Kind, Value, shown
from fundcalc.policy.parameters import Parameter
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.ceilings import ceiling_title
from fundcalc.prose.choices import LINES, cell_value, line_title
from fundcalc.prose.figures import name
from fundcalc.prose.versions import version_name

_OF_A_CONDITION: Mapping[str, Message] = {
    "at_least": Message("{fact}: at least"),
    "more_than": Message("{fact}: more than"),
    "at_most": Message("{fact}: at most"),
    "share_at_least": Message("{fact}: share of at least"),
    "years_since": Message("{fact}: full years since"),
    "not_within_years": Message("{fact}: not within the last years"),
    "last_years": Message("{fact}: last years that count"),
    "from": Message("{fact}: first day that counts"),
    "until": Message("{fact}: last day that counts"),
}
_OF_THE_MEASURE: Mapping[str, Message] = {
    "validity.from": Message("in force from"),
    "validity.until": Message("in force until"),
    "validity.years": Message("in force for years"),
    "ban.years": Message("ban on a new application: years"),
}


def parameter(policy: Policy, of: Parameter) -> str:
    """What a line says, without its value: ``one-off building subsidy: cap``."""
    section, *names = of.path.split(".")
    if section == "version":
        text = next(text for text in policy.versions if text.version.name == names[0])
        line = parameter(text, replace(of, path=".".join(names[1:])))
        return _("{line} ({version})").format(line=line, version=version_name(text))
    if of.path in _OF_THE_MEASURE:
        return str(_OF_THE_MEASURE[of.path])
    if section == "benefit" and "only_if" not in names:
        return _of_a_benefit(policy, of, either(policy.measure.benefit[names[0]]), names[1:])
    if section == "ceiling":
        return _("ceiling of {benefits}: {line}").format(
            benefits=ceiling_title(policy, policy.measure.ceiling[names[0]]), line=LINES[names[1]]
        )
    if section == "derived" and of.key:
        column = forms()[policy.measure.derived[of.fact].records].columns[of.key]
        return _("{fact}: at least").format(fact=either(column))
    sentence = _OF_A_CONDITION[next(word for word in reversed(names) if word in _OF_A_CONDITION)]
    said = sentence.format(fact=name(policy, of.fact))
    cells = [cell_value(policy, fact, key) for fact, key in of.where if not key.startswith("bands.")]
    cells += [_("band {number}").format(number=int(part) + 1) for part in _indices(names, "bands")]
    return bracketed(said, listed(cells))


def _of_a_benefit(policy: Policy, of: Parameter, benefit: str, line: Sequence[str]) -> str:
    """A figure of a benefit: its line, its part or band, its cell of a table."""
    match line:
        case ["rate"]:
            return _("{benefit}: rate").format(benefit=benefit)
        case ["cap"]:
            return _("{benefit}: cap").format(benefit=benefit)
        case ["amount"]:
            return _("{benefit}: amount").format(benefit=benefit)
        case ["amount", _] if not of.where[1:]:
            kind = cell_value(policy, of.fact, of.key)
            return _("{benefit}: amount for {kind}").format(benefit=benefit, kind=kind)
    title = line_title(next(part for part in line if part in LINES))
    places = [_("part {number}").format(number=int(part) + 1) for part in _indices(line, "amounts")]
    places += [_("band {number}").format(number=int(part) + 1) for part in _indices(line, "bands")]
    places += [cell_value(policy, fact, key) for fact, key in of.where if not key.startswith("bands.")]
    return bracketed(_("{benefit}: {line}").format(benefit=benefit, line=title), listed(places))


def _indices(line: Sequence[str], word: str) -> list[str]:
    return [after for before, after in pairwise(line) if before == word]


def parameter_unit(kind: Kind) -> str:
    """The unit of a line's values, as a heading has it."""
    match kind:
        case "money":
            return _("yuan")
        case "rate":
            return _("per cent")
        case "area":
            return _("m²")
        case "years":
            return _("years")
        case "count" | "decimal":
            return _("number")
        case "date":
            return _("day")
        case _:
            assert_never(kind)


def parameter_value(of: Parameter, value: Value | None) -> str:
    """A value of a line with its unit; a dash where the line is missing.

    Such as ``CNY 2,000,000.00``, ``20%`` or ``200 m²``.
    """
    if value is None:
        return "—"
    text = shown(of.kind, value)
    match of.kind:
        case "money":
            return _("CNY {figures}").format(figures=f"{value:,.2f}")
        case "area":
            return _("{figures} m²").format(figures=text)
        case "years":
            return years(int(text))
        case "count" | "decimal" | "rate" | "date":
            return text
        case _:
            assert_never(of.kind)
