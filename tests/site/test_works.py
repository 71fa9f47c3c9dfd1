"""Work that takes long: how far it is, and stopping it."""

import time
from collections.abc import Iterator
from threading import Event

import pytest

from fundcalc.base.i18n import Message
from fundcalc.base.progress import advance
from fundcalc.site import routes
from fundcalc.site.pages import rounds
from fundcalc.site.visit import POSTING, Answer, Download, Visit, WebPage

from .visitor import Shown, Visitor, visiting

STAGE = Message("deciding the applications")


class Long:
    """A page that works until it is told to go on, or to stop."""

    def __init__(self) -> None:
        self.go_on = Event()

    def __call__(self, visit: Visit) -> Answer:
        while not self.go_on.wait(0.005):
            advance(STAGE, 3, 10)
        if visit.address.endswith(".xlsx"):
            return Download("result.xlsx", b"PK")
        return WebPage("problem.html", "done", {"message": "this is the answer"})


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> Iterator[Long]:
    page = Long()
    monkeypatch.setattr("fundcalc.site.visit.PATIENCE", 0.02)
    monkeypatch.setattr(rounds, "decide", page)
    monkeypatch.setattr(rounds, "result", page)
    yield page
    page.go_on.set()


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with visiting() as found:
        yield found


def settled(visitor: Visitor, address: str) -> Shown:
    """The page that is there once the work is done."""
    for _attempt in range(400):
        shown = visitor.open(address)
        if "One moment" not in shown.html:
            return shown
        time.sleep(0.01)
    raise AssertionError(shown.text)


def test_long_work_says_how_far_it_is_and_then_shows_its_answer(visitor: Visitor, long: Long) -> None:
    waiting = visitor.send("/rounds/new", policy="yunnan-2025")
    assert waiting.address.startswith("/works/")
    assert "deciding the applications · 3 of 10" in waiting.text
    assert visitor.client.get(waiting.address).headers["refresh"] == "1"
    long.go_on.set()
    assert "this is the answer" in settled(visitor, waiting.address).text


def test_long_work_is_stopped(visitor: Visitor, long: Long) -> None:
    waiting = visitor.send("/rounds/new", policy="yunnan-2025")
    visitor.send(waiting.address)
    assert "It was stopped" in settled(visitor, waiting.address).trouble
    assert not long.go_on.is_set()


def test_a_file_that_takes_long_is_saved_when_it_is_ready(visitor: Visitor, long: Long) -> None:
    waiting = visitor.open("/rounds/abc/result.xlsx")
    assert visitor.open(f"{waiting.address}/file").status == 404
    long.go_on.set()
    ready = settled(visitor, waiting.address)
    assert "The file is ready" in ready.html
    assert visitor.saved(f"{waiting.address}/file") == b"PK"


def test_what_is_posted_is_not_stopped_halfway() -> None:
    posting = [path for path, _show, act in routes.ROUTES if act in ("books.do_act", "upkeep.mend")]
    assert posting
    assert all(any(part in path for part in POSTING) for path in posting)
