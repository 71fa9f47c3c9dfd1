"""Reading the entries of a book into typed events, once.

A transaction is known by its tag and described by its metadata. One that is tagged like ours and lacks what ours have
is left out (its postings still count) and reported as a fault.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from beancount.core import data

from fundcalc.ledger import accounts, messages, reversed_events, writer
from fundcalc.ledger.batch_reader import WrittenTransaction
from fundcalc.ledger.chain import BOOK, RENAMED
from fundcalc.ledger.event_base import Leg
from fundcalc.ledger.event_makers import MAKERS, Common, appropriated, awarded, carried, text, texts
from fundcalc.ledger.events import Awarded, BatchOpened, Closed, Event, Noted, Other, Renamed, Reversed, Revoked, live
from fundcalc.ledger.loading import ROLE, Fault, role_in
from fundcalc.ledger.mended_reader import MEND, mended_in
from fundcalc.ledger.milestones import MILESTONE
from fundcalc.ledger.payee_reader import PAYEE, payee_in
from fundcalc.ledger.places import Place, Places
from fundcalc.ledger.platform_event_reader import EVENT, event_in

FACTS, BATCH, REVERSAL, CLOSE = "fundcalc-award", "fundcalc-batch", "fundcalc-reversal", "fundcalc-close"
REVISION = "revision"
_DAYS = ("until", "revoked-on")
# Who enters what. Faults in entries of the other role are not reported: the book's owner may use such a tag freely.
_AUTHORITY = frozenset(("appropriation", "commitment", "award", "correction", "disbursement", "recovery", "carry"))
_RECIPIENT = frozenset(("receipt", "spending", "return", "settlement"))
_TAGS = _AUTHORITY | _RECIPIENT | {"clawback", "reversal"}


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


def read_events(entries: Sequence[data.Directive], folder: Path | None = None) -> Events:
    """Read the entries of a book.

    Places and faults name their files relative to ``folder``.
    """
    reader = BookReader(Places(folder), role_in(entries))
    for entry in entries:
        reader.read(entry)
    return reader.finished()


class BookReader:
    """Events and faults while a book is read."""

    def __init__(self, places: Places, role: str | None) -> None:
        self.places, self.role = places, role
        self.events: list[Event] = []
        self.faults: list[Fault] = []
        self.opened: set[str] = set()
        self.metadata: Mapping[str, str] = {}
        self._awarded: Counter[str] = Counter()
        self._paid: dict[str, Place] = {}

    def add_fault(self, place: Place, message: str) -> None:
        self.faults.append(Fault(place.file, place.line, message))

    def read(self, entry: data.Directive | WrittenTransaction) -> None:
        """Read an entry of the book, the entries in the order of the book."""
        if isinstance(entry, WrittenTransaction):
            self._read_written(entry)
        elif isinstance(entry, data.Transaction):
            self._read_transaction(entry)
        elif isinstance(entry, data.Open):
            self.opened.add(entry.account)
        elif isinstance(entry, data.Custom):
            self._read_custom(entry)

    def finished(self) -> Events:
        """The events, when all entries were read."""
        events, wrong = reversed_events.resolved(self.events)
        self.faults += wrong
        if self.role != "recipient":
            events = self._awarded_once(events)
        self._report_unawarded()
        return Events(events, tuple(self.faults), frozenset(self.opened), self.role, self.metadata)

    def _read_transaction(self, entry: data.Transaction) -> None:
        place = self.places.of(entry.meta)
        legs = tuple(self._leg(posting, place) for posting in entry.postings)
        common = Common(entry.date, place, legs, entry.payee or "", entry.narration or "")
        tag = next(iter(entry.tags & _TAGS), "") if entry.tags else ""
        self._add(tag, entry.links, entry.meta, common)

    def _read_written(self, entry: WrittenTransaction) -> None:
        place = Place(self.places.name_of(entry.file), entry.line)
        parse, line = accounts.parse, entry.first_leg
        legs = tuple([Leg(name, parse(name), fen, line + at) for at, (name, fen) in enumerate(entry.legs)])
        common = Common(entry.on, place, legs, entry.payee, entry.narration)
        self._add(entry.tag if entry.tag in _TAGS else "", (entry.link,), entry.meta, common)

    def _add(self, tag: str, links: Iterable[str], meta: data.Meta, common: Common) -> None:
        event = self._event(tag, links, meta, common) if tag else None
        self.events.append(event if event is not None else Other(*common, tag))

    def _leg(self, posting: data.Posting, place: Place) -> Leg:
        fen, uneven = fen_of(posting)
        if uneven is not None and self.role != "recipient":
            self.add_fault(self.places.of(posting.meta), messages.PART_OF_A_FEN.format(number=uneven))
        line = posting.meta.get("lineno", place.line) if posting.meta else place.line
        return Leg(posting.account, accounts.parse(posting.account), fen, line)

    def _event(self, tag: str, links: Iterable[str], meta: data.Meta, common: Common) -> Event | None:
        """The event that a tagged transaction stands for; None for one that is left out."""
        if tag == "appropriation":
            return appropriated(links, meta, common)
        if tag == "carry":
            return carried(meta, common)
        if tag == "award":
            return self._award(meta, common)
        if tag == "reversal":
            return Reversed(*common, text(meta, "reverses"), text(meta, "why"), text(meta, "award-id"), ())
        award = meta.get("award-id")
        if not isinstance(award, str) or writer.mismatches("id", (award,)):
            if tag in _RECIPIENT or self.role != "recipient":
                form = messages.NOT_A_PAYMENT if tag == "disbursement" else messages.NO_AWARD_ID
                self.add_fault(common.place, form.format(tag=tag, missing="award-id"))
            return None
        if tag == "disbursement":
            self._paid.setdefault(award, common.place)
        return MAKERS[tag](award, meta, common)

    def _award(self, meta: data.Meta, common: Common) -> Awarded | None:
        award = awarded(meta, common)
        if isinstance(award, Awarded):
            self._awarded[award.id] += 1
            return award
        if self.role != "recipient":
            self.add_fault(common.place, messages.NOT_AN_AWARD.format(missing=award))
        return None

    def _awarded_once(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """The events without awards of an id that stands already.

        A reversed award does not stand.
        """
        if all(times == 1 for times in self._awarded.values()):
            return tuple(events)
        first: dict[str, Place] = {}
        twice: set[Place] = set()
        for event in live(events):
            if not isinstance(event, Awarded):
                continue
            place = first.setdefault(event.id, event.place)
            if place != event.place:
                twice.add(event.place)
                message = messages.AWARDED_TWICE.format(award_id=event.id, file=place.file, line=place.line)
                self.add_fault(event.place, message)
        return tuple(
            Other(event.on, event.place, event.legs, event.payee, event.text, "award")
            if event.place in twice
            else event
            for event in events
        )

    def _read_custom(self, entry: data.Custom) -> None:
        if entry.type == ROLE:
            self.metadata = texts(entry.meta)
        elif entry.type == BATCH:
            head = entry.meta.get("inputs-file", ""), entry.meta.get("policy-file", "")
            self.events.append(BatchOpened(entry.date, self.places.of(entry.meta), (), "", "", *head))
        elif entry.type == CLOSE and entry.values:
            self._read_close(entry)
        elif entry.type == BOOK and entry.values and entry.values[0].value == RENAMED:
            self.events.append(Renamed(entry.date, self.places.of(entry.meta), (), "", "", texts(entry.meta)))
        elif entry.type == PAYEE and entry.values:
            self.events.append(payee_in(entry, self.places.of(entry.meta)))
        elif entry.type == MEND and entry.values:
            self.events.append(mended_in(entry, self.places.of(entry.meta)))
        elif entry.type == EVENT and entry.values:
            self.events.append(event_in(entry, self.places.of(entry.meta)))
        elif entry.type == REVERSAL and entry.values:
            meta, common = entry.meta, Common(entry.date, self.places.of(entry.meta), (), "", "")
            id_ = str(entry.values[0].value)
            self.events.append(Reversed(*common, id_, text(meta, "why"), text(meta, "award-id"), ()))
        elif entry.type == FACTS and entry.values:
            place, award = self.places.of(entry.meta), str(entry.values[0].value)
            facts, wrong = award_facts(entry)
            revision = facts.pop(REVISION, "")
            for message in wrong:
                self.add_fault(place, message)
            common = Common(entry.date, place, (), "", "")
            revoked_on = day_in(facts, "revoked-on")
            facts.pop("revoked-on", None)
            if facts or revoked_on is None:
                number = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0
                self.events.append(Noted(*common, award, facts, number))
            if revoked_on is not None:
                self.events.append(Revoked(*common, award, revoked_on))

    def _read_close(self, entry: data.Custom) -> None:
        place, through = self.places.of(entry.meta), str(entry.values[0].value)
        day = day_in({CLOSE: through}, CLOSE)
        if day is None:
            self.add_fault(place, messages.NO_DAY.format(key=CLOSE, value=through[:200]))
        else:
            self.events.append(Closed(entry.date, place, (), "", "", day))

    def _report_unawarded(self) -> None:
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
    facts, wrong = texts(entry.meta), []
    for key in (*_DAYS, *(key for key in entry.meta if key.startswith(MILESTONE))):
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
