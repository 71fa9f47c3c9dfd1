"""List what was entered in a book, the newest first."""

from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import RefusedError
from fundcalc.ledger import loading, messages, store
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.entries import PostedEntry, entries_of
from fundcalc.ledger.known import suggestion
from fundcalc.ledger.loading import Fault


class Listing(NamedTuple):
    """The entries of a book, newest posted first, and the faults of the book."""

    entries: tuple[PostedEntry, ...]
    faults: tuple[Fault, ...]


def entries(folder: Path | str, award: str = "") -> Listing:
    """The entries of a book, or those of one award.

    Raises ``BookError`` when the folder holds no book of ours, ``RefusedError`` for an award that it does not hold.
    """
    folder = Path(folder)
    loading.known_role_of(folder)
    events, errors, files = read_book(folder)
    listed = entries_of(events.events, store.batches(folder), files.posted_by)
    chosen = tuple(entry for entry in reversed(listed) if not award or entry.award == award)
    if award and not chosen:
        meant = suggestion(award, {entry.award for entry in listed if entry.award})
        raise RefusedError(messages.NOT_HERE.format(folder=folder, award=award, meant=meant), {"award": award})
    return Listing(chosen, (*errors, *events.faults))
