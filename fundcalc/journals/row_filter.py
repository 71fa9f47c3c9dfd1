"""Rows of a journal that are no postings.

Totals, balances carried over, repeated headings, signatures.
"""

import re
from collections.abc import Sequence
from typing import Literal

from fundcalc.journals.columns import SheetTable, row_texts
from fundcalc.journals.row_columns import RowColumns
from fundcalc.journals.row_days import Values, key_of, text_in
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.row_words import is_note, is_signature, is_total

_FIGURES = re.compile(r"\d")
_RULE = re.compile(r"[\s\-—─━_=+|]*")
_SUM_IN_WORDS = re.compile("(?:合计|小计|总计|共计)(?:金额)?(?:人民币)?[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+")
_SUM = re.compile("(?:[本当][日月页期年])?(?:合计|小计|总计|累计)")
# Columns whose text tells a total from a posting.
_TOTAL_KEYS = frozenset(("text", "account", "account_name", "label", "number", "date", "month", "day", "line", "kind"))


def posting_kind(
    table: SheetTable, columns: RowColumns, cells: Sequence[Cell], values: Values
) -> Literal["posting", "total", "other"]:
    """What a row is, by all its cells and by those of the columns that are read."""
    is_ledger = table.kind == "account_ledger"
    own_voucher = has_own_voucher(values)
    named = is_ledger or not columns.account_names.isdisjoint(values)
    amounts = not columns.amount_names.isdisjoint(values)
    if amounts and _signed(columns, cells, values):
        return "other"
    sums = named and not is_ledger and is_sum_account(*(text_in(values.get(name)) for name in columns.account_names))
    if own_voucher and named and amounts and not is_ledger and not sums and _has_digits(values):
        return "posting"
    texts = [cell for cell in cells if cell.kind == "s" and isinstance(cell.value, str)]
    if _repeats_headings(table, texts, cells) or all(_RULE.fullmatch(str(cell.value)) for cell in cells):
        return "other"
    words = [str(cell.value) for name, cell in values.items() if cell.kind == "s" and key_of(name) in _TOTAL_KEYS]
    total = any(map(is_total, words)) or is_total("".join(words[:2]))
    # A sum in words stands in no account: 合计：壹仟元整.
    total = total or (not named and any(_SUM.match(tight(word)) for word in words))
    if sums or (total and not (own_voucher and named and not _in_label(values))):
        return "total"
    if not amounts and not named:
        return "other"
    # Sums without a word: both sides, and nothing that says of what.
    if amounts and not named and not own_voucher and not is_ledger and _is_bare_sum(columns, values):
        return "total"
    said = texts if not own_voucher else texts[:1] if len(texts) == 1 else []
    if not amounts and any(is_signature(str(cell.value)) or is_note(str(cell.value)) for cell in said):
        return "other"
    return "posting" if amounts or own_voucher or not columns.account_names.isdisjoint(values) else "other"


def _is_bare_sum(columns: RowColumns, values: Values) -> bool:
    """Whether a row has figures on both sides, and nothing that says of what."""
    sides = [
        cell for name, cell in values.items() if key_of(name) in ("debit", "credit") and _FIGURES.search(text_in(cell))
    ]
    said = values.keys() - columns.amount_names - {"date", "unit", "company"}
    return len(sides) > 1 and not said


def is_sum_account(*texts: str) -> bool:
    """Whether the cells of an account hold the label of a sum: 合计：, 合计：叁佰元整.

    >>> is_sum_account("合计：", ""), is_sum_account("", "合计：叁佰元整"), is_sum_account("1602", "累计折旧")
    (True, True, False)
    """
    said = [text for text in texts if text]
    return len(said) == 1 and (is_total(said[0]) or _SUM_IN_WORDS.fullmatch(_tight_words(said[0])) is not None)


def _tight_words(text: str) -> str:
    return re.sub(r"[:：()（）]", "", tight(text))


def has_own_voucher(values: Values) -> bool:
    """Whether a row says the number of its voucher."""
    numbered = (values[key] for key in ("label", "number") if key in values)
    return any(not isinstance(cell.value, str) or not is_signature(cell.value) for cell in numbered)


def _signed(columns: RowColumns, cells: Sequence[Cell], values: Values) -> bool:
    """Whether people sign in a row: 制单：, also below a heading of amounts."""
    amounts = (text_in(values[name]) for name in columns.amount_names if name in values)
    if any(_FIGURES.search(text) for text in amounts):
        return False
    return any(isinstance(cell.value, str) and is_signature(cell.value) for cell in cells)


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
    return row_texts(texts) in table.heading_texts
