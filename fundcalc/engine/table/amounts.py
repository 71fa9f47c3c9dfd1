"""What each way of working out money means for a table.

Where a fact is missing the fen are arbitrary; whoever reads them looks at ``missing`` first.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from operator import add
from typing import NamedTuple, TypeVar, assert_never

import narwhals as nw

from fundcalc.base.money import rounded, share
from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, opposite, pick, some, yes
from fundcalc.engine.table.benefit_bases import base_of
from fundcalc.engine.table.columns import NO_AMOUNT, WHOLE, ZERO, Table
from fundcalc.engine.table.comparison import at_least, at_most
from fundcalc.policy import model as m
from fundcalc.policy.choices import Leaf, leaves

Figure = TypeVar("Figure", int, Fraction)


class Worked(NamedTuple):
    """What an amount comes to, where facts are missing, and where a limit decided."""

    fen: nw.Expr
    missing: Term
    capped: Term = False
    below: Term = False


def worth(amount: m.AnyAmount, table: Table, *, treat_open: bool) -> Worked:
    """Work out an amount, row by row."""
    match amount:
        case m.Flat():
            cases = _cases(amount.amount, table)
            return Worked(_money(cases), _unknown(cases))
        case m.Share():
            return _limited(amount, table, _share(amount, table, treat_open=treat_open))
        case m.Bands():
            return _limited(amount, table, _bands(amount, table, treat_open=treat_open))
        case m.PerUnit():
            return _limited(amount, table, _per_unit(amount, table, treat_open=treat_open))
        case m.Combined():
            return _limited(amount, table, _combined(amount, table, treat_open=treat_open))
        case _:
            assert_never(amount)


# Figures that depend on facts.

Cases = list[tuple[Term, Figure]]


def _cases(figure: "Figure | m.ByFact[Figure]", table: Table) -> "Cases[Figure]":
    """Each value that a figure can have, and where it has it; never null."""
    return [(_where(leaf, table), leaf[1]) for leaf in leaves(figure)]


def _where(leaf: "Leaf[Figure]", table: Table) -> Term:
    return every(_holds(where, table) for where in leaf[0])


def _holds(where: m.Where, table: Table) -> Term:
    if where.value:
        if table.policy.facts[where.fact].kind == "yes_no":
            return yes(table.is_(where.fact, where.value == "yes"))
        return yes(table.is_(where.fact, where.value))
    column = table.number(where.fact)
    if column is None:
        return False
    if table.is_day(where.fact):
        column = days.number(column)
    from_start = _compared(column, where.least, exclusive=where.without_least, upper=False)
    to_end = _compared(column, where.most, exclusive=not where.with_most, upper=True)
    return yes(every((~column.is_null(), from_start, to_end)))


def _compared(column: nw.Expr, figure: object, *, exclusive: bool, upper: bool) -> Term:
    if figure is None:
        return True
    compare = at_most if upper else at_least
    return compare(column, days.whole(figure), exclusive=exclusive)


def _unknown(cases: Iterable[tuple[Term, object]]) -> Term:
    return opposite(some(term for term, _value in cases))


def _money(cases: Iterable[tuple[Term, int]]) -> nw.Expr:
    return pick([(term, nw.lit(fen, WHOLE)) for term, fen in cases], NO_AMOUNT)


# Kinds of amount, before their limits.


def _share(amount: m.Share, table: Table, *, treat_open: bool) -> Worked:
    base, missing = base_of(amount.of, table, treat_open=treat_open)
    if base is None:
        return Worked(NO_AMOUNT, True)
    lacks = [missing]
    if amount.above is not None:
        above = _cases(amount.above, table)
        lacks.append(_unknown(above))
        threshold = _money(above)
        base = nw.when(base > threshold).then(base - threshold).otherwise(ZERO)
    rounding = table.policy.measure.rounding
    rates = _cases(amount.rate, table)
    lacks.append(_unknown(rates))
    products = [(term, share(rate, base, rounding.mode, rounding.unit)) for term, rate in rates]
    return Worked(pick(products, NO_AMOUNT), some(lacks))


def _bands(amount: m.Bands, table: Table, *, treat_open: bool) -> Worked:
    base, missing = base_of(amount.of, table, treat_open=treat_open)
    if base is None:
        return Worked(NO_AMOUNT, True)
    products = []
    for start, end, rate in amount.slices:
        top = base if end is None else nw.when(base > end).then(nw.lit(end, WHOLE)).otherwise(base)
        part = nw.when(base > start).then(top - start).otherwise(ZERO)
        products.append(part * int(rate * amount.denominator))
    rounding = table.policy.measure.rounding
    return Worked(rounded(reduce(add, products), amount.denominator, rounding.mode, rounding.unit), missing)


def _per_unit(amount: m.PerUnit, table: Table, *, treat_open: bool) -> Worked:
    figure, missing = base_of(amount.of, table, treat_open=treat_open)
    if figure is None:
        return Worked(NO_AMOUNT, True)
    further = nw.when(figure > amount.start).then(figure - amount.start).otherwise(ZERO)
    units = further
    if amount.step > 1:
        units = (further + (amount.step - 1 if amount.begun else 0)) // amount.step
    cases = _cases(amount.amount, table)
    return Worked(pick([(term, units * fen) for term, fen in cases], NO_AMOUNT), some((missing, _unknown(cases))))


def _combined(amount: m.Combined, table: Table, *, treat_open: bool) -> Worked:
    parts = [worth(part, table, treat_open=treat_open) for part in amount.amounts]
    missing = some(part.missing for part in parts)
    amounts = [part.fen for part in parts]
    match amount.kind:
        case "sum":
            fen = reduce(add, amounts)
        case "highest":
            fen = nw.max_horizontal(*amounts)
        case "lowest":
            fen = nw.min_horizontal(*amounts)
        case _:
            assert_never(amount.kind)
    return Worked(fen, missing)


# Limits: a minimum below which nothing is paid, a floor, a cap.


def _limited(amount: m.Limited, table: Table, before: Worked) -> Worked:
    fen, lacks, capped, below = before.fen, [before.missing], False, False
    under: Term = below
    if amount.minimum is not None:
        cases = _cases(amount.minimum, table)
        lacks.append(_unknown(cases))
        under = yes(fen < _money(cases))
    if amount.floor is not None:
        cases = _cases(amount.floor, table)
        lacks.append(_unknown(cases))
        floor = _money(cases)
        fen = nw.when(fen < floor).then(floor).otherwise(fen)
    over: Term = capped
    if amount.cap is not None:
        cases = _cases(amount.cap, table)
        lacks.append(_unknown(cases))
        # Not min_horizontal, for which a missing amount is the cap.
        cap = _money(cases)
        over = fen > cap
        fen = nw.when(over).then(cap).otherwise(fen)
    return Worked(pick([(under, ZERO)], fen), some(lacks), over, under)
