"""Payments in cash above an amount (1,000 yuan unless the settings say otherwise)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity, line_key
from fundcalc.auditing.lines import Line
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _

_CASH = re.compile(
    r"现金(?!流|管理|池|折扣|价值|牛|结算|等价物|日记账|盘点)|(?<!首)付现(?!代|场|有)|提现|取现|支现"
    r"|(?<![a-z-])(in|by) cash|cash payment",
    re.IGNORECASE,
)
# A level of sub-accounts has two figures or more.
_CASH_ACCOUNT = re.compile(r"^\s*1001(?!\d(?!\d))|库存现金")


@dataclass(frozen=True, slots=True, kw_only=True)
class CashPayment(Finding):
    """A payment that its text, its payee or its account calls cash."""

    check: ClassVar[str] = "cash_payment"
    severity: Severity = "hint"
    fen: int
    limit: int

    @staticmethod
    def title() -> str:
        return _("cash payment")

    def sentence(self) -> str:
        return _("{amount} paid in cash, above {limit}.").format(amount=in_yuan(self.fen), limit=in_yuan(self.limit))


def find(context: AuditContext) -> Iterator[CashPayment]:
    """One finding per line."""
    limit = context.hints.cash_above
    for judged in context.hinted:
        if judged.line.fen > limit and _in_cash(judged.line):
            yield CashPayment(
                **context.about_judged(judged),
                cite=context.article_of_account(judged.line.award),
                fen=judged.line.fen,
                key=line_key(judged.line),
                limit=limit,
            )


def _in_cash(line: Line) -> bool:
    if line.paid_from and _CASH_ACCOUNT.search(line.paid_from):
        return True
    # Most texts have none of the letters that the words begin with.
    return any(_CASH.search(text) for text in (line.text, line.payee) if "现" in text or "ash" in text.lower())


CHECK = AuditCheck(CashPayment, find, ("hint",))
