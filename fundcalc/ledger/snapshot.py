"""Snapshot of an authority's book: awards, movements, and balances by day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from fundcalc.ledger import accounts
from fundcalc.ledger.event_reader import Events
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    BatchOpened,
    ClawedBack,
    Committed,
    Event,
    Noted,
    Other,
    Paid,
    PayeeSet,
    Received,
    Recovered,
    Returned,
    Revoked,
    Settled,
    Spent,
)
from fundcalc.ledger.records import Payment
from fundcalc.ledger.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """All that an authority's book holds: awards by id, and movements by date.

    Commitments (below 0 when released), claw-backs and recoveries are told as payments are. ``balances`` are in fen, by
    account, of the accounts of funds; ``by_day`` are those of treasuries and of what is free, day by day.
    """

    events: tuple[Event, ...]
    awards: Mapping[str, Awarded]
    appropriations: tuple[Appropriated, ...]
    commitments: tuple[Payment, ...]
    payments: tuple[Payment, ...]
    clawbacks: tuple[Payment, ...]
    recoveries: tuple[Payment, ...]
    opened: frozenset[str]
    balances: Mapping[str, int]
    by_day: Mapping[str, Timeline]


def snapshot(events: Events) -> LedgerSnapshot:
    """What the events of an authority's book come to."""
    awards: dict[str, Awarded] = {}
    appropriations: list[Appropriated] = []
    commitments: list[Payment] = []
    payments: list[Payment] = []
    clawbacks: list[Payment] = []
    recoveries: list[Payment] = []
    balances: dict[str, int] = defaultdict(int)
    by_day: defaultdict[str, Timeline] = defaultdict(Timeline)
    for event in events.events:
        for leg in event.legs:
            if leg.account is not None and leg.account.of_fund:
                balances[leg.name] += leg.fen
                if leg.account.kind in ("treasury", "free"):
                    by_day[leg.name].add(event.on, leg.fen)
        match event:
            case Awarded():
                awards[event.id] = event
            case Appropriated():
                appropriations.append(event)
            case Committed():
                commitments.append(_payment(event))
            case Paid():
                payments.append(_payment(event))
            case ClawedBack():
                clawbacks.append(_payment(event))
            case Recovered():
                recoveries.append(_payment(event))
            case Received() | Spent() | Returned() | Settled() | Noted() | PayeeSet() | Revoked() | BatchOpened():
                pass
            case Other():
                pass
            case _:
                assert_never(event)
    return LedgerSnapshot(
        events.events,
        awards,
        tuple(appropriations),
        tuple(commitments),
        tuple(payments),
        tuple(clawbacks),
        tuple(recoveries),
        events.opened,
        balances,
        by_day,
    )


def _payment(event: Committed | Paid | ClawedBack | Recovered) -> Payment:
    return Payment(event.award, event.fen, event.on, event.reference)


def available(before: LedgerSnapshot, fund: str) -> int:
    """What was appropriated to a fund and is neither committed nor awarded, in fen."""
    return -before.balances.get(accounts.free(fund), 0) - before.balances.get(accounts.awarded(fund), 0)


def policies_of(before: LedgerSnapshot) -> dict[str, str]:
    """The policy of every fund that was appropriated to."""
    return {appropriation.fund: appropriation.policy for appropriation in before.appropriations}


def sums(movements: Sequence[Payment]) -> dict[str, int]:
    """What movements come to by award id, in fen; 0 for an award that is not in it."""
    totals: dict[str, int] = defaultdict(int)
    for movement in movements:
        totals[movement.award_id] += movement.fen
    return totals
