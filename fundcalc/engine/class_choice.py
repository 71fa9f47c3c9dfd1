"""Who is considered at all: the ban after a revocation, and the election of one class of a unit."""

from collections.abc import Sequence

from fundcalc.base.dates import ban_covers
from fundcalc.engine.application import Application
from fundcalc.engine.benefits import claimed
from fundcalc.engine.decision import Barred, Elected
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


def barred(measure: m.Measure, application: Application) -> Barred | None:
    """The ban after the application's last revocation, and whether it still runs; None where there is neither."""
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


def election(policy: Policy, application: Application, siblings: Sequence[Application]) -> Elected | None:
    """How the election of one class stands for this application; None where there is nothing to choose."""
    rule = policy.measure.election
    if rule is None:
        return None
    here = [other for other in siblings if rule.round == "any_year" or other.award_year == application.award_year]
    if application.elected is False:
        return _given_up(policy, rule, application, here)
    rivals = [other for other in here if other_class(policy, application, other)]
    if not rivals or not takes_part(policy, application):
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


def _given_up(policy: Policy, rule: m.Election, application: Application, here: Sequence[Application]) -> Elected:
    """A class that the unit does not want: it is refused, unless every class it applied for is given up, and none chosen."""
    beside = [other for other in here if takes_part(policy, other)]
    others = [other for other in beside if _differs(application, other)]
    none_left = bool(others) and all(other.elected is False for other in beside) and takes_part(policy, application)
    return Elected(rule.cite, "open" if none_left else "refused", tuple(sorted(other.platform for other in others)))


def takes_part(policy: Policy, application: Application) -> bool:
    """Whether an application is in time, not banned, and claims something."""
    ban = barred(policy.measure, application)
    return (
        policy.measure.validity.covers(application.application_date)
        and not (ban is not None and ban.holds)
        and any(claimed(name, benefit, application, policy) for name, benefit in policy.measure.benefit.items())
    )


def other_class(policy: Policy, application: Application, other: Application) -> bool:
    """Whether another application takes part, is not given up, and may be of another class."""
    return _differs(application, other) and other.elected is not False and takes_part(policy, other)


def bears_on(policy: Policy, application: Application, other: Application) -> bool:
    """Whether another application bears on the election of this one: a class given up does only where this one is, too."""
    given_up = other.elected is False and application.elected is not False
    return _differs(application, other) and not given_up and takes_part(policy, other)


def _differs(application: Application, other: Application) -> bool:
    mine, theirs = application.facts.get("platform_kind"), other.facts.get("platform_kind")
    return mine is None or theirs is None or mine != theirs


def _same_class(policy: Policy, application: Application, other: Application) -> bool:
    return not _differs(application, other) and takes_part(policy, other)
