"""Reconciliation (对账): what each source says of the money of an award.

The sources of a unit are compared over the days that both of them cover, so that files of different months do not differ.
"""

from bisect import bisect_left
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from fundcalc.auditing.evidence import Evidence, EvidencePart, Movement, MovementKind, UnitSource

Figure = Literal["paid", "recovered", "received", "returned", "spent"]
UNIT_SOURCES: Sequence[UnitSource] = ("book", "sheets", "journal")
# A payment and its receipt, or one receipt in two sources, may be entered on different days.
DAYS_APART = 31


class SourceAmount(NamedTuple):
    """An amount in fen that a source gives; ``date`` is None without a day."""

    date: date | None
    fen: int
    place: str
    document: str = ""


class Compared(NamedTuple):
    """What two sources of a unit say of one figure, over the days that both cover."""

    figure: Figure
    first: UnitSource
    first_fen: int
    second: UnitSource
    second_fen: int


@dataclass(frozen=True)
class Reconciliation:
    """The amounts of every award, by figure and source.

    Those of an authority's book stand under "book".
    """

    parts: Sequence[EvidencePart]
    _amounts: dict[tuple[str, Figure, UnitSource], list[SourceAmount]] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Evidence) -> "Reconciliation":
        """The amounts of the parts of the evidence, or of the whole without parts."""
        parts = evidence.parts or (EvidencePart(evidence.source, evidence),)
        amounts: defaultdict[tuple[str, Figure, UnitSource], list[SourceAmount]] = defaultdict(list)
        sources = {part.source for part in parts}
        for source, part in parts:
            for movement in part.movements:
                kind = _FIGURES.get(movement.kind)
                if kind is not None and not is_opening(movement):
                    amount = SourceAmount(movement.date, movement.fen, movement.place, movement.document)
                    amounts[movement.award, kind, source].append(amount)
            if len(sources) > 1:  # spending is compared between sources only
                for line in part.lines:
                    if line.award:
                        amounts[line.award, "spent", source].append(SourceAmount(line.date, line.fen, line.place))
        return cls(parts, dict(amounts))

    def amounts(self, award: str, figure: Figure, source: UnitSource) -> Sequence[SourceAmount]:
        """The amounts of one figure of an award in one source."""
        return self._amounts.get((award, figure, source), ())

    def total(self, award: str, figure: Figure, source: UnitSource) -> int:
        """Their sum in fen."""
        return sum(amount.fen for amount in self.amounts(award, figure, source))

    @cached_property
    def periods(self) -> Mapping[UnitSource, tuple[date, date]]:
        """The first and the last day of each source; a journal covers whole months."""
        days: defaultdict[UnitSource, list[date]] = defaultdict(list)
        for source, part in self.parts:
            dated = [line.date for line in part.lines if line.date is not None]
            dated += [movement.date for movement in part.movements if not is_opening(movement)]
            if dated:
                days[source] += (min(dated), max(dated))
        return {source: _period(source, min(dated), max(dated)) for source, dated in days.items()}

    def keeps(self, award: str, figure: Figure, source: UnitSource) -> bool:
        """Whether a source would have the figure of an award.

        It has the award, and it has such figures at all.
        """
        if (award, figure, source) in self._amounts:
            return True
        return (source, figure) in self._kept and any((award, other, source) in self._amounts for other in OF_UNITS)

    @cached_property
    def _kept(self) -> frozenset[tuple[UnitSource, Figure]]:
        kept: set[tuple[UnitSource, Figure]] = set()
        for _award, figure, source in self._amounts:
            # Receipts and returns stand in one list; lines of one award may be in another file than those of the next.
            if figure in ("received", "returned"):
                kept |= {(source, "received"), (source, "returned")}
            elif figure == "spent" and source != "sheets":
                kept.add((source, "spent"))
        return frozenset(kept)

    def differences(self, award: str) -> Iterator[Compared]:
        """Where two sources of a unit do not agree on a figure of an award."""
        for at, first in enumerate(UNIT_SOURCES):
            for second in UNIT_SOURCES[at + 1 :]:
                if first in self.periods and second in self.periods:
                    for figure in OF_UNITS:
                        yield from self._compared(award, figure, first, second)

    def _compared(self, award: str, figure: Figure, first: UnitSource, second: UnitSource) -> Iterator[Compared]:
        if not (self.keeps(award, figure, first) and self.keeps(award, figure, second)):
            return
        both, left, other = _matched(self.amounts(award, figure, first), self.amounts(award, figure, second))
        first_fen = both + sum(amount.fen for amount in left if _within(amount, self.periods[second]))
        second_fen = both + sum(amount.fen for amount in other if _within(amount, self.periods[first]))
        if first_fen != second_fen:
            yield Compared(figure, first, first_fen, second, second_fen)


OF_UNITS: Sequence[Figure] = ("received", "returned", "spent")
_FIGURES: Mapping[MovementKind, Figure] = {
    "paid": "paid", "recovered": "recovered", "received": "received", "returned": "returned",
}  # fmt: skip


def is_opening(movement: Movement) -> bool:
    """Whether a receipt is only the opening balance of a journal.

    That is what earlier years left, and not what they received.
    """
    return movement.origin == "journal" and movement.kind == "received" and not movement.document


def _period(source: UnitSource, first: date, last: date) -> tuple[date, date]:
    if source != "journal":
        return first, last
    return first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])


def _within(amount: SourceAmount, period: tuple[date, date]) -> bool:
    return amount.date is None or period[0] <= amount.date <= period[1]


def _matched(
    ours: Iterable[SourceAmount], theirs: Iterable[SourceAmount]
) -> tuple[int, list[SourceAmount], list[SourceAmount]]:
    """The sum of equal amounts of about the same day, and what is left on each side."""
    waiting: defaultdict[int, list[SourceAmount]] = defaultdict(list)
    for amount in sorted(theirs, key=_day):
        waiting[amount.fen].append(amount)
    both, left = 0, []
    for amount in sorted(ours, key=_day):
        candidates = waiting.get(amount.fen, [])
        at = bisect_left(candidates, _day(amount) - timedelta(days=DAYS_APART), key=_day)
        if at < len(candidates) and abs((_day(candidates[at]) - _day(amount)).days) <= DAYS_APART:
            candidates.pop(at)
            both += amount.fen
        else:
            left.append(amount)
    return both, left, [amount for several in waiting.values() for amount in several]


def _day(amount: SourceAmount) -> date:
    return amount.date or _NO_DAY


# Undated amounts match undated ones.
_NO_DAY = date(1000, 1, 1)
