"""Events of funds and awards: a frozen record for each entry of a book.

``event_reader`` makes them of Beancount's entries; status, special accounts, history and locks are folds over them.
Amounts are whole fen, above 0 unless a record says otherwise.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from fundcalc.ledger import accounts
from fundcalc.ledger.event_base import BaseAwardEvent, BaseEvent
from fundcalc.ledger.fund_events import Appropriated as Appropriated
from fundcalc.ledger.fund_events import Carried as Carried
from fundcalc.ledger.mended_reader import Mended
from fundcalc.ledger.platform_event_reader import PlatformEvent
from fundcalc.ledger.quick_records import quick_dataclass


@quick_dataclass(frozen=True, slots=True)
class Committed(BaseAwardEvent):
    """Money kept for an award that is not decided yet.

    ``fen`` is below 0 where it is released. ``names`` are those that a round gave, as text by name.
    """

    kind = "commitment"

    policy: str
    names: Mapping[str, str]

    @property
    def facts(self) -> dict[str, str]:
        """What is known of the award, as text by name."""
        fund = accounts.fund_of(self.award)
        return {"policy": self.policy, "fund": fund, "year": str(accounts.year_of(fund) or ""), **self.names}

    @property
    def policy_digest(self) -> str:
        """The digest of the policy by which a round was decided, or nothing."""
        return self.names.get("policy-sha256", "")


@quick_dataclass(frozen=True, slots=True)
class Awarded(BaseAwardEvent):
    """An award as the book holds it; ``owed_at`` is the account on which it is owed."""

    kind = "award"

    owed_at: str
    fund: str
    policy: str
    year: int
    platform: str
    platform_name: str
    platform_kind: str
    benefit: str
    organisation: str
    organisation_name: str
    cite: str
    policy_digest: str
    inputs_digest: str
    group: str = ""
    claim: str = ""
    schedule: str = ""

    @property
    def id(self) -> str:
        return self.award

    @property
    def facts(self) -> dict[str, str]:
        """What the award says of itself, as text by name."""
        return {
            "policy": self.policy,
            "year": str(self.year),
            "organisation": self.organisation,
            "organisation-name": self.organisation_name,
            "platform": self.platform,
            "platform-name": self.platform_name,
            "platform-kind": self.platform_kind,
            "benefit": self.benefit,
            "cite": self.cite,
            **({"claim": self.claim} if self.claim else {}),
        }

    @property
    def code(self) -> str:
        return accounts.code_of(self.fund)


@quick_dataclass(frozen=True, slots=True)
class Paid(BaseAwardEvent):
    """A payment by the authority."""

    kind = "disbursement"


@quick_dataclass(frozen=True, slots=True)
class Recovered(BaseAwardEvent):
    """Money that came back to the authority."""

    kind = "recovery"


@quick_dataclass(frozen=True, slots=True)
class ClawedBack(BaseAwardEvent):
    """A demand to pay money back.

    ``use`` is the use that it disallows, in a recipient's book.
    """

    kind = "clawback"

    use: str
    key: str


@quick_dataclass(frozen=True, slots=True)
class Received(BaseAwardEvent):
    """Money received by the recipient.

    ``key`` tells a recipient's entry from every other.
    """

    kind = "receipt"

    key: str


@quick_dataclass(frozen=True, slots=True)
class Spent(BaseAwardEvent):
    """A line of spending, below 0 for one that takes another back.

    ``details`` are what the line says of itself.
    """

    kind = "spending"

    key: str
    details: Mapping[str, str]


@quick_dataclass(frozen=True, slots=True)
class Returned(BaseAwardEvent):
    """Money returned to the authority.

    ``use`` is the disallowed use that own money replaces, if any.
    """

    kind = "return"

    use: str
    key: str


@quick_dataclass(frozen=True, slots=True)
class Settled(BaseAwardEvent):
    """Own money that was advanced and is paid back."""

    kind = "settlement"


@quick_dataclass(frozen=True, slots=True)
class Noted(BaseEvent):
    """Facts of an award, as text by name.

    Those of a higher ``revision`` correct those of a lower one, whatever their days.
    """

    kind = "note"

    award: str
    facts: Mapping[str, str]
    revision: int = 0


@quick_dataclass(frozen=True, slots=True)
class PayeeSet(BaseEvent):
    """The bank account to which an organisation is paid, as text by name.

    That of the organisation ``payer`` is the authority's own. The highest ``revision`` of an organisation holds.
    """

    kind = "payees"

    organisation: str
    revision: int
    details: Mapping[str, str]


@quick_dataclass(frozen=True, slots=True)
class Revoked(BaseEvent):
    """The platform of an award was revoked on a ``day``."""

    kind = "revocation"

    award: str
    day: date


@quick_dataclass(frozen=True, slots=True)
class Corrected(BaseAwardEvent):
    """A correction of an award by ``fen``, below 0 where it was too much.

    ``reference`` is its number among the corrections of the award.
    ``beyond`` is what was paid beyond the award as it is now and becomes due, below 0 where that is called off. The
    other fields are the award's from now on.
    """

    kind = "correction"

    beyond: int
    owed_at: str
    organisation: str
    organisation_name: str
    cite: str
    policy_digest: str
    inputs_digest: str
    why: str


@quick_dataclass(frozen=True, slots=True)
class Reversed(BaseEvent):
    """A reversal of an ``entry``, by its id; ``undone`` is what it was posted as."""

    kind = "reversal"

    entry: str
    why: str
    award: str
    undone: tuple["Event", ...]


@quick_dataclass(frozen=True, slots=True)
class Closed(BaseEvent):
    """The book is closed through a day: nothing is entered on or before it."""

    kind = "close"

    through: date


@quick_dataclass(frozen=True, slots=True)
class Renamed(BaseEvent):
    """The facts of the book, as text by name, from now on."""

    kind = "rename"

    facts: Mapping[str, str]


@quick_dataclass(frozen=True, slots=True)
class BatchOpened(BaseEvent):
    """The head of a batch of awards, with the digests of its inputs and policy."""

    kind = "batch"

    inputs_digest: str
    policy_digest: str


@quick_dataclass(frozen=True, slots=True)
class Other(BaseEvent):
    """A transaction that is not ours, or that lacks what ours have.

    ``tag`` is the tag of ours that it bears, if any.
    """

    kind = "other"

    tag: str


AwardEvent: TypeAlias = (
    Committed | Awarded | Corrected | Paid | ClawedBack | Recovered | Received | Spent | Returned | Settled
)
Event: TypeAlias = (
    Appropriated
    | Carried
    | AwardEvent
    | Noted
    | PayeeSet
    | PlatformEvent
    | Revoked
    | Closed
    | Renamed
    | Mended
    | BatchOpened
    | Reversed
    | Other
)


def live(events: Sequence[Event]) -> Sequence[Event]:
    """What counts: all events but those that were reversed and the reversals."""
    undone = {event.place for reversal in events if isinstance(reversal, Reversed) for event in reversal.undone}
    if not undone:
        return events
    return [event for event in events if event.place not in undone and not isinstance(event, Reversed)]
