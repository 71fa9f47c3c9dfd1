"""What is read of a journal.

Vouchers and their postings, whatever program exported them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

JournalKind = Literal["journal", "account_ledger", "gbt24589"]
Status = Literal["", "void", "unposted", "period_13"]


class Details(NamedTuple):
    """What a posting says besides its account and amount; text as written, or empty."""

    project: str = ""
    party: str = ""
    award: str = ""
    code: str = ""
    use: str = ""
    purpose: str = ""
    invoice: str = ""
    payee: str = ""
    organisation: str = ""
    card: str = ""


class JournalPosting(NamedTuple):
    """A line of a voucher on one side.

    ``fen`` as written there, below 0 for a red entry.

    ``account`` is the code as written (the name where there is no code), ``name`` the whole name; ``row`` is where it stands,
    in the source and sheet of ``origin`` if that is another one than its voucher's.
    """

    row: int | str
    account: str
    name: str
    fen: int
    is_debit: bool
    text: str
    details: Details
    origin: tuple[int, str] | None = None

    @property
    def signed(self) -> int:
        """Debit above 0, credit below 0."""
        return self.fen if self.is_debit else -self.fen


@dataclass(slots=True, eq=False)
class Voucher:
    """The postings of one voucher.

    ``label`` is its kind and number as written, such as 银付-11.

    ``source`` is the index of its file, ``where`` the file and sheet that its rows stand in. ``status`` is why a voucher is
    not counted (void), or what to know about it.
    """

    unit: str
    date: date | None
    label: str
    source: int
    where: str
    kind: JournalKind = "journal"
    postings: list[JournalPosting] = field(default_factory=list)
    status: Status = ""

    def place(self, posting: JournalPosting) -> str:
        """The place of a posting: FILE:SHEET:ROW."""
        return f"{posting.origin[1] if posting.origin else self.where}:{posting.row}"

    def source_of(self, posting: JournalPosting) -> int:
        """The index of the file that a posting stands in."""
        return posting.origin[0] if posting.origin else self.source

    def difference(self) -> int:
        """Debits less credits, in fen."""
        difference = 0
        for posting in self.postings:
            difference += posting.fen if posting.is_debit else -posting.fen
        return difference
