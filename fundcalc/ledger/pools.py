"""Pools: amounts that must not fall below zero, and what events add to them.

A payment, for example, takes from the treasury of its fund and from what is owed on its award. What was posted later and
took from a pool stands in the way of a reversal that takes from it too.

No pool was below zero on any day after any posting. That is kept: an entry cannot be reversed if some earlier state of
the book, without the entry, would have been short. So whatever was reversed, the newest entry that is left always can be.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.event_base import Leg
from fundcalc.ledger.events import ClawedBack, Corrected, Event, Paid, Returned, live

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


class Move(NamedTuple):
    """What an entry adds to a pool on a day in fen, below 0 for what it takes.

    ``place`` is its place among what was posted; ``entry`` is empty for what was written by hand.
    """

    place: int
    entry: str
    on: date
    fen: int


class Shortage(NamedTuple):
    """By how many fen a pool falls short.

    ``place`` and ``on`` are the entry after which, and the day on which, that is most.
    """

    place: int
    on: date
    fen: int


class Pools:
    """The pools of a book by posting and by day; what was reversed is in none of them.

    ``entries`` are in the order of their posting. What was written by hand counts as there from the beginning where it
    adds, and as posted last where it takes.
    """

    def __init__(self, events: Sequence[Event], entries: Sequence[PostedEntry]) -> None:
        self._moves: defaultdict[Pool, list[Move]] = defaultdict(list)
        posted = {event.place for entry in entries for event in entry.events}
        by_hand = list(_net(-1, "", [event for event in live(events) if event.place not in posted]))
        for pool, move in by_hand:
            if move.fen > 0:
                self._moves[pool].append(move)
        for place, entry in enumerate(entries):
            if not entry.reversed_by and not entry.reverses:
                for pool, move in _net(place, entry.id, entry.events):
                    self._moves[pool].append(move)
        for pool, move in by_hand:
            if move.fen < 0:
                self._moves[pool].append(move._replace(place=len(entries)))

    def remove(self, entry: PostedEntry) -> None:
        """Take an entry out of the pools."""
        for pool in {pool for event in entry.events for pool, _fen in moves(event)}:
            of_pool = self._moves[pool]
            # What is taken out is mostly the newest; its moves stand together.
            last = next((at for at in reversed(range(len(of_pool))) if of_pool[at].entry == entry.id), -1)
            while last >= 0 and of_pool[last].entry == entry.id:
                del of_pool[last]
                last -= 1

    def takers(self, pool: Pool, shortage: Shortage) -> Iterator[Move]:
        """What was taken from a pool until a shortage, the newest first."""
        for move in reversed(self._moves[pool]):
            if move.fen < 0 and move.place <= shortage.place and move.on <= shortage.on:
                yield move

    def shortages(self, entries: Sequence[PostedEntry]) -> Iterator[tuple[Pool, Shortage]]:
        """The pools that would have been short, after some posting, without some entries."""
        gone = {entry.id for entry in entries}
        pools = (pool for entry in entries for event in entry.events for pool, fen in moves(event) if fen > 0)
        for pool in dict.fromkeys(pools):
            if shortage := _shortage(self._moves[pool], gone):
                yield pool, shortage


def _net(place: int, entry: str, events: Iterable[Event]) -> Iterator[tuple[Pool, Move]]:
    """What the events of an entry come to, by pool and day."""
    sums: Counter[tuple[Pool, date]] = Counter()
    for event in events:
        for pool, fen in moves(event):
            sums[pool, date.max if pool[0] == _OF_ALL_DAYS else event.on] += fen
    return ((pool, Move(place, entry, on, fen)) for (pool, on), fen in sums.items() if fen)


def _shortage(of_pool: Sequence[Move], gone: Collection[str]) -> Shortage | None:
    """Find where a pool falls furthest short without some entries.

    Goes back from the newest move to the first of theirs; before that the pool is as it was.
    """
    first = next((number for number, move in enumerate(of_pool) if move.entry in gone), len(of_pool))
    by_day: Counter[date] = Counter()
    without: Counter[date] = Counter()
    for move in of_pool:
        by_day[move.on] += move.fen
        without[move.on] += 0 if move.entry in gone else move.fen
    days = sorted(by_day)
    worst: Shortage | None = None
    is_last = True  # of a run of moves that take: there the pool is lowest
    for move in reversed(of_pool[first:]):
        if is_last and move.fen < 0 and move.entry not in gone:
            on, fen = max(_deficits(days, by_day, without), key=lambda deficit: deficit[1])
            if fen > (worst.fen if worst else 0):
                worst = Shortage(move.place, on, fen)
        by_day[move.on] -= move.fen
        if move.entry not in gone:
            without[move.on] -= move.fen
            is_last = move.fen > 0
    return worst


def _deficits(days: Sequence[date], by_day: Counter[date], without: Counter[date]) -> Iterator[tuple[date, int]]:
    """By how much more a pool is below zero without them, by day from the last."""
    balance = left = 0
    found: list[tuple[date, int]] = []
    for day in days:
        balance += by_day[day]
        left += without[day]
        found.append((day, max(-left, 0) - max(-balance, 0)))
    return reversed(found)
