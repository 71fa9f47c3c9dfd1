"""XML as a stream of records: the leaf elements of each element of a table.

Without document types and entities, of bounded depth and text. GB18030, which the parser does not know, is decoded first.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _

_CHUNK = 1 << 16
_DEEPEST = 12
_LONGEST = 100_000
_DECLARED = re.compile(rb'<\?xml[^>]*?encoding\s*=\s*["\']([\w.\-]+)["\']')
_CHINESE = ("gb18030", "gbk", "gb2312", "gb_2312-80")

Record = tuple[str, dict[str, str]]


class _Refused(Exception):
    """What a file must not have."""


def records(file: IO[bytes], name: str) -> Iterator[Record]:
    """The records of a file.

    The name of each element that has leaves, and their texts by name. Raises SheetError.
    """
    collector = _Collector()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        first = file.read(_CHUNK)
        decoder = codecs.getincrementaldecoder(_encoding(first))()
        chunk = first
        while chunk:
            parser.Parse(decoder.decode(chunk).encode("utf-8"), False)
            yield from collector.taken()
            chunk = file.read(_CHUNK)
        parser.Parse(decoder.decode(b"", True).encode("utf-8"), True)
        yield from collector.taken()
    except (expat.ExpatError, UnicodeError, _Refused) as error:
        message = _("{file}: it is not XML that can be read ({reason}); export it again.")
        raise SheetError(message.format(file=name, reason=str(error)[:160])) from error


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    match = _DECLARED.search(start[:200])
    declared = match[1].decode("ascii").lower() if match else "utf-8"
    if declared in _CHINESE:
        return "gb18030"
    if declared not in ("utf-8", "us-ascii", "ascii"):
        raise _Refused(_("the encoding {name} is not read").format(name=declared))
    return "utf-8-sig"


def _refuse_document_type(*_about: object) -> None:
    raise _Refused(_("a document type is not allowed"))


class _Collector:
    """Collects the leaves of the elements that are open."""

    def __init__(self) -> None:
        self.open: list[tuple[str, dict[str, str]]] = []
        self.letters: list[str] = []
        self.length = 0
        self.done: list[Record] = []

    def start(self, tag: str, _attributes: object) -> None:
        if len(self.open) >= _DEEPEST:
            raise _Refused(_("elements are nested too deeply"))
        self.open.append((tag.rpartition(" ")[2], {}))
        self.letters, self.length = [], 0

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > _LONGEST:
            raise _Refused(_("a text is too long"))
        self.letters.append(text)

    def end(self, _tag: str) -> None:
        name, leaves = self.open.pop()
        if leaves:
            self.done.append((name, leaves))
        elif self.open:
            parent = self.open[-1][1]
            if len(parent) < 200:
                parent.setdefault(name, "".join(self.letters).strip())
        self.letters, self.length = [], 0

    def taken(self) -> list[Record]:
        """The records that are complete."""
        done, self.done = self.done, []
        return done
