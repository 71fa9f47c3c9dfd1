"""Files kept beside a book: what awards were decided on, and by.

Each is named by its SHA-256, and batches of awards name them. They decide no amount of the book, so a fault in them is
reported and nothing is refused for it.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from fundcalc.ledger import chain_messages
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.events import BatchOpened
from fundcalc.ledger.loading import Fault


def content(folder: Path, name: str) -> bytes | None:
    """The bytes of a file kept with a book.

    None if there is none, or it lies outside the book's folder.
    """
    try:
        path = (folder / name).resolve()
        return path.read_bytes() if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, a loop of links
        return None


def faults(folder: Path, events: Events) -> Iterator[Fault]:
    """What is wrong with the files that the batches of awards name."""
    seen: set[str] = set()
    for event in events.events:
        if not isinstance(event, BatchOpened):
            continue
        for name in (f"inputs/{event.inputs_digest}.jsonl", f"policies/{event.policy_digest}.toml"):
            if name in seen:
                continue
            seen.add(name)
            kept = content(folder, name)
            if kept is None:
                yield Fault(*event.place, chain_messages.KEPT_FILE_MISSING.format(file=name))
            elif hashlib.sha256(kept).hexdigest() != Path(name).stem:
                yield Fault(*event.place, chain_messages.KEPT_FILE_CHANGED.format(file=name))
