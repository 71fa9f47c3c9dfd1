"""Invoice numbers and payees in a form that can be compared."""

import re
import unicodedata
from functools import cache

# Between several numbers in one cell; a dash or a blank may also stand within one number.
_BETWEEN = re.compile(r"[、，,;；/\\|&+\n\r]|和|及|与")
# Counts, dates and references to attachments are not numbers of invoices.
_NO_NUMBER = re.compile(r"\d+\s*[张份页枚笔月日年]|附件\s*\d*|附表\s*\d*|第?\d+\s*号?附件")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PREFIX = re.compile(r"^(NO|INVOICE|INV)(?=\d)")
_SHORTEST_AMONG_WORDS = 5
# The shortest number that an invoice has; two of them with a blank between are two numbers.
_SHORTEST_WHOLE = 8


def invoice_numbers(invoice: str) -> tuple[str, ...]:
    """The numbers in an invoice cell, each once; none if there is no number.

    Leading zeros, brackets, width, blanks and dashes do not matter; what has no digits is not a number.

    >>> invoice_numbers(" 2631-2000 0000　1234"), invoice_numbers("火车票"), invoice_numbers("No. 0123")
    (('2631200000001234',), (), ('123',))
    >>> invoice_numbers("31234567、31234568")
    ('31234567', '31234568')
    """
    if invoice.isascii() and invoice.isdecimal():  # as nearly all are
        number = invoice.lstrip("0")
        return (number,) if number else ()
    return _numbers(invoice)


@cache
def _numbers(invoice: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", invoice)
    found = (_number(part) for piece in _BETWEEN.split(text) for part in _separate(piece))
    return tuple(dict.fromkeys(number for number in found if number))


def _separate(text: str) -> list[str]:
    """Match two whole numbers with a blank between.

    In a shorter number a blank only groups its digits.
    """
    parts = text.split()
    whole = all(sum(map(str.isdecimal, part)) >= _SHORTEST_WHOLE for part in parts)
    return parts if len(parts) > 1 and whole else [text]


def _number(text: str) -> str:
    bare = _NO_NUMBER.sub("", text)
    digits = sum(map(str.isdecimal, bare))
    if not digits or (_CHINESE.search(bare) and digits < _SHORTEST_AMONG_WORDS):
        return ""
    number = re.sub(r"[\W_]", "", _CHINESE.sub("", bare)).upper()
    return _PREFIX.sub("", number).lstrip("0")


@cache
def payee_key(payee: str) -> str:
    """Return a payee without signs, blanks and widths that people write differently."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", payee)).casefold()
