"""What reversals take back: the events of the entries that they name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fundcalc.ledger import messages
from fundcalc.ledger.entries import in_batch, stem_of
from fundcalc.ledger.events import Event, Reversed
from fundcalc.ledger.loading import Fault


def resolved(events: Sequence[Event]) -> tuple[tuple[Event, ...], list[Fault]]:
    """Give reversals what they take back; the events, and the faults of reversals.

    A reversal that is wrong takes nothing back; its postings still count.
    """
    wanted = {event.entry for event in events if isinstance(event, Reversed)}
    if not wanted:
        return tuple(events), []
    found = _entries(events, wanted)
    seen: set[str] = set()
    faults: list[Fault] = []
    whole: list[Event] = []
    for event in events:
        if not isinstance(event, Reversed):
            whole.append(event)
            continue
        undone = found.get(event.entry, ())
        if message := _fault(event, undone, seen):
            faults.append(Fault(event.place.file, event.place.line, message))
            whole.append(event)
            continue
        seen.add(event.entry)
        whole.append(replace(event, undone=undone))
    return tuple(whole), faults


def _entries(events: Iterable[Event], wanted: set[str]) -> Mapping[str, tuple[Event, ...]]:
    """The events of entries, by id."""
    stems = {entry.rpartition("-")[0] for entry in wanted}
    by_batch: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        if (batch := event.place.batch) and stem_of(batch) in stems:
            by_batch[batch].append(event)
    return {entry.id: entry.events for batch in by_batch for entry in in_batch(batch, by_batch[batch])}


def _fault(reversal: Reversed, undone: Sequence[Event], seen: set[str]) -> str:
    if not undone or isinstance(undone[0], Reversed):
        return messages.REVERSES_NOTHING.format(entry=reversal.entry)
    if reversal.entry in seen:
        return messages.REVERSED_TWICE.format(entry=reversal.entry)
    if _moved((reversal,), -1) != _moved(undone, 1):
        return messages.REVERSED_OTHERWISE.format(entry=reversal.entry)
    return ""


def _moved(events: Iterable[Event], sign: int) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for event in events:
        for leg in event.legs:
            sums[leg.name] += sign * leg.fen
    return {account: fen for account, fen in sums.items() if fen}
