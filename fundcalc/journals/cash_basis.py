"""What of a unit's vouchers is spending by what was paid (formats 1a).

Each yuan once, everything else listed.

What money pays directly is counted at once; liabilities and advances are followed to the expense or asset that they settle,
and count for a person where that is in none of the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fundcalc.base.apportionment import apportioned
from fundcalc.journals.charts import JournalAccount, JournalChart
from fundcalc.journals.flows import End, flows
from fundcalc.journals.movements import Moved
from fundcalc.journals.pieces import PaidBy, Piece, VoucherTally
from fundcalc.journals.purchases import ends_of
from fundcalc.journals.reasons import why_moved
from fundcalc.journals.records import JournalPosting, Voucher
from fundcalc.journals.settling import SETTLED, Settling


@dataclass
class CashBasis:
    """Takes the vouchers of a unit by day; ``finish`` lists what is still open."""

    chart: JournalChart
    tally: VoucherTally
    moved: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settling = Settling(self.chart, self.tally, self.moved)

    def finish(self) -> None:
        """Count what nothing cleared, and list what was never paid."""
        self.settling.finish()

    def add(self, voucher: Voucher, postings: Sequence[JournalPosting], *, balanced: bool) -> None:
        """Take the postings of one book of a voucher."""
        if balanced and len(postings) == 2 and self._pair(voucher, *postings):
            return
        account = self.chart.account
        accounts = [account(posting.account, posting.name) for posting in postings]
        money, has_money = 0, False
        for posting, of in zip(postings, accounts, strict=True):
            if of.role == "bank":
                has_money = True
                money += posting.fen if posting.is_debit else -posting.fen
                self.tally.list_posting(voucher, posting, "bank")
        if balanced:
            self._balanced(voucher, postings, accounts, money, has_money=has_money)
        else:
            self._unbalanced(voucher, postings, accounts, money, has_money=has_money)

    def _pair(self, voucher: Voucher, one: JournalPosting, other: JournalPosting) -> bool:
        """Take a voucher of one debit and one credit, as most are.

        False if both are money; nothing is taken then.
        """
        of_one = self.chart.account(one.account, one.name)
        of_other = self.chart.account(other.account, other.name)
        if of_one.role == "bank":
            one, of_one, other, of_other = other, of_other, one, of_one
        signed = one.fen if one.is_debit else -one.fen
        if of_one.role == "bank" or not signed:
            return False
        end = End(one, of_one, 0, ((one, signed),))
        if of_other.role != "bank":
            against = End(other, of_other, 0, ((other, -signed),))
            source, sink = (against, end) if signed > 0 else (end, against)
            self._flow(voucher, source, sink, abs(signed))
            return True
        self.tally.list_posting(voucher, other, "bank")
        if signed > 0:
            self._paid(voucher, end, signed, None)
        else:
            self._came_in(voucher, end, -signed)
        return True

    def _unbalanced(
        self,
        voucher: Voucher,
        postings: Sequence[JournalPosting],
        accounts: Sequence[JournalAccount],
        money: int,
        *,
        has_money: bool,
    ) -> None:
        """With money, count the debits as they stand; without, nothing."""
        payment = PaidBy(voucher, None)
        for posting, account in zip(postings, accounts, strict=True):
            if account.role == "bank":
                continue
            if not has_money:
                self.tally.list_posting(voucher, posting, "unbalanced")
            elif account.is_spending or account.role == "tax":
                self.tally.count(Piece(voucher, posting, posting.signed, posting), payment)
            elif account.role in SETTLED and posting.signed > 0 and money < 0:
                self.settling.pay(voucher, posting, posting.signed)
            elif account.role == "grant" and money * posting.signed < 0:
                self.settling.support(voucher, posting, account, posting.signed)
            else:
                self.tally.list_posting(voucher, posting, "unbalanced")

    def _balanced(
        self,
        voucher: Voucher,
        postings: Sequence[JournalPosting],
        accounts: Sequence[JournalAccount],
        money: int,
        *,
        has_money: bool,
    ) -> None:
        """Take a voucher whose money changes by ``money`` fen, above 0 for what came in."""
        sources: list[End] = []
        sinks: list[End] = []
        red = 0
        for end, signed in ends_of(postings, accounts):
            if money < 0 and signed < 0 and end.account.is_spending:
                # A red entry or a correction in the voucher of a payment.
                red += end.left
                self._count(voucher, end, end.left)
            else:
                (sinks if signed > 0 else sources).append(end)
        wages = self._net(voucher, sources, sinks) if has_money and sources and sinks else None
        if money < 0:
            out = -money + red
            for sink, part in _shares(sinks, sources, out):
                self._paid(voucher, sink, part, wages)
        elif money > 0:
            for source, part in _shares(sources, sinks, money):
                self._came_in(voucher, source, part)
        for source, sink, fen in flows(sources, sinks):
            self._flow(voucher, source, sink, fen)
        if has_money and not money:
            self._transferred(voucher, postings, accounts)

    def _net(self, voucher: Voucher, sources: Sequence[End], sinks: Sequence[End]) -> JournalPosting | None:
        """Settle within the voucher what it books and pays on one account.

        The account if it is that of wages.
        """
        wages = None
        for source in sources:
            if source.account.role not in SETTLED:
                continue
            for sink in sinks:
                same = sink.posting.account == source.posting.account
                part = min(source.left, sink.left)
                if not (same and part and sink.posting.details.party == source.posting.details.party):
                    continue
                source.left -= part
                sink.left -= part
                self.tally.list(Piece(voucher, sink.posting, part, sink.posting), "settles")
                self.tally.list(Piece(voucher, source.posting, -part, source.posting), "settles")
                if source.account.role == "wages":
                    wages = source.posting
        return wages

    def _count(self, voucher: Voucher, end: End, fen: int, via: JournalPosting | None = None) -> None:
        payment = PaidBy(voucher, None)
        for piece in end.pieces(voucher, fen):
            self.tally.count(piece if via is None else piece._replace(via=via), payment)

    def _paid(self, voucher: Voucher, sink: End, fen: int, wages: JournalPosting | None) -> None:
        """Money goes out to a debit."""
        account, posting = sink.account, sink.posting
        if account.is_spending:
            self._count(voucher, sink, fen, wages)
        elif account.role in SETTLED or account.role == "tax":
            self.settling.pay(voucher, posting, fen)
        elif account.role == "grant" or self.chart.returns(account.number):
            self.settling.support(voucher, posting, account, fen)
        else:
            self.tally.list(Piece(voucher, posting, fen, posting), "other")

    def _came_in(self, voucher: Voucher, source: End, fen: int) -> None:
        """Money comes in from a credit."""
        account, posting = source.account, source.posting
        if account.role in SETTLED:
            self.settling.refund(voucher, posting, fen)
        elif account.is_spending and account.finance and ("息" in posting.text or "息" in posting.name):
            for piece in source.pieces(voucher, fen):
                self.tally.list(piece, "interest")
        elif account.is_spending:
            self._count(voucher, source, fen)
        elif account.role == "grant":
            self.settling.support(voucher, posting, account, -fen)
        else:
            self.tally.list(Piece(voucher, posting, -fen, posting), "other")

    def _flow(self, voucher: Voucher, source: End, sink: End, fen: int) -> None:
        """What flows between accounts without money."""
        settling, list_ = self.settling, self.tally.list
        if source.account.role in SETTLED:
            handed = sink.account.role in SETTLED
            pieces = settling.hand_on(voucher, sink.posting, fen) if handed else sink.pieces(voucher, fen)
            settling.promise(voucher, source.posting, pieces, fen, via=source.account.role == "wages")
            return
        if sink.account.role in SETTLED:
            if source.account.is_spending:
                settling.take_back(voucher, sink.posting, source.pieces(voucher, fen), fen)
                return
            for piece in settling.hand_on(voucher, sink.posting, fen):
                list_(piece, "transfer")
        else:
            why = why_moved(sink.account, source.account)
            for piece in sink.pieces(voucher, fen):
                list_(piece, why)
        why = why_moved(source.account, sink.account)
        for piece in source.pieces(voucher, fen):
            list_(piece, why)
        if sink.account.is_spending and source.account.is_spending:
            self.moved.append(Moved("moved", voucher, sink.posting, fen, source.posting))

    def _transferred(
        self, voucher: Voucher, postings: Sequence[JournalPosting], accounts: Sequence[JournalAccount]
    ) -> None:
        """Money between two of the unit's own accounts."""
        banks = [posting for posting, account in zip(postings, accounts, strict=True) if account.role == "bank"]
        if len(banks) == 2 and banks[0].signed == -banks[1].signed:
            into, out_of = sorted(banks, key=lambda posting: -posting.signed)
            self.moved.append(Moved("transferred", voucher, into, abs(into.fen), out_of))


