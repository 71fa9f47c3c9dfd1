"""Source positions: file and line of an entry, and the entry at a line."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core import data

from fundcalc.ledger.store import BATCHES, TOP


def batch_of(file: str) -> str:
    """The id of the batch that a file of a book is; empty for any other file."""
    folder, _slash, name = file.rpartition("/")
    return name.removesuffix(".beancount") if folder == BATCHES else ""


class Place(NamedTuple):
    """A line of a file, named relative to the book's folder if it lies in it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def batch(self) -> str:
        """The id of the batch that the file is; empty for any other file."""
        return batch_of(self.file)


class Places:
    """The places of entries, seen from a folder. Each file name is resolved once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder is not None else None
        self._names: dict[str, str] = {}

    def of(self, meta: Mapping[str, Any] | None) -> Place:
        """The place that the metadata of an entry or a posting names."""
        return Place(self.name_of((meta or {}).get("filename", TOP)), (meta or {}).get("lineno", 0))

    def name_of(self, file: str) -> str:
        """The name of a file, seen from the folder."""
        if file not in self._names:
            self._names[file] = self._relative(str(file))
        return self._names[file]

    def _relative(self, name: str) -> str:
        path = Path(name)
        if self._folder is not None and path.is_relative_to(self._folder):
            return path.relative_to(self._folder).as_posix()
        return name


class EntryIndex:
    """Find the entry at a line: the last one that begins there or above."""

    def __init__(self, entries: Iterable[data.Directive], files: Container[str] | None = None) -> None:
        """Index the entries of all files, or of ``files`` alone."""
        self._starts: dict[str, list[tuple[int, data.Directive]]] = {}
        for entry in entries:
            file = entry.meta.get("filename", "")
            if files is None or file in files:
                self._starts.setdefault(file, []).append((entry.meta.get("lineno", 0), entry))
        for starts in self._starts.values():
            starts.sort(key=itemgetter(0))

    def at(self, file: str, line: int, *, within: int | None = None) -> data.Directive | None:
        """The entry at a line.

        None if there is none, or none that begins less than ``within`` lines above.
        """
        starts = self._starts.get(file, [])
        index = bisect_right(starts, line, key=itemgetter(0)) - 1
        if index < 0:
            return None
        first, entry = starts[index]
        return entry if within is None or line - first < within else None
