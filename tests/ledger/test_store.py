"""One writer at a time, whole files or none, and the index as the commit."""

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from fundcalc.base.errors import BookError
from fundcalc.ledger import atomic, store

BATCH = b"2026-01-01 open Assets:A CNY\n"
NAME = "2026-01-01-test-b126baee18ada3c1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store.make_folders(tmp_path / "book")
    with store.locked(tmp_path / "book") as locked_folder:
        store.write(locked_folder, store.INDEX, store.INDEX_HEAD.encode())
    return tmp_path / "book"


def post(folder: Path, content: bytes = BATCH, label: str = "2026-01-01-test", **options: Any) -> tuple[str, str]:
    with store.locked(folder, **options) as locked_folder:
        return store.post(locked_folder, label, [content])


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_batch_is_named_by_its_label_and_content(folder: Path) -> None:
    batch, outcome = post(folder)
    assert (batch, outcome) == (NAME, "posted")
    assert (folder / "batches" / f"{NAME}.beancount").read_bytes() == BATCH
    assert (folder / store.INDEX).read_text("utf-8") == f'{store.INDEX_HEAD}include "{NAME}.beancount"\n'


def test_the_same_batch_is_posted_once(folder: Path) -> None:
    post(folder)
    before = files(folder)
    assert post(folder) == (NAME, "already")
    assert files(folder) == before
    assert store.batches(folder) == (NAME,)


def test_the_index_keeps_the_order_of_posting(folder: Path) -> None:
    for label in ("2026-03-01-b", "2026-01-01-c", "2026-02-01-a"):
        post(folder, label=label)
    assert [batch[:12] for batch in store.batches(folder)] == ["2026-03-01-b", "2026-01-01-c", "2026-02-01-a"]


def test_a_batch_may_come_in_blocks(folder: Path) -> None:
    with store.locked(folder) as locked_folder:
        assert store.post(locked_folder, "2026-01-01-test", (BATCH[:5], BATCH[5:])) == (NAME, "posted")


def test_leftovers_of_a_killed_writer_are_removed_by_the_next(folder: Path) -> None:
    (folder / "inputs").mkdir()
    leftovers = [folder / place / ".new.4711.tmp" for place in (".", "batches", "inputs")]
    for leftover in leftovers:
        leftover.write_bytes(b"half")
    assert store.batches(folder) == ()
    post(folder)
    assert not any(leftover.exists() for leftover in leftovers)


def test_a_batch_that_was_not_listed_is_posted_again(folder: Path) -> None:
    (folder / "batches" / f"{NAME}.beancount").write_bytes(BATCH)
    assert post(folder) == (NAME, "posted")


def test_files_are_kept_by_their_digest_and_written_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.locked(folder) as locked_folder:
        digest = store.keep(locked_folder, "inputs", "jsonl", b"{}\n")
        assert (folder / "inputs" / f"{digest}.jsonl").read_bytes() == b"{}\n"
        monkeypatch.setattr(store, "write", pytest.fail)
        assert store.keep(locked_folder, "inputs", "jsonl", b"{}\n") == digest


def test_a_damaged_file_is_written_again(folder: Path) -> None:
    with store.locked(folder) as locked_folder:
        digest = store.keep(locked_folder, "policies", "toml", b"id = 1\n")
        (folder / "policies" / f"{digest}.toml").write_bytes(b"")
        store.keep(locked_folder, "policies", "toml", b"id = 1\n")
    assert (folder / "policies" / f"{digest}.toml").read_bytes() == b"id = 1\n"


def test_everything_is_flushed_unless_not_durable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    post(folder, durable=False)
    assert flushed == []
    post(folder, b"; another\n")
    assert len(flushed) == 4  # the batch, its folder, the index, its folder


def test_a_file_is_whole_when_it_is_flushed_and_flushed_before_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str, int]] = []
    fsync, replace = os.fsync, Path.replace

    def flush(descriptor: int) -> None:
        path, is_folder = Path(f"/proc/self/fd/{descriptor}").readlink(), stat.S_ISDIR(os.fstat(descriptor).st_mode)
        done.append(("flush", path.name if is_folder else "file", 0 if is_folder else os.fstat(descriptor).st_size))
        fsync(descriptor)

    def rename(path: Path, to: Path) -> Path:
        done.append(("name", to.name, path.stat().st_size))
        return replace(path, to)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(Path, "replace", rename)
    post(folder)
    batch, index = len(BATCH), (folder / store.INDEX).stat().st_size
    assert done == [
        ("flush", "file", batch),
        ("name", f"{NAME}.beancount", batch),
        ("flush", "batches", 0),
        ("flush", "file", index),
        ("name", "index.beancount", index),
        ("flush", "batches", 0),
    ]


def test_a_failure_after_the_index_was_replaced_says_that_the_batch_was_posted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, flushed = os.fsync, [0]

    def fail_at_last(descriptor: int) -> None:
        flushed[0] += 1
        if flushed[0] == 4:  # the batch, its folder, the index, its folder
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_at_last)
    with pytest.raises(BookError, match=r"^posted, but .*index\.beancount .*Input/output error"):
        post(folder)
    monkeypatch.undo()
    assert store.batches(folder) == (NAME,)
    assert post(folder) == (NAME, "already")


def test_a_second_writer_waits_and_fails_after_too_long(folder: Path) -> None:
    with store.locked(folder):
        caught: list[str] = []

        def impatient() -> None:
            try:
                post(folder, wait=0.1)
            except BookError as error:
                caught.append(str(error))

        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join()
    assert caught == [
        f"{folder}: another process has been writing to this book for 0.1 seconds; wait until it has finished and run "
        "this again"
    ]
    assert post(folder)[1] == "posted"


