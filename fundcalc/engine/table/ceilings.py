"""Ceilings in a table: what is left of what a unit gets at most.

``engine/ceilings.py`` says the same for one application.
"""

from collections.abc import Mapping

import narwhals as nw

from fundcalc.engine.table.answers import Term, every, expression, no, opposite
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.class_choice import TAKES_PART, ClassChoice
from fundcalc.engine.table.columns import WHOLE, ZERO, PolicyTable, working
from fundcalc.engine.table.history import added_by_year, joined
from fundcalc.policy import model as m

Amounts = Mapping[str, nw.Expr]
_COMES = working("comes")


def with_ceiling_history(table: PolicyTable, frame: Frame, paid: Frame) -> Frame:
    """Add for each ceiling what its unit was paid before, or how many awards."""
    for id_, rule in table.policy.measure.ceiling.items():
        rows = paid.filter(nw.col("programme") == table.policy.id)
        if rule.benefits:
            rows = rows.filter(nw.col("benefit").is_in(list(rule.benefits)))
        if rule.awards is not None:
            sums = rows.group_by(rule.per, *_OTHERS[rule.per], "benefit", "year").agg(nw.col("amount").sum())
            rows = sums.filter(nw.col("amount") > 0).with_columns(nw.lit(1, WHOLE).alias("amount"))
        frame = _before(table, frame, rows, id_, rule)
    return frame


_OTHERS = {"organisation": ("platform",), "platform": ("organisation",)}


def _before(table: PolicyTable, frame: Frame, rows: Frame, id_: str, rule: m.Ceiling) -> Frame:
    column = working("ceiling", id_)
    if rule.over == "lifetime":
        sums = rows.group_by(rule.per).agg(nw.col("amount").sum().cast(WHOLE).alias(column))
        return joined(table, frame, sums, rule.per)
    first = (rule.years or 1) - 1
    spans = {year: (nw.col("year") >= year - first) & (nw.col("year") <= year) for year in table.years}
    return added_by_year(table, frame, rows, column, spans, rule.per)


def comes(table: PolicyTable, choice: ClassChoice, unmet: Term) -> nw.Expr:
    """Whether an application counts for later ones of its round; never null."""
    admitted = no(unmet) if table.policy.measure.without_filing else nw.col(working("filed"))
    return expression(every((nw.col(TAKES_PART), opposite(choice.refused), opposite(choice.unchosen), admitted)))


def with_ceilings(
    table: PolicyTable, frame: Frame, amounts: Amounts, counts: nw.Expr, label: str
) -> tuple[Frame, dict[str, nw.Expr]]:
    """Add what the ceilings leave of each amount; the amounts are never null."""
    names = {name: working(label, "left", name) for name in amounts}
    frame = frame.with_columns(
        counts.alias(_COMES), *(amount.cast(WHOLE).alias(names[name]) for name, amount in amounts.items())
    )
    for id_, rule in table.policy.measure.ceiling.items():
        among = [name for name in amounts if not name or name in rule.among(tuple(table.policy.measure.benefit))]
        due = nw.sum_horizontal(*(nw.col(names[name]) for name in among))
        unit = working(label, "due")
        frame = frame.with_columns(due.cast(WHOLE).alias(unit))
        before = nw.col(working("ceiling", id_)) if table.history else ZERO
        before = nw.when(before > 0).then(before).otherwise(ZERO)
        frame, earlier = _earlier(frame, rule, unit, label)
        left = _left(rule, nw.col(unit), before + earlier)
        rest = working(label, "rest")
        frame = frame.with_columns(left.cast(WHOLE).alias(rest))
        for name in among:
            one, remaining = nw.col(names[name]), nw.col(rest)
            taken = nw.when(one < remaining).then(one).otherwise(remaining)
            frame = frame.with_columns(taken.alias(names[name]), (remaining - taken).alias(rest))
    return frame, {name: nw.col(column) for name, column in names.items()}


def _earlier(frame: Frame, rule: m.Ceiling, unit: str, label: str) -> tuple[Frame, nw.Expr]:
    """What earlier applications of the organisation claimed, or how many they are."""
    if rule.per == "platform":
        return frame, ZERO
    due = nw.col(unit)
    one = due if rule.awards is None else (due > 0).cast(WHOLE)
    column, summed = working(label, "one"), working(label, "sum")
    frame = frame.with_columns(nw.when(nw.col(_COMES)).then(one).otherwise(ZERO).alias(column))
    among = ("organisation",) if rule.over == "lifetime" else ("organisation", "award_year")
    running = nw.col(column).cum_sum().over(*among, order_by=["application_date", "platform"])
    frame = frame.with_columns(running.cast(WHOLE).alias(summed))
    return frame, nw.col(summed) - nw.col(column)


def _left(rule: m.Ceiling, due: nw.Expr, used: nw.Expr) -> nw.Expr:
    if rule.awards is not None:
        return nw.when(used < rule.awards).then(due).otherwise(ZERO)
    limit = rule.amount or 0
    rest = nw.when(used < limit).then(limit - used).otherwise(ZERO)
    beyond = rest if rule.when_reached == "rest" else ZERO
    return nw.when(due <= rest).then(due).otherwise(beyond)
