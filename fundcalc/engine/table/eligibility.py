"""Eligibility in a table: the validity of the measure, and the ban."""

import narwhals as nw

from fundcalc.engine.table.answers import Term, every, expression, some
from fundcalc.engine.table.columns import PolicyTable, working
from fundcalc.engine.table.filing import banned_on


def in_force(table: PolicyTable) -> Term:
    """Whether the measure is in force on the day of the application; never null."""
    validity = table.policy.measure.validity
    if validity.first is None:
        return False
    after = table.applied >= nw.lit(validity.first)
    return after if validity.last is None else after & (table.applied <= nw.lit(validity.last))


def banned(table: PolicyTable) -> Term:
    """Whether the ban after a revocation still runs; never null."""
    return banned_on(table, table.applied)


def takes_part(table: PolicyTable) -> nw.Expr:
    """Whether an application is in time, not banned, and claims something; never null."""
    claims = [nw.col(working("claimed", name)) for name in table.policy.measure.benefit]
    return expression(every((nw.col(working("in_force")), ~nw.col(working("banned")), some(claims))))
