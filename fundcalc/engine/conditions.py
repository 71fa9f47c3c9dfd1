"""Conditions of one application: yes, no, or None for unknown.

``table/conditions.py`` gives the same kinds their meaning for a table.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, assert_never

from fundcalc.base.dates import last_years, years_after
from fundcalc.engine.application import Application
from fundcalc.engine.derived import number, route_of
from fundcalc.engine.figures import choose
from fundcalc.engine.steps import Check
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

# A clause is turned once into a question, which is then put to each application.
Question = Callable[[Application], Check]


def answer_all(policy: Policy, application: Application) -> tuple[Check, ...]:
    """Answer the filing conditions of the application's route, in order."""
    questions = _questions(policy, route_of(policy, application), application.all_attested)
    facts, records = application.facts, application.records
    # A condition whose facts are all absent always has the same answer, and most are absent once a platform is filed.
    return tuple(
        [
            ask(application) if not keys.isdisjoint(facts) or (records and not keys.isdisjoint(records)) else blank
            for ask, keys, blank in questions
        ]
    )


@lru_cache(maxsize=1024)
def _questions(
    policy: Policy, route: str | None, all_attested: bool
) -> tuple[tuple[Question, frozenset[str], Check], ...]:
    """Prepare the conditions of a route.

    For each: its question, the facts and records it needs, and its answer if all of them are absent.
    """
    nothing = Application("", "", "", "", 0, date.min, None, True, None, None, "", None, None, all_attested, {}, {})
    questions = []
    for condition in policy.routes.get(route or "", policy.routes[""]):
        keys = set(condition.facts)
        keys |= {policy.measure.derived[fact].records for fact in keys & policy.measure.derived.keys()}
        ask = question(condition, policy)
        questions.append((ask, frozenset(keys), ask(nothing)))
    return tuple(questions)


def question(condition: m.AnyCondition, policy: Policy) -> Question:
    """Return a function that answers a condition for an application."""
    match condition:
        case m.AtLeast() | m.MoreThan():
            return _threshold(condition, policy, upper=False)
        case m.AtMost():
            return _threshold(condition, policy, upper=True)
        case m.Attested(attested=fact):
            return _attested(condition, fact)
        case m.Is(fact=fact, value=value):
            return _one_of(condition, fact, (value,), ())
        case m.OneOf(fact=fact, values=values):
            return _one_of(condition, fact, values, condition.open)
        case m.ShareOf():
            return lambda application: _share_of(condition, application)
        case m.YearsSince():
            return lambda application: _years_since(condition, application)
        case m.NotWithin():
            return lambda application: _not_within(condition, application)
        case m.AnyOf(conditions=conditions):
            return _composed(condition, [question(part, policy) for part in conditions], decided_by=True)
        case m.AllOf(conditions=conditions):
            return _composed(condition, [question(part, policy) for part in conditions], decided_by=False)
        case _:
            assert_never(condition)


def answer(condition: m.AnyCondition, application: Application, policy: Policy) -> Check:
    """One condition put to one application."""
    return question(condition, policy)(application)


def _attested(condition: m.Attested, fact: str) -> Question:
    unanswered, confirmed = Check(condition, None, None, (fact,)), Check(condition, True, True)
    denied = Check(condition, False, False)

    def ask(application: Application) -> Check:
        seen = application.facts.get(fact)
        if seen is None:
            return confirmed if application.all_attested else unanswered
        return confirmed if seen is True else denied

    return ask


def _one_of(condition: m.AnyCondition, fact: str, values: tuple[object, ...], open_values: tuple[str, ...]) -> Question:
    unanswered = Check(condition, None, None, (fact,))

    def ask(application: Application) -> Check:
        seen = application.facts.get(fact)
        if seen is None:
            return unanswered
        if seen in open_values:
            return Check(condition, None, seen, open=True)
        return Check(condition, seen in values, seen)

    return ask


def _composed(condition: m.AnyOf | m.AllOf, questions: list[Question], *, decided_by: bool) -> Question:
    """Combine answers: one yes decides an any-of, one no an all-of.

    Otherwise an unknown part leaves the whole unknown.
    """

    def ask(application: Application) -> Check:
        parts = tuple([ask(application) for ask in questions])
        answers = [part.answer for part in parts]
        if decided_by in answers:
            return Check(condition, decided_by, None, (), parts)
        if None not in answers:
            return Check(condition, not decided_by, None, (), parts)
        missing = tuple(dict.fromkeys(fact for part in parts for fact in part.missing))
        return Check(condition, None, None, missing, parts, open=not missing)

    return ask


