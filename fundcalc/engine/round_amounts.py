"""The amounts of one application in its round: benefits, competition, ceilings."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.benefits import WorkedOut, Workings, work_out
from fundcalc.engine.ceilings import Claimed, order_of, under_ceilings
from fundcalc.engine.class_choice import Choice
from fundcalc.engine.competition import Outcome, settle
from fundcalc.engine.conditions import answer_all, summary
from fundcalc.engine.history import History, awards_for
from fundcalc.engine.same_parts import SameParts
from fundcalc.policy.loading import Policy


class RoundContext(NamedTuple):
    """The organisation's other applications, and the awards already paid.

    ``history`` are those to the organisation or the platform, ``paid`` those to everybody. ``linked`` are the applications
    of the other organisations of the group, where the measure counts them together.
    """

    siblings: Sequence[Choice] = ()
    history: Sequence[PaidAward] = ()
    paid: History = History({}, {})
    linked: Sequence[Choice] = ()


Amounts = Mapping[bool, tuple[Workings, Outcome]]


def amounts_of(
    policy: Policy,
    own: Choice,
    context: RoundContext,
    *,
    treat_open: bool,
    same: SameParts,
    known: Amounts,
) -> tuple[Workings, Outcome]:
    """Work out the benefits, their competition and the ceilings.

    ``treat_open`` counts what the text leaves to a person. What is the ``same`` as in the ``known`` amounts is taken from
    them.
    """
    if treat_open in known and "workings" in same.stages:
        work, outcome = known[treat_open]
        if "outcome" not in same.stages:
            outcome = _settled(policy, own, work, context.history)
        return work, outcome
    worked = _known_benefits(same, known[treat_open][0]) if treat_open in known else {}
    work, outcome = _before_ceilings(policy, own, context.history, treat_open=treat_open, known=worked)
    if not policy.measure.ceiling or not outcome.allotted:
        return work, outcome
    application, others = own.candidate.application, [*context.siblings, *context.linked]
    in_round = {application.row_id, *(choice.candidate.platform for choice in others)}
    first = sorted(
        (choice for choice in others if _comes_before(policy, choice, application)),
        key=lambda choice: order_of(choice.candidate.application),
    )
    earlier = []
    for choice in first:
        history = awards_for(choice.candidate.application, context.paid)
        _work, sibling = _before_ceilings(policy, choice, history, treat_open=treat_open)
        earlier.append(_claimed(choice, sibling.allotted, history, context.paid, in_round))
    claimed = _claimed(own, outcome.allotted, context.history, context.paid, in_round)
    allotted, steps, readings = under_ceilings(policy, claimed, earlier)
    limited = outcome._replace(allotted=allotted, steps=(*outcome.steps, *steps), readings=outcome.readings | readings)
    return work, limited


def _known_benefits(same: SameParts, work: Workings) -> Mapping[str, WorkedOut]:
    return {
        name: worked
        for name, worked in work.by_benefit.items()
        if name in same.benefits and (same.rounding or not worked.rounding_matters)
    }


def _claimed(
    choice: Choice,
    allotted: Mapping[str, int],
    history: Sequence[PaidAward],
    paid: History,
    in_round: Collection[str],
) -> Claimed:
    application = choice.candidate.application
    of_group = paid.by_group.get(application.group_key, ())
    return Claimed(application, allotted, _outside(history, in_round), _outside(of_group, in_round))


def _outside(history: Sequence[PaidAward], in_round: Collection[str]) -> list[PaidAward]:
    """The awards that were not decided from an application of this round."""
    return [award for award in history if award.decided_from not in in_round]


def _comes_before(policy: Policy, other: Choice, application: Application) -> bool:
    """Whether another application counts for a ceiling before this one."""
    candidate = other.candidate
    if not candidate.takes_part or other.refused or (other.step is not None and other.step.verdict == "open"):
        return False
    if order_of(candidate.application) >= order_of(application):
        return False
    if policy.measure.without_filing:
        return not summary(answer_all(policy, candidate.application)).unmet
    return candidate.filing.stands


def _before_ceilings(
    policy: Policy,
    own: Choice,
    history: Sequence[PaidAward],
    *,
    treat_open: bool,
    known: Mapping[str, WorkedOut] = MappingProxyType({}),
) -> tuple[Workings, Outcome]:
    work = work_out(policy, own.candidate, history, refused=own.refused, treat_open=treat_open, known=known)
    return work, _settled(policy, own, work, history)


def _settled(policy: Policy, own: Choice, work: Workings, history: Sequence[PaidAward]) -> Outcome:
    amounts = {name: due.fen for name, due in work.due.items() if due.fen}
    return settle(policy, own.candidate.application, amounts, history)
