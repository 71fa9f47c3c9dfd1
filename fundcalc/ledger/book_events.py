"""Reading the events of a book, quickly where nothing in it is strange.

A book whose every file is as it is written here is read by ``batch_reader``. Any other is read by Beancount: one with
entries by hand, with a batch that does not fit the chain, or with anything to be reported. So what is reported, and in
which words, does not depend on the reader.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from beancount.core import data

from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import batch_reader, chain, integrity, loading, store, writer
from fundcalc.ledger.batch_blocks import blocks_of
from fundcalc.ledger.batch_reader import UnknownForm, WrittenTransaction
from fundcalc.ledger.event_reader import BookReader, Events, read_events
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.places import Places


class BookEvents(NamedTuple):
    """The events of a book, its errors, and the links of its batches."""

    events: Events
    errors: tuple[Fault, ...]
    files: integrity.FilesRead


def read_book(folder: Path) -> BookEvents:
    """Read a book, whether it checks or not.

    Raises ``BookError`` when there is none in the folder.
    """
    with without_collecting():
        try:
            return read_written(folder)
        except (UnknownForm, OSError):
            return read_with_beancount(folder)


def read_with_beancount(folder: Path) -> BookEvents:
    """Read any book, as ``read_book`` does."""
    whole = loading.read_whole(folder)
    return BookEvents(read_events(whole.reading.entries, folder), whole.reading.errors, whole.files)


def read_written(folder: Path) -> BookEvents:
    """Read a book in which everything is as it was written and nothing is wrong.

    Raises ``UnknownForm`` for any other.
    """
    top = loading.top_of(folder).resolve()
    facts, files = _top_and_index(top)
    reader, accounts = BookReader(Places(folder), loading.role_in(facts)), _AccountDays()
    for entry in facts:
        reader.read(entry)
    for batch in files.listed or ():
        for written in _batch(top.parent, batch, files):
            accounts.add(written)
            reader.read(written)
            if isinstance(written, data.Custom) and written.type == loading.ROLE:
                raise UnknownForm
            if isinstance(written, data.Custom) and written.type == chain.BOOK:
                facts.append(written)
    if accounts.are_unlike_beancount() or any(integrity.damages(top, files, facts)):
        raise UnknownForm
    # As Beancount sorts entries that are neither open directives nor balances.
    reader.events.sort(key=lambda event: (event.on, event.place.line))
    events = reader.finished()
    if events.faults:
        raise UnknownForm
    return BookEvents(events, (), files)


def _top_and_index(top: Path) -> tuple[list[data.Directive], integrity.FilesRead]:
    """The entries of the top file, and what the book consists of.

    Nothing is included beside the batches.
    """
    files, index = integrity.FilesRead(), top.parent / store.INDEX
    entries, errors, said = loading.parse(top)
    roles = [entry for entry in entries if isinstance(entry, data.Custom) and entry.type == loading.ROLE]
    if errors or list(said["include"]) != [store.INDEX] or len(roles) != 1 or not all(map(_is_of_texts, entries)):
        raise UnknownForm
    files.index_content = index.read_bytes()
    listed = store.read_index(index)
    if listed.number or index.resolve() != index or len(set(listed.batches)) != len(listed.batches):
        raise UnknownForm
    files.options[top], files.listed = said, listed.batches
    return entries, files


def _is_of_texts(entry: data.Directive) -> bool:
    """Whether an entry is one that Beancount finds nothing in."""
    return isinstance(entry, data.Custom) and all(value.dtype is str for value in entry.values or ())


def _batch(folder: Path, batch: str, files: integrity.FilesRead) -> Iterator[batch_reader.Written]:
    path = chain.path_of(folder, batch)
    if not path.is_file() or path.resolve() != path:
        raise UnknownForm
    link = chain.LinkReader(batch)
    yield from batch_reader.written_in(str(path), link.passing(blocks_of(path)))
    files.links[batch] = link.link()


class _AccountDays:
    """The days on which accounts are opened and first used."""

    def __init__(self) -> None:
        self._opened: dict[str, date] = {}
        self._used: dict[str, date] = {}

    def add(self, entry: batch_reader.Written) -> None:
        if isinstance(entry, WrittenTransaction):
            for account, _fen in entry.legs:
                if self._used.get(account, date.max) > entry.on:
                    self._used[account] = entry.on
        elif isinstance(entry, data.Open):
            if entry.account in self._opened:
                raise UnknownForm
            self._opened[entry.account] = entry.date

    def are_unlike_beancount(self) -> bool:
        """Whether Beancount would report an account, or not read it as one."""
        if writer.mismatches("account", tuple(self._opened)):
            return True
        return any(self._opened.get(account, date.max) > on for account, on in self._used.items())
