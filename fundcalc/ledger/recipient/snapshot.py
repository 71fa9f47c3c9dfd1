"""Snapshot of a recipient's book: balances by day, and what was posted.

What may be posted is asked of a day: money that is there today may be spent yesterday only if it was there yesterday and is
not needed for what was posted since.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fundcalc.ledger import loading
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.events import ClawedBack, Event, Received, Returned, Spent, live
from fundcalc.ledger.recipient import charts_of_accounts
from fundcalc.ledger.session import LockedBook, checked_accounts, locked_as
from fundcalc.ledger.timeline import Timeline

ROLE: loading.Role = "recipient"


@dataclass(slots=True)
class AwardBalances:
    """The balances of an award, by day.

    The deferred grant, what own money advanced, what stands on each use, and what is
    demanded back (by the use it disallows, empty for what is not spent)."""

    deferred: Timeline = field(default_factory=Timeline)
    advanced: Timeline = field(default_factory=Timeline)
    used: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    dues: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    account: AwardAccount | None = None

    @property
    def last(self) -> date:
        return max(self.deferred.last, self.advanced.last)


@dataclass(frozen=True, slots=True)
class RecipientSnapshot:
    """A recipient's book: chart, accounts, awards, posted keys and invoices.

    ``invoices`` are by award and invoice, ``facts`` what the book says of itself.
    """

    chart: charts_of_accounts.ChartOfAccounts
    opened: frozenset[str]
    awards: Mapping[str, AwardBalances]
    keys: frozenset[str]
    invoices: Mapping[tuple[str, str], tuple[str, ...]]
    facts: Mapping[str, str]


@contextmanager
def locked(folder: Path | str, *, durable: bool, wait: float) -> Iterator[LockedBook[RecipientSnapshot]]:
    """Lock a recipient's book.

    Raises ``BookError`` as the authority's ``locked`` does.
    """
    with locked_as(ROLE, Path(folder), _load, durable=durable, wait=wait) as book:
        yield book


def _load(folder: Path, read: Events) -> RecipientSnapshot:
    events, accounts = checked_accounts(folder, read)
    awards = {account.award: AwardBalances(account=account) for account in accounts}
    keys: set[str] = set()
    invoices: defaultdict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for event in live(events.events):
        if isinstance(event, Received | Spent | ClawedBack | Returned) and event.key:
            keys.add(event.key)
        if isinstance(event, Spent) and (invoice := event.details.get("invoice")):
            source = event.details.get("source") or f"{Path(event.place.file).name}:{event.place.line}"
            invoices[event.award, invoice] += (source,)
        _add_legs(event, awards)
    chart = charts_of_accounts.charts().get(
        events.metadata.get("chart", ""), charts_of_accounts.charts()[charts_of_accounts.DEFAULT]
    )
    return RecipientSnapshot(chart, events.opened, awards, frozenset(keys), invoices, events.metadata)


def _add_legs(event: Event, awards: Mapping[str, AwardBalances]) -> None:
    for leg in event.legs:
        if leg.account is None or (award := awards.get(leg.account.owner)) is None:
            continue
        match leg.account.kind:
            case "deferred":
                award.deferred.add(event.on, -leg.fen)
            case "advanced":
                award.advanced.add(event.on, -leg.fen)
            case "spent":
                award.used[leg.account.detail].add(event.on, leg.fen)
            case "clawback":
                disallowed = event.use if isinstance(event, ClawedBack | Returned) else ""
                award.dues[disallowed].add(event.on, -leg.fen)
                if disallowed and leg.fen < 0:  # what was disallowed can be neither taken back nor disallowed again
                    award.used[disallowed].add(event.on, leg.fen)
            case _:
                pass
