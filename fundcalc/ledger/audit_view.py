"""The evidence that a book of ours holds for an audit.

Its lines of spending, its awards, movements of money, and what Beancount rejects.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from fundcalc.auditing.evidence import (
    AwardFacts,
    Evidence,
    Movement,
    MovementKind,
    PlatformRow,
    Rejected,
    RevokedPlatform,
)
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.ledger import kept_files, loading, store
from fundcalc.ledger.award_accounts import AwardAccount, AwardMovement, accounts_of
from fundcalc.ledger.event_reader import Events, read_events
from fundcalc.ledger.events import ClawedBack, Other, Received, Returned, Settled, Spent, live
from fundcalc.ledger.places import Place
from fundcalc.ledger.platform_event_reader import PlatformEvent, row_of
from fundcalc.policy.use_catalogue import code_in

_KINDS: Mapping[str, MovementKind] = {
    "disbursement": "paid", "recovery": "recovered", "receipt": "received", "return": "returned",
}  # fmt: skip
_RECIPIENT_TAGS = ("receipt", "spending", "return", "clawback", "settlement")


def is_ours(top: Path, progress: Callable[[str], None] = lambda _name: None) -> bool:
    """Whether a file is the top of a book of ours.

    ``progress`` gets its name before it is parsed.
    """
    if top.name != store.TOP:
        return False
    progress(top.name)
    try:
        return loading.role_of(top.parent) is not None
    except BookError:
        return False


def evidence_of(folder: Path) -> Evidence:
    """What a book of ours holds.

    One that does not check is read as far as it can be. Raises ``BookError``.
    """
    entries, faults = loading.read(folder)
    events = read_events(entries, folder)
    return evidence_in(events, folder, (*faults, *kept_files.faults(folder, events)))


def evidence_in(events: Events, folder: Path, faults: Sequence[loading.Fault] = ()) -> Evidence:
    """What the events of a book come to for an audit, with the book's faults."""
    everything, unexplained = accounts_of(events)
    accounts = [account for account in everything if account.stands]
    organisations = {account.award: account.organisation for account in accounts}
    movements = (
        _movement(account, movement, kind, folder)
        for account in accounts
        for movement in account.movements
        for kind in _kinds(movement)
    )
    rejected = (
        Rejected(f"{folder.name}/{fault.file}:{fault.line}", fault.message)
        for fault in (*faults, *events.faults, *unexplained)
    )
    return Evidence(
        tuple(_lines(events, folder, organisations)),
        tuple(award_facts(account, folder.name) for account in accounts),
        (*movements, *_moved(events, folder)),
        tuple(rejected),
        revocations=tuple(_revocations(events, folder)),
        events=tuple(_platform_rows(events, folder)),
        source="book",
    )


def _revocations(events: Events, folder: Path) -> Iterator[RevokedPlatform]:
    """The revocations among the events of platforms that the book keeps."""
    for event in live(events.events):
        if isinstance(event, PlatformEvent) and event.details.get("event") == "revoked":
            place = f"{folder.name}/{event.place}"
            yield RevokedPlatform(event.platform, event.on, event.details.get("policy", ""), place)


def _platform_rows(events: Events, folder: Path) -> Iterator[PlatformRow]:
    """The events of platforms that the book keeps, as rows of a sheet."""
    for event in live(events.events):
        if isinstance(event, PlatformEvent):
            values = row_of(event)
            yield PlatformRow(values, event.details.get("policy", ""), f"{folder.name}/{event.place}")


def award_facts(account: AwardAccount, book: str = "") -> AwardFacts:
    """What the account of an award says of it.

    ``book`` is the name of the book's folder.
    """
    decided = next(
        (movement.on for movement in account.movements if movement.kind == "award" and movement.counts), None
    )
    first = account.movements[0] if account.movements else None  # an award may only be noted
    return AwardFacts(
        *(account.award, account.policy, account.organisation, account.platform, account.benefit, account.year),
        *(account.awarded if decided or account.awarded else None, decided, account.until, account.revoked_on),
        place=f"{book}/{first.file}:{first.line}" if first else book,
        decided=decided is not None,
        claim=account.claim,
        platform_kind=account.platform_kind,
    )


def _kinds(moved: AwardMovement) -> tuple[MovementKind, ...]:
    if not moved.counts or moved.kind not in _KINDS:
        return ()
    # Own money that returns what a use against the rules cost takes the place of that spending.
    return ("returned", "replaced") if moved.kind == "return" and moved.use else (_KINDS[moved.kind],)


def _movement(account: AwardAccount, moved: AwardMovement, kind: MovementKind, folder: Path) -> Movement:
    place = f"{folder.name}/{moved.file}:{moved.line}"
    return Movement(*(kind, moved.on, moved.fen, account.award, account.organisation, "", moved.text), place=place)


def place_in(folder: Path, place: str) -> tuple[str, int]:
    """The file, relative to the folder, and the line of a place of evidence."""
    file, _colon, line = place.rpartition(":")
    return file.removeprefix(f"{folder.name}/"), int(line) if line.isdecimal() else 0


def _lines(events: Events, folder: Path, organisations: Mapping[str, str]) -> Iterator[Line]:
    """A line for every account that an entry of spending is posted to."""
    for event in live(events.events):
        if not isinstance(event, Spent):
            continue
        given = {key: value for key, value in event.details.items() if key != "source"}
        # What the award's money and what own money paid of one line are two postings to one account.
        spent: dict[str, int] = {}
        place: dict[str, Place] = {}
        for leg in event.legs:
            if leg.account is not None and leg.account.kind == "spent":
                use = leg.account.detail
                spent[use] = spent.get(use, 0) + leg.fen
                place.setdefault(use, Place(event.place.file, leg.line))
        for use, fen in spent.items():
            said = {"code": _code_in(use), "organisation": organisations.get(event.award, "")} | given
            at = f"{folder.name}/{place[use]}"
            yield Line(event.on, fen, event.award, payee=event.payee, text=event.text, place=at, **said)


_code_in = cache(code_in)


def _moved(events: Events, folder: Path) -> Iterator[Movement]:
    """Money of a special account in an entry that is none of the recipient's own."""
    for event in live(events.events):
        if isinstance(event, Received | Spent | Returned | ClawedBack | Settled):
            continue
        if isinstance(event, Other) and event.tag in _RECIPIENT_TAGS:
            continue
        for leg in event.legs:
            if leg.account is None or leg.account.kind != "money":
                continue
            other = next((counter_leg.name for counter_leg in event.legs if counter_leg is not leg), "")
            kind: MovementKind = "moved_in" if leg.fen > 0 else "moved_out"
            at = f"{folder.name}/{Place(event.place.file, leg.line)}"
            yield Movement(kind, event.on, abs(leg.fen), leg.account.owner, "", other, event.text, place=at)
