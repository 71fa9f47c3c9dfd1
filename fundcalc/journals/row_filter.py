"""Rows of a journal that are no postings.

Totals, balances carried over, repeated headings, signatures.
"""

from collections.abc import Sequence
from typing import Literal

from fundcalc.journals.columns import SheetTable
from fundcalc.journals.row_columns import RowColumns
from fundcalc.journals.row_days import Values, key_of
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.row_kinds import is_note, is_signature, is_total

# Columns whose text tells a total from a posting.
_TOTAL_KEYS = frozenset(("text", "account", "account_name", "label", "number", "date", "month", "day", "line", "kind"))


def posting_kind(
    table: SheetTable, columns: RowColumns, cells: Sequence[Cell], values: Values
) -> Literal["posting", "total", "other"]:
    """What a row is, by all its cells and by those of the columns that are read."""
    is_ledger = table.kind == "account_ledger"
    own_voucher = "label" in values or "number" in values
    named = is_ledger or not columns.account_names.isdisjoint(values)
    amounts = not columns.amount_names.isdisjoint(values)
    if own_voucher and named and amounts and not is_ledger and _has_digits(values):
        return "posting"
    texts = [cell for cell in cells if cell.kind == "s" and isinstance(cell.value, str)]
    if _repeats_headings(table, texts, cells):
        return "other"
    words = [str(cell.value) for name, cell in values.items() if cell.kind == "s" and key_of(name) in _TOTAL_KEYS]
    total = any(map(is_total, words)) or is_total("".join(words[:2]))
    if total and not (own_voucher and named and not _in_label(values)):
        return "total"
    if not amounts and not named:
        return "other"
    if not amounts and len(texts) == 1 and (is_signature(str(texts[0].value)) or is_note(str(texts[0].value))):
        return "other"
    return "posting" if amounts or own_voucher or not columns.account_names.isdisjoint(values) else "other"


def _has_digits(values: Values) -> bool:
    """Whether the number of a voucher ends in a digit; no total or heading does."""
    cell = values.get("number") or values["label"]
    return not isinstance(cell.value, str) or cell.value[-1:].isdigit()


def _in_label(values: Values) -> bool:
    return any(
        is_total(str(cell.value)) for name, cell in values.items() if key_of(name) in ("label", "number", "account")
    )


def _repeats_headings(table: SheetTable, texts: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    if len(texts) < 2 or len(texts) != len(cells):
        return False
    row = tuple((cell.column, tight(str(cell.value))) for cell in texts if str(cell.value).strip())
    return row in table.heading_texts
