"""What the benefits of one application come to: each by its formula, then held together by the rules of unit and year."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.benefits import Assessment, claimed, worth
from fundcalc.engine.class_choice import election, takes_part
from fundcalc.engine.competition import Outcome, compete, only_higher
from fundcalc.engine.decision import BenefitDue
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class Assessed(NamedTuple):
    """The workings, each benefit by its formula, what is to pay of them, and whether the class of a paid award is unsure."""

    work: Assessment
    due: dict[str, BenefitDue]
    outcome: Outcome
    unsure: bool
    same_class: tuple[str, ...]


def assess(
    policy: Policy, application: Application, history: Sequence[PaidAward], *, treat_open: bool, refused: bool
) -> Assessed:
    """Assess the benefits of an application; ``treat_open`` counts what the text leaves to a person.

    ``refused`` is an application of a class that the unit did not choose.
    """
    work = Assessment(policy, application, history, treat_open)
    due: dict[str, BenefitDue] = {}
    for name, benefit in policy.measure.benefit.items():
        if not claimed(name, benefit, application, policy):
            due[name] = BenefitDue(None, "not_claimed", benefit.cite)
        elif refused and policy.measure.election is not None:
            due[name] = BenefitDue(0, "not_elected", policy.measure.election.cite)
        else:
            due[name] = worth(name, benefit, work)
    amounts = {name: each.fen for name, each in due.items() if each.fen}
    if not amounts:
        return Assessed(work, due, Outcome({}), False, ())
    year = [row for row in history if row.year == application.award_year]
    rule = policy.measure.contest
    if rule is None:
        return _together(policy, application, work, due, amounts, year)
    if year or (len(amounts) > 1 and rule.of == "every_award"):
        return _contested(policy, rule, application, work, due, amounts, year)
    if len(amounts) > 1:  # read as every award against every other, they would compete with each other
        work.readings.update(rule.rests_on)
    return Assessed(work, due, Outcome(amounts), False, ())


def _own(policy: Policy, application: Application, rows: Iterable[PaidAward]) -> list[PaidAward]:
    return [row for row in rows if row.programme == policy.id and row.platform == application.platform]


def _together(
    policy: Policy,
    application: Application,
    work: Assessment,
    due: dict[str, BenefitDue],
    amounts: dict[str, int],
    year: Sequence[PaidAward],
) -> Assessed:
    rule = policy.measure.together
    own_paid = max(0, sum(row.fen for row in _own(policy, application, year)))
    if rule is not None and (len(amounts) > 1 or own_paid):
        work.readings.update(rule.rests_on)
        if rule.rule == "higher_only":
            return Assessed(work, due, only_higher(rule, amounts, own_paid), False, ())
    return Assessed(work, due, Outcome(amounts), False, ())


def _contested(
    policy: Policy,
    rule: m.Contest,
    application: Application,
    work: Assessment,
    due: dict[str, BenefitDue],
    amounts: dict[str, int],
    year: Sequence[PaidAward],
) -> Assessed:
    own = _own(policy, application, year)
    rivals: list[PaidAward] = []
    unknown: list[PaidAward] = []
    same_class: dict[str, None] = {}
    mine = application.facts.get("platform_kind")
    for row in year:
        if row.local or (row.programme == policy.id and row.platform == application.platform):
            continue
        if rule.per == "platform" and row.platform != application.platform:
            work.readings.update(rule.rests_on)
            continue
        if rule.per == "organisation" and row.organisation != application.organisation:
            if row.platform == application.platform:
                work.readings.update(rule.rests_on)
            continue
        if row.programme != policy.id:
            rivals.append(row)
        elif row.platform_kind is None or mine is None:
            unknown.append(row)
        elif row.platform_kind != mine:
            rivals.append(row)
        else:
            same_class[row.platform] = None
    if rivals or unknown or len(amounts) > 1 or own:
        work.readings.update(rule.rests_on)
    outcome = compete(rule, amounts, own, rivals)
    unsure = False
    if unknown:
        against = compete(rule, amounts, own, [*rivals, *unknown])
        unsure = (against.payable, against.recover) != (outcome.payable, outcome.recover)
    return Assessed(work, due, outcome, unsure, tuple(sorted(same_class)))


def agreed(high: BenefitDue, low: BenefitDue) -> BenefitDue:
    """A benefit under both treatments of what is left to review: told if they agree, else for a person.

    Where even the fuller treatment lacks a fact, the fact is asked for first.
    """
    if high.fen == low.fen or high.reason == "needs_documents":
        return high
    return BenefitDue(None, "needs_review", high.cite)


def claimed_twice(
    policy: Policy, application: Application, siblings: Sequence[Application], due: Mapping[str, BenefitDue]
) -> bool:
    """Whether a benefit that a unit gets once is due here and claimed by another platform of the unit in the round."""
    return bool(siblings) and any(
        benefit.paid == "once"
        and benefit.per == "organisation"
        and bool(due[name].fen)
        and any(_may_get(policy, name, benefit, other, application, siblings) for other in siblings)
        for name, benefit in policy.measure.benefit.items()
    )


def _may_get(
    policy: Policy,
    name: str,
    benefit: m.AnyBenefit,
    other: Application,
    application: Application,
    siblings: Sequence[Application],
) -> bool:
    """Whether another application of the unit claims a benefit, is in time, not banned, and of no class given up."""
    if not takes_part(policy, other) or not claimed(name, benefit, other, policy):
        return False
    chosen = election(policy, other, [application, *(each for each in siblings if each is not other)])
    return chosen is None or chosen.verdict != "refused"
