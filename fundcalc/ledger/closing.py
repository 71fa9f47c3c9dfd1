"""Close a period: nothing is entered on or before its last day afterwards."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundcalc.ledger import loading, store, writer
from fundcalc.ledger.arguments import require_day
from fundcalc.ledger.event_reader import CLOSE
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.session import checked_accounts, closed_through, locked_as


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of a closing: the day that the book is closed through now."""

    outcome: Outcome
    through: date
    batch: str | None


def close(
    folder: Path | str, through: date, *, on: date | None = None, durable: bool = True, wait: float = store.WAIT
) -> Closing:
    """Close a book through a day.

    The entry is dated ``on``, by default that day.

    A book that is closed through that day or a later one stays as it is. Raises ``BookError``.
    """
    folder = Path(folder)
    require_day("through", through)
    if on is not None:
        require_day("on", on)
    with locked_as(loading.known_role_of(folder), folder, checked_accounts, durable=durable, wait=wait) as book:
        events, _accounts = book.snapshot
        closed = closed_through(events)
        if closed is not None and closed >= through:
            return Closing("already", closed, None)
        require_plausible(through)
        on = on or through
        text = writer.custom(on, CLOSE, through.isoformat())
        return Closing("posted", through, book.post(on, "close", (text,)))
