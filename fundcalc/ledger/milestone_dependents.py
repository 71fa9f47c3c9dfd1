"""The payments that rest on the confirmation of a milestone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.events import Awarded, Corrected, Event, Noted, Paid, live
from fundcalc.ledger.milestones import PaymentFacts, milestones_of
from fundcalc.ledger.schedules import ScheduledAward, read_schedule


def resting_payments(
    events: Sequence[Event], entries: Sequence[PostedEntry], chosen: Sequence[PostedEntry], pending: Collection[str]
) -> Iterator[PostedEntry]:
    """The newest payments that would be ahead of their parts without some notes.

    ``pending`` are the entries that are taken out anyway.
    """
    awards = dict.fromkeys(
        entry.award for entry in chosen if isinstance(entry.main, Noted) and milestones_of(entry.main)
    )
    for award in awards:
        own = [entry for entry in entries if entry.award == award and not entry.reversed_by]
        standing = [event for event in live(events) if getattr(event, "award", "") == award]
        gone = {event.place for entry in own if entry.id in pending for event in entry.events}
        notes = [event for event in standing if isinstance(event, Noted)]
        with_all = _scheduled(standing, notes)
        state = _scheduled(standing, [note for note in notes if note.place not in gone])
        if state is None or with_all is None:
            continue
        payments = [entry for entry in reversed(own) if isinstance(entry.main, Paid)]
        state = _without(state, [entry for entry in payments if entry.id in pending])
        for entry in payments:
            if state.ahead <= with_all.ahead:
                break
            if entry.id not in pending:
                yield entry
                state = _without(state, [entry])


def _scheduled(standing: Sequence[Event], notes: Sequence[Noted]) -> ScheduledAward | None:
    award = next((event for event in standing if isinstance(event, Awarded)), None)
    schedule = read_schedule(award.schedule) if award is not None and award.schedule else None
    if award is None or schedule is None:
        return None
    corrections = [event for event in standing if isinstance(event, Corrected)]
    return ScheduledAward(
        schedule,
        award.fen + sum(event.fen for event in corrections),
        tuple((event.on, event.fen) for event in standing if isinstance(event, Paid)),
        sum(event.beyond for event in corrections),
        PaymentFacts(notes).milestones,
    )


def _without(award: ScheduledAward, payments: Sequence[PostedEntry]) -> ScheduledAward:
    left = list(award.payments)
    for entry in payments:
        left.remove((entry.on, entry.fen or 0))
    return replace(award, payments=tuple(left))
