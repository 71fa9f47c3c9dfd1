"""Reading the entries of a book into typed events, once.

A transaction is known by its tag and described by its metadata. One that is tagged like ours and lacks what ours have
is left out (its postings still count) and reported as a fault.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from beancount.core import data

from fundcalc.ledger import accounts, messages, writer
from fundcalc.ledger.events import (
    COMMITMENT_FACTS,
    Appropriated,
    Awarded,
    BatchOpened,
    ClawedBack,
    Committed,
    Event,
    Leg,
    Noted,
    Other,
    Paid,
    Received,
    Recovered,
    Returned,
    Revoked,
    Settled,
    Spent,
    moved,
)
from fundcalc.ledger.loading import ROLE, Fault, role_in
from fundcalc.ledger.payee_reader import PAYEE, payee_in
from fundcalc.ledger.places import Place, Places

FACTS, BATCH = "fundcalc-award", "fundcalc-batch"
DETAILS = ("use", "code", "account", "invoice", "purpose", "document", "organisation", "source")
_DAYS = ("until", "revoked-on")
_AWARD_KEYS = (
    "award-id", "policy", "year", "platform", "platform-kind", "organisation", "benefit", "cite", "policy-sha256",
    "inputs-sha256",
)  # fmt: skip
# Who enters what. Faults in entries of the other role are not reported: the book's owner may use such a tag freely.
_AUTHORITY = frozenset(("appropriation", "commitment", "award", "disbursement", "recovery"))
_RECIPIENT = frozenset(("receipt", "spending", "return", "settlement"))
_TAGS = _AUTHORITY | _RECIPIENT | {"clawback"}


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a book, its faults, open accounts, role and metadata."""

    events: tuple[Event, ...]
    faults: tuple[Fault, ...]
    opened: frozenset[str]
    role: str | None
    metadata: Mapping[str, str]

    def until(self, day: date | None) -> "Events":
        """The same up to the end of a day; all of it for None."""
        return self if day is None else replace(self, events=tuple(event for event in self.events if event.on <= day))


class _Common(NamedTuple):
    """What every event has."""

    on: date
    place: Place
    legs: tuple[Leg, ...]
    payee: str
    text: str


def read_events(entries: Sequence[data.Directive], folder: Path | None = None) -> Events:
    """Read the entries of a book.

    Places and faults name their files relative to ``folder``.
    """
    reader = _Reader(Places(folder), role_in(entries))
    for entry in entries:
        if isinstance(entry, data.Transaction):
            reader.read_transaction(entry)
        elif isinstance(entry, data.Open):
            reader.opened.add(entry.account)
        elif isinstance(entry, data.Custom):
            reader.read_custom(entry)
    reader.report_unawarded()
    return Events(tuple(reader.events), tuple(reader.faults), frozenset(reader.opened), reader.role, reader.metadata)


class _Reader:
    """Events and faults while a book is read."""

    def __init__(self, places: Places, role: str | None) -> None:
        self.places, self.role = places, role
        self.events: list[Event] = []
        self.faults: list[Fault] = []
        self.opened: set[str] = set()
        self.metadata: Mapping[str, str] = {}
        self._awarded: dict[str, Place] = {}
        self._paid: dict[str, Place] = {}

    def add_fault(self, place: Place, message: str) -> None:
        self.faults.append(Fault(place.file, place.line, message))

    def read_transaction(self, entry: data.Transaction) -> None:
        place = self.places.of(entry.meta)
        legs = tuple(self._leg(posting, place) for posting in entry.postings)
        common = _Common(entry.date, place, legs, entry.payee or "", entry.narration or "")
        tag = next(iter(entry.tags & _TAGS), "") if entry.tags else ""
        event = self._event(tag, entry, common) if tag else None
        self.events.append(event if event is not None else Other(*common, tag))

    def _leg(self, posting: data.Posting, place: Place) -> Leg:
        fen, uneven = fen_of(posting)
        if uneven is not None and self.role != "recipient":
            self.add_fault(self.places.of(posting.meta), messages.PART_OF_A_FEN.format(number=uneven))
        line = posting.meta.get("lineno", place.line) if posting.meta else place.line
        return Leg(posting.account, accounts.parse(posting.account), fen, line)

    def _event(self, tag: str, entry: data.Transaction, common: _Common) -> Event | None:
        """The event that a tagged transaction stands for; None for one that is left out."""
        if tag == "appropriation":
            return _appropriated(entry, common)
        if tag == "award":
            return self._award(entry, common)
        award = entry.meta.get("award-id")
        if not isinstance(award, str) or writer.mismatches("id", (award,)):
            if tag in _RECIPIENT or self.role != "recipient":
                form = messages.NOT_A_PAYMENT if tag == "disbursement" else messages.NO_AWARD_ID
                self.add_fault(common.place, form.format(tag=tag, missing="award-id"))
            return None
        if tag == "disbursement":
            self._paid.setdefault(award, common.place)
        return _MAKERS[tag](award, entry.meta, common)

    def _award(self, entry: data.Transaction, common: _Common) -> Awarded | None:
        award = _awarded(entry, common)
        if isinstance(award, Awarded) and award.id not in self._awarded:
            self._awarded[award.id] = award.place
            return award
        if self.role != "recipient":
            if isinstance(award, Awarded):
                first = self._awarded[award.id]
                message = messages.AWARDED_TWICE.format(award_id=award.id, file=first.file, line=first.line)
            else:
                message = messages.NOT_AN_AWARD.format(missing=award)
            self.add_fault(common.place, message)
        return None

    def read_custom(self, entry: data.Custom) -> None:
        if entry.type == ROLE:
            self.metadata = _texts(entry.meta)
        elif entry.type == BATCH:
            head = entry.meta.get("inputs-file", ""), entry.meta.get("policy-file", "")
            self.events.append(BatchOpened(entry.date, self.places.of(entry.meta), (), "", "", *head))
        elif entry.type == PAYEE and entry.values:
            self.events.append(payee_in(entry, self.places.of(entry.meta)))
        elif entry.type == FACTS and entry.values:
            place, award = self.places.of(entry.meta), str(entry.values[0].value)
            facts, wrong = award_facts(entry)
            for message in wrong:
                self.add_fault(place, message)
            common = _Common(entry.date, place, (), "", "")
            revoked_on = day_in(facts, "revoked-on")
            facts.pop("revoked-on", None)
            if facts or revoked_on is None:
                self.events.append(Noted(*common, award, facts))
            if revoked_on is not None:
                self.events.append(Revoked(*common, award, revoked_on))

    def report_unawarded(self) -> None:
        """Report payments without an award.

        This comes last, because within a day Beancount orders by line.
        """
        if self.role != "recipient":
            for award in self._paid.keys() - self._awarded.keys():
                self.add_fault(self._paid[award], messages.PAID_UNAWARDED.format(award_id=award))


