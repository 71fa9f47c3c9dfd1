"""The parameters of a policy: every amount, rate, figure and day that decides, as a what-if may move them.

A value is held exactly in the law's units: yuan and square metres as Decimal, a rate as a fraction, counts and years as whole
numbers. Lines under a reading are those of the value that is taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, assert_never

from fundcalc.base.errors import FundcalcError, ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import fen, percent, plain, rate, yuan
from fundcalc.base.toml import tables
from fundcalc.policy.benefits import BENEFIT_KINDS, figures_of, optional_figures_of
from fundcalc.policy.loading import Policy
from fundcalc.policy.nodes import FigureKind
from fundcalc.policy.tree import find, put, walk
from fundcalc.policy.vocabulary import forms

Kind = FigureKind
Number = int | Decimal | Fraction
Value = Number | date

# The unit that the name of a column of values ends with.
UNITS: Mapping[Kind, str] = {
    "money": "yuan", "rate": "percent", "count": "count", "area": "m2", "years": "years", "date": "date",
}  # fmt: skip

_FIGURES = ("at_least", "more_than", "at_most")
_YEARS = ("years_since", "not_within_years", "last_years")
_SECTIONS = ("validity", "condition", "benefit", "derived", "ban")
_STEPS_OF_A_SLIDER = 100
_ONE_OR_SEVERAL = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)", re.ASCII)
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Parameter:
    """A line that can be changed: its dotted path, its kind, the value it has (None: may be added), and its article.

    ``fact`` is what the figure of a condition is of; ``key`` the value of a choice that an amount is for.
    """

    path: str
    kind: Kind
    value: Value | None
    cite: str
    fact: str = ""
    key: str = ""

    @property
    def column(self) -> str:
        """The name of a column that holds values of this line, with their unit."""
        return f"{self.path}_{UNITS[self.kind]}"


def parameters(policy: Policy) -> Mapping[str, Parameter]:
    """The lines of a policy that can be moved, by their paths, in the order of the file."""
    raw = as_changed(policy)
    found = [
        found_here
        for section in _SECTIONS
        for place in walk(raw.get(section, {}), section, readings=policy.readings)
        for found_here in _of(policy, *place)
    ]
    return {one.path: one for one in found}


def parameter(policy: Policy, path: str) -> Parameter:
    """One line by its path. Raises ScenarioError naming those there are."""
    every = parameters(policy)
    if path not in every:
        told = _("{path}: is not a figure of {policy} that can be varied{close}; it has {lines}")
        close = did_you_mean(path, every)
        raise ScenarioError(told.format(path=path, policy=policy.id, close=close, lines=", ".join(every)))
    return every[path]


def line(policy: Policy, path: str) -> object | None:
    """Return what stands in a line of a policy, whether a parameter or not; None where nothing does."""
    value = find(as_changed(policy), path.split("."))
    return None if isinstance(value, dict | list) else value


def as_changed(policy: Policy) -> dict[str, Any]:
    """The tables of a policy's file with its changed lines, readings as they are written."""
    raw = tables(policy.text, str(policy.path))
    for path, value in policy.changes.items():
        *above, key = path.split(".")
        put(find(raw, above), key, value)
    return raw


def _of(policy: Policy, path: str, node: Mapping[str, Any], cite: str) -> Iterator[Parameter]:
    section, _dot, rest = path.partition(".")
    names = rest.split(".") if rest else []
    for key, value in node.items():
        here = f"{path}.{key}"
        if isinstance(value, dict | list):
            continue
        if section == "validity" and key in ("from", "until"):
            yield from _parameter(here, "date", value, cite)
        elif key in _YEARS or (section in ("validity", "ban") and key == "years"):
            fact = str(node.get("fact", "")) or (names[0] if section == "derived" else "")
            yield from _parameter(here, "years", value, cite, fact=fact)
        elif key in _FIGURES:
            fact = _fact_of(node)
            kind = policy.facts[fact].kind if fact in policy.facts else None
            if kind == "money" or kind == "area" or kind == "count":
                yield from _parameter(here, kind, value, cite, fact=fact)
        elif key == "share_at_least":
            yield from _parameter(here, "rate", value, cite, fact=str(node.get("fact", "")))
        elif section == "benefit" and (figure := _benefit_figure(policy, names, node, key)):
            by_choice = "by" in node
            fact, choice = (str(node["by"]), key) if by_choice else ("", "")
            yield from _parameter(here, figure, value, cite, fact=fact, key=choice)
        elif section == "derived" and names[1:] == ["at_least"]:
            records = _records_of(policy, names[0])
            if records and forms()[records].columns[key].kind == "money":
                yield from _parameter(here, "money", value, cite, fact=names[0], key=key)
    if section == "benefit" and node.get("kind") in BENEFIT_KINDS:
        for key in optional_figures_of(node["kind"]):
            if key not in node:
                yield Parameter(f"{path}.{key}", figures_of(node["kind"])[key], None, cite)
    if path == "validity" and "from" not in node:
        yield Parameter("validity.from", "date", None, cite)


