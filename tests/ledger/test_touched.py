"""Every edit of a book that changes what it means is reported: random bytes, and each line in turn."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import FundcalcError
from fundcalc.ledger import loading, store
from ledgers import make

from .samples import snapshot

BOOKS = ("authority", "special")
Lines = list[bytes]
LINE_EDITS: dict[str, Callable[[Lines, int], Lines]] = {
    "dropped": lambda lines, at: [*lines[:at], *lines[at + 1 :]],
    "twice": lambda lines, at: [*lines[: at + 1], *lines[at:]],
    "commented out": lambda lines, at: [*lines[:at], b"; " + lines[at], *lines[at + 1 :]],
    "swapped": lambda lines, at: [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]],
    "cut off": lambda lines, at: lines[:at],
}


def meaning(folder: Path) -> object:
    """What a book says; None where it says that something is wrong."""
    try:
        status = ledger.status(folder)
        if status.faults:
            return None
        return status.funds, status.accounts, status.role, loading.stated_facts(folder), store.batches(folder)
    except FundcalcError:
        return None


def copy(book: str, folder: Path) -> Path:
    shutil.copytree(make.HERE / book, folder)
    return folder


def untold(folder: Path, edits: Iterator[tuple[str, Path, bytes]]) -> tuple[int, int, list[str]]:
    """How many edits were tried, how many were reported, and those that changed a meaning without a word."""
    before = meaning(folder)
    assert before is not None
    tried, reported, silent = 0, 0, []
    for what, path, content in edits:
        kept = path.read_bytes()
        if content == kept:
            continue
        path.write_bytes(content)
        after = meaning(folder)
        path.write_bytes(kept)
        tried += 1
        reported += after is None
        # A file kept beside the book means what it says: any change of it has to be reported.
        if after is not None and (after != before or path.parent.name in ("inputs", "policies")):
            silent.append(what)
    return tried, reported, silent


def files(folder: Path) -> list[Path]:
    return [folder / name for name in snapshot(folder)]


def line_edits(folder: Path) -> Iterator[tuple[str, Path, bytes]]:
    for path in files(folder):
        lines = path.read_bytes().splitlines(keepends=True)
        # Of the many lines of a kept file some are enough: any change of it changes its digest.
        step = max(len(lines) // 20, 1) if path.parent.name in ("inputs", "policies") else 1
        for at in range(0, len(lines), step):
            for what, edit in LINE_EDITS.items():
                yield f"{path.name}, line {at + 1} {what}", path, b"".join(edit(list(lines), at))


def random_bytes(folder: Path, count: int) -> Iterator[tuple[str, Path, bytes]]:
    chance = random.Random(13)
    paths = files(folder)
    for _ in range(count):
        path = chance.choice(paths)
        content = path.read_bytes()
        at = chance.randrange(len(content))
        byte = bytes([chance.randrange(256)])
        what = chance.choice(("replaced", "inserted", "removed"))
        edited = content[:at] + {"replaced": byte + content[at + 1 :], "inserted": byte + content[at:],
                                 "removed": content[at + 1 :]}[what]  # fmt: skip
        yield f"{path.name}, byte {at} {what} ({byte!r})", path, edited


def file_edits(folder: Path) -> Iterator[tuple[str, Path, bytes]]:
    paths = files(folder)
    for path in paths:
        yield f"{path.name} emptied", path, b""
        yield f"{path.name} cut in half", path, path.read_bytes()[: path.stat().st_size // 2]
        for other in paths:
            if other.parent == path.parent and other != path:
                yield f"{path.name} with the content of {other.name}", path, other.read_bytes()


@pytest.mark.parametrize("book", BOOKS)
def test_a_few_random_bytes(tmp_path: Path, book: str) -> None:
    folder = copy(book, tmp_path / book)
    tried, reported, silent = untold(folder, random_bytes(folder, 12))
    assert (silent, reported > 0) == ([], True), tried


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
def test_random_bytes(tmp_path: Path, book: str) -> None:
    folder = copy(book, tmp_path / book)
    tried, reported, silent = untold(folder, random_bytes(folder, 300))
    print(f"{book}: {tried} edits of a byte, {reported} reported, {len(silent)} change a meaning untold")
    assert silent == []


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
def test_every_line_and_every_file(tmp_path: Path, book: str) -> None:
    folder = copy(book, tmp_path / book)
    tried, reported, silent = untold(folder, line_edits(folder))
    print(f"{book}: {tried} edits of a line, {reported} reported, {len(silent)} change a meaning untold")
    assert silent == []
    tried, reported, silent = untold(folder, file_edits(folder))
    print(f"{book}: {tried} edits of a file, {reported} reported, {len(silent)} change a meaning untold")
    assert silent == []


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
def test_every_file_that_is_lost_or_renamed(tmp_path: Path, book: str) -> None:
    folder = copy(book, tmp_path / book)
    for path in files(folder):
        aside = path.with_name(f"{path.stem}-2{path.suffix}")
        path.rename(aside)
        assert meaning(folder) is None, path
        if path.name != store.TOP:
            aside.rename(path)
            shutil.copy(path, aside)
            is_kept_file = path.parent.name in ("inputs", "policies")
            assert is_kept_file or meaning(folder) is None, path
            aside.unlink()
        else:
            aside.rename(path)
    assert meaning(folder) is not None
