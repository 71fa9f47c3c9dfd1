"""Compare a column with a figure exactly.

Both are taken times the figure's denominator.
"""

from decimal import Decimal
from fractions import Fraction

import narwhals as nw


def at_least(
    column: nw.Expr, figure: int | Decimal, *, exclusive: bool = False, times: nw.Expr | None = None
) -> nw.Expr:
    """Whether the values reach a figure (or ``times`` it), or exceed it."""
    scaled, whole = _scaled(column, figure, times)
    return scaled > whole if exclusive else scaled >= whole


def at_most(
    column: nw.Expr, figure: int | Decimal, *, exclusive: bool = False, times: nw.Expr | None = None
) -> nw.Expr:
    """Whether the values do not exceed a figure (or ``times`` it), or stay below."""
    scaled, whole = _scaled(column, figure, times)
    return scaled < whole if exclusive else scaled <= whole


def _scaled(column: nw.Expr, figure: int | Decimal, times: nw.Expr | None) -> tuple[nw.Expr, nw.Expr | int]:
    limit = Fraction(figure)
    scaled = column if limit.denominator == 1 else column * limit.denominator
    return scaled, limit.numerator if times is None else times * limit.numerator
