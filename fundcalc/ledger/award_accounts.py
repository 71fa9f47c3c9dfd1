"""Accounts of awards, folded from the events of a book.

Each says what was awarded, paid, spent by use, returned and is left.

What everything that tells of awards stands on: the status, the report, the page in Fava. One reading for both roles. A
transaction is known by its tag and its ``award-id``; amounts are those of its postings, in whole fen.

Always received = spent + returned + balance. For an authority, what was paid is what the recipient received, and the
balance is what the recipient still answers for; how it was spent stands in the recipient's book.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from fundcalc.base import figures, money
from fundcalc.base.errors import MoneyError
from fundcalc.ledger import accounts, messages
from fundcalc.ledger.account_records import Accounts, AwardAccount, AwardMovement
from fundcalc.ledger.entries import amount
from fundcalc.ledger.event_base import moved
from fundcalc.ledger.event_reader import Events, day_in
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    AwardEvent,
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
from fundcalc.ledger.loading import Fault, Role
from fundcalc.ledger.mended_reader import Mended
from fundcalc.ledger.milestones import confirmed_in
from fundcalc.ledger.places import Place
from fundcalc.ledger.platform_event_reader import PlatformEvent
from fundcalc.ledger.store import TOP

__all__ = ["Accounts", "AwardAccount", "AwardMovement", "accounts_of"]


@dataclass(slots=True)
class _Draft:
    """An account while it is added up."""

    award: str
    role: Role = "recipient"
    facts: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    fund: str = ""
    noted: date | None = None
    awarded: int = 0
    committed: int = 0
    received: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    returned: int = 0
    clawed: int = 0
    met: int = 0
    advanced: int = 0
    beyond: int = 0
    schedule: str = ""
    movements: list[AwardMovement] = field(default_factory=list)


def accounts_of(events: Events) -> Accounts:
    """The account of every award in a book.

    A special account whose money does not come to what the entries of its award explain is a fault.
    """
    drafts: dict[str, _Draft] = {}
    undone = _Undone.of(events.events)
    for event in events.events:
        match event:
            case Noted() | Revoked():
                draft = drafts.setdefault(event.award, _Draft(event.award))
                if event not in undone:
                    _note(draft, event)
            case Reversed():
                if event.award and event.undone:
                    _add_reversal(drafts.setdefault(event.award, _Draft(event.award)), event)
            case Appropriated() | Carried() | BatchOpened() | PayeeSet() | PlatformEvent() | Closed() | Renamed():
                pass
            case Mended() | Other():
                pass
            case _:
                draft = drafts.get(event.award) or drafts.setdefault(event.award, _Draft(event.award))
                _add(draft, event, counts=event not in undone)
    faults = tuple(_unexplained(drafts, events)) if events.role != "authority" else ()
    return Accounts(tuple(map(_finished, drafts.values())), faults)


class _Undone:
    """The events that do not count because they were reversed."""

    def __init__(self, places: Container[Place]) -> None:
        self._places = places

    def __contains__(self, event: Event) -> bool:
        return event.place in self._places

    @classmethod
    def of(cls, events: Sequence[Event]) -> "_Undone":
        """The facts that came with a receipt stay as long as anything of the award does."""
        if not any(isinstance(event, Reversed) for event in events):
            return cls(())
        standing = {event.award for event in live(events) if isinstance(event, AwardEvent)}
        places: set[Place] = set()
        for reversal in events:
            if isinstance(reversal, Reversed):
                kept = isinstance(reversal.undone[0], Received) if reversal.undone else False
                places.update(
                    event.place
                    for event in reversal.undone
                    if not (kept and isinstance(event, Noted) and event.award in standing)
                )
        return cls(places)


def _note(draft: _Draft, event: Noted | Revoked) -> None:
    if isinstance(event, Revoked):
        facts, revision = {"revoked-on": event.day.isoformat()}, 0
    else:
        facts, revision = dict(event.facts), event.revision
        if draft.revisions.get("until", 0) == revision and draft.facts.get("until", "") > facts.get("until", ""):
            facts.pop("until", None)  # the last day for use is put off; only a correction brings it forward
    _state(draft, facts, revision)
    draft.noted = event.on


def _state(draft: _Draft, facts: Mapping[str, str], revision: int = 0) -> None:
    """Take facts into an account, but those that a higher revision has stated."""
    for name, fact in facts.items():
        if revision >= draft.revisions.get(name, 0):
            draft.facts[name] = fact
            if revision:
                draft.revisions[name] = revision


def _add_reversal(draft: _Draft, event: Reversed) -> None:
    fen = amount((event,))
    if fen is not None:
        use = _use_of(event.undone[0])
        draft.movements.append(AwardMovement("reversal", event.on, fen, use, event.payee, event.why, *event.place))


def _add(draft: _Draft, event: AwardEvent, *, counts: bool) -> None:
    match event:
        case Awarded():
            draft.role, draft.fund, draft.schedule = "authority", event.fund, event.schedule
            _state(draft, event.facts)
        case Committed():
            draft.role, draft.facts = "authority", draft.facts or event.facts
        case Paid():
            draft.role = "authority"
        case _:
            pass
    if counts:
        _count(draft, event)
    movement = AwardMovement(
        event.kind, event.on, event.fen, _use_of(event), event.payee, event.text, *event.place, is_reversed=not counts
    )
    draft.movements.append(movement)


def _use_of(event: Event) -> str:
    """The use that an event is about, as the last part of its account."""
    match event:
        case Spent():
            used = (leg.account for leg in event.legs if leg.account is not None and leg.account.kind == "spent")
            return next((account.detail for account in used), "")
        case ClawedBack() | Returned():
            return event.use
        case _:
            return ""


def _count(draft: _Draft, event: AwardEvent) -> None:
    match event:
        case Awarded():
            draft.awarded += event.fen
        case Corrected():
            draft.awarded += event.fen
            draft.beyond += event.beyond
            draft.clawed += event.beyond
            _state(draft, _corrected_facts(event))
        case Committed():
            draft.committed += event.fen
        case Paid():
            draft.received += event.fen
        case Recovered():
            draft.returned, draft.met = draft.returned + event.fen, draft.met + event.fen
        case Received():
            draft.received += event.fen
        case Spent():
            for leg in event.legs:
                if leg.account is not None and leg.account.kind == "spent":
                    use = leg.account.detail
                    draft.spent[use] = draft.spent.get(use, 0) + leg.fen
            draft.advanced -= moved(event.legs, "advanced")
        case Settled():
            draft.advanced -= moved(event.legs, "advanced")
        case ClawedBack():
            draft.clawed += event.fen
        case Returned():
            draft.returned += event.fen
            draft.met += moved(event.legs, "clawback")
            if event.use:  # own money takes the place of what was spent against the rules
                draft.spent[event.use] = draft.spent.get(event.use, 0) - event.fen
        case _:
            assert_never(event)


def _corrected_facts(event: Corrected) -> dict[str, str]:
    facts = {"organisation": event.organisation, "organisation-name": event.organisation_name, "cite": event.cite}
    return {name: value for name, value in facts.items() if value}


def _unexplained(drafts: Mapping[str, _Draft], events: Events) -> Iterator[Fault]:
    """Special accounts that hold more or less than their awards' entries say."""
    balances: dict[str, int] = {}
    for event in events.events:
        for leg in event.legs:
            if leg.account is not None and leg.account.kind in ("money", "advanced"):
                balances[leg.account.owner] = balances.get(leg.account.owner, 0) + leg.fen
    explained = {
        draft.award: draft.received - sum(draft.spent.values()) - draft.returned
        for draft in drafts.values()
        if draft.role == "recipient"
    }
    for award in sorted(balances.keys() | explained.keys()):
        balance, expected = balances.get(award, 0), explained.get(award, 0)
        if balance != expected:
            message = messages.UNEXPLAINED.format(
                account=accounts.money(award), balance=figures.figure(balance), expected=figures.figure(expected)
            )
            yield Fault(TOP, 0, message)


