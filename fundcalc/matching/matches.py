"""One unit's facts against every measure: what it would get, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from fundcalc.base.dates import today
from fundcalc.base.errors import ApplicationError
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import check_application, read_paid
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide
from fundcalc.matching import match_json
from fundcalc.matching.prospects import prospects
from fundcalc.matching.records import CannotCombine, MeasureMatch, MissingFacts
from fundcalc.matching.unit import Unit, unit_of
from fundcalc.policy.loading import Policy, available, load


@dataclass(frozen=True)
class Matches:
    """A unit against every measure, the highest amount first.

    ``unassigned`` are keys that belong to one measure and were given for none; they are not used.
    """

    on: date
    matches: tuple[MeasureMatch, ...]
    conflicts: tuple[CannotCombine, ...]
    unassigned: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The result as JSON of the command: money as decimal text in yuan."""
        return {
            "on": self.on.isoformat(),
            "matches": [match_json.of_match(one) for one in self.matches],
            "cannot_combine": [match_json.of_conflict(one) for one in self.conflicts],
            "not_used": list(self.unassigned),
        }


def match(
    unit: Mapping[str, object],
    *,
    policies: Iterable[str | Policy] | None = None,
    paid: Iterable[Mapping[str, object] | PaidAward] = (),
    on: date | None = None,
) -> Matches:
    """Hold one unit's facts against every measure that is installed, or those named.

    ``unit`` maps the keys and facts of an application to their values, amounts in yuan. What holds under one measure only
    (``filed_on``, ``grade``, ``registered_in_region`` …) stands in ``measure``, by the id of the measure; or ``policy``
    names the measure that it belongs to. ``on`` is the day of the application, by default today. A fact that is not given
    is missing, never a no. Raises ApplicationError for a key that no measure knows.
    """
    names = available() if policies is None else policies
    loaded = [name if isinstance(name, Policy) else load(name) for name in names]
    day = on or today()
    read = unit_of(unit, loaded)
    rows = [read_paid(row) for row in (*read.paid, *paid)]
    found = sorted((_match(policy, read, rows, day) for policy in loaded), key=_order)
    return Matches(day, tuple(found), tuple(_conflicts(found)), read.unassigned)


def _order(found: MeasureMatch) -> tuple[object, ...]:
    """The highest amount first; of equal ones that which may come to more."""
    return (not found.may_pay, -found.amount, found.most is not None, -(found.most or 0), found.policy.id)


def _match(policy: Policy, unit: Unit, paid: Sequence[PaidAward], on: date) -> MeasureMatch:
    application, faults = check_application(policy, unit.under(policy, on))
    if application is None:
        return MeasureMatch(policy, None, faults=tuple(map(str, faults)))
    try:
        given = decide(policy, application, paid)
        found = prospects(policy, application, paid)
    except ApplicationError as error:
        return MeasureMatch(policy, None, faults=error.faults)
    payable = given.payable_fen
    amount, most = max(found.amount, payable), found.most if found.most is None else max(found.most, payable)
    decision = given if payable else found.decision
    missing = tuple(missing_of_decision(found.decision)) if most != 0 else ()
    return MeasureMatch(policy, decision, payable, amount, most, found.benefits, missing)


def missing_of_decision(decision: Decision) -> Iterator[MissingFacts]:
    """What a decision still lacks, conditions first, each fact once."""
    named: set[str] = set()
    if not decision.filed:
        for check in decision.checks:
            if check.answer is None and not check.open and not check.condition.soft and check.missing:
                named |= set(check.missing)
                yield MissingFacts(check.cite, check.missing, check=check)
    for id_, due in decision.benefits.items():
        if facts := tuple(fact for fact in due.missing if fact not in named):
            named |= set(facts)
            yield MissingFacts(due.cite, facts, id_)


def _conflicts(found: Sequence[MeasureMatch]) -> Iterator[CannotCombine]:
    """The supports that are not paid beside each other."""
    paying = [one for one in found if one.may_pay]
    for one in paying:
        rule = one.policy.measure.together
        able = tuple(benefit.id for benefit in one.benefits if benefit.most is None or benefit.most)
        if rule is not None and rule.rule != "add" and len(able) > 1:
            yield CannotCombine((one.policy.id,), {one.policy.id: rule.cite}, able)
    for one, other in combinations(paying, 2):
        cites = {}
        for own, rival in ((one, other), (other, one)):
            contest = own.policy.measure.contest
            if contest is not None and contest.competes_with(rival.policy.id):
                cites[own.policy.id] = contest.cite
        if cites:
            yield CannotCombine((one.policy.id, other.policy.id), cites)
