"""What a person should know of a decision: points that no reading decides, remarks, and the readings that decided."""

from collections.abc import Callable, Iterator, Sequence

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.benefits import answer, claimed
from fundcalc.engine.class_choice import barred
from fundcalc.engine.decision import Barred, Decision, FromRecords, Point, Read, Remarked
from fundcalc.engine.entitlement import Assessed
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


def points(
    decision: Decision,
    siblings: Sequence[Application],
    history: Sequence[PaidAward],
    assessed: Assessed,
    ban: Barred | None,
) -> Iterator[Point]:
    """Points on the conditions, the benefits, the contest, the ban and the unit's other applications."""
    policy, application, checks = decision.policy, decision.application, decision.checks
    measure = policy.measure
    for check in checks:
        if check.condition.soft and check.answer is False:
            yield Point(
                "soft_condition", check.cite, {"condition": check.condition.zh, "condition_en": check.condition.en}
            )
        if check.open:
            yield Point("kind_not_settled", check.cite, {"seen": check.seen})
    for name, benefit in measure.benefit.items():
        told = assessed.due[name]
        if not told.fen:
            continue
        if (
            benefit.trigger == "filed_on"
            and application.filed_on is not None
            and application.filed_on.year != application.award_year
        ):
            yield Point("filed_in_another_year", benefit.cite, {"benefit": name, "filed_on": application.filed_on})
        if benefit.paid == "once":
            others = {
                row.platform
                for row in history
                if row.programme == policy.id
                and row.benefit == name
                and row.organisation == application.organisation
                and row.platform != application.platform
            } | {other.platform for other in siblings if claimed(name, benefit, other, policy)}
            if others and isinstance(benefit, m.Share):
                yield Point("second_platform", benefit.cite, {"benefit": name, "platforms": tuple(sorted(others))})
        derived = measure.derived.get(benefit.of) if isinstance(benefit, m.Share) else None
        if derived is not None and derived.calendar_year is not None and application.filed_on is not None:
            year = application.award_year - (derived.calendar_year == "previous_year")
            if application.filed_on.year == year:
                yield Point("year_of_filing_counts_whole", derived.cite, {"benefit": name, "year": year})
        if benefit.amount_is == "ceiling":
            yield Point("upper_limit", benefit.cite, {"benefit": name})
    if assessed.same_class and measure.contest is not None:
        yield Point("same_class_does_not_compete", measure.contest.cite, {"platforms": assessed.same_class})
    if assessed.unsure and measure.contest is not None:
        yield Point("class_of_paid_unknown", measure.contest.cite, {})
    if assessed.outcome.recover and measure.contest is not None:
        yield Point("recover", measure.contest.cite, {"fen": assessed.outcome.recover})
    if ban is not None and not ban.holds and measure.ban is not None and measure.ban.grounds:
        yield Point("ban_ground", ban.cite, {"ground": ban.ground, "revoked_on": ban.revoked_on})
    if application.filed_on is not None and not application.filed:
        yield Point("filing_ended", "", {"revoked_on": application.revoked_on, "filed_on": application.filed_on})
    if measure.ban is not None:
        banned = [other.platform for other in siblings if (bar := barred(measure, other)) is not None and bar.holds]
        if banned:
            yield Point("other_platform_barred", measure.ban.cite, {"platforms": tuple(sorted(banned))})
    shared = _shared_records(application, siblings)
    if shared:
        yield Point("same_record_twice", "", {"records": len(shared), "platforms": tuple(sorted(set(shared)))})


def _shared_records(application: Application, siblings: Sequence[Application]) -> list[str]:
    """The platforms of the unit that give an investment which this one gives too (same date, amount, category, funding)."""
    mine = {tuple(sorted(record.items())) for record in application.records.get("investments", ()) if "date" in record}
    return [
        other.platform
        for other in siblings
        for record in other.records.get("investments", ())
        if tuple(sorted(record.items())) in mine
    ]


def remarks(decision: Decision) -> Iterator[Remarked]:
    """The remarks of the measure whose condition holds."""
    policy, application = decision.policy, decision.application
    route = application.facts.get(policy.measure.routes)
    for name, remark in policy.measure.remark.items():
        here = not remark.when.routes or route in remark.when.routes
        if here and answer(remark.when, application, policy).answer is True:
            yield Remarked(name, remark.cite)


def other_readings(decision: Decision, decide_under: Callable[[Policy], Decision]) -> Iterator[Read]:
    """The readings this decision rests on and, for each other value, what would come out under it where that differs.

    A reading that left records to a person is told also where nothing differs.
    """
    policy = decision.policy
    left_open = {name for step in decision.steps if isinstance(step, FromRecords) for name in step.base.doubts}
    answers = dict(zip(decision.condition_ids, (check.outcome for check in decision.checks), strict=True))
    for name, others in policy.alternatives.items():
        if name not in decision.readings:
            continue
        declared = policy.measure.reading.get(name)
        for value in others:
            other = decide_under(policy.under(name, value))
            changed = {id_: due for id_, due in other.benefits.items() if due[:2] != decision.benefits[id_][:2]}
            turned = {
                id_: check.outcome
                for id_, check in zip(other.condition_ids, other.checks, strict=True)
                if check.outcome != answers.get(id_)
            }
            result = (other.status, other.payable_fen, other.prospective_fen)
            differs = changed or turned or result != (decision.status, decision.payable_fen, decision.prospective_fen)
            if differs or name in left_open:
                cite = declared.cite if declared else policy.measure.rounding.cite
                yield Read(name, cite, policy.readings[name], value, *result, changed, turned)
