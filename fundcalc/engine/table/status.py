"""The one status of each row: the first that holds, in the order of the law.

``engine/status.py`` says the same for one application.
"""

from collections.abc import Sequence

import narwhals as nw

from fundcalc.engine.decision_parts import Status
from fundcalc.engine.table import filing
from fundcalc.engine.table.answers import Term, every, pick, some, yes
from fundcalc.engine.table.benefits import unclaimed
from fundcalc.engine.table.columns import PolicyTable, working
from fundcalc.engine.table.conditions import Tally


def status_of(table: PolicyTable, unchosen: Term, doubt: Term, payable: nw.Expr, tally: Tally) -> nw.Expr:
    """The status as a column of words."""
    measure = table.policy.measure
    filed = nw.col(working("filed"))
    reasons = [nw.col(working(name, "reason")) for name in measure.benefit]
    upper_limit = some(yes(nw.col(working(name, "amount")) > 0) for name in table.policy.ceilings)
    unsettled = some((every((filed, tally.unmet)), every((~filed, tally.left_open))))
    cases: list[tuple[Term, Status]] = [
        (~nw.col(working("in_force")), "not_in_force"),
        (nw.col(working("banned")), "barred"),
        (unchosen, "needs_election"),
        (every((tally.unmet, ~filed)), "ineligible"),
        (_lacks_documents(table, tally, filed, reasons), "needs_documents"),
        (some((doubt, filing.doubtful_dates(table), unsettled, every((payable > 0, upper_limit)))), "needs_review"),
        (False if measure.without_filing else ~filed, "eligible"),
        (payable > 0, "payable"),
        (some(reason == "by_reference" for reason in reasons), "by_reference"),
    ]
    return pick([(term, table.status(status)) for term, status in cases], table.status("nothing_due"))


def _lacks_documents(table: PolicyTable, tally: Tally, filed: nw.Expr, reasons: Sequence[nw.Expr]) -> Term:
    lacks_fact = some((*(reason == "needs_documents" for reason in reasons), every((tally.lacking, ~filed))))
    nothing_claimed = every((unclaimed(table), *(reason == "not_claimed" for reason in reasons)))
    # Before filing that is a lack only where a base could have been given: a grade comes later.
    measure = table.policy.measure
    if not measure.without_filing and not any(benefit.base for benefit in measure.benefit.values()):
        nothing_claimed = every((nothing_claimed, filed))
    return some((lacks_fact, nothing_claimed))
