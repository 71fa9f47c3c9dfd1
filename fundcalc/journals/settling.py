"""Liabilities and advances of a unit.

Followed from what was booked to what was paid.
"""

from dataclasses import dataclass, field

from fundcalc.journals.charts import JournalAccount, JournalChart
from fundcalc.journals.movements import Moved, SupportKind
from fundcalc.journals.open_items import OpenItems
from fundcalc.journals.pieces import PaidBy, Piece, VoucherTally, split
from fundcalc.journals.records import JournalPosting, Voucher

SETTLED = ("settled", "wages")


@dataclass
class Settling:
    """What is open in a unit; each act settles what it can and keeps the rest open."""

    chart: JournalChart
    tally: VoucherTally
    moved: list[Moved]
    open: OpenItems = field(default_factory=OpenItems)

    def pay(self, voucher: Voucher, posting: JournalPosting, fen: int) -> None:
        """Money pays a liability: count what it was booked for.

        The rest waits for an invoice.
        """
        payment = PaidBy(voucher, posting)
        left = fen
        for _item, pieces in self.open.claims.take(*_key(posting), fen):
            for piece in pieces:
                left -= abs(piece.fen)
                self._realise(piece, payment)
        if settled := fen - left:
            self.tally.list(Piece(voucher, posting, settled, posting), "settles")
        if left:
            self.open.advance(voucher, posting, [Piece(voucher, posting, left, posting)], left, payment)

    def promise(self, voucher: Voucher, posting: JournalPosting, pieces: list[Piece], fen: int, *, via: bool) -> None:
        """A liability is booked for pieces, or they clear an advance."""
        if via:
            pieces = [piece if piece.via else piece._replace(via=posting) for piece in pieces]
        left = fen
        for item, advance in self.open.advances.take(*_key(posting), fen):
            part = sum(abs(piece.fen) for piece in advance)
            left -= part
            cleared, pieces = split(pieces, part)
            for piece in advance:
                self.tally.list(piece, "cleared" if item.payment else "reversed")
            for piece in cleared:
                if item.payment:
                    self._realise(piece, item.payment)
                else:
                    self.tally.list(piece, "reversed")
        self.tally.list(Piece(voucher, posting, -fen, posting), "liability")
        if left:
            self.open.claim(voucher, posting, pieces, left)

    def take_back(self, voucher: Voucher, posting: JournalPosting, pieces: list[Piece], fen: int) -> None:
        """Expenses are taken back: from what is not paid yet.

        For the rest a refund is due.
        """
        left = fen
        for _item, claimed in self.open.claims.take(*_key(posting), fen):
            part = sum(abs(piece.fen) for piece in claimed)
            left -= part
            reversed_, pieces = split(pieces, part)
            for piece in (*claimed, *reversed_):
                self.tally.list(piece, "reversed")
        self.tally.list(Piece(voucher, posting, fen, posting), "reversed")
        if left:
            self.open.advance(voucher, posting, pieces, left, None)

    def refund(self, voucher: Voucher, posting: JournalPosting, fen: int) -> None:
        """Money comes in on a liability or an advance.

        An advance that comes back, or a refund that was due.
        """
        for item, pieces in self.open.advances.take(*_key(posting), fen):
            for piece in pieces:
                if item.payment:
                    self.tally.list(piece, "paid_back")
                else:
                    self._realise(piece, PaidBy(voucher, posting))
        self.tally.list(Piece(voucher, posting, -fen, posting), "liability")

    def hand_on(self, voucher: Voucher, posting: JournalPosting, fen: int) -> list[Piece]:
        """What a liability stood for, as it becomes another one."""
        left, pieces = fen, list[Piece]()
        for _item, claimed in self.open.claims.take(*_key(posting), fen):
            left -= sum(abs(piece.fen) for piece in claimed)
            pieces += claimed
        if settled := fen - left:
            self.tally.list(Piece(voucher, posting, settled, posting), "settles")
        return [*pieces, Piece(voucher, posting, left, posting)] if left else pieces

    def support(
        self,
        voucher: Voucher,
        posting: JournalPosting,
        account: JournalAccount,
        signed: int,
        paid: PaidBy | None = None,
    ) -> None:
        """Support came in (a credit) or went back (a debit)."""
        kind: SupportKind = "received" if signed < 0 else "returned"
        if kind == "returned" and not self.chart.returns(account.number):
            self.tally.list(Piece(voucher, posting, signed, posting), "other")
            return
        self.tally.list(Piece(voucher, posting, signed, posting), kind)
        self.moved.append(Moved(kind, paid.voucher if paid else voucher, posting, abs(signed)))

    def _realise(self, piece: Piece, payment: PaidBy, *, unsettled: bool = False) -> None:
        """Count a piece that was paid, if it is spending."""
        account = self.chart.account(piece.posting.account, piece.posting.name)
        if account.is_spending or account.role in ("tax", *SETTLED):
            self.tally.count(piece, payment, unsettled=unsettled or account.role == "settled")
        elif account.role == "grant" or self.chart.returns(account.number):
            self.support(piece.voucher, piece.posting, account, piece.fen, payment)
        else:
            self.tally.list(piece, "other")

    def finish(self) -> None:
        """Count advances that nothing cleared, for a person, and list what was never paid."""
        for item in self.open.claims:
            for piece in item.pieces:
                self.tally.list(piece, "not_paid")
        for item in self.open.advances:
            for piece in item.pieces:
                if item.payment:
                    self._realise(piece, PaidBy(item.payment.voucher, None), unsettled=True)
                else:
                    self.tally.list(piece, "not_refunded")


def _key(posting: JournalPosting) -> tuple[str, str, str]:
    return posting.account, posting.details.party, posting.details.project
