"""Which postings of a foreign ledger are spending, and what the others come to.

Assets that money pays count, as in journals; of two books of parallel accounting (平行记账) one counts.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from beancount.core import data

from fundcalc.auditing.evidence import OtherSum
from fundcalc.ledger.foreign.postings import Spent, account_code, fen_in_entry, spent_on

Books = Literal["one", "budget", "financial"]

_MONEY = re.compile(
    r"银行|现金|存款|零余额|支付宝|微信|(?<![a-z])(?:bank|cash|checking|savings|alipay|wechat|paypal)|(?:^|:)(?:1001|1002|1011|1012|1021)",
    re.IGNORECASE,
)
_OWED = re.compile(
    r"应收|预付|借款|备用金|receivable|prepaid|prepayment|advance|deposit|(?:^|:)1[12]\d\d", re.IGNORECASE
)
_EXPENDITURE = re.compile(r"(?:^|:)7\d{3}(?!\d)")
_BUDGET = re.compile(r"(?:^|:)[678]\d{3}(?!\d)")
_FINANCIAL = re.compile(r"(?:^|:)5\d{3}(?!\d)")


def spent_and_others(entries: Sequence[data.Directive], mapped: tuple[str, ...]) -> tuple[list[Spent], list[OtherSum]]:
    """The postings of spending, and the sums of all others by account.

    Each with why it is none.
    """
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    books = _books({posting.account for entry in transactions for posting in entry.postings})
    code_of = cache(lambda account: _code_of(account, mapped, books))
    is_money = cache(lambda account: account.startswith("Assets") and _MONEY.search(account) is not None)
    spent: list[Spent] = []
    others: dict[str, list[int]] = {}
    for entry in transactions:
        paid = books == "one" and any(_number(posting) < 0 and is_money(posting.account) for posting in entry.postings)
        for posting in entry.postings:
            code = code_of(posting.account)
            if code is None and paid and _is_bought(posting):
                code = account_code(posting.account)
            if code is not None:
                spent.append((entry, posting, code))
            elif (fen := fen_in_entry(posting)) is not None:
                total = others.setdefault(posting.account, [0, 0, 0])
                total[0] += 1
                total[1 if fen > 0 else 2] += abs(fen)
    return spent, [
        OtherSum(account, count, debit, credit, _why(account, books, is_money=is_money(account)))
        for account, (count, debit, credit) in others.items()
    ]


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


def _why(account: str, books: Books, *, is_money: bool) -> Literal["bank", "other_book", "other"]:
    if books == "budget" and not _BUDGET.search(account):
        return "other_book"
    if books == "financial" and _BUDGET.search(account):
        return "other_book"
    return "bank" if is_money else "other"
