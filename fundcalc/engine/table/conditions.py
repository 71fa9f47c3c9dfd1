"""Conditions of a table: yes, no or unknown, row by row.

``engine/conditions.py`` gives the same kinds their meaning for one application.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import NamedTuple, assert_never

import narwhals as nw

from fundcalc.engine.table import days
from fundcalc.engine.table.answers import NO_ANSWER, Term, every, expression, no, opposite, pick, some, unknown, yes
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.columns import WHOLE, PolicyTable, working
from fundcalc.engine.table.comparison import at_least, at_most
from fundcalc.engine.table.figures import figure_cases
from fundcalc.policy import model as m


class ConditionAnswer(NamedTuple):
    """The answers of a condition, and why there is none.

    ``lacks``: a fact is missing; ``open``: the text leaves the answer to a person.
    """

    holds: Term
    lacks: Term
    open: Term = False


def answer(condition: m.AnyCondition, table: PolicyTable) -> ConditionAnswer:
    """Whether a condition holds, row by row."""
    match condition:
        case m.AtLeast() | m.MoreThan():
            holds = _threshold(condition, table, upper=False)
        case m.AtMost():
            holds = _threshold(condition, table, upper=True)
        case m.Attested(attested=fact):
            holds = _attested(fact, table)
        case m.Is(fact=fact, value=value):
            holds = table.is_(fact, value)
        case m.OneOf(fact=fact, values=values):
            holds = table.in_(fact, values)
            if condition.open and isinstance(holds, nw.Expr):
                left_open = yes(table.in_(fact, condition.open))
                answered = nw.when(~expression(left_open)).then(holds)
                return ConditionAnswer(answered, every((unknown(answered), opposite(left_open))), left_open)
        case m.ShareOf():
            holds = _share_of(condition, table)
        case m.YearsSince():
            holds = _years_since(condition, table)
        case m.NotWithin():
            holds = _not_within(condition, table)
        case m.AnyOf(conditions=conditions):
            parts = [answer(part, table) for part in conditions]
            return _composed(some(part.holds for part in parts), parts)
        case m.AllOf(conditions=conditions):
            parts = [answer(part, table) for part in conditions]
            return _composed(every(part.holds for part in parts), parts)
        case _:
            assert_never(condition)
    return ConditionAnswer(holds, unknown(holds))


def _composed(holds: Term, parts: Sequence[ConditionAnswer]) -> ConditionAnswer:
    if all(part.open is False for part in parts):
        return ConditionAnswer(holds, unknown(holds))
    lacks = some(part.lacks for part in parts)
    return ConditionAnswer(holds, every((unknown(holds), lacks)), every((unknown(holds), opposite(lacks))))


def _attested(fact: str, table: PolicyTable) -> Term:
    seen, all_attested = table.column(fact), table.is_("all_attested", True)
    if all_attested is None:
        return seen
    confirmed = nw.when(expression(yes(all_attested))).then(nw.lit(True, nw.Boolean()))
    return confirmed if seen is None else nw.coalesce(seen, confirmed)


def _threshold(condition: m.AtLeast | m.MoreThan | m.AtMost, table: PolicyTable, *, upper: bool) -> Term:
    given = [table.number(fact) for fact in condition.compared]
    values = [value for value in given if value is not None]
    if not values:
        return None
    compare = at_most if upper else at_least

    limits = figure_cases(condition.limit, table)
    exclusive = condition.boundary == "exclusive"
    heads = table.number(condition.per) if condition.per else table.divisor(condition.fact)
    if condition.per and heads is None:
        return None

    def holds(seen: nw.Expr) -> nw.Expr:
        verdicts = [(where, compare(seen, limit, exclusive=exclusive, times=heads)) for where, limit in limits]
        verdict = pick(verdicts, NO_ANSWER)
        return verdict if heads is None else nw.when(heads > 0).then(verdict)

    if len(condition.compared) == 1:
        return holds(values[0])
    # What is given of a sum is a lower bound of it: it can show that a floor is reached or a ceiling passed, no more.
    seen = reduce(add, [value.fill_null(0) for value in values])
    anything = some(~value.is_null() for value in values)
    complete = every(~value.is_null() for value in values) if len(values) == len(given) else False
    verdict = holds(seen)
    decided = some((complete, every((anything, ~verdict if upper else verdict))))
    return nw.when(expression(decided)).then(verdict)


def _share_of(condition: m.ShareOf, table: PolicyTable) -> Term:
    part = table.column(condition.fact)
    wholes = [whole for whole in map(table.column, condition.of) if whole is not None]
    if part is None or not wholes:
        return None
    whole = wholes[0] if len(wholes) == 1 else nw.coalesce(*wholes)
    reached = part * condition.share.denominator >= whole * condition.share.numerator
    return nw.when(whole > 0).then(reached)


def _years_since(condition: m.YearsSince, table: PolicyTable) -> Term:
    since = table.column(condition.fact)
    if since is None:
        return None
    if condition.window == "full_years":
        first = (table.applied.dt.year().cast(WHOLE) - condition.years) * 10_000 + 101
        return days.number(since) <= first
    filed, until = table.column("filed_on"), table.applied
    if condition.window == "before_filing" and filed is not None:
        until = nw.coalesce(filed, until)
    full, last = days.years_after(days.number(since), condition.years), days.number(until)
    return full <= last if condition.boundary == "inclusive" else full < last


def _not_within(condition: m.NotWithin, table: PolicyTable) -> Term:
    on = table.column(condition.fact)
    if on is None:
        return True  # none on record
    inside = days.within_last_years(on, condition.years, condition.window, table.applied, table.column("filed_on"))
    return ~inside.fill_null(value=False)


def has_whole_limit(condition: m.Condition) -> bool:
    """Whether a condition's limits are whole, so that a float area compares exactly."""
    return all(Fraction(limit).denominator == 1 for limit in condition.compared_with)


