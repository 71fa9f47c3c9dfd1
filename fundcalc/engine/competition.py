"""Competition: the highest award applies and nothing is paid twice (就高不重复).

Also "only the higher" among a platform's own benefits. From the amounts of one platform and the awards already paid in the
same year it follows what is still to pay for each benefit. Amounts are fen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, assert_never

from fundcalc.base.ids import normalised
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.history import is_own
from fundcalc.engine.steps import Competition, OnlyFirst, OnlyHigher, Step
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class Outcome(NamedTuple):
    """What competition leaves to pay of each benefit, and what is to be recovered.

    ``class_unknown`` are awards whose class is not known if they would change the outcome as rivals, and
    ``against_unknown`` what would then be payable;
    ``same_class`` are the platforms that do not compete because they are of the same class.
    """

    allotted: Mapping[str, int]
    steps: tuple[Step, ...] = ()
    recover: int = 0
    readings: frozenset[str] = frozenset()
    class_unknown: tuple[PaidAward, ...] = ()
    against_unknown: int | None = None
    same_class: tuple[str, ...] = ()

    @property
    def payable(self) -> int:
        return sum(self.allotted.values())

    @property
    def possible(self) -> tuple[int, ...]:
        """What can be payable, whatever the class of the awards of unknown class."""
        return (self.payable,) if self.against_unknown is None else (self.payable, self.against_unknown)


def settle(
    policy: Policy, application: Application, amounts: Mapping[str, int], history: Sequence[PaidAward]
) -> Outcome:
    """Apply the rules of unit and year to a platform's benefits, each above zero."""
    measure = policy.measure
    if not amounts:
        return Outcome({})
    of_year = [award for award in history if award.year == application.award_year]
    if measure.contest is not None:
        among = history if measure.contest.over == "lifetime" else of_year
        return _among_rivals(policy, measure.contest, application, amounts, among)
    if measure.together is not None:
        own = [award for award in of_year if is_own(policy, application, award)]
        return _among_own(measure.together, amounts, own)
    return Outcome(amounts)


def _among_own(rule: m.Together, amounts: Mapping[str, int], own: Iterable[PaidAward]) -> Outcome:
    own_paid = max(0, sum(award.fen for award in own))
    if len(amounts) == 1 and not own_paid:
        return Outcome(amounts)
    match rule.rule:
        case "add":
            outcome = Outcome(amounts)
        case "higher_only":
            outcome = only_higher(rule, amounts, own_paid)
        case "first_only":
            outcome = only_first(rule, amounts, own_paid)
        case _:
            assert_never(rule.rule)
    return outcome._replace(readings=frozenset(rule.rests_on))


def _among_rivals(
    policy: Policy,
    rule: m.Contest,
    application: Application,
    amounts: Mapping[str, int],
    of_year: Sequence[PaidAward],
) -> Outcome:
    if not of_year and not (len(amounts) > 1 and rule.of == "every_award"):
        # Read as every award against every other, several of them would compete with each other.
        return Outcome(amounts, readings=frozenset(rule.rests_on if len(amounts) > 1 else ()))
    own = [award for award in of_year if is_own(policy, application, award)]
    others = _others(policy, rule, application, of_year)
    outcome = compete(rule, amounts, own, others.rivals)
    class_unknown: tuple[PaidAward, ...] = ()
    against_unknown = None
    if others.unknown:
        against = compete(rule, amounts, own, [*others.rivals, *others.unknown])
        if (against.payable, against.recover) != (outcome.payable, outcome.recover):
            class_unknown = tuple(others.unknown)
        against_unknown = against.payable
    touched = others.touched or bool(others.rivals or others.unknown or own) or len(amounts) > 1
    return outcome._replace(
        readings=frozenset(rule.rests_on if touched else ()),
        class_unknown=class_unknown,
        against_unknown=against_unknown,
        same_class=others.same_class,
    )


class _Others(NamedTuple):
    """The awards of others in the year: rivals, unknown class, same class.

    ``touched`` says that an award would compete under another reading of the rule.
    """

    rivals: Sequence[PaidAward]
    unknown: Sequence[PaidAward]
    same_class: tuple[str, ...]
    touched: bool


def _others(policy: Policy, rule: m.Contest, application: Application, of_year: Sequence[PaidAward]) -> _Others:
    rivals: list[PaidAward] = []
    unknown: list[PaidAward] = []
    same_class: set[str] = set()
    touched = False
    own_class = application.facts.get("platform_kind")
    for award in of_year:
        same_platform = award.platform_key == application.platform_key
        same_organisation = award.organisation_key == application.organisation_key
        if award.local or is_own(policy, application, award) or not rule.competes_with(award.programme):
            continue
        if not (same_platform if rule.per == "platform" else same_organisation):
            touched |= same_platform or rule.per == "platform"
        elif award.programme != policy.id:
            rivals.append(award)
        elif award.platform_kind is None or own_class is None:
            unknown.append(award)
        elif award.platform_kind != own_class:
            rivals.append(award)
        else:
            same_class.add(award.platform)
    return _Others(rivals, unknown, tuple(sorted(same_class)), touched)


def only_higher(rule: m.Together, amounts: Mapping[str, int], own_paid: int) -> Outcome:
    """Keep a platform's highest benefit of the year, less what it was paid that year."""
    winner = max(amounts, key=lambda name: amounts[name])  # of equal amounts the first listed
    due = max(0, amounts[winner] - own_paid)
    step = OnlyHigher(rule.cite, dict(amounts), own_paid, due)
    return Outcome({name: due if name == winner else 0 for name in amounts}, (step,))


