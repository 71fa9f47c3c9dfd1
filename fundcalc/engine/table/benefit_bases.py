"""The figures that amounts of a table are worked out from: totals or records."""

from typing import NamedTuple

import narwhals as nw

from fundcalc.engine.table.answers import Term, every, pick
from fundcalc.engine.table.columns import NO_AMOUNT, WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.derived import counted_from
from fundcalc.policy import model as m


class BaseFigure(NamedTuple):
    """A figure (fen for money), and where it is missing.

    Of a quotient it is what is divided, and ``divisor`` what by.
    """

    figure: nw.Expr | None
    missing: Term
    divisor: nw.Expr | None = None

    def times(self, figure: int | nw.Expr) -> int | nw.Expr:
        """A figure as it compares with the base: so many times the divisor."""
        return figure if self.divisor is None else self.divisor * figure


def base_of(fact: str, table: PolicyTable, *, treat_open: bool) -> BaseFigure:
    """The figure that an amount is worked out from."""
    if fact in table.policy.measure.quotients:
        divided, divisor = table.number(fact), table.divisor(fact)
        missing = True if divided is None or divisor is None else divided.is_null() | divisor.is_null()
        return BaseFigure(divided, missing, divisor)
    given = table.column(fact)
    rule = table.policy.measure.derived.get(fact)
    if given is not None and rule is not None:
        given = _of_a_year(rule, table, given)
    if fact not in table.records:
        return BaseFigure(given, True if given is None else given.is_null())
    from_records = nw.col(working(fact, "given"))
    used = nw.when(~nw.col(working(fact, "missing"))).then(nw.col(working(fact, "high" if treat_open else "low")))
    base = nw.when(from_records).then(used).otherwise(NO_AMOUNT if given is None else given)
    return BaseFigure(base, base.is_null())


def _of_a_year(rule: m.Derived, table: PolicyTable, given: nw.Expr) -> nw.Expr:
    """What counts of a total of one year that is given.

    Null where it would have to be divided at the day of filing.
    """
    filed = table.column("filed_on")
    start = counted_from(rule, table.applied if filed is None else nw.coalesce(filed, table.applied))
    if start is None or rule.calendar_year is None:
        return given
    year = nw.col("award_year").cast(WHOLE) - (1 if rule.calendar_year == "previous_year" else 0)
    first, last = year * 10_000 + 101, year * 10_000 + 1231
    cases: list[tuple[Term, nw.Expr]] = [(start <= first, given), (every((start > last, ~given.is_null())), ZERO)]
    return pick(cases, NO_AMOUNT)
