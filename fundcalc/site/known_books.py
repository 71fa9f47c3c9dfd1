"""The books that the pages know, and the file they are remembered in."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock


@dataclass(frozen=True, slots=True)
class KnownBook:
    """A folder with a book, and its id in addresses."""

    folder: Path

    @property
    def id(self) -> str:
        return hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:10]


class Books:
    """The folders of the books that were named, opened or made, in that order.

    ``memory`` is the file they are remembered in from one day to the next, if there is one.
    """

    def __init__(self, folders: Iterable[Path], memory: Path | None = None) -> None:
        self._memory, self._lock = memory, RLock()
        self._known: dict[str, KnownBook] = {}
        self._posting: dict[str, RLock] = {}
        for folder in (*folders, *self._remembered()):
            book = KnownBook(folder.resolve())
            self._known.setdefault(book.id, book)

    def add(self, folder: Path) -> KnownBook:
        """Know a book from now on."""
        book = KnownBook(folder.resolve())
        with self._lock:
            if book.id not in self._known:
                self._known[book.id] = book
                self._remember()
        return book

    def forget(self, id_: str) -> None:
        """Take a book off the list; its folder stays as it is."""
        with self._lock:
            if self._known.pop(id_, None) is not None:
                self._remember()

    def get(self, id_: str) -> KnownBook | None:
        """The book of an id."""
        return self._known.get(id_)

    def __iter__(self) -> Iterator[KnownBook]:
        return iter(tuple(self._known.values()))

    def lock(self, book: KnownBook) -> RLock:
        """The lock under which entries are posted, so that two windows do not both."""
        with self._lock:
            return self._posting.setdefault(book.id, RLock())

    def _remembered(self) -> list[Path]:
        if self._memory is None:
            return []
        try:
            lines = self._memory.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        return [Path(line) for line in lines if line.strip() and (Path(line) / "main.beancount").is_file()]

    def _remember(self) -> None:
        if self._memory is None:
            return
        with suppress(OSError):  # a list of recent books is a convenience
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._memory.with_name(f"{self._memory.name}.{os.getpid()}")
            temporary.write_text("".join(f"{book.folder}\n" for book in self), "utf-8")
            temporary.replace(self._memory)


def memory_of_user() -> Path:
    """The file of this user that lists the books last used."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("APPDATA") or Path.home())
    else:
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "fundcalc" / "books.txt"
