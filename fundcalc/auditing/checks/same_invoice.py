"""The same invoice twice (double funding).

Within an award, across awards, across organisations and across books.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, line_key
from fundcalc.auditing.invoice_numbers import invoice_numbers, payee_key
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised

# A line and its place in the list of all lines.
NumberedLine = tuple[int, Line]
# An all-electronic invoice has a unique number of 20 digits; a shorter number is unique only with its issuer.
_UNIQUE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class SameInvoice(Finding):
    """A line with an invoice that an earlier line has.

    It says whether that line is of another organisation or award, and of the same amount.
    """

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
            _("{amount} on invoice {invoice}, which occurs with the same amount in {where}.")
            if self.same
            else _("{amount} on invoice {invoice}, which occurs with {first} in {where}; check whether it was split.")
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
    """One finding for each line with an invoice that an earlier line has.

    It is a violation if both amounts are the same, unless one of the lines names several invoices or both are items of one
    voucher, or one is of a journal and of no award; else it is for review. A line that a negative line cancels does not count.
    """
    repeated = _repeated(context)
    cancelled = context.cancelled if repeated else {}
    reported: set[tuple[int, int]] = set()
    for number, lines in repeated.items():
        standing = [(at, line) for at, line in lines if at not in cancelled and line.fen > 0]
        for first, second in _pairs(number, standing):
            if (first[0], second[0]) not in reported:
                reported.add((first[0], second[0]))
                yield _finding(context, number, first[1], second[1])


def _repeated(context: AuditContext) -> Mapping[str, Sequence[NumberedLine]]:
    """The invoice numbers of more than one line, with these lines."""
    first_of: dict[str, int] = {}
    repeated: dict[str, list[int]] = {}
    for at, judged in enumerate(context.judged):
        if invoice := judged.line.invoice:
            for number in invoice_numbers(invoice):
                # Most numbers stand once, so a list is made for the others only.
                if (first := first_of.setdefault(number, at)) != at:
                    repeated.setdefault(number, [first]).append(at)
    in_order = sorted(repeated, key=lambda number: repeated[number][0])
    return {number: [(at, context.judged[at].line) for at in repeated[number]] for number in in_order}


def _pairs(number: str, lines: Sequence[NumberedLine]) -> Iterator[tuple[NumberedLine, NumberedLine]]:
    """Pair each line with an earlier one of the same issuer.

    The first of the same amount, else the first.
    """
    first_of: dict[tuple[str | None, int | None], NumberedLine] = {}
    for at, line in lines:
        payee = "" if len(number) >= _UNIQUE else payee_key(line.payee)
        issuers = (payee, "") if payee else (None,)  # who names no payee may be any of them
        for fen in (line.fen, None):
            earlier = [first_of[issuer, fen] for issuer in issuers if (issuer, fen) in first_of]
            if earlier:
                yield min(earlier, key=lambda numbered: numbered[0]), (at, line)
                break
        for issuer in (payee, None):
            for fen in (line.fen, None):
                first_of.setdefault((issuer, fen), (at, line))


def _finding(context: AuditContext, number: str, first: Line, second: Line) -> SameInvoice:
    elsewhere: Literal["organisation", "award", ""] = ""
    if normalised(first.organisation) != normalised(second.organisation):
        elsewhere = "organisation"
    elif first.award != second.award:
        elsewhere = "award"
    article = context.article_of_competition if elsewhere else context.article_of_account
    same = first.fen == second.fen
    several = max(len(invoice_numbers(line.invoice)) for line in (first, second)) > 1
    of_none = any(line.origin == "journal" and not line.award for line in (first, second))
    certain = same and not several and not of_none and not (_one_voucher(first, second) and not elsewhere)
    return SameInvoice(
        **context.about_line(second),
        severity="violation" if certain else "review",
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


def _one_voucher(first: Line, second: Line) -> bool:
    return bool(first.document) and (first.document, first.date) == (second.document, second.date)


CHECK = AuditCheck(SameInvoice, find, ("violation", "review"))
