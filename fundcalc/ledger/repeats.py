"""Entries that may have been entered twice.

An equal entry of the same day is the same act and is not posted again; one of another day is asked about.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from fundcalc.auditing.lines import Line
from fundcalc.base.errors import RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import ngettext
from fundcalc.base.ids import normalised
from fundcalc.ledger import act_messages, store
from fundcalc.ledger.entries import entries_of
from fundcalc.ledger.events import (
    Appropriated,
    ClawedBack,
    Event,
    Paid,
    Received,
    Recovered,
    Returned,
    Spent,
    live,
)
from fundcalc.ledger.places import Place

ActKind = Literal["appropriation", "disbursement", "receipt", "return", "recovery", "clawback"]

_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Act:
    """An act on an award or a fund, as far as an equal one may be in the book.

    ``use`` is the use that a demand disallows.
    """

    kind: ActKind
    owner: str
    fen: int
    on: date
    reference: str = ""
    use: str = ""


_Identity: TypeAlias = tuple[ActKind, str, int, str, str]


def _identity(act: Act) -> _Identity:
    """What equal acts have in common; a reference without case and blanks."""
    return act.kind, act.owner, act.fen, act.use, normalised(act.reference)


def refuse_equal(folder: Path, events: Sequence[Event], acts: Iterable[Act]) -> None:
    """Refuse acts of which the book has an equal one of another day.

    Equal are two without a reference, or with the same one, which may be written another way. ``events`` are those of the
    book. Raises ``RefusedError`` naming the equal entries.
    """
    typed = set(acts)
    wanted = set(map(_identity, typed))
    posted: defaultdict[_Identity, list[tuple[Act, Place]]] = defaultdict(list)
    for act, place in _posted(events) if wanted else ():
        if (identity := _identity(act)) in wanted:
            posted[identity].append((act, place))
    found: list[tuple[Act, date, Place]] = []
    for act in sorted(typed, key=lambda act: (act.owner, act.on)):
        equal = posted[_identity(act)]
        near = [(other.on, place) for other, place in equal if abs(other.on - act.on) <= _WITHIN]
        if near and not any((other.on, other.reference) == (act.on, act.reference) for other, _place in equal):
            found.append((act, *min(near, key=lambda pair: abs(pair[0] - act.on))))
    if not found:
        return
    ids = _ids(folder, events)
    lines = [
        act_messages.EQUAL_ENTRY.format(
            owner=act.owner, amount=figure(act.fen), on=on, entry=ids.get(place, str(place))
        )
        for act, on, place in found
    ]
    entries = [ids.get(place, str(place)) for _act, _on, place in found]
    raise RefusedError("\n".join((*lines, str(act_messages.AGAIN))), {"entry": entries[0], "entries": entries})


def _posted(events: Sequence[Event]) -> Iterator[tuple[Act, Place]]:
    """The acts of a book with their places; a return that was split by use is one."""
    returns: dict[str, tuple[list[Returned], Place]] = {}
    for event in live(events):
        match event:
            case Appropriated():
                yield Act("appropriation", event.fund, event.fen, event.on, event.document), event.place
            case Paid():
                yield Act("disbursement", event.award, event.fen, event.on, event.reference), event.place
            case Received():
                yield Act("receipt", event.award, event.fen, event.on, event.reference), event.place
            case Recovered():
                yield Act("recovery", event.award, event.fen, event.on, event.reference), event.place
            case ClawedBack():
                yield Act("clawback", event.award, event.fen, event.on, event.reference, event.use), event.place
            case Returned():
                returns.setdefault(event.key or str(event.place), ([], event.place))[0].append(event)
            case _:
                pass
    for parts, place in returns.values():
        first = parts[0]
        yield Act("return", first.award, sum(part.fen for part in parts), first.on, first.reference), place


def _ids(folder: Path, events: Sequence[Event]) -> dict[Place, str]:
    entries = entries_of(events, store.batches(folder))
    return {event.place: entry.id for entry in entries for event in entry.events}


# Lines of spending.


def refuse_equal_lines(folder: Path, events: Sequence[Event], new: Sequence[Line], keys: Sequence[str]) -> None:
    """Refuse new lines that equal a posted one but for their wording.

    ``keys`` are those of all lines of the file: what the file holds itself is not asked about. A line that the file takes
    back by a red one does not count.
    """
    own = set(keys)
    posted: defaultdict[tuple[str, date, int], list[Spent]] = defaultdict(list)
    for event in live(events):
        if isinstance(event, Spent) and event.key not in own:
            posted[event.award, event.on, event.fen].append(event)
    red = Counter((line.award, -line.fen) for line in new if line.fen < 0)
    found: list[tuple[Line, Spent]] = []
    for line in new:
        candidates = posted.get((line.award, line.date or date.min, line.fen), ())
        equal = next((event for event in candidates if _is_equal(line, event)), None)
        if equal is None:
            continue
        if red[line.award, line.fen] > 0:
            red[line.award, line.fen] -= 1
            continue
        found.append((line, equal))
    if not found:
        return
    ids = _ids(folder, events)
    head = ngettext(
        "nothing was posted: {count} line equals one that is posted, but for its wording:",
        "nothing was posted: {count} lines equal lines that are posted, but for their wording:",
        len(found),
    )
    lines = [
        act_messages.EQUAL_LINE.format(
            place=line.place or "-", amount=figure(line.fen), on=event.on, entry=ids.get(event.place, str(event.place)),
            text=event.text,
        )
        for line, event in found
    ]  # fmt: skip
    data = [{"line": line.place, "entry": ids.get(event.place, "")} for line, event in found]
    raise RefusedError(
        "\n".join((head.format(count=len(found)), *lines, str(act_messages.LINE_AGAIN))),
        {"entry": data[0]["entry"], "equal": data},
    )


def _is_equal(line: Line, posted: Spent) -> bool:
    """Whether a line of the same award, day and amount may be the posted one."""
    voucher, invoice = posted.details.get("document", ""), posted.details.get("invoice", "")
    for one, other in ((line.document, voucher), (line.invoice, invoice)):
        if one and other and normalised(one) != normalised(other):
            return False
    if line.document and voucher:
        return True
    bare = not (line.document or line.invoice) or not (voucher or invoice)
    return bare and normalised(line.payee) == normalised(posted.payee)
