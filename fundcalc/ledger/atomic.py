"""Whole files or none: written beside, flushed, renamed, and the folder flushed.

What the operating system refuses becomes a ``BookError`` with a remedy.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EACCES, EBADF, EDQUOT, EINVAL, EISDIR, ENOSPC, ENOTSUP, EPERM, EROFS
from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.ledger import messages

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


@dataclass(frozen=True, slots=True)
class LockedFolder:
    """The folder of a book, locked by this process until the ``with`` block ends."""

    folder: Path
    durable: bool


def filled(files: LockedFolder, place: Path, blocks: Iterable[bytes], name: str = "new") -> tuple[Path, str]:
    """Write blocks to a temporary file; its path and SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    temporary = place / f".{name}.{os.getpid()}.tmp"
    with refusing(place), gone_on_failure(temporary):
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


def publish(files: LockedFolder, temporary: Path, path: Path, failed: str = messages.NOT_WRITTEN) -> None:
    """Give a temporary file its name.

    It is in force once it has it, whatever fails afterwards; ``failed`` says so.
    """
    with refusing(path), gone_on_failure(temporary):
        _replace(temporary, path)
    if files.durable:
        with refusing(path, failed):
            _flush_folder(path.parent)


@contextmanager
def gone_on_failure(temporary: Path) -> Iterator[None]:
    """Remove a temporary file if the block fails."""
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


@contextmanager
def refusing(path: Path, message: str = messages.NOT_WRITTEN) -> Iterator[None]:
    """Turn an error of the operating system into a ``BookError`` with a remedy."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, messages.OTHER_REASON)
        raise BookError(message.format(path=path, reason=error.strerror or error, remedy=remedy)) from error
