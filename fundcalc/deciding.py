"""Deciding a round: in the order of the law, from validity and ban to competition, and the one status that follows.

Elections and competition look across the applications of a round and at what was paid before; everything else is one
application at a time (``exact.py``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fundcalc import measure as m
from fundcalc.contest import Outcome, compete, only_higher
from fundcalc.dates import ban_covers
from fundcalc.decision import (
    Barred,
    BenefitDue,
    Check,
    Decision,
    Elected,
    FromRecords,
    InForce,
    Point,
    Read,
    Remarked,
    Status,
    Step,
)
from fundcalc.errors import ApplicationError
from fundcalc.exact import Assessment, answer, answer_all, claimed, worth
from fundcalc.facts import Application, PaidAward, read_application, read_paid
from fundcalc.language import _
from fundcalc.policy import Policy, in_force

Given = Mapping[str, object] | Application
GivenPaid = Mapping[str, object] | PaidAward


class Surroundings(NamedTuple):
    """What one application is decided beside: its unit's other applications, and the awards paid to unit or platform."""

    siblings: Sequence[Application] = ()
    history: Sequence[PaidAward] = ()


def decide(policy: Policy, application: Given, paid: Iterable[GivenPaid] = ()) -> Decision:
    """Decide one application by itself, with the awards already paid.

    ``application`` and ``paid`` are mappings with the keys of the sheets, amounts in yuan. Raises ApplicationError.
    """
    one = read_application(policy, application)
    kinds = {one.platform: one.facts.get("platform_kind")}
    rows = [row for row in map(read_paid, paid) if row.decided_from != one.platform]
    history = [_of_known_kind(row, policy, kinds) for row in rows]
    return _decide(policy, one, Surroundings((), history), ())


def decide_all(
    policy: Policy,
    applications: Iterable[Given],
    paid: Iterable[GivenPaid] = (),
    *,
    progress: Callable[[Sequence[Application]], Iterable[Application]] = iter,
) -> list[Decision]:
    """Decide a round: one decision for each application, in their order.

    Elections are held among the applications of the round, competition against ``paid``. Raises ApplicationError listing
    every fault of every application; the same platform twice in one round is one. ``progress`` may watch the applications
    go by, as tqdm would.
    """
    round_, history = _read(policy, applications, paid)
    units: defaultdict[str, list[Application]] = defaultdict(list)
    for application in round_:
        units[application.organisation].append(application)
    by_unit: defaultdict[str, list[PaidAward]] = defaultdict(list)
    by_platform: defaultdict[str, list[PaidAward]] = defaultdict(list)
    for row in history:
        by_unit[row.organisation].append(row)
        by_platform[row.platform].append(row)
    kinds = {application.platform: application.facts.get("platform_kind") for application in round_}
    decisions = []
    for application in progress(round_):
        siblings = [each for each in units[application.organisation] if each is not application]
        rows = by_unit.get(application.organisation, [])
        others = by_platform.get(application.platform, [])
        rows = [*rows, *(row for row in others if row.organisation != application.organisation)]
        rows = [_of_known_kind(row, policy, kinds) for row in rows if row.decided_from != application.platform]
        decisions.append(_decide(policy, application, Surroundings(siblings, rows), round_))
    return decisions


def _read(
    policy: Policy, applications: Iterable[Given], paid: Iterable[GivenPaid]
) -> tuple[list[Application], list[PaidAward]]:
    round_: list[Application] = []
    history: list[PaidAward] = []
    faults: list[str] = []
    for index, raw in enumerate(applications):
        try:
            round_.append(read_application(policy, raw))
        except ApplicationError as error:
            faults += [f"[{index}] {error.where}: {fault}" for fault in error.faults]
    for index, row in enumerate(paid):
        try:
            history.append(read_paid(row))
        except ApplicationError as error:
            faults += [f"paid[{index}] {error.where}: {fault}" for fault in error.faults]
    seen: set[str] = set()
    for application in round_:
        if application.platform in seen:
            faults.append(_("platform {platform} applies twice in this round").format(platform=application.platform))
        seen.add(application.platform)
    if faults:
        raise ApplicationError(_("the round cannot be decided"), tuple(faults))
    return round_, history


