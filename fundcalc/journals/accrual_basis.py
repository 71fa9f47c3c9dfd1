"""What of a unit's vouchers is spending as it is booked.

Expenses, assets and stock, without what only moves between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fundcalc.journals.charts import JournalAccount, JournalChart
from fundcalc.journals.flows import flows
from fundcalc.journals.movements import Moved
from fundcalc.journals.pieces import PaidBy, Piece, VoucherTally, Why
from fundcalc.journals.purchases import ends_of
from fundcalc.journals.reasons import why_moved
from fundcalc.journals.records import JournalPosting, Voucher

_NOT_SPENT = ("worn", "result")
_CARRIED = "结转"


@dataclass
class AccrualBasis:
    """Takes the vouchers of a unit.

    ``one_sided`` ones are counted as they stand, but for what is carried over.
    """

    chart: JournalChart
    tally: VoucherTally
    one_sided: bool = False
    moved: list[Moved] = field(default_factory=list)

    def finish(self) -> None:
        """Nothing stays open."""

    def add(self, voucher: Voucher, postings: Sequence[JournalPosting], *, balanced: bool) -> None:
        """Take the postings of one book of a voucher."""
        accounts = [self.chart.account(posting.account, posting.name) for posting in postings]
        if self.one_sided or not balanced:
            has_money = any(account.role == "bank" for account in accounts)
            self._as_it_stands(voucher, postings, accounts, counts=self.one_sided or has_money)
            return
        self._support(voucher, postings, accounts)
        ends = list(ends_of(postings, accounts))
        for posting, account in zip(postings, accounts, strict=True):
            if account.role == "bank":
                self.tally.list_posting(voucher, posting, "bank")
        sources = [end for end, signed in ends if signed < 0 and not _stays(end.account)]
        sinks = [end for end, signed in ends if signed > 0 and not _stays(end.account)]
        for source, sink, fen in flows(sources, sinks):
            for piece in source.pieces(voucher, fen):
                self.tally.list(piece, why_moved(source.account, sink.account))
            for piece in sink.pieces(voucher, fen):
                self.tally.list(piece, why_moved(sink.account, source.account))
            if sink.account.is_spending and source.account.is_spending:
                self.moved.append(Moved("moved", voucher, sink.posting, fen, source.posting))
        payment = PaidBy(voucher, None)
        for end, _signed in ends:
            if end.left:
                for piece in end.pieces(voucher, end.left):
                    if end.account.is_spending:
                        self.tally.count(piece, payment)
                    else:
                        self.tally.list(piece, _why(end.account, piece))

    def _support(
        self, voucher: Voucher, postings: Sequence[JournalPosting], accounts: Sequence[JournalAccount]
    ) -> None:
        money = sum(
            posting.signed for posting, account in zip(postings, accounts, strict=True) if account.role == "bank"
        )
        for posting, account in zip(postings, accounts, strict=True):
            if account.role == "grant" and posting.signed < 0 < money:
                self.moved.append(Moved("received", voucher, posting, -posting.signed))
            elif self.chart.returns(account.number) and posting.signed > 0 > money:
                self.moved.append(Moved("returned", voucher, posting, posting.signed))

    def _as_it_stands(
        self, voucher: Voucher, postings: Sequence[JournalPosting], accounts: Sequence[JournalAccount], *, counts: bool
    ) -> None:
        payment = PaidBy(voucher, None)
        for posting, account in zip(postings, accounts, strict=True):
            piece = Piece(voucher, posting, posting.signed, posting)
            carried = posting.signed < 0 and _CARRIED in posting.text
            if account.is_spending and counts and not carried:
                self.tally.count(piece, payment)
            elif account.role == "bank":
                self.tally.list(piece, "bank")
            elif carried:
                self.tally.list(piece, "carried")
            else:
                self.tally.list(piece, "unbalanced" if not counts else _why(account, piece))


def _stays(account: JournalAccount) -> bool:
    """Whether an account neither takes spending back nor makes it none.

    Money, liabilities and income pay for it.
    """
    return not (account.is_spending or account.role in _NOT_SPENT)


def _why(account: JournalAccount, piece: Piece) -> Why:
    if account.role in ("settled", "wages", "tax"):
        return "liability"
    if account.role == "grant":
        return "received" if piece.fen < 0 else "returned"
    return "carried" if account.role == "result" else "worn" if account.role == "worn" else "other"
