"""Web pages that programs call .xls, as rows of cells."""

from html.parser import HTMLParser

from fundcalc.base.i18n import _
from fundcalc.workbooks.csv_file import decode_text
from fundcalc.workbooks.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, too_large, unreadable

_CELLS = ("td", "th")


def looks_like_html(content: bytes) -> bool:
    """Whether a file begins as a web page does."""
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style"))


def html_grid(content: bytes, name: str) -> Grid:
    """Read the tables of a web page, one below the other. Raises SheetError."""
    parser = _Tables(name)
    parser.feed(decode_text(content, name))
    parser.close()
    if not parser.rows:
        raise unreadable(name, _("this is a web page without a table"), _("save it as .xlsx from Excel or WPS"))
    return Grid(name, "", parser.rows)


class _Tables(HTMLParser):
    """Collects the rows of all tables."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.rows: list[tuple[int, list[Cell]]] = []
        self.number = self.column = 0
        self.cells: list[Cell] = []
        self.text: list[str] | None = None
        self.span = self.deep = 1
        # For how many rows more a cell above reaches down into a column.
        self.spanned: dict[int, int] = {}
        self.reaching: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self.number += 1
        elif tag in _CELLS:
            self._end_cell()
            self.text, self.span, self.deep = [], _span(attrs, "colspan"), _span(attrs, "rowspan")
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self.text is None:
            return
        while self.spanned.get(self.column + 1):
            self.column += 1
        value = "".join(self.text).replace("\xa0", " ").strip()
        if value:
            self.cells.append(Cell(self.column + 1, value, "s"))
        if self.deep > 1:
            self.reaching |= dict.fromkeys(range(self.column + 1, self.column + self.span + 1), self.deep)
        self.column += self.span
        if self.column > MOST_COLUMNS:
            raise too_large(self.name)
        self.text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.number > MOST_ROWS:
            raise too_large(self.name)
        if self.cells:
            self.rows.append((self.number, self.cells))
        if self.column:
            spans = self.spanned | self.reaching
            self.spanned, self.reaching = {at: rows - 1 for at, rows in spans.items() if rows > 1}, {}
        self.cells, self.column = [], 0


def _span(attributes: list[tuple[str, str | None]], name: str) -> int:
    """How many columns or rows a cell spans."""
    text = dict(attributes).get(name) or ""
    return max(min(int(text), MOST_COLUMNS), 1) if text.isdecimal() and len(text) < 8 else 1
