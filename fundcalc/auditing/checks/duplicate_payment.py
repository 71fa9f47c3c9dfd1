"""Equal payments to one payee within a few days, across awards and organisations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.invoice_numbers import invoice_numbers, payee_key
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _

NEAR = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePayment(Finding):
    """A payment like that of ``first_place`` on ``first_on``, to the same payee."""

    check: ClassVar[str] = "duplicate_payment"
    severity: Severity = "hint"
    fen: int
    payee: str
    first_place: str
    first_award: str
    first_on: date

    @staticmethod
    def title() -> str:
        return _("possible duplicate payment")

    def sentence(self) -> str:
        return _("{amount} to {payee}, like the payment of {date} in {place} (award {award}).").format(
            amount=in_yuan(self.fen),
            payee=self.payee,
            date=day(self.first_on),
            place=self.first_place,
            award=self.first_award or "—",
        )


def find(context: AuditContext) -> Iterator[DuplicatePayment]:
    """One finding per payment after the first.

    Items of one voucher, lines that were taken back, and lines with different invoices are no duplicates; those with one
    invoice are reported as such.
    """
    for payments in _equal(context):
        payments.sort(key=lambda judged: judged.line.date or date.max)
        for at, second in enumerate(payments[1:], 1):
            first = next((one for one in reversed(payments[:at][-_MOST:]) if _alike(one.line, second.line)), None)
            if first is not None:
                yield _finding(context, first.line, second)


def _equal(context: AuditContext) -> Iterable[list[JudgedLine]]:
    """The payments of one amount to one payee, where there are several."""
    least, first_of = context.hints.duplicates_above, dict[tuple[str, int], JudgedLine]()
    repeated: dict[tuple[str, int], list[JudgedLine]] = {}
    for judged in context.hinted:
        line = judged.line
        payee = payee_key(line.payee) if line.payee and line.fen >= least else ""
        if not payee or line.date is None:
            continue
        # Most payments are made once, so a list is made for the others only.
        if (first := first_of.setdefault((payee, line.fen), judged)) is not judged:
            repeated.setdefault((payee, line.fen), [first]).append(judged)
    return repeated.values()


_MOST = 50


def _alike(first: Line, second: Line) -> bool:
    if first.date is None or second.date is None or second.date - first.date > NEAR:
        return False
    one_voucher = (first.document, first.date, first.organisation) == (
        second.document,
        second.date,
        second.organisation,
    )
    if first.document and one_voucher:
        return False
    return not (invoice_numbers(first.invoice) and invoice_numbers(second.invoice))


def _finding(context: AuditContext, first: Line, second: JudgedLine) -> DuplicatePayment:
    line = second.line
    return DuplicatePayment(
        **context.about_judged(second),
        cite=context.article_of_account(line.award),
        fen=line.fen,
        key=(*line_key(first), *line_key(line)),
        payee=line.payee,
        first_place=first.place,
        first_award=first.award,
        first_on=first.date or date.min,
    )


CHECK = AuditCheck(DuplicatePayment, find, ("hint",))
