"""``fundcalc web``: it serves until it is told to stop, and says what is in the way."""

import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.serving import refused, serving

from .samples import recipient


def test_a_book_is_served_read_only_until_it_is_stopped(tmp_path: Path) -> None:
    folder = recipient(tmp_path / "book", 2)
    with serving("web", folder) as server:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opener.open(server.page)  # without its key
        opener.open(server.address).close()
        with opener.open(server.page) as answer:
            assert b"2,000,000.00" in answer.read()
        foreign = urllib.request.Request(server.address, headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opener.open(foreign)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            opener.open(urllib.request.Request(server.page, data=b"{}", method="PUT"))
        server.stop()
    assert (server.process.returncode, server.errors) == (0, "")


def test_a_port_that_is_taken_is_reported(tmp_path: Path) -> None:
    folder = recipient(tmp_path / "book", 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused("web", folder, "--port", port) == (
            2,
            f"fundcalc: port {port} is taken by another program; name another with --port, or leave --port out\n",
        )


def test_a_missing_book_is_reported(tmp_path: Path) -> None:
    message = f"fundcalc: {tmp_path} is not a book: it has no main.beancount; make one with `fundcalc book init`\n"
    assert refused("web", tmp_path) == (2, message)


def test_without_fava_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fava", None)
    code, message = refused("web", recipient(tmp_path / "book", 0))
    assert code == 2
    assert message == (
        "fundcalc: Fava is not installed; install it with this command, and run this again: "
        f"{sys.executable} -m pip install 'fava>=1.30.16'\n"
    )


def test_a_usual_port_that_is_taken_gives_way_to_a_free_one(tmp_path: Path) -> None:
    from fundcalc.fava import server

    app = server.application(recipient(tmp_path / "book", 0), "en")
    started = [server.server(app, None) for _ in range(3)]
    try:
        assert len({key.port for _listening, key in started}) == 3
    finally:
        for listening, _key in started:
            listening.stop()
