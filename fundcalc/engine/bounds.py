"""The least and the most that a decision left to a person can come to.

Counting everything that is left to review gives the most, excluding it all the least, since every rule of this engine pays
more for a larger base: each reading by itself, and any combination of them, lies between.
"""

from collections.abc import Iterator, Mapping, Sequence

from fundcalc.engine.benefits import Workings
from fundcalc.engine.class_choice import Choice
from fundcalc.engine.competition import Outcome
from fundcalc.engine.decision_parts import BenefitDue, Bounds, OpenPoint
from fundcalc.engine.filing import doubtful_dates
from fundcalc.engine.steps import Check, Doubted, FiledBefore, FiledInBan, FromRecords, NotFirst, Step
from fundcalc.policy.loading import Policy


def bounds_of(
    policy: Policy,
    own: Choice,
    checks: Sequence[Check],
    work: Workings,
    due: Mapping[str, BenefitDue],
    outcomes: Sequence[Outcome],
    *,
    claimed_twice: bool,
) -> Bounds:
    """Return the bounds of a decision from the outcomes of both treatments."""
    possible = [payable for outcome in outcomes for payable in outcome.possible]
    together = policy.measure.together
    if together is not None and together.rule == "first_only":  # less of an earlier benefit may give way to a later one
        possible += [0, *(benefit.fen or 0 for benefit in work.due.values())]
    of_benefits = [*_of_benefits(policy, work, due)]
    of_all = [*_of_all(policy, own, checks, due, possible, claimed_twice=claimed_twice)]
    if any(outcome.class_unknown for outcome in outcomes):
        cite = policy.measure.contest.cite if policy.measure.contest else ""
        of_benefits.append(OpenPoint("class_of_paid", cite))
    return Bounds(0 if of_all else min(possible), max(possible), (*of_benefits, *of_all))


def _of_benefits(policy: Policy, work: Workings, due: Mapping[str, BenefitDue]) -> Iterator[OpenPoint]:
    """What the amounts of the benefits rest on that depend on what is left to review."""
    for step in work.steps:
        if due.get(getattr(step, "benefit", ""), BenefitDue(None, "due", "")).reason != "needs_review":
            continue
        if isinstance(step, FromRecords):
            for part in step.base.open:
                readings = tuple(
                    name
                    for rule in policy.measure.derived[step.fact].open
                    if part.reason in rule.when
                    for name in rule.rests_on
                    if name in step.base.doubts
                )
                sheet = policy.measure.derived[step.fact].records
                yield OpenPoint(
                    *("records", step.cite, step.benefit, readings, part.records, part.fen, part.reason),
                    sheet=sheet if part.rows else "",
                    rows=part.rows,
                )
        elif isinstance(step, FiledInBan) or (
            isinstance(step, NotFirst | FiledBefore | Doubted) and step.treat == "review"
        ):
            yield OpenPoint("filing", step.cite, step.benefit, _of_filing(policy, step))


def _of_filing(policy: Policy, step: Step) -> tuple[str, ...]:
    """The readings that leave to a person what a step says of the filing."""
    measure = policy.measure
    match step:
        case NotFirst(benefit=benefit):
            names = measure.benefit[benefit].rests_on
        case FiledBefore():
            names = measure.filed.rests_on if measure.filed is not None else ()
        case Doubted(doubt=doubt):
            names = measure.doubt[doubt].rests_on
        case _:
            names = ()
    return tuple(name for name in names if policy.readings[name] == "review")


def _of_all(
    policy: Policy,
    own: Choice,
    checks: Sequence[Check],
    due: Mapping[str, BenefitDue],
    possible: Sequence[int],
    *,
    claimed_twice: bool,
) -> Iterator[OpenPoint]:
    """What may leave nothing at all."""
    filing, application = own.candidate.filing, own.candidate.application
    for check in checks:
        if not check.condition.soft and (check.answer is False if filing.stands else check.open):
            yield OpenPoint("conditions", check.cite)
    for key, _value in doubtful_dates(policy, application, filing):
        yield OpenPoint("dates", "", field=key)
    for doubt in application.doubts:
        yield OpenPoint("filing", doubt.cite, field=doubt.key)
    if claimed_twice:
        yield OpenPoint("claimed_twice", "")
    for name in policy.ceilings:
        if due[name].fen and max(possible):
            benefit = policy.measure.benefit[name]
            yield OpenPoint("upper_limit", benefit.cite, name)