def _of_known_kind(row: PaidAward, policy: Policy, kinds: Mapping[str, object]) -> PaidAward:
    """A row of this measure whose platform stands in the round is of the class it has there."""
    kind = kinds.get(row.platform)
    if row.platform_kind is None and row.programme == policy.id and isinstance(kind, str):
        return row._replace(platform_kind=kind)
    return row


# One application.


def _decide(policy: Policy, application: Application, beside: Surroundings, round_: Sequence[Application]) -> Decision:
    measure = policy.measure
    steps: list[Step] = []
    readings: set[str] = set()
    governed = in_force(measure, application.application_date)
    validity = measure.validity
    steps.append(InForce(validity.cite, application.application_date, validity.first, validity.last, governed))
    barred = _barred(measure, application)
    if barred is not None and measure.ban is not None:
        steps.append(barred)
        readings.update(measure.ban.rests_on)
    elected = _election(policy, application, beside.siblings)
    if elected is not None:
        steps.append(elected)
    if measure.election is not None and any(_other_class(policy, application, other) for other in beside.siblings):
        readings.update(measure.election.rests_on)

    checks = answer_all(policy, application)
    tally = _tally(checks, readings)

    refused = elected is not None and elected.verdict == "refused"
    counted = _assess(policy, application, beside.history, treat_open=True, refused=refused)
    due, outcome = counted.due, counted.outcome
    doubt = counted.unsure or _claimed_twice(policy, application, beside.siblings, due)
    if counted.work.leans:
        excluded = _assess(policy, application, beside.history, treat_open=False, refused=refused)
        doubt |= outcome.payable != excluded.outcome.payable
        due = {name: _agreed(high, excluded.due[name]) for name, high in due.items()}
    readings |= counted.work.readings
    steps += counted.work.steps
    steps += outcome.steps

    status = _status(
        policy,
        application,
        governed=governed,
        barred=barred is not None and barred.holds,
        election=elected.verdict if elected else None,
        tally=tally,
        due=due,
        payable=outcome.payable,
        doubt=doubt,
    )
    paying = status == "payable"
    return Decision(
        policy,
        application,
        status,
        outcome.payable if paying else 0,
        outcome.payable if status == "eligible" else 0,
        due,
        checks,
        tuple(steps),
        {name: fen for name, fen in outcome.allotted.items() if fen} if paying else {},
        frozenset(readings),
        lambda decision: (
            *_points(decision, beside, counted, barred),
            *_remarks(decision),
            *_other_readings(decision, beside, round_),
        ),
    )


@dataclass(slots=True)
class _Tally:
    """What the hard conditions come to: one answered no, one that lacks a fact, one that the text leaves to a person."""

    unmet: bool = False
    unknown: bool = False
    open: bool = False


def _tally(checks: Sequence[Check], readings: set[str]) -> _Tally:
    tally = _Tally()
    for check in checks:
        condition, holds = check.condition, check.answer
        if condition.rests_on and _touched(check):
            readings.update(condition.rests_on)
        if holds is True or condition.soft:
            continue
        if holds is False:
            tally.unmet = True
        elif check.open:
            tally.open = True
        else:
            tally.unknown = True
    return tally


def _touched(check: Check) -> bool:
    """Whether anything was given that bears on a condition, so that under another reading it may be answered otherwise."""
    return check.answer is not None or check.open or check.seen is not None or any(map(_touched, check.parts))


def _barred(measure: m.Measure, application: Application) -> Barred | None:
    ban, revoked_on = measure.ban, application.revoked_on
    if ban is None or revoked_on is None:
        return None
    ground = application.revocation_ground
    if any(ground.startswith(cite) for cite in ban.never):
        bars = False
    elif ban.grounds and not any(ground.startswith(cite) for cite in ban.grounds):
        bars = ban.other_grounds == "second_fail"
    else:
        bars = True
    holds = bars and ban_covers(revoked_on, ban.years, application.application_date, ban.end)
    return Barred(ban.cite, revoked_on, ground, ban.years, holds)


