"""A quick, strict reader of posted batches.

It reads the form that ``writer`` writes, as Beancount's parser reads it. Anything else raises ``UnknownForm``, though
Beancount may well read it. The text comes in blocks and the entries are made one by one, so that a large batch takes
little memory.
"""

import re
from collections.abc import Collection, Generator, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from beancount.core import data
from beancount.parser.grammar import ValueType

from fundcalc.ledger import writer


class UnknownForm(Exception):
    """Raised for text that ``writer`` would not have written."""


class WrittenTransaction(NamedTuple):
    """A transaction as it was written: ``meta`` without file and line, amounts in fen.

    Its postings stand on the lines after those of its metadata.
    """

    file: str
    line: int
    on: date
    payee: str
    narration: str
    tag: str
    link: str
    meta: dict[str, str]
    legs: tuple[tuple[str, int], ...]

    @property
    def first_leg(self) -> int:
        """The line of the first posting."""
        return self.line + len(self.meta) + 1


Written: TypeAlias = WrittenTransaction | data.Open | data.Custom

_PLAIN = r'"([^"\\\n]*)"'
_ESCAPING = r'"([^"\\\n]*(?:\\["\\nrtfb][^"\\\n]*)*)"'
_TEXT = _ESCAPING.replace("(", "", 1).replace(')"', '"')
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MARK = r"[A-Za-z0-9_/.-]+"
_KEY = r"[a-z][A-Za-z0-9_-]+"
_ACCOUNT = r"[^ \n]+"
_AMOUNT = r"(?:0|[1-9][0-9]{0,15})\.[0-9]{2}"
_METADATA = rf"(?:  {_KEY}: {_TEXT}\n)*"
_TRANSACTION = re.compile(
    rf"{_DAY} \* {_TEXT} {_TEXT} #{_MARK} \^{_MARK}\n(?P<metadata>{_METADATA})"
    rf"(?P<legs>(?:  {_ACCOUNT}  (?P<amount>{_AMOUNT}) CNY\n  {_ACCOUNT}  -(?P=amount) CNY\n)+)"
)
_OPEN = re.compile(rf"({_DAY}) open ({_ACCOUNT}) CNY\n  name: {_ESCAPING}\n")
_CUSTOM = re.compile(rf"({_DAY}) custom ({_TEXT}(?: {_TEXT})*)\n({_METADATA})")
_COMMENT = re.compile(r"; [^\n]*\n")
_PAIR = re.compile(rf"  ({_KEY}): {_ESCAPING}\n")
_QUOTED = re.compile(_ESCAPING)
_ESCAPED = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b"}
# Written as escapes, or not at all.
_NEVER_RAW = bytes((*range(0x0A), *range(0x0B, 0x20), 0x7F))
# Names of metadata that Beancount keeps for itself.
_RESERVED = frozenset(("filename", "lineno"))


class _TransactionShape(NamedTuple):
    """Transactions with the same metadata and as many pairs of postings."""

    keys: tuple[str, ...]
    pairs: int

    @property
    def lines(self) -> int:
        return 1 + len(self.keys) + 2 * self.pairs


@lru_cache(64)
def _pattern(shape: _TransactionShape, text: str) -> re.Pattern[str]:
    """The pattern of transactions of a shape.

    Its groups are day, payee, narration, tag, link, texts and legs.
    """
    metadata = "".join(rf"  {key}: {text}\n" for key in shape.keys)
    legs = "".join(
        rf"  ({_ACCOUNT})  (?P<amount{pair}>{_AMOUNT}) CNY\n  ({_ACCOUNT})  -(?P=amount{pair}) CNY\n"
        for pair in range(shape.pairs)
    )
    return re.compile(rf"({_DAY}) \* {text} {text} #({_MARK}) \^({_MARK})\n{metadata}{legs}(?! )")


def written_in(file: str, blocks: Iterable[bytes]) -> Iterator[Written]:
    """The entries of a batch in the order of its file.

    Raises ``UnknownForm`` where anything is not as ``writer`` writes it; what was yielded before then does not count.
    """
    line, rest = 1, ""
    for content in blocks:
        if len(content.translate(None, _NEVER_RAW)) != len(content):
            raise UnknownForm
        try:
            text = rest + content.decode()
        except UnicodeDecodeError as error:
            raise UnknownForm from error
        # A line that begins with a figure begins an entry: no text holds a line end.
        end = max(text.rfind("\n1"), text.rfind("\n2")) + 1
        line = yield from _Piece(file, text, end, line).entries()
        rest = text[end:]
    yield from _Piece(file, rest, len(rest), line).entries()


