"""The shapes of distributions, as whole numbers.

The only place where a float meets an amount, and an invented one.

A shape is worked out once, as the values below which so many of a million draws lie. Everything after that is whole
numbers, so that one seed gives one population on every machine.
"""

from fractions import Fraction
from math import exp, log
from statistics import NormalDist

# The body is cut into so many cells, and the first and the last of them again.
CELLS = 1024
BITS = 10

_SHAPE = NormalDist()
_OUTER = [1 / (2 * CELLS**2), *(cell / CELLS**2 for cell in range(1, CELLS + 1))]
_BODY = [_OUTER[0], *(cell / CELLS for cell in range(1, CELLS)), 1 - _OUTER[0]]
_KNOTS = tuple(map(_SHAPE.inv_cdf, (*_BODY, *_OUTER, *(1 - share for share in reversed(_OUTER)))))


def lognormal(median: int, spread: Fraction) -> list[int]:
    """The knots of a lognormal: body, first cell, last cell, ``CELLS`` + 1 each."""
    return [round(median * exp(log(spread) * knot)) for knot in _KNOTS]


def normal(mean: int, deviation: int) -> list[int]:
    """The knots of a normal distribution, in the same order; not below zero."""
    return [max(0, round(mean + deviation * knot)) for knot in _KNOTS]
