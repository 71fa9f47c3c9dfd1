"""Pools: amounts that must not fall below zero, and what events add to them.

A payment, for example, takes from the treasury of its fund and from what is owed on its award. What was posted later and
took from a pool stands in the way of a reversal that takes from it too.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from fundcalc.ledger.event_base import Leg
from fundcalc.ledger.events import ClawedBack, Corrected, Event, Paid, Returned, live
from fundcalc.ledger.timeline import Timeline

# What the pool is of, then a fund or an award, then an account or a use.
Pool: TypeAlias = tuple[str, ...]

# Whether a fund has enough is asked of all that is in the book, as when awards are posted.
_OF_ALL_DAYS = "available"


def moves(event: Event) -> Iterator[tuple[Pool, int]]:
    """What an event adds to pools in fen, below 0 for what it takes."""
    if isinstance(event, Paid):
        yield ("paid", event.award), event.fen
    for leg in event.legs:
        yield from _of_leg(leg, event)


def _of_leg(leg: Leg, event: Event) -> Iterator[tuple[Pool, int]]:
    account = leg.account
    if account is None:
        return
    owner, fen = account.owner, leg.fen
    award = str(getattr(event, "award", ""))
    match account.kind:
        case "treasury":
            yield ("treasury", owner), fen
        case "free":
            yield ("free", owner), -fen
            yield (_OF_ALL_DAYS, owner), -fen
        case "awarded":
            yield (_OF_ALL_DAYS, owner), -fen
        case "correction_due":
            yield (_OF_ALL_DAYS, owner), -fen
            yield ("beyond", award), fen
            if isinstance(event, Corrected):
                yield ("paid", award), -fen
        case "clawback_due":
            yield ("due", award), fen
            if isinstance(event, ClawedBack):
                yield ("paid", award), -fen
        case "committed":
            yield ("committed", award), -fen
        case "owed":
            yield ("owed", award, leg.name), -fen
        case "deferred" | "advanced":
            yield (account.kind, owner), -fen
        case "spent":
            yield ("spent", owner, account.detail), fen
        case "clawback":
            use = event.use if isinstance(event, ClawedBack | Returned) else ""
            yield ("demanded", owner, use), -fen
            if use and fen < 0:  # what was disallowed can be neither taken back nor disallowed again
                yield ("spent", owner, use), fen
        case "recovered" | "money" | "income" | "returned" | "own":
            pass


class Shortage(NamedTuple):
    """By how many fen a pool falls short, and the day on which that is most."""

    on: date
    fen: int


class Pools:
    """The pools of a book by day. What was reversed is in none of them, on no day."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._by_day: defaultdict[Pool, Timeline] = defaultdict(Timeline)
        for event in live(events):
            for pool, fen in moves(event):
                self._by_day[pool].add(event.on, fen)

    def remove(self, gone: Sequence[Event]) -> None:
        """Take events out of the pools."""
        for event in gone:
            for pool, fen in moves(event):
                self._by_day[pool].add(event.on, -fen)

    def shortages(self, gone: Sequence[Event]) -> Iterator[tuple[Pool, Shortage]]:
        """The pools that fall short without some events."""
        changes: defaultdict[Pool, list[tuple[date, int]]] = defaultdict(list)
        for event in gone:
            for pool, fen in moves(event):
                changes[pool].append((event.on, fen))
        for pool, of_pool in changes.items():
            if (short := self._shortage(pool, of_pool)).fen > 0:
                yield pool, short

    def _shortage(self, pool: Pool, changes: Sequence[tuple[date, int]]) -> Shortage:
        timeline, first = self._by_day[pool], min(day for day, _fen in changes)
        _day, before = self._least(pool, first)
        for day, fen in changes:
            timeline.add(day, -fen)
        lowest, after = self._least(pool, first)
        for day, fen in changes:
            timeline.add(day, fen)
        return Shortage(lowest, max(-after, 0) - max(-before, 0))

    def _least(self, pool: Pool, first: date) -> tuple[date, int]:
        timeline = self._by_day[pool]
        return (date.max, timeline.left) if pool[0] == _OF_ALL_DAYS else timeline.lowest_from(first)