class _Piece:
    """A piece of a batch that ends with an entry."""

    def __init__(self, file: str, text: str, end: int, line: int) -> None:
        self._file, self._text, self._end, self._line = file, text, end, line
        self._at = 0
        self._form = _ESCAPING if "\\" in text else _PLAIN
        # Equal texts are one object: most of what an award says, many others say too.
        self._seen: dict[str, str] = {}

    def entries(self) -> Generator[Written, None, int]:
        """The entries; the number of the line after them."""
        text, end = self._text, self._end
        while self._at < end:
            if shape := self._shape():
                before = self._at
                yield from self._transactions(shape)
                if self._at == before:
                    raise UnknownForm
                continue
            entry: Written | None = None
            if match := _OPEN.match(text, self._at, end):
                on, account, name = match.groups()
                meta = {"filename": self._file, "lineno": self._line, "name": _read(name)}
                entry = data.Open(meta, _day(on), account, [writer.CURRENCY], None)
            elif match := _CUSTOM.match(text, self._at, end):
                entry = self._custom(match)
            elif (match := _COMMENT.match(text, self._at, end)) is None:
                raise UnknownForm
            self._at = match.end()
            self._line += match[0].count("\n")
            if entry is not None:
                yield entry
        return self._line

    def _shape(self) -> _TransactionShape | None:
        """The shape of the transaction that begins here, if one does."""
        match = _TRANSACTION.match(self._text, self._at, self._end)
        if match is None:
            return None
        shape = _TransactionShape(
            tuple(key for key, _text in _PAIR.findall(match["metadata"])), match["legs"].count("\n") // 2
        )
        _require_distinct(shape.keys)
        return shape

    def _transactions(self, shape: _TransactionShape) -> Iterator[WrittenTransaction]:
        """The transactions of one shape that follow one another from here."""
        match_at, text, end, shared = _pattern(shape, self._form).match, self._text, self._end, self._seen.setdefault
        keys, lines, last = shape.keys, shape.lines, 5 + len(shape.keys)
        escaped = self._form is _ESCAPING
        while match := match_at(text, self._at, end):
            groups = match.groups()
            on, payee, narration, tag, link = groups[:5]
            texts = groups[5:last]
            if escaped:
                payee, narration, texts = _read(payee), _read(narration), tuple(map(_read, texts))
            meta = {key: shared(value, value) for key, value in zip(keys, texts, strict=True)}
            legs = _legs(groups[last:])
            yield WrittenTransaction(
                self._file, self._line, _day(on), shared(payee, payee), narration, shared(tag, tag), link, meta, legs
            )
            self._line += lines
            self._at = match.end()

    def _custom(self, match: re.Match[str]) -> data.Custom:
        on, texts, metadata = match.groups()
        kind, *values = map(_read, _QUOTED.findall(texts))
        pairs = _PAIR.findall(metadata)
        _require_distinct([key for key, _text in pairs])
        meta: data.Meta = {"filename": self._file, "lineno": self._line}
        meta |= {key: _read(text) for key, text in pairs}
        # As Beancount has it, which gives none where there are none.
        typed = [ValueType(value, str) for value in values] or None
        return data.Custom(meta, _day(on), kind, typed)  # type: ignore[arg-type]


def _legs(columns: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The postings of pairs: account debited, amount, account credited."""
    legs: list[tuple[str, int]] = []
    for at in range(0, len(columns), 3):
        debit, amount, credit = columns[at : at + 3]
        fen = int(amount.replace(".", ""))
        legs += ((debit, fen), (credit, -fen))
    return tuple(legs)


def _require_distinct(keys: Collection[str]) -> None:
    distinct = set(keys)
    if len(distinct) != len(keys) or distinct & _RESERVED:
        raise UnknownForm


def _read(text: str) -> str:
    """What a text between quotes stands for."""
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    return _CONTROLS.get(match[1], match[1])


@lru_cache(4096)
def _day(text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise UnknownForm from error
    if not writer.is_date(on):
        raise UnknownForm
    return on
