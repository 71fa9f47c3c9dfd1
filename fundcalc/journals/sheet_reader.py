"""From the rows of a sheet to vouchers, with what could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from fundcalc.base.i18n import _
from fundcalc.journals.cells import amount_in
from fundcalc.journals.columns import Book, SheetTable
from fundcalc.journals.details import account_of, details_of
from fundcalc.journals.opening_vouchers import without_openings
from fundcalc.journals.plain_rows import PlainRows
from fundcalc.journals.records import Details, JournalKind, JournalPosting, Voucher
from fundcalc.journals.row_columns import row_columns
from fundcalc.journals.row_days import RowDays, Values, column_name, key_of, text_in, text_of
from fundcalc.journals.row_filter import has_own_voucher, posting_kind
from fundcalc.journals.sheet_context import SheetContext, account_in, sheet_context
from fundcalc.journals.sheet_notes import sheet_notes
from fundcalc.journals.units import amid_fault, unit_amid, unit_note, unit_of_table
from fundcalc.journals.voucher_cells import label_of, status_of
from fundcalc.workbooks.cell_faults import CellFault, CellNote
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown, tight
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.text_rows import TextRow, TextRows, with_cells

_DEBIT = frozenset(("借", "借方", "dr", "d", "s", "debit", "1", "j", "jie"))
_CREDIT = frozenset(("贷", "贷方", "cr", "c", "h", "credit", "-1", "2", "dai"))
_DATES = frozenset(("date", "month", "day", "period"))
_MOST_KEPT = 200_000


@dataclass
class SheetReading:
    """The vouchers of a sheet, and what was found.

    ``bad`` counts the postings that could not be read.
    """

    table: SheetTable
    around: SheetContext
    vouchers: list[Voucher] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)
    bad: int = 0


def _is_of_page(cell: Cell) -> bool:
    return isinstance(cell.value, str) and "页" in cell.value


def read_journal_sheet(grid: Grid, table: SheetTable, shown_name: str, source: int) -> SheetReading:
    """Read the vouchers of a sheet whose table is a journal or an account's ledger."""
    reading = SheetReading(table, sheet_context(grid, table.body))
    _JournalRows(grid, table, reading, shown_name, source).read()
    return reading


