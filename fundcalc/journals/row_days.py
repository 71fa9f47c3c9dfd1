"""The day of a row: a date, a month and a day in two columns, or a period."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fundcalc.base.i18n import _
from fundcalc.journals.cells import day_in
from fundcalc.journals.columns import Book
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.cell_text import shown
from fundcalc.workbooks.grid import Cell

# The cells of a row by the name of their column.
Values = Mapping[str, Cell]


def column_name(key: str, book: Book) -> str:
    """The name of a column: its key, and which of two tables side by side it is of."""
    return f"{key}@{book}" if book else key


def key_of(name: str) -> str:
    """The key of a column of this name."""
    return name.partition("@")[0]


def text_of(values: Values, key: str, book: Book = "") -> str:
    """The text of a cell; one that both tables share stands under no table."""
    cell = values.get(f"{key}@{book}") if book else None
    return text_in(values.get(key) if cell is None else cell)


def text_in(cell: Cell | None) -> str:
    """The text of a cell without blanks around it; empty if there is none."""
    if cell is None:
        return ""
    value = cell.value
    return value.strip() if isinstance(value, str) else shown(value)


@dataclass
class RowDays:
    """Read the days of a sheet's rows.

    Year and month are those that stand above the table.
    """

    year: int | None
    month: int | None
    _read: dict[object, date] = field(default_factory=dict)

    def day(self, values: Values) -> date | None:
        """The day of a row; None where it has none. Raises BadCell."""
        cell = values.get("date")
        if cell is not None:
            if (day := self._read.get(cell.value)) is None:
                day = self._read[cell.value] = day_in(cell.value, cell.kind, self.year)
            return day
        try:
            if "month" in values or "day" in values:
                return self._of_parts(values)
            return self._of_period(values)
        except ValueError as error:
            raise BadCell(_("A date was expected."), _("Write it like 2026-03-01 or 2026年3月1日.")) from error

    def _of_parts(self, values: Values) -> date:
        year = int(text_of(values, "year").rstrip("年") or self.year or 0)
        month_text = text_of(values, "month").rstrip("月")
        month = int(month_text) if month_text else (self.month or 0)
        self.month = month
        day_text = text_of(values, "day").rstrip("日")
        if not day_text:
            return _last_of_month(year, month)
        return date(_whole(year), month, int(day_text))

    def _of_period(self, values: Values) -> date | None:
        digits = re.findall(r"\d+", text_of(values, "period"))
        if not digits:
            return None
        joined = digits[0] if len(digits[0]) == 6 else ""
        if len(digits) == 3 and len(digits[0]) == 4:
            return date(*map(int, digits))
        if joined:
            year, month = int(joined[:4]), int(joined[4:])
        elif len(digits) == 2 and len(digits[0]) == 4:
            year, month = int(digits[0]), int(digits[1])
        elif len(digits) == 1 and len(digits[0]) <= 2:
            year, month = int(text_of(values, "year").rstrip("年") or self.year or 0), int(digits[0])
        else:
            raise ValueError(values)
        # The thirteenth period holds the adjustments of the year-end.
        return _last_of_month(year, 12 if month == 13 else month)


def _last_of_month(year: int, month: int) -> date:
    day = date(_whole(year), month, 1)
    return day.replace(day=monthrange(year, month)[1])


def _whole(year: int) -> int:
    """A year of four digits. Raises ValueError."""
    if year < 1000:
        raise ValueError(year)
    return year
