"""Reverse an entry (冲销): the same accounts with opposite amounts, and the reason.

A reversal never cascades: what stands in the way, because it rests on the entry, has to be reversed first. What was
reversed may be entered anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import ngettext
from fundcalc.base.money import plain
from fundcalc.ledger import act_messages, chain_messages, loading, messages, store, writer
from fundcalc.ledger.arguments import require_day
from fundcalc.ledger.dependents import Dependents
from fundcalc.ledger.entries import PostedEntry, entries_of, stem_of
from fundcalc.ledger.event_reader import REVERSAL
from fundcalc.ledger.events import Appropriated, Carried, Closed, Noted, Renamed, Returned, Revoked
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.session import checked_accounts, locked_as

_NARRATION = "冲销"
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reversal:
    """What became of a reversal.

    The entries reversed, and the ids of their reversals in the same order.
    """

    outcome: Outcome
    reversed: tuple[PostedEntry, ...]
    reversals: tuple[str, ...]
    batch: str | None


def reverse(
    folder: Path | str, entry: str, *, why: str, on: date, durable: bool = True, wait: float = store.WAIT
) -> Reversal:
    """Reverse an entry by its id, or all entries of a batch by its name.

    Raises ``RefusedError`` with what stands in the way, and ``BookError`` if there is no such entry.
    """
    folder, why = Path(folder), writer.read_back(why).strip()
    if not why:
        raise BookError(act_messages.NO_REASON)
    require_day("on", on)
    with locked_as(loading.known_role_of(folder), folder, checked_accounts, durable=durable, wait=wait) as book:
        events = book.snapshot[0].events
        entries = entries_of(events, store.batches(folder))
        chosen = [found for found in entries if entry in (found.id, found.batch)]
        if not chosen:
            raise BookError(act_messages.NO_SUCH_ENTRY.format(folder=folder, entry=entry))
        if already := _reversed_before(chosen, entries, why):
            return Reversal("already", tuple(chosen), already, None)
        _require_day(chosen, on)
        if way := Dependents(events, entries).of(chosen):
            raise RefusedError(_refusal(entry, way), {"in_the_way": [_as_data(found) for found in way]})
        kind = "reopening" if all(isinstance(found.main, Closed) for found in chosen) else "reversal"
        batch = book.post(on, kind, (text for found in chosen for text in _text(found, why, on)))
        stem = stem_of(batch)
        return Reversal("posted", tuple(chosen), tuple(f"{stem}-{n}" for n in range(1, len(chosen) + 1)), batch)


def _reversed_before(chosen: Sequence[PostedEntry], entries: Sequence[PostedEntry], why: str) -> tuple[str, ...]:
    """The reversals of entries that were reversed for the same reason.

    None if they were not reversed. Raises ``RefusedError`` for what cannot be reversed any more.
    """
    by_id = {found.id: found for found in entries}
    for found in chosen:
        if isinstance(found.main, Renamed):
            raise RefusedError(chain_messages.RENAME_AGAIN.format(entry=found.id))
        if found.reverses:
            raise RefusedError(act_messages.IS_A_REVERSAL.format(entry=found.id, reversed=found.reverses))
    done = [found for found in chosen if found.reversed_by]
    same = [found.reversed_by for found in done if by_id[found.reversed_by].why == why]
    if done and len(same) < len(chosen):
        reversal = by_id[done[0].reversed_by]
        message = act_messages.REVERSED_BEFORE.format(
            entry=done[0].id, reversal=reversal.id, on=reversal.on, why=reversal.why
        )
        raise RefusedError(message, {"entry": done[0].id, "reversed_by": reversal.id})
    return tuple(same)


def _require_day(chosen: Sequence[PostedEntry], on: date) -> None:
    last = max(chosen, key=lambda found: found.last)
    if on < last.last:
        raise RefusedError(act_messages.BEFORE_ITS_DAY.format(entry=last.id, day=last.last, on=on))


def _refusal(entry: str, way: Sequence[PostedEntry]) -> str:
    head = ngettext(
        "{entry} cannot be reversed: {count} entry rests on it; reverse that first:",
        "{entry} cannot be reversed: {count} entries rest on it; reverse them first, in this order:",
        len(way),
    )
    lines = (
        act_messages.IN_THE_WAY.format(
            entry=found.id,
            kind=act_messages.entry_kind(found.kind),
            amount=figure(found.fen or 0),
            on=found.on,
            award=found.award or found.fund,
        )
        for found in way[:_MOST_SHOWN]
    )
    more = [messages.MORE_FAULTS.format(count=len(way) - _MOST_SHOWN)] if len(way) > _MOST_SHOWN else []
    return "\n".join((head.format(entry=entry, count=len(way)), *lines, *more))


def _as_data(entry: PostedEntry) -> dict[str, str | None]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "date": entry.on.isoformat(),
        "award": entry.award or None,
        "amount": None if entry.fen is None else plain(entry.fen),
    }


def _text(entry: PostedEntry, why: str, on: date) -> Iterator[str]:
    facts = {"why": why, **({"award-id": entry.award} if entry.award else {})}
    main = entry.main
    pairs = [
        (debit, credit)
        for event in entry.events
        for debit, credit in zip(event.legs[::2], event.legs[1::2], strict=True)
    ]
    if isinstance(main, Noted | Revoked) or not pairs:
        yield writer.custom(on, REVERSAL, entry.id, metadata=facts)
        return
    first, *also = [writer.LegColumns([credit.name], [debit.name], [debit.fen]) for debit, credit in pairs]
    party = next((event.payee for event in entry.events if isinstance(event, Returned)), main.payee)
    yield from writer.transactions(
        on=[on],
        payees=[party],
        narrations=[f"{_NARRATION} {main.text}".strip()],
        tag="reversal",
        links=[f"fund-{main.fund}" if isinstance(main, Appropriated | Carried) else f"award-{entry.award}"],
        metadata={"reverses": [entry.id], **{name: [value] for name, value in facts.items()}},
        debits=first.debits,
        credits=first.credits,
        fen=first.fen,
        also=also,
    )
