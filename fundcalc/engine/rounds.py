"""Decide a round in the order of the law, from validity to the one status.

Each application is examined by itself first; then the classes are chosen within each organisation; then each application
is decided, reading what those passes found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.engine.class_choice import Choice, choose_classes
from fundcalc.engine.decision import Decision
from fundcalc.engine.eligibility import examine, governed_by
from fundcalc.engine.history import awards_for, history_of
from fundcalc.engine.notes import other_readings, points, remarks
from fundcalc.engine.round_amounts import RoundContext
from fundcalc.engine.round_inputs import RawApplication, RawPaid, read_inputs
from fundcalc.engine.same_parts import SameParts, same_parts
from fundcalc.engine.stages import Conclusion, Stages, conclusion_of, stages_of
from fundcalc.policy.loading import Policy


def decide(
    policy: Policy, application: RawApplication, paid: Iterable[RawPaid] = (), *, on: date | None = None
) -> Decision:
    """Decide one application by itself, with the awards already paid.

    ``application`` and ``paid`` are mappings with the keys of the sheets, amounts in yuan. ``on`` is the day of the decision,
    by default 31 December of the year of the award: what is filed later is not filed on that day. Raises ApplicationError.
    """
    one, awards = read_application(policy, application), [read_paid(row, policy) for row in paid]
    policy = policy.on(one.application_date)
    (own,) = choose_classes(policy, [examine(policy, one, on)])
    history = history_of(policy, [one], awards)
    return _decide(policy, own, RoundContext((), awards_for(one, history), history))


def decide_all(
    policy: Policy,
    applications: Iterable[RawApplication],
    paid: Iterable[RawPaid] = (),
    *,
    on: date | None = None,
    progress: Callable[[Sequence[Application]], Iterable[Application]] = iter,
) -> list[Decision]:
    """Decide a round: one decision for each application, in their order.

    A class is chosen among the applications of the round; they compete with ``paid``. Raises ApplicationError listing
    every fault of every application, and a platform that applies twice. ``on`` is the day of the decision, as in ``decide``.
    ``progress`` may watch the applications go by, as tqdm would.
    """
    round_, awards = read_inputs(policy, applications, paid)
    found: dict[str, Decision] = {}
    for text in policy.versions or (policy,):
        # What the earlier texts grant is paid before the later ones.
        own = [application for application in round_ if policy.on(application.application_date) is text]
        before = [row for row in awards if row.decided_from not in found]
        before += [award for decision in found.values() for award in _granted(decision)]
        found |= {decision.platform: decision for decision in _decide_round(text, own, before, progress, on)}
    return [found[application.row_id] for application in round_]


def _granted(decision: Decision) -> Iterator[PaidAward]:
    """What a decision of this round grants, as awards already paid."""
    application = decision.application
    kind = application.facts.get("platform_kind")
    for name, fen in decision.allotted.items():
        yield PaidAward(
            application.organisation,
            application.platform,
            decision.policy.id,
            name,
            application.award_year,
            fen,
            kind if isinstance(kind, str) else None,
            awarded_on=application.application_date,
            group=application.group,
            claim=application.claim,
        )


def _decide_round(
    policy: Policy,
    applications: Sequence[Application],
    paid: Sequence[PaidAward],
    progress: Callable[[Sequence[Application]], Iterable[Application]],
    on: date | None,
) -> list[Decision]:
    choices = _choices(policy, applications, on)
    groups: defaultdict[str, list[Choice]] = defaultdict(list)
    for choice in (choice for own in choices.values() for choice in own) if policy.measure.by_group else ():
        groups[choice.candidate.application.group_key].append(choice)
    history = history_of(policy, applications, paid)
    decisions = []
    for application in progress(applications):
        of_organisation = choices[application.organisation_key]
        own = next(choice for choice in of_organisation if choice.candidate.application is application)
        siblings = [choice for choice in of_organisation if choice is not own]
        linked = [
            choice
            for choice in groups.get(application.group_key, ())
            if choice.candidate.application.organisation_key != application.organisation_key
        ]
        context = RoundContext(siblings, awards_for(application, history), history, linked)
        decisions.append(_decide(policy, own, context))
    return decisions


def _choices(policy: Policy, applications: Iterable[Application], on: date | None) -> Mapping[str, list[Choice]]:
    """Choose the classes within each organisation."""
    organisations: defaultdict[str, list[Application]] = defaultdict(list)
    for application in applications:
        organisations[application.organisation_key].append(application)
    return {
        name: choose_classes(policy, [examine(policy, application, on) for application in own])
        for name, own in organisations.items()
    }


# One application.


def _decide(policy: Policy, own: Choice, context: RoundContext) -> Decision:
    """Decide one application.

    Its notes decide it again under the other readings, when they are asked for.
    """
    candidate = own.candidate
    stages = stages_of(policy, own, context)
    conclusion = conclusion_of(policy, own, context, stages)
    work, outcome = stages.amounts[True]
    before = (candidate.in_force, governed_by(policy, candidate), candidate.ban, own.step)
    readings = conclusion.conditions.readings.union(_readings(policy, own), work.readings, outcome.readings)
    return Decision(
        policy=policy,
        application=candidate.application,
        filing=candidate.filing,
        status=conclusion.status,
        payable_fen=conclusion.payable,
        prospective_fen=conclusion.prospective,
        benefits=conclusion.benefits,
        checks=conclusion.checks,
        steps=(*[step for step in before if step is not None], *work.steps, *outcome.steps),
        allotted={name: fen for name, fen in outcome.allotted.items() if fen} if conclusion.status == "payable" else {},
        readings=readings,
        bounds=conclusion.bounds,
        find_points=lambda decision: (
            *points(decision, own, context.siblings, context.history, work.due, outcome),
            *remarks(decision),
        ),
        read_otherwise=lambda decision: tuple(
            other_readings(decision, lambda other: _conclusion_under(other, policy, own, context, stages))
        ),
    )


def _conclusion_under(other: Policy, policy: Policy, own: Choice, context: RoundContext, stages: Stages) -> Conclusion:
    """What the same application comes to under another reading of the measure."""
    same = same_parts(policy, other)
    if "examination" in same.stages:
        return conclusion_of(other, own, context, stages_of(other, own, context, same, stages))
    on = own.candidate.filing.decided_on
    again = [examine(other, choice.candidate.application, on) for choice in (own, *context.siblings)]
    first, *siblings = choose_classes(other, again)
    choices = _choices(other, [choice.candidate.application for choice in context.linked], on)
    linked = [choice for own in choices.values() for choice in own]
    # Another class may be chosen now, so that its amounts are not those of before.
    only_checks = SameParts(same.stages & {"conditions"})
    context = context._replace(siblings=siblings, linked=linked)
    return conclusion_of(other, first, context, stages_of(other, first, context, only_checks, stages))


def _readings(policy: Policy, own: Choice) -> tuple[str, ...]:
    """The readings that the ban, the class choice and the day of filing rest on."""
    ban, election, filing = policy.measure.ban, policy.measure.election, policy.measure.filed
    of_ban = ban.rests_on if ban is not None and own.candidate.ban is not None else ()
    of_filing = filing.dated.rests_on if filing is not None and filing.dated is not None else ()
    of_election = election.rests_on if election is not None and own.contested else ()
    return (*of_ban, *of_filing, *of_election)
