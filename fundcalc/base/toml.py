"""Read TOML files: decimals exact, and nothing in a file can exhaust the reader."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import Message, _

_BYTE_ORDER_MARK = "\ufeff"  # some editors write it, and some programs twice
_MOST_BYTES = 5 * 2**20
_DEEPEST = 60
_LONGEST = 40  # digits of a number


# What the parser says; of a message that names a key or character, the words around it.
_MESSAGES = (
    Message("Invalid statement"),
    Message("Found invalid character {what}"),
    Message("Cannot declare {what} twice"),
    Message("Expected ']' at the end of a table declaration"),
    Message("Expected ']]' at the end of an array declaration"),
    Message("Cannot mutate immutable namespace {what}"),
    Message("Cannot redefine namespace {what}"),
    Message("Expected '=' after a key in a key/value pair"),
    Message("Invalid initial character for a key part"),
    Message("Unclosed array"),
    Message("Unclosed inline table"),
    Message("Duplicate inline table key {what}"),
    Message("Unescaped '\\\\' in a string"),
    Message("Invalid hex value"),
    Message("Escaped character is not a Unicode scalar value"),
    Message("Unterminated string"),
    Message("Illegal character {what}"),
    Message("Invalid date or datetime"),
    Message("Expected {what}"),
)


# Where the parser's words do not say what to do.
_PLAINER = {
    "Cannot overwrite a value": Message("the key stands there twice"),
    "Invalid value": Message('not a value: write text in "…", amounts in figures, dates like 2026-07-01'),
    "Expected newline or end of document after a statement": Message(
        'nothing may follow a value on its line: write text in "…", amounts in figures, without 万 or 元'
    ),
}


def _reason(error: Exception, text: bytes) -> str:
    """Why a text is not TOML, in the current language."""
    if isinstance(error, UnicodeDecodeError):
        line = text.count(b"\n", 0, error.start) + 1
        return _("line {line} is not UTF-8; save the file as UTF-8").format(line=line)
    if not isinstance(error, tomli.TOMLDecodeError):
        return _("a value is nested too deeply or too long")
    return _("line {line}, column {column}: {message}").format(
        line=error.lineno, column=error.colno, message=_translated(error.msg)
    )


def _translated(message: str) -> str:
    if message in _PLAINER:
        return str(_PLAINER[message])
    for known in _MESSAGES:
        start, what, end = str.__str__(known).partition("{what}")
        if what and message.startswith(start) and message.endswith(end):
            return known.format(what=_key(message.removeprefix(start).removesuffix(end)))
        if message == start:
            return str(known)
    return message


def _key(written: str) -> str:
    """A key as a file writes it; the parser writes ('a', 'b') for a.b."""
    parts = re.findall(r"'([^']*)'", written) if written.startswith("(") else []
    return f"[{'.'.join(parts)}]" if parts else written


def content(path: Path) -> bytes:
    """The bytes of a file of a policy. Raises PolicyError.

    A file larger than any measure, and a link that leads out of its folder, are refused.
    """
    try:
        if path.is_symlink() and path.resolve().parent != path.parent.resolve():
            raise PolicyError(str(path), (_("is a link that leads out of its folder; put the file itself there"),))
        if path.stat().st_size > _MOST_BYTES:
            raise PolicyError(str(path), (_("is larger than any measure"),))
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(str(path), (_("cannot be read: {reason}").format(reason=error.strerror),)) from error


def tables(text: bytes, where: str) -> dict[str, Any]:
    """Return the tables of a TOML file; ``where`` names it in messages.

    Decimals are exact. A number that no measure can mean stays the text it is written as, which is then reported with its
    line; a byte-order mark is skipped. Raises PolicyError for what is not TOML or is nested deeper than any measure.
    """
    try:
        raw = tomli.loads(text.decode("utf-8").lstrip(_BYTE_ORDER_MARK), parse_float=_decimal)
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or a whole number too long for Python
        raise PolicyError(where, (_("is not TOML: {reason}").format(reason=_reason(error, text)),)) from error
    waiting: list[tuple[Any, int]] = [(raw, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            message = _("is nested more than {most} levels deep; no measure needs that").format(most=_DEEPEST)
            raise PolicyError(where, (message,))
        inside = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in list(inside):
            if isinstance(value, dict | list):
                waiting.append((value, depth + 1))
            elif isinstance(value, int) and abs(value) >= 10**_LONGEST:
                node[key] = hex(value)
    return raw


def _decimal(text: str) -> Decimal | str:
    if "e" in text.lower():
        return text  # 1.5e6 is a float by its form, which no amount has
    # 1e-999999999 is a few letters here and gigabytes of zeros as a fraction.
    try:
        number = Decimal(text) if len(text) <= _LONGEST else None
    except ArithmeticError:
        return text
    return text if number is None or (number.is_finite() and abs(number.adjusted()) >= _LONGEST) else number
