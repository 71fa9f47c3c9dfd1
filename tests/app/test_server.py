"""The app over HTTP: its pages, its languages, and that it answers nobody but its own pages on this machine."""

import asyncio
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

import pytest

from fundcalc.app import server
from fundcalc.base.i18n import Language
from fundcalc.base.loopback import ANY


@contextmanager
def served(language: Language = "en") -> Iterator[str]:
    """The address of the app while it runs.

    A kernel of marimo makes a module of its own the `__main__` of the process; PySpark, imported
    by a later test, needs the true one.
    """
    main = sys.modules["__main__"]
    listening = server.listening(ANY)
    running = server.server(language, listening)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        running.should_exit = True
        thread.join()
        listening.close()
        sys.modules["__main__"] = main


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as found:
        yield found


def opened(address: str, **headers: str) -> HTTPResponse:
    answer: HTTPResponse = urllib.request.urlopen(urllib.request.Request(address, headers=headers))
    return answer


def text(address: str) -> str:
    with opened(address) as answer:
        return answer.read().decode()


def test_the_start_page_leads_to_every_notebook_in_both_languages(address: str) -> None:
    english, chinese = text(address), text(f"{address}?lang=zh")
    assert '<html lang="en">' in english
    assert '<html lang="zh-CN">' in chinese
    for notebook in server.NOTEBOOKS:
        assert f'href="{notebook.name}/?lang=en"' in english
        assert f'href="{notebook.name}/?lang=zh"' in chinese
    assert "审核一轮申报" in chinese


@pytest.mark.parametrize("notebook", [notebook.name for notebook in server.NOTEBOOKS])
def test_every_notebook_is_answered_in_the_first_language_and_without_its_code(address: str, notebook: str) -> None:
    for path in (notebook, f"{notebook}/"):
        with opened(f"{address}{path}") as answer:
            assert answer.url == f"{address}{notebook}/?lang=en"
            shown = answer.read().decode()
    assert "fundcalc.app" not in shown
    assert "app.setup" not in shown


def test_the_browser_may_fetch_nothing_from_elsewhere(address: str) -> None:
    with opened(f"{address}award/?lang=zh") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self' data: blob:" in policy
    assert "frame-ancestors 'none'" in policy
    assert "https:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["api/kernel/run", "api/kernel/save", "api/files/list_files", "api/packages/add"])
def test_a_page_runs_no_code_of_its_own_and_reads_no_folder(address: str, path: str) -> None:
    request = urllib.request.Request(f"{address}award/{path}", b"{}", {"Origin": address.rstrip("/")})
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_a_page_from_elsewhere_is_refused(address: str, headers: dict[str, str]) -> None:
    for path in ("", "award/?lang=en", "award/api/status", "award/assets/x.js"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opened(f"{address}{path}", **headers)


@pytest.mark.parametrize(
    ("kind", "headers", "allowed"),
    [
        ("http", {"host": "127.0.0.1:5070"}, True),
        ("http", {"host": "LocalHost:5070"}, True),
        ("http", {"host": "127.0.0.1:5070", "origin": "http://127.0.0.1:5070"}, True),
        ("http", {"host": "127.0.0.1:5070", "origin": "http://localhost:5070"}, True),
        ("http", {}, False),
        ("http", {"host": "127.0.0.1"}, False),
        ("http", {"host": "evil.example:5070"}, False),
        ("http", {"host": "127.0.0.1.evil.example:5070"}, False),
        ("http", {"host": "127.0.0.1:5070", "origin": "http://evil.example"}, False),
        ("http", {"host": "127.0.0.1:5070", "origin": "http://127.0.0.1:80"}, False),
        ("http", {"host": "127.0.0.1:5070", "origin": "https://127.0.0.1:5070"}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "http://127.0.0.1:5070"}, True),
        ("websocket", {"host": "127.0.0.1:5070"}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "null"}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "http://evil.example"}, False),
        ("websocket", {"host": "evil.example:5070", "origin": "http://evil.example:5070"}, False),
    ],
)
def test_only_our_own_pages_on_this_machine_are_answered(kind: str, headers: dict[str, str], allowed: bool) -> None:
    reached, sent = [], []

    async def app(scope: server.Scope, _receive: server.Receive, _send: server.Send) -> None:
        reached.append(scope["type"])

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"] + str(message.get("status", message.get("code", ""))))

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}

    async def request() -> None:
        await server.guarded(app, 5070)(scope, receive, send)

    asyncio.run(request())
    assert reached == ([kind] if allowed else [])
    refusal = ["http.response.start403", "http.response.body"] if kind == "http" else ["websocket.close1008"]
    assert sent == ([] if allowed else refusal)
