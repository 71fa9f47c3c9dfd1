"""Books in Fava: one read-only server each, with a key of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import Language, _
from fundcalc.base.loopback import ANY

if TYPE_CHECKING:
    from cheroot.wsgi import Server


class OpenLedgers:
    """The servers of Fava that were started for books, ended together."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[Path, Language], str] = {}
        self._servers: list[tuple[Server, Thread]] = []
        self._lock = Lock()

    def address(self, folder: Path, language: Language) -> str:
        """Where a book is shown in Fava, with the key that opens it.

        Raises BookError if Fava is not installed, or the book must not be opened.
        """
        if find_spec("fava") is None or find_spec("cheroot") is None:
            raise BookError(_("Fava is not installed; it comes with the extra 'web' of fundcalc"))
        from fundcalc.fava import server

        with self._lock:
            if (folder, language) not in self._addresses:
                app = server.application(folder, language)
                listening, key = server.server(app, ANY)
                thread = Thread(target=listening.serve, daemon=True)
                thread.start()
                self._servers.append((listening, thread))
                self._addresses[folder, language] = server.address(key, app)
            return self._addresses[folder, language]

    def close(self) -> None:
        """End the servers."""
        with self._lock:
            for listening, thread in self._servers:
                listening.stop()
                thread.join()
            self._servers.clear()
            self._addresses.clear()
