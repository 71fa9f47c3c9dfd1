"""What all events of a book have: postings, day, place."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from fundcalc.ledger.accounts import AccountName, AwardKind, FundKind
from fundcalc.ledger.places import Place
from fundcalc.ledger.quick_records import quick_dataclass

Kind = Literal[
    "appropriation", "commitment", "award", "disbursement", "clawback", "recovery",
    "receipt", "spending", "return", "settlement", "note", "payees", "revocation", "batch", "other", "correction",
    "reversal", "close", "rename", "events", "carry",
]  # fmt: skip


# What a round says of an award that money is committed to.
COMMITMENT_FACTS = (
    "platform", "claim", "platform-name", "platform-kind", "organisation", "organisation-name", "benefit", "cite",
    "policy-sha256",
)  # fmt: skip


class Leg(NamedTuple):
    """A posting: account name, parsed account, amount (debits above 0), line.

    ``account`` is None for one that is not ours.
    """

    name: str
    account: AccountName | None
    fen: int
    line: int


@quick_dataclass(frozen=True, slots=True)
class BaseEvent:
    """An entry: its day, place, postings, payee and narration."""

    kind: ClassVar[Kind]

    on: date
    place: Place
    legs: tuple[Leg, ...]
    payee: str
    text: str


@quick_dataclass(frozen=True, slots=True)
class BaseAwardEvent(BaseEvent):
    """A movement on an award.

    ``reference`` (a voucher's number) tells equal ones of a day apart.
    """

    award: str
    fen: int
    reference: str


def moved(legs: Iterable[Leg], kind: FundKind | AwardKind) -> int:
    """What postings move on accounts of a kind, debits less credits, in fen."""
    return sum(leg.fen for leg in legs if leg.account is not None and leg.account.kind == kind)
