"""The notebooks of marimo, mounted on the server when one is first opened.

Marimo takes seconds to import, and the first page should not wait for it.
"""

from __future__ import annotations

import mimetypes
from asyncio import Lock, to_thread
from typing import NamedTuple

from starlette.routing import Mount

from fundcalc.app.resources import notebooks_folder
from fundcalc.base.i18n import LANGUAGES, Language, Message
from fundcalc.site.guard import App, Receive, Scope, Send, send_text


class Notebook(NamedTuple):
    """A notebook: its name in the folder and address, and its text on the first page."""

    name: str
    title: Message
    lead: Message


NOTEBOOKS = (
    Notebook(
        "what_if",
        Message("What if"),
        Message(
            "Sliders for every figure of a measure: what a change costs, who gains and who loses, what a reading is worth."
        ),
    ),
    Notebook(
        "award",
        Message("Decide a round of applications"),
        Message(
            "Template, decisions with their reasons and articles, what is wrong in which cell, the workbook of results."
        ),
    ),
    Notebook(
        "audit",
        Message("Audit of spending"),
        Message(
            "A book or sheets of spending, checked against the measure: findings with the article, spending by use, coverage."
        ),
    ),
)
PATHS = tuple(f"/{notebook.name}" for notebook in NOTEBOOKS)


class LazyNotebooks:
    """The notebooks as one app, built at the first request."""

    def __init__(self, language: Language) -> None:
        self._language, self._lock = language, Lock()
        self._built: tuple[App, list[Mount]] | None = None

    def serves(self, path: str) -> bool:
        """Whether a path is one of the notebooks'."""
        return any(path == start or path.startswith(f"{start}/") for start in PATHS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode("latin-1").split("&")
        spoken = any(f"lang={language}" in query for language in LANGUAGES)
        if (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and not spoken
            and self._is_page(scope["path"])
        ):
            there = f"{scope['path'].rstrip('/')}/?lang={self._language}".encode()
            await send_text(send, 307, "", "text/plain", (b"location", there))
            return
        async with self._lock:
            if self._built is None:
                self._built = await to_thread(_build)
            app, _mounted = self._built
        await app(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        return path.rstrip("/") in PATHS

    async def close(self) -> None:
        """End marimo's sessions, which it leaves to its own command."""
        _app, mounted = self._built or (None, [])
        for mount in mounted:
            await mount.app.state.session_manager.shutdown()  # type: ignore[attr-defined]


def _build() -> tuple[App, list[Mount]]:
    """The notebooks as an app, and where each is mounted in it."""
    import marimo

    # Some systems map .js to text/plain, which a browser refuses to run.
    mimetypes.add_type("text/javascript", ".js")
    builder = marimo.create_asgi_app(quiet=True, include_code=False)
    for notebook in NOTEBOOKS:
        builder = builder.with_app(path=f"/{notebook.name}", root=str(notebooks_folder() / f"{notebook.name}.py"))
    built = builder.build()
    return built, [route for route in built.routes if isinstance(route, Mount)]  # type: ignore[attr-defined]
