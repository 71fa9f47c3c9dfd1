"""The budget of a round in words: what it leaves of an application."""

from typing import assert_never

from fundcalc.base.figures import in_yuan
from fundcalc.base.i18n import _
from fundcalc.engine.steps import BudgetCut


def budget_cut(taken: BudgetCut) -> str:
    """What the budget leaves of what is due."""
    match taken.rule:
        case "pro_rata":
            text = _(
                "{total} is due in this round and the budget is {budget}: {before} is cut in proportion to {after}"
            )
        case "in_order":
            text = _(
                "{total} is due in this round and the budget is {budget}: of {before} the order of the applications leaves "
                "{after}"
            )
        case _:
            assert_never(taken.rule)
    return text.format(
        total=in_yuan(taken.total),
        budget=in_yuan(taken.budget),
        before=in_yuan(taken.before),
        after=in_yuan(taken.after),
    )
