"""Reading a book without running anything that is written in it.

``beancount.loader`` runs plugins, unpickles a cache and follows includes to any file. Here files are parsed one by one,
includes stay in the book's folder, and the entries are booked, padded, balanced and validated without tolerance.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from beancount.core import data
from beancount.ops import balance, pad, validation
from beancount.parser import booking, options, parser

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import chain, chain_messages, integrity, messages, store
from fundcalc.ledger.batch_contents import contents
from fundcalc.ledger.places import Places

Role = Literal["authority", "recipient"]
ROLE = integrity.ROLE
_FIRST_FEW = 5

# What Beancount's loader does to entries, without the plugins of the ledger.
_STEPS: tuple[Callable[..., Any], ...] = (booking.book, pad.pad, balance.check)
_VALIDATE: Callable[..., list[Any]] = validation.validate


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """A fault: the file (relative to the book's folder), the line, the message.

    ``is_damage`` tells what is not as it was posted from what Beancount finds.
    """

    file: str
    line: int
    message: str
    is_damage: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class LoadedBook(NamedTuple):
    """A book as read: its entries in Beancount's order, and all that is wrong with it."""

    entries: tuple[data.Directive, ...]
    errors: tuple[Fault, ...]


class BookWithOptions(NamedTuple):
    """A book, and the parser's options of every file read, the top file first.

    Nothing of that is obeyed here: a plugin that a file names is in its options and has not run.
    """

    reading: LoadedBook
    said: Mapping[Path, integrity.Options]
    files: integrity.FilesRead


def read(folder: Path | str) -> LoadedBook:
    """Read a book, whether it checks or not.

    Raises ``BookError`` when there is none in the folder.
    """
    return read_whole(folder).reading


def read_whole(folder: Path | str) -> BookWithOptions:
    """Read a book as ``read`` does, with the options that its files set."""
    top = top_of(Path(folder)).resolve()
    with without_collecting():
        entries, errors, files = _parsed(top)
        reading = checked(top.parent, entries, errors)
        damages = [_damage(top.parent, damage) for damage in integrity.damages(top, files, reading.entries)]
        return BookWithOptions(
            LoadedBook(reading.entries, tuple(sorted((*reading.errors, *damages)))), files.options, files
        )


def _damage(folder: Path, damage: integrity.Damage) -> Fault:
    """The fault that a damage is.

    Of a batch that is not in the index it says what the batch posts.
    """
    message = damage.message
    if message == str(chain_messages.NOT_LISTED) and (posts := contents_of(folder, [Path(damage.file).stem])):
        message = chain_messages.WITH_CONTENTS.format(message=message, contents=posts)
    return Fault(damage.file, damage.line, message, is_damage=True)


def contents_of(folder: Path, batches: Iterable[str]) -> str:
    """What batches post, as their files read now; empty for nothing with an amount."""
    return contents([entry for batch in batches for entry in parse(chain.path_of(folder, batch))[0]])


def require_no_faults(folder: Path, faults: Sequence[Fault]) -> None:
    """Raise ``BookError`` with the first faults; damage first, as ``RefusedError``."""
    if faults:
        damages = [fault for fault in faults if fault.is_damage]
        ordered = [*damages, *(fault for fault in faults if not fault.is_damage)]
        shown = [f"  {fault}" for fault in ordered[:_FIRST_FEW]]
        if len(faults) > _FIRST_FEW:
            shown.append(messages.MORE.format(count=len(faults) - _FIRST_FEW))
        if damages:
            raise RefusedError(chain_messages.DAMAGED.format(folder=folder, faults="\n".join(shown)))
        raise BookError(messages.UNCHECKED.format(folder=folder, faults="\n".join(shown)))


def require_role(folder: Path, role: Role) -> None:
    """Raise ``BookError`` unless the folder holds a book of this role.

    Only its top file is read.
    """
    found = role_of(folder)
    if found is None:
        raise BookError(messages.NO_ROLE.format(folder=folder))
    if found != role:
        raise BookError(messages.OTHER_ROLE.format(folder=folder, found=found, wanted=role))


def known_role_of(folder: Path) -> Role:
    """The role of a book of ours. Raises ``BookError`` for any other ledger."""
    if (found := role_of(folder)) not in ("authority", "recipient"):
        raise BookError(messages.NO_ROLE.format(folder=folder))
    return cast("Role", found)


def role_of(folder: Path) -> str | None:
    """The role that a book's ``custom "fundcalc"`` line gives it.

    ``None`` for a ledger that is not ours.
    """
    entries, _, _ = parse(top_of(folder))
    return role_in(entries)


def role_in(entries: Sequence[data.Directive]) -> str | None:
    """The role that the entries of a book give it.

    ``None`` for a ledger that is not ours.
    """
    ours = (entry for entry in entries if isinstance(entry, data.Custom) and entry.type == ROLE and entry.values)
    return next((str(entry.values[0].value) for entry in ours), None)


def stated_facts(folder: Path) -> dict[str, str]:
    """The facts of a book as its top file states them: title, role, names, chart."""
    entries, _errors, said = parse(top_of(folder))
    return integrity.stated_facts(said, entries)


def posted_facts(folder: Path, batch: str) -> Mapping[str, str] | None:
    """The facts of a book as a batch, an opening or a renaming, states them."""
    entries, _errors, _said = parse(chain.path_of(folder, batch))
    posted = integrity.posted_facts(folder, (batch,), entries)
    return posted.facts if posted else None


def stated_facts_in(text: str) -> dict[str, str]:
    """The facts of a book whose top file holds this text."""
    entries, _errors, said = parser.parse_string(text)
    return integrity.stated_facts(said, entries)


def top_of(folder: Path) -> Path:
    """The top file of a book. Raises ``BookError`` when there is none in the folder."""
    top = folder / store.TOP
    if not top.is_file():
        raise BookError(messages.NO_BOOK.format(folder=folder))
    return top


# Texts, comments, headings, tags, links and dates, as Beancount's lexer finds them, in which a slash divides nothing;
# then a slash before anything but a figure that is not zero.
_SLASHES = re.compile(
    rb'"(?:[^"\\]|\\.)*"|;[^\n]*|^[*:#!&?%][^\n]*|[#^][A-Za-z0-9_/.-]+|(?<![\d,.])(?:17|18|19|2[01])\d\d/\d+/\d+'
    rb"|(?P<division>/)(?=\s*[-+(\d.,])(?!\s*[-+]?\s*[\d,]*\.?[\d,]*[1-9])",
    re.DOTALL | re.MULTILINE,
)


def unsafe_division(content: bytes) -> int:
    """The line of a division that may be by zero; 0 if there is none.

    Beancount's parser ends the process at such a division.
    """
    if b"/" not in content:
        return 0
    found = next((match for match in _SLASHES.finditer(content) if match["division"]), None)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


def parse(path: Path, content: bytes | None = None) -> tuple[list[data.Directive], Sequence[Any], integrity.Options]:
    """Parse a file; ``content`` is what it holds, where that was read already."""
    try:
        if line := unsafe_division(path.read_bytes() if content is None else content):
            raise BookError(messages.DIVISION.format(path=path, line=line))
        entries, errors, said = parser.parse_file(str(path))
    except OSError as error:
        raise BookError(messages.NOT_READ.format(path=path, reason=error.strerror)) from error
    return entries, errors, cast("integrity.Options", said)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BookError(messages.NOT_READ.format(path=path, reason=error.strerror)) from error


def fault_at(folder: Path | None, meta: Mapping[str, Any] | None, message: str) -> Fault:
    """A fault at the place in the metadata of an entry or a posting."""
    return Fault(*Places(folder).of(meta), message)


def _parsed(top: Path) -> tuple[list[data.Directive], list[Fault], integrity.FilesRead]:
    folder = top.parent
    entries: list[data.Directive] = []
    errors: list[Fault] = []
    files = integrity.FilesRead()
    seen, waiting = {top}, [top]
    while waiting:
        path = waiting.pop(0)
        content = _content(path)
        found, wrong, said = parse(path, content)
        files.options[path] = said
        entries += found
        errors += _faults(folder, wrong)
        if path == folder / store.INDEX:
            files.index_content = content
            files.listed = tuple(name.removesuffix(".beancount") for name in said["include"])
        elif path.parent == folder / store.BATCHES:
            files.links[path.stem] = chain.link_of(path.stem, content)
        for name in said["include"]:
            included, refusal = _included(folder, path.parent, name, seen)
            if refusal and path == folder / store.INDEX:
                batch, message = name.removesuffix(".beancount"), chain_messages.IN_INDEX.get(refusal, refusal)
                line = line_of(path, "include", name)
                errors.append(Fault(store.INDEX, line, message.format(name=name, batch=batch), is_damage=True))
            elif refusal:
                place = {"filename": str(path), "lineno": line_of(path, "include", name)}
                errors.append(fault_at(folder, place, refusal.format(name=name)))
            else:
                seen.add(included)
                waiting.append(included)
    entries.sort(key=data.entry_sortkey)
    return entries, errors, files


def _included(folder: Path, parent: Path, name: str, seen: set[Path]) -> tuple[Path, str]:
    """The file that an include names, and why it must not be read if so."""
    try:
        path = (parent / name).resolve()
        if not path.is_relative_to(folder):
            return path, messages.OUTSIDE
        if not path.is_file():
            return path, messages.NO_FILE
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a character no name can hold
        return parent, messages.NO_FILE
    return path, messages.TWICE if path in seen else ""


def checked(folder: Path, entries: list[data.Directive], errors: list[Fault]) -> LoadedBook:
    """Run Beancount's own checks over the entries of a book."""
    # The file's own options could widen the tolerance; these are Beancount's defaults with none.
    ours = copy.deepcopy(options.OPTIONS_DEFAULTS)
    ours["tolerance_multiplier"] = Decimal(0)
    for step in _STEPS:
        try:
            entries, wrong = step(entries, ours)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            # Beancount does not catch all of them: a cost of zero units divides by zero.
            errors.append(Fault(store.TOP, 0, messages.CRASHED.format(reason=repr(error))))
            return LoadedBook(tuple(entries), tuple(errors))
        errors += _faults(folder, wrong)
        entries.sort(key=data.entry_sortkey)
    errors += _faults(folder, _VALIDATE(entries, ours))
    # Sorted, since Beancount finds some of them in the order of a set.
    return LoadedBook(tuple(entries), tuple(sorted(errors)))


def _faults(folder: Path, errors: Sequence[Any]) -> list[Fault]:
    return [fault_at(folder, error.source, str(error.message).strip().partition("\n")[0]) for error in errors]


def line_of(path: Path, word: str, name: str) -> int:
    """The line of an include or a plugin, which the parser does not tell.

    0 if it is not found.
    """
    lines = path.read_text("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(word) and name in line), 0)
