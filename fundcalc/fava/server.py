"""The web server: Fava over our ledger, read-only and local."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fava.application import create_app
from fava.core import FavaLedger

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import Language
from fundcalc.base.loopback import ANY, HOST, Key, names
from fundcalc.fava import messages
from fundcalc.fava.page import SpecialAccounts
from fundcalc.fava.safe_ledger import Ledger

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from cheroot.wsgi import Server
    from flask import Flask

PORT = 5050


def application(folder: Path, language: Language) -> Flask:
    """Fava with one book, read-only, our page first.

    Raises ``BookError`` for a book that must not be opened.
    """
    ledger = Ledger(folder, SpecialAccounts, language)
    app = create_app([], read_only=True)
    app.config["LEDGERS"] = _Only(ledger)
    return app


class _Only:
    """The only ledger of the application, in place of Fava's loader of ledgers."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledgers: list[FavaLedger] = [ledger]

    @property
    def slug(self) -> str:
        return "book"

    def first_slug(self) -> str:
        return self.slug

    def items(self) -> Iterable[tuple[str, FavaLedger]]:
        return [(self.slug, self.ledgers[0])]

    def __getitem__(self, slug: str) -> FavaLedger:
        if slug != self.slug:
            raise KeyError(slug)
        return self.ledgers[0]


def address(key: Key, app: Flask) -> str:
    """Where the browser finds our page, with the key that opens it."""
    ledgers = app.config["LEDGERS"]
    return key.address(f"/{quote(ledgers.first_slug())}/extension/{SpecialAccounts.__qualname__}/")


def guarded(app: Callable[..., Any], key: Key) -> Callable[..., Any]:
    """Answer requests that name this machine and have the key or its cookie, else 403.

    Another account on this machine would otherwise read a book that it has no right to open.
    """
    ours = names(key.port)
    frames = [("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_HOST", "").lower() not in ours:
            body = b"403: this server answers to 127.0.0.1 and localhost only\n"
        elif key.is_in(environ.get("HTTP_COOKIE", "")):
            return app(environ, start_response)  # type: ignore[no-any-return]
        elif key.opens(environ.get("QUERY_STRING", "")):
            body = key.entrance(quote(environ.get("PATH_INFO", "/")), environ.get("QUERY_STRING", "")).encode()
            html = ("Content-Type", "text/html; charset=utf-8")
            start_response("200 OK", [html, ("Content-Length", str(len(body))), ("Set-Cookie", key.cookie), *frames])
            return [body]
        else:
            body = b"403: open the address that fundcalc shows when it starts, with its key\n"
        start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def server(app: Flask, port: int | None) -> tuple[Server, Key]:
    """A local server on the port requested, else a usual or free one, and its key.

    Raises ``BookError`` when the port that was asked for is taken.
    """
    from cheroot.wsgi import Server

    number = _free(port)
    found = Server((HOST, number), app)
    try:
        found.prepare()
    except OSError as error:  # taken a moment ago
        if port is not None:
            raise BookError(messages.PORT_TAKEN.format(port=number)) from error
        found = Server((HOST, ANY), app)
        found.prepare()
    key = Key.new(found.socket.getsockname()[1])
    found.wsgi_app = guarded(app, key)
    return found, key


def _free(port: int | None) -> int:
    """The port to listen on.

    Cheroot would leave a socket open when it meets one that is taken.
    """
    wanted = PORT if port is None else port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        try:
            trial.bind((HOST, wanted))
        except OSError as error:
            if port is not None:
                raise BookError(messages.PORT_TAKEN.format(port=port)) from error
            return ANY
    return wanted
