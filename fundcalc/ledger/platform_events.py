"""Events of platforms kept in an authority's book, in batches of the chain.

The book keeps the rows of a sheet of events as text; ``fundcalc.life`` says what they mean. A row that the book has
already is not entered again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fundcalc.ledger import store, writer
from fundcalc.ledger.events import Event, live
from fundcalc.ledger.platform_event_reader import EVENT, PlatformEvent, row_of
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.session import load_checked, locked

_POLICY = "policy"


class EnteredEvents(NamedTuple):
    """How many rows were new or in the book already, and the batch, if any."""

    new: int
    already: int
    batch: str | None


def rows_of(events: Iterable[Event], policy: str) -> list[dict[str, str]]:
    """The rows kept for a policy, or for any, as a sheet of events has them."""
    return [
        row_of(event)
        for event in live(tuple(events))
        if isinstance(event, PlatformEvent) and event.details.get(_POLICY, policy) == policy
    ]


def kept_rows(folder: Path, policy: str) -> list[dict[str, str]]:
    """The rows that a book keeps for a policy."""
    return rows_of(load_checked(folder).events, policy)


def new_rows(rows: Iterable[Mapping[str, str]], kept: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows that are not kept yet, each once."""
    seen = {tuple(sorted(row.items())) for row in kept}
    found = []
    for row in rows:
        key = tuple(sorted(row.items()))
        if key not in seen:
            seen.add(key)
            found.append(dict(row))
    return found


def enter_events(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    on: date,
    policy: str,
    *,
    durable: bool = True,
    wait: float = store.WAIT,
) -> EnteredEvents:
    """Post the rows that are new as one batch.

    Each has ``platform``, ``date`` (ISO) and ``event``.

    ``policy`` is the measure that they are of. Raises BookError.
    """
    read_back = [{key: writer.read_back(text) for key, text in row.items() if text} for row in rows]
    with locked(folder, durable=durable, wait=wait) as book:
        new = new_rows(read_back, rows_of(book.snapshot.events, policy))
        if not new:
            return EnteredEvents(0, len(rows), None)
        writer.require("id", [row["platform"] for row in new])
        for row in new:
            require_plausible(date.fromisoformat(row["date"]))
        batch = book.post(on, "events", [_line(row, policy) for row in new])
    return EnteredEvents(len(new), len(rows) - len(new), batch)


def _line(row: Mapping[str, str], policy: str) -> str:
    details = {key.replace("_", "-"): text for key, text in row.items() if key not in ("platform", "date")}
    return writer.custom(date.fromisoformat(row["date"]), EVENT, row["platform"], metadata={_POLICY: policy, **details})
