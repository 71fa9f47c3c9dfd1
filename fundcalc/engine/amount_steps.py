"""The steps by which an amount is worked out, as data.

Amounts are whole fen; a base that is a quotient may be a fraction of them.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple


class GivenTotal(NamedTuple):
    """A base that was given as a total."""

    cite: str
    benefit: str
    fact: str
    fen: int | Fraction


class IncomeBeforeFiling(NamedTuple):
    """A given total of a year of which only what is dated from a later day on counts."""

    cite: str
    benefit: str
    year: int
    counted_from: date


class Product(NamedTuple):
    """A rate of a base, the product rounded once."""

    cite: str
    benefit: str
    rate: Fraction
    base: int | Fraction
    rounded: int

    @property
    def exact(self) -> str:
        """The product in yuan before rounding, a fraction where it has no end."""
        in_yuan = Fraction(self.rate * self.base, 100)
        decimal = Decimal(in_yuan.numerator) / Decimal(in_yuan.denominator)
        return f"{decimal:f}" if Fraction(decimal) == in_yuan else str(in_yuan)


class Capped(NamedTuple):
    """An amount above the cap (fen), and what is left of it."""

    cite: str
    benefit: str
    cap: int
    before: int
    after: int


class FixedSum(NamedTuple):
    """A fixed sum in fen, and the value of the fact that it goes by."""

    cite: str
    benefit: str
    fen: int
    by: str
    value: str


class Chosen(NamedTuple):
    """A figure that depends on facts, and the values that decided it."""

    cite: str
    benefit: str
    line: str
    by: tuple[tuple[str, str], ...]
    figure: int | Fraction


class Excess(NamedTuple):
    """What of a base is over a threshold."""

    cite: str
    benefit: str
    base: int | Fraction
    above: int
    excess: int | Fraction


class Slices(NamedTuple):
    """Each part of a base at the rate of its band, the sum rounded once."""

    cite: str
    benefit: str
    base: int | Fraction
    slices: tuple[tuple[int | Fraction, Fraction], ...]
    rounded: int


class Units(NamedTuple):
    """So much for each unit of a figure."""

    cite: str
    benefit: str
    fact: str
    seen: int | Fraction
    units: int
    each: int
    fen: int


class Raised(NamedTuple):
    """An amount below the floor (fen), raised to it."""

    cite: str
    benefit: str
    floor: int
    before: int
    after: int


class BelowMinimum(NamedTuple):
    """What is below the least that is paid is not paid."""

    cite: str
    benefit: str
    minimum: int
    before: int


class Combination(NamedTuple):
    """The sum, the highest or the lowest of several amounts."""

    cite: str
    benefit: str
    rule: Literal["sum", "highest", "lowest"]
    parts: tuple[int, ...]
    fen: int


AmountStep = (
    GivenTotal
    | IncomeBeforeFiling
    | Product
    | Capped
    | FixedSum
    | Chosen
    | Excess
    | Slices
    | Units
    | Raised
    | BelowMinimum
    | Combination
)
