"""Snapshot of an authority's book: awards, movements, and balances by day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from fundcalc.ledger import accounts
from fundcalc.ledger.event_base import moved
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    BatchOpened,
    Carried,
    ClawedBack,
    Closed,
    Committed,
    Corrected,
    Event,
    Noted,
    Other,
    Paid,
    PayeeSet,
    Received,
    Recovered,
    Renamed,
    Returned,
    Reversed,
    Revoked,
    Settled,
    Spent,
    live,
)
from fundcalc.ledger.mended_reader import Mended
from fundcalc.ledger.platform_event_reader import PlatformEvent
from fundcalc.ledger.records import Payment
from fundcalc.ledger.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """All that an authority's book holds: awards by id, and movements by date.

    What was reversed is left out of all but ``events`` and the balances; an award is as its corrections made it.
    ``recovered_beyond`` is what came back of what was paid beyond corrected awards, by award id.
    Commitments (below 0 when released), claw-backs and recoveries are listed as payments are. ``balances`` are in fen, by
    account, of the accounts of funds; ``by_day`` are those of treasuries and of what is free, day by day, without what was
    reversed, so that it can be entered anew on its own day.
    """

    events: tuple[Event, ...]
    awards: Mapping[str, Awarded]
    appropriations: tuple[Appropriated, ...]
    carried: tuple[Carried, ...]
    commitments: tuple[Payment, ...]
    payments: tuple[Payment, ...]
    clawbacks: tuple[Payment, ...]
    recoveries: tuple[Payment, ...]
    corrections: tuple[Corrected, ...]
    recovered_beyond: Mapping[str, int]
    opened: frozenset[str]
    balances: Mapping[str, int]
    by_day: Mapping[str, Timeline]

    @property
    def beyond(self) -> Mapping[str, int]:
        """What was paid beyond awards as they were corrected, by award id."""
        totals: dict[str, int] = defaultdict(int)
        for correction in self.corrections:
            totals[correction.award] += correction.beyond
        return totals

    @property
    def demands(self) -> tuple[Payment, ...]:
        """What was demanded back by claw-backs and corrections.

        Below 0 where a correction calls it off.
        """
        beyond = (
            Payment(correction.award, correction.beyond, correction.on)
            for correction in self.corrections
            if correction.beyond
        )
        return (*self.clawbacks, *beyond)


def snapshot(events: Events) -> LedgerSnapshot:
    """What the events of an authority's book come to."""
    awards: dict[str, Awarded] = {}
    appropriations: list[Appropriated] = []
    carried: list[Carried] = []
    commitments: list[Payment] = []
    payments: list[Payment] = []
    clawbacks: list[Payment] = []
    recoveries: list[Payment] = []
    corrections: list[Corrected] = []
    recovered_beyond: dict[str, int] = defaultdict(int)
    balances: dict[str, int] = defaultdict(int)
    by_day: defaultdict[str, Timeline] = defaultdict(Timeline)
    for event in events.events:
        for leg in event.legs:
            if leg.account is not None and leg.account.of_fund:
                balances[leg.name] += leg.fen
    for event in live(events.events):
        for leg in event.legs:
            if leg.account is not None and leg.account.kind in ("treasury", "free"):
                by_day[leg.name].add(event.on, leg.fen)
        match event:
            case Awarded():
                awards[event.id] = event
            case Corrected():
                corrections.append(event)
            case Appropriated():
                appropriations.append(event)
            case Carried():
                carried.append(event)
            case Committed():
                commitments.append(_payment(event))
            case Paid():
                payments.append(_payment(event))
            case ClawedBack():
                clawbacks.append(_payment(event))
            case Recovered():
                recoveries.append(_payment(event))
                recovered_beyond[event.award] -= moved(event.legs, "correction_due")
            case Received() | Spent() | Returned() | Settled() | Noted() | PayeeSet() | Revoked() | BatchOpened():
                pass
            case PlatformEvent() | Closed() | Renamed() | Mended() | Other() | Reversed():
                pass
            case _:
                assert_never(event)
    return LedgerSnapshot(
        events.events,
        corrected(awards, corrections),
        tuple(appropriations),
        tuple(carried),
        tuple(commitments),
        tuple(payments),
        tuple(clawbacks),
        tuple(recoveries),
        tuple(corrections),
        recovered_beyond,
        events.opened,
        balances,
        by_day,
    )


def corrected(awards: Mapping[str, Awarded], corrections: Sequence[Corrected]) -> dict[str, Awarded]:
    """Awards as their corrections made them."""
    now = dict(awards)
    for correction in sorted(corrections, key=number_of):
        if (award := now.get(correction.award)) is not None:
            now[award.id] = replace(
                award,
                fen=award.fen + correction.fen,
                owed_at=correction.owed_at or award.owed_at,
                organisation=correction.organisation or award.organisation,
                organisation_name=correction.organisation_name or award.organisation_name,
                cite=correction.cite or award.cite,
                policy_digest=correction.policy_digest,
                inputs_digest=correction.inputs_digest,
            )
    return now


def number_of(correction: Corrected) -> int:
    """The number of a correction among those of its award."""
    return int(correction.reference) if correction.reference.isdecimal() else 0


def _payment(event: Committed | Paid | ClawedBack | Recovered) -> Payment:
    return Payment(event.award, event.fen, event.on, event.reference)


def available(before: LedgerSnapshot, fund: str) -> int:
    """What was appropriated to a fund and is neither committed nor awarded, in fen.

    What was paid beyond a corrected award is free only when it has come back.
    """
    balance = before.balances.get
    taken = balance(accounts.awarded(fund), 0) + balance(accounts.correction_due(fund), 0)
    return -balance(accounts.free(fund), 0) - taken


def policies_of(before: LedgerSnapshot) -> dict[str, str]:
    """The policy of every fund that was appropriated to, or that got what was unused."""
    appropriated = {appropriation.fund: appropriation.policy for appropriation in before.appropriations}
    return {carried.to_fund: carried.policy for carried in before.carried} | appropriated


def sums(movements: Sequence[Payment]) -> dict[str, int]:
    """What movements come to by award id, in fen; 0 for an award that is not in it."""
    totals: dict[str, int] = defaultdict(int)
    for movement in movements:
        totals[movement.award_id] += movement.fen
    return totals
