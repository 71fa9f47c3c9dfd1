"""What each kind of clause means for one application: the answer of a condition, the amount of a benefit.

Answers are three-valued: True, False, and None for not known. An amount is whole fen, or None where it cannot be told.
``table/benefits.py`` gives the same kinds their meaning for a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from fundcalc.base.dates import last_years, years_after
from fundcalc.base.money import share
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.decision import (
    BenefitDue,
    Capped,
    Check,
    ElsewhereStated,
    FixedSum,
    FromRecords,
    Gate,
    Given,
    NotFirst,
    PaidBefore,
    Product,
    Reason,
    Step,
)
from fundcalc.engine.derived import Base, derive, number
from fundcalc.engine.values import Value
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

# Conditions. A clause is turned once into a question, which is then put to each application.

Question = Callable[[Application], Check]


def answer_all(policy: Policy, application: Application) -> tuple[Check, ...]:
    """The filing conditions of the application's route, answered in the order of the measure."""
    questions = _questions(policy, _route(policy, application), application.all_attested)
    facts, records = application.facts, application.records
    # A condition of which nothing was given has always the same answer; most facts are not given once a platform is filed.
    return tuple(
        [
            ask(application) if not asks.isdisjoint(facts) or (records and not asks.isdisjoint(records)) else blank
            for ask, asks, blank in questions
        ]
    )


def _route(policy: Policy, application: Application) -> str | None:
    route = application.facts.get(policy.measure.routes)
    return route if isinstance(route, str) else None


@lru_cache(maxsize=1024)
def _questions(
    policy: Policy, route: str | None, all_attested: bool
) -> tuple[tuple[Question, frozenset[str], Check], ...]:
    """For each condition of a route: its question, the facts and records it asks for, its answer if none is given."""
    nothing = Application("", "", "", "", 0, date.min, None, True, None, None, "", None, None, all_attested, {}, {})
    questions = []
    for condition in policy.routes.get(route or "", policy.routes[""]):
        asks = set(condition.facts)
        asks |= {policy.measure.derived[fact].records for fact in asks & policy.measure.derived.keys()}
        ask = question(condition, policy)
        questions.append((ask, frozenset(asks), ask(nothing)))
    return tuple(questions)


@lru_cache(maxsize=1024)
def _gates(policy: Policy, benefit: str) -> tuple[tuple[str, Question], ...]:
    return tuple((gate.cite, question(gate, policy)) for gate in policy.measure.benefit[benefit].only_if)


def question(condition: m.AnyCondition, policy: Policy) -> Question:
    """Whether a condition holds, as a function of an application: what was seen, what was missing, and the answer."""
    match condition:
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            return _threshold(condition, policy)
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
            return _composed(condition, [question(each, policy) for each in conditions], decided_by=True)
        case m.AllOf(conditions=conditions):
            return _composed(condition, [question(each, policy) for each in conditions], decided_by=False)
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


def _composed(condition: m.AnyCondition, questions: list[Question], *, decided_by: bool) -> Question:
    """Any-of is decided by one yes, all-of by one no; what else is unknown stays unknown."""

    def ask(application: Application) -> Check:
        parts = tuple([each(application) for each in questions])
        answers = [part.answer for part in parts]
        if decided_by in answers:
            return Check(condition, decided_by, None, (), parts)
        if None not in answers:
            return Check(condition, not decided_by, None, (), parts)
        missing = tuple(dict.fromkeys(fact for part in parts for fact in part.missing))
        return Check(condition, None, None, missing, parts, open=not missing)

    return ask


def _threshold(condition: m.AtLeast | m.MoreThan | m.AtMost, policy: Policy) -> Question:
    limit, inclusive, upper = condition.limit, condition.boundary == "inclusive", isinstance(condition, m.AtMost)
    derived = policy.measure.derived.keys() & set(condition.facts)
    fact, facts = condition.facts[0], condition.facts
    unanswered = Check(condition, None, None, facts)

    def holds(seen: int | Decimal) -> bool:
        return (inclusive and seen == limit) or (seen < limit if upper else seen > limit)

    def ask_one(application: Application) -> Check:
        seen = application.facts.get(fact)
        return Check(condition, holds(seen), seen) if isinstance(seen, int | Decimal) else unanswered

    def ask_several(application: Application) -> Check:
        # What is given of a sum is a lower bound of it, since counts, areas and amounts are never below zero:
        # it can show that a floor is reached or a ceiling passed, and nothing else.
        values = {name: number(name, application, policy) for name in facts}
        missing = tuple(name for name, value in values.items() if value is None)
        if len(missing) == len(facts):
            return unanswered
        seen = sum(value for value in values.values() if value is not None)
        verdict = holds(seen)
        if missing and verdict is upper:
            return Check(condition, None, seen, missing)
        return Check(condition, verdict, seen)

    return ask_one if len(facts) == 1 and not derived else ask_several


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


# Benefits.


@dataclass(slots=True)
class Assessment:
    """The workings of one application under one treatment of what is left to review (``count`` or ``exclude``).

    ``leans`` tells that something left to review was met, so that the other treatment may give another amount.
    """

    policy: Policy
    application: Application
    history: Sequence[PaidAward]
    treat_open: bool
    steps: list[Step] = field(default_factory=list)
    readings: set[str] = field(default_factory=set)
    leans: bool = False


