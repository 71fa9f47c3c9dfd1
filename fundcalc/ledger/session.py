"""A locked book: its snapshot stays true until the ``with`` block ends."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Generic, Literal, TypeVar

from fundcalc.base.errors import RefusedError
from fundcalc.ledger import chain as links
from fundcalc.ledger import chain_messages, loading, messages, store
from fundcalc.ledger.award_accounts import AwardAccount, accounts_of
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.events import Closed, live
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.snapshot import LedgerSnapshot, policies_of, snapshot

Snapshot = TypeVar("Snapshot")

AUTHORITY: loading.Role = "authority"

# What tells of a book, and of days on which others acted; the money of a closed period stays as it is.
_OF_ANY_DAY = ("revocation", "rename", "close", "reopening", "mend")
_DATED = re.compile(r'^(\d{4}-\d\d-\d\d) (?:\*|custom "fundcalc-(?:award|reversal)")', re.MULTILINE)


class LockedBook(Generic[Snapshot]):
    """A book that this process may post to.

    Made by ``locked`` and its like; valid within their ``with`` block.
    """

    def __init__(self, files: store.LockedFolder, load: Callable[[Path, Events], Snapshot]) -> None:
        self._files, self._load = files, load
        self._events: Events | None = None
        self._snapshot: Snapshot | None = None

    @property
    def folder(self) -> Path:
        return self._files.folder

    @property
    def events(self) -> Events:
        """The events of the book as it is now, read once between two postings.

        Raises ``BookError`` if something is wrong with it.
        """
        if self._events is None:
            self._events = load_checked(self.folder)
        return self._events

    @property
    def snapshot(self) -> Snapshot:
        """What the events come to.

        Raises ``BookError`` if something is wrong with the book.
        """
        if self._snapshot is None:
            self._snapshot = self._load(self.folder, self.events)
        return self._snapshot

    def keep(self, place: Literal["inputs", "policies"], ending: str, content: bytes) -> str:
        """Keep bytes beside the book in a file named by their SHA-256.

        The digest in hexadecimal.
        """
        return store.keep(self._files, place, ending, content)

    def post(self, on: date, kind: str, text: Iterable[str], *, top: bytes | None = None) -> str:
        """Post blocks of ledger text as one batch of a day and kind; the batch's id.

        The batch follows the last one, and nothing of it is later than its day. ``top`` replaces the top file along with
        it. Raises ``BookError``, as for its snapshot.
        """
        require_plausible(on)
        closed = None if kind in _OF_ANY_DAY else closed_through(self.events)
        if closed is not None:
            text = _after(closed, text)
        previous = self._last_digest()
        blocks = (block.encode() for block in chain((links.head_text(on, kind, previous),), text))
        batch, _outcome = store.post(self._files, f"{on.isoformat()}-{kind}", blocks, top=top)
        self._events = self._snapshot = None
        return batch

    def _last_digest(self) -> str:
        """The digest of the last batch.

        A book made before there were chains is opened first.
        """
        listed = store.batches(self.folder)
        last = links.link_in(self.folder, listed[-1]) if listed else None
        if last is not None and last.head is not None:
            return last.digest
        content = links.opening_text(self.folder, listed, loading.stated_facts(self.folder)).encode()
        store.post(self._files, f"{links.OPENED.isoformat()}-{links.OPENING}", (content,))
        return hashlib.sha256(content).hexdigest()


def closed_through(events: Events) -> date | None:
    """The last day of the closed period; None if the book is not closed."""
    return max((event.through for event in live(events.events) if isinstance(event, Closed)), default=None)


def _after(closed: date, text: Iterable[str]) -> Iterator[str]:
    """The blocks of a text that enters nothing in the closed period.

    Raises ``RefusedError``.
    """
    last = closed.isoformat()
    for block in text:
        for match in _DATED.finditer(block):
            if match[1] <= last:
                raise RefusedError(
                    chain_messages.CLOSED_DAY.format(on=match[1], through=last), {"closed_through": last}
                )
        yield block


@contextmanager
def locked(
    folder: Path | str, *, durable: bool = True, wait: float = store.WAIT
) -> Iterator[LockedBook[LedgerSnapshot]]:
    """Lock an authority's book.

    ``durable`` flushes every file to the disk before it counts; ``wait`` is in seconds. Raises ``BookError`` when it is
    no such book, or another process holds it longer, and, for its snapshot, when the book does not check.
    """
    with locked_as(AUTHORITY, Path(folder), _snapshot, durable=durable, wait=wait) as book:
        yield book


@contextmanager
def locked_as(
    role: loading.Role, folder: Path, load: Callable[[Path, Events], Snapshot], *, durable: bool, wait: float
) -> Iterator[LockedBook[Snapshot]]:
    """Lock a book of a role; ``load`` makes its snapshot of its events."""
    loading.require_role(folder, role)
    with store.locked(folder, durable=durable, wait=wait) as files:
        loading.require_role(folder, role)
        yield LockedBook(files, load)


def _snapshot(_folder: Path, events: Events) -> LedgerSnapshot:
    return snapshot(events)


def load_checked(folder: Path) -> Events:
    """The events of a book in which nothing is wrong.

    Raises ``BookError`` with the first faults.
    """
    events, errors, _files = read_book(folder)
    loading.require_no_faults(folder, errors)
    loading.require_no_faults(folder, events.faults)
    return events


def checked_accounts(folder: Path, events: Events) -> tuple[Events, tuple[AwardAccount, ...]]:
    """The events of a book and its accounts of awards, whose money the events explain.

    Raises ``BookError``.
    """
    accounts, faults = accounts_of(events)
    loading.require_no_faults(folder, faults)
    return events, accounts


def require_policies(book: LedgerSnapshot, pairs: Iterable[tuple[str, str]]) -> None:
    """Raise ``RefusedError`` if a fund already belongs to another policy."""
    policies = policies_of(book)
    for fund, policy in sorted(pairs):
        if policies.get(fund, policy) != policy:
            raise RefusedError(messages.OTHER_POLICY.format(fund=fund, found=policies[fund], given=policy))
