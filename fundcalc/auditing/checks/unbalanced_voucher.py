"""A voucher of a journal whose debits and credits differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, EntryDetails, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbalancedVoucher(Finding):
    """The voucher has debits and credits of so many fen."""

    check: ClassVar[str] = "unbalanced_voucher"
    severity: Severity = "review"
    fen: int
    debit: int
    credit: int

    @staticmethod
    def title() -> str:
        return _("voucher that does not balance")

    def sentence(self) -> str:
        return _("Voucher {voucher} has debits of {debit} and credits of {credit}: {amount} apart.").format(
            voucher=self.voucher or "—",
            debit=in_yuan(self.debit),
            credit=in_yuan(self.credit),
            amount=in_yuan(self.fen),
        )


def find(context: AuditContext) -> Iterator[UnbalancedVoucher]:
    """One finding for each voucher."""
    for voucher in context.evidence.unbalanced:
        day = voucher.date.isoformat() if voucher.date else ""
        yield UnbalancedVoucher(
            place=voucher.place,
            fen=abs(voucher.debit - voucher.credit),
            key=(voucher.label, day, str(voucher.debit), str(voucher.credit)),
            voucher=voucher.label,
            details=EntryDetails(voucher.date, document=voucher.label),
            debit=voucher.debit,
            credit=voucher.credit,
        )


CHECK = AuditCheck(UnbalancedVoucher, find, ("review",))
