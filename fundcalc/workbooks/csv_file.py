"""CSV files as rows of cells: encoding, separator, unreadable files."""

import csv
import io
import re

from fundcalc.base.i18n import _
from fundcalc.workbooks.grid import MOST_COLUMNS, MOST_ROWS, Grid, too_large, unreadable
from fundcalc.workbooks.text_rows import TextRow, TextRows

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# In GB18030 read as UTF-8 nearly every Chinese character is damaged; in a damaged UTF-8 file few are.
_FEW_DAMAGED = 4
_SEPARATORS = (",", "\t", ";", "|")
_LINES_LOOKED_AT = 30
# ="0012" is how some programs keep Excel from reading a code as a number.
_AS_FORMULA = re.compile(r'^="([^"]*)"$')
_QUOTED = re.compile(r'"[^"]*"')


def csv_grid(content: bytes, name: str, sheet: str) -> Grid:
    """Read a CSV file of any encoding that Excel or WPS writes.

    It is separated by commas, tabs, semicolons or bars."""
    return Grid(name, sheet, list(text_rows(content, name)))


def text_rows(content: bytes, name: str) -> TextRows:
    """Read the rows of a CSV file that have a text. Raises SheetError."""
    text = decode_text(content, name)
    as_formulas = '="' in text
    rows: list[TextRow] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator(text))
        for number, record in enumerate(reader, start=1):
            if number > MOST_ROWS or any(record[MOST_COLUMNS:]):
                raise too_large(name)
            if as_formulas:
                record = [_AS_FORMULA.sub(r"\1", cell) for cell in record]
            if any(record):
                rows.append((number, record))
    except csv.Error as error:
        raise unreadable(
            name,
            _("row {row} is not in the form of a CSV file ({reason})").format(row=len(rows) + 1, reason=error),
            _("save it again as CSV (逗号分隔) from Excel or WPS"),
        ) from error
    return TextRows(rows)


def decode_text(content: bytes, name: str) -> str:
    """The text of a file in UTF-8, GB18030 or UTF-16, without byte-order marks.

    Raises SheetError naming the file."""
    text = content.decode("utf-16", "replace") if content.startswith(_UTF16_MARKS) else _utf8_or_gb18030(content, name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise unreadable(
            name,
            _("line {line} holds a NUL character, so the file is damaged").format(line=line),
            _("save it again as CSV UTF-8 (逗号分隔) from Excel or WPS"),
        )
    # Some programs write the mark once more than they read.
    return text.lstrip("\ufeff")


def _utf8_or_gb18030(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        intact = content.decode("utf-8", "ignore")
        damaged = content.decode("utf-8", "replace").count("\ufffd")
        if sum(not letter.isascii() for letter in intact) >= _FEW_DAMAGED * damaged:
            line = content.count(b"\n", 0, error.start) + 1
            raise unreadable(
                name,
                _("a character on line {line} is cut off, so the file is damaged").format(line=line),
                _("copy it again, or save it again as CSV UTF-8 (逗号分隔) from Excel or WPS"),
            ) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.end == len(content) and error.reason.startswith("incomplete"):
            raise unreadable(
                name, _("its last character is cut off, so the file is not whole"), _("copy it or save it again")
            ) from error
        raise unreadable(
            name, _("the text is neither UTF-8 nor GB18030"), _("save it as CSV UTF-8 (逗号分隔) from Excel or WPS")
        ) from error


def separator(text: str) -> str:
    """The separator: the mark that the first lines have most.

    A comma, tab, semicolon or bar. Excel's "Unicode text" has tabs, a list of SAP has bars, and amounts in them have commas.
    """
    lines = [_QUOTED.sub("", line) for line in text[:8192].splitlines()[:_LINES_LOOKED_AT]]
    return max(_SEPARATORS, key=lambda mark: (sum(line.count(mark) for line in lines), mark == ","))
