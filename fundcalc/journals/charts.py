"""What an account of a journal is by its chart.

Money, spending, a liability, where support is received.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from fundcalc.base.toml import tables
from fundcalc.policy.use_catalogue import ChartId, code_in
from fundcalc.policy.uses import catalogue

Role = Literal["bank", "spending", "stock", "settled", "wages", "tax", "grant", "worn", "result", "other"]
# Later ones win where a number stands in several.
_ROLES: tuple[Role, ...] = ("result", "worn", "spending", "stock", "settled", "wages", "tax", "grant", "bank")
_BUDGET = "678"

_CODE_FIRST = re.compile(r"[(\[【]?(\d{3,}(?:[.\-_/\\]\d+)*)[)\]】]?(?:[\s\-_/\\:.]+|(?=\D)|$)(.*)", re.DOTALL)
_CODE_LAST = re.compile(r"(.+?)\s*[(\[【](\d{4,}(?:[.\-_/\\]\d+)*)[)\]】]", re.DOTALL)
_PARTS = re.compile(r"[_/\\:>—|]+|-+|\s+")
_TAX_WORDS = ("进项", "待认证", "待抵扣", "增值税")


def split_account(text: str) -> tuple[str, str]:
    """The code and the name in one cell.

    >>> split_account("221101 应付职工薪酬_奖金"), split_account("管理费用[6602]"), split_account("银行存款")
    (('221101', '应付职工薪酬_奖金'), ('6602', '管理费用'), ('', '银行存款'))
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if match := _CODE_FIRST.fullmatch(text):
        return match[1], match[2].strip()
    if match := _CODE_LAST.fullmatch(text):
        return match[2], match[1].strip()
    return "", text


def _digits(code: str) -> str:
    """The digits of a code; none of a name that stands for one, such as 研发支出_P1中心建设."""
    return re.sub(r"\D", "", code) if code.isascii() else ""


class JournalAccount(NamedTuple):
    """An account as the chart has it.

    Its role, its number of figures, and the words of its sub-accounts.

    ``budget`` is whether it is of the budget side of 平行记账; ``code`` is the economic code that the account names.
    """

    role: Role
    number: str
    words: str
    budget: bool
    code: str
    finance: bool

    @property
    def is_spending(self) -> bool:
        return self.role in ("spending", "stock")


@dataclass(frozen=True)
class JournalChart:
    """A chart of accounts for reading journals."""

    id: ChartId
    roles: Mapping[str, Role]
    names: Mapping[str, str]
    title: Mapping[str, str]
    returned: tuple[str, ...]
    finance: tuple[str, ...]
    _known: dict[tuple[str, str], JournalAccount] = field(default_factory=dict, repr=False)

    def account(self, code: str, name: str) -> JournalAccount:
        """What an account is, by its code or else by its name."""
        key = (code, name)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._account(code, name)
        return found

    def _account(self, code: str, name: str) -> JournalAccount:
        parts = [part for part in _PARTS.split(name) if part]
        number = _digits(code) or self.names.get(parts[0] if parts else "", "")
        role = self._role(number)
        if role == "tax" and not any(word in name for word in _TAX_WORDS):
            role = "tax" if number.startswith("222101") else "settled"
        budget = self.id == "institution" and number[:1] in _BUDGET and bool(number)
        title = self.title.get(number[:4], "")
        if parts and (parts[0] == title or len(number) <= 4):
            parts = parts[1:]
        return JournalAccount(
            role, number, " ".join(parts), budget, _economic_code(code, name), number.startswith(self.finance or ("x",))
        )

    def _role(self, number: str) -> Role:
        for length in range(min(len(number), 6), 0, -1):
            if role := self.roles.get(number[:length]):
                return role
        return "other"

    def returns(self, number: str) -> bool:
        """Whether support is returned from an account."""
        return number.startswith(self.returned)


@cache
def _economic_code(code: str, name: str) -> str:
    """The code of the economic classification that an account's code or name holds.

    Empty if none.
    """
    known = catalogue().codes
    parts = [*re.split(r"\D+", code)[1:], *(code_in(part) for part in _PARTS.split(name))]
    found = next((part for part in reversed(parts) if part in known), "")
    digits = re.sub(r"\D", "", code)
    if not found and len(digits) >= 9 and (tail := known.get(digits[-5:])) and tail.zh in name:
        return tail.code
    return found


@cache
def charts() -> Mapping[ChartId, JournalChart]:
    """The charts by id."""
    return {chart: _chart(chart, _lists()[chart]) for chart in get_args(ChartId)}


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    path = Path(__file__).with_name("charts.toml")
    return tables(path.read_bytes(), str(path))


def _chart(chart: ChartId, lists: Mapping[str, list[str]]) -> JournalChart:
    roles: dict[str, Role] = {}
    names: dict[str, str] = {}
    title: dict[str, str] = {}
    for role in _ROLES:
        for entry in lists.get(role, ()):
            number, _blank, name = entry.partition(" ")
            roles[number] = role
            if name:
                names[name] = number
                title.setdefault(number, name)
    numbers = {key: tuple(entry.partition(" ")[0] for entry in lists[key]) for key in ("returned", "finance")}
    return JournalChart(chart, roles, names, title, numbers["returned"], numbers["finance"])


@cache
def _telling() -> Mapping[ChartId, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """What tells a chart: numbers, names, and numbers with their names."""
    found: dict[ChartId, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}
    for chart in get_args(ChartId):
        entries = [entry.partition(" ") for entry in _lists()[chart]["telling"]]
        numbers = frozenset(number for number, _blank, name in entries if not name)
        names = frozenset(name for _number, _blank, name in entries if name)
        found[chart] = numbers, names, frozenset(f"{number} {name}" for number, _blank, name in entries if name)
    return found


def chart_of(accounts: Iterable[tuple[str, str]]) -> JournalChart:
    """The chart that the accounts (codes and names) of a unit belong to.

    Institution, small, else large.
    """
    numbers, names, both = set(), set(), set()
    for code, name in accounts:
        root = _digits(code)[:4]
        first = next((part for part in _PARTS.split(name) if part), "")
        numbers.add(root)
        names.add(first)
        both.add(f"{root} {first}")
    guesses: tuple[ChartId, ...] = ("institution", "small")
    for chart in guesses:
        of_numbers, of_names, of_both = _telling()[chart]
        # A name such as 生产成本 stands in every chart, so that with a number both must fit.
        by_name = of_names & names if chart == "institution" or numbers == {""} else frozenset()
        if of_numbers & numbers or of_both & both or by_name:
            return charts()[chart]
    return charts()["large"]
