"""From the rows of a sheet to vouchers, with what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from fundcalc.base.i18n import _
from fundcalc.journals.cells import amount_in
from fundcalc.journals.columns import Book, SheetTable, unit_above
from fundcalc.journals.details import account_of, details_of
from fundcalc.journals.records import Details, JournalKind, JournalPosting, Voucher
from fundcalc.journals.row_days import RowDays, Values, text_of
from fundcalc.journals.sheet_context import SheetContext, account_in, sheet_context
from fundcalc.journals.sheet_notes import sheet_notes
from fundcalc.journals.voucher_cells import label_of, status_of
from fundcalc.workbooks.cell_faults import CellFault, CellNote
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown, tight
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.row_kinds import is_note, is_signature, is_total

_DEBIT = frozenset(("借", "借方", "dr", "d", "debit", "1", "j", "jie"))
_CREDIT = frozenset(("贷", "贷方", "cr", "c", "credit", "-1", "2", "dai"))
_DETAILS = (
    *("award", "use", "purpose", "payee", "organisation", "project", "party", "invoice"),
    *("code", "code_name", "project_code", "budget_project", "auxiliary"),
)
_MOST_KEPT = 200_000
# Columns whose text tells a total from a posting.
_TOTAL_KEYS = frozenset(("text", "account", "account_name", "label", "number", "date", "month", "day", "line", "kind"))


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
        scale = unit_above(grid, table)
        self.columns = {
            at: (column.key, column.book) for at, column in table.columns.items() if column.key != "ignored"
        }
        self.scale = {at: column.scale if column.scale != 1 else scale for at, column in table.columns.items()}
        self.at: dict[tuple[str, Book], int] = {}
        for at, (key, book) in self.columns.items():
            self.at.setdefault((key, book), at)
        self.books: tuple[Book, ...] = tuple(dict.fromkeys(book for _key, book in self.columns.values() if book)) or (
            "",
        )
        self.year = table.year or reading.around.year
        self.account = reading.around.account
        self.day: date | None = None
        self.label = ""
        self.unit = reading.around.unit
        self.found: dict[tuple[object, ...], Voucher] = {}
        self.current: Voucher | None = None
        self.details: dict[tuple[str, ...], Details] = {}
        self.days = RowDays(self.year, reading.around.month)
        self.accounts: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.skipped: list[int] = []
        self.account_keys = {key for key in self.at if key[0] in ("account", "account_name")}
        self.amount_keys = {key for key in self.at if key[0] in ("debit", "credit", "amount")}
        self.detail_keys = [key for key in _DETAILS if (key, "") in self.at]
        self.has_labels = ("label", "") in self.at or ("number", "") in self.at
        self.has_status = not {("void", ""), ("posted", ""), ("period", "")}.isdisjoint(self.at)

    def read(self) -> None:
        for number, cells in self.grid.rows[self.table.body :]:
            values: dict[tuple[str, Book], Cell] = {}
            columns = self.columns
            for cell in cells:
                if (key := columns.get(cell.column)) is not None and (cell.kind != "s" or str(cell.value).strip()):
                    values.setdefault(key, cell)
            if values:
                self._row(number, cells, values)
            elif self.kind == "account_ledger":
                self._other_row(cells)
        self.reading.notes += sheet_notes(self.grid, self.skipped, self.reading.vouchers)

    def _other_row(self, cells: Sequence[Cell]) -> None:
        """The account of the next ledger in a sheet of several."""
        for cell in cells:
            if isinstance(cell.value, str) and (found := account_in(cell.value)):
                self.account, self.current = found, None

    def _row(self, number: int, cells: Sequence[Cell], values: Values) -> None:
        if self._is_no_posting(number, cells, values):
            return
        try:
            voucher = self._voucher(number, values)
        except BadCell:
            return
        for book in self.books:
            self._posting(number, values, book, voucher)

    def _is_no_posting(self, number: int, cells: Sequence[Cell], values: Values) -> bool:
        own_voucher = ("label", "") in values or ("number", "") in values
        named = self.kind == "account_ledger" or not self.account_keys.isdisjoint(values)
        amounts = not self.amount_keys.isdisjoint(values)
        # Nearly every row is a posting with an account, an amount and a number.
        if own_voucher and named and amounts and self._has_digits(values) and self.kind != "account_ledger":
            return False
        texts = [cell for cell in cells if cell.kind == "s" and isinstance(cell.value, str)]
        if self._repeats_headings(texts, cells):
            return True
        if self.kind == "account_ledger":
            for cell in texts:
                if (found := account_in(str(cell.value))) and len(cells) <= 4:
                    self.account, self.current = found, None
                    return True
        words = [str(values[key].value) for key in values if key[0] in _TOTAL_KEYS and values[key].kind == "s"]
        total = any(map(is_total, words)) or is_total("".join(words[:2]))
        if total and not (own_voucher and named and not self._in_label(values)):
            self.skipped.append(number)
            self.current = None if not own_voucher else self.current
            return True
        if not amounts and not named:
            return True
        if not amounts and len(texts) == 1 and (is_signature(str(texts[0].value)) or is_note(str(texts[0].value))):
            return True
        return not amounts and not own_voucher and self.account_keys.isdisjoint(values)

    def _has_digits(self, values: Values) -> bool:
        """Whether the number of a voucher ends in a figure.

        Which no total and no heading does.
        """
        cell = values.get(("number", "")) or values[("label", "")]
        return not isinstance(cell.value, str) or cell.value[-1:].isdigit()

    def _in_label(self, values: Values) -> bool:
        return any(
            is_total(str(cell.value)) for (key, _book), cell in values.items() if key in ("label", "number", "account")
        )

    def _repeats_headings(self, texts: Sequence[Cell], cells: Sequence[Cell]) -> bool:
        if len(texts) < 2 or len(texts) != len(cells):
            return False
        row = tuple((cell.column, tight(str(cell.value))) for cell in texts if str(cell.value).strip())
        return row in self.table.heading_texts

    # Vouchers.

    def _voucher(self, number: int, values: Values) -> Voucher:
        unit = (text_of(values, "unit") if ("unit", "") in values else "") or self.unit
        label = label_of(values)
        dated = any((key, "") in values for key in ("date", "month", "day", "period"))
        day = self._day(number, values) if dated else None
        if unit != self.unit and (label or dated):
            self.unit = unit
        if not label and not dated and self.current is not None:
            return self.current
        if label and not dated:
            day = self.day
        if not label and self.has_labels and self.current is not None and day in (None, self.day):
            return self.current
        self.day = day if day is not None or dated else self.day
        self.label = label
        if not self.has_labels:
            return self._unnumbered(day)
        key = (unit, self.day, label)
        voucher = self.found.get(key)
        if voucher is None:
            voucher = self._new(unit, self.day, label)
            self.found[key] = voucher
        self.current = voucher
        if self.has_status and (status := status_of(values)):
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
            key = next(key for key in ("date", "month", "day", "period") if (key, "") in values)
            remedy = _("Write it like 2026-03-01; the posting is read without a date.")
            self._fault(self.at[key, ""], number, values[key, ""].value, bad.message, remedy)
            return None

    # Postings.

    def _posting(self, number: int, values: Values, book: Book, voucher: Voucher) -> None:
        debit, credit = self._amounts(number, values, book)
        if not debit and not credit:
            return
        code, name = self._account(values, book)
        details = self._details(values)
        text = text_of(values, "text")
        text = " ".join(text.split()) if text else (voucher.postings[-1].text if voucher.postings else "")
        if debit:
            voucher.postings.append(JournalPosting(number, code or name, name, debit, True, text, details))
        if credit:
            voucher.postings.append(JournalPosting(number, code or name, name, credit, False, text, details))

    def _amounts(self, number: int, values: Values, book: Book) -> tuple[int, int]:
        if ("debit", book) in self.at:
            return self._amount(number, values, "debit", book), self._amount(number, values, "credit", book)
        amount = self._amount(number, values, "amount", book)
        side = tight(text_of(values, "direction", book))
        if side in _DEBIT:
            return amount, 0
        if side in _CREDIT:
            return 0, amount
        if amount:
            at = self.at["direction", book]
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
        cell = values.get((key, book))
        if cell is None:
            return 0
        try:
            return amount_in(cell.value, cell.kind, self.scale[cell.column])
        except BadCell as bad:
            self.reading.bad += 1
            self._fault(cell.column, number, cell.value, bad.message, bad.remedy)
            return 0

    def _account(self, values: Values, book: Book) -> tuple[str, str]:
        code_text = text_of(values, "account", book)
        name_text = text_of(values, "account_name", book)
        sub = text_of(values, "sub_account", book)
        if not code_text and not name_text and self.kind == "account_ledger":
            return self.account
        key = (code_text, name_text, sub)
        if (found := self.accounts.get(key)) is None:
            found = self.accounts[key] = account_of(*key)
        return found

    def _details(self, values: Values) -> Details:
        texts = [text_of(values, key) if (key, "") in values else "" for key in self.detail_keys]
        key = tuple(texts)
        found = self.details.get(key)
        if found is None:
            if len(self.details) > _MOST_KEPT:
                self.details.clear()
            found = self.details[key] = details_of(dict(zip(self.detail_keys, texts, strict=True)))
        return found

    # What was found.

    def _fault(self, column: int, number: int, value: object, message: str, remedy: str) -> None:
        heading = self.table.columns[column].heading if column in self.table.columns else ""
        cell = f"{column_letters(column)}{number}"
        self.reading.faults.append(
            CellFault(self.grid.file, self.grid.sheet, cell, shown(value), message, remedy, heading)
        )
