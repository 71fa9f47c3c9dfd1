"""Budgets of awards by item, and what was spent of each item."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from fundcalc.auditing.account_map import number_of
from fundcalc.auditing.lines import Line
from fundcalc.base.money import percent, share
from fundcalc.policy.use_catalogue import code_in, compared
from fundcalc.policy.uses import catalogue

_NAME_PARTS = re.compile(r"[_/\\:>—|\s-]+")


class BudgetItem(NamedTuple):
    """An item of the budget of an award.

    ``fen`` for a use (an id of ``uses.toml``), an economic code or accounts (numbers). ``item`` is its name as written,
    ``year`` the year of its spending; None for the whole term of the award.
    """

    award: str
    item: str
    fen: int
    code: str = ""
    accounts: tuple[str, ...] = ()
    use: str = ""
    year: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class BudgetExecution:
    """What was spent of an item of a budget, in fen.

    Without a ``budget``, what was spent on no item of it.
    """

    award: str
    item: str
    budget: int | None
    spent: int
    lines: int
    place: str
    year: int | None = None

    @property
    def left(self) -> int | None:
        """What is left of the budget, below 0 if it is exceeded."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def rate(self) -> str:
        """The rate of execution as a percentage of one decimal; empty without a budget."""
        if not self.budget or self.budget < 0:
            return ""
        return percent(Fraction(share(Fraction(self.spent, self.budget), 1000), 1000))


def executions(items: Sequence[BudgetItem], lines_of: Mapping[str, Sequence[Line]]) -> tuple[BudgetExecution, ...]:
    """The budgets of awards against the lines of each award.

    Each line counts for one item, by its economic code, its account, or its use.
    """
    of_award: defaultdict[str, list[BudgetItem]] = defaultdict(list)
    for item in items:
        of_award[item.award].append(item)
    found: list[BudgetExecution] = []
    for award, budget in of_award.items():
        spent: defaultdict[int | None, list[Line]] = defaultdict(list)
        for line in lines_of.get(award, ()):
            if (at := _item_of(line, budget)) is not None or _has_budget(line, budget):
                spent[at].append(line)
        for at, item in enumerate(budget):
            lines = spent[at]
            whole = sum(line.fen for line in lines)
            found.append(BudgetExecution(award, item.item, item.fen, whole, len(lines), item.place, item.year))
        if outside := spent[None]:
            whole = sum(line.fen for line in outside)
            found.append(BudgetExecution(award, "", None, whole, len(outside), budget[0].place))
    return tuple(found)


def _has_budget(line: Line, budget: Sequence[BudgetItem]) -> bool:
    """Whether any item is of the year of a line."""
    return any(_is_of_year(line, item) for item in budget)


def _is_of_year(line: Line, item: BudgetItem) -> bool:
    return item.year is None or line.date is None or line.date.year == item.year


def _item_of(line: Line, budget: Sequence[BudgetItem]) -> int | None:
    """The index of the item that a line is of; None if it is of none."""
    best, at = 0, None
    for index, item in enumerate(budget):
        if _is_of_year(line, item) and (fit := _fit(line, item)) > best:
            best, at = fit, index
    return at


def _fit(line: Line, item: BudgetItem) -> int:
    """How closely an item describes a line; 0 if it does not."""
    if item.code and item.code == code_in(line.code):
        return 100
    if account := max((len(own) for own in item.accounts if number_of(line.account).startswith(own)), default=0):
        return 50 + account
    name = compared(item.item)
    if line.use and compared(line.use) == name:
        return 40
    if name in map(compared, _NAME_PARTS.split(line.account)):
        return 40
    return 30 if item.use and _uses(line) & set(catalogue().parts[item.use]) else 0


def _uses(line: Line) -> frozenset[str]:
    """The use that a line declares, or the only one its code stands for."""
    known = catalogue()
    if line.use and (use := known.use_named(line.use)):
        return frozenset(known.parts[use])
    of_code = known.of_code.get(code_in(line.code), ())
    return frozenset(of_code if len(of_code) == 1 else ())
