"""The filing (备案, 认定) of a platform as it stands on the day of the decision.

``table/filing.py`` says the same for a table.
"""

from collections.abc import Iterator
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
    """The filing on the day of the decision, by default the last day of the year of the award."""
    decided_on = on or date(application.award_year, 12, 31)
    day = _day(policy.measure.filed, application)
    revoked_on = application.revoked_on
    if day is None or day > decided_on or (revoked_on is not None and revoked_on >= day):
        return Filing(day, decided_on, stands=False)
    first = policy.measure.validity.first
    ban = ban_on(policy.measure.ban, application, day)
    return Filing(
        day,
        decided_on,
        stands=True,
        repeated=revoked_on is not None,
        before=first is not None and day < first,
        within=ban if ban is not None and ban.holds else None,
    )


def _day(rule: m.Filed | None, application: Application) -> date | None:
    dated_by = rule.dated.by if rule is not None and rule.dated is not None else "filed_on"
    given = application.facts.get(dated_by)
    return given if isinstance(given, date) else application.filed_on


def ban_on(rule: m.Ban | None, application: Application, day: date) -> Barred | None:
    """The ban after the last revocation, and whether it still runs on a day; None where there is neither."""
    revoked_on, ground = application.revoked_on, application.revocation_ground
    if rule is None or revoked_on is None:
        return None
    if any(ground.startswith(cite) for cite in rule.never):
        bars = False
    elif rule.grounds and not any(ground.startswith(cite) for cite in rule.grounds):
        bars = rule.other_grounds == "second_fail"
    else:
        bars = True
    holds = bars and ban_covers(revoked_on, rule.years, day, rule.end)
    return Barred(rule.cite, revoked_on, ground, rule.years, holds)


def doubtful_dates(policy: Policy, application: Application, filing: Filing) -> Iterator[tuple[str, date | int]]:
    """The dates and years that are most likely typing errors, by key: such a row is never paid without a question."""
    if abs(application.award_year - application.application_date.year) > MOST_YEARS_APART:
        yield "award_year", application.award_year
    for key, day in (("filed_on", application.filed_on), ("revoked_on", application.revoked_on)):
        if day is not None and day < FIRST_DAY:
            yield key, day
    for fact in policy.dates:
        given = application.facts.get(fact)
        if isinstance(given, date) and not FIRST_DAY <= given <= filing.decided_on:
            yield fact, given
