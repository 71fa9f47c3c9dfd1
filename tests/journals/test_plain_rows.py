"""Plain rows of a text are read as the same rows are cell by cell."""

import csv
from pathlib import Path
from random import Random

import pytest

from fundcalc.journals.columns import find_table
from fundcalc.journals.sheet_reader import SheetReading, read_journal_sheet
from fundcalc.workbooks.grid import Grid
from fundcalc.workbooks.grid_reader import read_grids

from .dresses import by_name
from .exports import Export
from .generator import invented
from .text_exports import labels_with_months, many_units, texts_for_excel, year_month_day

EXPORTS: tuple[Export, ...] = (by_name, labels_with_months, many_units, texts_for_excel, year_month_day)
BAD_CELLS = ("", " ", "-", "合计", "0.00", "1,000.00", "(5.00)", "abc", "12.345", "记", "5301", "2026-13-01", "制单：")


def reading(grid: Grid) -> SheetReading:
    table = find_table(grid)
    assert table is not None
    return read_journal_sheet(grid, table, "序时账", 0)


@pytest.mark.parametrize("export", EXPORTS, ids=[export.__name__ for export in EXPORTS])
def test_plain_rows_are_read_as_cells_are(export: Export, tmp_path: Path) -> None:
    pick = Random(3)
    path = export(tmp_path, invented(3, 60).vouchers)
    encoding = "gb18030" if export is labels_with_months else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        if pick.random() < 0.3:
            row[pick.randrange(len(row))] = pick.choice(BAD_CELLS)
        if pick.random() < 0.1:
            del row[pick.randrange(len(row)) :]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    (grid,), _sources = read_grids(path, others=True)
    fast, slow = reading(grid), reading(grid._replace(rows=list(grid.rows)))
    assert [repr(voucher) for voucher in fast.vouchers] == [repr(voucher) for voucher in slow.vouchers]
    assert (fast.faults, fast.notes, fast.bad) == (slow.faults, slow.notes, slow.bad)
