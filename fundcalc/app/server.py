"""The app: the notebooks on one server, for browsers of this machine.

Marimo answers every origin; here the host of a request must be this machine, and its origin, if given, one of our pages.
A ``Content-Security-Policy`` keeps the browser from fetching anything from elsewhere.
"""

from __future__ import annotations

import mimetypes
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import marimo
from starlette.routing import Mount

from fundcalc.app import page
from fundcalc.app.resources import notebooks_folder
from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import LANGUAGES, Language, Message, _, speaking
from fundcalc.base.loopback import ANY, HOST, names, origins

if TYPE_CHECKING:
    import uvicorn

PORT = 5070

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Notebook(NamedTuple):
    """A notebook: its name in the folder and address, and its text on the start page."""

    name: str
    title: Message
    lead: Message


NOTEBOOKS = (
    Notebook(
        "award",
        Message("Decide a round of applications"),
        Message(
            "Template, decisions with their reasons and articles, what is wrong in which cell, the workbook of results."
        ),
    ),
    Notebook(
        "what_if",
        Message("What if"),
        Message(
            "Sliders for every figure of a measure: what a change costs, who gains and who loses, what a reading is worth."
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


def application(port: int, language: Language) -> App:
    """The guarded app: start page and notebooks, for a server on ``port``."""
    # Some systems map .js to text/plain, which a browser refuses to run.
    mimetypes.add_type("text/javascript", ".js")
    builder = marimo.create_asgi_app(quiet=True, include_code=False)
    for notebook in NOTEBOOKS:
        builder = builder.with_app(path=f"/{notebook.name}", root=str(notebooks_folder() / f"{notebook.name}.py"))
    built = builder.build()
    return guarded(_closing(_with_start(built, language), built), port)


def guarded(app: App, port: int) -> App:
    """Wrap an app to answer requests of our own pages only, others with 403."""
    hosts, ours = names(port), origins(port)
    sockets = " ".join(f"ws://{host}" for host in sorted(hosts))
    policy = (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        f"style-src 'self' 'unsafe-inline'; connect-src 'self' data: blob: {sockets}; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
    )
    added = [(b"content-security-policy", policy.encode()), (b"referrer-policy", b"no-referrer")]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        given = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        origin = given.get(b"origin", "" if scope["type"] == "websocket" else None)
        if given.get(b"host", "") not in hosts or (origin is not None and origin not in ours):
            await _refuse(scope, send)
            return

        async def with_policy(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        await app(scope, receive, with_policy)

    return answer


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _send(send, 403, "text/plain", "403: this server answers its own pages on 127.0.0.1 and localhost only\n")


async def _send(send: Send, status: int, kind: str, text: str, *more: tuple[bytes, bytes]) -> None:
    body = text.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _closing(app: App, built: Any) -> App:
    """Wrap the app to end marimo's sessions when the server stops.

    marimo itself leaves that to its own command.
    """
    mounted: list[Any] = [route.app for route in built.routes if isinstance(route, Mount)]
    managers = [app.state.session_manager for app in mounted]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        while True:
            happens = (await receive())["type"]
            if happens == "lifespan.shutdown":
                for manager in managers:
                    await manager.shutdown()
            await send({"type": f"{happens}.complete"})
            if happens == "lifespan.shutdown":
                return

    return answer


def _with_start(app: App, language: Language) -> App:
    """Wrap the app to serve the start page and add the language to addresses."""
    pages = {f"/{notebook.name}{slash}" for notebook in NOTEBOOKS for slash in ("", "/")}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        spoken = next((language for language in LANGUAGES if f"lang={language}" in query.split("&")), None)
        if scope["path"] == "/":
            await _send(send, 200, "text/html", start_page(spoken or language))
        elif scope["path"] in pages and spoken is None:
            there = f"{scope['path'].rstrip('/')}/?lang={language}".encode()
            await _send(send, 307, "text/plain", "", (b"location", there))
        else:
            await app(scope, receive, send)

    return answer


def start_page(language: Language) -> str:
    """The page that leads to the others."""
    with speaking(language):
        links = "".join(
            f'<a href="{notebook.name}/?lang={language}"><b>{escape(str(notebook.title))}</b>'
            f"<span>{escape(str(notebook.lead))}</span></a>"
            for notebook in NOTEBOOKS
        )
        return page.document(
            _("fundcalc: subsidy measures, decided and explained"),
            _(
                "Everything stays on this machine; nothing is sent anywhere. The decision is a person's, the program shows why."
            ),
            f'<main class="ways">{links}</main>',
        )


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


def server(language: Language, on: socket.socket) -> uvicorn.Server:
    """The server of the app; ``serve(sockets=[on])`` runs it until it is stopped."""
    import uvicorn

    app = application(on.getsockname()[1], language)
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, lifespan="on")
    return uvicorn.Server(config)
