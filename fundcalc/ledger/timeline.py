"""Amounts by day: what may be taken without falling short later."""

from bisect import bisect_right, insort
from datetime import date


class Timeline:
    """Fen that came and went, by day."""

    def __init__(self) -> None:
        self._days: list[date] = []
        self._moved: dict[date, int] = {}

    def add(self, on: date, fen: int) -> None:
        """Let ``fen`` come (or, below 0, go) on a day."""
        if on not in self._moved:
            insort(self._days, on)
            self._moved[on] = 0
        self._moved[on] += fen

    def least_from(self, on: date) -> int:
        """The least there is at the end of a day or any later one.

        That much may go on that day.
        """
        return self.lowest_from(on)[1]

    def lowest_from(self, on: date) -> tuple[date, int]:
        """The last day, from a day on, at whose end there is least, and how much that is."""
        first = bisect_right(self._days, on)
        lowest, balance = on, sum(self._moved[day] for day in self._days[:first])
        least = balance
        for day in self._days[first:]:
            balance += self._moved[day]
            if balance <= least:
                lowest, least = day, balance
        return lowest, least

    def most_from(self, on: date) -> int:
        """The most there is at the end of a day, or of any day after it.

        For an account whose balance is below 0.
        """
        first = bisect_right(self._days, on)
        balance = most = sum(self._moved[day] for day in self._days[:first])
        for day in self._days[first:]:
            balance += self._moved[day]
            most = max(most, balance)
        return most

    @property
    def left(self) -> int:
        """What there is in the end."""
        return sum(self._moved.values())

    @property
    def last(self) -> date:
        """The last day on which anything moved."""
        return self._days[-1] if self._days else date.min
