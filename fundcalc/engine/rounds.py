"""Deciding a round: in the order of the law, from validity and ban to competition, and the one status that follows.

Elections and competition look across the applications of a round and at what was paid before; everything else is one
application at a time (``benefits.py``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.application import Application, PaidAward, read_application, read_paid
from fundcalc.engine.benefits import answer_all
from fundcalc.engine.class_choice import barred, bears_on, election
from fundcalc.engine.decision import BenefitDue, Check, Decision, InForce, Status, Step
from fundcalc.engine.entitlement import agreed, assess, claimed_twice
from fundcalc.engine.notes import other_readings, points, remarks
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

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
    rows.sort(key=lambda row: row.organisation != one.organisation)  # the unit's own first, as in a round
    history = [_of_known_kind(row, policy, kinds) for row in rows]
    return _decide(policy, one, Surroundings((), history))


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
        decisions.append(_decide(policy, application, Surroundings(siblings, rows)))
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


def _decide(policy: Policy, application: Application, beside: Surroundings) -> Decision:
    measure = policy.measure
    steps: list[Step] = []
    readings: set[str] = set()
    governed = measure.validity.covers(application.application_date)
    validity = measure.validity
    steps.append(InForce(validity.cite, application.application_date, validity.first, validity.last, governed))
    ban = barred(measure, application)
    if ban is not None and measure.ban is not None:
        steps.append(ban)
        readings.update(measure.ban.rests_on)
    elected = election(policy, application, beside.siblings)
    if elected is not None:
        steps.append(elected)
    siblings = beside.siblings
    if siblings and measure.election is not None and any(bears_on(policy, application, other) for other in siblings):
        readings.update(measure.election.rests_on)

    checks = answer_all(policy, application)
    tally = _tally(checks, readings)

    refused = elected is not None and elected.verdict == "refused"
    counted = assess(policy, application, beside.history, treat_open=True, refused=refused)
    due, outcome = counted.due, counted.outcome
    doubt = counted.unsure or claimed_twice(policy, application, beside.siblings, due)
    if counted.work.leans:
        excluded = assess(policy, application, beside.history, treat_open=False, refused=refused)
        doubt |= outcome.payable != excluded.outcome.payable
        due = {name: agreed(high, excluded.due[name]) for name, high in due.items()}
    readings |= counted.work.readings
    steps += counted.work.steps
    steps += outcome.steps

    status = _status(
        policy,
        application,
        governed=governed,
        banned=ban is not None and ban.holds,
        verdict=elected.verdict if elected else None,
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
            *points(decision, beside.siblings, beside.history, counted, ban),
            *remarks(decision),
            *other_readings(decision, lambda other: _decide(other, application, beside)),
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


# The one status.


def _status(
    policy: Policy,
    application: Application,
    *,
    governed: bool,
    banned: bool,
    verdict: Literal["accepted", "refused", "open"] | None,
    tally: _Tally,
    due: Mapping[str, BenefitDue],
    payable: int,
    doubt: bool,
) -> Status:
    filed = application.filed
    if not governed:
        return "not_in_force"
    if banned:
        return "barred"
    if verdict == "open":
        return "needs_election"
    if tally.unmet and not filed:
        return "ineligible"
    if _lacks_documents(policy, application, tally, due):
        return "needs_documents"
    unsettled = tally.unmet if filed else tally.open
    upper_limit = payable > 0 and any(
        each.fen and policy.measure.benefit[name].amount_is == "ceiling" for name, each in due.items()
    )
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
    reasons = [each.reason for each in due.values()]
    if "needs_documents" in reasons or (tally.unknown and not application.filed):
        return True
    if application.claims is not None or set(reasons) != {"not_claimed"}:
        return False
    # Nothing can be told at all. Before filing that is a lack only where a base could have been given: a grade comes later.
    return application.filed or any(isinstance(each, m.Share) for each in policy.measure.benefit.values())
