"""What rests on entries of a book, and has to be reversed before they can be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from fundcalc.base.errors import RefusedError
from fundcalc.ledger import act_messages
from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.event_base import moved
from fundcalc.ledger.events import Awarded, Corrected, Event, Paid, Recovered
from fundcalc.ledger.milestone_dependents import resting_payments
from fundcalc.ledger.pools import Pools


class Dependents:
    """The entries of a book by what they rest on."""

    def __init__(self, events: Sequence[Event], entries: Sequence[PostedEntry]) -> None:
        self._events, self._all = events, entries
        self._pools = Pools(events, entries)
        self._entries = {entry.id: entry for entry in entries}
        self._place = {entry.id: number for number, entry in enumerate(entries)}
        self._corrections: defaultdict[str, list[PostedEntry]] = defaultdict(list)
        for entry in entries:
            if isinstance(entry.main, Corrected) and not entry.reversed_by:
                self._corrections[entry.award].append(entry)

    def of(self, chosen: Sequence[PostedEntry]) -> list[PostedEntry]:
        """What has to be reversed before entries can be, in an order that works.

        Raises ``RefusedError`` where something that was not entered by fundcalc rests on them.
        """
        order: list[PostedEntry] = []
        self._clear(chosen, {entry.id for entry in chosen}, order)
        return order

    def _clear(self, chosen: Sequence[PostedEntry], pending: set[str], order: list[PostedEntry]) -> None:
        """Take out of the pools what is in the way of entries, and add it to ``order``.

        The entries are reversed together. ``pending`` are those that wait for it, and all that is taken out.
        """
        while way := self._direct(chosen, pending):
            for entry in way:
                if entry.id not in pending:
                    pending.add(entry.id)
                    self._clear([entry], pending, order)
                    self._pools.remove(entry)
                    order.append(entry)

    def _direct(self, chosen: Sequence[PostedEntry], pending: Collection[str]) -> list[PostedEntry]:
        """The newest entries that rest on some entries, as many as have to go."""
        found = [entry for entry in self._later_corrections(chosen) if entry.id not in pending]
        found += resting_payments(self._events, self._all, chosen, pending)
        is_short = False
        for pool, shortage in self._pools.shortages(chosen):
            short, is_short = shortage.fen, True
            for move in self._pools.takers(pool, shortage):
                if move.entry and move.entry not in pending:
                    found.append(self._entries[move.entry])
                    short += move.fen
                if short <= 0:
                    break
        if is_short and not found:
            raise RefusedError(act_messages.WRITTEN_BY_HAND.format(entry=chosen[0].id))
        return sorted(found, key=lambda entry: -self._place[entry.id])

    def _later_corrections(self, chosen: Sequence[PostedEntry]) -> Iterator[PostedEntry]:
        for entry in chosen:
            place = self._place[entry.id]
            for correction in self._corrections[entry.award]:
                if self._place[correction.id] > place and _rests_on(correction.main, entry.main):
                    yield correction


def _rests_on(correction: Event, event: Event) -> bool:
    """Whether a correction was worked out with an earlier event of its award.

    What a correction finds paid beyond the award, or calls off of that, depends on what had been paid and had come back.
    """
    match event:
        case Awarded() | Corrected():
            return True
        case Paid():
            return isinstance(correction, Corrected) and correction.beyond > 0
        case Recovered(legs=legs):
            return isinstance(correction, Corrected) and correction.fen > 0 and moved(legs, "correction_due") != 0
        case _:
            return False