def _threshold(condition: m.AtLeast | m.MoreThan | m.AtMost, policy: Policy, *, upper: bool) -> Question:
    inclusive, facts = condition.boundary == "inclusive", condition.compared
    derived = policy.measure.derived.keys() & set(facts)
    fact = facts[0]
    unanswered = Check(condition, None, None, facts)
    fixed = condition.limits[0]

    def holds(seen: int | Decimal | Fraction, limit: int | Decimal) -> bool:
        threshold = Fraction(limit) if isinstance(seen, Fraction) else limit
        return (inclusive and seen == threshold) or (seen < threshold if upper else seen > threshold)

    def ask_fixed(application: Application) -> Check:
        seen = application.facts.get(fact)
        return Check(condition, holds(seen, fixed), seen) if isinstance(seen, int | Decimal | Fraction) else unanswered

    def ask_several(application: Application) -> Check:
        # The known part of a sum is a lower bound of it, since counts, areas and amounts are never below zero:
        # it can show that a floor is reached or a ceiling passed, and nothing else.
        values = {name: number(name, application, policy) for name in facts}
        missing = tuple(name for name, value in values.items() if value is None)
        limit, _where, lacking = choose(condition.limit, application)
        if len(missing) == len(facts):
            return Check(condition, None, None, (*facts, *lacking)) if lacking else unanswered
        total = sum(value for value in values.values() if value is not None)
        heads = number(condition.per, application, policy) if condition.per else 1
        if not heads:
            return Check(condition, None, None, (*missing, condition.per, *lacking))
        seen = Fraction(int(total), int(heads)) if condition.per else total
        if limit is None:
            return Check(condition, None, seen, (*missing, *lacking))
        verdict = holds(seen, limit)
        if missing and verdict is upper:
            return Check(condition, None, seen, missing)
        return Check(condition, verdict, seen)

    fixed_figure = not condition.tables and not condition.per
    return ask_fixed if len(facts) == 1 and not derived and fixed_figure else ask_several


def _share_of(condition: m.ShareOf, application: Application) -> Check:
    part = application.facts.get(condition.fact)
    whole_fact = next((fact for fact in condition.of if fact in application.facts), condition.of[-1])
    whole = application.facts.get(whole_fact)
    if not isinstance(part, int) or not isinstance(whole, int):
        given = ((condition.fact, part), (whole_fact, whole))
        return Check(condition, None, None, tuple(fact for fact, value in given if not isinstance(value, int)))
    if whole == 0:
        return Check(condition, None, None, (whole_fact,))
    seen = Fraction(part, whole)
    return Check(condition, seen >= condition.share, seen)


def _years_since(condition: m.YearsSince, application: Application) -> Check:
    since = application.facts.get(condition.fact)
    if not isinstance(since, date):
        return Check(condition, None, None, (condition.fact,))
    if condition.window == "full_years":
        # So many whole calendar years lie between: the date is on or before the first day of the first of them.
        return Check(condition, since <= date(application.application_date.year - condition.years, 1, 1), since)
    until = application.application_date
    if condition.window == "before_filing" and application.filed_on is not None:
        until = application.filed_on
    full = years_after(since, condition.years)
    return Check(condition, full < until or (full == until and condition.boundary == "inclusive"), since)


def _not_within(condition: m.NotWithin, application: Application) -> Check:
    on = application.facts.get(condition.fact)
    if not isinstance(on, date):
        return Check(condition, True)
    window = last_years(condition.years, condition.window, application.application_date, application.filed_on)
    return Check(condition, not window.contains(on), on)


class ConditionsSummary(NamedTuple):
    """The hard conditions together, and the readings that they rest on.

    ``unmet``: one is not met; ``unknown``: one lacks a fact; ``open``: the text leaves one to a person.
    """

    unmet: bool
    unknown: bool
    open: bool
    readings: frozenset[str]


def summary(checks: Sequence[Check]) -> ConditionsSummary:
    """Summarise the answers to the filing conditions; soft ones refuse nobody."""
    unmet = unknown = left_open = False
    readings: set[str] = set()
    for check in checks:
        condition, answer = check.condition, check.answer
        if condition.rests_on and _answered(check):
            readings.update(condition.rests_on)
        if answer is True or condition.soft:
            continue
        if answer is False:
            unmet = True
        elif check.open:
            left_open = True
        else:
            unknown = True
    return ConditionsSummary(unmet, unknown, left_open, frozenset(readings))


def _answered(check: Check) -> bool:
    """Whether any fact of a condition is known, so that a reading may matter."""
    return check.answer is not None or check.open or check.seen is not None or any(map(_answered, check.parts))