def test_a_killed_writer_lets_go_of_the_lock(folder: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from fundcalc.ledger import store\n"
        "with store.locked(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert post(folder, wait=5)[1] == "posted"


FAILURES = [
    (errno.ENOSPC, "No space left on device", "make room on the disk"),
    (errno.EROFS, "Read-only file system", "ask for permission to write in this folder"),
    (errno.EACCES, "Permission denied", "ask for permission to write in this folder"),
    (errno.EIO, "Input/output error", "correct that"),
]


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(("number", "reason", "remedy"), FAILURES)
def test_a_refusal_of_the_disk_is_reported_and_nothing_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str, remedy: str
) -> None:
    post(folder)
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    monkeypatch.setattr(os, "fsync", failing(number))
    with pytest.raises(BookError) as caught:
        post(folder, b"; another\n")
    assert str(caught.value) == (
        f"{folder / 'batches'}: cannot be written: {reason}; the book is whole: {remedy} and run this again, nothing is "
        "posted twice"
    )
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


def test_a_file_that_cannot_be_named_leaves_no_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(folder)
    monkeypatch.setattr(Path, "replace", failing(errno.EROFS))
    with pytest.raises(BookError, match="cannot be written: Read-only file system"):
        post(folder)
    assert files(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on file sizes")
def test_a_full_disk(folder: Path) -> None:
    post(folder)
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from fundcalc.ledger import store\n"
        "from fundcalc.base.errors import BookError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    with store.locked(Path(sys.argv[1])) as held: store.post(held, 'x', [b'; ' + b'x' * 5000 + b'\\n'])\n"
        "except BookError as error: print(error)"
    )
    listed = subprocess.run(
        [sys.executable, "-B", "-c", program, str(folder)], check=True, capture_output=True, text=True
    )
    assert listed.stdout == (
        f"{folder / 'batches'}: cannot be written: File too large; the book is whole: correct that and run this again, "
        "nothing is posted twice\n"
    )
    assert files(folder) == [f"batches/{name}" for name in (".lock", f"{NAME}.beancount", "index.beancount")]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written to by root")
def test_a_folder_that_may_not_be_written_to(folder: Path) -> None:
    (folder / "batches").chmod(0o500)
    try:
        with pytest.raises(BookError, match="ask for permission to write in this folder"):
            post(folder)
    finally:
        (folder / "batches").chmod(0o700)


def test_a_folder_that_cannot_be_locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileLock, "acquire", failing(errno.EROFS))
    with pytest.raises(BookError) as caught:
        post(folder)
    assert str(caught.value) == (
        f"{folder / store.LOCK}: cannot be written: Read-only file system; the book is whole: ask for permission to "
        "write in this folder and run this again, nothing is posted twice"
    )


def test_a_system_that_cannot_flush_a_folder_is_forgiven(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refusing(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "as on Windows")
        return opened(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refusing)
    assert post(folder)[1] == "posted"


def test_a_file_that_is_being_read_is_replaced_a_moment_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, tries = Path.replace, []

    def busy(path: Path, target: Path) -> Path:
        tries.append(target.name)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "as on Windows")
        return replace(path, target)

    monkeypatch.setattr(atomic, "_PAUSES", (0.001, 0.001, 0.001))
    monkeypatch.setattr(Path, "replace", busy)
    assert post(folder)[1] == "posted"
    assert tries == [f"{NAME}.beancount"] * 3 + ["index.beancount"]


@pytest.mark.parametrize("line", ['include "../main.beancount"', 'include "*.beancount"', "2026-01-01 open Assets:A"])
def test_an_index_that_holds_anything_else_is_refused(folder: Path, line: str) -> None:
    with (folder / store.INDEX).open("a") as index:
        index.write(f"{line}\n")
    with pytest.raises(BookError) as caught:
        post(folder)
    assert str(caught.value) == (
        f"{folder / store.INDEX}:2: {line!r} is not an include of a batch; take the line out: what was not posted "
        "by fundcalc belongs in main.beancount"
    )


def test_an_index_that_git_gave_other_line_ends_is_read(folder: Path) -> None:
    post(folder)
    index = folder / store.INDEX
    index.write_bytes(index.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert post(folder) == (NAME, "already")


def test_a_missing_index_is_reported(folder: Path) -> None:
    (folder / store.INDEX).unlink()
    with pytest.raises(BookError) as caught:
        store.batches(folder)
    assert str(caught.value) == (
        f"{folder / store.INDEX}: cannot be read: No such file or directory; correct that and run this again"
    )


def test_a_label_that_is_no_label(folder: Path) -> None:
    with pytest.raises(BookError) as caught:
        post(folder, label="../x")
    assert str(caught.value) == (
        "label '../x' cannot be written to a ledger: a label holds letters and digits of ASCII and '-'"
    )


def test_needs_no_beancount() -> None:
    program = (
        "import sys, types, pathlib\n"
        "package = types.ModuleType('fundcalc.ledger'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['fundcalc.ledger'] = package\n"
        "import fundcalc.ledger.store, fundcalc.ledger.writer\n"
        "assert not [name for name in sys.modules if name.startswith('beancount')]"
    )
    subprocess.run([sys.executable, "-c", program, str(Path(store.__file__).parent)], check=True)