class _JournalRows:
    """Reads the rows below the headings.

    Dates, vouchers and accounts are carried down to the rows that leave them out.
    """

    def __init__(self, grid: Grid, table: SheetTable, reading: SheetReading, name: str, source: int) -> None:
        self.grid, self.table, self.reading = grid, table, reading
        self.where = f"{name}:{grid.sheet}" if grid.sheet else name
        self.source = source
        self.kind: JournalKind = "account_ledger" if table.kind == "account_ledger" else "journal"
        self.money_unit = unit_of_table(grid, table)
        self.columns = row_columns(table, self.money_unit.factor)
        self.account = reading.around.account
        self.day: date | None = None
        self.label = ""
        self.unit = reading.around.unit
        self.found: dict[tuple[object, ...], Voucher] = {}
        self.current: Voucher | None = None
        self.days = RowDays(table.year or reading.around.year, reading.around.month)
        self.accounts: dict[tuple[object, ...], tuple[str, str]] = {}
        self.details: dict[tuple[object, ...], Details] = {}
        self.skipped: list[int] = []

    def read(self) -> None:
        rows, body = self.grid.rows, self.table.body
        if isinstance(rows, TextRows) and self.columns.is_plain:
            self.current = PlainRows(self.columns, self._voucher, self._other).read(islice(rows.texts, body, None))
        else:
            for number, cells in islice(rows, body, None):
                self._cells(number, cells)
        self.reading.vouchers, openings = without_openings(self.reading.vouchers)
        self.skipped = sorted({*self.skipped, *openings})
        self.reading.notes += unit_note(self.grid, self.money_unit)
        self.reading.notes += sheet_notes(self.grid, self.table, self.skipped, self.reading.vouchers)

    def _other(self, row: TextRow) -> Voucher | None:
        """Read a row of texts cell by cell; the voucher that the next one may belong to."""
        self._cells(*with_cells(row))
        return self.current

    def _cells(self, number: int, cells: Sequence[Cell]) -> None:
        names = self.columns.names
        values: dict[str, Cell] = {}
        for cell in cells:
            if (name := names.get(cell.column)) is not None and (cell.kind != "s" or str(cell.value).strip()):
                values.setdefault(name, cell)
        if values:
            self._row(number, cells, values)
        elif self.kind == "account_ledger":
            self._other_row(cells)

    def _other_row(self, cells: Sequence[Cell]) -> None:
        """The account of the next ledger in a sheet of several."""
        for cell in cells:
            if isinstance(cell.value, str) and (found := account_in(cell.value)):
                self.account, self.current = found, None

    def _row(self, number: int, cells: Sequence[Cell], values: Values) -> None:
        if self._begins_ledger(cells):
            return
        kind = posting_kind(self.table, self.columns, cells, values)
        if kind == "total":
            self.skipped.append(number)
            # A voucher goes on behind the sums of a page.
            if not has_own_voucher(values) and not any(map(_is_of_page, cells)):
                self.current = None
        if kind != "posting":
            if kind == "other" and (amid := unit_amid(number, cells, self.money_unit)):
                self.reading.faults.append(amid_fault(self.grid, amid))
            return
        voucher = self._voucher(number, values)
        for book in self.columns.books:
            self._posting(number, values, book, voucher)

    def _begins_ledger(self, cells: Sequence[Cell]) -> bool:
        """Whether a row names the account of the next ledger in the sheet."""
        if self.kind != "account_ledger" or len(cells) > 4:
            return False
        for cell in cells:
            if cell.kind == "s" and isinstance(cell.value, str) and (found := account_in(cell.value)):
                self.account, self.current = found, None
                return True
        return False

    # Vouchers.

    def _voucher(self, number: int, values: Values) -> Voucher:
        unit = text_of(values, "unit") or text_of(values, "company") or self.unit
        label = label_of(values)
        dated = not _DATES.isdisjoint(values)
        day = self._day(number, values) if dated else None
        if unit != self.unit and (label or dated):
            self.unit = unit
        if not label and not dated and self.current is not None:
            return self.current
        if label and not dated:
            day = self.day
        if not label and self.columns.has_labels and self.current is not None and day in (None, self.day):
            return self.current
        self.day = day if day is not None or dated else self.day
        self.label = label
        if not self.columns.has_labels:
            return self._unnumbered(day)
        key = (unit, self.day, label)
        voucher = self.found.get(key)
        # A balanced voucher that comes again below others may be pasted twice.
        again = voucher is not None and voucher is not self.current and voucher.postings and not voucher.difference()
        if voucher is None or again:
            voucher = self._new(unit, self.day, label)
            self.found[key] = voucher
        self.current = voucher
        if self.columns.has_status and (status := status_of(values)):
            voucher.status = voucher.status if voucher.status == "void" else status
        return voucher

    def _new(self, unit: str, day: date | None, label: str) -> Voucher:
        voucher = Voucher(unit, day, label, self.source, self.where, self.kind)
        self.reading.vouchers.append(voucher)
        return voucher

    def _unnumbered(self, day: date | None) -> Voucher:
        """Without numbers, a voucher ends where it balances."""
        if (
            self.current is None
            or self.current.date != day
            or (self.current.postings and not self.current.difference())
        ):
            self.current = self._new(self.unit, day, "")
        return self.current

    def _day(self, number: int, values: Values) -> date | None:
        try:
            return self.days.day(values)
        except BadCell as bad:
            key = next(key for key in ("date", "month", "day", "period") if key in values)
            remedy = _("Write it like 2026-03-01; the posting is read without a date.")
            self._fault(values[key].column, number, values[key].value, bad.message, remedy)
            return None

    # Postings.

    def _posting(self, number: int, values: Values, book: Book, voucher: Voucher) -> None:
        debit, credit = self._amounts(number, values, book)
        if not debit and not credit:
            return
        cells = {cell.column: cell for cell in values.values()}
        names = [column_name(key, book) for key in ("account", "account_name", "sub_account")]
        account = self._account_of(*(values.get(name) or values.get(key_of(name)) for name in names))
        self._post(voucher, number, account, (debit, credit), values.get("text"), self._details_of(cells))

    def _post(
        self,
        voucher: Voucher,
        number: int,
        account: tuple[str, str],
        amounts: tuple[int, int],
        said: Cell | None,
        details: Details,
    ) -> None:
        """Add a posting per side with an amount.

        Without a text it takes that of the posting above.
        """
        code, name = account
        if said is not None:
            text = " ".join((said.value if isinstance(said.value, str) else shown(said.value)).split())
        else:
            text = voucher.postings[-1].text if voucher.postings else ""
        debit, credit = amounts
        if debit:
            voucher.postings.append(JournalPosting(number, code or name, name, debit, True, text, details))
        if credit:
            voucher.postings.append(JournalPosting(number, code or name, name, credit, False, text, details))

    def _amounts(self, number: int, values: Values, book: Book) -> tuple[int, int]:
        if column_name("debit", book) in self.columns.at:
            return self._amount(number, values, "debit", book), self._amount(number, values, "credit", book)
        amount = self._amount(number, values, "amount", book)
        if column_name("direction", book) not in self.columns.at:
            return (amount, 0) if amount > 0 else (0, -amount)
        side = tight(text_of(values, "direction", book))
        if side in _DEBIT:
            return amount, 0
        if side in _CREDIT:
            return 0, amount
        if amount:
            at = self.columns.at[column_name("direction", book)]
            self.reading.bad += 1
            self._fault(
                at,
                number,
                text_of(values, "direction", book),
                _("借 (debit) or 贷 (credit) was expected."),
                _("Write 借 or 贷; the posting is not read until then."),
            )
        return 0, 0

    def _amount(self, number: int, values: Values, key: str, book: Book) -> int:
        cell = values.get(column_name(key, book))
        if cell is None:
            return 0
        try:
            return amount_in(cell.value, cell.kind, self.columns.scale[cell.column])
        except BadCell as bad:
            self.reading.bad += 1
            self._fault(cell.column, number, cell.value, bad.message, bad.remedy)
            return 0

    def _account_of(self, *cells: Cell | None) -> tuple[str, str]:
        """Find the code and the name of an account in its cells.

        A ledger has its account above the table.
        """
        account = self.accounts.get(cells)
        if account is None:
            code, name, sub = (text_in(cell) for cell in cells)
            account = self.accounts[cells] = account_of(code, name, sub) if code or name else ("", "")
        if self.kind == "account_ledger" and account == ("", ""):
            return self.account
        return account

    def _details_of(self, cells: Mapping[int, Cell]) -> Details:
        key = tuple([cells.get(column) for column in self.columns.details])
        found = self.details.get(key)
        if found is None:
            if len(self.details) > _MOST_KEPT:
                self.details.clear()
            texts = map(text_in, key)
            found = self.details[key] = details_of(dict(zip(self.columns.detail_keys, texts, strict=True)))
        return found

    # What was found.

    def _fault(self, column: int, number: int, value: object, message: str, remedy: str) -> None:
        heading = self.table.columns[column].heading if column in self.table.columns else ""
        cell = f"{column_letters(column)}{number}"
        self.reading.faults.append(
            CellFault(self.grid.file, self.grid.sheet, cell, shown(value), message, remedy, heading)
        )
