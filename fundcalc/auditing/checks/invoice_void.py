"""A line whose invoice the tax platform lists as void (已作废)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.invoice_numbers import invoice_numbers
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVoid(Finding):
    """The line names ``invoice``, which stands at ``list_place`` as void."""

    check: ClassVar[str] = "invoice_void"
    severity: Severity = "review"
    fen: int
    invoice: str
    list_place: str
    text: str

    @staticmethod
    def title() -> str:
        return _("void invoice")

    def sentence(self) -> str:
        return _("{amount} with invoice {invoice}, which is void in the list of invoices ({place}).").format(
            amount=in_yuan(self.fen), invoice=self.invoice, place=self.list_place
        )


def find(context: AuditContext) -> Iterator[InvoiceVoid]:
    """One finding for each line with a void invoice."""
    void = {number: place for invoice, place in context.evidence.void_invoices for number in invoice_numbers(invoice)}
    if not void:
        return
    for judged in context.judged:
        line = judged.line
        number = next((number for number in invoice_numbers(line.invoice) if number in void), None)
        if number is not None and line.fen > 0:
            yield InvoiceVoid(
                **context.about_judged(judged),
                cite=context.article_of_account(line.award),
                fen=line.fen,
                key=line_key(line),
                invoice=line.invoice,
                list_place=void[number],
                text=line.text,
            )


CHECK = AuditCheck(InvoiceVoid, find, ("review",))
