"""Lines of spending and movements of awards from what a journal counts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from fundcalc.auditing.evidence import Movement, MovementKind
from fundcalc.auditing.lines import Line
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.charts import JournalChart
from fundcalc.journals.movements import Moved
from fundcalc.journals.pieces import CountedLine
from fundcalc.journals.records import JournalPosting, Voucher
from fundcalc.policy.use_catalogue import code_in


@dataclass
class LineWriter:
    """Makes lines and movements, with the award that each is of."""

    attribution: Attribution
    charts: Mapping[str, JournalChart]
    _shown: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def line(self, counted: CountedLine) -> Line:
        """A line of spending.

        It is of the account it was spent on and the day it was paid, and stands where it was booked.
        """
        posting, payment, unit = counted.posting, counted.payment, counted.voucher.unit
        of = self.charts[unit].account(posting.account, posting.name)
        shown = counted.via or posting
        account = self._shown.get((unit, shown.account, shown.name))
        if account is None:
            account = self._shown[unit, shown.account, shown.name] = self._account(unit, shown)
        details, paid = posting.details, payment.posting.details if payment.posting else posting.details
        code = details.code or of.code or paid.code
        words = of.words
        text = f"{posting.text}（{words}）" if words and words not in posting.text else posting.text
        return Line(
            payment.date or counted.voucher.date,
            counted.fen,
            self._award(counted),
            details.use or paid.use,
            code and (code_in(code) or code),
            account,
            details.payee or paid.payee,
            text,
            details.invoice or paid.invoice,
            details.purpose or paid.purpose,
            counted.voucher.label,
            details.organisation or paid.organisation,
            counted.voucher.place(posting),
            "journal",
            self._paid_from(payment.voucher),
            details.card,
        )

    def _account(self, unit: str, posting: JournalPosting) -> str:
        """The code of a line's account; without one, its number in the chart and its name."""
        if posting.account == posting.name or not re.search(r"\d{3}", posting.account):
            number = self.charts[unit].account(posting.account, posting.name).number
            return f"{number} {posting.name}".strip()
        return posting.account

    def _paid_from(self, voucher: Voucher) -> str:
        """The account of cash in hand that a voucher pays from; empty if banks pay too."""
        if not any(posting.account.startswith("1001") for posting in voucher.postings):
            return ""
        chart = self.charts[voucher.unit]
        paying = [posting for posting in voucher.postings if not posting.is_debit and posting.fen > 0]
        money = [posting for posting in paying if chart.account(posting.account, posting.name).role == "bank"]
        if not money or not all(posting.account.startswith("1001") for posting in money):
            return ""
        return f"{money[0].account} {money[0].name}".strip()

    def _award(self, counted: CountedLine) -> str:
        own = self.attribution.own
        if award := own(counted.posting):
            return award
        if counted.payment.posting is not None and (award := own(counted.payment.posting)):
            return award
        if counted.via is not None and (award := own(counted.via)):
            return award
        return self._of_bank(counted.payment.voucher) or self.attribution.award

    def _of_bank(self, voucher: Voucher) -> str:
        """The award of the special account that a voucher pays from or into, if it is one."""
        if not self.attribution.banks:
            return ""
        awards = {award for posting in voucher.postings if (award := self.attribution.of_bank(posting))}
        return awards.pop() if len(awards) == 1 else ""

    def movements(self, moved: Iterable[Moved]) -> Iterator[Movement]:
        """The movements of awards; money of no award is none."""
        for kind, voucher, posting, fen, other in moved:
            match kind:
                case "received" | "returned":
                    award = self.attribution.own(posting) or self._of_bank(voucher) or self.attribution.award
                    if award:
                        yield from _movement(kind, voucher, posting, fen, award, "")
                case "moved" if other is not None:
                    own = self.attribution.own
                    for movement in _between(voucher, fen, (posting, own(posting)), (other, own(other))):
                        yield replace(movement, without_money=True)
                case "transferred" if other is not None:
                    bank = self.attribution.of_bank
                    yield from _between(voucher, fen, (posting, bank(posting)), (other, bank(other)))


def _between(
    voucher: Voucher, fen: int, into: tuple[JournalPosting, str], out_of: tuple[JournalPosting, str]
) -> Iterator[Movement]:
    """What moves from one award, or from none, to another."""
    if into[1] == out_of[1]:
        return
    if into[1]:
        yield from _movement("moved_in", voucher, into[0], fen, into[1], out_of[0].account)
    if out_of[1]:
        yield from _movement("moved_out", voucher, out_of[0], fen, out_of[1], into[0].account)


def _movement(
    kind: MovementKind, voucher: Voucher, posting: JournalPosting, fen: int, award: str, account: str
) -> Iterator[Movement]:
    if voucher.date is not None:
        organisation, text, place = posting.details.organisation, posting.text, voucher.place(posting)
        yield Movement(kind, voucher.date, fen, award, organisation, account, text, voucher.label, place, "journal")
