"""The parts of a decision: its benefits, what is open, and its notes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from fundcalc.base.money import yuan
from fundcalc.policy import model as m

Status = Literal[
    "not_in_force",
    "barred",
    "needs_election",
    "ineligible",
    "needs_documents",
    "needs_review",
    "by_reference",
    "eligible",
    "payable",
    "nothing_due",
]

Reason = Literal[
    "due",
    "capped",
    "condition",
    "already_paid",
    "below_minimum",
    "not_first_filing",
    "not_elected",
    "not_claimed",
    "needs_documents",
    "needs_review",
    "by_reference",
]


class BenefitDue(NamedTuple):
    """A benefit before competition, and why; fen is None if unknown.

    ``failed`` are those of its own conditions that are answered no.
    """

    fen: int | None
    reason: Reason
    cite: str
    missing: tuple[str, ...] = ()
    failed: tuple[m.AnyCondition, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """Yuan with two decimals."""
        return None if self.fen is None else yuan(self.fen)


class OpenPoint(NamedTuple):
    """One thing that a person has to settle, with the readings that leave it open.

    ``records`` of a benefit come to ``fen``; what a filing, conditions, dates or awards of unknown class leave open has none.
    ``rows`` of ``sheet`` are those of the records, if they come from one.
    """

    kind: Literal["records", "filing", "conditions", "dates", "class_of_paid", "claimed_twice", "upper_limit"]
    cite: str
    benefit: str = ""
    readings: tuple[str, ...] = ()
    records: int = 0
    fen: int = 0
    field: str = ""
    sheet: str = ""
    rows: tuple[int, ...] = ()


class Bounds(NamedTuple):
    """The least and the most, in fen, that a decision left to a person can come to.

    ``rests_on`` says what the difference rests on.
    """

    least: int
    most: int
    rests_on: tuple[OpenPoint, ...]


PointCode = Literal[
    "filed_in_another_year",
    "not_computed",
    "year_of_filing_counts_whole",
    "second_platform",
    "same_class_does_not_compete",
    "other_platform_barred",
    "filing_ended",
    "ban_ground",
    "soft_condition",
    "kind_not_settled",
    "same_record_twice",
    "recover",
    "class_of_paid_unknown",
    "upper_limit",
    "filed_after_decision",
    "date_doubtful",
    "events_differ",
    "graded_twice",
    "cancelled_from_year",
    "doubt_not_known",
    "paid_not_counted",
    "programme_resembles",
]


class Point(NamedTuple):
    """Something a person should know that no reading decides.

    ``values`` by name are what its code needs, such as ``{"platforms": ("p2",)}``.
    """

    code: PointCode
    cite: str
    values: Mapping[str, Any]


class Remarked(NamedTuple):
    """A remark of the policy whose condition holds."""

    remark: str
    cite: str


class ReadingNote(NamedTuple):
    """A reading that decided something, and the result under another value of it."""

    reading: str
    cite: str
    value: str
    other: str
    status: Status
    payable: int
    prospective: int
    benefits: Mapping[str, BenefitDue]
    answers: Mapping[str, str]
    bounds: Bounds | None = None


Note = Point | Remarked | ReadingNote
