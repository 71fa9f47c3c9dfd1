"""Ceilings: what is left for an application of what its unit gets at most.

``table/ceilings.py`` says the same for a table. Of one round the applications come in the order of their dates, then of
their platforms; each ceiling counts what the earlier ones claimed under it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, assert_never

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class Claimed(NamedTuple):
    """What an application gets before the ceilings (fen), and earlier awards.

    ``of_group`` are those to its group of linked organisations.
    """

    application: Application
    allotted: Mapping[str, int]
    history: Sequence[PaidAward]
    of_group: Sequence[PaidAward] = ()


CeilingStep = MoneyCeiling | AwardsCeiling


def order_of(application: Application) -> tuple[object, ...]:
    """The place of an application in its round."""
    return application.application_date, application.row_key


def under_ceilings(
    policy: Policy, own: Claimed, earlier: Iterable[Claimed]
) -> tuple[Mapping[str, int], tuple[CeilingStep, ...], frozenset[str]]:
    """Return what the ceilings leave of an application's amounts, with the steps.

    ``earlier`` are the applications of the same round that come first, in their order: those of the organisation, or of
    its group.
    """
    rows = [*earlier, own]
    left = [dict(row.allotted) for row in rows]
    steps: list[CeilingStep] = []
    readings: set[str] = set()
    benefits = tuple(policy.measure.benefit)
    for id_, rule in policy.measure.ceiling.items():
        names = rule.among(benefits)
        due = [sum(amounts.get(name, 0) for name in names) for amounts in left]
        for place, row in enumerate(rows):
            before = [due[at] for at in range(place) if _counts_together(rule, rows[at], row)]
            step = _step(policy, id_, rule, row, due[place], before)
            if not due[place] or step is None:
                continue
            left[place] = _cut(left[place], names, step.payable)
            if row is own:
                readings.update(rule.rests_on)
                steps.append(step)
    return left[-1], tuple(steps), frozenset(readings)


def _counts_together(rule: m.Ceiling, one: Claimed, other: Claimed) -> bool:
    """Whether two applications of one round share what is left."""
    if rule.of_one_year and one.application.award_year != other.application.award_year:
        return False
    return unit_key(rule, one.application) == unit_key(rule, other.application)


def unit_key(rule: m.Ceiling, row: Application | PaidAward) -> str:
    """The id of the unit to which a ceiling applies, as it is compared."""
    match rule.per:
        case "platform":
            return row.platform_key
        case "organisation":
            return row.organisation_key
        case "group":
            return row.group_key
        case _:
            assert_never(rule.per)


def _step(
    policy: Policy, id_: str, rule: m.Ceiling, row: Claimed, due: int, before: Sequence[int]
) -> CeilingStep | None:
    """What a ceiling leaves of what is claimed; None where it does not bear on it."""
    history = row.of_group if rule.per == "group" else row.history
    awards = [award for award in history if counts(policy, rule, row.application, award)]
    if rule.awards is not None:
        given = _number(awards)
        earlier = sum(1 for amount in before if amount)
        fits = given + earlier < rule.awards
        return AwardsCeiling(rule.cite, id_, rule.awards, given, earlier, due if fits else 0)
    paid = max(0, sum(award.fen for award in awards))
    limit = rule.amount or 0
    rest = max(0, limit - paid - sum(before))
    payable = min(due, rest) if rule.when_reached == "rest" or due <= rest else 0
    return MoneyCeiling(rule.cite, id_, limit, paid, sum(before), due, payable)


def counts(policy: Policy, rule: m.Ceiling, application: Application, award: PaidAward) -> bool:
    """Whether a ceiling counts an earlier award for an application."""
    same_unit = unit_key(rule, award) == unit_key(rule, application)
    # One for all benefits counts those of earlier texts of the measure too.
    of_measure = award.programme == policy.id and (not rule.benefits or award.benefit in rule.benefits)
    in_time = rule.counts(award.year, award.awarded_on, application.award_year, application.application_date)
    return same_unit and of_measure and in_time


def _number(awards: Iterable[PaidAward]) -> int:
    """How many awards were paid and not recovered in full."""
    totals: dict[tuple[str, str, int], int] = {}
    for award in awards:
        key = award.row_key, award.benefit, award.year
        totals[key] = totals.get(key, 0) + award.fen
    return sum(1 for total in totals.values() if total > 0)


def _cut(amounts: Mapping[str, int], names: Sequence[str], payable: int) -> dict[str, int]:
    """Allot what is left to the benefits in the order in which the measure lists them."""
    cut = dict(amounts)
    for name in amounts:
        if name in names:
            cut[name] = min(amounts[name], payable)
            payable -= cut[name]
    return cut