# Election.


def _election(policy: Policy, application: Application, siblings: Sequence[Application]) -> Elected | None:
    rule = policy.measure.election
    if rule is None:
        return None
    if application.elected is False:
        return Elected(rule.cite, "refused", ())
    here = [other for other in siblings if rule.round == "any_year" or other.award_year == application.award_year]
    rivals = [other for other in here if _other_class(policy, application, other)]
    if not rivals or not _takes_part(policy, application):
        return None
    names = tuple(sorted(other.platform for other in rivals))
    # A choice is of the class: made on one platform, it holds for the unit's others of that class.
    chosen = application.elected or any(other.elected and _same_class(policy, application, other) for other in here)
    chosen_elsewhere = any(other.elected for other in rivals)
    if chosen and not chosen_elsewhere:
        return Elected(rule.cite, "accepted", names)
    if chosen_elsewhere and not chosen:
        return Elected(rule.cite, "refused", names)
    return Elected(rule.cite, "open", names)


def _takes_part(policy: Policy, application: Application) -> bool:
    barred = _barred(policy.measure, application)
    return (
        in_force(policy.measure, application.application_date)
        and not (barred is not None and barred.holds)
        and any(claimed(name, benefit, application, policy) for name, benefit in policy.measure.benefit.items())
    )


def _other_class(policy: Policy, application: Application, other: Application) -> bool:
    mine, theirs = application.facts.get("platform_kind"), other.facts.get("platform_kind")
    return (
        (mine is None or theirs is None or mine != theirs) and other.elected is not False and _takes_part(policy, other)
    )


def _same_class(policy: Policy, application: Application, other: Application) -> bool:
    mine, theirs = application.facts.get("platform_kind"), other.facts.get("platform_kind")
    return mine is not None and mine == theirs and _takes_part(policy, other)


# Amounts.


