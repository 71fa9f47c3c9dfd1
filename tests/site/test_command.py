"""``fundcalc app``: serving until interrupted, and errors on the way."""

import json
import socket
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from websockets import Origin
from websockets.sync.client import connect

from tests.serving import refused, serving


def test_the_app_is_served_until_it_is_interrupted() -> None:
    with serving("app", "--lang", "zh") as server:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies := CookieJar()))
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opener.open(server.page)
        opener.open(server.address).close()
        with opener.open(server.page) as answer:
            assert "审核一个批次的申报" in answer.read().decode()
        cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in cookies)}
        origin = Origin(server.page.rstrip("/"))
        socket_of = f"{server.page.replace('http', 'ws')}award/ws?session_id="
        with (
            pytest.raises(Exception, match="403"),
            connect(f"{socket_of}s_1", origin=Origin("http://evil.example"), additional_headers=cookie),
        ):
            pass
        with pytest.raises(Exception, match="403"), connect(f"{socket_of}s_3", origin=origin):
            pass
        # A page that is still open must not keep the server from ending.
        with connect(f"{socket_of}s_2", origin=origin, additional_headers=cookie) as page:
            assert json.loads(page.recv())["op"]
            server.stop()
    assert server.process.returncode == 0
    # On a slow machine, the command says after two seconds that it is starting; nothing else is expected.
    assert server.errors in ("", "… 正在启动\n")


def test_a_port_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused("app", "--port", port) == (
            2,
            f"fundcalc: port {port} is taken by another program; name another with --port, or leave --port out\n",
        )


def test_a_usual_port_that_is_taken_gives_way_to_a_free_one() -> None:
    from fundcalc.site import server

    taken = [server.listening(None) for _ in range(3)]
    try:
        assert len({listening.getsockname()[1] for listening in taken}) == 3
        assert {listening.getsockname()[0] for listening in taken} == {"127.0.0.1"}
    finally:
        for listening in taken:
            listening.close()


def test_a_folder_that_is_no_book_is_refused(tmp_path: Path) -> None:
    code, message = refused("app", "--book", tmp_path)
    assert code == 2
    assert "main.beancount" in message


@pytest.mark.parametrize("missing", ["marimo", "altair", "polars", "starlette", "python_multipart"])
def test_a_missing_package_is_an_error_with_the_command_to_install_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, message = refused("app")
    assert code == 2
    assert message == (
        f"fundcalc: {missing} is not installed; install what the app needs with this command, and run this again: "
        f"{sys.executable} -m pip install 'marimo>=0.25.2' 'altair>=6.0' 'polars>=1.38' 'pyarrow>=21' 'starlette>=0.46' "
        "'uvicorn>=0.34' 'python-multipart>=0.0.20'\n"
    )
