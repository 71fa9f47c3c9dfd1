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
# A day, as people write it into the column by mistake.
_DAY = re.compile(r"(?<!\d)(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}(?!\d)")
# From one number to another: 01234567-01234569, 01234567至69.
_RANGE = re.compile(r"\D{0,8}?(\d{8,})\s*(?:-{1,2}|[–—~]|至|到)\s*(\d+)\D{0,2}")
_MOST_IN_RANGE = 200


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
    text = _DAY.sub("", unicodedata.normalize("NFKC", invoice))
    found = (_number(part) for piece in _BETWEEN.split(text) for part in _separate(piece))
    return tuple(dict.fromkeys(number for number in found if number))


def _separate(text: str) -> list[str]:
    """Match two whole numbers with a blank between, or a range of numbers.

    In a shorter number a blank only groups its digits. The ends of a range stand for all between.
    """
    if match := _RANGE.fullmatch(text):
        first, end = match.groups()
        last = int(first[: -len(end)] + end)
        if (len(end) == len(first) or len(end) <= 3) and 0 < last - int(first) < _MOST_IN_RANGE:
            return list(map(str, range(int(first), last + 1)))
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
