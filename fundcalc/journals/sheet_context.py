"""What stands around the table of a journal.

The unit, the year and month, the account of a ledger.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fundcalc.journals.charts import split_account
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.grid import Cell, Grid

_NAMED_UNIT = re.compile(
    r"(?:单位名称|编制单位|核算单位|会计核算单位|公司名称|单位|公司|账套名称|账套|账簿)[:：]\s*([^\s,，;；|]+)"
)
_UNIT_WORDS = re.compile(
    r"[\w()（）·]*?(?:公司|厂|研究院|医院|学院|研究所|大学|学校|中心|局|协会|集团|基地|合作社|事务所|院|所)(?:[\w()（）]*?(?:公司|分公司|分院|中心))?"
)
_NOT_UNIT = re.compile(
    r"[(（]?(?:记账凭证|凭证列表|凭证查询|序时账簿|序时账|凭证|明细分类账|明细账|总分类账|科目余额表|余额表|日记账|总账|会计|财务|打印|导出|"
    r"期间|会计期间|列表|一览表|全部|报表|辅助|核算|项目|清单|数据|查询)[)）]?"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?:\s*年|[.\-/]\d|年度|(?=\D|$))")
_MONTH = re.compile(r"(?<!\d)(?:20\d\d\s*(?:年|[.\-/])\s*)?(1[0-2]|0?[1-9])\s*(?:月|期)")
_MONTHS = re.compile(
    r"(?<!\d)(1[0-2]|0?[1-9])\s*(?:月|期)?\s*(?:[-—–~～至到]+)\s*(?:20\d\d\s*[年.\-/]?\s*)?(1[0-2]|0?[1-9])\s*(?:月|期|$)"
)
_MONTH_OF_FILE = re.compile(r"20\d\d[.\-_年]?(0[1-9]|1[0-2])(?!\d)")
_ACCOUNT = re.compile(r"(?:会计科目|科目名称|科目|账户|账户名称)[:：]\s*(.+)", re.DOTALL)
_MONEY_UNIT = re.compile(r"^(?:人民币|[十百千万亿]*元|元)$")


@dataclass(frozen=True)
class SheetContext:
    """What the rows above a table and its names say; empty or None where they do not."""

    unit: str = ""
    year: int | None = None
    month: int | None = None
    account: tuple[str, str] = ("", "")
    months: tuple[int, int] | None = None


def sheet_context(grid: Grid, body: int) -> SheetContext:
    """What stands above the table, or else in the names of the sheet and the file."""
    above = list(_texts(cells for _number, cells in grid.rows[:body]))
    unit = next(filter(None, map(unit_in, above)), "")
    account = next((found for text in above if (found := account_in(text))), ("", ""))
    names = (grid.sheet, grid.file)
    titles = [text for text in above if not account_in(text)]
    year = _first(_YEAR, (*titles, *names))
    month = _first(_MONTH, (*names[:1], *titles)) or _first(_MONTH_OF_FILE, names) or _first(_MONTH, names[1:])
    return SheetContext(unit, year, month, account, _months(titles, month))


def _months(titles: Iterable[str], month: int | None) -> tuple[int, int] | None:
    """The first and the last month that a title names."""
    for title in titles:
        if match := _MONTHS.search(title):
            return int(match[1]), int(match[2])
    return (month, month) if month else None


def _texts(rows: Iterable[list[Cell]]) -> Iterator[str]:
    for cells in rows:
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.strip():
                yield narrow(cell.value)


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> int | None:
    return next((int(match[1]) for text in texts if (match := pattern.search(text))), None)


def unit_in(text: str) -> str:
    """The unit that a title names.

    >>> unit_in("某某公司 2026年 序时账（记账凭证）"), unit_in("核算单位：甲研究院"), unit_in("金额单位：元")
    ('某某公司', '甲研究院', '')
    """
    text = narrow(text)
    if (match := _NAMED_UNIT.search(text)) and not _MONEY_UNIT.fullmatch(match[1]):
        return match[1]
    rest = _NOT_UNIT.sub(" ", re.sub(r"20\d\d\s*年度?|\d{1,2}\s*月", " ", text))
    match = _UNIT_WORDS.search(rest)
    return match[0] if match and 3 < len(match[0]) <= 40 and ":" not in rest else ""


def account_in(text: str) -> tuple[str, str] | None:
    """The account that a line above a ledger names.

    >>> account_in("科目：6602 管理费用")
    ('6602', '管理费用')
    """
    match = _ACCOUNT.search(narrow(text))
    if match is None:
        return None
    code, name = split_account(re.split(r"\s{2,}|期间|币别|币种|单位[:：]|日期", match[1])[0].strip())
    return (code, name) if code or name else None
