"""The folder of a book: one writer at a time, whole files or none.

Rewriting the index is the commit.

::

    main.beancount                      options, the role, and the include of the index
    batches/index.beancount             one include line a batch, in order of posting: what is listed is in the book
    batches/<label>-<sha16>.beancount   a batch, never changed; named by what it holds
    batches/.lock                       held by whoever writes
    inputs/<sha256>.jsonl               what awards were decided on, one application a line
    policies/<sha256>.toml              what awards were decided by

A process may be killed at any instant: a file is there whole or not at all, a batch that the index does not list is not
in the book, and a temporary file left behind is removed by the next writer.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EACCES, EBADF, EDQUOT, EINVAL, EISDIR, ENOSPC, ENOTSUP, EPERM, EROFS
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from fundcalc.base.errors import BookError
from fundcalc.ledger import messages, writer

TOP = "main.beancount"
BATCHES = "batches"
INDEX = f"{BATCHES}/index.beancount"
LOCK = f"{BATCHES}/.lock"
WAIT = 600.0
# Seconds between two tries for the lock: a batch takes a few milliseconds, and whoever waits should not wait for ten.
_POLL = 0.005
INDEX_HEAD = writer.comment("fundcalc: the batches of this book; a line here is what puts a batch into the book")

_DIGEST = re.compile(r"-([0-9a-f]{16})$")
_INCLUDE = re.compile(r'include "([A-Za-z0-9-]+)\.beancount"')
_REMEDIES = {
    ENOSPC: messages.DISK_FULL,
    EDQUOT: messages.DISK_FULL,
    EACCES: messages.NO_PERMISSION,
    EPERM: messages.NO_PERMISSION,
    EROFS: messages.NO_PERMISSION,
}
# What an operating system answers that cannot flush a folder; on Windows it cannot even be opened.
_CANNOT_FLUSH = {EACCES, EBADF, EINVAL, EISDIR, ENOTSUP, EPERM}
# On Windows a file cannot be replaced while somebody reads it, which lasts a moment: seconds between the tries.
_PAUSES = (0.01, 0.05, 0.2, 0.5, 1.0) if os.name == "nt" else ()

Outcome = Literal["posted", "already"]


@dataclass(frozen=True, slots=True)
class LockedFolder:
    """The folder of a book, locked by this process until the ``with`` block ends."""

    folder: Path
    durable: bool


@contextmanager
def locked(folder: Path, *, durable: bool = True, wait: float = WAIT) -> Iterator[LockedFolder]:
    """Lock the folder of a book; it must have its ``batches``.

    A process that is killed lets go of it.

    ``durable`` flushes every file to the disk before it counts; without it a power cut, though no kill, may lose the
    last batches. ``wait`` is in seconds. Raises ``BookError`` when another process holds the lock longer, or when the
    folder cannot be written.
    """
    lock = FileLock(folder / LOCK)
    with _refusing(folder / LOCK):
        try:
            lock.acquire(timeout=wait, poll_interval=_POLL)
        except Timeout as error:
            raise BookError(messages.LOCKED.format(folder=folder, wait=wait)) from error
    try:
        with _refusing(folder):
            _remove_leftovers(folder)
        yield LockedFolder(folder, durable)
    finally:
        lock.release()


def _remove_leftovers(folder: Path) -> None:
    for place in (folder, folder / "batches", folder / "inputs", folder / "policies"):
        for leftover in place.glob(".*.[0-9]*.tmp"):
            leftover.unlink(missing_ok=True)


def make_folders(folder: Path) -> None:
    """Make the folder of a book and its ``batches``."""
    with _refusing(folder):
        (folder / "batches").mkdir(parents=True, exist_ok=True)


def write(files: LockedFolder, name: str, content: bytes) -> None:
    """Write a file of the book, whole or not at all, replacing one of that name."""
    path = files.folder / name
    temporary, _ = _filled(files, path.parent, (content,))
    _publish(files, temporary, path)


def _filled(files: LockedFolder, place: Path, blocks: Iterable[bytes]) -> tuple[Path, str]:
    """Write blocks to a temporary file; its path and SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    temporary = place / f".new.{os.getpid()}.tmp"
    with _refusing(place), _gone_on_failure(temporary):
        if not place.is_dir():
            place.mkdir()
            _flush_folder(files.folder)
        with temporary.open("wb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
            if files.durable:
                file.flush()  # fsync flushes what the system has, not what Python still buffers
                os.fsync(file.fileno())
    return temporary, digest.hexdigest()


def _publish(files: LockedFolder, temporary: Path, path: Path) -> None:
    """Give a temporary file its name.

    The new index is in force once it has it, whatever fails afterwards.
    """
    with _refusing(path), _gone_on_failure(temporary):
        _replace(temporary, path)
    if files.durable:
        posted = path == files.folder / INDEX
        with _refusing(path, messages.POSTED_BUT if posted else messages.NOT_WRITTEN):
            _flush_folder(path.parent)


@contextmanager
def _gone_on_failure(temporary: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _replace(temporary: Path, path: Path) -> None:
    for pause in _PAUSES:
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    temporary.replace(path)


def _flush_folder(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _CANNOT_FLUSH:
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
    finally:
        os.close(descriptor)


def keep(files: LockedFolder, place: Literal["inputs", "policies"], ending: str, content: bytes) -> str:
    """Keep bytes in a file named by their SHA-256, unless they are kept already.

    The digest in hexadecimal.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{place}/{digest}.{ending}"
    if _content(files.folder / name) != content:
        write(files, name, content)
    return digest


def post(files: LockedFolder, label: str, blocks: Iterable[bytes]) -> tuple[str, Outcome]:
    """Post a batch of ledger text: its id, and whether it was posted now or already.

    The id is the label and the beginning of the content's SHA-256, so the same batch is posted once.
    """
    if writer.mismatches("label", (label,)):
        form = messages.FORMS["label"]
        raise BookError(messages.NOT_WRITABLE.format(kind="label", value=messages.shown(label), form=form))
    listed = batches(files.folder)
    temporary, digest = _filled(files, files.folder / "batches", blocks)
    batch = f"{label}-{digest[:16]}"
    if batch in listed:
        temporary.unlink()
        return batch, "already"
    _publish(files, temporary, files.folder / "batches" / f"{batch}.beancount")
    lines = "".join(writer.include(f"{name}.beancount") for name in (*listed, batch))
    write(files, INDEX, f"{INDEX_HEAD}{lines}".encode())
    return batch, "posted"


def was_changed(path: Path) -> bool:
    """Whether the content of a batch's file has another digest than its name.

    Line ends may be those of any system.
    """
    named = _DIGEST.search(path.stem)
    content = path.read_bytes().replace(b"\r\n", b"\n")
    return named is not None and hashlib.sha256(content).hexdigest()[:16] != named[1]


def batches(folder: Path) -> tuple[str, ...]:
    """The ids of the batches in the book, in the order in which they were posted."""
    path = folder / INDEX
    with _refusing(path, messages.NOT_READ):
        lines = path.read_bytes().splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        text = line.decode("utf-8", "backslashreplace").strip()
        if match := _INCLUDE.fullmatch(text):
            found.append(match[1])
        elif text and not text.startswith(";"):
            raise BookError(messages.INDEX_LINE.format(path=path, line=number, value=text))
    return tuple(found)


def _content(path: Path) -> bytes | None:
    with _refusing(path, messages.NOT_READ):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


@contextmanager
def _refusing(path: Path, message: str = messages.NOT_WRITTEN) -> Iterator[None]:
    """Turn an error of the operating system into a ``BookError`` with a remedy."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, messages.OTHER_REASON)
        raise BookError(message.format(path=path, reason=error.strerror or error, remedy=remedy)) from error
