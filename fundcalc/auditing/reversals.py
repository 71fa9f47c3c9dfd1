"""Which lines a negative line (红字冲销) cancels.

By its invoice, by the voucher it names, or by payee and amount.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fundcalc.auditing.invoice_numbers import invoice_numbers, payee_key
from fundcalc.auditing.lines import Line

# What identifies the lines that a negative one may cancel: award, amount, and an invoice, a voucher or a payee.
_Key = tuple[str, int, str, str]
_VOUCHER = re.compile(r"[\u3400-\u9fffA-Za-z]{0,4}[-－—#]?\d+(?:[-－—]\d+)*")
_LONGEST_WORD = 4


@dataclass
class _Candidates:
    """Lines by date.

    Those up to the day reached are on the stack, the last one on top.
    """

    numbers: list[int] = field(default_factory=list)
    reached: int = 0
    stack: list[int] = field(default_factory=list)


def cancelled_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the lines that are cancelled."""
    return frozenset(reversals(lines))


def reversals(lines: Sequence[Line]) -> Mapping[int, int]:
    """Return the number of the negative line that cancels each line.

    A negative line cancels a line of the same award and amount, each at most once.

    A negative line cancels a line of its invoice; without one, the line of the voucher that its text names, else the last line
    of the same payee before it.
    """
    numbered = ((number, line) for number, line in enumerate(lines) if line.fen < 0)
    negative = sorted(numbered, key=lambda numbered: (not numbered[1].invoice, _day(numbered[1])))
    if not negative:
        return {}
    candidates = _candidates(lines, {(line.award, -line.fen) for _number, line in negative})
    cancelled: dict[int, int] = {}
    for number, line in negative:
        for key, day in _keys_of_negative(line):
            match = _last(candidates[key], lines, day, cancelled) if key in candidates else None
            if match is not None:
                cancelled[match] = number
                break
    return cancelled


def _candidates(lines: Sequence[Line], amounts: set[tuple[str, int]]) -> Mapping[_Key, _Candidates]:
    candidates: defaultdict[_Key, _Candidates] = defaultdict(_Candidates)
    dated = sorted((_day(line), number) for number, line in enumerate(lines) if (line.award, line.fen) in amounts)
    for _on, number in dated:
        for key in _keys(lines[number]):
            candidates[key].numbers.append(number)
    return candidates


def _keys(line: Line) -> Iterator[_Key]:
    for invoice in invoice_numbers(line.invoice):
        yield line.award, line.fen, "invoice", invoice
    if line.document:
        yield line.award, line.fen, "voucher", line.document
    yield line.award, line.fen, "any payee", ""
    yield line.award, line.fen, "payee", payee_key(line.payee)


def _keys_of_negative(line: Line) -> Iterator[tuple[_Key, date]]:
    """The keys to try in order, each with the last day that a line may be of."""
    fen, payee = -line.fen, payee_key(line.payee)
    for invoice in invoice_numbers(line.invoice):
        yield (line.award, fen, "invoice", invoice), date.max
    for word in _VOUCHER.findall(line.text):
        for start in range(min(len(word), _LONGEST_WORD + 1)):
            yield (line.award, fen, "voucher", word[start:]), date.max
    if payee:
        yield (line.award, fen, "payee", payee), line.date or date.max
        yield (line.award, fen, "payee", ""), line.date or date.max
    else:
        yield (line.award, fen, "any payee", ""), line.date or date.max


def _last(candidates: _Candidates, lines: Sequence[Line], day: date, cancelled: Container[int]) -> int | None:
    """Return the last candidate up to a day that is not cancelled yet.

    Days are asked for in order.
    """
    numbers, stack = candidates.numbers, candidates.stack
    while candidates.reached < len(numbers) and _day(lines[numbers[candidates.reached]]) <= day:
        stack.append(numbers[candidates.reached])
        candidates.reached += 1
    while stack and stack[-1] in cancelled:
        stack.pop()
    return stack.pop() if stack else None


def _day(line: Line) -> date:
    return line.date or date.min
