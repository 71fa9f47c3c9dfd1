"""What a book holds of awards, payments and appropriations, from Beancount's entries.

A transaction is known by its tag and described by its metadata. One that is tagged like ours and lacks what ours have
is left out and told as a fault.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from beancount.core import data

from fundcalc.ledger import messages
from fundcalc.ledger import writer as escape
from fundcalc.ledger.authority import accounts as chart
from fundcalc.ledger.loading import Fault, fault_at
from fundcalc.ledger.records import PaidRow, Payment, PostedAward
from fundcalc.ledger.timeline import Timeline

APPROPRIATION, COMMITMENT, AWARD, DISBURSEMENT = "appropriation", "commitment", "award", "disbursement"
CLAWBACK, RECOVERY = "clawback", "recovery"

_AWARD_KEYS = (
    "award-id", "policy", "year", "platform", "platform-kind", "organisation", "benefit", "cite", "policy-sha256",
    "inputs-sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Appropriated:
    """An appropriation in the book, in fen."""

    fund: str
    policy: str
    fen: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class Past:
    """All that a book holds: awards by id, payments and appropriations by date, and the accounts that are open.

    Commitments (below 0 when released), claw-backs and recoveries are told as payments are, by date.
    ``balances`` are in fen, by account, of the accounts of funds, ``held`` tells those of treasuries and of what is free by
    day; ``faults`` are what could not be understood.
    """

    awards: Mapping[str, PostedAward]
    payments: tuple[Payment, ...]
    appropriations: tuple[Appropriated, ...]
    commitments: tuple[Payment, ...]
    clawbacks: tuple[Payment, ...]
    recoveries: tuple[Payment, ...]
    accounts: frozenset[str]
    balances: Mapping[str, int]
    faults: tuple[Fault, ...]
    held: Mapping[str, Timeline]


def rows(before: Past) -> tuple[PaidRow, ...]:
    """The awards of a book as rows for the next round, one an award, in order of date; then what was recovered, below 0."""
    recovered = (each for each in before.recoveries if each.award_id in before.awards)
    return (
        *(row(award, award.fen) for award in before.awards.values()),
        *(row(before.awards[each.award_id], -each.fen) for each in recovered),
    )


def row(award: PostedAward, fen: int) -> PaidRow:
    """An award (or, below 0, what was recovered of it) as a row for the next round."""
    return PaidRow(
        organisation=award.organisation,
        platform=award.platform,
        programme=award.policy,
        benefit=award.benefit,
        year=award.year,
        fen=fen,
        platform_kind=award.platform_kind,
        inputs_digest=award.inputs_digest,
    )


def available(before: Past, fund: str) -> int:
    """What was appropriated to a fund and is neither committed nor awarded, in fen."""
    return -before.balances.get(chart.free(fund), 0) - before.balances.get(chart.awards(fund), 0)


def policies_of(before: Past) -> dict[str, str]:
    """The policy of every fund that was appropriated to."""
    return {each.fund: each.policy for each in before.appropriations}


def paid(before: Past) -> dict[str, int]:
    """What was paid on each award, in fen, by award id; 0 for what is not in it."""
    return sums(before.payments)


def sums(movements: Sequence[Payment]) -> dict[str, int]:
    """What movements come to by award id, in fen; 0 for what is not in it."""
    found: dict[str, int] = defaultdict(int)
    for each in movements:
        found[each.award_id] += each.fen
    return found


def past(entries: Sequence[data.Directive], folder: Path | None = None) -> Past:
    """All that the entries of a book say. Faults name their files as seen from ``folder``."""
    awards: dict[str, PostedAward] = {}
    awarded_at: dict[str, data.Meta] = {}
    paid_at: dict[str, data.Meta] = {}
    payments: list[Payment] = []
    appropriations: list[Appropriated] = []
    others: dict[str, list[Payment]] = {COMMITMENT: [], CLAWBACK: [], RECOVERY: []}
    accounts: set[str] = set()
    balances: dict[str, int] = defaultdict(int)
    held: defaultdict[str, Timeline] = defaultdict(Timeline)
    faults: list[Fault] = []

    def amiss(meta: data.Meta | None, message: str) -> None:
        faults.append(fault_at(folder, meta, message))

    for entry in entries:
        if isinstance(entry, data.Open):
            accounts.add(entry.account)
        if not isinstance(entry, data.Transaction):
            continue
        fen = 0
        for posting in entry.postings:
            moved, uneven = fen_of(posting)
            if uneven:
                amiss(posting.meta, messages.PART_OF_A_FEN.format(number=uneven))
            if ":Fund:" in posting.account:
                balances[posting.account] += moved
                if posting.account.endswith((":Treasury", ":Free")):
                    held[posting.account].add(entry.date, moved)
            fen = max(fen, moved)
        if AWARD in entry.tags:
            award = _award(entry, fen)
            if isinstance(award, str):
                amiss(entry.meta, messages.NOT_AN_AWARD.format(missing=award))
            elif award.id in awards:
                place = fault_at(folder, awarded_at[award.id], "")
                amiss(
                    entry.meta,
                    messages.AWARDED_TWICE.format(award_id=award.id, file=place.file, line=place.line),
                )
            else:
                awards[award.id] = award
                awarded_at[award.id] = entry.meta
        elif DISBURSEMENT in entry.tags:
            award_id = entry.meta.get("award-id")
            if not isinstance(award_id, str):
                amiss(entry.meta, messages.NOT_A_PAYMENT.format(missing="award-id"))
                continue
            paid_at.setdefault(award_id, entry.meta)
            payments.append(Payment(award_id, fen, entry.date, entry.meta.get("reference", "")))
        elif kind := next((each for each in others if each in entry.tags), None):
            award_id = entry.meta.get("award-id")
            if not isinstance(award_id, str):
                amiss(entry.meta, messages.NO_AWARD_ID.format(tag=kind))
                continue
            if kind == COMMITMENT and any(
                each.account.endswith(":Free") and fen_of(each)[0] < 0 for each in entry.postings
            ):
                fen = -fen
            others[kind].append(Payment(award_id, fen, entry.date, entry.meta.get("reference", "")))
        elif APPROPRIATION in entry.tags:
            fund = next((each.removeprefix("fund-") for each in entry.links if each.startswith("fund-")), "")
            document = entry.meta.get("doc-no", "")
            appropriations.append(Appropriated(fund, entry.meta.get("policy", ""), fen, entry.date, document))
    # Within a day Beancount orders by line, so a payment may come before its award.
    for award_id in paid_at.keys() - awards.keys():
        amiss(paid_at[award_id], messages.PAID_UNAWARDED.format(award_id=award_id))
    return Past(
        awards,
        tuple(payments),
        tuple(appropriations),
        tuple(others[COMMITMENT]),
        tuple(others[CLAWBACK]),
        tuple(others[RECOVERY]),
        frozenset(accounts),
        balances,
        tuple(faults),
        held,
    )


def fen_of(posting: data.Posting) -> tuple[int, Decimal | None]:
    """The amount of a posting in fen (0 for another currency), and the amount in yuan if that is not whole."""
    units = posting.units
    if units is None or units.number is None or units.currency != escape.CURRENCY:
        return 0, None
    exact = units.number.scaleb(2)
    whole = int(exact)
    return whole, None if exact == whole else units.number


def _award(entry: data.Transaction, fen: int) -> PostedAward | str:
    """The award that a transaction posts, or the word for what it lacks."""
    meta = entry.meta
    for key in _AWARD_KEYS:
        if not isinstance(meta.get(key), str):
            return key
    if not meta["year"].isdecimal():
        return "a year"
    account = next((each.account for each in entry.postings if each.account.startswith("Liabilities:Fund:")), None)
    if account is None:
        return "a posting to Liabilities:Fund"
    return PostedAward(
        id=meta["award-id"],
        fund=account.split(":")[2],
        policy=meta["policy"],
        year=int(meta["year"]),
        platform=meta["platform"],
        platform_kind=meta["platform-kind"],
        benefit=meta["benefit"],
        organisation=meta["organisation"],
        organisation_name=entry.payee or "",
        account=account,
        fen=fen,
        on=entry.date,
        cite=meta["cite"],
        policy_digest=meta["policy-sha256"],
        inputs_digest=meta["inputs-sha256"],
    )
