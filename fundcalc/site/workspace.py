"""What is kept while the server runs: books, rounds, audits, prepared entries.

Files are kept in one private temporary folder, which is removed when the server ends.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Generic, TypeVar

from fundcalc.base.i18n import Language
from fundcalc.site.open_ledgers import OpenLedgers

if TYPE_CHECKING:
    from fundcalc.site.acts import PreparedAct
    from fundcalc.site.audited import KeptAudit
    from fundcalc.site.decided import KeptRound

T = TypeVar("T")


class Shelf(Generic[T]):
    """The last few things of a kind, each under a name that cannot be guessed."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, OrderedDict[str, T](), Lock()

    def put(self, thing: T) -> str:
        """Keep a thing; its name. The oldest makes room."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[name] = thing
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str) -> T | None:
        """The thing of a name; None if it is not kept (any more)."""
        with self._lock:
            return self._kept.get(name)

    def replace(self, name: str, thing: T) -> None:
        """Keep another thing under a name."""
        with self._lock:
            if name in self._kept:
                self._kept[name] = thing

    def items(self) -> list[tuple[str, T]]:
        """All that is kept, the newest first."""
        with self._lock:
            return list(reversed(self._kept.items()))


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


@dataclass
class Workspace:
    """The state of a running server."""

    language: Language
    form_token: str
    books: Books
    rounds: Shelf[KeptRound] = field(default_factory=lambda: Shelf(12))
    audits: Shelf[KeptAudit] = field(default_factory=lambda: Shelf(6))
    ledgers: OpenLedgers = field(default_factory=OpenLedgers)
    acts: Shelf[PreparedAct] = field(default_factory=lambda: Shelf(60))
    _files: tempfile.TemporaryDirectory[str] | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def folder(self) -> Path:
        """The private folder of this server, which nobody else can read."""
        with self._lock:
            if self._files is None:
                self._files = tempfile.TemporaryDirectory(prefix="fundcalc-")
            return Path(self._files.name)

    def new_folder(self) -> Path:
        """A new folder within the private one."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def close(self) -> None:
        """End the servers of Fava and remove the private folder."""
        self.ledgers.close()
        with self._lock:
            if self._files is not None:
                self._files.cleanup()
                self._files = None
