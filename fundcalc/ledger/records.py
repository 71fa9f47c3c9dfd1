"""What is asked of an authority's book, and what became of it.

Every amount is in whole fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fundcalc.base.ids import normalised, row_id
from fundcalc.ledger import accounts
from fundcalc.ledger.events import Awarded

Outcome = Literal["posted", "already"]


@dataclass(frozen=True, slots=True)
class Award:
    """An award to post: who gets how many ``fen`` under which benefit and policy.

    ``code`` is the policy's code in the ledger, ``year`` the year of the award, ``on`` the day of the decision,
    ``cite`` the article. The digests are SHA-256 in hexadecimal: of the policy's text, and of the application's
    canonical JSON. ``version`` names the text that decided, of a measure with several; ``group`` the linked organisations,
    where the measure counts them together; ``claim`` is the id of the claim, if the measure pays claims;
    ``schedule`` the parts in which it is paid, as ``schedules`` writes them.
    """

    policy: str
    code: str
    year: int
    platform: str
    benefit: str
    organisation: str
    organisation_name: str
    platform_name: str
    platform_kind: str
    fen: int
    on: date
    cite: str
    policy_digest: str
    inputs_digest: str
    version: str = ""
    group: str = ""
    claim: str = ""
    schedule: str = ""

    @property
    def id(self) -> str:
        return accounts.award_id(self.code, self.year, row_id(self.platform, self.claim), self.benefit)

    @property
    def fund(self) -> str:
        return accounts.fund_id(self.code, self.year)


@dataclass(frozen=True, slots=True)
class DecidedRound:
    """A round: awards decided together, the policy's text, inputs by digest.

    The inputs are kept whole and in this order, so that the decision can be replayed.
    """

    awards: Sequence[Award]
    policy_text: bytes
    inputs: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An award not posted, because the book holds it decided on other inputs."""

    award: Award
    posted: Awarded


@dataclass(frozen=True, slots=True)
class Correction:
    """An award of the book and what it is now; nothing for ``now`` takes it to 0."""

    posted: Awarded
    now: Award | None
    policy_digest: str
    on: date
    why: str = ""

    @property
    def fen(self) -> int:
        return self.now.fen if self.now else 0

    @property
    def is_moved(self) -> bool:
        return self.now is not None and normalised(self.now.organisation) != normalised(self.posted.organisation)


@dataclass(frozen=True, slots=True)
class Posting:
    """What became of a round: posted now, in the book already, in conflict.

    The batch's id if anything was posted, and what was corrected.
    """

    posted: tuple[Award, ...]
    already: tuple[Awarded, ...]
    conflicts: tuple[Conflict, ...]
    batch: str | None
    corrected: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Appropriation:
    """What became of an appropriation, and what is available in its fund now."""

    fund: str
    outcome: Outcome
    available: int
    batch: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of ``fen`` on an award.

    ``reference`` (a voucher's number) tells equal payments of a day apart.
    """

    award_id: str
    fen: int
    on: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What became of payments: posted now, in the book already.

    The batch's id if anything was posted.
    """

    posted: tuple[Payment, ...]
    already: tuple[Payment, ...]
    batch: str | None


@dataclass(frozen=True, slots=True)
class CommitmentNames:
    """What a round says of the awards that money is committed to.

    ``facts`` by the award's id are those of ``COMMITMENT_FACTS``; the policy's text is kept beside the book.
    """

    facts: Mapping[str, Mapping[str, str]]
    policy_text: bytes
