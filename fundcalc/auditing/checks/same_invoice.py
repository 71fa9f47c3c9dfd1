"""The same invoice twice: within an award, across awards, across organisations and across books (double funding)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import Check, Finding, line_key
from fundcalc.auditing.invoice_numbers import normal
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _

# An all-electronic invoice has a unique number of 20 digits; a shorter number is unique only with its issuer.
_UNIQUE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class SameInvoice(Finding):
    """The first line with the invoice, and whether it is of another organisation or award and of the same amount."""

    check: ClassVar[str] = "same_invoice"
    fen: int
    invoice: str
    first_place: str
    first_award: str
    first_organisation: str
    first_fen: int
    elsewhere: Literal["organisation", "award", ""]
    same: bool

    @staticmethod
    def title() -> str:
        return _("same invoice twice")

    def sentence(self) -> str:
        sentence = (
            _("{amount} on invoice {invoice}, which stands with the same amount in {where}.")
            if self.same
            else _("{amount} on invoice {invoice}, which stands with {first} in {where}; see whether it was split.")
        )
        return sentence.format(
            amount=in_yuan(self.fen), invoice=self.invoice, first=in_yuan(self.first_fen), where=self._where()
        )

    def _where(self) -> str:
        match self.elsewhere:
            case "organisation":
                return _("another organisation ({organisation}, {place})").format(
                    organisation=self.first_organisation or "–", place=self.first_place
                )
            case "award":
                return _("another award ({award}, {place})").format(
                    award=self.first_award or "–", place=self.first_place
                )
            case _:
                return self.first_place


def find(context: AuditContext) -> Iterator[SameInvoice]:
    """One finding for each line whose invoice another line has: a violation for one amount, else for review.

    A line that a negative line of the same invoice cancels does not count.
    """
    first_of: dict[str, Line] = {}
    repeated: dict[str, list[Line]] = {}
    for line, _policy, _verdict in context.judged:
        if line.invoice and (number := normal(line.invoice)):
            if number in first_of:  # most numbers stand once, so a list is made for the others only
                repeated.setdefault(number, [first_of[number]]).append(line)
            else:
                first_of[number] = line
    for number in filter(repeated.__contains__, first_of):
        for first, second in _pairs(number, standing(repeated[number])):
            yield _finding(context, number, first, second)


def standing(lines: Sequence[Line]) -> list[Line]:
    """The lines that no negative line of the same invoice, award and amount cancels."""
    left: list[Line] = []
    for line in sorted(lines, key=lambda line: line.fen < 0):
        if line.fen >= 0:
            left.append(line)
            continue
        match = next((other for other in reversed(left) if other.fen == -line.fen and other.award == line.award), None)
        if match is not None:
            left.remove(match)
    return left


def _pairs(number: str, lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for index, second in enumerate(lines):
        earlier = [first for first in lines[:index] if _one_issuer(number, first, second)]
        # The line of the same amount says most; else the first.
        same = next((first for first in earlier if first.fen == second.fen), None)
        if earlier:
            yield same or earlier[0], second


def _one_issuer(number: str, first: Line, second: Line) -> bool:
    payees = {re.sub(r"\s", "", line.payee) for line in (first, second)} - {""}
    return len(number) >= _UNIQUE or len(payees) < 2


def _finding(context: AuditContext, number: str, first: Line, second: Line) -> SameInvoice:
    elsewhere: Literal["organisation", "award", ""] = ""
    if first.organisation != second.organisation:
        elsewhere = "organisation"
    elif first.award != second.award:
        elsewhere = "award"
    article = context.article_of_competition if elsewhere else context.article_of_account
    same = first.fen == second.fen
    return SameInvoice(
        **context.about_line(second),
        severity="violation" if same else "review",
        cite=article(second.award),
        fen=second.fen,
        key=(number, *line_key(first), *line_key(second)),
        invoice=second.invoice,
        first_place=first.place,
        first_award=first.award,
        first_organisation=first.organisation,
        first_fen=first.fen,
        elsewhere=elsewhere,
        same=same,
    )


CHECK = Check(SameInvoice, find, ("violation", "review"))
