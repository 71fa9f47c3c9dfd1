"""A person's browser without a browser: opens the pages with the key, fills in forms, drops files."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from fundcalc.base.i18n import Language
from fundcalc.base.loopback import Key
from fundcalc.site import server
from fundcalc.site.known_books import Books

PORT = 5070
ORIGIN = f"http://127.0.0.1:{PORT}"


class Shown:
    """A page as it was answered."""

    def __init__(self, status: int, address: str, html: str) -> None:
        self.status, self.address, self.html = status, address, html

    @property
    def text(self) -> str:
        """What stands on the page, blanks put together."""
        body = re.sub(r"<style.*?</style>|<[^>]+>", " ", self.html.partition("<main")[2] or self.html)
        return re.sub(r"\s+", " ", unescape(body)).strip()

    @property
    def links(self) -> list[str]:
        return [unescape(link) for link in re.findall(r'href="([^"]+)"', self.html)]

    @property
    def trouble(self) -> str:
        """What was refused, as the page says it."""
        found = re.findall(r'<div class="trouble" role="alert">(.*?)</div>', self.html, re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", " ".join(found)))).strip()

    def link(self, part: str) -> str:
        """The first link whose address holds a text."""
        return next(link for link in self.links if part in link)


class Visitor:
    """Somebody who opened the address of the server."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def open(self, path: str) -> Shown:
        """Follow a link."""
        answer = self.client.get(path)
        if found := re.search(r'name="token" value="(\w+)"', answer.text):
            self.token = found[1]
        return Shown(answer.status_code, str(answer.url).removeprefix(ORIGIN), answer.text)

    def send(self, path: str, files: Mapping[str, bytes] | None = None, /, **fields: str | list[str]) -> Shown:
        """Fill in a form, drop files on it, and send it."""
        if not self.token:
            self.open("/")
        dropped = [("file", (name, content)) for name, content in (files or {}).items()]
        answer = self.client.post(
            path, data={"token": self.token, **fields}, files=dropped or None, headers={"origin": ORIGIN}
        )
        return Shown(answer.status_code, str(answer.url).removeprefix(ORIGIN), answer.text)

    def confirm(self, shown: Shown, by: str = "tester") -> Shown:
        """Say yes to what a page shows."""
        return self.send(shown.address, by=by)

    def saved(self, path: str) -> bytes:
        """Save what a link leads to."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment")
        content: bytes = answer.content
        return content


@contextmanager
def visiting(*books: Path, language: Language = "en", memory: Path | None = None) -> Iterator[Visitor]:
    """The pages, opened with their key."""
    key = Key(PORT, "a-key-of-the-tests")
    app = server.application(key, language, Books(books, memory))
    with TestClient(app, base_url=ORIGIN) as client:
        assert client.get(key.address().removeprefix(ORIGIN)).status_code == 200
        yield Visitor(client)
