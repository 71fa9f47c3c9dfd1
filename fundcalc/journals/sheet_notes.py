"""What is said of the rows of a journal's sheet that were left out, or are hidden."""

from collections.abc import Iterator, Sequence

from fundcalc.base.i18n import _, ngettext
from fundcalc.journals.records import Voucher
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.sheet_layout import runs, written_run

_MOST_RUNS = 12


def sheet_notes(grid: Grid, skipped: Sequence[int], vouchers: Sequence[Voucher]) -> Iterator[CellNote]:
    """A note on the totals that were left out, and one on hidden rows."""
    if skipped:
        message = ngettext(
            "Row {rows} is a total or a balance carried over, so it is left out.",
            "Rows {rows} are totals or balances carried over, so they are left out.",
            len(skipped),
        )
        yield CellNote(grid.file, grid.sheet, str(skipped[0]), "", message.format(rows=_written(skipped)), "")
    hidden = grid.hidden_rows
    if not hidden:
        return
    postings = (posting for voucher in vouchers for posting in voucher.postings)
    rows = sorted({row for posting in postings if isinstance(row := posting.row, int) and row in hidden})
    if rows:
        message = ngettext(
            "Row {rows} is hidden; it is read like the others.",
            "Rows {rows} are hidden; they are read like the others.",
            len(rows),
        ).format(rows=_written(rows))
        yield CellNote(
            grid.file, grid.sheet, str(rows[0]), "", message, _("Show all rows and check them."), "", "hidden"
        )


def _written(rows: Sequence[int]) -> str:
    spans = [written_run(run) for run in runs(rows)]
    return ", ".join(spans[:_MOST_RUNS]) + (" …" if len(spans) > _MOST_RUNS else "")
