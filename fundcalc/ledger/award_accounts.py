"""Accounts of awards: per award what was awarded, paid, spent by use, returned and is left, from the entries of a book.

What everything that tells of awards stands on: the status, the report, the page in Fava. One reading for both roles. A
transaction is known by its tag and its ``award-id``; amounts are those of its postings, in whole fen.

Always received = spent + returned + balance. For an authority, what was paid is what the recipient received, and the
balance is what the recipient still answers for; how it was spent stands in the recipient's book.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from beancount.core import data

from fundcalc.base import money
from fundcalc.base.errors import MoneyError
from fundcalc.ledger import messages
from fundcalc.ledger import writer as escape
from fundcalc.ledger.loading import ROLE, Fault, Role, fault_at
from fundcalc.ledger.recipient import accounts as special
from fundcalc.ledger.snapshot import AWARD, CLAWBACK, COMMITMENT, DISBURSEMENT, RECOVERY, fen_of

RECEIPT, SPENDING, RETURN, SETTLEMENT = "receipt", "spending", "return", "settlement"
FACTS = "fundcalc-award"
DAYS = ("until", "revoked-on")

Kind = Literal[
    "commitment", "award", "disbursement", "clawback", "recovery", "receipt", "spending", "return", "settlement"
]
_KINDS = frozenset((
    COMMITMENT, AWARD, DISBURSEMENT, CLAWBACK, RECOVERY, RECEIPT, SPENDING, RETURN, SETTLEMENT,
))  # fmt: skip


class Movement(NamedTuple):
    """A transaction on an award: ``fen`` is below 0 for one that takes another back (a red entry, a released commitment).

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
        """The execution rate: for an authority paid of awarded, for a recipient spent of received; 0 of nothing."""
        done, whole = (self.received, self.awarded) if self.role == "authority" else (self.spending, self.received)
        return Fraction(done, whole) if whole else Fraction(0)


class Accounts(NamedTuple):
    """The accounts of awards by award id in the order of the book, and what could not be understood."""

    accounts: tuple[AwardAccount, ...]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Draft:
    """An account while it is added up."""

    award: str
    role: Role = "recipient"
    facts: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
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


def accounts(entries: Sequence[data.Directive], on: date | None = None, folder: Path | None = None) -> Accounts:
    """The account of every award in the entries of a book, at the end of a day (``None``: with everything in it).

    Places and faults name their files as seen from ``folder``. A special account whose money does not come to what the
    entries of its award explain is a fault; so is an entry tagged like ours that lacks what ours have.
    """
    drafts: dict[str, _Draft] = {}
    held: dict[str, int] = {}
    follow = True  # an authority's book has no special accounts to follow
    places = Places(folder)
    faults: list[Fault] = []
    for entry in entries:
        if on is not None and entry.date > on:
            break
        if isinstance(entry, data.Transaction):
            if follow:
                _follow_money(entry, held)
            kind = next(iter(entry.tags & _KINDS), None) if entry.tags else None
            if kind is None:
                continue
            award_id = entry.meta.get("award-id")
            if award_id not in drafts and (not isinstance(award_id, str) or escape.mismatches("id", (award_id,))):
                if kind in (RECEIPT, SPENDING, RETURN, SETTLEMENT):  # the others are told by ``past``
                    faults.append(fault_at(folder, entry.meta, messages.NO_AWARD_ID.format(tag=kind)))
                continue
            draft = drafts.get(award_id) or drafts.setdefault(award_id, _Draft(award_id))
            _add(draft, cast("Kind", kind), entry, places)
        elif isinstance(entry, data.Custom) and entry.type == ROLE and entry.values:
            follow = entry.values[0].value != "authority"
        elif isinstance(entry, data.Custom) and entry.type == FACTS and entry.values:
            award_id = str(entry.values[0].value)
            draft = drafts.setdefault(award_id, _Draft(award_id))
            facts, wrong = told_of_award(entry)
            faults += [fault_at(folder, entry.meta, each) for each in wrong]
            if draft.facts.get("until", "") > facts.get("until", ""):
                facts.pop("until", None)  # the last day for use is put off, not back
            draft.facts, draft.noted = {**draft.facts, **facts}, entry.date
    faults += _unexplained(drafts, held, folder)
    told = (each for each in drafts.values() if each.movements or each.noted)
    return Accounts(tuple(map(_finished, told)), tuple(faults))


def told_of_award(entry: data.Custom) -> tuple[dict[str, str], list[str]]:
    """What a line about an award tells, days as text like 2026-12-31; and what is wrong with its days, which are left out."""
    told, wrong = _texts(entry.meta), []
    for key in DAYS:
        if key not in entry.meta:
            continue
        value = entry.meta[key]
        if day_in({key: str(value)}, key) is None:
            wrong.append(messages.NO_DAY.format(key=key, value=str(value)[:200]))
            told.pop(key, None)
        else:
            told[key] = str(value)
    return told, wrong


def day_in(facts: Mapping[str, str], key: str) -> date | None:
    """The day that a fact of an award tells, if it does."""
    try:
        return date.fromisoformat(facts[key])
    except (LookupError, ValueError):
        return None


