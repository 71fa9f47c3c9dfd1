"""Every command that writes: killed at any instant, raced, on a full disk, in a folder that may not be written."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import Payment, recipient, store
from fundcalc.ledger.authority.payees import Payee, enter_payees
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry

from . import everyone
from .kills import kill_and_race
from .samples import appropriate, award, new_book, post_round, round_of, snapshot

resource = pytest.importorskip("resource", reason="limits of a process are those of POSIX")

A = "YN-2026-p1-build"
DAY = date(2026, 6, 1)


@pytest.mark.slow
def test_kills_and_races_of_every_command(tmp_path: Path) -> None:
    posted_log = tmp_path / "posted"
    command = [sys.executable, "-W", "error", everyone.__file__]
    kills, finished = kill_and_race(command, tmp_path, posted_log)

    posted = posted_log.read_text().split()
    kept = {*store.batches(tmp_path / "authority"), *store.batches(tmp_path / "special")}
    assert len(posted) > 10
    assert set(posted) <= kept
    # Whoever was killed tries again, as a person would.
    for seed in range(4):
        command = [sys.executable, "-W", "error", everyone.__file__, "once", str(tmp_path), str(seed)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    everyone.check(tmp_path)
    print(f"{kills} kills, {finished} processes that finished, {len(posted)} batches")


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    authority = new_book(tmp_path / "authority")
    post_round(authority, round_of(award("p1")))
    ledger.pay(authority, [Payment(A, 60_000, DAY)])
    ledger.claw_back(authority, [Payment(A, 100, DAY)])
    special = tmp_path / "special"
    recipient.init(special, title="专项")
    recipient.receive(special, Entry(A, 60_000, DAY))
    return authority, special


def newest(folder: Path) -> str:
    """The id of the newest entry that is not a reversal."""
    return next(entry.id for entry in entries(folder).entries if not entry.reverses)


def _texts(count: int) -> list[Line]:
    return [Line(DAY, 1, A, code="30218", text=f"{number} " + "试剂" * 100) for number in range(count)]


# Each writes something that the fixture's books do not hold.
COMMANDS: dict[str, Callable[[Path, Path], object]] = {
    "appropriate": lambda authority, _: appropriate(authority, 5, document="x"),
    "commit": lambda authority, _: ledger.commit(
        authority, [Payment("YN-2026-p2-build", 5, DAY)], policy="yunnan-2025", code="YN", year=2026),
    "award": lambda authority, _: post_round(authority, round_of(award("p3"))),
    "pay": lambda authority, _: ledger.pay(authority, [Payment(A, 5, DAY)]),
    "claw_back": lambda authority, _: ledger.claw_back(authority, [Payment(A, 5, DAY)]),
    "recover": lambda authority, _: ledger.recover(authority, [Payment(A, 5, DAY)]),
    "note": lambda _, special: recipient.note(special, "A9", {"awarded": "1.00"}, on=DAY),
    "receive": lambda _, special: recipient.receive(special, Entry(A, 5, DAY)),
    "spend": lambda _, special: ledger.spend(special, _texts(3)),
    "demand": lambda _, special: recipient.demand(special, Entry(A, 5, DAY)),
    "give_back": lambda _, special: recipient.give_back(special, Entry(A, 5, DAY)),
    "close": lambda authority, _: ledger.close(authority, date(2025, 12, 31)),
    "rename authority": lambda authority, _: ledger.rename(authority, DAY, title="新题名"),
    "rename recipient": lambda _, special: ledger.rename(special, DAY, name="新名公司", organisation="O2"),
    "payees": lambda authority, _: enter_payees(authority, [Payee("9153P1", "公司", "某行", "1000000000000001")], DAY),
    "reverse": lambda authority, _: ledger.reverse(authority, newest(authority), why="录错", on=DAY),
    "reverse spending": lambda _, special: ledger.reverse(special, newest(special), why="录错", on=DAY),
    "carry": lambda authority, _: ledger.carry(
        authority, policy="yunnan-2025", code="YN", from_year=2026, to_year=2027, on=DAY),
    "correct facts": lambda _, special: ledger.correct_facts(special, A, DAY, platform_name="一号中心"),
    "init authority": lambda authority, _: ledger.init(authority.parent / "new", title="x"),
    "init recipient": lambda authority, _: recipient.init(authority.parent / "new", title="x"),
}  # fmt: skip


@contextmanager
def _no_file_longer_than(size: int) -> Iterator[None]:
    """As on a disk with that much room: what is written beyond it fails.

    Python keeps a compiled module that was cut off without noticing, so none is written meanwhile.
    """
    import signal

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
        monkeypatch.undo()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("room", [0, pytest.param(100, marks=pytest.mark.slow), 200])
def test_a_full_disk_loses_nothing_and_says_so(books: tuple[Path, Path], name: str, room: int) -> None:
    before = [snapshot(folder) for folder in books]
    with speaking("en"), _no_file_longer_than(room), pytest.raises(BookError) as raised:
        COMMANDS[name](*books)
    message = str(raised.value)
    assert (
        ": cannot be written: File too large; the book is whole: correct that and run this again, nothing is posted twice"
        in message
    )
    kept = [snapshot(folder) for folder in books]
    # A file of inputs may be there already, kept for the next try; the book itself is as it was.
    assert [
        {file: body for file, body in files.items() if file in old} for files, old in zip(kept, before, strict=True)
    ] == before
    assert all(
        file.startswith(("inputs/", "policies/"))
        for files, old in zip(kept, before, strict=True)
        for file in files.keys() - old.keys()
    )
    assert not list(books[0].parent.rglob("*.tmp"))
    assert COMMANDS[name](*books)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
@pytest.mark.parametrize("name", [name for name in COMMANDS if not name.startswith("init")])
def test_a_folder_that_may_not_be_written_loses_nothing_and_says_so(books: tuple[Path, Path], name: str) -> None:
    before = [snapshot(folder) for folder in books]
    places = [place for folder in books for place in (folder, *folder.rglob("*")) if place.is_dir()]
    for place in places:
        place.chmod(0o500)
    for folder in books:
        (folder / store.LOCK).chmod(0o400)
    try:
        with speaking("en"), pytest.raises(BookError, match="ask for permission to write in this folder"):
            COMMANDS[name](*books)
    finally:
        for place in places:
            place.chmod(0o700)
        for folder in books:
            (folder / store.LOCK).chmod(0o600)
    assert [snapshot(folder) for folder in books] == before
    assert COMMANDS[name](*books)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs the superuser, who alone may drop rights"
)
def test_a_read_only_folder_as_somebody_else_sees_it(books: tuple[Path, Path]) -> None:
    """The superuser may write anywhere, so a child without that right tries every command."""
    before = [snapshot(folder) for folder in books]
    for place in (books[0].parent, *books[0].parent.rglob("*")):
        place.chmod(0o755 if place.is_dir() else 0o644)
    for parent in books[0].parents:
        if parent.stat().st_uid == 0 and parent.is_relative_to(tempfile.gettempdir()) and parent.name != "tmp":
            parent.chmod(0o755)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgid(65534)
            os.setuid(65534)
            with speaking("en"):
                refused = []
                for command in COMMANDS.values():
                    try:
                        command(*books)
                    except BookError as error:
                        refused.append("ask for permission to write in this folder" in str(error))
            code = 0 if refused == [True] * len(COMMANDS) else 3
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert [snapshot(folder) for folder in books] == before
