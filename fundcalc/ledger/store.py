"""The folder of a book: one writer at a time, whole files or none.

Rewriting the index is the commit. ``chain`` says how batches hang together.

::

    main.beancount                      options, the role, and the include of the index
    batches/index.beancount             one include line a batch, in order of posting: what is listed is in the book
    batches/<label>-<sha16>.beancount   a batch, never changed; named by what it holds
    batches/.lock                       held by whoever writes
    batches/.<batch>.posting            while a batch is posted; after a kill the next writer finishes or removes it
    inputs/<sha256>.jsonl               what awards were decided on, one application a line
    policies/<sha256>.toml              what awards were decided by

A process may be killed at any instant: a file is there whole or not at all, a batch that the index does not list is not
in the book, and what is left behind is removed by the next writer.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple

from filelock import FileLock, Timeout

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import chain_messages, messages, writer
from fundcalc.ledger.atomic import LockedFolder as LockedFolder
from fundcalc.ledger.atomic import filled, gone_on_failure, publish, refusing

TOP = "main.beancount"
BATCHES = "batches"
INDEX = f"{BATCHES}/index.beancount"
LOCK = f"{BATCHES}/.lock"
WAIT = 600.0
# Seconds between two tries for the lock: a batch takes a few milliseconds, so waiting longer gains nothing.
_POLL = 0.005
INDEX_HEAD = writer.comment("fundcalc: the batches of this book; a line here is what puts a batch into the book")

_INCLUDE = re.compile(r'include "([A-Za-z0-9-]+)\.beancount"')
_HEAD = b"; fundcalc:"
_MARKER = re.compile(r"\.([A-Za-z0-9-]+)\.posting")
Outcome = Literal["posted", "already"]


@contextmanager
def locked(folder: Path, *, durable: bool = True, wait: float = WAIT) -> Iterator[LockedFolder]:
    """Lock the folder of a book; it must have its ``batches``.

    A process that is killed lets go of it.

    ``durable`` flushes every file to the disk before it counts; without it a power cut, though no kill, may lose the
    last batches. ``wait`` is in seconds. Raises ``BookError`` when another process holds the lock longer, or when the
    folder cannot be written.
    """
    lock = FileLock(folder / LOCK)
    with refusing(folder / LOCK):
        try:
            lock.acquire(timeout=wait, poll_interval=_POLL)
        except Timeout as error:
            raise BookError(messages.LOCKED.format(folder=folder, wait=wait)) from error
    files = LockedFolder(folder, durable)
    try:
        with refusing(folder):
            _remove_leftovers(files)
        yield files
    finally:
        lock.release()


def _remove_leftovers(files: LockedFolder) -> None:
    for place in (files.folder, *(files.folder / name for name in (BATCHES, "inputs", "policies"))):
        for leftover in place.glob(".*.[0-9]*.tmp"):
            leftover.unlink(missing_ok=True)
    for path in (files.folder / BATCHES).iterdir():
        if _MARKER.fullmatch(path.name):
            _settle(files, path)


def is_being_posted(folder: Path, batch: str) -> bool:
    """Whether a process is posting a batch, or was killed at it."""
    return _marker(folder, batch).exists()


def _marker(folder: Path, batch: str) -> Path:
    return folder / BATCHES / f".{batch}.posting"


def _settle(files: LockedFolder, marker: Path) -> None:
    """Finish or undo the posting that a marker names.

    The marker holds the top file that comes with the batch, if one does.
    """
    batch = marker.name[1:].removesuffix(".posting")
    try:
        index = read_index(files.folder / INDEX)
    except BookError:
        return
    if not index.has_head:
        return  # nothing is removed until the index is put right
    if batch not in index.batches:
        (files.folder / BATCHES / f"{batch}.beancount").unlink(missing_ok=True)
    elif top := marker.read_bytes():
        write(files, TOP, top)
    marker.unlink(missing_ok=True)


def make_folders(folder: Path) -> None:
    """Make the folder of a book and its ``batches``."""
    with refusing(folder):
        (folder / "batches").mkdir(parents=True, exist_ok=True)


def write(files: LockedFolder, name: str, content: bytes) -> None:
    """Write a file of the book, whole or not at all, replacing one of that name."""
    path = files.folder / name
    temporary, _ = filled(files, path.parent, (content,), path.name)
    # The new index is in force once it has its name.
    publish(files, temporary, path, messages.POSTED_BUT if name == INDEX else messages.NOT_WRITTEN)


def keep(files: LockedFolder, place: Literal["inputs", "policies"], ending: str, content: bytes) -> str:
    """Keep bytes in a file named by their SHA-256, unless they are kept already.

    The digest in hexadecimal.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{place}/{digest}.{ending}"
    if _content(files.folder / name) != content:
        write(files, name, content)
    return digest