def _texts(meta: data.Meta) -> dict[str, str]:
    return {key: value for key, value in meta.items() if isinstance(value, str)}


class Places:
    """Where entries stand, each file's name worked out once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}

    def of(self, meta: Mapping[str, Any]) -> tuple[str, int]:
        name = meta["filename"]
        if name not in self._names:
            self._names[name] = fault_at(self._folder, meta, "").file
        return self._names[name], meta["lineno"]


def _follow_money(entry: data.Transaction, held: dict[str, int]) -> None:
    """Add what a transaction moves on special accounts and advances, whoever wrote it."""
    for posting in entry.postings:
        account = posting.account
        if account.startswith(("Assets:Special:", "Liabilities:Advanced:")):
            part = account.split(":")[2]
            held[part] = held.get(part, 0) + fen_of(posting)[0]


def _add(draft: _Draft, kind: Kind, entry: data.Transaction, places: Places) -> None:
    fen, use = 0, ""
    match kind:
        case "award":
            if draft.account:  # a second award of the same id is a fault that ``past`` tells
                return
            fen, draft.role, draft.facts = _debited(entry), "authority", _award_facts(entry)
            draft.awarded = fen
            draft.account = next((each.account for each in entry.postings if each.account.startswith("Liab")), "-")
        case "commitment":
            fen = -_on(entry, "Equity:Fund:", ":Committed")
            draft.role, draft.committed = "authority", draft.committed + fen
            draft.facts = draft.facts or _texts(entry.meta)
        case "disbursement":
            fen = _debited(entry)
            draft.role, draft.received = "authority", draft.received + fen
        case "recovery":
            fen = _debited(entry)
            draft.returned, draft.met = draft.returned + fen, draft.met + fen
        case "receipt":
            fen = _on(entry, "Assets:Special:")
            draft.received += fen
        case "spending":
            for posting in entry.postings:
                account = posting.account
                if account.startswith("Expenses:Grant:"):
                    use, moved = account.rpartition(":")[2], fen_of(posting)[0]
                    draft.spent[use] = draft.spent.get(use, 0) + moved
                    fen += moved
                elif account.startswith("Liabilities:Advanced:"):
                    draft.advanced -= fen_of(posting)[0]
        case "settlement":
            fen = _debited(entry)
            draft.advanced -= _on(entry, "Liabilities:Advanced:")
        case "clawback":
            fen, use = _debited(entry), entry.meta.get("disallowed", "")
            draft.clawed += fen
        case "return":
            fen, use = _debited(entry), entry.meta.get("disallowed", "")
            draft.returned += fen
            draft.met += _on(entry, "Liabilities:Clawback:")
            if use:  # own money takes the place of what was spent against the rules
                draft.spent[use] = draft.spent.get(use, 0) - fen
    file, line = places.of(entry.meta)
    draft.movements.append(Movement(kind, entry.date, fen, use, entry.payee or "", entry.narration or "", file, line))


def _debited(entry: data.Transaction) -> int:
    return max([fen_of(each)[0] for each in entry.postings], default=0)


def _on(entry: data.Transaction, root: str, end: str = "") -> int:
    return sum(
        fen_of(each)[0] for each in entry.postings if each.account.startswith(root) and each.account.endswith(end)
    )


def _award_facts(entry: data.Transaction) -> dict[str, str]:
    facts = _texts(entry.meta)
    facts["organisation-name"] = entry.payee or ""
    facts["platform-name"] = (entry.narration or "").removesuffix(f" {facts.get('benefit')} {facts.get('cite')}")
    return facts


def _unexplained(drafts: Mapping[str, _Draft], held: Mapping[str, int], folder: Path | None) -> Iterator[Fault]:
    """Special accounts that hold more or less than their awards' entries say."""
    parts = {special.part(each.award): each for each in drafts.values() if each.role == "recipient"}
    for part in sorted(held.keys() | parts.keys()):
        draft = parts.get(part)
        says = draft.received - sum(draft.spent.values()) - draft.returned if draft else 0
        if held.get(part, 0) != says:
            told = messages.UNEXPLAINED.format(
                account=special.money(part), held=money.plain(held.get(part, 0)), says=money.plain(says)
            )
            yield fault_at(folder, None, told)


def _finished(draft: _Draft) -> AwardAccount:
    facts = draft.facts
    code, year = facts.get("code", ""), facts.get("year", "")
    fund = draft.account.split(":")[2] if draft.account.startswith("Liabilities:Fund:") else facts.get("fund", "")
    fund = fund or (f"{code}-{year}" if code else "")
    stated = facts.get("awarded", "")
    return AwardAccount(
        award=draft.award,
        role=draft.role,
        policy=facts.get("policy", ""),
        fund=fund,
        code=code or fund.rpartition("-")[0],
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
        last=max((each.on for each in draft.movements), default=draft.noted or date.min),
        movements=tuple(draft.movements),
        until=day_in(facts, "until"),
        revoked_on=day_in(facts, "revoked-on"),
    )


def _stated(text: str) -> int:
    try:
        return money.fen(text)
    except MoneyError:
        return 0
