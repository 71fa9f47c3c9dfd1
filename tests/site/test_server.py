"""The server itself: its notebooks, its languages, and how soon its first page is there."""

import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse

import pytest

from fundcalc.base.i18n import Language
from fundcalc.base.loopback import ANY, Key
from fundcalc.site import server
from fundcalc.site.notebooks import NOTEBOOKS
from fundcalc.site.routes import ROUTES, handler

from .visitor import Visitor, visiting


@contextmanager
def served(language: Language = "en") -> Iterator[Key]:
    """The key of the app while it runs.

    A kernel of marimo makes a module of its own the `__main__` of the process; PySpark, imported
    by a later test, needs the true one.
    """
    main = sys.modules["__main__"]
    listening = server.listening(ANY)
    key = Key.new(listening.getsockname()[1])
    running = server.server(key, language)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield key
    finally:
        running.should_exit = True
        thread.join()
        listening.close()
        sys.modules["__main__"] = main


@pytest.fixture(scope="module")
def key() -> Iterator[Key]:
    with served() as found:
        yield found


def opened(key: Key, path: str, data: bytes | None = None, /, **headers: str) -> HTTPResponse:
    given = {"Cookie": key.cookie.partition(";")[0], **headers}
    address = f"http://127.0.0.1:{key.port}{path}"
    answer: HTTPResponse = urllib.request.urlopen(urllib.request.Request(address, data, given))
    return answer


def text(key: Key, path: str) -> str:
    with opened(key, path) as answer:
        return answer.read().decode()


def test_the_first_page_leads_to_every_notebook_in_both_languages(key: Key) -> None:
    english, chinese = text(key, "/?lang=en"), text(key, "/?lang=zh")
    assert '<html lang="en">' in english
    assert '<html lang="zh-CN">' in chinese
    for notebook in NOTEBOOKS:
        assert f'href="/{notebook.name}/?lang=en"' in english
        assert f'href="/{notebook.name}/?lang=zh"' in chinese
    assert "审核一个批次的申报" in chinese


@pytest.mark.parametrize("notebook", [notebook.name for notebook in NOTEBOOKS])
def test_every_notebook_is_answered_in_the_first_language_and_without_its_code(key: Key, notebook: str) -> None:
    for path in (notebook, f"{notebook}/"):
        with opened(key, f"/{path}") as answer:
            assert answer.url == f"http://127.0.0.1:{key.port}/{notebook}/?lang=en"
            shown = answer.read().decode()
    assert "fundcalc.app" not in shown
    assert "app.setup" not in shown


def test_the_browser_may_fetch_nothing_from_elsewhere(key: Key) -> None:
    with opened(key, "/award/?lang=zh") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self' data: blob:" in policy
    assert "frame-ancestors 'none'" in policy
    assert "https:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["api/kernel/run", "api/kernel/save", "api/files/list_files", "api/packages/add"])
def test_a_page_runs_no_code_of_its_own_and_reads_no_folder(key: Key, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        opened(key, f"/award/{path}", b"{}", Origin=f"http://127.0.0.1:{key.port}")


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_a_page_from_elsewhere_is_refused(key: Key, headers: dict[str, str]) -> None:
    for path in ("/", "/award/?lang=en", "/award/api/status", "/award/assets/x.js"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opened(key, path, **headers)


def test_the_language_is_kept_from_page_to_page() -> None:
    with visiting(language="zh") as visitor:
        assert "我的账簿" in visitor.open("/").text
        assert "My books" in visitor.open("/?lang=en").text
        assert "Measures" in visitor.open("/measures").text
        assert "我的账簿" in visitor.open("/?lang=zh").text
        assert visitor.open("/?lang=xx").status == 200


def test_an_address_that_leads_nowhere_says_so() -> None:
    with visiting() as visitor:
        for path in ("/nothing", "/books/0000000000", "/rounds/none", "/audits/none", "/measures/none"):
            shown = visitor.open(path)
            assert shown.status == 404
            assert shown.trouble


def test_every_address_leads_to_a_page() -> None:
    for _path, show, act in ROUTES:
        assert callable(handler(show))
        assert act is None or callable(handler(act))


def test_the_server_is_up_without_marimo() -> None:
    code = (
        "import sys; from fundcalc.base.loopback import Key; from fundcalc.site import server;"
        "server.application(Key.new(1), 'zh', server.Books(()));"
        "assert not {'marimo', 'altair', 'polars', 'fava', 'beancount', 'openpyxl'} & set(sys.modules), set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_label_names_a_field_and_every_page_has_one_heading(visited: list[tuple[str, str]]) -> None:
    for path, html in visited:
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html))
        assert set(re.findall(r'<label for="([^"]+)"', html)) <= fields, path
        assert html.count("<h1>") == 1, path
        assert " style=" not in html, path
        assert not re.search(r"\son\w+=", html), path


@pytest.fixture
def visited() -> Iterator[list[tuple[str, str]]]:
    def open_all(visitor: Visitor) -> list[tuple[str, str]]:
        paths = ["/", "/books/new", "/rounds", "/rounds/new", "/audits", "/audits/new", "/standing", "/measures"]
        return [(path, visitor.open(path).html) for path in paths]

    with visiting() as english, visiting(language="zh") as chinese:
        yield open_all(english) + open_all(chinese)
