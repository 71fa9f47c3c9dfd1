"""Ranges of a figure, as conditions allow them."""

from dataclasses import dataclass
from decimal import Decimal

Figure = int | Decimal


@dataclass(frozen=True)
class Range:
    """The figures from ``least`` to ``most`` (None: no end).

    An end counts unless it is left out.
    """

    least: Figure = 0
    most: Figure | None = None
    without_least: bool = False
    without_most: bool = False

    def __and__(self, other: "Range") -> "Range":
        """Return the figures that are in both."""
        low = max(self, other, key=lambda one: (one.least, one.without_least))
        ends = [one for one in (self, other) if one.most is not None]
        high = min(ends, key=lambda one: (one.most, not one.without_most)) if ends else self
        return Range(low.least, high.most, low.without_least, high.without_most)

    @property
    def is_empty(self) -> bool:
        if self.most is None:
            return False
        return self.least > self.most or (self.least == self.most and (self.without_least or self.without_most))

    @property
    def is_one_figure(self) -> bool:
        return self.least == self.most and not self.is_empty
