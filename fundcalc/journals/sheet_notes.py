"""Notes on the rows of a journal that were left out, and on what is hidden."""

from collections.abc import Iterator, Sequence

from fundcalc.base.i18n import _
from fundcalc.journals.columns import SheetTable
from fundcalc.journals.records import Voucher
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.grid import Grid, column_letters
from fundcalc.workbooks.row_kinds import LEFT_OUT
from fundcalc.workbooks.sheet_layout import hidden_message, written_runs

# Columns that are worth a note when they are hidden.
_MONEY = frozenset(("debit", "credit", "amount", "direction", "account", "account_name", "sub_account"))


def sheet_notes(
    grid: Grid, table: SheetTable, skipped: Sequence[int], vouchers: Sequence[Voucher]
) -> Iterator[CellNote]:
    """Note the totals that were left out, and what is hidden and was read."""
    if skipped:
        several = _("These rows are totals or balances carried over, so they are left out.")
        message = str(LEFT_OUT["total"]) if len(skipped) == 1 else several
        yield CellNote(grid.file, grid.sheet, written_runs(skipped), "", message, "")
    yield from _hidden(grid, table, vouchers)


def _hidden(grid: Grid, table: SheetTable, vouchers: Sequence[Voucher]) -> Iterator[CellNote]:
    def note(cell: str, value: str, message: str, remedy: str = "") -> CellNote:
        return CellNote(grid.file, grid.sheet, cell, value, message, remedy, kind="hidden")

    if grid.hidden and vouchers:
        yield note("", "", _("This sheet is hidden; it is read like the others."))
    if hidden := grid.hidden_rows:
        postings = (posting for voucher in vouchers for posting in voucher.postings)
        rows = sorted({row for posting in postings if isinstance(row := posting.row, int) and row in hidden})
        if rows:
            yield note(written_runs(rows), "", hidden_message(len(rows)), _("Show all rows and check them."))
    for number in sorted(grid.hidden_columns):
        column = table.columns.get(number)
        if vouchers and column is not None and column.key in _MONEY:
            message = _("This column is hidden; it is read like the others.")
            yield note(column_letters(number), column.heading, message)
