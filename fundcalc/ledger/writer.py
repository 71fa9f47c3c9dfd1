"""The only writer of ledger text; nothing written can be read as anything else.

Texts are escaped, everything else must match its form in full, amounts are whole fen with two decimals, and every
transaction is movements of money from one account to another, so that it balances by construction.

Rows are written by column. A column is checked once as a whole and the text is joined from its pieces, which is faster
than formatting row by row without any check.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby, islice, repeat
from typing import Literal, NamedTuple, TypeAlias, cast

import regex  # type: ignore[import-untyped]

from fundcalc.base.errors import BookError
from fundcalc.base.money import LARGEST_FEN
from fundcalc.ledger import messages

Form = Literal["account", "benefit", "code", "id", "key", "label", "tag", "text"]

CURRENCY = "CNY"
REPLACEMENT = "\ufffd"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
# The other C0 and C1 controls, marks that turn the reading direction, line and paragraph separators, BOM, surrogates.
_REFUSED = (
    range(0x20), range(0x7F, 0xA0), (0x61C,), range(0x200E, 0x2010), range(0x2028, 0x202F), range(0x2066, 0x206A),
    (0xFEFF,), range(0xD800, 0xE000),
)  # fmt: skip
_READS_BACK = {code: REPLACEMENT for code in chain(*_REFUSED) if chr(code) not in _ESCAPES}
_WRITES = _READS_BACK | {ord(character): escape for character, escape in _ESCAPES.items()}

_ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[\p{Lu}\p{Nd}][\p{L}\p{Nd}-]*+)++"
_ASCII = {
    "account": r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*+)++",
    "benefit": r"[a-z][a-z0-9_]*+",
    "code": r"[A-Z][A-Z0-9]*+",
    "id": r"[A-Za-z0-9._-]++",
    "key": r"[a-z][A-Za-z0-9_-]++",
    "label": r"[A-Za-z0-9-]++",
    "tag": r"[A-Za-z0-9_/.-]++",
}
# Names of metadata that Beancount keeps for itself. They are no lookahead in the pattern of a key: in a possessive group
# early Pythons 3.11 pass over one.
_RESERVED = {"key": frozenset(("filename", "lineno"))}
# Every form is matched with the line end that follows each value of a joined column.
_COLUMN = {form: re.compile(rf"(?:{pattern}\n)*+") for form, pattern in _ASCII.items()}
_ACCOUNT_COLUMN = regex.compile(rf"(?:{_ACCOUNT}\n)*+")

EARLIEST, LATEST = date(1700, 1, 1), date(2199, 12, 31)
_ROWS_AT_A_TIME = 1_000


def mismatches(form: Form, column: Sequence[object]) -> tuple[int, ...]:
    """The places in a column whose value is not of a form.

    None for a good column, which is quick to see.

    >>> mismatches("id", ["p1", "p 2", "", "p1\\n"])
    (1, 2, 3)
    """
    if _all_match(form, column):
        return ()
    return tuple(place for place, value in enumerate(column) if not _all_match(form, (value,)))


def _all_match(form: Form, column: Iterable[object]) -> bool:
    if form == "text":
        return all(issubclass(kind, str) for kind in set(map(type, column)))
    try:
        distinct = cast("set[str]", set(column))
        joined = "\n".join(distinct) + "\n" if distinct else ""
    except TypeError:
        return False
    pattern = _ACCOUNT_COLUMN if form == "account" and not joined.isascii() else _COLUMN[form]
    # A value that holds a line end would pass for two values.
    one_line_each = joined.count("\n") == len(distinct)
    return one_line_each and distinct.isdisjoint(_RESERVED.get(form, ())) and bool(pattern.fullmatch(joined))


def is_amount(value: object) -> bool:
    """Whether a value is an amount: whole fen above 0, within any budget."""
    return type(value) is int and 0 < value <= LARGEST_FEN


def is_date(value: object, earliest: date = EARLIEST) -> bool:
    """Whether a value is a plain date from ``earliest`` to 2199.

    Beancount reads no later one.
    """
    return type(value) is date and earliest <= value <= LATEST


def read_back(text: str) -> str:
    """A text as it will read back from the ledger: what cannot stand in one is U+FFFD.

    >>> read_back("a\\u202eb"), read_back('"\\n')
    ('a�b', '"\\n')
    """
    return text if text.isprintable() else text.translate(_READS_BACK)


def quoted(text: str) -> str:
    r"""A text between quotes, on one line.

    >>> print(quoted('a "b"\n2026-01-01 open Assets:Forged'))
    "a \"b\"\n2026-01-01 open Assets:Forged"
    """
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    require("text", (text,))
    return text if _is_plain(text) else text.translate(_WRITES)


def _is_plain(text: str) -> bool:
    # No control, direction mark, separator, BOM or surrogate is printable in the sense of Python.
    return text.isprintable() and '"' not in text and "\\" not in text


# What stands in every row of a block: the same text, or a column of texts.
_Piece: TypeAlias = str | Sequence[str]


def _texts(column: Sequence[str]) -> _Piece:
    """The column as it stands between quotes."""
    if _is_constant(column):
        return _escaped(column[0])
    try:
        joined = "".join(column)
    except TypeError:
        require("text", column)
        raise
    if _is_plain(joined):
        return column
    return [text if _is_plain(text) else text.translate(_WRITES) for text in column]


def _matched(form: Form, column: Sequence[str]) -> _Piece:
    """The column, every value of which is of the form."""
    require(form, column)
    return column[0] if _is_constant(column) else column


def _is_constant(column: Sequence[object]) -> bool:
    return bool(column) and column[0] == column[-1] and column.count(column[0]) == len(column)


def require(form: Form, column: Sequence[str]) -> None:
    """Raise ``BookError`` with the first value that is not of a form."""
    if wrong := mismatches(form, column):
        raise BookError(
            messages.NOT_WRITABLE.format(kind=form, value=messages.shown(column[wrong[0]]), form=messages.FORMS[form])
        )


def _dates(column: Sequence[date]) -> _Piece:
    written = {}
    for day in set(column):
        if not is_date(day):
            form = messages.DATE.format(earliest=EARLIEST)
            raise BookError(messages.NOT_WRITABLE.format(kind="date", value=messages.shown(day), form=form))
        written[day] = day.isoformat()
    return [written[day] for day in column] if len(written) != 1 else next(iter(written.values()))


def _amounts(column: Sequence[int]) -> Sequence[str]:
    if column and not (set(map(type, column)) == {int} and min(column) > 0 and max(column) <= LARGEST_FEN):
        wrong = next(value for value in column if not is_amount(value))
        raise BookError(messages.NO_AMOUNT.format(value=messages.shown_amount(wrong), form=messages.amount_form()))
    return [f"{fen // 100}.{fen % 100:02d}" for fen in column]


def comment(text: str) -> str:
    """A line that Beancount skips."""
    return f"; {_escaped(text)}\n"


def option(name: str, value: str) -> str:
    """An option line."""
    return f"option {quoted(name)} {quoted(value)}\n"


def include(name: str) -> str:
    """An include line."""
    return f"include {quoted(name)}\n"


def custom(on: date, *values: str, metadata: Mapping[str, str] | None = None) -> str:
    """A custom directive: its type, its values, and metadata, all of them texts."""
    lines = [f"{_dates((on,))} custom {' '.join(map(quoted, values))}\n"]
    lines += [f"  {_matched('key', (key,))}: {quoted(text)}\n" for key, text in (metadata or {}).items()]
    return "".join(lines)


def opens(on: Sequence[date], accounts: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Open directives for accounts in CNY, named in metadata, as blocks of text."""
    rows = _length(on, accounts, names)
    head = (_dates(on), " open ", _matched("account", accounts), f" {CURRENCY}\n")
    return _rows(rows, (*head, '  name: "', _texts(names), '"\n'))


