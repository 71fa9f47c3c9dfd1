"""What is said of the rows of a journal's sheet that were left out, or are hidden."""

from collections.abc import Iterator, Sequence

from fundcalc.base.i18n import _
from fundcalc.journals.records import Voucher
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.row_kinds import LEFT_OUT
from fundcalc.workbooks.sheet_layout import hidden_message, written_runs


def sheet_notes(grid: Grid, skipped: Sequence[int], vouchers: Sequence[Voucher]) -> Iterator[CellNote]:
    """A note on the totals that were left out, and one on hidden rows."""
    if skipped:
        several = _("These rows are totals or balances carried over, so they are left out.")
        message = str(LEFT_OUT["total"]) if len(skipped) == 1 else several
        yield CellNote(grid.file, grid.sheet, written_runs(skipped), "", message, "")
    hidden = grid.hidden_rows
    if not hidden:
        return
    postings = (posting for voucher in vouchers for posting in voucher.postings)
    rows = sorted({row for posting in postings if isinstance(row := posting.row, int) and row in hidden})
    if rows:
        remedy = _("Show all rows and check them.")
        yield CellNote(grid.file, grid.sheet, written_runs(rows), "", hidden_message(len(rows)), remedy, "", "hidden")
