"""Answer our own pages in the browser that opened them, and nobody else.

The host of a request must be this machine, its origin (if given) one of our pages, and it must have the cookie that the
key in the opened address was exchanged for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Literal
from urllib.parse import quote

from fundcalc.base.loopback import Key, names, origins

Scope = MutableMapping[str, Any]
ASGIMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[ASGIMessage]]
Send = Callable[[ASGIMessage], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

MOST_BYTES = 100 * 1024 * 1024  # of a request; the largest workbook with its sheets is well below

# A referrer policy of "no-referrer" would make the browser send "null" as the origin of our own forms.
_ALWAYS = (
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
Refusal = Literal["host", "origin", "key", "size"]
_REFUSALS: dict[Refusal, tuple[int, str]] = {
    "host": (403, "403: this server answers its own pages on 127.0.0.1 and localhost only\n"),
    "origin": (403, "403: this server answers its own pages only\n"),
    "key": (
        403,
        "403: open the address that fundcalc shows when it starts, with its key\n"
        "请打开 fundcalc 启动时显示的网址（含其中的 key）。\n",
    ),
    "size": (413, "413: more than 100 MB; drop fewer or smaller files\n文件超过 100 MB，请减少文件或缩小文件。\n"),
}


def guarded(app: App, key: Key, loose: Iterable[str] = ()) -> App:
    """Wrap an app to answer requests of our own pages only.

    ``loose`` are the first parts of paths, such as ``/what_if``, whose pages bring scripts of their own.
    """
    hosts, ours = names(key.port), origins(key.port)
    open_paths = tuple(loose)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refusal = _refusal(scope, headers, hosts, ours)
        if refusal is not None:
            await _refuse(scope, send, refusal)
        elif key.is_in(headers.get(b"cookie", "")):
            await app(scope, _bounded(receive), _with_headers(send, _policy(scope["path"], open_paths, hosts)))
        elif scope["type"] == "http" and key.opens(query := scope["query_string"].decode("latin-1")):
            cookie = (b"set-cookie", key.cookie.encode())
            page = key.entrance(quote(scope["path"]), query)
            await send_text(_with_headers(send, _STRICT), 200, page, "text/html", cookie)
        else:
            await _refuse(scope, send, "key")

    return answer


def _refusal(scope: Scope, headers: dict[bytes, str], hosts: frozenset[str], ours: frozenset[str]) -> Refusal | None:
    if headers.get(b"host", "").lower() not in hosts:
        return "host"
    # A socket always says its origin; a form that is posted does, and a page that is followed need not.
    must = scope["type"] == "websocket" or scope.get("method", "GET") not in ("GET", "HEAD")
    origin = headers.get(b"origin", "" if must else None)
    if origin is not None and origin.lower() not in ours:
        return "origin"
    length = headers.get(b"content-length", "0")
    return "size" if not length.isdecimal() or int(length) > MOST_BYTES else None


def _policy(path: str, loose: tuple[str, ...], hosts: frozenset[str]) -> str:
    """The content security policy of a path."""
    if not any(path == start or path.startswith(f"{start}/") for start in loose):
        return _STRICT
    sockets = " ".join(f"ws://{host}" for host in sorted(hosts))
    return (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        f"style-src 'self' 'unsafe-inline'; connect-src 'self' data: blob: {sockets}; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
    )


def _with_headers(send: Send, policy: str) -> Send:
    added: list[Header] = [(b"content-security-policy", policy.encode()), *_ALWAYS]

    async def sending(message: ASGIMessage) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending


def _bounded(receive: Receive) -> Receive:
    """Stop reading a body that is larger than it may be, whatever its header says."""
    read = 0

    async def receiving() -> ASGIMessage:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                return {"type": "http.disconnect"}
        return message

    return receiving


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    status, text = _REFUSALS[refusal]
    await send_text(send, status, text)


async def send_text(send: Send, status: int, text: str, kind: str = "text/plain", *more: Header) -> None:
    """Send a whole answer of text."""
    body = text.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