def _finished(draft: _Draft) -> AwardAccount:
    facts = draft.facts
    code, year = facts.get("code", ""), facts.get("year", "")
    fund = (
        draft.fund or facts.get("fund", "") or (accounts.fund_id(code, int(year)) if code and year.isdecimal() else "")
    )
    return AwardAccount(
        award=draft.award,
        role=draft.role,
        policy=facts.get("policy", ""),
        fund=fund,
        code=code or accounts.code_of(fund),
        year=int(year) if year.isdecimal() else 0,
        organisation=facts.get("organisation", ""),
        organisation_name=facts.get("organisation-name", ""),
        platform=facts.get("platform", ""),
        platform_name=facts.get("platform-name", ""),
        benefit=facts.get("benefit", ""),
        cite=facts.get("cite", ""),
        awarded=draft.awarded or _stated(facts.get("awarded", "")),
        committed=draft.committed,
        received=draft.received,
        spent={use: fen for use, fen in sorted(draft.spent.items()) if fen},
        returned=draft.returned,
        clawed=draft.clawed,
        met=draft.met,
        advanced=draft.advanced,
        last=max((movement.on for movement in draft.movements), default=draft.noted or date.min),
        movements=tuple(draft.movements),
        platform_kind=facts.get("platform-kind", ""),
        until=day_in(facts, "until"),
        revoked_on=day_in(facts, "revoked-on"),
        beyond=draft.beyond,
        revision=max(draft.revisions.values(), default=0),
        claim=facts.get("claim", ""),
        schedule=draft.schedule,
        milestones=confirmed_in(facts),
    )


def _stated(text: str) -> int:
    try:
        return money.fen(text)
    except MoneyError:
        return 0
