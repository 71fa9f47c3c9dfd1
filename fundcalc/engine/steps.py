"""The steps of a decision as data, each with the article it rests on.

Amounts are whole fen.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from fundcalc.engine.amount_steps import AmountStep, GivenTotal
from fundcalc.engine.application import PaidAward
from fundcalc.engine.ceiling_steps import AwardsCeiling, MoneyCeiling
from fundcalc.engine.derived import Base
from fundcalc.engine.values import Value
from fundcalc.policy import model as m

OUTCOMES: Mapping[bool | None, Literal["yes", "no", "unknown"]] = {True: "yes", False: "no", None: "unknown"}


class Check(NamedTuple):
    """A condition and its answer.

    ``seen`` is the value found, ``missing`` the facts that are lacking; ``open``: the text leaves the answer to a person.
    """

    condition: m.AnyCondition
    answer: bool | None
    seen: Value | None = None
    missing: tuple[str, ...] = ()
    parts: tuple["Check", ...] = ()
    open: bool = False

    @property
    def outcome(self) -> Literal["yes", "no", "unknown"]:
        return OUTCOMES[self.answer]

    @property
    def cite(self) -> str:
        return self.condition.cite


# Steps, in the order of deciding. Each has the article it rests on; amounts are fen.


class InForce(NamedTuple):
    """Whether the measure is in force on the day of the application."""

    cite: str
    day: date
    first: date | None
    last: date | None
    holds: bool


class Governed(NamedTuple):
    """The text that decides, and the first day of application that it governs."""

    cite: str
    version: str
    first: date


class Barred(NamedTuple):
    """A ban after a revocation, and whether it runs on the day."""

    cite: str
    revoked_on: date
    ground: str
    years: int
    holds: bool


class ClassVerdict(NamedTuple):
    """The choice of one class; the rivals are platforms of other classes."""

    cite: str
    verdict: Literal["accepted", "refused", "open"]
    rivals: tuple[str, ...]


class Gate(NamedTuple):
    """A condition of one benefit."""

    cite: str
    benefit: str
    check: Check


class FromRecords(NamedTuple):
    """A base summed from detail records; ``fen`` is the part of it that was used."""

    cite: str
    benefit: str
    fact: str
    base: Base
    fen: int


class ElsewhereStated(NamedTuple):
    """The amount stands in another document."""

    cite: str
    benefit: str


class PaidBefore(NamedTuple):
    """Earlier awards of the same benefit that leave nothing of it."""

    cite: str
    benefit: str
    paid: m.Rhythm
    rows: tuple[PaidAward, ...]


class Deducted(NamedTuple):
    """Earlier awards of the same benefit that are taken off it."""

    cite: str
    benefit: str
    rows: tuple[PaidAward, ...]
    before: int
    own_paid: int
    after: int


class NotFirst(NamedTuple):
    """The platform is not newly filed, and what the reading makes of that.

    ``revoked_on`` is the revocation before the filing that shows it, where that does.
    """

    cite: str
    benefit: str
    treat: Literal["review", "pay", "refuse"]
    revoked_on: date | None = None


class FiledBefore(NamedTuple):
    """The platform was filed before the measure's first day; ``treat`` is the reading."""

    cite: str
    benefit: str
    filed_on: date
    first: date
    treat: Literal["review", "pay"]


class FiledInBan(NamedTuple):
    """The platform was filed while a ban ran, which is left to a person."""

    cite: str
    benefit: str
    filed_on: date
    revoked_on: date
    years: int


class Doubted(NamedTuple):
    """A situation holds in which the measure leaves a benefit to a person.

    ``treat`` is what the reading makes of it.
    """

    cite: str
    benefit: str
    doubt: str
    treat: Literal["review", "ignore"]


class OnlyHigher(NamedTuple):
    """Of the benefits of one platform in one year only the highest is paid."""

    cite: str
    amounts: Mapping[str, int]
    own_paid: int
    payable: int


class OnlyFirst(NamedTuple):
    """Of the benefits of one platform in one year only the first that is due is paid."""

    cite: str
    amounts: Mapping[str, int]
    own_paid: int
    payable: int


class Competition(NamedTuple):
    """Awards of one year compete.

    ``own`` is what is due to this platform, ``own_paid`` what it was paid; ``rivals`` are programme, platform and amount paid.
    """

    cite: str
    item: str
    own: int
    own_paid: int
    rivals: tuple[tuple[str, str, int], ...]
    already_paid: Literal["top_up", "first_only", "replace"]
    payable: int
    recover: int


class BudgetCut(NamedTuple):
    """What the budget of the round leaves; ``total`` is what the round would pay."""

    cite: str
    rule: Literal["pro_rata", "in_order"]
    budget: int
    total: int
    before: int
    after: int


Step = (
    InForce
    | Governed
    | Barred
    | ClassVerdict
    | Gate
    | FromRecords
    | AmountStep
    | ElsewhereStated
    | PaidBefore
    | Deducted
    | NotFirst
    | FiledBefore
    | FiledInBan
    | Doubted
    | OnlyHigher
    | OnlyFirst
    | MoneyCeiling
    | AwardsCeiling
    | Competition
    | BudgetCut
)

# What these steps are called in JSON, where that is not the name of the class.
_CODES: Mapping[type[Step], str] = {ClassVerdict: "Elected", GivenTotal: "Given", Competition: "Contested"}


def step_code(step: Step) -> str:
    """Return the word for a step in the JSON of the commands."""
    return _CODES.get(type(step), type(step).__name__)
