"""Ranges of parameters: FROM:TO:STEP, the steps in between, and sliders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

from fundcalc.base.errors import FundcalcError, ScenarioError
from fundcalc.base.i18n import _, placed
from fundcalc.policy.parameter_values import Number, Value, read_value, shown
from fundcalc.policy.parameters import Parameter

MOST_STEPS = 2_000
_STEPS_OF_A_SLIDER = 100
_ONE_OR_SEVERAL = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)", re.ASCII)
_TIMES = 3

Exact = TypeVar("Exact", Decimal, Fraction)


def steps(of: Parameter, first: Value, last: Value, step: Value) -> int:
    """Count the whole steps from one value to another, which is not lower.

    Raises ScenarioError.
    """
    if isinstance(first, date) or isinstance(last, date) or isinstance(step, date):
        raise ScenarioError(_("{path}: days are not stepped through; name each day").format(path=of.path))
    if step <= 0 or last < first:
        message = _(
            "{path}: {first}:{last}:{step} goes nowhere; write FROM:TO:STEP, from the lower to the higher, in steps above 0"
        )
        first_, last_, step_ = (shown(of.kind, value) for value in (first, last, step))
        raise ScenarioError(message.format(path=of.path, first=first_, last=last_, step=step_))
    return int((Fraction(last) - Fraction(first)) // Fraction(step))


def stepped(value: Value, step: Value, times: int) -> Number:
    """Return the value so many steps further (or back)."""
    match value, step:
        case int(), int():
            return value + step * times
        case Decimal(), Decimal():
            return value + step * times
        case Fraction(), Fraction():
            return value + step * times
        case _:
            raise TypeError(f"{value!r} is not stepped by {step!r}")


def read_bounds(of: Parameter, text: str) -> tuple[Value, Value, Value]:
    """Read ``FROM:TO:STEP`` as values of a line. Raises ScenarioError."""
    if of.kind == "date":
        raise ScenarioError(_("{path}: days are not stepped through; name each day").format(path=of.path))
    try:
        first, last, step = (read_value(of.kind, part) for part in text.split(":"))
    except FundcalcError as error:
        raise ScenarioError(placed(of.path, error)) from error
    except ValueError as error:
        message = _("{path}: {text!r} is not a range; write FROM:TO:STEP, or values with commas between them")
        raise ScenarioError(message.format(path=of.path, text=text)) from error
    return first, last, step


def read_range(of: Parameter, text: str) -> list[Value]:
    """Read ``FROM:TO:STEP``, or values with commas between them.

    Raises ScenarioError.
    """
    if ":" not in text:
        return _listed(of, text)
    first, last, step = read_bounds(of, text)
    number = steps(of, first, last, step) + 1
    if number > MOST_STEPS:
        message = _("{path}: {number} steps are more than {most}; take a larger STEP")
        raise ScenarioError(message.format(path=of.path, number=number, most=MOST_STEPS))
    return [stepped(first, step, times) for times in range(number)]


def _listed(of: Parameter, text: str) -> list[Value]:
    if of.kind == "money" and (unclear := _ONE_OR_SEVERAL.search(text)):
        message = _("{path}: {text} may be one amount or several; write one as {one}, several with .00 each")
        raise ScenarioError(message.format(path=of.path, text=unclear[0], one=unclear[0].replace(",", "")))
    try:
        return [read_value(of.kind, part) for part in text.split(",")]
    except FundcalcError as error:
        raise ScenarioError(placed(of.path, error)) from error


@dataclass(frozen=True, slots=True)
class Slider:
    """From where to where a line may be moved, and by how much at a time.

    Its own value is one of the stops.
    """

    least: Number
    most: Number
    step: Number


def slider(of: Parameter) -> Slider | None:
    """Return a slider for a number, from nothing to three times its value.

    None for days and for lines that are not there.
    """
    value = of.value
    if value is None or isinstance(value, date):
        return None
    if of.kind == "years":
        return Slider(1, max(10, int(value) * 2), 1)
    if of.kind == "count":
        return Slider(0, max(10, int(value) * _TIMES), 1)
    if of.kind == "rate":
        # In tenths of a per cent, of which the law's rates are whole numbers.
        rate = Fraction(value)
        most_rate = max(rate, min(Fraction(1), max(rate * _TIMES, Fraction(1, 10))))
        return Slider(Fraction(0), most_rate, _round_step(rate, most_rate, (Fraction(1, 200), Fraction(1, 1000))))
    figure = Decimal(str(value))
    most = max(figure * _TIMES, Decimal(100))
    return Slider(Decimal(0), most, _round_step(figure, most, _nice(int(most) // _STEPS_OF_A_SLIDER)))


def _nice(about: int) -> list[Decimal]:
    """Round steps (1, 2 and 5 with zeros) from about so much down to 0.01."""
    steps = [Decimal(figure).scaleb(power) for power in range(-2, 13) for figure in (1, 2, 5)]
    return [step for step in reversed(steps) if step <= max(about, 1)]


def _round_step(value: Exact, most: Exact, steps: Sequence[Exact]) -> Exact:
    """The largest of some steps that meets a value and the most.

    If none does, the smallest unit in which both are written.
    """
    return next((step for step in steps if value % step == 0 and most % step == 0), _unit(value, most))


def _unit(value: Exact, most: Exact) -> Exact:
    if isinstance(value, Decimal) and isinstance(most, Decimal):
        return Decimal(1).scaleb(min(int(figure.as_tuple().exponent) for figure in (value, most)))
    return Fraction(1, lcm(value.denominator, most.denominator))
