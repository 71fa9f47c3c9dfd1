"""Vouchers of what was posted, as text that 用友 U8 imports (总账工具).

One line an entry, comma-separated: date, kind of voucher, number, documents, text, account, debit, credit, and four fields
more, of which the last is who made it. A red entry is an amount below zero on its own side.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _
from fundcalc.base.money import plain
from fundcalc.base.toml import tables
from fundcalc.documents.own_file import own_tables
from fundcalc.ledger import loading
from fundcalc.ledger.book_events import read_book
from fundcalc.ledger.event_base import Leg
from fundcalc.ledger.events import Event, Other, Paid, Recovered, Reversed, Spent
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.recipient.charts_of_accounts import DEFAULT, ChartOfAccounts, charts
from fundcalc.prose.movements import event_title

HEAD = "填制凭证,V800"
ENCODING = "gb18030"
_KIND = "记"
_LONGEST_TEXT, _LONGEST_ACCOUNT = 60, 15  # bytes in the program's encoding; digits
_KEYS = ("money", "deferred", "income", "clawback", "returned", "advanced", "own", "expense")


class VoucherLine(NamedTuple):
    """An entry of a voucher: an amount in fen on one side."""

    account: str
    fen: int
    is_debit: bool


@dataclass(frozen=True, slots=True)
class PostedVoucher:
    """A voucher of one entry of the book, numbered within its month."""

    on: date
    number: int
    text: str
    lines: tuple[VoucherLine, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Vouchers:
    """The vouchers of a period, spending whose account was guessed, and faults."""

    vouchers: tuple[PostedVoucher, ...]
    guessed: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def fen(self) -> int:
        """What is debited in all, which is what is credited."""
        return sum(line.fen for voucher in self.vouchers for line in voucher.lines if line.is_debit)


def vouchers_of(folder: Path, first: date, last: date, accounts: Path | None = None) -> Vouchers:
    """The vouchers of what a book holds from one day to another.

    ``accounts`` is a file of the unit's own accounts. Raises ``BookError``.
    """
    role = loading.known_role_of(folder)
    events, errors, files = read_book(folder)
    posted_by = files.posted_by
    own = _own_accounts(accounts) if accounts is not None else {}
    chart = charts().get(events.metadata.get("chart", DEFAULT), charts()[DEFAULT])
    numbers: Counter[tuple[int, int]] = Counter()
    made: list[PostedVoucher] = []
    guessed: list[str] = []
    for event in events.events:
        if not first <= event.on <= last or isinstance(event, Other):
            continue
        lines = tuple(_authority_lines(event) if role == "authority" else _recipient_lines(event, chart, own, guessed))
        if lines:
            numbers[event.on.year, event.on.month] += 1
            number = numbers[event.on.year, event.on.month]
            by = posted_by.get(event.place.batch, "")
            made.append(PostedVoucher(event.on, number, _text_of(event), lines, by))
    return Vouchers(tuple(made), tuple(guessed), tuple(sorted({*errors, *events.faults})))


def as_text(vouchers: Sequence[PostedVoucher]) -> bytes:
    """The text that is imported, in the program's encoding."""
    lines = [HEAD]
    for voucher in vouchers:
        for line in voucher.lines:
            amounts = (plain(line.fen), "0.00") if line.is_debit else ("0.00", plain(line.fen))
            start = (voucher.on.isoformat(), _KIND, str(voucher.number), "0", _short(voucher.text), line.account)
            lines.append(",".join((*start, *amounts, "", "", "", _short(voucher.by))))
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def _short(text: str) -> str:
    """A text without what parts fields and lines, as long as the program takes."""
    kept = "".join("，" if sign == "," else sign if sign.isprintable() else " " for sign in text)
    kept = " ".join(kept.replace('"', "＂").split())
    kept = f"＝{kept[1:]}" if kept.startswith("=") else kept
    return kept.encode(ENCODING, "replace")[:_LONGEST_TEXT].decode(ENCODING, "ignore")


def _text_of(event: Event) -> str:
    award = getattr(event, "award", "")
    return " ".join(filter(None, (event_title(event.kind), award, event.payee, event.text)))


# Which account a posting goes to.


