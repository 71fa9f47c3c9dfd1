"""The same invoice twice: within an award, across awards, across organisations and across books (double funding)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from fundcalc.auditing.checks.context import Matter
from fundcalc.auditing.checks.finding import Data, Finding, Severity, of_line
from fundcalc.auditing.lines import Line

# What people write where there is no invoice.
_NONE = frozenset(("", "无", "无票", "无发票", "NA", "NONE", "NO", "NIL", "待补", "TBD"))
# An all-electronic invoice has a number of 20 figures of its own; a shorter one is told apart by its issuer.
_UNIQUE = 18


def same_invoice(matter: Matter) -> Iterator[Finding]:
    """Two lines with one invoice: a violation for one amount, for a person where the amounts differ (it may be split).

    A line that a negative line of the same invoice takes back does not count.
    """
    first_of: dict[str, Line] = {}
    several: dict[str, list[Line]] = {}
    for each in matter.judged:
        if each.line.invoice and (number := normal(each.line.invoice)):
            if number in first_of:  # most stand once, so a list is made for the others alone
                several.setdefault(number, [first_of[number]]).append(each.line)
            else:
                first_of[number] = each.line
    for number in [each for each in first_of if each in several] if several else ():
        for first, second in _twice(number, standing(several[number])):
            yield _finding(matter, number, first, second)


def normal(invoice: str) -> str:
    """An invoice's number without the signs that are written now and then; empty if it is none.

    >>> normal(" 2631-2000 0000　1234"), normal("无"), normal("0000"), normal("No. 123")
    ('2631200000001234', '', '', '123')
    """
    if invoice.isascii() and invoice.isdecimal():  # as nearly all are
        return invoice if invoice.strip("0") else ""
    text = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", invoice)).upper()
    text = re.sub(r"^(发票号码?|发票|票号|NO|INVOICE|INV)(?=\d)", "", text)
    return "" if text in _NONE or not text.strip("0") else text


def standing(lines: Sequence[Line]) -> list[Line]:
    """The lines that no negative line of the same invoice, award and amount takes back."""
    left: list[Line] = []
    for line in sorted(lines, key=lambda each: each.fen < 0):
        if line.fen >= 0:
            left.append(line)
            continue
        taken = next((each for each in reversed(left) if each.fen == -line.fen and each.award == line.award), None)
        if taken is not None:
            left.remove(taken)
    return left


def _twice(number: str, lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for index, second in enumerate(lines):
        earlier = [first for first in lines[:index] if _one_issuer(number, first, second)]
        # The line of the same amount tells most; else the first.
        same = next((first for first in earlier if first.fen == second.fen), None)
        if earlier:
            yield same or earlier[0], second


def _one_issuer(number: str, first: Line, second: Line) -> bool:
    payees = {re.sub(r"\s", "", each.payee) for each in (first, second)} - {""}
    return len(number) >= _UNIQUE or len(payees) < 2


def _finding(matter: Matter, number: str, first: Line, second: Line) -> Finding:
    same = first.fen == second.fen
    severity: Severity = "violation" if same else "review"
    elsewhere = (
        "organisation" if first.organisation != second.organisation else "award" if first.award != second.award else ""
    )
    data: Data = {
        "invoice": second.invoice,
        "first_place": first.place,
        "first_award": first.award,
        "first_organisation": first.organisation,
        "first_fen": first.fen,
        "elsewhere": elsewhere,
        "same": int(same),
    }
    cite = matter.article_of_contest(second.award) if elsewhere else matter.article_of_account(second.award)
    policy, fen, key = matter.policy_of(second.award), second.fen, (number, *of_line(first), *of_line(second))
    return Finding(
        *("same_invoice", severity, policy, cite, second.award, second.organisation, second.place, fen, data, key)
    )