def _shares(ends: Sequence[End], others: Sequence[End], money: int) -> list[tuple[End, int]]:
    """What money pays of each end.

    All of it, or with others that pay too, its share; those others pay for it stays.
    """
    if len(ends) == 1:
        parts = [min(ends[0].left, money)]
    elif others and any(other.left for other in others):
        reserved = _reserved(ends, others)
        parts = apportioned([end.left - own for end, own in zip(ends, reserved, strict=True)], money)
        short = money - sum(parts)
        if short > 0:
            more = apportioned([end.left - part for end, part in zip(ends, parts, strict=True)], short)
            parts = [part + extra for part, extra in zip(parts, more, strict=True)]
    else:
        parts = apportioned([end.left for end in ends], money)
    shares = [(end, part) for end, part in zip(ends, parts, strict=True) if part]
    for end, part in shares:
        end.left -= part
    return shares


def _reserved(ends: Sequence[End], others: Sequence[End]) -> list[int]:
    """What of each end the others of its own project pay."""
    of_project: dict[str, int] = {}
    for other in others:
        if project := other.posting.details.project:
            of_project[project] = of_project.get(project, 0) + other.left
    reserved = []
    for end in ends:
        own = min(end.left, of_project.get(end.posting.details.project, 0)) if end.posting.details.project else 0
        if own:
            of_project[end.posting.details.project] -= own
        reserved.append(own)
    return reserved