def _benefit_figure(policy: Policy, names: Sequence[str], node: Mapping[str, Any], key: str) -> FigureKind | None:
    """The kind of figure in a line of a benefit: of the benefit itself, or of an amount by the value of a choice."""
    figures = figures_of(policy.measure.benefit[names[0]].kind)
    if "by" in node:
        return figures.get(names[1]) if key != "by" and len(names) == 2 else None
    return figures.get(key) if "kind" in node else None


def _parameter(path: str, kind: Kind, value: object, cite: str, *, fact: str = "", key: str = "") -> list[Parameter]:
    """A line as a parameter; none where it says what a measure may and a parameter cannot, such as a count of at least 2.5."""
    try:
        return [Parameter(path, kind, read_value(kind, value), cite, fact=fact, key=key)]
    except FundcalcError:
        return []


def _records_of(policy: Policy, fact: str) -> str:
    """The detail records that a fact is derived from."""
    return policy.measure.derived[fact].records if fact in policy.measure.derived else ""


def _fact_of(node: Mapping[str, Any]) -> str:
    if isinstance(node.get("fact"), str):
        return str(node["fact"])
    summed = node.get("sum")
    return str(summed[0]) if isinstance(summed, list) and summed else ""


# Values.


def read_value(kind: Kind, given: object) -> Value:
    """A value of a kind of line as it is written in the law's units. Raises FundcalcError (ScenarioError or MoneyError)."""
    match kind:
        case "money":
            return yuan(fen(given))
        case "rate":
            return given if isinstance(given, Fraction) else rate(given)
        case "count" | "years":
            if isinstance(given, int) and not isinstance(given, bool):
                return given
            text = str(given).strip()
            if text.isascii() and text.isdecimal():
                return int(text)
            raise ScenarioError(_("{value} is not a whole number").format(value=given))
        case "area":
            return _figure(given)
        case "date":
            if isinstance(given, date):
                return given
            try:
                return date.fromisoformat(str(given).strip())
            except ValueError as error:
                raise ScenarioError(
                    _("{value!r} is not a date; write it like 2026-07-01").format(value=given)
                ) from error
        case _:
            assert_never(kind)


def _figure(given: object) -> Decimal:
    match given:
        case bool() | float():
            figure = None  # a float does not hold the figure it shows
        case _:
            try:
                figure = Decimal(str(given).strip())
            except ArithmeticError:
                figure = None
    if figure is None or not figure.is_finite():
        raise ScenarioError(_("{value} is not a number").format(value=given))
    return figure


def written(value: Value) -> object:
    """A value as a changed line takes it."""
    return percent(value) if isinstance(value, Fraction) else value


