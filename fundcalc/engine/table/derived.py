"""Facts of a table made from detail records, one row per platform.

``low`` and ``high`` are fen or a number. ``engine/derived.py`` does the same for one application.
"""

from typing import assert_never

import narwhals as nw

from fundcalc.engine.table import days
from fundcalc.engine.table.answers import Term, every, expression, no, opposite, pick, some, unknown, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import WHOLE, ZERO, PolicyTable, working
from fundcalc.policy import model as m

COUNTS, OUT, MISSING, REVIEW = "counts", "out", "missing", "review"
APPLIED, FILED, AWARDED, ROUTE = (working(name) for name in ("applied", "filed", "awarded", "route"))


def derived(fact: str, rule: m.Derived, table: PolicyTable, applications: Frame, details: Frame) -> Frame:
    """Totals of the records by platform, without and with those left to review.

    Also whether a record lacks a field, and whether there is any record.
    """
    rows = _with_application(table, applications, details)
    schema = {name: kind for name, kind in rows.collect_schema().items() if not isinstance(kind, nw.Unknown)}
    verdict = _verdict(rule, PolicyTable(table.policy, schema))
    rows = rows.with_columns(verdict.alias(working("verdict")))
    amount = nw.col("original_value" if rule.records == "instruments" else "amount").cast(WHOLE)
    worth = amount if rule.sum is not None else nw.lit(1, WHOLE)
    said = nw.col(working("verdict"))
    counted, open_ = said == COUNTS, said == REVIEW
    return rows.group_by("platform").agg(
        nw.when(counted).then(worth).otherwise(ZERO).sum().cast(WHOLE).alias(working(fact, "low")),
        nw.when(counted | open_).then(worth).otherwise(ZERO).sum().cast(WHOLE).alias(working(fact, "high")),
        (said == MISSING).any().alias(working(fact, "missing")),
        (~said.is_null()).any().alias(working(fact, "given")),
    )


def _with_application(table: PolicyTable, applications: Frame, details: Frame) -> Frame:
    """Each record with the days and the route of its application."""
    route, filed = table.column(table.policy.measure.routes), table.column("filed_on")
    who = applications.select(
        "platform",
        table.applied.alias(APPLIED),
        (nw.lit(None, nw.Date()) if filed is None else filed).alias(FILED),
        nw.col("award_year").cast(WHOLE).alias(AWARDED),
        (nw.lit(None, nw.String()) if route is None else route).alias(ROUTE),
    )
    return details.join(who, on="platform", how="inner")


def _verdict(rule: m.Derived, table: PolicyTable) -> nw.Expr:
    """The verdict on each record: the first that holds, as in ``engine/derived.py``."""
    verdicts: list[tuple[Term, str]] = []
    for field, excluded in rule.excluded.items():
        verdicts.append((yes(table.in_(field, excluded)), OUT))
    if rule.dated:
        verdicts += _dated(rule, table)
    for field, least in rule.at_least.items():
        value = table.column(field)
        verdicts.append((True if value is None else value.is_null(), MISSING))
        if value is not None:
            verdicts.append((yes(value < least), OUT))
    settled: dict[str, list[Term]] = {}
    review: list[Term] = []
    for open_rule in rule.open:
        matches = every(yes(table.is_(field, value)) for field, value in open_rule.when.items())
        if open_rule.routes:
            if open_rule.treat != "count":
                verdicts.append((every((matches, unknown(nw.col(ROUTE)))), MISSING))
            matches = every((matches, yes(table.in_(ROUTE, open_rule.routes))))
        if open_rule.treat == "exclude":
            verdicts.append((matches, OUT))
            continue
        for field in open_rule.when:
            settled.setdefault(field, []).append(matches)
        if open_rule.treat == "review":
            review.append(matches)
    for field, allowed in rule.counts.items():
        allowed_here = table.in_(field, allowed)
        verdicts.append((unknown(table.column(field)), MISSING))
        verdicts.append((every((no(allowed_here), opposite(some(settled.get(field, ()))))), OUT))
    verdicts.append((some(review), REVIEW))
    return pick([(term, nw.lit(said)) for term, said in verdicts], nw.lit(COUNTS))


def counted_from(rule: m.Derived, filed: nw.Expr) -> nw.Expr | None:
    """The first day whose income counts, as a number; None if there is no such limit."""
    if rule.before_filing is None:
        return None
    match rule.before_filing.treat:
        case "whole_year":
            return None
        case "from_filing":
            return days.number(filed)
        case "later_years":
            return (filed.dt.year().cast(WHOLE) + 1) * 10_000 + 101
        case _:
            assert_never(rule.before_filing.treat)


def _dated(rule: m.Derived, table: PolicyTable) -> list[tuple[Term, str]]:
    day = table.column("date")
    if day is None:
        return [(True, MISSING)]
    verdicts: list[tuple[Term, str]] = [(day.is_null(), MISSING)]
    if rule.last_years is not None:
        inside = days.within_last_years(day, rule.last_years, rule.window, nw.col(APPLIED), nw.col(FILED))
        verdicts.append((no(inside), OUT))
    if rule.first is not None:
        verdicts.append((yes(days.number(day) < days.whole(rule.first)), OUT))
    if rule.last is not None:
        verdicts.append((yes(days.number(day) > days.whole(rule.last)), OUT))
    if rule.calendar_year is not None:
        year = nw.col(AWARDED) - (1 if rule.calendar_year == "previous_year" else 0)
        verdicts.append((expression(yes(day.dt.year().cast(WHOLE) != year)), OUT))
    start = counted_from(rule, nw.coalesce(nw.col(FILED), nw.col(APPLIED)))
    if start is not None:
        verdicts.append((yes(days.number(day) < start), OUT))
    return verdicts