def claimed(name: str, benefit: m.AnyBenefit, application: Application, policy: Policy) -> bool:
    """Whether a benefit is asked for: by name, or else by giving its base or the decision that opens it."""
    if application.claims is not None:
        return name in application.claims
    match benefit:
        case m.Share(of=fact):
            derived = policy.measure.derived.get(fact)
            return fact in application.facts or (derived is not None and bool(application.records.get(derived.records)))
        case m.Flat() | m.ByReference():
            return benefit.trigger != "grade" or application.grade is not None
        case _:
            assert_never(benefit)


def worth(name: str, benefit: m.AnyBenefit, work: Assessment) -> BenefitDue:
    """What a benefit comes to before competition; the steps and the readings it rests on go to ``work``."""
    cite = benefit.cite
    unanswered: list[str] = []
    zero: tuple[Reason, str] | None = None
    work.readings.update(benefit.rests_on)
    for gate_cite, ask in _gates(work.policy, name):
        check = ask(work.application)
        work.steps.append(Gate(gate_cite, name, check))
        if check.answer is False:
            zero = zero or ("condition", gate_cite)
        unanswered += check.missing
    due = _amount(name, benefit, work)
    rows = _spent(name, benefit, work)
    if rows:
        work.steps.append(PaidBefore(cite, name, benefit.paid, rows))
        zero = zero or ("already_paid", cite)
    if not work.application.first_filing and benefit.not_first_filing != "pay" and zero is None:
        review = benefit.not_first_filing == "review"
        work.leans |= review
        work.steps.append(NotFirst(cite, name, benefit.not_first_filing))
        if not (review and work.treat_open):
            zero = ("not_first_filing", cite)
    if zero is not None:
        return BenefitDue(0, zero[0], zero[1])
    if unanswered:
        return BenefitDue(None, "needs_documents", cite, tuple(dict.fromkeys((*unanswered, *due.missing))))
    return due


def _amount(name: str, benefit: m.AnyBenefit, work: Assessment) -> BenefitDue:
    """What the formula alone comes to."""
    match benefit:
        case m.Share():
            return _share(name, benefit, work)
        case m.Flat():
            return _flat(name, benefit, work)
        case m.ByReference():
            work.steps.append(ElsewhereStated(benefit.cite, name))
            return BenefitDue(None, "by_reference", benefit.cite)
        case _:
            assert_never(benefit)


def _flat(name: str, benefit: m.Flat, work: Assessment) -> BenefitDue:
    amount, by, value = benefit.amount, "", ""
    if isinstance(amount, m.ByFact):
        by, given = amount.by, work.application.facts.get(amount.by)
        if not isinstance(given, str) or given not in amount.amounts:
            return BenefitDue(None, "needs_documents", benefit.cite, (by,))
        amount, value = amount.amounts[given], given
    work.steps.append(FixedSum(benefit.cite, name, amount, by, value))
    return BenefitDue(amount, "due", benefit.cite)


def _share(name: str, benefit: m.Share, work: Assessment) -> BenefitDue:
    cite, rounding = benefit.cite, work.policy.measure.rounding
    base, missing = _base(name, benefit, work)
    if base is None:
        return BenefitDue(None, "needs_documents", cite, missing)
    amount = share(benefit.rate, base, rounding.mode, rounding.unit)
    # Only a product that is a whole number of the largest unit (10,000 yuan) is the same however it is rounded.
    if base * benefit.rate.numerator % (benefit.rate.denominator * 1_000_000):
        work.readings.update(rounding.rests_on)
    work.steps.append(Product(cite, name, benefit.rate, base, amount))
    if benefit.cap is not None and amount > benefit.cap:
        work.steps.append(Capped(cite, name, benefit.cap, amount, benefit.cap))
        return BenefitDue(benefit.cap, "capped", cite)
    return BenefitDue(amount, "due", cite)


def _base(name: str, benefit: m.Share, work: Assessment) -> tuple[int | None, tuple[str, ...]]:
    fact, application = benefit.of, work.application
    derived = work.policy.measure.derived.get(fact)
    if derived is not None and (base := derive(derived, application, _route(work.policy, application))) is not None:
        return _from_records(name, fact, derived, base, work)
    given: Value | None = application.facts.get(fact)
    if not isinstance(given, int):
        return None, (fact,)
    work.steps.append(Given(benefit.cite, name, fact, given))
    return given, ()


def _from_records(
    name: str, fact: str, derived: m.Derived, base: Base, work: Assessment
) -> tuple[int | None, tuple[str, ...]]:
    work.readings.update(derived.rests_on)
    used = base.high if work.treat_open else base.low
    work.leans |= base.low != base.high
    work.steps.append(FromRecords(derived.cite, name, fact, base, used))
    return (None, base.missing) if base.missing else (used, ())


def _spent(name: str, benefit: m.AnyBenefit, work: Assessment) -> tuple[PaidAward, ...]:
    """Earlier awards of this benefit that leave nothing of it: of any year if paid once, else of the same year."""
    application, rows = work.application, work.history
    if not rows:
        return ()
    own = [row for row in rows if row.programme == work.policy.id and row.benefit == name]
    same = [
        row
        for row in own
        if row.platform == application.platform
        or (benefit.per == "organisation" and row.organisation == application.organisation)
    ]
    if benefit.paid != "once":
        same = [row for row in same if row.year == application.award_year and row.platform == application.platform]
    # Money recovered in full leaves the benefit open again.
    return tuple(same) if sum(row.fen for row in same) > 0 else ()
