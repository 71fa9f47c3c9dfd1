"""The evidence of an audit.

Lines of spending, awards, what moved in and out, and what books say of themselves.

And under which measure an award is.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from fundcalc.auditing.budgets import BudgetItem
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.model import Measure

_ID = re.compile(r"[A-Za-z0-9._-]{0,64}")

MovementKind = Literal["paid", "recovered", "received", "returned", "replaced", "moved_in", "moved_out"]
# Why a posting of a ledger is not spending; the words are those of journals.
OtherWhy = Literal["bank", "other_book", "no_budget_entry", "liability", "not_paid", "reversed", "other"]
# Where a unit keeps what it says of an award; an authority's book is a book too.
UnitSource = Literal["book", "sheets", "journal"]


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What is known of an award.

    ``fen`` were awarded ``on`` a day; the money may be spent up to the days ``until`` and ``revoked_on``.

    ``decided`` tells the decision itself, as an authority's book holds it, from what others say of it. ``claim`` is the id of
    the claim, if the measure pays claims. ``answers`` are the yes/no facts and choices of its application, by fact, where
    they are kept.
    """

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
    decided: bool = False
    claim: str = ""
    platform_kind: str = ""
    answers: Mapping[str, bool | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money of an award that moved and was not spent: ``fen`` on a day, above 0.

    ``paid`` and ``recovered`` are the authority's side, ``received`` and ``returned`` the recipient's; ``replaced`` is own
    money that took the place of spending against the rules; ``moved_out`` and ``moved_in`` went to or came from
    ``account``, which is no account of the award. Those of a journal (``origin``) are for a person; ``without_money`` are
    costs that a journal moves from one project to another.
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
    origin: str = ""
    without_money: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something in a book that Beancount does not accept."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class VoucherSums:
    """A voucher of a journal whose debits and credits (fen) differ."""

    label: str
    date: date | None
    debit: int
    credit: int
    place: str


@dataclass(frozen=True, slots=True)
class BalanceDifference:
    """An account whose sums (fen) in the journal are not those of the balances.

    ``of`` "closing": its closing balance does not follow from its opening balance.
    """

    unit: str
    account: str
    name: str
    debit: int
    credit: int
    balance_debit: int
    balance_credit: int
    place: str
    of: Literal["sums", "closing"] = "sums"


@dataclass(frozen=True, slots=True)
class OtherSum:
    """Postings of an account of a ledger that are not spending.

    With their sums in fen.
    """

    account: str
    postings: int
    debit: int
    credit: int
    why: OtherWhy


@dataclass(frozen=True, slots=True)
class RevokedPlatform:
    """A platform that the events of a book or a sheet call revoked on a day.

    ``policy`` is empty where the events do not say under which measure.
    """

    platform: str
    on: date
    policy: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """A row of events of platforms, as a sheet or a book has it.

    ``policy`` is empty where the row does not say under which measure.
    """

    values: Mapping[str, str]
    policy: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlatformPeriod:
    """When a platform was rectifying, or from when its filing is cancelled.

    ``last`` is None while it lasts.
    """

    kind: Literal["rectifying", "cancelled"]
    platform: str
    policy: str
    first: date
    last: date | None
    cite: str
    place: str = ""

    def has(self, day: date) -> bool:
        """Whether a day is in the period."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Evidence:
    """All of it.

    ``unconfirmed`` are awards that their kept inputs do not give, with what was found instead. ``void_invoices`` are numbers
    with the places of a list of invoices, ``receipts_unknown`` awards of which earlier receipts may be missing. ``parts`` are
    the same by source, before what stands in two of them was counted once. ``revocations`` are those of events,
    ``periods`` what all ``events`` of platforms come to, ``budgets`` the items of the budgets of awards.
    ``source`` is what kind of source all of it is of, where it has no parts.
    """

    lines: Sequence[Line] = ()
    awards: Sequence[AwardFacts] = ()
    movements: Sequence[Movement] = ()
    rejected: Sequence[Rejected] = ()
    unconfirmed: Mapping[str, str] = field(default_factory=dict)
    unbalanced: Sequence[VoucherSums] = ()
    balances: Sequence[BalanceDifference] = ()
    void_invoices: Sequence[tuple[str, str]] = ()
    receipts_unknown: frozenset[str] = frozenset()
    others: Sequence[OtherSum] = ()
    parts: Sequence["EvidencePart"] = ()
    revocations: Sequence[RevokedPlatform] = ()
    budgets: Sequence[BudgetItem] = ()
    events: Sequence[PlatformRow] = ()
    periods: Sequence[PlatformPeriod] = ()
    source: UnitSource = "sheets"


class EvidencePart(NamedTuple):
    """What one kind of source holds."""

    source: UnitSource
    evidence: Evidence


class IdParts(NamedTuple):
    """What the id of an award says of it."""

    measure: Measure
    year: int
    platform: str
    benefit: str
    claim: str = ""


def read_id(award: str, measures: Iterable[Measure]) -> IdParts | None:
    """Read an id such as ``YN-2026-p1-build``; None if no measure has such ids."""
    code, _dash, rest = award.partition("-")
    year, _dash, rest = rest.partition("-")
    platform, _dash, benefit = rest.rpartition("-")
    if not (len(year) == 4 and year.isdecimal() and year.isascii() and platform):
        return None
    for measure in measures:
        if measure.code != code:
            continue
        if measure.by_claim:
            if parts := _of_claim(measure, int(year), rest):
                return parts
        elif benefit in measure.benefit:
            return IdParts(measure, int(year), platform, benefit)
    return None


def _of_claim(measure: Measure, year: int, rest: str) -> IdParts | None:
    """The parts of the id of a claim's award, which ends with the claim's id."""
    parts = rest.split("-")
    for at in range(len(parts) - 2, 0, -1):
        if parts[at] in measure.benefit:
            return IdParts(measure, year, "-".join(parts[:at]), parts[at], "-".join(parts[at + 1 :]))
    return None


def policy_of_id(award: str, policies: Iterable[Policy]) -> str:
    """Return the policy whose code an award's id starts with.

    ``YN`` in ``YN-2026-p1-build``; empty if there is none.
    """
    code, _dash, rest = award.partition("-")
    year = rest.partition("-")[0]
    if not (len(year) == 4 and year.isdecimal()):
        return ""
    return next((policy.id for policy in policies if policy.measure.code == code), "")


def policy_finder(policies: Sequence[Policy], evidence: Evidence | None = None) -> Callable[[str], str]:
    """Return a function from an award's id to its policy, empty if none is known.

    It goes by the award's record, by its code, or takes the only policy there is.
    """
    of_award = {award.id: award.policy for award in evidence.awards if award.policy} if evidence else {}
    given = {policy.id for policy in policies}

    @cache
    def policy_of(award: str) -> str:
        if named := of_award.get(award):
            return named if named in given else ""
        if named := policy_of_id(award, policies):
            return named
        # Neither an award of another known measure nor what is not an id (a document number) is of this one.
        alone = len(policies) == 1 and not policy_of_id(award, every_policy()) and _ID.fullmatch(award)
        return policies[0].id if alone else ""

    return policy_of


def every_policy() -> tuple[Policy, ...]:
    """The policies that are known here."""
    return _loaded(available())


@cache
def _loaded(ids: tuple[str, ...]) -> tuple[Policy, ...]:
    return tuple(map(load, ids))
