"""Follow what a foreign ledger books on credit to the payment that settles it.

So that each yuan counts once, on the day it is paid; what is never paid is listed.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from beancount.core import data

from fundcalc.base.apportionment import apportioned
from fundcalc.ledger.foreign.postings import SpentPosting

# A posting of spending with so many fen of it.
Part = tuple[SpentPosting, int]


class OnCredit(NamedTuple):
    """A transaction that a liability has a part in, with the fen of its postings.

    ``money`` is the change of money, below 0 for what was paid.
    """

    entry: data.Transaction
    spent: Sequence[Part]
    liabilities: Sequence[tuple[data.Posting, int]]
    money: int

    @property
    def order(self) -> tuple[date, bool]:
        """Of one day, what is booked goes before what is paid."""
        return self.entry.date, self.money < 0


@dataclass(slots=True, eq=False)
class _Claim:
    """Spending that waits for its payment, ``left`` fen of it."""

    parts: list[Part]
    left: int

    def take(self, fen: int) -> list[Part]:
        """So much of the claim, in the shares of its parts."""
        amounts = apportioned([part for _spent, part in self.parts], fen)
        taken = [(spent, amount) for (spent, _part), amount in zip(self.parts, amounts, strict=True) if amount]
        rest = [(spent, part - amount) for (spent, part), amount in zip(self.parts, amounts, strict=True)]
        self.parts = [(spent, part) for spent, part in rest if part]
        self.left -= sum(amounts)
        return taken


@dataclass
class Settlement:
    """Takes transactions by day.

    ``counted`` is what was paid; ``reversed`` what was taken back before that.
    """

    counted: list[SpentPosting] = field(default_factory=list)
    reversed: list[Part] = field(default_factory=list)
    _claims: list[_Claim] = field(default_factory=list)
    _queues: dict[tuple[object, ...], deque[_Claim]] = field(default_factory=dict)

    def add(self, booked: OnCredit) -> None:
        """Count what a transaction pays, and open claims for what it books on credit."""
        entry, spent, liabilities, money = booked
        debits = [(posting, fen) for posting, fen in liabilities if fen > 0]
        credits = [(posting, fen) for posting, fen in liabilities if fen < 0]
        for part in spent:
            if part[1] < 0 and (money or not debits):
                self._count(*part, entry.date)
        parts = [part for part in spent if part[1] > 0]
        if debits and not credits and not money:
            self._take_back(entry, debits, [part for part in spent if part[1] < 0])
        else:
            for posting, fen in debits:
                parts += self._settled(entry, posting, fen)
        on_credit = min(-sum(fen for _posting, fen in credits), sum(part for _spent, part in parts))
        waiting = _Claim(parts, sum(part for _spent, part in parts))
        shares = apportioned([-fen for _posting, fen in credits], on_credit)
        for (posting, _fen), share in zip(credits, shares, strict=True):
            if share:
                self._open(posting.account, entry.payee or "", waiting.take(share))
        for part in waiting.parts:
            self._count(*part, entry.date)

    def unpaid(self) -> Iterator[Part]:
        """What was booked on credit and is paid nowhere."""
        for claim in self._claims:
            yield from claim.parts

    def _count(self, spent: SpentPosting, fen: int, day: date) -> None:
        self.counted.append(spent._replace(fen=fen, day=day))

    def _open(self, account: str, payee: str, parts: list[Part]) -> None:
        claim = _Claim(parts, sum(part for _spent, part in parts))
        self._claims.append(claim)
        for key in ((account, payee, claim.left), (account, claim.left), (account, payee), (account,)):
            self._queues.setdefault(key, deque()).append(claim)

    def _settled(self, entry: data.Transaction, posting: data.Posting, fen: int) -> list[Part]:
        """What a payment settles.

        The rest is of no claim, and counts by the liability itself.
        """
        parts, left = self._take(posting.account, entry.payee or "", fen)
        return [*parts, (SpentPosting(entry, posting, ""), left)] if left else parts

    def _take_back(
        self, entry: data.Transaction, debits: Sequence[tuple[data.Posting, int]], spent: Sequence[Part]
    ) -> None:
        """Take spending back: from what is not paid yet, and else from what was."""
        back = _Claim([(of, -fen) for of, fen in spent], -sum(fen for _of, fen in spent))
        for posting, fen in debits:
            parts, left = self._take(posting.account, entry.payee or "", fen)
            self.reversed += parts
            self.reversed += [(of, -part) for of, part in back.take(min(fen - left, back.left))]
        for of, part in back.parts:
            self._count(of, -part, entry.date)

    def _take(self, account: str, payee: str, fen: int) -> tuple[list[Part], int]:
        """The claims of an account for so many fen, and what is left of these.

        Those of the payee and the amount first, then of the payee by age; without a payee of any.
        """
        whom = [(account, payee), (account, "")] if payee else [(account, "")]
        keys: list[tuple[object, ...]] = [(*key, fen) for key in whom]
        keys += [*whom] if payee else [(account, fen), *whom, (account,)]
        parts: list[Part] = []
        for key in keys:
            queue = self._queues.get(key)
            while fen and queue:
                claim = queue[0]
                if not claim.left or (key[-1] == fen and claim.left != fen):
                    queue.popleft()
                    continue
                taken = claim.take(min(fen, claim.left))
                fen -= sum(part for _spent, part in taken)
                parts += taken
        return parts, fen
