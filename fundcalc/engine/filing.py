"""The filing (备案, 认定) of a platform as it stands on the day of the decision.

``table/filing.py`` says the same for a table.
"""

from datetime import date
from typing import NamedTuple

from fundcalc.base.dates import ban_covers
from fundcalc.engine.application import Application
from fundcalc.engine.steps import Barred
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy

# No platform, unit or incident of these measures is dated earlier: the People's Republic was founded on this day.
FIRST_DAY = date(1949, 10, 1)
MOST_YEARS_APART = 1


class Filing(NamedTuple):
    """The filing of a platform.

    ``day`` is its date and ``decided_on`` the day of the decision; it ``stands`` if it was made by then and no later
    revocation ended it. ``repeated``: a revocation before it shows that it is not the first. ``before``: it was made
    before the measure was in force. ``within`` is the ban in which it was made.
    """

    day: date | None
    decided_on: date
    stands: bool
    repeated: bool = False
    before: bool = False
    within: Barred | None = None

    @property
    def later(self) -> bool:
        """Whether it is dated after the day of the decision, so that nothing is filed yet."""
        return self.day is not None and self.day > self.decided_on


def filing_of(policy: Policy, application: Application, on: date | None) -> Filing:
    """The filing on the day of the decision.

    That day is by default the last of the year of the award.
    """
    decided_on = on or date(application.award_year, 12, 31)
    if policy.measure.without_filing:
        return Filing(None, decided_on, stands=False)
    day = _day(policy.measure.filed, application)
    revoked_on = application.revoked_on
    if day is None or day > decided_on or (revoked_on is not None and revoked_on >= day):
        return Filing(day, decided_on, stands=False)
    first = policy.measure.validity.first
    before = first is not None and day < first
    if revoked_on is None:
        return Filing(day, decided_on, stands=True, before=before)
    ban = ban_on(policy.measure.ban, application, day)
    within = ban if ban is not None and ban.holds else None
    return Filing(day, decided_on, stands=True, repeated=True, before=before, within=within)


def _day(rule: m.Filed | None, application: Application) -> date | None:
    if rule is None or rule.dated is None:
        return application.filed_on
    given = application.facts.get(rule.dated.by)
    return given if isinstance(given, date) else application.filed_on


def ban_on(rule: m.Ban | None, application: Application, day: date) -> Barred | None:
    """The ban after the last revocation, and whether it runs on a day; or None."""
    revoked_on, ground = application.revoked_on, application.revocation_ground
    if rule is None or revoked_on is None:
        return None
    holds = rule.bars(ground) and ban_covers(revoked_on, rule.years, day, rule.end)
    return Barred(rule.cite, revoked_on, ground, rule.years, holds)


def doubtful_dates(policy: Policy, application: Application, filing: Filing) -> list[tuple[str, date | int]]:
    """The dates and years that are probably typing errors, by key.

    An application with one is never paid without a question.
    """
    doubtful: list[tuple[str, date | int]] = []
    if abs(application.award_year - application.application_date.year) > MOST_YEARS_APART:
        doubtful.append(("award_year", application.award_year))
    filed_on, revoked_on = application.filed_on, application.revoked_on
    if filed_on is not None and filed_on < FIRST_DAY:
        doubtful.append(("filed_on", filed_on))
    if revoked_on is not None and revoked_on < FIRST_DAY:
        doubtful.append(("revoked_on", revoked_on))
    for fact in policy.dates:
        given = application.facts.get(fact)
        if isinstance(given, date) and not FIRST_DAY <= given <= filing.decided_on:
            doubtful.append((fact, given))
    return doubtful
