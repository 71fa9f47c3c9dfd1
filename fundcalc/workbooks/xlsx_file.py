"""Workbooks as rows of cells, through openpyxl's parser of one sheet's XML.

One pass gives cells, error values and merged ranges without an object for each cell; formulas are read as such first, and
their stored values only where there are any. Of the styles only the number formats are read, so that a style which another
program writes its own way hides no data.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.base.progress import READING, advance
from fundcalc.workbooks.blank_filter import WithoutBlanks
from fundcalc.workbooks.grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Cell, Grid, Merged, too_large, unreadable
from fundcalc.workbooks.number_formats import NumberFormats, read_number_formats
from fundcalc.workbooks.strict_xml import as_transitional, is_strict

MOST_CELLS = 20_000_000
MOST_SHEETS = 1_000
# The texts of a workbook; everything else that is neither a sheet nor a picture becomes a tree of objects.
MOST_TEXTS = 400 * 2**20
MOST_OTHER_PARTS = 32 * 2**20
# A cell of Excel holds 32,767 letters, and a field of a CSV file as many as Python's reader takes.
MOST_LETTERS = 131_072

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Most elements are these, and they are read with their row.
_WITHIN_ROWS = frozenset(f"{_MAIN}{name}" for name in ("c", "v", "is", "t", "f"))

Rows = list[tuple[int, list[Cell]]]


def workbook_grids(content: bytes, name: str) -> list[Grid]:
    """Read the sheets of an .xlsx.

    Raises SheetError where it is damaged, too large or of another kind."""
    from openpyxl.reader.excel import ExcelReader

    try:
        _check_parts(content, name)
        if is_strict(content):
            content = as_transitional(content)
        with warnings.catch_warnings():
            # openpyxl warns about parts it would lose on saving; nothing is saved here.
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            return list(_sheets(reader, read_number_formats(reader.archive), name))
    except SheetError:
        raise
    except MemoryError:
        pass
    except Exception as error:
        # A damaged or hostile file makes a parser raise anything; the answer is the same.
        raise unreadable(
            name,
            _("the workbook is damaged ({reason})").format(reason=f"{type(error).__name__}: {error}"[:120]),
            _("open it in Excel or WPS, save it as .xlsx and try again"),
        ) from error
    # Raised only here, where nothing refers to what was read any more: an error in hand would.
    raise too_large(name)


def _check_parts(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if any(part.filename.endswith(("workbook.bin", "content.xml")) for part in parts):
        raise unreadable(name, _("this kind of workbook is not read"), _("save it as .xlsx from Excel or WPS"))
    others = [part for part in parts if not part.filename.startswith(("xl/worksheets/", "xl/media/"))]
    texts = sum(part.file_size for part in others if part.filename == "xl/sharedStrings.xml")
    rest = sum(part.file_size for part in others) - texts
    if sum(part.file_size for part in parts) > MOST_BYTES or texts > MOST_TEXTS or rest > MOST_OTHER_PARTS:
        raise too_large(name)


def _sheets(reader: Any, formats: NumberFormats, name: str) -> Iterator[Grid]:
    count = 0
    made_for = _made_for(reader)
    for number, (sheet, relation) in enumerate(reader.parser.find_sheets(), start=1):
        if number > MOST_SHEETS:
            raise too_large(name)
        if relation.target not in reader.valid_files or "chartsheet" in relation.Type:
            continue
        part = _SheetPart(reader, formats, relation.target, name)
        read = part.read(stored=False, most=MOST_CELLS - count)
        rows = read.rows
        count += sum(len(cells) for _number, cells in rows)
        if any(cell.kind == "f" for _number, cells in rows for cell in cells):
            rows = _with_results(rows, part.read(stored=True, most=MOST_CELLS).rows)
        yield Grid(
            name,
            sheet.name,
            rows,
            read.merged,
            sheet.state in ("hidden", "veryHidden"),
            read.hidden_rows,
            read.hidden_columns,
            read.filtered,
            made_for,
        )


def _made_for(reader: Any) -> str:
    """The id that `template` writes into the properties of a workbook, or nothing."""
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import fromstring

    if ARC_CORE not in reader.valid_files:
        return ""
    properties = fromstring(reader.archive.read(ARC_CORE))
    return str(properties.findtext("{http://purl.org/dc/elements/1.1/}subject") or "").strip()


class _Read(NamedTuple):
    rows: Rows
    merged: tuple[Merged, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    filtered: bool


class _SheetPart(NamedTuple):
    """The part of a workbook that holds one sheet."""

    reader: Any
    formats: NumberFormats
    part: str
    name: str

    def read(self, *, stored: bool, most: int) -> _Read:
        """Read the cells, with formulas or with their ``stored`` results."""
        from openpyxl.worksheet._reader import WorkSheetParser
        from openpyxl.xml.functions import iterparse

        rows: Rows = []
        merged: list[Merged] = []
        hidden_columns: set[int] = set()
        filtered = False
        count = 0
        with self.reader.archive.open(self.part) as xml:
            parser = WorkSheetParser(
                io.BytesIO(),
                self.reader.shared_strings,
                data_only=stored,
                epoch=self.reader.wb.epoch,
                date_formats=self.formats.dates,
                timedelta_formats=self.formats.durations,
            )
            # Only these elements matter here; openpyxl's own loop stops at a faulty filter, link or validation.
            for _event, element in iterparse(WithoutBlanks(xml, self.name)):
                if element.tag in _WITHIN_ROWS:
                    continue
                match element.tag.removeprefix(_MAIN):
                    case "row":
                        number, found = parser.parse_row(element)
                        count += len(found)
                        advance(READING, number)
                        self._check_row(number, found, count, most)
                        if cells := self._cells(found):
                            rows.append((number, cells))
                    case "col" if element.get("hidden") in ("1", "true"):
                        last = min(int(element.get("max", element.get("min"))), MOST_COLUMNS)
                        hidden_columns.update(range(int(element.get("min")), last + 1))
                    case "mergeCell":
                        merged.append(_merged(element.get("ref")))
                    case "filterColumn":
                        filtered = True
                        continue
                    case _:
                        continue
                element.clear()
        hidden_rows = (int(at) for at, row in parser.row_dimensions.items() if row.get("hidden") in ("1", "true"))
        return _Read(rows, tuple(merged), frozenset(hidden_rows), frozenset(hidden_columns), filtered)

    def _check_row(self, number: int, found: list[Any], count: int, most: int) -> None:
        # Blank cells that could not be left out take their time too.
        long = any(isinstance(cell["value"], str) and len(cell["value"]) > MOST_LETTERS for cell in found)
        if long or number > MOST_ROWS or count > most or (found and found[-1]["column"] > MOST_COLUMNS):
            raise too_large(self.name)

    def _cells(self, found: list[Any]) -> list[Cell]:
        units = self.formats.units
        return [
            Cell(cell["column"], cell["value"], cell["data_type"], units.get(cell["style_id"], "") if units else "")
            for cell in found
            if cell["value"] is not None or cell["data_type"] == "str"
        ]


def _merged(name: str) -> Merged:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(name)
    return Merged(top or 1, left or 1, bottom or MOST_ROWS, right or MOST_COLUMNS, name)


def _with_results(rows: Rows, stored: Rows) -> Rows:
    """The rows with each formula's stored result in its place.

    One that was never calculated stays a formula."""
    results = {(number, cell.column): cell for number, cells in stored for cell in cells}
    return [
        (number, [cell if cell.kind != "f" else result for cell in cells if (result := _result(results, number, cell))])
        for number, cells in rows
    ]


def _result(results: dict[tuple[int, int], Cell], number: int, cell: Cell) -> Cell | None:
    """The result of a formula, or the cell itself where it is none.

    None where the result is empty text."""
    if cell.kind != "f":
        return cell
    result = results.get((number, cell.column))
    if result is None:
        return cell._replace(value=getattr(cell.value, "text", cell.value))
    return result if result.value is not None else None
