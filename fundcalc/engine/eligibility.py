"""Who is considered at all: a first pass over each application by itself.

Class choice, competition and notes only read what this pass found.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from fundcalc.engine.application import Application
from fundcalc.engine.filing import Filing, ban_on, filing_of
from fundcalc.engine.steps import Barred, Governed, InForce
from fundcalc.policy.loading import Policy


class Candidate(NamedTuple):
    """An application with its validity, ban, filing and claims worked out."""

    application: Application
    in_force: InForce
    ban: Barred | None
    filing: Filing
    claims: frozenset[str]

    @property
    def platform(self) -> str:
        return self.application.row_id

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
    ban = None if application.revoked_on is None else ban_on(policy.measure.ban, application, day)
    return Candidate(application, in_force, ban, filing_of(policy, application, on), _claims(policy, application))


def governed_by(policy: Policy, candidate: Candidate) -> Governed | None:
    """Which text of the measure decides; None where it has one, or is not in force."""
    first = policy.version.start or policy.measure.validity.first
    if not policy.version.name or first is None or not candidate.in_force.holds:
        return None
    return Governed(policy.measure.validity.cite, policy.version.name, first)


def _claims(policy: Policy, application: Application) -> frozenset[str]:
    """The benefits claimed: by name, or by giving their base or their grade."""
    if application.claims is not None:
        return frozenset(application.claims)
    facts, records, graded = application.facts, application.records, application.grade is not None
    return frozenset(
        [
            sign.benefit
            for sign in signs_of_claims(policy)
            if (
                any(base in facts or bool(records.get(form)) for base, form in sign.bases)
                if sign.bases
                else graded or not sign.by_grade
            )
        ]
    )


class _Sign(NamedTuple):
    """What shows that a benefit is claimed.

    A base or the records that give it; without a base a grade, if the benefit is paid for one.
    """

    benefit: str
    bases: tuple[tuple[str, str], ...]
    by_grade: bool


@lru_cache(maxsize=256)
def signs_of_claims(policy: Policy) -> tuple[_Sign, ...]:
    """What shows of each benefit that it is claimed."""
    derived = policy.measure.derived
    return tuple(
        _Sign(
            name,
            tuple(
                (base, derived[base].records if base in derived else "") for base in policy.measure.given_bases(benefit)
            ),
            benefit.trigger == "grade",
        )
        for name, benefit in policy.measure.benefit.items()
    )
