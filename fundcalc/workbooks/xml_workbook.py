"""Workbooks in XML as Excel 2003 writes them (SpreadsheetML).

Old programs still export them. Without document types and entities, of bounded depth and text. Number formats are not seen.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from xml.parsers import expat

from fundcalc.base.i18n import _
from fundcalc.workbooks.csv_file import decode_text
from fundcalc.workbooks.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, Merged, column_letters, too_large, unreadable

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_DEEPEST = 40
_LONGEST = 40_000  # Excel keeps 32,767 letters in a cell
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def looks_like_xml_workbook(content: bytes) -> bool:
    """Whether a file begins as a workbook in XML does."""
    start = content[:4096].replace(b"\0", b"")
    return b"<?xml" in start[:16] and _NAMESPACE.encode() in start


def is_xml_workbook(path: Path) -> bool:
    """Whether a file is a workbook in XML by its first bytes."""
    try:
        with path.open("rb") as file:
            return looks_like_xml_workbook(file.read(4096))
    except OSError:
        return False


def xml_workbook_grids(content: bytes, name: str) -> list[Grid]:
    """Read the sheets of a workbook in XML. Raises SheetError."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_text(content, name), count=1)
    reader = _XmlSheets(name)
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.add_text
    parser.StartDoctypeDeclHandler = reader.refuse_document_type
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise reader.damaged() from error
    if not reader.grids:
        raise reader.damaged()
    return reader.grids


class _XmlSheets:
    """Takes the elements of a workbook one by one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.grids: list[Grid] = []
        self.path: list[str] = []
        self.text: list[str] = []
        self.letters = 0
        self._begin("")

    def _begin(self, sheet: str) -> None:
        self.sheet, self.hidden = sheet, False
        self.rows: list[tuple[int, list[Cell]]] = []
        self.merged: list[Merged] = []
        self.hidden_rows: set[int] = set()
        self.row = self.column = 0
        self.cells: list[Cell] = []
        self.kind = ""

    def damaged(self) -> Exception:
        """The refusal of a file that cannot be read."""
        return unreadable(
            self.name,
            _("the workbook is damaged, protected or too large"),
            _("open it in Excel or WPS, save it as .xlsx and try again"),
        )

    def refuse_document_type(self, *_declared: object) -> None:
        raise self.damaged()

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = _local(element)
        self.path.append(name)
        if len(self.path) > _DEEPEST:
            raise self.damaged()
        match name:
            case "Worksheet":
                self._begin(attributes.get(f"{_NAMESPACE} Name", ""))
            case "Visible":
                self.text, self.letters = [], 0
            case "Row":
                self.row = self._place(attributes, self.row, MOST_ROWS)
                self.column, self.cells = 0, []
                if attributes.get(f"{_NAMESPACE} Hidden") == "1":
                    self.hidden_rows.add(self.row)
            case "Cell":
                self._start_cell(attributes)
            case "Data" if self.path[-2:-1] == ["Cell"]:
                self.kind, self.text, self.letters = attributes.get(f"{_NAMESPACE} Type", "String"), [], 0

    def _place(self, attributes: Mapping[str, str], before: int, most: int) -> int:
        """The number of a row or column: its own index, or the one after the last."""
        said = attributes.get(f"{_NAMESPACE} Index", "")
        place = int(said) if said.isdecimal() and len(said) < 9 else before + 1
        if not before < place <= most:
            raise too_large(self.name) if place > most else self.damaged()
        return place

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        left = self._place(attributes, self.column, MOST_COLUMNS)
        across, down = (_count(attributes.get(f"{_NAMESPACE} Merge{way}", "")) for way in ("Across", "Down"))
        self.at, self.column = left, left + across
        if across or down:
            right, bottom = left + across, self.row + down
            name = f"{column_letters(left)}{self.row}:{column_letters(right)}{bottom}"
            self.merged.append(Merged(self.row, left, bottom, right, name))

    def add_text(self, text: str) -> None:
        self.letters += len(text)
        if self.letters <= _LONGEST:
            self.text.append(text)

    def end(self, element: str) -> None:
        name = _local(element)
        self.path.pop()
        match name:
            case "Data" if self.path[-1:] == ["Cell"]:
                if (cell := _cell(self.at, self.kind, "".join(self.text))) is not None:
                    self.cells.append(cell)
            case "Row" if self.cells:
                self.rows.append((self.row, self.cells))
            case "Visible":
                self.hidden = "".join(self.text).strip().startswith("Sheet")
            case "Worksheet":
                rows = frozenset(self.hidden_rows)
                self.grids.append(
                    Grid(self.name, self.sheet, self.rows, tuple(self.merged), self.hidden, hidden_rows=rows)
                )


def _local(element: str) -> str:
    return element.rpartition(" ")[2]


def _count(text: str) -> int:
    return min(int(text), MOST_COLUMNS) if text.isdecimal() and len(text) < 8 else 0


def _cell(column: int, kind: str, text: str) -> Cell | None:
    """A cell by its type; None if it is blank."""
    plain = text.replace("\xa0", " ").strip()
    if not plain:
        return None
    match kind:
        case "Number":
            try:
                return Cell(column, int(plain) if _WHOLE.fullmatch(plain) else float(plain), "n")
            except ValueError:
                return Cell(column, plain, "s")
        case "DateTime":
            try:
                return Cell(column, datetime.fromisoformat(plain.removesuffix(".000")), "d")
            except ValueError:
                return Cell(column, plain, "s")
        case "Boolean":
            return Cell(column, plain == "1", "b")
        case "Error":
            return Cell(column, plain, "e")
        case _:
            return Cell(column, plain, "s")
