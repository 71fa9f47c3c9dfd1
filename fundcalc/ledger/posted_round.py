"""A round decided, with or without a book.

Nothing of Beancount is imported for a round without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundcalc.engine.decision import Decision
    from fundcalc.ledger.differences import AwardDifference
    from fundcalc.ledger.records import Posting


@dataclass(frozen=True)
class PostedRound:
    """A round decided against a book, and its posting (None: nothing to post).

    ``differences`` are the awards of the book that the decisions now differ from; of a posting with corrections, those that
    were not ``corrected``.
    """

    decisions: tuple[Decision, ...]
    posting: Posting | None
    differences: tuple[AwardDifference, ...] = ()
    has_book: bool = False
    corrected: tuple[AwardDifference, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing was posted because of the differences."""
        return self.posting is not None and any(difference.is_due for difference in self.differences)

    @property
    def due_back(self) -> Mapping[str, int]:
        """What becomes due back, in fen, by the awards that were corrected or have to be."""
        due = self.corrected or tuple(difference for difference in self.differences if difference.is_due)
        return {difference.award_id: difference.due_back for difference in due if difference.due_back}
