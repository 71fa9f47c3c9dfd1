"""An account whose balances are not what its journal adds up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancesDiffer(Finding):
    """Debits and credits in fen, in the journal and in the balances.

    With ``of`` "closing", the debits are the closing balance as it should be and as it stands.
    """

    check: ClassVar[str] = "balances_differ"
    severity: Severity = "review"
    fen: int
    account: str
    name: str
    debit: int
    credit: int
    balance_debit: int
    balance_credit: int
    of: Literal["sums", "closing"]

    @staticmethod
    def title() -> str:
        return _("balances differ from the journal")

    def sentence(self) -> str:
        account = f"{self.account} {self.name}".strip()
        if self.of == "closing":
            return _("{account}: the closing balance should be {expected}, and is {found}.").format(
                account=account, expected=in_yuan(self.debit), found=in_yuan(self.balance_debit)
            )
        return _(
            "{account}: debits {debit}, credits {credit} in the journal; "
            "{balance_debit} and {balance_credit} in the balances."
        ).format(
            account=account,
            debit=in_yuan(self.debit),
            credit=in_yuan(self.credit),
            balance_debit=in_yuan(self.balance_debit),
            balance_credit=in_yuan(self.balance_credit),
        )


def find(context: AuditContext) -> Iterator[BalancesDiffer]:
    """One finding for each account."""
    for other in context.evidence.balances:
        apart = max(abs(other.debit - other.balance_debit), abs(other.credit - other.balance_credit))
        yield BalancesDiffer(
            place=other.place,
            fen=apart,
            key=(other.unit, other.account, other.of, str(other.debit), str(other.credit)),
            account=other.account,
            name=other.name,
            debit=other.debit,
            credit=other.credit,
            balance_debit=other.balance_debit,
            balance_credit=other.balance_credit,
            of=other.of,
        )


CHECK = AuditCheck(BalancesDiffer, find, ("review",))
