"""Benefits of one application, before competition.

An amount is whole fen, or None where it cannot be worked out. ``table/benefits.py`` gives the same kinds their meaning
for a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, assert_never

from fundcalc.engine.amount_steps import GivenTotal, IncomeBeforeFiling
from fundcalc.engine.amounts import Sums
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.conditions import Question, question
from fundcalc.engine.decision_parts import BenefitDue, Reason
from fundcalc.engine.derived import Base, counted_from, derive, year_of
from fundcalc.engine.eligibility import Candidate
from fundcalc.engine.filing import Filing
from fundcalc.engine.history import paid_before
from fundcalc.engine.steps import (
    Deducted,
    Doubted,
    ElsewhereStated,
    FiledBefore,
    FiledInBan,
    FromRecords,
    Gate,
    NotFirst,
    PaidBefore,
    Step,
)
from fundcalc.engine.values import Value
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class WorkedOut(NamedTuple):
    """One benefit worked out, with its steps and the readings that it rests on.

    ``depends_on_review`` says that something was left to review, so that the other treatment may give another amount;
    ``rounding_matters`` that another way of rounding may.
    """

    due: BenefitDue
    steps: tuple[Step, ...] = ()
    readings: frozenset[str] = frozenset()
    depends_on_review: bool = False
    rounding_matters: bool = False


class Workings:
    """The benefits of one application under one treatment of open records."""

    def __init__(self, by_benefit: Mapping[str, WorkedOut]) -> None:
        self.by_benefit = by_benefit
        self.due = {name: worked.due for name, worked in by_benefit.items()}
        self.steps = tuple([step for worked in by_benefit.values() for step in worked.steps])
        self.readings = frozenset[str]().union(*(worked.readings for worked in by_benefit.values()))
        self.depends_on_review = any(worked.depends_on_review for worked in by_benefit.values())


@dataclass(slots=True)
class _BenefitWork:
    """A benefit being worked out.

    ``treat_open`` counts what is left to review, or excludes it.
    """

    policy: Policy
    application: Application
    filing: Filing
    history: Sequence[PaidAward]
    treat_open: bool
    steps: list[Step] = field(default_factory=list)
    readings: set[str] = field(default_factory=set)
    depends_on_review: bool = False
    rounding_matters: bool = False


def work_out(
    policy: Policy,
    candidate: Candidate,
    history: Sequence[PaidAward],
    *,
    refused: bool,
    treat_open: bool,
    known: Mapping[str, WorkedOut] = MappingProxyType({}),
) -> Workings:
    """Work out every benefit of an application, but those that are ``known``.

    An application of a ``refused`` class gets nothing of what it claims.
    """
    found: dict[str, WorkedOut] = {}
    election = policy.measure.election
    for name, benefit in policy.measure.benefit.items():
        if name in known:
            found[name] = known[name]
        elif name not in candidate.claims:
            found[name] = WorkedOut(BenefitDue(None, "not_claimed", benefit.cite))
        elif refused and election is not None:
            found[name] = WorkedOut(BenefitDue(0, "not_elected", election.cite))
        else:
            work = _BenefitWork(policy, candidate.application, candidate.filing, history, treat_open)
            due = _worth(name, benefit, work)
            readings = frozenset(work.readings)
            found[name] = WorkedOut(due, tuple(work.steps), readings, work.depends_on_review, work.rounding_matters)
    return Workings(found)


def agreed(counted: BenefitDue, excluded: BenefitDue) -> BenefitDue:
    """Return a benefit on which both treatments agree; otherwise for review.

    Where even the fuller treatment lacks a fact, the fact is asked for first.
    """
    if counted.fen == excluded.fen or counted.reason == "needs_documents":
        return counted
    return BenefitDue(None, "needs_review", counted.cite)


def _worth(name: str, benefit: m.AnyBenefit, work: _BenefitWork) -> BenefitDue:
    """Work out one benefit before competition, adding steps and readings to ``work``."""
    cite = benefit.cite
    unanswered: list[str] = []
    failed: list[m.AnyCondition] = []
    zero: tuple[Reason, str] | None = None
    work.readings.update(benefit.rests_on)
    for gate_cite, ask in _gates(work.policy, name):
        check = ask(work.application)
        work.steps.append(Gate(gate_cite, name, check))
        if check.answer is False:
            failed.append(check.condition)
            zero = zero or ("condition", gate_cite)
        unanswered += check.missing
    due = _amount(name, benefit, work)
    rows = paid_before(work.policy, name, benefit, work.application, work.history)
    if rows and benefit.paid != "difference":
        work.steps.append(PaidBefore(cite, name, benefit.paid, rows))
        zero = zero or ("already_paid", cite)
    if zero is None:
        zero = _against_the_filing(name, benefit, work)
    if zero is not None:
        work.rounding_matters = False
        return BenefitDue(0, zero[0], zero[1], failed=tuple(failed))
    if unanswered:
        return BenefitDue(None, "needs_documents", cite, tuple(dict.fromkeys((*unanswered, *due.missing))))
    if rows and benefit.paid == "difference" and due.fen is not None:
        return _difference(name, due, rows, work)
    return due


def _difference(name: str, due: BenefitDue, rows: tuple[PaidAward, ...], work: _BenefitWork) -> BenefitDue:
    """What an amount exceeds the earlier awards by."""
    before, paid = due.fen or 0, sum(award.fen for award in rows)
    after = max(0, before - paid)
    work.steps.append(Deducted(due.cite, name, rows, before, paid, after))
    return due._replace(fen=after, reason=due.reason if after or not before else "already_paid")


def _against_the_filing(name: str, benefit: m.AnyBenefit, work: _BenefitWork) -> tuple[Reason, str] | None:
    """Return what the filing or an open situation says against a benefit."""
    filing = work.filing
    situations = _situations(work.policy, name)
    plain = work.application.first_filing and not (filing.repeated or filing.before or filing.within)
    if plain and not (situations and any(ask(work.application).answer for _id, _doubt, ask in situations)):
        return None
    zero: tuple[Reason, str] | None = None
    for step, treat in _doubts(name, benefit, work):
        work.steps.append(step)
        work.depends_on_review |= treat == "review"
        if treat == "refuse" or (treat == "review" and not work.treat_open):
            zero = zero or ("not_first_filing", step.cite)
    return zero


def _doubts(name: str, benefit: m.AnyBenefit, work: _BenefitWork) -> Iterator[tuple[Step, str]]:
    measure, application, filing = work.policy.measure, work.application, work.filing
    if (filing.repeated or not application.first_filing) and benefit.not_first_filing != "pay":
        shown_by = application.revoked_on if filing.repeated else None
        yield NotFirst(benefit.cite, name, benefit.not_first_filing, shown_by), benefit.not_first_filing
    rule, first = measure.filed, measure.validity.first
    if filing.before and rule is not None and benefit.trigger != "grade" and filing.day and first:
        work.readings.update(rule.rests_on)
        yield FiledBefore(rule.cite, name, filing.day, first, rule.before), rule.before
    if filing.within is not None and filing.day:
        ban = filing.within
        yield FiledInBan(ban.cite, name, filing.day, ban.revoked_on, ban.years), "review"
    for id_, doubt, ask in _situations(work.policy, name):
        if ask(application).answer is True:
            work.readings.update(doubt.rests_on)
            yield Doubted(doubt.cite, name, id_, doubt.treat), doubt.treat


@lru_cache(maxsize=1024)
def _situations(policy: Policy, benefit: str) -> tuple[tuple[str, m.Doubt, Question], ...]:
    """The situations in which a benefit is left to a person."""
    doubts = policy.measure.doubt.items()
    return tuple((id_, doubt, question(doubt.when, policy)) for id_, doubt in doubts if benefit in doubt.benefits)


@lru_cache(maxsize=1024)
def _gates(policy: Policy, benefit: str) -> tuple[tuple[str, Question], ...]:
    return tuple((gate.cite, question(gate, policy)) for gate in policy.measure.benefit[benefit].only_if)


def _amount(name: str, benefit: m.AnyBenefit, work: _BenefitWork) -> BenefitDue:
    """The amount of the formula alone, before history and competition."""
    match benefit:
        case m.ByReference():
            work.steps.append(ElsewhereStated(benefit.cite, name))
            return BenefitDue(None, "by_reference", benefit.cite)
        case m.Flat() | m.Share() | m.Bands() | m.PerUnit() | m.Combined():
            return _worked_out(name, benefit.cite, benefit, work)
        case _:
            assert_never(benefit)


def _worked_out(name: str, cite: str, amount: m.AnyAmount, work: _BenefitWork) -> BenefitDue:
    rounding = work.policy.measure.rounding
    sums = Sums(work.application, name, cite, rounding, lambda fact: _base(name, cite, fact, work))
    sums.steps = work.steps
    worth = sums.worth(amount)
    work.rounding_matters = sums.rounding_matters
    if sums.rounds:
        work.readings.update(rounding.rests_on)
    if worth.fen is None:
        return BenefitDue(None, "needs_documents", cite, worth.missing)
    reasons: dict[str, Reason] = {"": "due", "cap": "capped", "minimum": "below_minimum"}
    return BenefitDue(worth.fen, reasons[worth.limit], cite)


def _base(name: str, cite: str, fact: str, work: _BenefitWork) -> tuple[int | Fraction | None, tuple[str, ...]]:
    """A figure that an amount is worked out from, or the facts that it lacks."""
    application = work.application
    derived = work.policy.measure.derived.get(fact)
    if derived is not None and (base := derive(derived, application, work.policy)) is not None:
        return _from_records(name, fact, derived, base, work)
    total: Value | None = application.facts.get(fact)
    if not isinstance(total, int | Fraction):
        computed = work.policy.measure.computed.get(fact)
        made_from = (fact,) if computed is None else computed.facts
        # Where nothing is missing, it would divide by 0.
        return None, tuple(name for name in made_from if name not in application.facts) or made_from[-1:]
    if work.policy.facts[fact].kind == "money":
        work.steps.append(GivenTotal(cite, name, fact, total))
    if derived is None or derived.before_filing is None or isinstance(total, Fraction):
        return total, ()
    return _of_a_year(name, derived, derived.before_filing, total, work)


def _of_a_year(
    name: str, derived: m.Derived, rule: m.BeforeFiling, total: int, work: _BenefitWork
) -> tuple[int | None, tuple[str, ...]]:
    """Return what counts of a given total of one year, which cannot be divided by day."""
    year = year_of(derived, work.application)
    if year is None:
        return total, ()
    first = date(year, 1, 1)
    if (work.application.filed_on or work.application.application_date) >= first:
        work.readings.update(rule.rests_on)
    start = counted_from(derived, work.application)
    if start is None or start <= first:
        return total, ()
    work.steps.append(IncomeBeforeFiling(rule.cite, name, year, start))
    return (0, ()) if start.year > year else (None, (derived.records,))


def _from_records(
    name: str, fact: str, derived: m.Derived, base: Base, work: _BenefitWork
) -> tuple[int | None, tuple[str, ...]]:
    work.readings.update(derived.rests_on)
    used = base.high if work.treat_open else base.low
    work.depends_on_review |= base.low != base.high
    work.steps.append(FromRecords(derived.cite, name, fact, base, used))
    return (None, base.missing) if base.missing else (used, ())
