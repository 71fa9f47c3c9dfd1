"""Sheets of budgets (预算表): an award's budget by account, economic code or use."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fundcalc.auditing.budgets import BudgetItem
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.cells import amount_in
from fundcalc.journals.charts import split_account
from fundcalc.journals.columns import SheetTable
from fundcalc.journals.records import JournalPosting
from fundcalc.journals.units import unit_of_table
from fundcalc.policy.use_catalogue import code_in, compared
from fundcalc.policy.uses import catalogue
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import narrow, shown
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.row_words import is_total

_NUMBERED = re.compile(r"(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[)）]|[、．]|\.(?!\d))\s*)+|其中[:：]\s*")
_PROJECT_ABOVE = re.compile(r"(?:项目|课题)(?:名称|编号)?[:：]\s*(\S.*)")
_YEAR_ABOVE = re.compile(r"(20\d\d)\s*年度?[^年]*预算")
_YEAR = re.compile(r"(20\d\d)\s*年?度?")
_PARTS = re.compile(r"[_/\\:>—|\s-]+")


class BudgetRow(NamedTuple):
    """A row of a budget as written, with its amount in fen."""

    project: str
    award: str
    account: str
    name: str
    code: str
    use: str
    fen: int
    year: int | None
    place: str


def read_budget(grid: Grid, table: SheetTable, shown_name: str) -> tuple[list[BudgetRow], list[CellFault]]:
    """The items of a sheet, and the cells that could not be read."""
    cells_above = (cell.value for _number, cells in grid.rows[: table.body] for cell in cells)
    above = [narrow(value) for value in cells_above if isinstance(value, str)]
    project = next((match[1].strip() for text in above if (match := _PROJECT_ABOVE.search(text))), "")
    year = next((int(match[1]) for text in above if (match := _YEAR_ABOVE.search(text))), None)
    where = f"{shown_name}:{grid.sheet}" if grid.sheet else shown_name
    scale = unit_of_table(grid, table).factor
    amount_key = "adjusted" if "adjusted" in table.keys else "amount"
    rows: list[BudgetRow] = []
    faults: list[CellFault] = []
    for number, cells in grid.rows[table.body :]:
        values: dict[str, Cell] = {}
        for cell in cells:
            if cell.column in table.columns:
                values.setdefault(table.columns[cell.column].key, cell)
        texts = {key: shown(cell.value) for key, cell in values.items()}
        texts.setdefault("project", project)
        amount = values.get(amount_key)
        if amount is None or any(is_total(texts.get(key, "")) for key in ("account", "name", "use", "code", "line")):
            continue
        column = table.columns[amount.column]
        try:
            fen = amount_in(amount.value, amount.kind, column.scale if column.scale != 1 else scale)
        except BadCell as bad:
            place, value = f"{column_letters(amount.column)}{number}", shown(amount.value)
            faults.append(CellFault(grid.file, grid.sheet, place, value, bad.message, bad.remedy, column.heading))
            continue
        if fen and (row := _row(texts, fen, year, f"{where}:{number}")):
            rows.append(row)
    return rows, faults


def _row(texts: Mapping[str, str], fen: int, year: int | None, place: str) -> BudgetRow | None:
    plain = {key: _NUMBERED.sub("", narrow(texts.get(key, "")), count=1).strip() for key in ("account", "name", "use")}
    account, name = split_account(plain["account"])
    name = plain["name"] or name
    if not (account or name or plain["use"] or texts.get("code")):
        return None
    if match := _YEAR.fullmatch(narrow(texts.get("year", ""))):
        year = int(match[1])
    of = (texts.get("project_code", "") and f"{texts['project_code']} {texts['project']}") or texts["project"]
    return BudgetRow(
        of.strip(), texts.get("award", ""), account, name, texts.get("code", ""), plain["use"], fen, year, place
    )


def budget_items(
    rows: Sequence[BudgetRow], attribution: Attribution, postings: Iterable[JournalPosting], alone: str = ""
) -> Iterator[BudgetItem]:
    """The items of awards; ``alone`` is the award of rows that name no project.

    ``postings`` are those of journals, whose accounts and projects an item may name by its name only. Items of no award
    are given too, with an empty award.
    """
    of_name: dict[str, set[str]] = {}
    projects: set[str] = set()
    accounts: set[tuple[str, str]] = set()
    for posting in postings:
        accounts.add((posting.account, posting.name))
        projects.add(posting.details.project)
    for code, name in accounts:
        for part in (name, *_PARTS.split(name)):
            of_name.setdefault(compared(part), set()).add(re.sub(r"\D", "", code))
    for row in rows:
        award = row.award or attribution.award or (alone if not row.project else "")
        if row.project and not row.award:
            award = attribution.of_project(row.project) or attribution.of_part(row.project, projects) or award
        yield _item(row, award, of_name)


def _item(row: BudgetRow, award: str, of_name: Mapping[str, Collection[str]]) -> BudgetItem:
    code = code_in(row.code) or _economic(row.account)
    named = row.use or row.name or row.code
    numbers = {re.sub(r"\D", "", row.account)} if row.account and not code else of_name.get(compared(row.name), ())
    words = (row.code or row.account, row.name if row.name not in row.code else "", row.use)
    return BudgetItem(
        award,
        " ".join(filter(None, words)),
        row.fen,
        code,
        tuple(sorted(filter(None, numbers))),
        catalogue().use_named(named) or "",
        row.year,
        row.place,
    )


def _economic(account: str) -> str:
    """The economic code that an account's number is, if it is one."""
    code = code_in(account)
    return code if code in catalogue().codes and code == re.sub(r"\D", "", account) else ""