def only_first(rule: m.Together, amounts: Mapping[str, int], own_paid: int) -> Outcome:
    """Keep the first of a platform's benefits of the year; none where it was paid one."""
    first = next((name for name, amount in amounts.items() if amount), "")
    due = 0 if own_paid else amounts.get(first, 0)
    step = OnlyFirst(rule.cite, dict(amounts), own_paid, due)
    return Outcome({name: due if name == first else 0 for name in amounts}, (step,))


def compete(
    rule: m.Contest, amounts: Mapping[str, int], own_rows: Sequence[PaidAward], rival_rows: Sequence[PaidAward]
) -> Outcome:
    """Compare a platform's awards with those of the rivals.

    They compete by identity, by benefit or award by award, as the measure says.
    """
    match rule.of:
        case "identity_totals":
            return _by_identity(rule, "", amounts, own_rows, rival_rows)
        case "each_benefit":
            items = [
                _by_identity(
                    rule,
                    name,
                    {name: amount},
                    [row for row in own_rows if row.benefit == name],
                    [row for row in rival_rows if normalised(row.benefit) == name],
                )
                for name, amount in amounts.items()
            ]
            return Outcome(
                {name: due for item in items for name, due in item.allotted.items()},
                tuple(step for item in items for step in item.steps),
                sum(item.recover for item in items),
            )
        case "every_award":
            return _award_by_award(rule, amounts, own_rows, rival_rows)
        case _:
            assert_never(rule.of)


def _by_identity(
    rule: m.Contest,
    item: str,
    amounts: Mapping[str, int],
    own_rows: Sequence[PaidAward],
    rival_rows: Sequence[PaidAward],
) -> Outcome:
    own_paid = max(0, sum(row.fen for row in own_rows))
    own = own_paid + sum(amounts.values())
    rivals = _totals(rival_rows)
    if not rivals:
        return Outcome(dict(amounts))
    due, recover = _settle(rule, own, own_paid, [total for _key, total in rivals])
    due = min(due, sum(amounts.values()))
    return Outcome(_in_order(amounts, due), (_step(rule, item, own, own_paid, rivals, due, recover),), recover)


def _award_by_award(
    rule: m.Contest, amounts: Mapping[str, int], own_rows: Sequence[PaidAward], rival_rows: Sequence[PaidAward]
) -> Outcome:
    own_paid = max(0, sum(row.fen for row in own_rows))
    rivals = [((programme, platform), paid) for (programme, platform, *_award), paid in _awards(rival_rows)]
    winner = max(amounts, key=lambda name: amounts[name])  # of equal amounts the first listed
    highest_paid = max((paid for _key, paid in _awards(own_rows)), default=0)
    if len([amount for amount in amounts.values() if amount]) < 2 and not rivals and not own_paid:
        return Outcome(dict(amounts))
    highest = max(amounts[winner], highest_paid)
    due, recover = _settle(rule, highest, own_paid, [paid for _key, paid in rivals])
    if rule.already_paid == "first_only" and own_paid:
        due = 0
    due = min(due, amounts[winner])
    step = _step(rule, winner, highest, own_paid, rivals, due, recover)
    return Outcome({name: due if name == winner else 0 for name in amounts}, (step,), recover)


def _settle(rule: m.Contest, own: int, own_paid: int, rivals: Sequence[int]) -> tuple[int, int]:
    """Return what is still due of an own total, and what of the rivals to recover.

    The rivals have been paid already.
    """
    if rivals and own <= max(rivals):
        return 0, 0
    match rule.already_paid:
        case "top_up":
            return max(0, own - own_paid - sum(rivals)), 0
        case "first_only":
            return (0 if rivals else max(0, own - own_paid)), 0
        case "replace":
            return max(0, own - own_paid), sum(rivals)
        case _:
            assert_never(rule.already_paid)


def _step(
    rule: m.Contest,
    item: str,
    own: int,
    own_paid: int,
    rivals: Sequence[tuple[tuple[str, str], int]],
    due: int,
    recover: int,
) -> Competition:
    named = tuple((programme, platform, total) for (programme, platform), total in rivals)
    return Competition(rule.cite, item, own, own_paid, named, rule.already_paid, due, recover)


def _totals(rows: Sequence[PaidAward]) -> list[tuple[tuple[str, str], int]]:
    """Sum what each other identity (programme and platform) was paid, less recoveries."""
    totals: defaultdict[tuple[str, str], int] = defaultdict(int)
    written: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        key = normalised(row.programme), row.platform_key
        totals[key] += row.fen
        written.setdefault(key, (row.programme, row.platform))
    return sorted((written[key], total) for key, total in totals.items() if total > 0)


_AwardKey = tuple[str, str, str, int]


def _awards(rows: Sequence[PaidAward]) -> list[tuple[_AwardKey, int]]:
    """What each award (one benefit of one identity and year) came to, less recoveries."""
    awards: defaultdict[_AwardKey, int] = defaultdict(int)
    written: dict[_AwardKey, _AwardKey] = {}
    for row in rows:
        key = normalised(row.programme), row.platform_key, normalised(row.benefit), row.year
        awards[key] += row.fen
        written.setdefault(key, (row.programme, row.platform, row.benefit, row.year))
    return sorted((written[key], total) for key, total in awards.items() if total > 0)


def _in_order(amounts: Mapping[str, int], due: int) -> dict[str, int]:
    """Allot the sum due to the benefits in the order in which the measure lists them."""
    allotted = {}
    for name, amount in amounts.items():
        allotted[name] = min(amount, due)
        due -= allotted[name]
    return allotted
