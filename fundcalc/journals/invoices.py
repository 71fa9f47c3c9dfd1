"""Lists of invoices of the tax platform.

A control of the invoice numbers of lines, or lines themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import _
from fundcalc.journals.cells import amount_in, day_in
from fundcalc.journals.columns import SheetTable
from fundcalc.journals.units import unit_of_table
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown, tight
from fundcalc.workbooks.cells import lost_digits
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.row_words import is_total


class InvoiceRow(NamedTuple):
    """An invoice of the list: ``fen`` is its price with tax; a ``void`` one is none."""

    number: str
    seller: str
    date: date | None
    fen: int
    text: str
    void: bool
    place: str


@dataclass
class InvoiceReading:
    """The invoices of a sheet, and what was found.

    ``bad`` counts those that could not be read.
    """

    rows: list[InvoiceRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    bad: int = 0


def read_invoices(grid: Grid, table: SheetTable, shown_name: str) -> InvoiceReading:
    """Read a list of invoices."""
    reading = InvoiceReading()
    where = f"{shown_name}:{grid.sheet}" if grid.sheet else shown_name
    scale = unit_of_table(grid, table).factor
    for number, cells in grid.rows[table.body :]:
        values: dict[str, Cell] = {}
        for cell in cells:
            if (column := table.columns.get(cell.column)) is not None:
                values.setdefault(column.key, cell)
        texts = {key: shown(cell.value) for key, cell in values.items()}
        if not texts.get("total") or any(is_total(text) for text in texts.values()):
            continue
        try:
            reading.rows.append(_row(values, texts, scale, f"{where}:{number}"))
        except BadCell as bad:
            reading.bad += 1
            at = values["total"].column
            heading = table.columns[at].heading
            place = f"{column_letters(at)}{number}"
            fault = CellFault(grid.file, grid.sheet, place, texts["total"], bad.message, bad.remedy, heading)
            reading.faults.append(fault)
    return reading


def _row(values: Mapping[str, Cell], texts: Mapping[str, str], scale: int, place: str) -> InvoiceRow:
    number = values.get("digital") or values.get("number")
    if number is not None and lost_digits(number.value, number.kind):
        message = _(
            "The cell holds a number of more than 15 digits, of which a spreadsheet loses the last, so it is not read."
        )
        raise BadCell(message, _("Format the cell as text (设置单元格格式 → 文本), then type the number again."))
    day = day_in(values["date"].value, values["date"].kind) if "date" in values else None
    status = tight(texts.get("status", ""))
    return InvoiceRow(
        texts.get("digital") or texts.get("number", ""),
        texts.get("seller", ""),
        day,
        amount_in(values["total"].value, values["total"].kind, scale),
        texts.get("text", ""),
        "作废" in status,
        place,
    )


def lines_of_invoices(rows: list[InvoiceRow], award: str) -> Iterator[Line]:
    """The invoices as lines of an award; void ones are none."""
    for row in rows:
        if not row.void and row.fen:
            yield Line(row.date, row.fen, award, payee=row.seller, text=row.text, invoice=row.number, place=row.place)
