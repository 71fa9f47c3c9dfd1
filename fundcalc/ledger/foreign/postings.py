"""Find the postings of spending in a foreign ledger, and make lines of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from beancount.core import data
from beancount.core.convert import get_weight

from fundcalc.auditing.audit import LineFields
from fundcalc.auditing.lines import Line
from fundcalc.ledger import messages, writer
from fundcalc.ledger.event_reader import fen_of
from fundcalc.ledger.foreign.files import Walk
from fundcalc.policy.use_catalogue import code_in
from fundcalc.policy.uses import catalogue

LONGEST = 2_000
_SPENT = "Expenses"
_NEVER = ("Income", "Equity")
_LINK = "award-"
_REMAINDER = Decimal("0.000001")
_PLACE = ("filename", "lineno")


class SpentPosting(NamedTuple):
    """A posting of spending: its entry, itself, and the economic code of its account.

    ``fen`` and ``day`` are what of it was paid, and when, where that is not all of it on its own day.
    """

    entry: data.Transaction
    posting: data.Posting
    code: str
    fen: int | None = None
    day: date | None = None


def spending_postings(entries: Sequence[data.Directive], mapped: tuple[str, ...]) -> Iterator[SpentPosting]:
    """The postings of spending, with the economic codes of their accounts."""
    code_of = cache(lambda account: spent_on(account, mapped))
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                code = code_of(posting.account)
                if code is not None:
                    yield SpentPosting(entry, posting, code)


def line_fields(spent: Iterable[SpentPosting], alone: str) -> Iterator[LineFields]:
    """What each line will give to be judged by.

    ``alone`` is the award of those that name none.
    """
    linked = cache(_linked)
    for entry, posting, code, _fen, _day in spent:
        said = _said_of(entry, posting).get
        yield (
            _text(_award(entry, said, linked)) or alone,
            _text(said("use")),
            _text(said("code")) or code,
            posting.account,
            _text(said("purpose")),
            _text(said("invoice")),
            fen_in_entry(posting) or 0,
        )


def lines_of(spent: Iterable[SpentPosting], walk: Walk) -> Iterator[Line]:
    """Lines of spending from postings; what is not whole fen is noted."""
    other, linked = 0, cache(_linked)
    for item in spent:
        fen = fen_in_entry(item.posting) if item.fen is None else item.fen
        if fen is None:
            other += 1
            continue
        yield _line(item, fen, linked, walk)
    if other:
        walk.notes.append(messages.NO_WHOLE_FEN.format(count=other))


def fen_in_entry(posting: data.Posting) -> int | None:
    """The fen of a posting.

    What is in lots or in another currency counts by its yuan in the entry. None if there are none.
    """
    units = posting.units
    if units is None or (units.currency == writer.CURRENCY and posting.cost is None):
        fen, uneven = fen_of(posting)
        return fen if uneven is None else None
    weight = get_weight(posting)  # type: ignore[no-untyped-call]
    if weight.currency != writer.CURRENCY or weight.number is None:
        return None
    # The parser divides a total price (@@) by the units, which leaves a tiny remainder.
    exact = weight.number.scaleb(2)
    whole = exact.to_integral_value()
    return int(whole) if abs(exact - whole) < _REMAINDER else None


def _linked(links: frozenset[str]) -> str:
    """The award that the links of an entry name, as those of our books do."""
    return next((link.removeprefix(_LINK) for link in sorted(links) if link.startswith(_LINK)), "")


def spent_on(account: str, mapped: tuple[str, ...]) -> str | None:
    """The economic code that an account of spending names, empty if it names none.

    None for any other account.
    """
    code = account_code(account)
    is_spent = account.startswith(_SPENT) or code or _is_mapped(account, mapped)
    return code if is_spent and not account.startswith(_NEVER) else None


def _line(spent: SpentPosting, fen: int, linked: Callable[[frozenset[str]], str], walk: Walk) -> Line:
    entry, posting, code, _fen, day = spent
    said = _said_of(entry, posting).get
    return Line(
        day or entry.date,
        fen,
        _text(_award(entry, said, linked)),
        _text(said("use")),
        _text(said("code")) or code,
        posting.account,
        _text(entry.payee),
        _text(entry.narration),
        _text(said("invoice")),
        _text(said("purpose")),
        _text(said("document")),
        _text(said("organisation")),
        walk.place(posting.meta or entry.meta),
        card=_text(said("card")),
    )


def _said_of(entry: data.Transaction, posting: data.Posting) -> Mapping[str, object]:
    """What a line says: its posting before its entry."""
    own = posting.meta
    # A posting has its place and, seldom, more.
    return {**entry.meta, **own} if own and len(own) > len(_PLACE) else entry.meta


def _award(entry: data.Transaction, said: Callable[[str], object], linked: Callable[[frozenset[str]], str]) -> object:
    return said("award-id") or said("award") or (linked(entry.links) if entry.links else "")


def _text(value: object) -> str:
    return str(value)[:LONGEST] if value else ""


def account_code(account: str) -> str:
    """The economic code that a part of an account's name starts with.

    Empty if none does.
    """
    known = catalogue().codes
    return next((code for part in reversed(account.split(":")) if (code := code_in(part)) in known), "")


def _is_mapped(account: str, mapped: tuple[str, ...]) -> bool:
    return any(account == name or account.startswith((name + ":", name + ".")) for name in mapped)
