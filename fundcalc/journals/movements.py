"""Money of an award that a journal shows moving without being spent."""

from typing import Literal, NamedTuple

from fundcalc.journals.records import JournalPosting, Voucher

# moved: costs from one project to another; transferred: money between the unit's own accounts.
SupportKind = Literal["received", "returned"]
MovedKind = Literal[SupportKind, "moved", "transferred"]


class Moved(NamedTuple):
    """So many fen at a posting; ``other`` is the posting at the other end."""

    kind: MovedKind
    voucher: Voucher
    posting: JournalPosting
    fen: int
    other: JournalPosting | None = None