def award_facts(entry: data.Custom) -> tuple[dict[str, str], list[str]]:
    """The facts of an award in a ``fundcalc-award`` line, days as ISO text.

    And what is wrong with its days.
    """
    facts, wrong = _texts(entry.meta), []
    for key in _DAYS:
        if key in entry.meta:
            value = str(entry.meta[key])
            facts[key] = value
            if day_in(facts, key) is None:
                wrong.append(messages.NO_DAY.format(key=key, value=value[:200]))
                del facts[key]
    return facts, wrong


def day_in(facts: Mapping[str, str], key: str) -> date | None:
    """The day that a fact of an award names, if it does."""
    try:
        return date.fromisoformat(facts[key])
    except (LookupError, ValueError):
        return None


def fen_of(posting: data.Posting) -> tuple[int, Decimal | None]:
    """The amount of a posting in fen, and in yuan if that is not whole.

    The amount in another currency counts as 0.
    """
    units = posting.units
    if units is None or units.number is None or units.currency != writer.CURRENCY:
        return 0, None
    exact = units.number.scaleb(2)
    whole = int(exact)
    return whole, None if exact == whole else units.number


def _texts(meta: data.Meta) -> dict[str, str]:
    return {key: value for key, value in meta.items() if isinstance(value, str) and key != "filename"}


def _debited(legs: Iterable[Leg]) -> int:
    return max([leg.fen for leg in legs], default=0)


def _text(meta: data.Meta, key: str) -> str:
    value = meta.get(key, "")
    return value if isinstance(value, str) else ""


def _appropriated(entry: data.Transaction, common: _Common) -> Appropriated:
    fund = next((link.removeprefix("fund-") for link in entry.links if link.startswith("fund-")), "")
    meta = entry.meta
    return Appropriated(*common, fund, _text(meta, "policy"), _debited(common.legs), _text(meta, "doc-no"))


def _awarded(entry: data.Transaction, common: _Common) -> Awarded | str:
    """The award that a transaction posts, or the word for what it lacks."""
    meta = entry.meta
    for key in _AWARD_KEYS:
        if not isinstance(meta.get(key), str):
            return key
    if not meta["year"].isdecimal():
        return "a year"
    owed = next((leg for leg in common.legs if leg.account is not None and leg.account.kind == "owed"), None)
    if owed is None or owed.account is None:
        return "a posting to Liabilities:Fund"
    return Awarded(
        *common,
        award=meta["award-id"],
        fen=_debited(common.legs),
        reference="",
        owed_at=owed.name,
        fund=owed.account.owner,
        policy=meta["policy"],
        year=int(meta["year"]),
        platform=meta["platform"],
        platform_name=(entry.narration or "").removesuffix(f" {meta['benefit']} {meta['cite']}"),
        platform_kind=meta["platform-kind"],
        benefit=meta["benefit"],
        organisation=meta["organisation"],
        organisation_name=entry.payee or "",
        cite=meta["cite"],
        policy_digest=meta["policy-sha256"],
        inputs_digest=meta["inputs-sha256"],
    )


# The other movements on an award, by tag: from its id, the metadata, and what every event has.
_MAKERS: Mapping[str, Callable[[str, data.Meta, _Common], Event]] = {
    "commitment": lambda award, meta, common: Committed(
        *common, award, -moved(common.legs, "committed"), _text(meta, "reference"), _text(meta, "policy"),
        {key: _text(meta, key) for key in COMMITMENT_FACTS if key in meta},
    ),
    "disbursement": lambda award, meta, common: Paid(*common, award, _debited(common.legs), _text(meta, "reference")),
    "recovery": lambda award, meta, common: Recovered(*common, award, _debited(common.legs), _text(meta, "reference")),
    "clawback": lambda award, meta, common: ClawedBack(
        *common, award, _debited(common.legs), _text(meta, "reference"), _text(meta, "disallowed"), _text(meta, "key")
    ),
    "receipt": lambda award, meta, common: Received(
        *common, award, moved(common.legs, "money"), _text(meta, "reference"), _text(meta, "key")
    ),
    "spending": lambda award, meta, common: Spent(
        *common, award, moved(common.legs, "spent"), "", _text(meta, "key"),
        {key: str(meta[key]) for key in DETAILS if meta.get(key)},
    ),
    "return": lambda award, meta, common: Returned(
        *common, award, _debited(common.legs), _text(meta, "reference"), _text(meta, "disallowed"), _text(meta, "key")
    ),
    "settlement": lambda award, _meta, common: Settled(*common, award, _debited(common.legs), ""),
}  # fmt: skip
