"""The server of the pages: routes, notebooks and the guard, on this machine."""

from __future__ import annotations

import socket
from asyncio import create_task, to_thread
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import Language, _
from fundcalc.base.loopback import ANY, HOST, Key
from fundcalc.site import notebooks
from fundcalc.site.guard import App, Receive, Scope, Send, guarded
from fundcalc.site.known_books import Books
from fundcalc.site.routes import ROUTES, handler, import_pages
from fundcalc.site.visit import Handler, Visit, WebPage, endpoint
from fundcalc.site.workspace import Workspace

if TYPE_CHECKING:
    import uvicorn

PORT = 5070
_STYLE = Path(__file__).with_name("static") / "site.css"


def application(key: Key, language: Language, books: Books) -> App:
    """The guarded app: the pages and, when they are opened, the notebooks."""
    workspace = Workspace(language, key.derived("forms"), books)
    lazy = notebooks.LazyNotebooks(language)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        imported = create_task(to_thread(import_pages))
        yield
        await imported
        await lazy.close()
        workspace.close()

    pages = Starlette(
        routes=[Route("/site.css", _style), *(_route(*route) for route in ROUTES)],
        exception_handlers={404: _not_found, 405: _not_found},
        lifespan=lifespan,
    )
    pages.state.workspace = workspace

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and lazy.serves(scope["path"]):
            await lazy(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await pages(scope, receive, send)

    return guarded(app, key, notebooks.PATHS)


def _route(path: str, show: str, act: str | None) -> Route:
    def find() -> tuple[Handler, Handler | None]:
        return handler(show), handler(act) if act else None

    return Route(path, endpoint(find), methods=["GET", "POST"] if act else ["GET"])


async def _style(_request: Request) -> Response:
    return Response(_STYLE.read_bytes(), media_type="text/css", headers={"cache-control": "no-cache"})


async def _not_found(request: Request, _error: Exception) -> Response:
    def answer(_visit: Visit) -> WebPage:
        return WebPage(
            "problem.html", _("This is not possible"), {"message": _("this page does not exist")}, status=404
        )

    request.scope["method"] = "GET"
    return await endpoint(lambda: (answer, None))(request)


def listening(port: int | None) -> socket.socket:
    """Listen on the given port of this machine, else the default or a free one.

    Raises FundcalcError if the given port is in use.
    """
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except OSError as error:
        if port is not None:
            message = _("port {port} is taken by another program; name another with --port, or leave --port out")
            raise FundcalcError(message.format(port=port)) from error
        return socket.create_server((HOST, ANY))


def server(key: Key, language: Language, books: Iterable[Path] = (), memory: Path | None = None) -> uvicorn.Server:
    """The server of the pages; ``serve(sockets=[…])`` runs it until it is stopped.

    ``books`` are the folders of books to list, ``memory`` the file that remembers those opened before.
    """
    import uvicorn

    app = application(key, language, Books(books, memory))
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, lifespan="on")
    return uvicorn.Server(config)
