"""What an audit has before it: lines of spending, awards, what moved in and out, and what books say of themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fundcalc.lines import Line

MovementKind = Literal["paid", "received", "returned", "moved_in", "moved_out"]


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What is known of an award: ``fen`` awarded ``on`` a day; money may be spent to ``until`` and before ``revoked_on``."""

    id: str
    policy: str = ""
    organisation: str = ""
    platform: str = ""
    benefit: str = ""
    year: int = 0
    fen: int | None = None
    on: date | None = None
    until: date | None = None
    revoked_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money of an award that moved and was not spent: ``fen`` on a day, above 0.

    ``paid`` is the authority's side, ``received`` the recipient's; ``returned`` went back to the authority; ``moved_out`` and
    ``moved_in`` went to or came from ``account``, which is no account of the award.
    """

    kind: MovementKind
    date: date
    fen: int
    award: str
    organisation: str = ""
    account: str = ""
    text: str = ""
    document: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something in a book that Beancount does not accept."""

    place: str
    told: str


@dataclass(frozen=True)
class Dossier:
    """All of it. ``unconfirmed`` are awards that their kept inputs do not give, with what was found instead."""

    lines: Sequence[Line] = ()
    awards: Sequence[AwardFacts] = ()
    movements: Sequence[Movement] = ()
    rejected: Sequence[Rejected] = ()
    unconfirmed: Mapping[str, str] = field(default_factory=dict)
