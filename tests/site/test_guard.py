"""The pages answer nobody but the browser that was given the key."""

import asyncio
from collections.abc import Iterator, MutableMapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fundcalc.base.loopback import Key, entrance
from fundcalc.site import guard, server
from fundcalc.site.known_books import Books

from .visitor import ORIGIN, PORT, Visitor, visiting

KEY = Key(PORT, "a-key-of-the-tests")


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    with visiting() as found:
        yield found


@pytest.fixture
def stranger() -> Iterator[TestClient]:
    """Somebody on this machine who does not know the key."""
    with TestClient(server.application(KEY, "en", Books(())), base_url=ORIGIN) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/books/new", "/rounds/new", "/site.css", "/what_if/", "/audit/?lang=en", "/nothing"]
)
def test_without_the_cookie_nothing_is_answered(stranger: TestClient, path: str) -> None:
    for given in (path, f"{path}?key=guessed", f"{path}?key="):
        assert stranger.get(given).status_code == 403
    assert stranger.get(path, headers={"cookie": "fundcalc-5070=guessed"}).status_code == 403
    assert stranger.post(path, headers={"origin": ORIGIN}).status_code == 403


def test_the_key_is_exchanged_for_a_strict_cookie(stranger: TestClient) -> None:
    answer = stranger.get(f"/measures?key={KEY.secret}")
    assert answer.status_code == 200
    assert answer.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert KEY.secret not in answer.headers["set-cookie"]
    assert (
        'content="0;url=/measures"' in answer.text
    )  # a page that goes on, since a strict cookie is not sent after a redirect
    assert stranger.get("/measures").status_code == 200
    further = stranger.get(f"/rounds/new?policy=xpcc&key={KEY.secret}", headers={"cookie": ""})
    assert 'content="0;url=/rounds/new?policy=xpcc"' in further.text


def test_the_page_that_goes_on_stays_on_this_server() -> None:
    assert 'url=/evil.example/"' in entrance("//evil.example/")
    assert "<script>" not in entrance('/"><script>')


def test_a_form_needs_its_token(visitor: Visitor, tmp_path: Path) -> None:
    fields = {"role": "authority", "parent": str(tmp_path), "name": "book"}
    for token in ({}, {"token": ""}, {"token": "0" * 64}):
        answer = visitor.client.post("/books/new", data={**fields, **token}, headers={"origin": ORIGIN})
        assert answer.status_code == 403
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:5070", ""])
def test_a_form_of_another_page_is_refused(visitor: Visitor, origin: str) -> None:
    visitor.open("/")
    headers = {"origin": origin} if origin else {}
    assert visitor.client.post("/books/new", data={"token": visitor.token}, headers=headers).status_code == 403


def test_a_form_that_is_too_large_is_refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    assert visitor.send("/rounds/new", {"round.xlsx": b"x" * 2000}, policy="yunnan-2025").status == 413
    many = [(f"f{number}", "x") for number in range(3000)]
    monkeypatch.setattr(guard, "MOST_BYTES", 10**8)
    answer = visitor.client.post(
        "/rounds/new", files=[(name, (None, value)) for name, value in many], headers={"origin": ORIGIN}
    )
    assert answer.status_code == 413


def test_our_pages_run_no_script_and_stand_in_no_frame(visitor: Visitor) -> None:
    headers = visitor.client.get("/").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "<script" not in visitor.client.get("/").text


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
        ("http", {"host": "127.0.0.1:5070", "content-length": str(guard.MOST_BYTES + 1)}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "http://127.0.0.1:5070"}, True),
        ("websocket", {"host": "127.0.0.1:5070"}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "null"}, False),
        ("websocket", {"host": "127.0.0.1:5070", "origin": "http://evil.example"}, False),
        ("websocket", {"host": "evil.example:5070", "origin": "http://evil.example:5070"}, False),
    ],
)
@pytest.mark.parametrize("has_cookie", [True, False])
def test_only_our_own_pages_on_this_machine_are_answered(
    kind: str, headers: dict[str, str], allowed: bool, has_cookie: bool
) -> None:
    reached, sent = [], []

    async def app(scope: guard.Scope, _receive: guard.Receive, _send: guard.Send) -> None:
        reached.append(scope["type"])

    async def receive() -> MutableMapping[str, object]:
        raise AssertionError

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append((message["type"], message.get("status", message.get("code"))))

    given = headers | ({"cookie": KEY.cookie.partition(";")[0]} if has_cookie else {})
    scope = {
        "type": kind,
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }

    async def request() -> None:
        await guard.guarded(app, KEY)(scope, receive, send)

    asyncio.run(request())
    assert reached == ([kind] if allowed and has_cookie else [])
    if not reached:
        assert sent[0] in (
            ("http.response.start", 403), ("http.response.start", 413), ("websocket.close", 1008)
        )  # fmt: skip