def shown(kind: Kind, value: Value | None) -> str:
    """A value as plain text in the law's units: ``2000000.00``, ``20%``, ``2026-07-01``; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return percent(value)
    if kind == "money" and isinstance(value, Decimal):
        return plain(fen(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def in_column(value: Value) -> Decimal | int | date:
    """A value as a column of a frame holds it: a rate in per cent."""
    if isinstance(value, Fraction):
        return Decimal(percent(value).removesuffix("%"))
    return value


def steps(of: Parameter, first: Value, last: Value, step: Value) -> int:
    """How many whole steps there are from one value to another, which is not lower. Raises ScenarioError."""
    if isinstance(first, date) or isinstance(last, date) or isinstance(step, date):
        raise ScenarioError(_("{path}: days are not stepped through; name each day").format(path=of.path))
    if step <= 0 or last < first:
        told = _(
            "{path}: {first}:{last}:{step} goes nowhere; write FROM:TO:STEP, from the lower to the higher, in steps above 0"
        )
        first_, last_, step_ = (shown(of.kind, each) for each in (first, last, step))
        raise ScenarioError(told.format(path=of.path, first=first_, last=last_, step=step_))
    return int((Fraction(last) - Fraction(first)) // Fraction(step))


def stepped(value: Value, step: Value, times: int) -> Number:
    """A value so many steps further (or back); both are of one parameter."""
    match value, step:
        case int(), int():
            return value + step * times
        case Decimal(), Decimal():
            return value + step * times
        case Fraction(), Fraction():
            return value + step * times
        case _:
            raise TypeError(f"{value!r} is not stepped by {step!r}")


MOST_STEPS = 2_000


def read_bounds(of: Parameter, text: str) -> tuple[Value, Value, Value]:
    """``FROM:TO:STEP`` as values of a line. Raises ScenarioError."""
    if of.kind == "date":
        raise ScenarioError(_("{path}: days are not stepped through; name each day").format(path=of.path))
    try:
        first, last, step = (read_value(of.kind, each) for each in text.split(":"))
    except FundcalcError as error:
        raise ScenarioError(f"{of.path}: {error}") from error
    except ValueError as error:
        told = _("{path}: {text!r} is not a range; write FROM:TO:STEP, or values with commas between them")
        raise ScenarioError(told.format(path=of.path, text=text)) from error
    return first, last, step


def read_range(of: Parameter, text: str) -> list[Value]:
    """``FROM:TO:STEP``, or values with commas between them, as values of a line. Raises ScenarioError."""
    if ":" not in text:
        return _listed(of, text)
    first, last, step = read_bounds(of, text)
    number = steps(of, first, last, step) + 1
    if number > MOST_STEPS:
        told = _("{path}: {number} steps are more than {most}; take a larger STEP")
        raise ScenarioError(told.format(path=of.path, number=number, most=MOST_STEPS))
    return [stepped(first, step, each) for each in range(number)]


def _listed(of: Parameter, text: str) -> list[Value]:
    if of.kind == "money" and (unclear := _ONE_OR_SEVERAL.search(text)):
        told = _("{path}: {text} may be one amount or several; write one as {one}, several with .00 each")
        raise ScenarioError(told.format(path=of.path, text=unclear[0], one=unclear[0].replace(",", "")))
    try:
        return [read_value(of.kind, each) for each in text.split(",")]
    except FundcalcError as error:
        raise ScenarioError(f"{of.path}: {error}") from error


@dataclass(frozen=True, slots=True)
class Slider:
    """From where to where a line may be moved, and by how much at a time; its own value is one of the stops."""

    least: Number
    most: Number
    step: Number


def slider(of: Parameter) -> Slider | None:
    """A slider for a line that is a number: from nothing to three times its value; None for days and lines not there."""
    value = of.value
    if value is None or isinstance(value, date):
        return None
    if of.kind == "years":
        return Slider(1, max(10, int(value) * 2), 1)
    if of.kind == "count":
        return Slider(0, max(10, int(value) * _TIMES), 1)
    if of.kind == "rate":
        # In tenths of a per cent, of which the law's rates are whole numbers.
        most = max(value, min(Fraction(1), max(value * _TIMES, Fraction(1, 10))))
        return Slider(Fraction(0), Fraction(most), _round_step(value, most, (Fraction(1, 200), Fraction(1, 1000))))
    figure = Decimal(str(value))
    most = max(figure * _TIMES, Decimal(100))
    return Slider(Decimal(0), most, _round_step(figure, most, _nice(int(most) // _STEPS_OF_A_SLIDER)))


def _nice(about: int) -> list[Decimal]:
    """Round steps (1, 2 and 5 with noughts) from about so much down to a hundredth."""
    found = [Decimal(figure).scaleb(power) for power in range(-2, 13) for figure in (1, 2, 5)]
    return [each for each in reversed(found) if each <= max(about, 1)]


def _round_step(value: Any, most: Any, steps: Sequence[Any]) -> Any:
    """The largest of some steps that ends at a value and at the most, or the smallest unit in which both are written."""
    return next((each for each in steps if value % each == 0 and most % each == 0), _unit(value, most))


def _unit(value: Number, most: Number) -> Number:
    if isinstance(value, Decimal) and isinstance(most, Decimal):
        return Decimal(1).scaleb(min(int(each.as_tuple().exponent) for each in (value, most)))
    return Fraction(1, lcm(Fraction(value).denominator, Fraction(most).denominator))
