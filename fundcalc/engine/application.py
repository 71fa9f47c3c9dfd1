"""An application under one policy, and an award already paid, as checked records.

``application_reader.py`` reads them. What is absent stays absent: nothing turns it into zero.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from fundcalc.base.ids import normalised, row_id
from fundcalc.engine.values import Record, Value


class StandingDoubt(NamedTuple):
    """Why a person has to look at what the events of a platform say.

    The application gives another value for a key (``given``, ``events``), one evaluation has two grades, or the filing is
    cancelled from a year.
    """

    code: Literal["events_differ", "graded_twice", "cancelled_from_year"]
    key: str
    given: str
    events: str
    cite: str


class Application(NamedTuple):
    """A checked request of one platform under one policy.

    ``facts`` and ``records`` hold only what the applicant gave; ``record_rows`` are the rows of the records in their
    sheets, by detail form, where they come from sheets. ``claim`` is the id of the claim, if the measure pays claims.
    """

    platform: str
    organisation: str
    organisation_name: str
    platform_name: str
    award_year: int
    application_date: date
    filed_on: date | None
    first_filing: bool
    grade: str | None
    revoked_on: date | None
    revocation_ground: str
    elected: bool | None
    claims: tuple[str, ...] | None
    all_attested: bool
    facts: Mapping[str, Value]
    records: Mapping[str, tuple[Record, ...]]
    doubts: tuple[StandingDoubt, ...] = ()
    group: str = ""
    record_rows: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    claim: str = ""

    @property
    def row_id(self) -> str:
        """The id that no other application of the round has."""
        return row_id(self.platform, self.claim)

    @property
    def row_key(self) -> str:
        """The same as it is compared."""
        return normalised(self.row_id)

    @property
    def platform_key(self) -> str:
        """The platform's id as it is compared."""
        return normalised(self.platform)

    @property
    def organisation_key(self) -> str:
        """The organisation's id as it is compared."""
        return normalised(self.organisation)

    @property
    def group_key(self) -> str:
        """The group as it is compared; without one the organisation."""
        return normalised(self.group or self.organisation)


class PaidAward(NamedTuple):
    """An award already paid (or, below zero, recovered), in fen.

    ``decided_from`` is the ``row_id`` of the unchanged application that the award was decided from. That application does not
    count it as history: deciding it again would otherwise refuse what it was granted. It was awarded on the day
    ``awarded_on``, where that is known; in a book ``paid_out`` fen of it are paid. ``group`` links organisations; ``row``
    is that of the sheet of awards paid, 0 if none. ``claim`` is the id of the claim that was paid, if the measure pays claims.
    """

    organisation: str
    platform: str
    programme: str
    benefit: str
    year: int
    fen: int
    platform_kind: str | None = None
    local: bool = False
    decided_from: str = ""
    awarded_on: date | None = None
    paid_out: int | None = None
    group: str = ""
    row: int = 0
    claim: str = ""

    @property
    def row_id(self) -> str:
        """Its platform, of a claim with the claim's id."""
        return row_id(self.platform, self.claim)

    @property
    def row_key(self) -> str:
        """The same as it is compared."""
        return normalised(self.row_id)

    @property
    def platform_key(self) -> str:
        """The platform's id as it is compared."""
        return normalised(self.platform)

    @property
    def organisation_key(self) -> str:
        """The organisation's id as it is compared."""
        return normalised(self.organisation)

    @property
    def group_key(self) -> str:
        """The group as it is compared; without one the organisation."""
        return normalised(self.group or self.organisation)