def _claimed_twice(
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
    if not _takes_part(policy, other) or not claimed(name, benefit, other, policy):
        return False
    elected = _election(policy, other, [application, *(each for each in siblings if each is not other)])
    return elected is None or elected.verdict != "refused"


class _Assessed(NamedTuple):
    work: Assessment
    due: dict[str, BenefitDue]
    outcome: Outcome
    unsure: bool
    same_class: tuple[str, ...]


def _assess(
    policy: Policy, application: Application, history: Sequence[PaidAward], *, treat_open: bool, refused: bool
) -> _Assessed:
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
        return _Assessed(work, due, Outcome({}), False, ())
    year = [row for row in history if row.year == application.award_year]
    if policy.measure.contest is None:
        return _together(policy, application, work, due, amounts, year)
    if not year and len(amounts) == 1:
        return _Assessed(work, due, Outcome(amounts), False, ())
    return _contested(policy, policy.measure.contest, application, work, due, amounts, year)


def _own(policy: Policy, application: Application, rows: Iterable[PaidAward]) -> list[PaidAward]:
    return [row for row in rows if row.programme == policy.id and row.platform == application.platform]


def _together(
    policy: Policy,
    application: Application,
    work: Assessment,
    due: dict[str, BenefitDue],
    amounts: dict[str, int],
    year: Sequence[PaidAward],
) -> _Assessed:
    rule = policy.measure.together
    own_paid = max(0, sum(row.fen for row in _own(policy, application, year)))
    if rule is not None and (len(amounts) > 1 or own_paid):
        work.readings.update(rule.rests_on)
        if rule.rule == "higher_only":
            return _Assessed(work, due, only_higher(rule, amounts, own_paid), False, ())
    return _Assessed(work, due, Outcome(amounts), False, ())


def _contested(
    policy: Policy,
    rule: m.Contest,
    application: Application,
    work: Assessment,
    due: dict[str, BenefitDue],
    amounts: dict[str, int],
    year: Sequence[PaidAward],
) -> _Assessed:
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
    return _Assessed(work, due, outcome, unsure, tuple(sorted(same_class)))


def _agreed(high: BenefitDue, low: BenefitDue) -> BenefitDue:
    """A benefit under both treatments of what is left to review: told if they agree, else for a person.

    Where even the fuller treatment lacks a fact, the fact is asked for first.
    """
    if high.fen == low.fen or high.reason == "needs_documents":
        return high
    return BenefitDue(None, "needs_review", high.cite)


# The one status.


def _status(
    policy: Policy,
    application: Application,
    *,
    governed: bool,
    barred: bool,
    election: Literal["accepted", "refused", "open"] | None,
    tally: _Tally,
    due: Mapping[str, BenefitDue],
    payable: int,
    doubt: bool,
) -> Status:
    filed = application.filed
    if not governed:
        return "not_in_force"
    if barred:
        return "barred"
    if election == "open":
        return "needs_election"
    if tally.unmet and not filed:
        return "ineligible"
    if _lacks_documents(policy, application, tally, due):
        return "needs_documents"
    unsettled = tally.unmet if filed else tally.open
    upper_limit = any(each.fen and policy.measure.benefit[name].amount_is == "ceiling" for name, each in due.items())
    if doubt or unsettled or upper_limit:
        return "needs_review"
    if not filed:
        return "eligible"
    if payable:
        return "payable"
    if any(each.reason == "by_reference" for each in due.values()):
        return "by_reference"
    return "nothing_due"


def _lacks_documents(policy: Policy, application: Application, tally: _Tally, due: Mapping[str, BenefitDue]) -> bool:
    if any(each.reason == "needs_documents" for each in due.values()):
        return True
    if not application.filed and tally.unknown:
        return True
    if application.claims is not None or any(each.reason != "not_claimed" for each in due.values()):
        return False
    # Nothing can be told at all. Before filing that is a lack only where a base could have been given: a grade comes later.
    return application.filed or any(isinstance(each, m.Share) for each in policy.measure.benefit.values())


# Notes.


def _points(decision: Decision, beside: Surroundings, assessed: _Assessed, barred: Barred | None) -> Iterator[Point]:
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
                for row in beside.history
                if row.programme == policy.id
                and row.benefit == name
                and row.organisation == application.organisation
                and row.platform != application.platform
            } | {other.platform for other in beside.siblings if claimed(name, benefit, other, policy)}
            if others and isinstance(benefit, m.Share):
                yield Point("second_platform", benefit.cite, {"benefit": name, "platforms": tuple(sorted(others))})
        if benefit.amount_is == "ceiling":
            yield Point("upper_limit", benefit.cite, {"benefit": name})
    if assessed.same_class and measure.contest is not None:
        yield Point("same_class_does_not_compete", measure.contest.cite, {"platforms": assessed.same_class})
    if assessed.unsure and measure.contest is not None:
        yield Point("class_of_paid_unknown", measure.contest.cite, {})
    if assessed.outcome.recover and measure.contest is not None:
        yield Point("recover", measure.contest.cite, {"fen": assessed.outcome.recover})
    if barred is not None and not barred.holds and measure.ban is not None and measure.ban.grounds:
        yield Point("ban_ground", barred.cite, {"ground": barred.ground, "revoked_on": barred.revoked_on})
    if application.filed_on is not None and not application.filed:
        yield Point("filing_ended", "", {"revoked_on": application.revoked_on, "filed_on": application.filed_on})
    if measure.ban is not None:
        banned = [
            other.platform for other in beside.siblings if (bar := _barred(measure, other)) is not None and bar.holds
        ]
        if banned:
            yield Point("other_platform_barred", measure.ban.cite, {"platforms": tuple(sorted(banned))})
    shared = _shared_records(application, beside.siblings)
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


def _remarks(decision: Decision) -> Iterator[Remarked]:
    policy, application = decision.policy, decision.application
    route = application.facts.get(policy.measure.routes)
    for name, remark in policy.measure.remark.items():
        here = not remark.when.routes or route in remark.when.routes
        if here and answer(remark.when, application, policy).answer is True:
            yield Remarked(name, remark.cite)


def _other_readings(decision: Decision, beside: Surroundings, round_: Sequence[Application]) -> Iterator[Read]:
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
            other = _decide(policy.under(name, value), decision.application, beside, round_)
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
