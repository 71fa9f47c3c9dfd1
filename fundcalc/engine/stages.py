"""What one application comes to under one reading of a measure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fundcalc.engine.benefits import agreed
from fundcalc.engine.bounds import bounds_of
from fundcalc.engine.class_choice import Choice
from fundcalc.engine.conditions import ConditionsSummary, answer_all, summary
from fundcalc.engine.decision_parts import BenefitDue, Bounds, Status
from fundcalc.engine.filing import doubtful_dates
from fundcalc.engine.round_amounts import Amounts, RoundContext, amounts_of
from fundcalc.engine.same_parts import SameParts
from fundcalc.engine.status import status_of
from fundcalc.engine.steps import Check
from fundcalc.policy.loading import Policy


class Stages(NamedTuple):
    """The answers to the conditions, and the amounts.

    ``amounts`` are the workings and the outcome, by whether what the text leaves to a person counts; the second treatment is
    there where it may come to something else.
    """

    checks: tuple[Check, ...] = ()
    amounts: Amounts = MappingProxyType({})


class Conclusion(NamedTuple):
    """A status and amounts in fen, with the benefits before competition.

    ``bounds`` are there where a person has to decide.
    """

    status: Status
    payable: int
    prospective: int
    benefits: Mapping[str, BenefitDue]
    checks: tuple[Check, ...]
    conditions: ConditionsSummary
    bounds: Bounds | None


NOTHING_THE_SAME = SameParts()
NO_STAGES = Stages()


def stages_of(
    policy: Policy, own: Choice, context: RoundContext, same: SameParts = NOTHING_THE_SAME, known: Stages = NO_STAGES
) -> Stages:
    """Answer the conditions and work out the amounts.

    What is the ``same`` as in the ``known`` stages is taken from them.
    """
    checks = known.checks if "conditions" in same.stages else answer_all(policy, own.candidate.application)
    counted = amounts_of(policy, own, context, treat_open=True, same=same, known=known.amounts)
    if not counted[0].depends_on_review:
        return Stages(checks, {True: counted})
    excluded = amounts_of(policy, own, context, treat_open=False, same=same, known=known.amounts)
    return Stages(checks, {True: counted, False: excluded})


def conclusion_of(policy: Policy, own: Choice, context: RoundContext, stages: Stages) -> Conclusion:
    """Put the stages together."""
    application = own.candidate.application
    conditions = summary(stages.checks)
    work, outcome = stages.amounts[True]
    due: Mapping[str, BenefitDue] = work.due
    outcomes, claimed_twice = [outcome], _claimed_twice(policy, own, context, due)
    unsure = bool(outcome.class_unknown) or claimed_twice
    unsure |= bool(application.doubts or doubtful_dates(policy, application, own.candidate.filing))
    if False in stages.amounts:
        excluded, less = stages.amounts[False]
        outcomes.append(less)
        unsure |= outcome.payable != less.payable
        due = {name: agreed(counted, excluded.due[name]) for name, counted in due.items()}

    payable = outcome.payable
    status = status_of(policy, own, conditions, due, payable=payable, unsure=unsure)
    bounds = None
    if status == "needs_review":
        bounds = bounds_of(policy, own, stages.checks, work, due, outcomes, claimed_twice=claimed_twice)
    now, later = payable if status == "payable" else 0, payable if status == "eligible" else 0
    return Conclusion(status, now, later, due, stages.checks, conditions, bounds)


def _claimed_twice(policy: Policy, own: Choice, context: RoundContext, due: Mapping[str, BenefitDue]) -> bool:
    """Whether a benefit paid once per organisation may be due to two platforms."""
    application = own.candidate.application
    rivals = [choice.candidate for choice in context.siblings if choice.candidate.takes_part and not choice.refused]
    return bool(rivals) and any(
        benefit.per == "organisation"
        and bool(due[name].fen)
        and any(
            name in rival.claims and (benefit.of_any_year or rival.application.award_year == application.award_year)
            for rival in rivals
        )
        for name, benefit in policy.measure.benefit.items()
    )
