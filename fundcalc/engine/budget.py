"""A round for which there is too little money: what each application is left.

It is cut in proportion, by largest remainder, or paid in the order of the applications until the money is used up.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal, NamedTuple, assert_never

from fundcalc.base.apportionment import apportioned
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.ceilings import order_of
from fundcalc.engine.decision import Decision
from fundcalc.engine.steps import BudgetCut

CutRule = Literal["pro_rata", "in_order"]


class Budget(NamedTuple):
    """What there is for a round (fen), and how it is shared where that does not do."""

    fen: int
    rule: CutRule = "pro_rata"


def within(budget: Budget | None, decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions of a round with what the budget leaves of each.

    They are unchanged without a budget, or where it covers them all. Raises ApplicationError where they are of several
    years of award, because a budget is of one.
    """
    if budget is None:
        return list(decisions)
    payable = [decision for decision in decisions if decision.payable_fen]
    years = sorted({decision.application.award_year for decision in payable})
    if len(years) > 1:
        message = _(
            "a budget is of one year of award, and this round pays awards of {years}; decide each year by itself"
        )
        raise ApplicationError(_("the budget"), (message.format(years=", ".join(map(str, years))),))
    total = sum(decision.payable_fen for decision in payable)
    if total <= budget.fen:
        return list(decisions)
    left = dict(zip([decision.platform for decision in payable], _shares(budget, payable), strict=True))
    return [
        _cut(decision, budget, total, left[decision.platform]) if decision.payable_fen else decision
        for decision in decisions
    ]


def _shares(budget: Budget, payable: Sequence[Decision]) -> list[int]:
    """What each decision that pays is left of the budget."""
    claims = [decision.payable_fen for decision in payable]
    match budget.rule:
        case "pro_rata":
            return apportioned(claims, budget.fen)
        case "in_order":
            order = sorted(range(len(payable)), key=lambda at: order_of(payable[at].application))
            used = [0, *accumulate(claims[at] for at in order)]
            shares = [0] * len(claims)
            for place, at in enumerate(order):
                shares[at] = min(claims[at], max(0, budget.fen - used[place]))
            return shares
        case _:
            assert_never(budget.rule)


def _cut(decision: Decision, budget: Budget, total: int, left: int) -> Decision:
    """A decision that pays so much less, its benefits in proportion."""
    amounts = apportioned(list(decision.allotted.values()), left)
    allotted = {name: fen for name, fen in zip(decision.allotted, amounts, strict=True) if fen}
    step = BudgetCut("", budget.rule, budget.fen, total, decision.payable_fen, left)
    return replace(
        decision,
        payable_fen=left,
        status="payable" if left else "nothing_due",
        allotted=allotted,
        steps=(*decision.steps, step),
        # The notes compare what is due, not what there is money for.
        find_points=lambda _cut_one: decision.points,
        read_otherwise=lambda _cut_one: decision.read_otherwise(decision),
    )
