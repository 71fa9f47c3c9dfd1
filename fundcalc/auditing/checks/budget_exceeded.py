"""Spending on an item beyond its budget, or on what the budget does not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fundcalc.auditing.context import AuditContext
from fundcalc.auditing.findings import AuditCheck, Finding, Severity
from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetExceeded(Finding):
    """``spent`` fen on an item of ``budget`` fen.

    An empty ``item`` is spending on no item of the budget.
    """

    check: ClassVar[str] = "budget_exceeded"
    severity: Severity = "hint"
    fen: int
    item: str
    budget: int
    spent: int
    lines: int

    @staticmethod
    def title() -> str:
        return _("budget exceeded")

    def sentence(self) -> str:
        if not self.item:
            return ngettext(
                "{spent} in {count} line was spent on no item of the budget.",
                "{spent} in {count} lines was spent on no item of the budget.",
                self.lines,
            ).format(spent=in_yuan(self.spent), count=self.lines)
        return _("{item}: {spent} was spent, and the budget is {budget}: {amount} too much.").format(
            item=self.item, spent=in_yuan(self.spent), budget=in_yuan(self.budget), amount=in_yuan(self.fen)
        )


def find(context: AuditContext) -> Iterator[BudgetExceeded]:
    """One finding per item that is exceeded.

    One more per award for spending on no item.
    """
    for execution in context.budgets:
        budget = execution.budget or 0
        if execution.spent > budget:
            yield BudgetExceeded(
                **context.about_award(execution.award, execution.place),
                cite=context.article_of_account(execution.award),
                fen=execution.spent - budget,
                key=(execution.item, str(execution.year or "")),
                item=execution.item,
                budget=budget,
                spent=execution.spent,
                lines=execution.lines,
            )


CHECK = AuditCheck(BudgetExceeded, find, ("hint",))
