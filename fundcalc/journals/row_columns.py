"""The columns of a journal's rows, prepared for reading many of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fundcalc.journals.columns import Book, SheetTable
from fundcalc.journals.row_days import column_name

_HEAD = ("unit", "company", "label", "kind", "number", "date", "year", "month", "day", "period", "void", "posted")
_DETAILS = (
    *("award", "use", "purpose", "payee", "organisation", "project", "party", "invoice", "card"),
    *("code", "code_name", "project_code", "budget_project", "auxiliary"),
    *(f"{part}{number}" for number in range(1, 5) for part in ("class", "item_code", "item")),
)


@dataclass(frozen=True)
class RowColumns:
    """Which column is what.

    ``names`` are those of the columns by number, ``at`` the numbers by name (the first where a name stands twice), ``scale``
    the factor to yuan of each. ``head`` and ``details`` are the columns that say a voucher, and what a posting says besides its
    account and amount. ``is_plain`` is whether rows can be read as plain texts: one table, with amounts in yuan.
    """

    names: Mapping[int, str]
    at: Mapping[str, int]
    scale: Mapping[int, int]
    books: tuple[Book, ...]
    head: tuple[int, ...]
    detail_keys: tuple[str, ...]
    details: tuple[int, ...]
    account_names: frozenset[str]
    amount_names: frozenset[str]
    has_labels: bool
    has_status: bool
    is_plain: bool


def row_columns(table: SheetTable, scale: int) -> RowColumns:
    """Prepare the columns of a table.

    Amounts are in units of ``scale`` yuan unless a heading names its own unit.
    """
    named = {at: column for at, column in table.columns.items() if column.key != "ignored"}
    names = {at: column_name(column.key, column.book) for at, column in named.items()}
    at: dict[str, int] = {}
    for number, name in names.items():
        at.setdefault(name, number)
    books = tuple(dict.fromkeys(column.book for column in named.values() if column.book))
    detail_keys = tuple(key for key in _DETAILS if key in at)
    return RowColumns(
        names,
        at,
        {number: column.scale if column.scale != 1 else scale for number, column in table.columns.items()},
        books or ("",),
        tuple(at[key] for key in _HEAD if key in at),
        detail_keys,
        tuple(at[key] for key in detail_keys),
        frozenset(names[number] for number, column in named.items() if column.key in ("account", "account_name")),
        frozenset(names[number] for number, column in named.items() if column.key in ("debit", "credit", "amount")),
        "label" in at or "number" in at,
        not {"void", "posted", "period"}.isdisjoint(at),
        _is_plain(table, at, books, scale),
    )


def _is_plain(table: SheetTable, at: Mapping[str, int], books: Sequence[Book], scale: int) -> bool:
    said = {"debit", "credit", "text"} <= at.keys() and not {"label", "number"}.isdisjoint(at)
    read = [column for column in table.columns.values() if column.key != "ignored"]
    once = len(read) == len(at) and not books
    in_yuan = scale == 1 and all(column.scale == 1 for column in read)
    return table.kind == "journal" and said and once and in_yuan
