"""Milestones of awards: which are confirmed, and on what day."""

from collections.abc import Iterable, Mapping
from datetime import date

from fundcalc.ledger.events import Noted, Revoked

MILESTONE = "milestone-"  # what the key of a confirmed milestone begins with


def confirmed_in(facts: Mapping[str, str]) -> tuple[tuple[str, date], ...]:
    """The confirmed milestones among the facts of an award, with their days."""
    found = ((key.removeprefix(MILESTONE), day) for key, day in facts.items() if key.startswith(MILESTONE))
    return tuple((milestone, date.fromisoformat(day)) for milestone, day in found)


def milestones_of(event: Noted) -> tuple[str, ...]:
    """The milestones that a note confirms."""
    return tuple(key.removeprefix(MILESTONE) for key in event.facts if key.startswith(MILESTONE))


class PaymentFacts:
    """What the notes of an award say of its payment: milestones, a revocation."""

    def __init__(self, events: Iterable[Noted | Revoked] = ()) -> None:
        self.revision = 0
        self.revoked_on: date | None = None
        self._revisions: dict[str, int] = {}
        self._facts: dict[str, str] = {}
        for event in events:
            self.state(event)

    def state(self, event: Noted | Revoked) -> None:
        """Take in what a note states, but for what one of a higher revision did."""
        if isinstance(event, Revoked):
            self.revoked_on = event.day
            return
        self.revision = max(self.revision, event.revision)
        for key, day in event.facts.items():
            if key.startswith(MILESTONE) and event.revision >= self._revisions.get(key, 0):
                self._facts[key], self._revisions[key] = day, event.revision

    @property
    def milestones(self) -> dict[str, date]:
        """The confirmed milestones, with their days."""
        return dict(confirmed_in(self._facts))
