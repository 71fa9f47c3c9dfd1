"""A book of ours as an audit sees it: its lines of spending, its awards, what moved, and what Beancount rejects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from beancount.core import data

from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement, MovementKind, Rejected
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.ledger import loading as reading
from fundcalc.ledger import store
from fundcalc.ledger.award_accounts import SPENDING, AwardAccount, Places, accounts
from fundcalc.ledger.award_accounts import Movement as Moved
from fundcalc.ledger.recipient import accounts as special
from fundcalc.ledger.snapshot import fen_of, past
from fundcalc.policy.uses import code_in

_MONEY = "Assets:Special:"
_SPENT = "Expenses:Grant:"
_SAID = ("use", "code", "account", "invoice", "purpose", "document", "organisation")
_KINDS: Mapping[str, MovementKind] = {
    "disbursement": "paid", "receipt": "received", "return": "returned",
}  # fmt: skip
_OURS = frozenset(("receipt", "spending", "return", "clawback", "settlement"))


def is_ours(top: Path, progress: Callable[[str], None] = lambda _name: None) -> bool:
    """Whether a file is the top of a book of ours; ``progress`` is told its name before it is parsed."""
    if top.name != store.TOP:
        return False
    progress(top.name)
    try:
        return reading.role_of(top.parent) is not None
    except BookError:
        return False


def evidence_of(folder: Path) -> Evidence:
    """What a book of ours holds; one that does not check is told as far as it can be read. Raises BookError."""
    read = reading.read(folder)
    return evidence_in(read, folder, reading.role_of(folder))


def evidence_in(read: reading.Reading, folder: Path, role: str | None) -> Evidence:
    """What the entries of a book in a folder hold, and what is wrong with it."""
    entries, faults = read
    told = accounts(entries, None, folder)
    organisations = {each.award: each.organisation for each in told.accounts}
    movements = (_movement(each, one, folder) for each in told.accounts for one in each.movements if _counts(one))
    misread = past(entries, folder).faults if role == "authority" else ()
    rejected = (
        Rejected(f"{folder.name}/{each.file}:{each.line}", each.message) for each in (*faults, *misread, *told.faults)
    )
    return Evidence(
        tuple(_lines(entries, folder, organisations)),
        tuple(_facts(each, folder) for each in told.accounts),
        (*movements, *_moved(entries, folder, {special.part(each): each for each in organisations})),
        tuple(rejected),
    )


def _facts(account: AwardAccount, folder: Path) -> AwardFacts:
    decided = next((each.on for each in account.movements if each.kind == "award"), None)
    first = account.movements[0] if account.movements else None  # an award may only be noted
    return AwardFacts(
        *(account.award, account.policy, account.organisation, account.platform, account.benefit, account.year),
        *(account.awarded or None, decided, account.until, account.revoked_on),
        place=f"{folder.name}/{first.file}:{first.line}" if first else folder.name,
        decided=decided is not None,
    )


def _counts(moved: Moved) -> bool:
    # What own money returns in place of a disallowed use never left the special account.
    return moved.kind in _KINDS and not (moved.kind == "return" and moved.use)


def _movement(account: AwardAccount, moved: Moved, folder: Path) -> Movement:
    place = f"{folder.name}/{moved.file}:{moved.line}"
    return Movement(
        *(_KINDS[moved.kind], moved.on, moved.fen, account.award, account.organisation, "", moved.text), place=place
    )


def place_in(folder: Path, place: str) -> tuple[str, int]:
    """The file, as seen from a ledger's folder, and the line that a place of its evidence names."""
    file, _colon, line = place.rpartition(":")
    return file.removeprefix(f"{folder.name}/"), int(line) if line.isdecimal() else 0


def _lines(entries: Sequence[data.Directive], folder: Path, organisations: Mapping[str, str]) -> Iterator[Line]:
    places, code_of = Places(folder), cache(lambda account: code_in(account.rpartition(":")[2]))
    for entry in entries:
        if not isinstance(entry, data.Transaction) or SPENDING not in entry.tags:
            continue
        award = str(entry.meta.get("award-id", ""))
        given = {key: str(entry.meta[key]) for key in _SAID if entry.meta.get(key)}
        # What the award's money and what own money paid of one line are two postings to one account.
        spent: dict[str, int] = {}
        first: dict[str, Mapping[str, Any]] = {}
        for posting in entry.postings:
            if posting.account.startswith(_SPENT):
                spent[posting.account] = spent.get(posting.account, 0) + fen_of(posting)[0]
                first.setdefault(posting.account, posting.meta or entry.meta)
        for account, fen in spent.items():
            told = {"code": code_of(account), "organisation": organisations.get(award, "")} | given
            file, at = places.of(first[account])
            place = f"{folder.name}/{file}:{at}"
            yield Line(entry.date, fen, award, payee=entry.payee or "", text=entry.narration or "", place=place, **told)


def _moved(entries: Sequence[data.Directive], folder: Path, awards: Mapping[str, str]) -> Iterator[Movement]:
    """Money of a special account in an entry that is none of ours."""
    places = Places(folder)
    for entry in entries:
        if not isinstance(entry, data.Transaction) or entry.tags & _OURS:
            continue
        for posting in entry.postings:
            if not posting.account.startswith(_MONEY):
                continue
            fen = fen_of(posting)[0]
            other = next((each.account for each in entry.postings if each is not posting), "")
            kind: MovementKind = "moved_in" if fen > 0 else "moved_out"
            part = posting.account.split(":")[2]
            award = awards.get(part, part)
            file, at = places.of(posting.meta or entry.meta)
            yield Movement(
                kind, entry.date, abs(fen), award, "", other, entry.narration or "", place=f"{folder.name}/{file}:{at}"
            )
