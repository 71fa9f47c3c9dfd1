"""Entries of a book: what was posted, under ids that stay.

An entry is what a person entered: a payment, an award, a receipt, a line of spending. It may have been posted as several
events, such as an award and the release of what was committed to it. Its id is the digest in the name of its batch and
its place in the batch; batches are never changed, so it stays.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from fundcalc.base.i18n import _, listed
from fundcalc.ledger.act_messages import SHOWN_AS
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    BatchOpened,
    Carried,
    Closed,
    Committed,
    Corrected,
    Event,
    Noted,
    Other,
    PayeeSet,
    Received,
    Renamed,
    Returned,
    Reversed,
    Revoked,
    Settled,
    Spent,
)
from fundcalc.ledger.mended_reader import Mended
from fundcalc.ledger.milestones import milestones_of
from fundcalc.ledger.platform_event_reader import PlatformEvent

_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry of a book; the first of its events says what it is.

    ``reversed_by`` is the id of the entry that reverses it, empty if none does; ``by`` is who posted it, where the book
    says so.
    """

    id: str
    batch: str
    events: tuple[Event, ...]
    reversed_by: str = ""
    by: str = ""

    @property
    def main(self) -> Event:
        return self.events[0]

    @property
    def kind(self) -> str:
        return kind_of(self.main)

    @property
    def on(self) -> date:
        return self.main.on

    @property
    def last(self) -> date:
        """The last day of its events, such as that of a settlement by a receipt."""
        return max(event.on for event in self.events)

    @property
    def award(self) -> str:
        match self.main:
            case Appropriated() | Carried() | BatchOpened() | PayeeSet() | PlatformEvent() | Closed() | Renamed():
                return ""
            case Mended() | Other():
                return ""
            case main:
                return main.award

    @property
    def fund(self) -> str:
        main = self.main.undone[0] if isinstance(self.main, Reversed) and self.main.undone else self.main
        return main.fund if isinstance(main, Appropriated | Carried | Awarded) else ""

    @property
    def fen(self) -> int | None:
        """The amount in fen, below 0 for what takes back; None where there is none."""
        return amount(self.events)

    @property
    def reverses(self) -> str:
        return self.main.entry if isinstance(self.main, Reversed) else ""

    @property
    def why(self) -> str:
        match self.main:
            case Reversed(why=why) | Corrected(why=why):
                return why
            case Noted() as note:
                return listed((*milestones_of(note), *filter(None, (note.facts.get("document"),))))
            case Mended(batches=batches, contents=contents):
                moved = _("moved out of the book: {batches}").format(batches=", ".join(batches))
                return f"{moved}; {contents}" if contents else moved
            case _:
                return ""


def kind_of(event: Event) -> str:
    """The kind of the entry of which an event is the first."""
    return SHOWN_AS.get(event.kind, event.kind)


def amount(events: Sequence[Event]) -> int | None:
    """The amount of an entry that was posted as these events, in fen."""
    match events[0]:
        case (
            Noted()
            | PayeeSet()
            | PlatformEvent()
            | Revoked()
            | Closed()
            | Renamed()
            | BatchOpened()
            | Mended()
            | Other()
        ):
            return None
        case Reversed(undone=undone):
            taken = amount(undone) if undone else None
            return None if taken is None else -taken
        case Returned():
            return sum(event.fen for event in events if isinstance(event, Returned))
        case main:
            return main.fen


def entries_of(
    events: Sequence[Event], order: Sequence[str], posted_by: Mapping[str, str] = MappingProxyType({})
) -> tuple[PostedEntry, ...]:
    """The entries of the batches in ``order``, which is that of their posting.

    ``posted_by`` says who posted a batch.
    """
    by_batch: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_batch[event.place.batch].append(event)
    found = [entry for batch in order if batch in by_batch for entry in in_batch(batch, by_batch[batch])]
    reversals = {entry.reverses: entry.id for entry in found if entry.reverses}
    return tuple(
        replace(entry, reversed_by=reversals.get(entry.id, ""), by=posted_by.get(entry.batch, "")) for entry in found
    )


def in_batch(batch: str, events: Iterable[Event]) -> Iterator[PostedEntry]:
    """The entries of a batch in the order in which it holds them."""
    stem = stem_of(batch)
    for number, group in enumerate(_grouped(events), 1):
        yield PostedEntry(f"{stem}-{number}", batch, tuple(group))


def stem_of(batch: str) -> str:
    """What the ids of a batch's entries begin with."""
    digest = batch.rpartition("-")[2]
    return digest if _DIGEST.fullmatch(digest) else batch


def _grouped(events: Iterable[Event]) -> list[list[Event]]:
    """Group the events of a batch into entries."""
    groups: list[list[Event]] = []
    joining: list[Event] = []
    returns: dict[str, list[Event]] = {}
    sheet: list[Event] = []
    hosts: dict[tuple[str, str], list[Event]] = {}
    for event in sorted(events, key=lambda event: event.place.line):
        match event:
            case BatchOpened() | Other():
                continue
            case Settled() | Noted():
                joining.append(event)
                continue
            case Committed(fen=fen) if fen < 0:
                joining.append(event)
                continue
            case PayeeSet() | PlatformEvent() if sheet:
                sheet.append(event)
                continue
            case Returned(key=key) if key and key in returns:
                returns[key].append(event)
                continue
        group: list[Event] = [event]
        groups.append(group)
        if isinstance(event, PayeeSet | PlatformEvent):
            sheet = group
        if isinstance(event, Returned):
            returns[event.key] = group
        _offer(group, hosts)
    for event in joining:
        if host := _host(event, hosts):
            host.append(event)
        else:
            groups.append([event])
    return sorted(groups, key=lambda group: group[0].place.line)


def _offer(group: list[Event], hosts: dict[tuple[str, str], list[Event]]) -> None:
    """Keep an entry that others of the batch may belong to."""
    match group[0]:
        case Spent(award=award, fen=fen):
            hosts["spent" if fen > 0 else "red", award] = group
        case Awarded() | Received() | Revoked() as event:
            hosts[event.kind, event.award] = group
        case Renamed():
            hosts["rename", ""] = group
        case _:
            pass


def _host(event: Event, hosts: Mapping[tuple[str, str], list[Event]]) -> list[Event] | None:
    """The entry that an event was posted with.

    A release belongs to its award, facts and a settlement to a receipt.
    """
    kinds: tuple[str, ...]
    match event:
        case Committed():
            kinds = ("award",)
        case Noted():
            if ("rename", "") in hosts:
                return hosts["rename", ""]
            kinds = ("receipt", "revocation")
        case Settled():
            kinds = ("receipt", "red", "spent")
        case _:
            return None
    return next((hosts[kind, event.award] for kind in kinds if (kind, event.award) in hosts), None)