# All conditions of the measure together.


class Tally(NamedTuple):
    """A frame, and the answers of its hard conditions in each row.

    ``unmet``: one is not met; ``lacking``: one lacks a fact; ``left_open``: the text leaves one to a person. Where one is not
    met, facts missing for the others do not count as lacking.
    """

    frame: Frame
    unmet: Term
    lacking: Term
    left_open: Term


def with_tally(table: PolicyTable, frame: Frame) -> Tally:
    """Add what the hard conditions of each row come to."""
    terms = dict(zip(("unmet", "lacking", "open"), _tallies(table), strict=True))
    columns = {name: term for name, term in terms.items() if isinstance(term, nw.Expr)}
    if columns:
        frame = frame.with_columns(*(term.alias(working(name)) for name, term in columns.items()))
    return Tally(frame, *(nw.col(working(name)) if name in columns else term for name, term in terms.items()))


def _tallies(table: PolicyTable) -> tuple[Term, Term, Term]:
    by_route: dict[tuple[str, ...], list[m.AnyCondition]] = {}
    for condition in table.policy.measure.condition.values():
        if not condition.soft:
            by_route.setdefault(condition.routes, []).append(condition)
    met: list[Term] = []
    unmet: list[Term] = []
    lacking: list[Term] = []
    left_open: list[Term] = []
    for routes, conditions in by_route.items():
        here = yes(table.in_(table.policy.measure.routes, routes)) if routes else True
        answers = [answer(condition, table) for condition in conditions]
        met.append(some((opposite(here), every(result.holds for result in answers if result.open is False))))
        for result in answers:
            if result.open is not False:
                unmet.append(every((here, no(result.holds))))
                lacking.append(every((here, result.lacks)))
                left_open.append(every((here, result.open)))
    # One term for nearly all conditions, so that an engine reads each only once.
    all_met = every(met)
    return some((no(all_met), *unmet)), some((unknown(all_met), *lacking)), some(left_open)
