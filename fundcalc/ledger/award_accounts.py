"""Accounts of awards, folded from the events of a book.

Each says what was awarded, paid, spent by use, returned and is left.

What everything that tells of awards stands on: the status, the report, the page in Fava. One reading for both roles. A
transaction is known by its tag and its ``award-id``; amounts are those of its postings, in whole fen.

Always received = spent + returned + balance. For an authority, what was paid is what the recipient received, and the
balance is what the recipient still answers for; how it was spent stands in the recipient's book.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple, assert_never

from fundcalc.base import money
from fundcalc.base.errors import MoneyError
from fundcalc.ledger import accounts, messages
from fundcalc.ledger.event_reader import Events, day_in
from fundcalc.ledger.events import (
    Appropriated,
    Awarded,
    AwardEvent,
    BatchOpened,
    ClawedBack,
    Committed,
    Kind,
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
    moved,
)
from fundcalc.ledger.loading import Fault, Role
from fundcalc.ledger.store import TOP


class Movement(NamedTuple):
    """A movement on an award.

    ``fen`` is below 0 for one that takes another back (a red entry, a released commitment).

    ``use`` is the last part of the account that was spent on, or that a claw-back disallows; ``file`` and ``line`` say
    where it stands, the file as seen from the book's folder.
    """

    kind: Kind
    on: date
    fen: int
    use: str
    payee: str
    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class AwardAccount:
    """The account of an award. Amounts are whole fen.

    ``awarded`` and ``committed`` are those of the decision (0 where a recipient's book was not told); ``received`` was
    paid to the recipient; ``spent`` is by use (the last part of the expense account), what own money replaced taken off;
    ``returned`` went back to the authority; ``clawed`` was demanded back, of which ``met`` came back. ``advanced`` is own
    money that paid for spending before the award's arrived: then the balance may be below 0. ``last`` is the day of the
    last movement, ``movements`` are all of them in the order of the book. ``until`` is the last day for use and
    ``revoked_on`` the day the platform was revoked, where the book was told.
    """

    award: str
    role: Role
    policy: str
    fund: str
    code: str
    year: int
    organisation: str
    organisation_name: str
    platform: str
    platform_name: str
    benefit: str
    cite: str
    awarded: int
    committed: int
    received: int
    spent: Mapping[str, int]
    returned: int
    clawed: int
    met: int
    advanced: int
    last: date
    movements: tuple[Movement, ...]
    platform_kind: str = ""
    until: date | None = None
    revoked_on: date | None = None

    @property
    def paid(self) -> int:
        """What the authority paid is what the recipient received."""
        return self.received

    @property
    def spending(self) -> int:
        """What was spent under all uses."""
        return sum(self.spent.values())

    @property
    def balance(self) -> int:
        """What is left of what was received: received - spent - returned."""
        return self.received - self.spending - self.returned

    @property
    def due(self) -> int:
        """What is demanded back and has not come."""
        return self.clawed - self.met

    @property
    def unpaid(self) -> int:
        """What was awarded and is not paid; 0 where the amount awarded is not known."""
        return max(self.awarded - self.received, 0)

    @property
    def execution(self) -> Fraction:
        """The execution rate; 0 of nothing.

        For an authority it is paid of awarded, for a recipient spent of received.
        """
        done, whole = (self.received, self.awarded) if self.role == "authority" else (self.spending, self.received)
        return Fraction(done, whole) if whole else Fraction(0)


class Accounts(NamedTuple):
    """The accounts of awards in the order of the book, and its faults."""

    accounts: tuple[AwardAccount, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Draft:
    """An account while it is added up."""

    award: str
    role: Role = "recipient"
    facts: Mapping[str, str] = field(default_factory=dict)
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
    movements: list[Movement] = field(default_factory=list)


def accounts_of(events: Events) -> Accounts:
    """The account of every award in a book.

    A special account whose money does not come to what the entries of its award explain is a fault.
    """
    drafts: dict[str, _Draft] = {}
    for event in events.events:
        match event:
            case Noted() | Revoked():
                draft = drafts.setdefault(event.award, _Draft(event.award))
                _note(draft, event)
            case Appropriated() | BatchOpened() | PayeeSet() | Other():
                pass
            case _:
                draft = drafts.get(event.award) or drafts.setdefault(event.award, _Draft(event.award))
                _add(draft, event)
    faults = tuple(_unexplained(drafts, events)) if events.role != "authority" else ()
    return Accounts(tuple(map(_finished, drafts.values())), faults)


def _note(draft: _Draft, event: Noted | Revoked) -> None:
    facts = dict(event.facts) if isinstance(event, Noted) else {"revoked-on": event.day.isoformat()}
    if draft.facts.get("until", "") > facts.get("until", ""):
        facts.pop("until", None)  # the last day for use is put off, not brought forward
    draft.facts, draft.noted = {**draft.facts, **facts}, event.on


def _add(draft: _Draft, event: AwardEvent) -> None:
    use = ""
    match event:
        case Awarded():
            draft.role, draft.facts = "authority", event.facts
            draft.awarded, draft.fund = event.fen, event.fund
        case Committed():
            draft.role, draft.committed = "authority", draft.committed + event.fen
            draft.facts = draft.facts or event.facts
        case Paid():
            draft.role, draft.received = "authority", draft.received + event.fen
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
            use = event.use
            draft.clawed += event.fen
        case Returned():
            use = event.use
            draft.returned += event.fen
            draft.met += moved(event.legs, "clawback")
            if use:  # own money takes the place of what was spent against the rules
                draft.spent[use] = draft.spent.get(use, 0) - event.fen
        case _:
            assert_never(event)
    draft.movements.append(Movement(event.kind, event.on, event.fen, use, event.payee, event.text, *event.place))


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
                account=accounts.money(award), balance=money.plain(balance), expected=money.plain(expected)
            )
            yield Fault(TOP, 0, message)


def _finished(draft: _Draft) -> AwardAccount:
    facts = draft.facts
    code, year = facts.get("code", ""), facts.get("year", "")
    fund = (
        draft.fund or facts.get("fund", "") or (accounts.fund_id(code, int(year)) if code and year.isdecimal() else "")
    )
    stated = facts.get("awarded", "")
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
        awarded=draft.awarded or (_stated(stated) if stated else 0),
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
    )


def _stated(text: str) -> int:
    try:
        return money.fen(text)
    except MoneyError:
        return 0
