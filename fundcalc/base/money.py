"""Money is whole fen, a rate is a fraction, and rounding happens only here.

Nothing in this module is a float; a float that is offered as an amount is refused.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol, Self, SupportsInt, TypeVar

from fundcalc.base.errors import MoneyError, shown
from fundcalc.base.i18n import _

Rounding = Literal["half_up", "down"]

# 10^15 yuan is far above any budget and far below what a 64-bit integer of fen holds.
LARGEST_FEN = 10**17
_MOST_PLACES = 50

_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_RATE = re.compile(r"(\d+(?:\.\d+)?)([%‰])", re.ASCII)
_FRACTION = re.compile(r"(\d{1,9})/([1-9]\d{0,8})", re.ASCII)


def fen(yuan: object) -> int:
    """Read an amount in yuan (a whole number, a Decimal or decimal text) as whole fen.

    >>> fen("2,000,000.00"), fen(Decimal("0.01")), fen(-3)
    (200000000, 1, -300)
    >>> fen("0.001")
    Traceback (most recent call last):
    fundcalc.base.errors.MoneyError: 0.001 has more than two decimals
    """
    if type(yuan) is str:
        # The plain form, which nearly every amount has, needs neither a pattern nor a Decimal.
        whole, _dot, cents = yuan.partition(".")
        if whole.isdecimal() and yuan.isascii() and len(cents) == 2 and cents.isdecimal() and len(whole) < 16:
            return int(whole + cents)
    match yuan:
        case int() if not isinstance(yuan, bool):
            return _bounded(yuan * 100, yuan)
        case Decimal():
            exact = yuan
        case str() if _PLAIN.fullmatch(text := yuan.strip()) or _GROUPED.fullmatch(text):
            exact = Decimal(text.replace(",", ""))
        case float():
            raise MoneyError(
                _("{value!r} is a float, which cannot hold an amount exactly; write it as decimal text").format(
                    value=yuan
                )
            )
        case _:
            raise MoneyError(_("{value} is not an amount in yuan; write it like 1234567.89").format(value=shown(yuan)))
    # A large exponent is a few letters here and gigabytes of zeros as a fraction.
    if not exact.is_finite() or (exact and abs(exact.adjusted()) > _MOST_PLACES):
        raise MoneyError(_("{value} is not an amount a budget can hold").format(value=yuan))
    # A Fraction keeps every digit; the context of Decimal would round a long tail away.
    in_fen = Fraction(exact) * 100
    if in_fen.denominator != 1:
        raise MoneyError(_("{value} has more than two decimals").format(value=yuan))
    return _bounded(in_fen.numerator, yuan)


def _bounded(amount: int, yuan: object) -> int:
    if abs(amount) > LARGEST_FEN:
        raise MoneyError(_("{value} is not an amount a budget can hold").format(value=yuan))
    return amount


def yuan(fen: SupportsInt) -> Decimal:
    """Convert fen to yuan with exactly two decimals.

    >>> yuan(160000000)
    Decimal('1600000.00')
    """
    return Decimal(int(fen)).scaleb(-2)


def plain(fen: int) -> str:
    """Format fen as plain decimal yuan, the form of ledgers and JSON.

    >>> plain(160000005), plain(-5)
    ('1600000.05', '-0.05')
    """
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def rate(text: object) -> Fraction:
    """Read a rate written as a percentage, per mille, or a fraction.

    >>> rate("12.5%"), rate("3‰"), rate("1/3")
    (Fraction(1, 8), Fraction(3, 1000), Fraction(1, 3))
    """
    if isinstance(text, Fraction):
        return text
    if isinstance(text, str):
        if found := _RATE.fullmatch(text.strip()):
            return Fraction(Decimal(found[1])) * Fraction(1, 100 if found[2] == "%" else 1000)
        if found := _FRACTION.fullmatch(text.strip()):
            return Fraction(int(found[1]), int(found[2]))
    raise MoneyError(
        _("{value} is not a rate; write a percentage in quotes, such as '20%' or '12.5%'").format(value=shown(text))
    )


def percent(value: Fraction) -> str:
    """Format a rate as a policy writes it.

    >>> percent(Fraction(1, 8)), percent(Fraction(1, 5)), percent(Fraction(1, 3))
    ('12.5%', '20%', '1/3')
    """
    hundred = value * 100
    exact = Decimal(hundred.numerator) / Decimal(hundred.denominator)
    return f"{exact.normalize():f}%" if Fraction(exact) == hundred else f"{value}"


class Whole(Protocol):
    """A whole number of fen, or a column of them."""

    def __mul__(self, other: int, /) -> Self: ...
    def __add__(self, other: "int | Self", /) -> Self: ...
    def __floordiv__(self, other: "int | Self", /) -> Self: ...


Amount = TypeVar("Amount", bound=Whole)


def share(rate: Fraction, amount: Amount, mode: Rounding = "half_up", unit: int = 1) -> Amount:
    """Take a rate of an amount of fen (0 or more), rounded once.

    The result is a whole number of units of ``unit`` fen.
    A unit above one fen always rounds down, so that nobody is promised more than the rate gives.

    >>> share(Fraction(1, 5), 333333333), share(Fraction(1, 5), 333333333, "down")
    (66666667, 66666666)
    >>> share(Fraction(1, 5), 333333333, "half_up", 1_000_000)
    66000000
    """
    return rounded(amount * rate.numerator, rate.denominator, mode, unit)


def rounded(numerator: Amount, denominator: "int | Amount", mode: Rounding = "half_up", unit: int = 1) -> Amount:
    """Divide fen (0 or more) by a number above 0, rounded once as ``share`` does.

    >>> rounded(5, 2), rounded(5, 2, "down"), rounded(599, 2, unit=100)
    (3, 2, 200)
    """
    if unit > 1:
        return numerator // (denominator * unit) * unit
    if mode == "half_up":
        return (numerator * 2 + denominator) // (denominator * 2)
    return numerator // denominator
