"""Awards already paid, as far as they bear on one application."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fundcalc.base.ids import normalised
from fundcalc.engine.application import Application, PaidAward
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class History(NamedTuple):
    """The awards already paid, by organisation, platform and linked group."""

    by_organisation: Mapping[str, Sequence[PaidAward]]
    by_platform: Mapping[str, Sequence[PaidAward]]
    by_group: Mapping[str, Sequence[PaidAward]] = {}


def history_of(policy: Policy, applications: Sequence[Application], paid: Sequence[PaidAward]) -> History:
    """Group the awards already paid, their ids compared without case and width.

    One of this measure whose platform applies is of the class it applies for, and one whose organisation applies of the
    group it names.
    """
    if not paid:
        return History({}, {})
    classes = {application.platform_key: application.facts.get("platform_kind") for application in applications}
    groups = {application.organisation_key: application.group for application in applications}
    by_organisation: defaultdict[str, list[PaidAward]] = defaultdict(list)
    by_platform: defaultdict[str, list[PaidAward]] = defaultdict(list)
    by_group: defaultdict[str, list[PaidAward]] = defaultdict(list)
    for row in paid:
        award = row
        if normalised(row.programme) == policy.id:
            known = classes.get(row.platform_key) if row.platform_kind is None else row.platform_kind
            kind = known if isinstance(known, str) else None
            group = row.group or groups.get(row.organisation_key, "")
            award = row._replace(programme=policy.id, benefit=normalised(row.benefit), platform_kind=kind, group=group)
            if policy.measure.by_group:
                by_group[award.group_key].append(award)
        by_organisation[award.organisation_key].append(award)
        by_platform[award.platform_key].append(award)
    return History(by_organisation, by_platform, by_group)


def awards_for(application: Application, history: History) -> list[PaidAward]:
    """The awards to the organisation, then those to its platform under another one.

    An award decided from this very application is left out.
    """
    if not history.by_platform:
        return []
    own = history.by_organisation.get(application.organisation_key, ())
    moved = (
        award
        for award in history.by_platform.get(application.platform_key, ())
        if award.organisation_key != application.organisation_key
    )
    return [award for award in (*own, *moved) if award.decided_from != application.row_id]


def paid_before(
    policy: Policy, name: str, benefit: m.AnyBenefit, application: Application, awards: Sequence[PaidAward]
) -> tuple[PaidAward, ...]:
    """The earlier awards that leave nothing of a benefit.

    Awards of any year count if the benefit is paid once, else those of the same year.
    """
    if not awards:
        return ()
    same = [
        award
        for award in awards
        if award.programme == policy.id
        and award.benefit == name
        and (
            award.row_key == application.row_key
            or (benefit.per == "organisation" and award.organisation_key == application.organisation_key)
        )
    ]
    if not benefit.of_any_year:
        same = [award for award in same if award.year == application.award_year]
    # Money recovered in full leaves the benefit open again.
    return tuple(same) if sum(award.fen for award in same) > 0 else ()


def is_own(policy: Policy, application: Application, award: PaidAward) -> bool:
    """Whether an award was paid to the application's own platform under this measure."""
    return award.programme == policy.id and award.platform_key == application.platform_key
