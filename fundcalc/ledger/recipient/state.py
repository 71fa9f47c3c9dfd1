"""A recipient's book as it is under the lock: what each award has left on every day, and what was posted already.

What may be posted is asked of a day: money that is there today may be spent yesterday only if it was there yesterday and is
not needed for what was posted since.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from beancount.core import data

from fundcalc.ledger import award_accounts as awards
from fundcalc.ledger import loading as reading
from fundcalc.ledger.award_accounts import AwardAccount
from fundcalc.ledger.recipient import accounts as special
from fundcalc.ledger.recipient import charts_of_accounts as charts
from fundcalc.ledger.snapshot import fen_of
from fundcalc.ledger.timeline import Timeline

ROLE: reading.Role = "recipient"


@dataclass(slots=True)
class AwardState:
    """What an award has: by day the deferred grant, what own money advanced, what stands on each use, what is demanded
    back (by the use it disallows, empty for what is not spent)."""

    deferred: Timeline = field(default_factory=Timeline)
    advanced: Timeline = field(default_factory=Timeline)
    used: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    dues: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    account: AwardAccount | None = None

    @property
    def last(self) -> date:
        return max(self.deferred.last, self.advanced.last)


@dataclass(frozen=True, slots=True)
class State:
    """A recipient's book: its chart, accounts, awards, the keys of what is posted, and where each invoice stands."""

    chart: charts.Chart
    opened: frozenset[str]
    awards: Mapping[str, AwardState]
    keys: frozenset[str]
    invoices: Mapping[tuple[str, str], tuple[str, ...]]
    metadata: Mapping[str, str]


def sound(folder: Path) -> State:
    """A recipient's book in which nothing is wrong. Raises ``BookError`` with the first faults."""
    entries = reading.read_to_write(folder)
    found = awards.accounts(entries, folder=folder)
    reading.insist_on_no_faults(folder, found.faults)
    return _state(entries, found.accounts)


def _state(entries: Sequence[data.Directive], accounts: Sequence[AwardAccount]) -> State:
    states = {special.part(each.award): AwardState(account=each) for each in accounts}
    opened: set[str] = set()
    keys: set[str] = set()
    invoices: dict[tuple[str, str], tuple[str, ...]] = {}
    metadata: Mapping[str, str] = {}
    for entry in entries:
        if isinstance(entry, data.Open):
            opened.add(entry.account)
        elif isinstance(entry, data.Custom) and entry.type == reading.ROLE:
            metadata = {key: value for key, value in entry.meta.items() if isinstance(value, str)}
        elif isinstance(entry, data.Transaction):
            if key := entry.meta.get("key"):
                keys.add(key)
            if invoice := entry.meta.get("invoice"):
                place = entry.meta.get("source") or f"{Path(entry.meta['filename']).name}:{entry.meta['lineno']}"
                whose = entry.meta.get("award-id", ""), invoice
                invoices[whose] = (*invoices.get(whose, ()), place)
            _follow(entry, states)
    chart = charts.charts().get(metadata.get("chart", ""), charts.charts()[charts.DEFAULT])
    by_award = {each.account.award: each for each in states.values() if each.account}
    return State(chart, frozenset(opened), by_award, frozenset(keys), invoices, metadata)


def _follow(entry: data.Transaction, states: Mapping[str, AwardState]) -> None:
    for posting in entry.postings:
        root, _, rest = posting.account.partition(":")
        kind, _, rest = rest.partition(":")
        part, _, use = rest.partition(":")
        state = states.get(part)
        if state is None:
            continue
        fen = fen_of(posting)[0]
        match root, kind:
            case "Liabilities", "DeferredGrant":
                state.deferred.add(entry.date, -fen)
            case "Liabilities", "Advanced":
                state.advanced.add(entry.date, -fen)
            case "Expenses", "Grant":
                state.used[use].add(entry.date, fen)
            case "Liabilities", "Clawback":
                disallowed = entry.meta.get("disallowed", "")
                state.dues[disallowed].add(entry.date, -fen)
                if disallowed and fen < 0:  # what was disallowed can neither be taken back nor be disallowed again
                    state.used[disallowed].add(entry.date, fen)
