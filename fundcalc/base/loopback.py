"""Serving this machine only: its address, its names, and the key that opens it."""

import hashlib
import hmac
import secrets
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlencode

HOST = "127.0.0.1"
ANY = 0
_PARAMETER = "key"


def names(port: int) -> frozenset[str]:
    """What a request that means this server names as its host.

    A page of the internet whose name was made to point to this machine (DNS rebinding) would otherwise read what is served
    through the browser; its requests name that other host.
    """
    return frozenset(f"{name}:{port}" for name in (HOST, "localhost"))


def origins(port: int) -> frozenset[str]:
    """The origins of our own pages.

    A page from elsewhere sends another origin when it posts, reads or opens a socket.
    """
    return frozenset(f"http://{name}" for name in names(port))


@dataclass(frozen=True, slots=True)
class Key:
    """The secret of a running server, which another account does not know.

    It stands in the address that is opened, and is exchanged there for a cookie. The name of the cookie has the port, since
    browsers share cookies among the ports of a host.
    """

    port: int
    secret: str

    @classmethod
    def new(cls, port: int) -> "Key":
        """A key that nobody can guess."""
        return cls(port, secrets.token_urlsafe(24))

    def address(self, path: str = "/") -> str:
        """The address to open, with the key."""
        return f"http://{HOST}:{self.port}{path}?{urlencode({_PARAMETER: self.secret})}"

    def opens(self, query: str) -> bool:
        """Whether the query of an address has the key."""
        given = dict(parse_qsl(query)).get(_PARAMETER, "")
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def entrance(self, path: str, query: str) -> str:
        """The page that goes on to what was asked for, without the key."""
        rest = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != _PARAMETER]
        return entrance(f"{path}?{urlencode(rest)}" if rest else path)

    @property
    def cookie(self) -> str:
        """The ``Set-Cookie`` header that the key is exchanged for."""
        return f"{self._name}={self._value}; Path=/; HttpOnly; SameSite=Strict"

    def is_in(self, cookies: str) -> bool:
        """Whether a ``Cookie`` header has the cookie of this key."""
        try:
            found = SimpleCookie(cookies).get(self._name)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self._value.encode())

    def derived(self, purpose: str) -> str:
        """Another secret that only this server can work out, such as that of its forms."""
        return hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()

    @property
    def _name(self) -> str:
        return f"fundcalc-{self.port}"

    @property
    def _value(self) -> str:
        return self.derived("cookie")


def entrance(address: str) -> str:
    """A page that goes on to an address at once.

    A redirect would not do where a cookie is set: the browser does not send a strict cookie along a chain that began
    elsewhere.
    """
    to = escape(f"/{address.lstrip('/')}" if address.startswith("/") else address, quote=True)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={to}">'
        '<link rel="icon" href="data:,">'
        f'<title>fundcalc</title></head><body><a href="{to}">fundcalc</a></body></html>'
    )


@contextmanager
def opened_in_browser(address: str) -> Iterator[None]:
    """Open an address in the browser of this user, its key hidden from others.

    Other accounts can read the command lines of this machine, so the browser is given the name of a private file that goes
    on to it.
    """
    with TemporaryDirectory(prefix="fundcalc-") as folder:
        page = Path(folder) / "open.html"
        page.write_text(entrance(address), "utf-8")
        webbrowser.open(page.as_uri())
        yield
