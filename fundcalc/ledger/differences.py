"""Awards of a book that a round would decide otherwise now."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from fundcalc.base.errors import RefusedError
from fundcalc.base.ids import normalised
from fundcalc.engine.decision import Decision
from fundcalc.ledger import act_messages
from fundcalc.ledger.book_history import BookHistory
from fundcalc.ledger.events import Awarded
from fundcalc.policy.loading import Policy

# What says that a benefit was not applied for, or that it is not decided.
_UNDECIDED = ("not_claimed", "not_elected", "needs_documents", "needs_review", "by_reference")


@dataclass(frozen=True, slots=True)
class AwardDifference:
    """An award in the book, and what it comes to now in fen.

    ``now`` is None where the application is gone, refused or not decided. ``paid`` was paid of it.
    """

    posted: Awarded
    now: int | None
    organisation: str
    paid: int = 0

    @property
    def award_id(self) -> str:
        return self.posted.id

    @property
    def in_book(self) -> int:
        return self.posted.fen

    @property
    def moved(self) -> bool:
        """Whether the award goes to another organisation now."""
        return normalised(self.organisation) != normalised(self.posted.organisation)

    @property
    def due_back(self) -> int:
        """What of the money paid becomes due back when the award is corrected."""
        return max(self.paid - (0 if self.moved else self.now or 0), 0)

    @property
    def is_due(self) -> bool:
        """Whether it has to be corrected.

        An award of which nothing is due now is only listed.
        """
        return bool(self.now)


def differences(policy: Policy, decisions: Sequence[Decision], book: BookHistory) -> Iterator[AwardDifference]:
    """The awards that differ from the decisions now, in the order of the round.

    Last come those that were posted together with awards of the round and whose application is gone.
    """
    seen: set[str] = set()
    places: set[int] = set()
    years = {decision.application.award_year for decision in decisions}
    for decision in decisions:
        for posted in book.own(policy, decision.application):
            seen.add(posted.award.id)
            places.add(posted.place)
            award = posted.award
            difference = AwardDifference(
                award, _now(decision, award), decision.application.organisation, book.paid_of(award.id)
            )
            if (difference.now or 0) != award.fen or (difference.now and difference.moved):
                yield difference
    for id_, (award, place) in book.awards.items():
        if id_ not in seen and place in places and award.policy == policy.id and award.year in years and award.fen:
            yield AwardDifference(award, None, award.organisation, book.paid_of(id_))


def _now(decision: Decision, award: Awarded) -> int | None:
    if decision.status == "payable" and award.benefit in decision.allotted:
        return decision.allotted[award.benefit]
    due = decision.benefits.get(award.benefit)
    decided = decision.status in ("payable", "nothing_due") and due is not None and due.reason not in _UNDECIDED
    return 0 if decided else None


def chosen_corrections(found: Sequence[AwardDifference], named: Collection[str]) -> list[AwardDifference]:
    """The differences to post: those that are due, and those that are named.

    Raises ``RefusedError`` for a named award that does not differ.
    """
    by_id = {difference.award_id: difference for difference in found}
    for award_id in named:
        if award_id not in by_id:
            raise RefusedError(act_messages.NO_DIFFERENCE.format(award=award_id))
    return [difference for difference in found if difference.is_due or difference.award_id in named]
