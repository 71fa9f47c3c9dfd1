"""Values of parameters, held exactly in the law's units.

Yuan and square metres are Decimal, a rate is a fraction, counts and years are whole numbers.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen, percent, plain, rate, yuan
from fundcalc.policy.nodes import FigureKind

Kind = FigureKind
Number = int | Decimal | Fraction
Value = Number | date


def read_value(kind: Kind, given: object) -> Value:
    """Read a value as it is written in the law's units.

    Raises ScenarioError or MoneyError.
    """
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
        case "area" | "decimal":
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
            figure = None  # a float is not exactly the figure it shows
        case _:
            try:
                figure = Decimal(str(given).strip())
            except ArithmeticError:
                figure = None
    if figure is None or not figure.is_finite():
        raise ScenarioError(_("{value} is not a number").format(value=given))
    return figure


def written(value: Value) -> object:
    """Return a value as a changed line takes it."""
    return percent(value) if isinstance(value, Fraction) else value


def shown(kind: Kind, value: Value | None) -> str:
    """Return a value as plain text in the law's units, empty for none.

    Such as ``2000000.00``, ``20%`` and ``2026-07-01``.
    """
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return percent(value)
    if kind == "money" and isinstance(value, Decimal):
        return plain(fen(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def in_column(value: Value) -> Decimal | int | date:
    """Return a value as a column of a frame holds it: a rate in per cent."""
    if isinstance(value, Fraction):
        return Decimal(percent(value).removesuffix("%"))
    return value
