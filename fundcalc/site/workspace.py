"""What is kept while the server runs: books, rounds, audits, prepared entries.

Files are kept in one private temporary folder, which is removed when the server ends.
"""

from __future__ import annotations

import secrets
import tempfile
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from fundcalc.base.i18n import Language
from fundcalc.site.known_books import Books
from fundcalc.site.open_ledgers import OpenLedgers

if TYPE_CHECKING:
    from fundcalc.site.act_records import PreparedAct
    from fundcalc.site.audited import KeptAudit
    from fundcalc.site.decided import KeptRound
    from fundcalc.site.works import Work

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
    measures: Shelf[Path] = field(default_factory=lambda: Shelf(12))
    works: Shelf[Work] = field(default_factory=lambda: Shelf(20))
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
        """Stop what is at work, end Fava's servers and remove the private folder."""
        for _name, work in self.works.items():
            work.progress.is_stopped = True
        self.ledgers.close()
        with self._lock:
            if self._files is not None:
                self._files.cleanup()
                self._files = None
