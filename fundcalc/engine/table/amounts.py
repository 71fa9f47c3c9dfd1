"""What each way of working out money means for a table.

Where a fact is missing the fen are arbitrary; check ``missing`` before reading them.
"""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import NamedTuple, assert_never

import narwhals as nw

from fundcalc.base.money import rounded
from fundcalc.engine.table.answers import Term, pick, some, yes
from fundcalc.engine.table.benefit_bases import BaseFigure, base_of
from fundcalc.engine.table.columns import NO_AMOUNT, WHOLE, ZERO, PolicyTable
from fundcalc.engine.table.figures import figure_cases, no_figure
from fundcalc.policy import model as m


class Worked(NamedTuple):
    """What an amount comes to, where facts are missing, and where a limit decided."""

    fen: nw.Expr
    missing: Term
    capped: Term = False
    below: Term = False


def worth(amount: m.AnyAmount, table: PolicyTable, *, treat_open: bool) -> Worked:
    """Work out an amount, row by row."""
    match amount:
        case m.Flat():
            cases = figure_cases(amount.amount, table)
            return Worked(_money(cases), no_figure(cases))
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


def _money(cases: Iterable[tuple[Term, int]]) -> nw.Expr:
    return pick([(term, nw.lit(fen, WHOLE)) for term, fen in cases], NO_AMOUNT)


# Kinds of amount, before their limits.


def _share(amount: m.Share, table: PolicyTable, *, treat_open: bool) -> Worked:
    base = base_of(amount.of, table, treat_open=treat_open)
    figure, lacks = base.figure, [base.missing]
    if figure is None:
        return Worked(NO_AMOUNT, True)
    if amount.above is not None:
        above = figure_cases(amount.above, table)
        lacks.append(no_figure(above))
        threshold = base.times(_money(above))
        figure = nw.when(figure > threshold).then(figure - threshold).otherwise(ZERO)
    rates = figure_cases(amount.rate, table)
    lacks.append(no_figure(rates))
    products = [(term, _rounded(figure * rate.numerator, rate.denominator, base, table)) for term, rate in rates]
    return Worked(pick(products, NO_AMOUNT), some(lacks))


def _bands(amount: m.Bands, table: PolicyTable, *, treat_open: bool) -> Worked:
    base = base_of(amount.of, table, treat_open=treat_open)
    figure = base.figure
    if figure is None:
        return Worked(NO_AMOUNT, True)
    products = []
    for start, end, rate in amount.slices:
        least, most = base.times(start), None if end is None else base.times(nw.lit(end, WHOLE))
        top = figure if most is None else nw.when(figure > most).then(most).otherwise(figure)
        part = nw.when(figure > least).then(top - least).otherwise(ZERO)
        products.append(part * int(rate * amount.denominator))
    return Worked(_rounded(reduce(add, products), amount.denominator, base, table), base.missing)


def _rounded(product: nw.Expr, denominator: int, base: BaseFigure, table: PolicyTable) -> nw.Expr:
    """Divide a product (fen) and round it once, as the measure says."""
    rounding = table.policy.measure.rounding
    if base.divisor is None:
        return rounded(product, denominator, rounding.mode, rounding.unit)
    return rounded(product, base.divisor * denominator, rounding.mode, rounding.unit)


def _per_unit(amount: m.PerUnit, table: PolicyTable, *, treat_open: bool) -> Worked:
    base = base_of(amount.of, table, treat_open=treat_open)
    figure, missing = base.figure, base.missing
    if figure is None:
        return Worked(NO_AMOUNT, True)
    start, step = base.times(amount.start), base.times(amount.step)
    further = nw.when(figure > start).then(figure - start).otherwise(ZERO)
    units = further
    if amount.step > 1 or base.divisor is not None:
        units = (further + (step - 1 if amount.begun else 0)) // step
    cases = figure_cases(amount.amount, table)
    return Worked(pick([(term, units * fen) for term, fen in cases], NO_AMOUNT), some((missing, no_figure(cases))))


def _combined(amount: m.Combined, table: PolicyTable, *, treat_open: bool) -> Worked:
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


def _limited(amount: m.Limited, table: PolicyTable, before: Worked) -> Worked:
    fen, lacks, capped, below = before.fen, [before.missing], False, False
    under: Term = below
    if amount.minimum is not None:
        cases = figure_cases(amount.minimum, table)
        lacks.append(no_figure(cases))
        under = yes(fen < _money(cases))
    if amount.floor is not None:
        cases = figure_cases(amount.floor, table)
        lacks.append(no_figure(cases))
        floor = _money(cases)
        fen = nw.when(fen < floor).then(floor).otherwise(fen)
    over: Term = capped
    if amount.cap is not None:
        cases = figure_cases(amount.cap, table)
        lacks.append(no_figure(cases))
        # Not min_horizontal, for which a missing amount is the cap.
        cap = _money(cases)
        over = fen > cap
        fen = nw.when(over).then(cap).otherwise(fen)
    return Worked(pick([(under, ZERO)], fen), some(lacks), over, under)
