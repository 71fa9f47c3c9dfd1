"""Figures that depend on facts: where in a table each value of a figure holds.

``engine/figures.py`` says the same for one application.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import narwhals as nw

from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, opposite, some, yes
from fundcalc.engine.table.columns import PolicyTable
from fundcalc.engine.table.comparison import at_least, at_most
from fundcalc.policy import model as m
from fundcalc.policy.choices import Leaf, leaves

Figure = TypeVar("Figure", bound=int | Fraction | Decimal)

Cases = list[tuple[Term, Figure]]


def figure_cases(figure: "Figure | m.ByFact[Figure]", table: PolicyTable) -> "Cases[Figure]":
    """Each value that a figure can have, and where it has it; never null."""
    return [(_where(leaf, table), leaf[1]) for leaf in leaves(figure)]


def _where(leaf: "Leaf[Figure]", table: PolicyTable) -> Term:
    return every(_holds(where, table) for where in leaf[0])


def _holds(where: m.Where, table: PolicyTable) -> Term:
    if where.value:
        if table.policy.facts[where.fact].kind == "yes_no":
            return yes(table.is_(where.fact, where.value == "yes"))
        return yes(table.is_(where.fact, where.value))
    column = table.number(where.fact)
    if column is None:
        return False
    if table.is_day(where.fact):
        column = days.number(column)
    divisor = table.divisor(where.fact)
    from_start = _compared(column, where.least, divisor, exclusive=where.without_least, upper=False)
    to_end = _compared(column, where.most, divisor, exclusive=not where.with_most, upper=True)
    divided = True if divisor is None else ~divisor.is_null()
    return yes(every((~column.is_null(), divided, from_start, to_end)))


def _compared(column: nw.Expr, figure: object, divisor: nw.Expr | None, *, exclusive: bool, upper: bool) -> Term:
    if figure is None:
        return True
    compare = at_most if upper else at_least
    return compare(column, days.whole(figure), exclusive=exclusive, times=divisor)


def no_figure(cases: Iterable[tuple[Term, object]]) -> Term:
    """Where none of the values holds, because a fact is missing."""
    return opposite(some(term for term, _value in cases))
