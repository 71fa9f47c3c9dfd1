"""Tables in a workbook of results: headings, text, figures and days."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple, assert_never

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fundcalc.base.money import plain, yuan
from fundcalc.views.table import AnyTable, Cell, Change, Figure, Mark, Marked, Money, Rate, Year
from fundcalc.workbooks.grid import MOST_ROWS
from fundcalc.workbooks.safe_writing import FONT, fits_a_number, safe

Look = Mark | Literal["money", "whole", "more", "more_whole", "figure", "day", "heading", "label", "title", "section"]


# Points of height for a line of text; a row that wraps is as high as its highest cell.
LINE = 14
# Excel has no row higher than 409 points.
MOST_LINES = 28


def formats(book: Workbook) -> dict[Look, Format]:
    """The looks of cells."""
    base: dict[str, object] = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
    looks: dict[Look, dict[str, object]] = {
        "text": {},
        "money": {"num_format": "#,##0.00", "text_wrap": False},
        "whole": {"num_format": "#,##0", "text_wrap": False},
        "more": {"num_format": "+#,##0.00;-#,##0.00;0.00", "text_wrap": False},
        "more_whole": {"num_format": "+#,##0;-#,##0;0", "text_wrap": False},
        "figure": {"text_wrap": False},
        "day": {"num_format": "yyyy-mm-dd", "align": "left", "text_wrap": False},
        "heading": {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "valign": "vcenter"},
        "label": {"font_color": "#404040"},
        "title": {"bold": True, "font_size": 14, "text_wrap": False},
        "big": {"bold": True, "font_size": 12, "num_format": "#,##0.00", "text_wrap": False},
        "plain": {"text_wrap": False},
        "section": {"bold": True, "font_size": 12, "font_color": "#1F4E79", "text_wrap": False},
        "good": {"bg_color": "#E2EFDA", "font_color": "#375623"},
        "open": {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
        "no": {"bg_color": "#EDEDED", "font_color": "#404040"},
    }
    return {name: book.add_format(base | look) for name, look in looks.items()}


def write(
    sheet: Worksheet, row: int, column: int, value: Cell, looks: dict[Look, Format], look: Look | None = None
) -> None:
    """Write one value: text never as a formula, an amount without losing a digit."""
    if value is None or value == "":
        return
    content, own = content_of(value)
    shown = looks[own if isinstance(value, Marked | Change) else look or own]
    match content:
        case str():
            sheet.write_string(row, column, content, shown)
        case date():
            sheet.write_datetime(row, column, content, shown)
        case int() | Decimal():
            sheet.write_number(row, column, content, shown)
        case _:
            assert_never(content)


def content_of(value: Cell) -> tuple[str | int | Decimal | date, Look]:
    """What a cell holds, safe to open, and the look that suits it."""
    match value:
        case str():
            return safe(value), "text"
        case Marked(text=text, mark=mark):
            return safe(text), mark
        case Money(fen=fen):
            return yuan(fen) if fits_a_number(fen) else plain(fen), "money"
        case int():
            return value, "whole"
        case Change(amount=number, money=False):
            return number, "more_whole"
        case Change(amount=fen):
            return yuan(fen) if fits_a_number(fen) else plain(fen), "more"
        case Figure(value=number) | Year(value=number):
            return number, "figure"
        case date():
            return value, "day"
        case Rate():
            return str(value), "text"
        case None:
            return "", "text"
        case _:
            assert_never(value)


def write_table(book: Workbook, name: str, shown: AnyTable, looks: dict[Look, Format], freeze: int = 1) -> None:
    """Write a table to a sheet of its own.

    What is beyond its rows goes on in another of the same name and a number.
    """
    part, at, sheet = 1, 1, _begin(book, name, shown, looks, freeze)
    for values in shown.rows():
        if at >= MOST_ROWS:
            _finish(sheet, at, shown)
            part, at = part + 1, 1
            sheet = _begin(book, f"{name} {part}", shown, looks, freeze)
        sheet.add_row(at, values)
        at += 1
    _finish(sheet, at, shown)


def lines(values: Sequence[Cell], widths: Sequence[int]) -> int:
    """Estimate how many lines the highest cell of a row takes.

    ``widths`` are in characters. Not every program that opens the file works it out.
    """
    texts = (
        (value.text if isinstance(value, Marked) else value, column_width)
        for value, column_width in zip(values, widths, strict=False)
        if isinstance(value, str) or (isinstance(value, Marked) and value.mark != "plain")
    )
    return min(max((lines_in(text, column_width) for text, column_width in texts), default=1), MOST_LINES)


def lines_in(text: str, column_width: int) -> int:
    """Estimate how many lines a text takes in a column so many characters wide."""
    if 2 * len(text) <= column_width and "\n" not in text:
        return 1
    return sum(-(-width(line) // (column_width - 1)) or 1 for line in text.split("\n"))


def width(text: str) -> int:
    """The width of a text in columns of half a Chinese character."""
    # GB 18030 takes two bytes for what is two columns wide, and is faster than looking at every letter.
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


class _CellText(NamedTuple):
    """A cell in the file, after its place, and how many lines its text takes."""

    xml: str
    lines: int


class TableSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet for the many rows of a table.

    XlsxWriter keeps three objects for every cell until the workbook is closed; here a row becomes text as it comes. What
    was worked out for a text of a column is kept, since most of them come again and again.
    """

    def begin(self, looks: dict[Look, Format], widths: Sequence[int]) -> None:
        """Say how cells look, and how many characters wide the columns are."""
        self._styles = {look: form._get_xf_index() for look, form in looks.items()}
        begin = [f'<c r="{xl_col_to_name(at)}' for at in range(len(widths))]
        self._columns = [(tag, width, dict[str, _CellText]()) for tag, width in zip(begin, widths, strict=True)]
        self._rows: list[str] = []

    def add_row(self, row: int, values: Sequence[Cell]) -> None:
        """Add the next row, as high as its highest cell."""
        number, most = str(row + 1), 1
        cells, again = "", 0
        for (tag, column_width, texts), value in zip(self._columns, values, strict=False):
            if type(value) is str:
                if value in texts:
                    rest, high = texts[value]
                    again += 1
                elif value:
                    rest, high = texts[value] = self._cell_of(value, "text", lines_in(value, column_width))
                else:
                    continue
            elif value is None:
                continue
            else:
                rest, high = self._cell(value, column_width)
            cells += tag + number + rest
            if high > most:
                most = high
        # The file says how many cells hold a text.
        self.str_table.count += again
        self._rows.append(f'<row r="{number}" ht="{_height(most)}" customHeight="1">{cells}</row>')
        self.dim_rowmax = row

    def _cell(self, value: Cell, column_width: int) -> _CellText:
        content, look = content_of(value)
        if isinstance(content, str):
            high = 1 if look == "plain" or not isinstance(value, Marked) else lines_in(value.text, column_width)
            return self._cell_of(content, look, high)
        figure = self._convert_date_time(content) if isinstance(content, date) else content
        return _CellText(f'" s="{self._styles[look]}"><v>{figure:.16G}</v></c>', 1)

    def _cell_of(self, text: str, look: Look, high: int) -> _CellText:
        index = self.str_table._get_shared_string_index(safe(text))
        return _CellText(f'" s="{self._styles[look]}" t="s"><v>{index}</v></c>', high)

    def _write_rows(self) -> None:
        """Write the heading, and after it the rows."""
        last, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.write("".join(self._rows))


@cache
def _height(most: int) -> str:
    """The height of a row of so many lines, in points.

    Excel keeps heights in pixels, three quarters of a point each.
    """
    points = LINE * min(most, MOST_LINES) + 2
    return f"{int(points * 4 / 3 + 0.5) * 0.75:.16g}"


def _begin(book: Workbook, name: str, shown: AnyTable, looks: dict[Look, Format], freeze: int) -> TableSheet:
    columns = shown.columns
    sheet: TableSheet = book.add_worksheet(name, TableSheet)
    sheet.begin(looks, [column.width for column in columns])
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        write(sheet, 0, at, column.heading, looks, "heading")
    sheet.set_row(0, LINE * lines([column.heading for column in columns], [column.width for column in columns]) + 4)
    sheet.freeze_panes(1, freeze)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _finish(sheet: TableSheet, rows: int, shown: AnyTable) -> None:
    if rows > 1:
        sheet.autofilter(0, 0, rows - 1, len(shown.columns) - 1)
