"""Balances of accounts (科目余额表).

A control of journals, and what was received in earlier years.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fundcalc.auditing.evidence import BalanceDifference
from fundcalc.journals.cells import amount_in
from fundcalc.journals.charts import split_account
from fundcalc.journals.columns import SheetTable
from fundcalc.journals.records import Voucher
from fundcalc.journals.sheet_context import sheet_context
from fundcalc.journals.units import unit_of_table
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.row_words import is_total

_AMOUNTS = (
    "opening_debit",
    "opening_credit",
    "opening",
    "debit",
    "credit",
    "closing_debit",
    "closing_credit",
    "closing",
)


class Balance(NamedTuple):
    """The balance of an account, or of an account and a project.

    In fen, debit above 0.
    """

    unit: str
    account: str
    name: str
    project: str
    opening: int
    debit: int
    credit: int
    closing: int
    place: str
    source: int
    months: tuple[int, int] | None = None


def read_balances(grid: Grid, table: SheetTable, shown_name: str, source: int) -> tuple[list[Balance], list[CellFault]]:
    """The balances of a sheet, and the cells that could not be read."""
    around = sheet_context(grid, table.body)
    where = f"{shown_name}:{grid.sheet}" if grid.sheet else shown_name
    scale = unit_of_table(grid, table).factor
    found: list[Balance] = []
    faults: list[CellFault] = []
    for number, cells in grid.rows[table.body :]:
        values: dict[str, Cell] = {}
        for cell in cells:
            if (column := table.columns.get(cell.column)) is not None and column.key != "ignored":
                values.setdefault(column.key, cell)
        texts = {key: shown(cell.value) for key, cell in values.items() if key not in _AMOUNTS}
        words = [texts.get(key, "") for key in ("account", "account_name")]
        if any(is_total(word) for word in words if word) or not texts.get("account"):
            continue
        try:
            amounts = {
                key: amount_in(values[key].value, values[key].kind, _scale(table, values[key], scale))
                for key in _AMOUNTS
                if key in values
            }
        except BadCell as bad:
            at = next(iter(values.values()))
            faults.append(
                CellFault(grid.file, grid.sheet, f"{column_letters(at.column)}{number}", "", bad.message, bad.remedy)
            )
            continue
        code, name = split_account(texts["account"])
        if not code or code == "科目编码":
            continue
        found.append(
            Balance(
                texts.get("unit", "") or around.unit,
                code,
                texts.get("account_name", "") or name,
                _project(texts),
                _signed(amounts, "opening", texts.get("opening_direction", "")),
                amounts.get("debit", 0),
                amounts.get("credit", 0),
                _signed(amounts, "closing", texts.get("closing_direction", "") or texts.get("opening_direction", "")),
                f"{where}:{number}",
                source,
                around.months,
            )
        )
    return found, faults


def _scale(table: SheetTable, cell: Cell, scale: int) -> int:
    own = table.columns[cell.column].scale
    return own if own != 1 else scale


def _project(texts: Mapping[str, str]) -> str:
    code, name = texts.get("project_code", ""), texts.get("project", "")
    return f"{code} {name}".strip() if code and code not in name else name


def _signed(amounts: Mapping[str, int], key: str, direction: str) -> int:
    if f"{key}_debit" in amounts or f"{key}_credit" in amounts:
        return amounts.get(f"{key}_debit", 0) - amounts.get(f"{key}_credit", 0)
    whole = amounts.get(key, 0)
    return -whole if "贷" in direction else whole


def differences(balances: Sequence[Balance], vouchers: Sequence[Voucher]) -> Iterator[BalanceDifference]:
    """Accounts whose sums in the journal are not those of the balances.

    An account stands for those below it. Balances of a month are held against that month; several months of one account are
    added up. Nothing is compared for a unit that has no journal here.
    """
    units = {voucher.unit for voucher in vouchers}
    if not units:
        return
    alone = next(iter(units)) if len(units) == 1 else None
    sums = _sums(vouchers)
    whole_year: dict[tuple[str, str], list[Balance]] = {}
    for balance in balances:
        unit = balance.unit if balance.unit in units else alone
        if unit is not None and not balance.project:
            whole_year.setdefault((unit, balance.account), []).append(balance)
    for (unit, account), several in whole_year.items():
        for balance in several:
            first, last = balance.months or (0, 13)
            months = range(first, last + 1 if last < 12 else 14)
            debit = sum(sums.get((unit, month, account), (0, 0))[0] for month in months)
            credit = sum(sums.get((unit, month, account), (0, 0))[1] for month in months)
            if (debit, credit) != (balance.debit, balance.credit):
                yield BalanceDifference(
                    unit, account, balance.name, debit, credit, balance.debit, balance.credit, balance.place
                )
            elif balance.opening + balance.debit - balance.credit != balance.closing:
                yield BalanceDifference(
                    unit, account, balance.name, balance.opening + balance.debit - balance.credit, 0, balance.closing, 0,
                    balance.place, "closing",
                )  # fmt: skip


def _sums(vouchers: Sequence[Voucher]) -> dict[tuple[str, int, str], tuple[int, int]]:
    """Debits and credits by unit, month and account, each account with all above it."""
    own: dict[tuple[str, int, str], list[int]] = {}
    for voucher in vouchers:
        if voucher.status == "void":
            continue
        month = 13 if voucher.status == "period_13" else voucher.date.month if voucher.date else 0
        for posting in voucher.postings:
            total = own.setdefault((voucher.unit, month, posting.account), [0, 0])
            total[not posting.is_debit] += posting.fen
    sums: dict[tuple[str, int, str], tuple[int, int]] = {}
    for (unit, month, account), (debit, credit) in own.items():
        for above in _above(account):
            before = sums.get((unit, month, above), (0, 0))
            sums[unit, month, above] = (before[0] + debit, before[1] + credit)
    return sums


def _above(account: str) -> list[str]:
    """An account and every beginning of its code that may be an account above it."""
    return [account[:length] for length in range(3, len(account) + 1) if account[length - 1 : length].isalnum()] or [
        account
    ]
