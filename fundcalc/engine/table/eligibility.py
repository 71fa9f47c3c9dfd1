"""Which applications are considered at all: the validity of the measure, and the ban after a revocation."""

import narwhals as nw

from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, expression, opposite, some, yes
from fundcalc.engine.table.columns import Table, working


def in_force(table: Table) -> Term:
    """Whether the measure is in force on the day of the application; never null."""
    validity = table.policy.measure.validity
    if validity.first is None:
        return False
    after = table.applied >= nw.lit(validity.first)
    return after if validity.last is None else after & (table.applied <= nw.lit(validity.last))


def banned(table: Table) -> Term:
    """Whether the ban after a revocation still runs; never null."""
    ban, revoked = table.policy.measure.ban, table.column("revoked_on")
    if ban is None or revoked is None:
        return False
    ground = table.column("revocation_ground")

    def rests_on(cites: tuple[str, ...]) -> Term:
        if ground is None:
            return "" in cites
        return some(yes(ground.str.starts_with(cite)) for cite in cites)

    bars: Term = opposite(rests_on(ban.never))
    if ban.grounds and ban.other_grounds != "second_fail":
        bars = every((bars, rests_on(ban.grounds)))
    return yes(every((bars, days.ban_covers(revoked, ban.years, table.applied, ban.end))))


def takes_part(table: Table) -> nw.Expr:
    """Whether an application is in time, not banned, and claims something; never null."""
    claims = [nw.col(working("claimed", name)) for name in table.policy.measure.benefit]
    return expression(every((nw.col(working("in_force")), ~nw.col(working("banned")), some(claims))))