class LegColumns(NamedTuple):
    """Movements of money, by column: so many ``fen`` to the debited account."""

    debits: Sequence[str]
    credits: Sequence[str]
    fen: Sequence[int]


def transactions(
    *,
    on: Sequence[date],
    payees: Sequence[str],
    narrations: Sequence[str],
    tag: str,
    links: Sequence[str],
    metadata: Mapping[str, Sequence[str]],
    debits: Sequence[str],
    credits: Sequence[str],
    fen: Sequence[int],
    also: Sequence[LegColumns] = (),
) -> Iterator[str]:
    """Transactions, given by column, as blocks of text.

    ``fen`` moves to the debited account from the credited one.

    ``also`` are further movements of the same transactions. Raises ``BookError`` before the first block if any value has
    not its form or the columns differ in length.
    """
    legs = (LegColumns(debits, credits, fen), *also)
    rows = _length(on, payees, narrations, links, *metadata.values(), *chain.from_iterable(legs))
    head = (_dates(on), ' * "', _texts(payees), '" "', _texts(narrations), '"')
    marks = (" #", _matched("tag", (tag,)), " ^", _matched("tag", links), "\n")
    lines: list[_Piece] = []
    for key, column in metadata.items():
        lines += ("  ", _matched("key", (key,)), ': "', _texts(column), '"\n')
    for leg in legs:
        amounts = _amounts(leg.fen)
        lines += ("  ", _matched("account", leg.debits), "  ", amounts, f" {CURRENCY}\n")
        lines += ("  ", _matched("account", leg.credits), "  -", amounts, f" {CURRENCY}\n")
    return _rows(rows, (*head, *marks, *lines))


def _length(*columns: Sequence[object]) -> int:
    lengths = set(map(len, columns))
    if len(lengths) != 1:
        raise BookError(messages.UNEVEN.format(lengths=" and ".join(map(str, sorted(lengths)))))
    return lengths.pop()


def _rows(count: int, pieces: Iterable[_Piece]) -> Iterator[str]:
    """So many rows, joined from their pieces, some at a time."""
    streams: list[Iterable[str]] = []
    for is_constant, group in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_constant:
            streams.append(repeat("".join(cast("Iterable[str]", group))))
        else:
            streams.extend(group)
    rows = zip(*streams, strict=False)
    for done in range(0, count, _ROWS_AT_A_TIME):
        yield "".join(chain.from_iterable(islice(rows, min(_ROWS_AT_A_TIME, count - done))))
