"""``fundcalc app``: serving until interrupted, and errors on the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from websockets import Origin
from websockets.sync.client import connect

from fundcalc.cli import commands


def refused(*arguments: Any) -> tuple[int, str]:
    result = CliRunner().invoke(commands(), ["app", *map(str, arguments), "--no-browser"], prog_name="fundcalc")
    return result.exit_code, result.output


def test_the_app_is_served_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "fundcalc", "app", "--no-browser", "--json", "--lang", "zh"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) as running:
        try:
            assert running.stdout is not None
            said = b""
            while not said.endswith(b"}\n") and (line := running.stdout.readline()):
                said += line
            address = json.loads(said)["address"]
            assert address.startswith("http://127.0.0.1:")
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies := CookieJar()))
            with pytest.raises(urllib.error.HTTPError, match="403"):
                opener.open(address.partition("?")[0])
            opener.open(address).close()
            address = address.partition("?")[0]
            with opener.open(address) as answer:
                assert "审核一轮申报" in answer.read().decode()
            cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in cookies)}
            socket_of = f"{address.replace('http', 'ws')}award/ws?session_id="
            with (
                pytest.raises(Exception, match="403"),
                connect(f"{socket_of}s_1", origin=Origin("http://evil.example"), additional_headers=cookie),
            ):
                pass
            with pytest.raises(Exception, match="403"), connect(f"{socket_of}s_3", origin=Origin(address.rstrip("/"))):
                pass
            # A page that is still open must not keep the server from ending.
            with connect(f"{socket_of}s_2", origin=Origin(address.rstrip("/")), additional_headers=cookie) as page:
                assert json.loads(page.recv())["op"]
                running.send_signal(signal.SIGINT)
                said, errors = running.communicate(timeout=20)
        finally:
            running.kill()
        assert running.returncode == 0
        # On a slow machine, the command says after two seconds that it is starting; nothing else is expected.
        assert errors.decode() in ("", "… 正在启动\n")


def test_a_port_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused("--port", port) == (
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
    code, message = refused("--book", tmp_path)
    assert code == 2
    assert "main.beancount" in message


@pytest.mark.parametrize("missing", ["marimo", "altair", "polars", "starlette", "python_multipart"])
def test_a_missing_package_is_an_error_with_the_command_to_install_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, message = refused()
    assert code == 2
    assert message == (
        f"fundcalc: {missing} is not installed; install what the app needs with this command, and run this again: "
        f"{sys.executable} -m pip install 'marimo>=0.25.2' 'altair>=6.0' 'polars>=1.38' 'pyarrow>=21' 'starlette>=0.46' "
        "'uvicorn>=0.34' 'python-multipart>=0.0.20'\n"
    )
