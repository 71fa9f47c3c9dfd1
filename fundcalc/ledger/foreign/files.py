"""Parse the files of a foreign ledger one by one, inside its folder only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beancount.core import data
from beancount.parser import parser

from fundcalc.ledger import messages
from fundcalc.ledger.loading import Fault, fault_at, unsafe_division

MOST_FILES = 2_000
MOST_BYTES = 200_000_000
_LONGEST_MESSAGE = 300

# The parser's time grows with the square of the length of a text or a comment.
_LONGEST_TEXT = 100_000

# Comments, headings (lines that begin with a sign), then texts, as Beancount's lexer finds them.
_TEXT = re.compile(rb';[^\n]*+|^[*:#!&?%][^\n]*+|"(?P<text>(?:[^"\\]++|\\.)*+)"?', re.DOTALL | re.MULTILINE)
_LINE = re.compile(rb"[^\n]{%d}" % (_LONGEST_TEXT + 1))
_REFUSED = (".gpg", ".asc")


@dataclass
class Walk:
    """The files of a ledger while they are read; ``notes`` are what was left out."""

    root: Path
    entries: list[data.Directive] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    size: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def left_out(self, path: Path, message: str) -> None:
        self.notes.append(messages.AT.format(place=self.name(path), message=message))

    def place(self, meta: Mapping[str, object]) -> str:
        """Where an entry stands; each file's name is worked out once."""
        file = str(meta.get("filename", ""))
        if file not in self.names:
            self.names[file] = self.name(Path(file))
        return f"{self.names[file]}:{meta.get('lineno', 0)}"

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


def parse(walk: Walk, path: Path) -> Mapping[str, Any]:
    """What Beancount's parser reads in a file; empty if it is left out."""
    try:
        if not path.is_file() or path.suffix.lower() in _REFUSED:
            walk.left_out(path, str(messages.NO_PLAIN_FILE))
            return {}
        walk.size += path.stat().st_size
        if walk.size > MOST_BYTES:
            walk.left_out(path, messages.TOO_LARGE.format(most=MOST_BYTES // 1_000_000))
            return {}
        content = path.read_bytes()
        if b"\0" in content:
            line = content.count(b"\n", 0, content.index(b"\0")) + 1
            walk.faults.append(Fault(walk.name(path), line, str(messages.NO_TEXT)))
            return {}
        if line := _endless_text(content):
            message = messages.ENDLESS_TEXT.format(most=f"{_LONGEST_TEXT:,}")
            walk.faults.append(Fault(walk.name(path), line, message))
            return {}
        if line := unsafe_division(content):
            walk.faults.append(Fault(walk.name(path), line, str(messages.UNSAFE_DIVISION)))
            return {}
        entries, errors, said = parser.parse_file(str(path))
    except (OSError, ValueError, ArithmeticError, MemoryError, RecursionError, TypeError, LookupError) as error:
        walk.faults.append(
            Fault(walk.name(path), 0, messages.UNPARSED.format(reason=f"{type(error).__name__}: {error}"[:200]))
        )
        return {}
    walk.entries += entries
    walk.faults += [fault_at(walk.root, error.source, _said(str(error.message))) for error in errors]
    return dict(said)


def _said(message: str) -> str:
    """What the parser says of an error, in short."""
    if message.startswith("UnicodeDecodeError"):
        return str(messages.NO_UTF_8)
    return message.partition("\n")[0][:_LONGEST_MESSAGE]


def _endless_text(content: bytes) -> int:
    """The line of a text, or the line, that is too long for the parser.

    0 if there is none.
    """
    texts = (match for match in _TEXT.finditer(content) if len(match["text"] or b"") > _LONGEST_TEXT)
    found = _LINE.search(content) or next(texts, None)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


def included_files(walk: Walk, path: Path, names: Iterable[str]) -> Iterator[Path]:
    """The files that an include names, as far as they lie in the folder."""
    for name in names:
        found = []
        if "**" not in name and "\0" not in name:
            with suppress(OSError, ValueError, NotImplementedError, IndexError):
                found = [match.resolve() for match in sorted(path.parent.glob(name))]
        inside = [match for match in found if match.is_relative_to(walk.root) and match.is_file()]
        if len(inside) < len(found) or not found:
            walk.left_out(path, messages.INCLUDE_LEFT_OUT.format(name=name[:200]))
        yield from inside


def note_left_out(walk: Walk, path: Path, said: Mapping[str, Any]) -> None:
    """Note plugins, documents and options of a file, which are not used."""
    for plugin, _config in said.get("plugin", ()):
        walk.left_out(path, messages.PLUGIN_LEFT_OUT.format(name=str(plugin)[:200]))
    if said.get("documents"):
        walk.left_out(path, str(messages.DOCUMENTS_LEFT_OUT))
    if said.get("plugin_processing_mode", "default") != "default":
        walk.left_out(path, str(messages.MODE_LEFT_OUT))