def post(files: LockedFolder, label: str, blocks: Iterable[bytes], *, top: bytes | None = None) -> tuple[str, Outcome]:
    """Post a batch of ledger text: its id, and whether it was posted now or already.

    The id is the label and the beginning of the content's SHA-256, so the same batch is posted once. ``top`` replaces
    the top file along with it.
    """
    if writer.mismatches("label", (label,)):
        form = messages.FORMS["label"]
        raise BookError(messages.NOT_WRITABLE.format(kind="label", value=messages.shown(label), form=form))
    listed = batches(files.folder)
    temporary, digest = filled(files, files.folder / BATCHES, blocks)
    batch = f"{label}-{digest[:16]}"
    if batch in listed:
        temporary.unlink()
        return batch, "already"
    with gone_on_failure(temporary), _marked(files, batch, top):
        publish(files, temporary, files.folder / BATCHES / f"{batch}.beancount")
        write_index(files, (*listed, batch))
    return batch, "posted"


@contextmanager
def _marked(files: LockedFolder, batch: str, top: bytes | None) -> Iterator[None]:
    """Mark a batch as being posted.

    A reader does not take it for one that the index lost.
    """
    marker = _marker(files.folder, batch)
    if top is not None:
        write(files, f"{BATCHES}/{marker.name}", top)
    else:
        with refusing(marker):
            marker.touch()
    try:
        yield
    except BaseException:
        with suppress(OSError, BookError):  # the next writer does it otherwise
            _settle(files, marker)
        raise
    with refusing(files.folder, messages.POSTED_BUT):
        _settle(files, marker)


def write_index(files: LockedFolder, names: Iterable[str]) -> None:
    """Write the index: these batches, and no others, are in the book."""
    lines = "".join(writer.include(f"{name}.beancount") for name in names)
    write(files, INDEX, f"{INDEX_HEAD}{lines}".encode())


class Index(NamedTuple):
    """An index as it was read: batches, its head, and the first line that is neither.

    ``number`` is that line's; 0 if there is none.
    """

    batches: tuple[str, ...]
    has_head: bool
    number: int = 0
    line: str = ""


def read_index(path: Path) -> Index:
    """Read an index as far as it can be read.

    Raises ``BookError`` when it is not there.
    """
    with refusing(path, messages.NOT_READ):
        content = path.read_bytes()
    lines = [line.decode("utf-8", "backslashreplace").strip() for line in content.splitlines()]
    strange = 0
    found = []
    for number, line in enumerate(lines, 1):
        if match := _INCLUDE.fullmatch(line):
            found.append(match[1])
        elif line and not line.startswith(";"):
            strange = strange or number
    return Index(tuple(found), has_head(content), strange, lines[strange - 1] if strange else "")


def has_head(content: bytes) -> bool:
    """Whether the content of an index begins as it was written."""
    return content.startswith(_HEAD)


def batches(folder: Path) -> tuple[str, ...]:
    """The ids of the batches in the book, in the order in which they were posted.

    Raises ``BookError`` for an index without its head, or with anything but includes of batches.
    """
    path = folder / INDEX
    index = read_index(path)
    if index.number:
        raise BookError(messages.INDEX_LINE.format(path=path, line=index.number, value=index.line))
    if not index.has_head:
        raise RefusedError(chain_messages.HEADLESS.format(path=path, folder=folder))
    return index.batches


def _content(path: Path) -> bytes | None:
    with refusing(path, messages.NOT_READ):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
