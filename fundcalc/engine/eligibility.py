"""Who is considered at all: a first pass over each application by itself.

Class choice, competition and notes only read what this pass found.
"""

from datetime import date
from typing import NamedTuple

from fundcalc.engine.application import Application
from fundcalc.engine.filing import Filing, ban_on, filing_of
from fundcalc.engine.steps import Barred, InForce
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy


class Candidate(NamedTuple):
    """An application, whether the measure governs it, its ban after a revocation, its filing and what it claims."""

    application: Application
    in_force: InForce
    ban: Barred | None
    filing: Filing
    claims: frozenset[str]

    @property
    def platform(self) -> str:
        return self.application.platform

    @property
    def barred(self) -> bool:
        """Whether a ban holds on the day of the application."""
        return self.ban is not None and self.ban.holds

    @property
    def takes_part(self) -> bool:
        """Whether it is in time, not barred, and claims something."""
        return self.in_force.holds and not self.barred and bool(self.claims)


def examine(policy: Policy, application: Application, on: date | None = None) -> Candidate:
    """Look at one application by itself, on the day of the decision."""
    validity = policy.measure.validity
    day = application.application_date
    in_force = InForce(validity.cite, day, validity.first, validity.last, validity.covers(day))
    claims = frozenset(
        name for name, benefit in policy.measure.benefit.items() if _claims(policy, name, benefit, application)
    )
    ban = None if application.revoked_on is None else ban_on(policy.measure.ban, application, day)
    return Candidate(application, in_force, ban, filing_of(policy, application, on), claims)


def _claims(policy: Policy, name: str, benefit: m.AnyBenefit, application: Application) -> bool:
    """Whether a benefit is claimed: by name, or else by giving its base or the decision that opens it."""
    if application.claims is not None:
        return name in application.claims
    if benefit.base is not None:
        derived = policy.measure.derived.get(benefit.base)
        has_records = derived is not None and bool(application.records.get(derived.records))
        return benefit.base in application.facts or has_records
    return benefit.trigger != "grade" or application.grade is not None