def _authority_lines(event: Event) -> Iterator[VoucherLine]:
    undone = event.undone if isinstance(event, Reversed) else ()
    for movement in (event, *undone):
        if isinstance(movement, Paid | Recovered):
            red = isinstance(movement, Recovered) != isinstance(event, Reversed)
            for debit, credit in _settings().payment:
                fen = -movement.fen if red else movement.fen
                yield VoucherLine(debit, fen, is_debit=True)
                yield VoucherLine(credit, fen, is_debit=False)


def _recipient_lines(
    event: Event, chart: ChartOfAccounts, own: Mapping[str, str], guessed: list[str]
) -> Iterator[VoucherLine]:
    red = isinstance(event, Reversed) or (isinstance(event, Spent) and event.fen < 0)
    sums: Counter[str] = Counter()
    for leg in event.legs:
        if leg.account is not None:
            sums[_account(leg, event, chart, own, guessed)] += leg.fen
    moved = [(account, fen) for account, fen in sums.items() if fen]
    for account, fen in sorted(moved, key=lambda pair: (pair[1] < 0) != red):
        if red:
            yield VoucherLine(account, -abs(fen), is_debit=fen < 0)
        else:
            yield VoucherLine(account, abs(fen), is_debit=fen > 0)


def _account(leg: Leg, event: Event, chart: ChartOfAccounts, own: Mapping[str, str], guessed: list[str]) -> str:
    assert leg.account is not None  # noqa: S101, as the caller saw
    kind = leg.account.kind
    if kind == "spent":
        return _expense(leg, event, chart, own, guessed)
    if kind in own:
        return own[kind]
    if kind in ("advanced", "own"):
        return own.get("money", chart.account["money"].number)
    # An institution takes a grant to its income when it comes.
    if kind == "deferred" and chart.uses == "institution":
        return own.get("income", chart.account["income"].number)
    return next((part.number for name, part in chart.account.items() if name == kind), "")


def _expense(leg: Leg, event: Event, chart: ChartOfAccounts, own: Mapping[str, str], guessed: list[str]) -> str:
    detail = leg.account.detail if leg.account is not None else ""
    use = detail.partition("-")[0]
    stated = event.details.get("account", "") if isinstance(event, Spent) else ""
    number = "".join(sign for sign in stated.partition(" ")[0] if sign.isdigit())
    if use in own:
        return own[use]
    if len(number) >= 4:
        return number[:_LONGEST_ACCOUNT]
    guessed.append(f"{event.on} {detail}")
    settings = _settings()
    if len(use) == 5 and use[:3] in settings.asset_classes:
        return settings.asset
    return own.get("expense", settings.expense[chart.uses])


class _Settings(NamedTuple):
    """What ``vouchers.toml`` says of spending by chart, assets and payments."""

    expense: Mapping[str, str]
    asset_classes: Sequence[str]
    asset: str
    payment: Sequence[tuple[str, str]]


@cache
def _settings() -> _Settings:
    path = Path(__file__).with_name("vouchers.toml")
    body = tables(path.read_bytes(), str(path))
    pairs = [(debit, credit) for debit, credit in body["authority"]["payment"]]
    return _Settings(body["expense"], body["asset"]["classes"], body["asset"]["account"], pairs)


def _own_accounts(path: Path) -> dict[str, str]:
    """A unit's own accounts: by the part of the ledger, or by the use of spending."""
    body = own_tables(path)
    uses = body.pop("use", {})
    flat = {**body, **uses} if isinstance(uses, dict) else body
    for key, value in flat.items():
        known = key in _KEYS or key in uses
        if (
            not known
            or not (isinstance(value, str) and value.isascii() and value.isdigit())
            or len(value) > _LONGEST_ACCOUNT
        ):
            message = _(
                "{path}: {key}: an account of digits was expected, under {known}, or under [use] by a use's code"
            )
            raise BookError(message.format(path=path, key=key, known=", ".join(_KEYS)))
    return {str(key): str(value) for key, value in flat.items()}


def guessed_uses(found: Iterable[str]) -> list[str]:
    """The uses whose account was guessed, each once."""
    return sorted({line.partition(" ")[2] for line in found})
