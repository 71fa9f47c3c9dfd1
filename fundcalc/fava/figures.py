"""Figures of awards as the page shows them: amounts as text, bars as widths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from fundcalc.base.money import share, yuan
from fundcalc.documents.report import NOTHING, percentage

_FULL = 1_000


class LabelledFigure(NamedTuple):
    """An amount, or a rate, under its label; ``minus`` is shown as what should not be."""

    label: str
    text: str
    minus: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its parts with kind and width in percent.

    ``over`` says that more went out than was awarded.
    """

    parts: Sequence[tuple[str, str]]
    over: bool


def amount(fen: int) -> str:
    """An amount in yuan, grouped, with two decimals."""
    return f"{yuan(fen):,}"


def figure(label: str, fen: int) -> LabelledFigure:
    """An amount under a label."""
    return LabelledFigure(label, amount(fen), fen < 0)


def rate(label: str, part: int, whole: int) -> LabelledFigure:
    """A part of a whole as a percentage; a whole of nothing has none."""
    return LabelledFigure(
        label, percentage(Fraction(part, whole)) if whole > 0 and part >= 0 else NOTHING, part > whole
    )


def bar(whole: int, parts: Iterable[tuple[str, int]]) -> Bar:
    """A bar of the parts of a whole, in order.

    What does not fit is cut off and reported as ``over``.

    >>> bar(300, [("spent", 100), ("balance", 50)]).parts
    (('spent', '33.3'), ('balance', '16.6'))
    """
    drawn, left, over = [], _FULL, False
    for kind, fen in parts:
        wide = share(Fraction(_FULL, whole), max(fen, 0), "down") if whole > 0 else 0
        over = over or wide > left or fen < 0
        wide = min(wide, left)
        left -= wide
        if wide:
            drawn.append((kind, f"{wide // 10}.{wide % 10}"))
    return Bar(tuple(drawn), over)
