"""Reading a book without running anything that is written in it.

``beancount.loader`` imports plugins that a ledger names, unpickles a cache that lies beside it and follows includes to
any file. Here every file is parsed by itself, includes stay in the book's folder, and what the parser found is booked,
padded, balanced and validated with the tolerance of this project, which is none.
"""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from beancount.core import data
from beancount.ops import balance, pad, validation
from beancount.parser import booking, options, parser

from fundcalc.base.errors import BookError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import messages, store
from fundcalc.ledger.places import Places

Role = Literal["authority", "recipient"]

ROLE = "fundcalc"
_FIRST_FEW = 5

# What Beancount's loader does to entries, without the plugins of the ledger.
_STEPS: tuple[Callable[..., Any], ...] = (booking.book, pad.pad, balance.check)
_VALIDATE: Callable[..., list[Any]] = validation.validate


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """A fault: the file (relative to the book's folder), the line, the message."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Reading(NamedTuple):
    """A book as read: its entries in Beancount's order, and all that is wrong with it."""

    entries: tuple[data.Directive, ...]
    errors: tuple[Fault, ...]


class Whole(NamedTuple):
    """A book, and the parser's options of every file read, the top file first.

    Nothing of that is obeyed here: a plugin that a file names is in its options and has not run.
    """

    reading: Reading
    said: Mapping[Path, Mapping[str, Any]]


def read(folder: Path | str) -> Reading:
    """Read a book, whether it checks or not.

    Raises ``BookError`` when there is none in the folder.
    """
    return read_whole(folder).reading


def read_whole(folder: Path | str) -> Whole:
    """Read a book as ``read`` does, with the options that its files set."""
    top = _top(Path(folder)).resolve()
    with without_collecting():
        entries, errors, said = _parsed(top)
        return Whole(checked(top.parent, entries, errors), said)


def require_no_faults(folder: Path, faults: Sequence[Fault]) -> None:
    """Raise ``BookError`` with the first of the faults, if there are any."""
    if faults:
        shown = [f"  {fault}" for fault in faults[:_FIRST_FEW]]
        if len(faults) > _FIRST_FEW:
            shown.append(messages.MORE.format(count=len(faults) - _FIRST_FEW))
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
    found = role_of(folder)
    if found not in ("authority", "recipient"):
        raise BookError(messages.NO_ROLE.format(folder=folder))
    return cast("Role", found)


def role_of(folder: Path) -> str | None:
    """The role that a book's ``custom "fundcalc"`` line gives it.

    ``None`` for a ledger that is not ours.
    """
    entries, _, _ = _parse(_top(folder))
    return role_in(entries)


def role_in(entries: Sequence[data.Directive]) -> str | None:
    """The role that the entries of a book give it.

    ``None`` for a ledger that is not ours.
    """
    ours = (entry for entry in entries if isinstance(entry, data.Custom) and entry.type == ROLE and entry.values)
    return next((str(entry.values[0].value) for entry in ours), None)


def _top(folder: Path) -> Path:
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


def _parse(path: Path) -> tuple[list[data.Directive], Sequence[Any], Mapping[str, Any]]:
    try:
        if line := unsafe_division(path.read_bytes()):
            raise BookError(messages.DIVISION.format(path=path, line=line))
        entries, errors, said = parser.parse_file(str(path))
    except OSError as error:
        raise BookError(messages.NOT_READ.format(path=path, reason=error.strerror)) from error
    return entries, errors, cast("Mapping[str, Any]", said)


def fault_at(folder: Path | None, meta: Mapping[str, Any] | None, message: str) -> Fault:
    """A fault at the place in the metadata of an entry or a posting."""
    return Fault(*Places(folder).of(meta), message)


def _parsed(top: Path) -> tuple[list[data.Directive], list[Fault], dict[Path, Mapping[str, Any]]]:
    folder = top.parent
    entries: list[data.Directive] = []
    errors: list[Fault] = []
    options_of: dict[Path, Mapping[str, Any]] = {}
    seen, waiting = {top}, [top]
    while waiting:
        path = waiting.pop(0)
        found, wrong, said = _parse(path)
        options_of[path] = said
        entries += found
        errors += _faults(folder, wrong)
        if path.parent == folder / store.BATCHES and store.was_changed(path):
            errors.append(fault_at(folder, {"filename": str(path), "lineno": 1}, str(messages.CHANGED)))
        for name in said["include"]:
            included, refusal = _included(folder, path.parent, name, seen)
            if refusal:
                place = {"filename": str(path), "lineno": line_of(path, "include", name)}
                errors.append(fault_at(folder, place, refusal.format(name=name)))
            else:
                seen.add(included)
                waiting.append(included)
    entries.sort(key=data.entry_sortkey)
    return entries, errors, options_of


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


def checked(folder: Path, entries: list[data.Directive], errors: list[Fault]) -> Reading:
    # The file's own options could widen the tolerance; these are Beancount's defaults with none.
    ours = copy.deepcopy(options.OPTIONS_DEFAULTS)
    ours["tolerance_multiplier"] = Decimal(0)
    for step in _STEPS:
        try:
            entries, wrong = step(entries, ours)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            # Beancount does not catch all that an entry can bring about, such as a cost of zero units.
            return Reading(tuple(entries), (*errors, Fault(store.TOP, 0, messages.CRASHED.format(error=error))))
        errors += _faults(folder, wrong)
        entries.sort(key=data.entry_sortkey)
    errors += _faults(folder, _VALIDATE(entries, ours))
    # Beancount finds some of them in the order of a set, which is another one in every run.
    return Reading(tuple(entries), tuple(sorted(errors)))


def _faults(folder: Path, errors: Sequence[Any]) -> list[Fault]:
    return [fault_at(folder, error.source, str(error.message).strip().partition("\n")[0]) for error in errors]


def line_of(path: Path, word: str, name: str) -> int:
    """The line of an include or a plugin, which the parser does not tell.

    0 if it is not found.
    """
    lines = path.read_text("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(word) and name in line), 0)
