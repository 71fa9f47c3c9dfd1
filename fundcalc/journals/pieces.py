"""Parts of postings, and where each ends: counted, or listed with why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args

from fundcalc.base.apportionment import apportioned
from fundcalc.journals.records import JournalPosting, Voucher

Why = Literal[
    "bank",  # money itself
    "received",  # support that came in
    "returned",  # support that was sent back
    "liability",  # on an account of liabilities or advances
    "settles",  # pays what was booked before, which is counted
    "cleared",  # an advance, counted as what it was spent on
    "paid_back",  # an advance that came back
    "not_paid",  # booked and not paid in the files
    "not_refunded",  # taken back and not refunded in the files
    "reversed",  # booked and taken back before it was paid
    "moved",  # between expenses, assets and stock without money
    "consumption",  # stock used
    "worn",  # depreciation, amortisation, impairment
    "carried",  # to profit or equity
    "interest",  # interest received
    "transfer",  # no money and no expense
    "other",  # another account
    "other_book",  # the second book of 平行记账
    "no_budget_entry",  # an event without a budget entry, where the budget side counts
    "unbalanced",  # of a voucher that does not balance and moves no money
    "void",  # of a void voucher
    "duplicate",  # stands in another file too
]
WHYS: Sequence[Why] = get_args(Why)


class Piece(NamedTuple):
    """Part of a posting: ``fen`` is signed, debit above 0.

    ``line`` is the posting whose line it is part of.

    A piece of input tax is part of the line of what was bought. ``via`` is an account that the payment went through and that
    says more than the posting's own, such as wages payable.
    """

    voucher: Voucher
    posting: JournalPosting
    fen: int
    line: JournalPosting
    via: JournalPosting | None = None


class PaidBy(NamedTuple):
    """What paid a piece.

    The voucher, and the posting that settles it (None where the voucher pays it directly).
    """

    voucher: Voucher
    posting: JournalPosting | None

    @property
    def date(self) -> date | None:
        return self.voucher.date


@dataclass(slots=True)
class CountedLine:
    """A line of spending in the making."""

    voucher: Voucher
    posting: JournalPosting
    payment: PaidBy
    via: JournalPosting | None
    fen: int
    unsettled: bool


@dataclass(slots=True)
class SourceSums:
    """Sums of a source in fen, by side."""

    debit: int = 0
    credit: int = 0
    counted_debit: int = 0
    counted_credit: int = 0


@dataclass(slots=True)
class NotJudgedSum:
    """Postings of an account that were not counted, for one reason."""

    postings: int = 0
    debit: int = 0
    credit: int = 0


@dataclass
class VoucherTally:
    """Where every part of every posting ends."""

    lines: dict[tuple[object, ...], CountedLine] = field(default_factory=dict)
    not_judged: dict[tuple[int, str, str, Why], NotJudgedSum] = field(default_factory=dict)
    sums: dict[int, SourceSums] = field(default_factory=dict)

    def add_voucher(self, voucher: Voucher) -> None:
        """Add the amounts of a voucher to the sums of its source."""
        sums = self.sums.get(voucher.source)
        if sums is None:
            sums = self.sums[voucher.source] = SourceSums()
        for posting in voucher.postings:
            if posting.is_debit:
                sums.debit += posting.fen
            else:
                sums.credit += posting.fen

    def count(self, piece: Piece, payment: PaidBy, *, unsettled: bool = False) -> None:
        """Count a piece as spending."""
        key = (id(piece.voucher), id(piece.line), id(payment.voucher), id(piece.via))
        line = self.lines.get(key)
        if line is None:
            self.lines[key] = CountedLine(piece.voucher, piece.line, payment, piece.via, piece.fen, unsettled)
        else:
            line.fen += piece.fen
        sums = self.sums[piece.voucher.source_of(piece.posting)]
        if piece.posting.is_debit:
            sums.counted_debit += piece.fen
        else:
            sums.counted_credit -= piece.fen

    def list(self, piece: Piece, why: Why) -> None:
        """List a piece as not counted."""
        self.list_posting(piece.voucher, piece.posting, why, piece.fen)

    def list_posting(self, voucher: Voucher, posting: JournalPosting, why: Why, fen: int | None = None) -> None:
        """List a posting, or so many fen (signed) of it, as not counted."""
        _row, account, name, whole, is_debit, _text, _details, origin = posting
        key = (origin[0] if origin else voucher.source, account, name, why)
        total = self.not_judged.get(key)
        if total is None:
            total = self.not_judged[key] = NotJudgedSum()
        total.postings += 1
        if is_debit:
            total.debit += whole if fen is None else fen
        else:
            total.credit += whole if fen is None else -fen


def total(pieces: Iterable[Piece]) -> int:
    """The sum of pieces in fen."""
    return sum(piece.fen for piece in pieces)


def split(pieces: Sequence[Piece], fen: int) -> tuple[list[Piece], list[Piece]]:
    """So much of the pieces, in their shares, and the rest.

    ``fen`` is 0 up to the sum of their absolute amounts.
    """
    if len(pieces) == 1:
        return _split(pieces[0], fen)
    sizes = [abs(piece.fen) for piece in pieces]
    if fen >= sum(sizes):
        return list(pieces), []
    if fen <= 0:
        return [], list(pieces)
    taken, left = list[Piece](), list[Piece]()
    for piece, part in zip(pieces, apportioned(sizes, fen), strict=True):
        signed = part if piece.fen > 0 else -part
        if part:
            taken.append(piece._replace(fen=signed))
        if signed != piece.fen:
            left.append(piece._replace(fen=piece.fen - signed))
    return taken, left


def _split(piece: Piece, fen: int) -> tuple[list[Piece], list[Piece]]:
    if fen >= abs(piece.fen):
        return [piece], []
    if fen <= 0:
        return [], [piece]
    voucher, posting, whole, line, via = piece
    part = fen if whole > 0 else -fen
    return [Piece(voucher, posting, part, line, via)], [Piece(voucher, posting, whole - part, line, via)]
