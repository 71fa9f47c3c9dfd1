"""Compare a column with a figure exactly.

Both are taken times the figure's denominator.
"""

from decimal import Decimal
from fractions import Fraction

import narwhals as nw


def at_least(column: nw.Expr, figure: int | Decimal, *, exclusive: bool = False) -> nw.Expr:
    """Whether the values reach a figure, or exceed it."""
    scaled, whole = _scaled(column, figure)
    return scaled > whole if exclusive else scaled >= whole


def at_most(column: nw.Expr, figure: int | Decimal, *, exclusive: bool = False) -> nw.Expr:
    """Whether the values do not exceed a figure, or stay below it."""
    scaled, whole = _scaled(column, figure)
    return scaled < whole if exclusive else scaled <= whole


def _scaled(column: nw.Expr, figure: int | Decimal) -> tuple[nw.Expr, int]:
    limit = Fraction(figure)
    return column if limit.denominator == 1 else column * limit.denominator, limit.numerator
