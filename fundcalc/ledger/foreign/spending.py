"""Which postings of a foreign ledger are spending, and what the others come to.

Assets that money pays count, as in journals, and what is booked on credit counts when it is paid; of two books of parallel
accounting (平行记账) one counts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from beancount.core import data

from fundcalc.auditing.evidence import OtherSum, OtherWhy
from fundcalc.ledger.foreign.postings import SpentPosting, account_code, fen_in_entry, spent_on
from fundcalc.ledger.foreign.settling import OnCredit, Settlement

Books = Literal["one", "budget", "financial"]
Basis = Literal["cash", "accrual"]

_MONEY = re.compile(
    r"银行|现金|存款|零余额|支付宝|微信|(?<![a-z])(?:bank|cash|checking|savings|alipay|wechat|paypal)|(?:^|:)(?:1001|1002|1011|1012|1021)",
    re.IGNORECASE,
)
# A card pays the seller at once; what the card is owed is another matter.
_CARD = re.compile(r"信用卡|公务卡|credit.?card|(?:^|:)(?:visa|mastercard|unionpay)", re.IGNORECASE)
_NOT_SETTLED = re.compile(
    r"递延|补助|专项应付|借款|贷款|grant|deferred|subsid|loan|mortgage|borrow|clawback|(?:^|:)(?:2001|2401|2501|2711)",
    re.IGNORECASE,
)
_OWED = re.compile(
    r"应收|预付|借款|备用金|receivable|prepaid|prepayment|advance|deposit|(?:^|:)1[12]\d\d", re.IGNORECASE
)
_EXPENDITURE = re.compile(r"(?:^|:)7\d{3}(?!\d)")
_BUDGET = re.compile(r"(?:^|:)[678]\d{3}(?!\d)")
_FINANCIAL = re.compile(r"(?:^|:)5\d{3}(?!\d)")


def spent_and_others(
    entries: Sequence[data.Directive], mapped: tuple[str, ...], basis: Basis | None = None
) -> tuple[list[SpentPosting], list[OtherSum]]:
    """The postings of spending, and the sums of all others by account.

    Each with why it is none. ``basis`` is by default cash where accounts of money occur.
    """
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    accounts = {posting.account for entry in transactions for posting in entry.postings}
    ledger = _Ledger(_books(accounts), mapped)
    cash = basis == "cash" or (basis is None and any(map(ledger.is_money, accounts)))
    found = _Found(ledger)
    waiting: list[OnCredit] = []
    with_budget_entry = _budget_events(transactions) if ledger.books == "budget" else Counter()
    for entry in transactions:
        spent = found.add(entry, has_budget_entry=_takes(with_budget_entry, entry))
        if cash and (booked := ledger.on_credit(entry, spent)) is not None:
            waiting.append(booked)
        else:
            found.spent += spent
    if waiting:
        found.settle(sorted(waiting, key=lambda booked: booked.order))
    return found.spent, found.others()


@dataclass
class _Ledger:
    """What the accounts of a ledger are."""

    books: Books
    mapped: tuple[str, ...]

    def __post_init__(self) -> None:
        self.code_of = cache(lambda account: _code_of(account, self.mapped, self.books))
        self.is_money = cache(_is_money)
        self.is_liability = cache(_is_liability)

    def paid(self, entry: data.Transaction) -> bool:
        """Whether money or credit pays for the assets of an entry."""
        return self.books != "budget" and any(
            _number(posting) < 0
            and (self.is_money(posting.account) or self.is_liability(posting.account) or _OWED.search(posting.account))
            for posting in entry.postings
        )

    def on_credit(self, entry: data.Transaction, spent: Sequence[SpentPosting]) -> OnCredit | None:
        """An entry that a liability has a part in.

        None if there is none, or an amount is not in yuan.
        """
        if self.books == "budget" or not any(self.is_liability(posting.account) for posting in entry.postings):
            return None
        own = {id(item.posting) for item in spent}
        liabilities, money = [], 0
        for posting in entry.postings:
            if id(posting) in own or not (self.is_liability(posting.account) or self.is_money(posting.account)):
                continue
            fen = fen_in_entry(posting)
            if fen is None:
                return None
            if self.is_money(posting.account):
                money += fen
            else:
                liabilities.append((posting, fen))
        parts = [(item, fen) for item in spent if (fen := fen_in_entry(item.posting)) is not None]
        return OnCredit(entry, parts, liabilities, money) if len(parts) == len(spent) else None


@dataclass
class _Found:
    """The spending of a ledger, and the sums of everything else by account and reason."""

    ledger: _Ledger
    spent: list[SpentPosting] = field(default_factory=list)
    _sums: dict[tuple[str, OtherWhy], list[int]] = field(default_factory=dict)

    def add(self, entry: data.Transaction, *, has_budget_entry: bool) -> list[SpentPosting]:
        """The spending of an entry; its other postings are listed."""
        ledger, spent, paid = self.ledger, [], None
        for posting in entry.postings:
            account = posting.account
            code = ledger.code_of(account)
            if code is None and _is_bought(posting):
                paid = ledger.paid(entry) if paid is None else paid
                code = account_code(account) if paid else None
            if code is not None:
                spent.append(SpentPosting(entry, posting, code))
            elif (fen := fen_in_entry(posting)) is not None:
                why = _why(account, ledger, has_budget_entry=has_budget_entry)
                self.leave_out(account, why, fen)
        return spent

    def leave_out(self, account: str, why: OtherWhy, fen: int, count: int = 1) -> None:
        """List so many fen of an account, debit above 0, as not counted."""
        total = self._sums.setdefault((account, why), [0, 0, 0])
        total[0] += count
        total[1 if fen > 0 else 2] += abs(fen)

    def settle(self, booked: Iterable[OnCredit]) -> None:
        """Count what was paid of what is booked on credit, and list the rest."""
        settlement = Settlement()
        for entry in booked:
            settlement.add(entry)
        self.spent += settlement.counted
        self.spent.sort(key=lambda spent: spent.day or spent.entry.date)
        for spent in settlement.counted:
            # What a payment of no claim counts was listed as the liability that it pays.
            if self.ledger.is_liability(spent.posting.account) and spent.fen:
                self._sums[spent.posting.account, "liability"][1] -= spent.fen
        for spent, fen in settlement.reversed:
            self.leave_out(spent.posting.account, "reversed", fen)
        for spent, fen in settlement.unpaid():
            self.leave_out(spent.posting.account, "not_paid", fen)

    def others(self) -> list[OtherSum]:
        return [
            OtherSum(account, count, debit, credit, why)
            for (account, why), (count, debit, credit) in self._sums.items()
        ]


def _budget_events(transactions: Iterable[data.Transaction]) -> Counter[tuple[date, Decimal]]:
    """The days and sums of entries of budget accounts alone."""
    return Counter(
        (entry.date, _size(entry))
        for entry in transactions
        if all(_BUDGET.search(posting.account) for posting in entry.postings)
    )


def _takes(budget_events: Counter[tuple[date, Decimal]], entry: data.Transaction) -> bool:
    """Whether an entry, or one of its day and sum, is of the budget side too."""
    if not budget_events or any(_BUDGET.search(posting.account) for posting in entry.postings):
        return True
    event = entry.date, _size(entry)
    taken = budget_events[event] > 0
    budget_events[event] -= taken
    return taken


def _size(entry: data.Transaction) -> Decimal:
    return sum((max(_number(posting), Decimal(0)) for posting in entry.postings), Decimal(0))


def _books(accounts: Iterable[str]) -> Books:
    """Which book counts.

    The budget side if its expenditure has economic codes, else the financial one.
    """
    names = set(accounts)
    expenditure = [account for account in names if _EXPENDITURE.search(account)]
    if any(account_code(account) for account in expenditure):
        return "budget"
    return "financial" if expenditure and any(map(_FINANCIAL.search, names)) else "one"


def _code_of(account: str, mapped: tuple[str, ...], books: Books) -> str | None:
    if books == "budget" and not _EXPENDITURE.search(account):
        return None
    if books == "financial" and _BUDGET.search(account):
        return None
    return spent_on(account, mapped)


def _is_bought(posting: data.Posting) -> bool:
    account = posting.account
    if not account.startswith("Assets") or _MONEY.search(account) or _OWED.search(account):
        return False
    return _number(posting) > 0


def _number(posting: data.Posting) -> Decimal:
    """The units of a posting; 0 where they are not known."""
    return (posting.units.number if posting.units else None) or Decimal(0)


def _is_money(account: str) -> bool:
    pattern = _CARD if account.startswith("Liabilities") else _MONEY
    return account.startswith(("Assets", "Liabilities")) and pattern.search(account) is not None


def _is_liability(account: str) -> bool:
    """Whether an account holds what is booked on credit.

    Grants, loans and cards are something else.
    """
    return account.startswith("Liabilities") and not (_CARD.search(account) or _NOT_SETTLED.search(account))


def _why(account: str, ledger: _Ledger, *, has_budget_entry: bool) -> OtherWhy:
    other_side = bool(_BUDGET.search(account)) == (ledger.books == "financial")
    if ledger.books != "one" and other_side:
        return "other_book" if has_budget_entry or ledger.books == "financial" else "no_budget_entry"
    if ledger.is_money(account):
        return "bank"
    return "liability" if ledger.is_liability(account) else "other"
