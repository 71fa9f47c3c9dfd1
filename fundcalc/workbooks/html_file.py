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
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self.number += 1
        elif tag in _CELLS:
            self._end_cell()
            span = dict(attrs).get("colspan") or ""
            self.text, self.span = [], min(int(span), MOST_COLUMNS) if span.isdecimal() else 1
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
        value = "".join(self.text).replace("\xa0", " ").strip()
        if value:
            self.cells.append(Cell(self.column + 1, value, "s"))
        self.column += self.span
        self.text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.number > MOST_ROWS or self.column > MOST_COLUMNS:
            raise too_large(self.name)
        if self.cells:
            self.rows.append((self.number, self.cells))
        self.cells, self.column = [], 0
