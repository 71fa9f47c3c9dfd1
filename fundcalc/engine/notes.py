"""Notes on a decision: open points, remarks, and the readings that decided."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from fundcalc.base.ids import normalised
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.ceilings import counts
from fundcalc.engine.class_choice import Choice
from fundcalc.engine.competition import Outcome
from fundcalc.engine.conditions import answer
from fundcalc.engine.decision import Decision, ids_of
from fundcalc.engine.decision_parts import BenefitDue, Point, ReadingNote, Remarked
from fundcalc.engine.filing import doubtful_dates
from fundcalc.engine.history import is_own
from fundcalc.engine.stages import Conclusion
from fundcalc.engine.steps import Check, FromRecords
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

# How alike two ids are (difflib) where one is likely the other written wrongly: yunan-2025, not city-2025.
_ALIKE_PERCENT = 85


def points(
    decision: Decision,
    own: Choice,
    siblings: Sequence[Choice],
    history: Sequence[PaidAward],
    due: Mapping[str, BenefitDue],
    outcome: Outcome,
) -> Iterator[Point]:
    """Points on conditions, benefits, competition, ban and sibling applications.

    ``due`` are the benefits with everything counted that is left to review.
    """
    for cite in decision.policy.measure.not_computed:
        yield Point("not_computed", cite, {})
    yield from _of_conditions(decision)
    yield from _of_dates(decision)
    for name, benefit in decision.policy.measure.benefit.items():
        if due[name].fen:
            yield from _of_benefit(decision, name, benefit, siblings, history)
    yield from _of_competition(decision.policy.measure, outcome)
    yield from _of_history(decision, own, history)
    yield from _of_ban(decision, own, siblings)
    shared = _shared_records(decision.application, siblings)
    if shared:
        yield Point("same_record_twice", "", {"records": len(shared), "platforms": tuple(sorted(set(shared)))})


def _of_conditions(decision: Decision) -> Iterator[Point]:
    for check in decision.checks:
        condition = check.condition
        if condition.soft and check.answer is False:
            yield Point("soft_condition", check.cite, {"condition": condition.zh, "condition_en": condition.en})
        if check.open:
            yield Point("kind_not_settled", check.cite, {"seen": check.seen})


def _of_dates(decision: Decision) -> Iterator[Point]:
    policy, filing = decision.policy, decision.filing
    if filing.later:
        cite = policy.measure.filed.cite if policy.measure.filed else ""
        yield Point("filed_after_decision", cite, {"filed_on": filing.day, "decided_on": filing.decided_on})
    for key, value in doubtful_dates(policy, decision.application, filing):
        yield Point("date_doubtful", "", {"key": key, "value": value})
    for doubt in decision.application.doubts:
        yield Point(doubt.code, doubt.cite, {"key": doubt.key, "given": doubt.given, "events": doubt.events})


def _of_benefit(
    decision: Decision,
    name: str,
    benefit: m.AnyBenefit,
    siblings: Sequence[Choice],
    history: Sequence[PaidAward],
) -> Iterator[Point]:
    application, measure = decision.application, decision.policy.measure
    filed_on = application.filed_on
    for doubt in measure.doubt.values():
        if name in doubt.benefits and (missing := _not_known(decision, doubt)):
            yield Point("doubt_not_known", doubt.cite, {"benefit": name, "missing": missing})
    if benefit.trigger == "filed_on" and decision.filed and filed_on and filed_on.year != application.award_year:
        yield Point("filed_in_another_year", benefit.cite, {"benefit": name, "filed_on": filed_on})
    if benefit.per == "organisation" or (benefit.paid in ("once", "difference") and benefit.base is not None):
        others = _others_with(decision, name, benefit, siblings, history)
        if others:
            yield Point("second_platform", benefit.cite, {"benefit": name, "platforms": others})
    derived = measure.derived.get(benefit.base) if benefit.base is not None else None
    if derived is not None and derived.calendar_year is not None and filed_on is not None:
        year = application.award_year - (derived.calendar_year == "previous_year")
        if filed_on.year == year:
            yield Point("year_of_filing_counts_whole", derived.cite, {"benefit": name, "year": year})
    if benefit.amount_is == "ceiling":
        yield Point("upper_limit", benefit.cite, {"benefit": name})


def _not_known(decision: Decision, doubt: m.Doubt) -> tuple[str, ...]:
    """The missing facts that would tell whether an open situation holds.

    Empty unless some of its facts are given.
    """
    check = answer(doubt.when, decision.application, decision.policy)
    known = doubt.treat == "review" and any(part.answer is True for part in check.parts)
    return check.missing if known and check.answer is None else ()


def _others_with(
    decision: Decision, name: str, benefit: m.AnyBenefit, siblings: Sequence[Choice], history: Sequence[PaidAward]
) -> tuple[str, ...]:
    """The organisation's other platforms that got or claim this benefit.

    Before, or in the year, as the benefit says; or in this round.
    """
    application = decision.application
    of_any_year = benefit.of_any_year
    paid = {
        award.platform
        for award in history
        if award.programme == decision.policy.id
        and award.benefit == name
        and award.organisation_key == application.organisation_key
        and award.platform_key != application.platform_key
        and (of_any_year or award.year == application.award_year)
    }
    claiming = {
        choice.candidate.platform
        for choice in siblings
        if name in choice.candidate.claims
        and (of_any_year or choice.candidate.application.award_year == application.award_year)
    }
    return tuple(sorted(paid | claiming))


def _of_competition(measure: m.Measure, outcome: Outcome) -> Iterator[Point]:
    if measure.contest is None:
        return
    cite = measure.contest.cite
    if outcome.same_class:
        yield Point("same_class_does_not_compete", cite, {"platforms": outcome.same_class})
    if outcome.class_unknown:
        yield Point("class_of_paid_unknown", cite, {"awards": outcome.class_unknown})
    if outcome.recover:
        yield Point("recover", cite, {"fen": outcome.recover})


def _of_history(decision: Decision, own: Choice, history: Sequence[PaidAward]) -> Iterator[Point]:
    """Points on awards that do not count and on programmes probably misspelt."""
    policy, contest = decision.policy, decision.policy.measure.contest
    by_reason: dict[str, list[PaidAward]] = {}
    for award in sorted(
        history, key=lambda award: (award.year, award.platform, award.programme, award.benefit, award.fen)
    ):
        if reason := _why_not_counted(decision, own, award):
            by_reason.setdefault(reason, []).append(award)
    for reason, awards in sorted(by_reason.items()):
        cite = contest.cite if contest is not None else ""
        yield Point("paid_not_counted", cite, {"reason": reason, "awards": tuple(awards)})
    for programme in sorted({award.programme for award in history if award.programme != policy.id}):
        if SequenceMatcher(None, normalised(programme), policy.id).ratio() * 100 >= _ALIKE_PERCENT:
            yield Point("programme_resembles", "", {"programme": programme, "policy": policy.id})


def _why_not_counted(decision: Decision, own: Choice, award: PaidAward) -> str:
    """Why an award already paid has no effect here; empty if it may have one.

    Also empty if no rule would ask for it.
    """
    policy, application = decision.policy, decision.application
    contest, benefit = policy.measure.contest, policy.measure.benefit.get(award.benefit)
    same_unit = award.organisation_key == application.organisation_key
    own_platform = is_own(policy, application, award)
    claimed = award.benefit in own.candidate.claims and award.programme == policy.id
    of_unit = benefit is not None and benefit.per == "organisation" and same_unit
    if benefit is not None and claimed and benefit.of_any_year and (own_platform or of_unit):
        return ""
    if any(counts(policy, rule, application, award) for rule in policy.measure.ceiling.values()):
        return ""
    any_year = contest is not None and contest.over == "lifetime"
    if award.year != application.award_year and not any_year:
        return "year" if own_platform or contest is not None else ""
    if own_platform or contest is None:
        return ""
    if award.local:
        return "local"
    if not contest.competes_with(award.programme):
        return "programme"
    if contest.per == "platform" and award.platform_key != application.platform_key:
        return "platform"
    return "organisation" if contest.per == "organisation" and not same_unit else ""


def _of_ban(decision: Decision, own: Choice, siblings: Sequence[Choice]) -> Iterator[Point]:
    application, rule, ban = decision.application, decision.policy.measure.ban, own.candidate.ban
    if ban is not None and not ban.holds and rule is not None and rule.grounds:
        yield Point("ban_ground", ban.cite, {"ground": ban.ground, "revoked_on": ban.revoked_on})
    ended = not decision.filed and not decision.filing.later and not decision.policy.measure.without_filing
    if application.filed_on is not None and ended:
        yield Point("filing_ended", "", {"revoked_on": application.revoked_on, "filed_on": application.filed_on})
    barred = sorted(choice.candidate.platform for choice in siblings if choice.candidate.barred)
    if rule is not None and barred:
        yield Point("other_platform_barred", rule.cite, {"platforms": tuple(barred)})


def _shared_records(application: Application, siblings: Sequence[Choice]) -> list[str]:
    """The organisation's platforms with an investment equal to one of this one's.

    Every field of the two records is equal.
    """
    own = {tuple(sorted(record.items())) for record in application.records.get("investments", ()) if "date" in record}
    return [
        choice.candidate.platform
        for choice in siblings
        for record in choice.candidate.application.records.get("investments", ())
        if tuple(sorted(record.items())) in own
    ]


def remarks(decision: Decision) -> Iterator[Remarked]:
    """The remarks of the measure whose condition holds."""
    policy, application = decision.policy, decision.application
    route = application.facts.get(policy.measure.routes)
    for name, remark in policy.measure.remark.items():
        applies = not remark.when.routes or route in remark.when.routes
        if applies and answer(remark.when, application, policy).answer is True:
            yield Remarked(name, remark.cite)


def other_readings(decision: Decision, conclusion_under: Callable[[Policy], Conclusion]) -> Iterator[ReadingNote]:
    """The readings that a decision rests on, with differing results of other values.

    A reading that left records to a person is included even where nothing differs.
    """
    policy, own = decision.policy, decision.benefits
    left_open = {name for step in decision.steps if isinstance(step, FromRecords) for name in step.base.doubts}
    answers = dict(zip(decision.condition_ids, (check.outcome for check in decision.checks), strict=True))
    came_to = (decision.status, decision.payable_fen, decision.prospective_fen)
    for name, others in policy.alternatives.items():
        if name not in decision.readings:
            continue
        declared = policy.measure.reading.get(name)
        for value in others:
            text = policy.under(name, value)
            other = conclusion_under(text)
            changed = {id_: due for id_, due in other.benefits.items() if due[:2] != own[id_][:2]}
            # Answers that were taken over are those of this decision.
            turned = {} if other.checks is decision.checks else _turned(answers, text, other.checks)
            if changed or turned or other[:3] != came_to or name in left_open:
                cite = declared.cite if declared else policy.measure.rounding.cite
                yield ReadingNote(name, cite, policy.readings[name], value, *other[:3], changed, turned, other.bounds)


def _turned(answers: Mapping[str, str], other: Policy, checks: Sequence[Check]) -> dict[str, str]:
    """The answers to conditions under another reading, where they differ."""
    ids = ids_of(other, checks)
    return {id_: check.outcome for id_, check in zip(ids, checks, strict=True) if check.outcome != answers.get(id_)}
