"""The app: the notebooks on one local server, for browsers of this machine that mean this server.

Marimo answers every origin by itself; here a request must name this machine as its host and, where it says from which page it
comes, one of ours. The browser is told to fetch nothing from anywhere else (``Content-Security-Policy``).
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
    """A notebook by its name in the folder and in the address, with what the start page says of it."""

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
            "A book or sheets of spending, held against the measure: findings with the article, spending by use, coverage."
        ),
    ),
)


def application(port: int, language: Language) -> App:
    """The start page and every notebook, guarded, for a server that listens on ``port``; ``language`` is the first one."""
    # Some systems have their own idea of what a script is, and a browser runs none that is served as text.
    mimetypes.add_type("text/javascript", ".js")
    builder = marimo.create_asgi_app(quiet=True, include_code=False)
    for each in NOTEBOOKS:
        builder = builder.with_app(path=f"/{each.name}", root=str(notebooks_folder() / f"{each.name}.py"))
    built = builder.build()
    return guarded(_closing(_with_start(built, language), built), port)


def guarded(app: App, port: int) -> App:
    """The application for requests of our own pages, and 403 for any other."""
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
    """The application, which ends marimo's sessions with the server: marimo itself leaves that to its own command."""
    mounted: list[Any] = [route.app for route in built.routes if isinstance(route, Mount)]
    managers = [each.state.session_manager for each in mounted]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        while True:
            happens = (await receive())["type"]
            if happens == "lifespan.shutdown":
                for each in managers:
                    await each.shutdown()
            await send({"type": f"{happens}.complete"})
            if happens == "lifespan.shutdown":
                return

    return answer


def _with_start(app: App, language: Language) -> App:
    """The application with the start page at its root; a notebook's page is opened with the language in its address."""
    pages = {f"/{each.name}{slash}" for each in NOTEBOOKS for slash in ("", "/")}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        asked = scope["query_string"].decode("latin-1")
        spoken = next((each for each in LANGUAGES if f"lang={each}" in asked.split("&")), None)
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
            f'<a href="{each.name}/?lang={language}"><b>{escape(str(each.title))}</b><span>{escape(str(each.lead))}</span></a>'
            for each in NOTEBOOKS
        )
        return page.document(
            _("fundcalc: subsidy measures, decided and explained"),
            _(
                "Everything stays on this machine; nothing is sent anywhere. The decision is a person's, the program shows why."
            ),
            f'<main class="ways">{links}</main>',
        )


def listening(port: int | None) -> socket.socket:
    """A socket on this machine only: on the port asked for, else on the usual or a free one. Raises FundcalcError."""
    try:
        return socket.create_server((HOST, PORT if port is None else port))
    except OSError as error:
        if port is not None:
            told = _("port {port} is taken by another program; name another with --port, or leave --port out")
            raise FundcalcError(told.format(port=port)) from error
        return socket.create_server((HOST, ANY))


def server(language: Language, on: socket.socket) -> uvicorn.Server:
    """The server of the app; ``serve(sockets=[on])`` runs it until it is told to stop."""
    import uvicorn

    app = application(on.getsockname()[1], language)
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, lifespan="on")
    return uvicorn.Server(config)
