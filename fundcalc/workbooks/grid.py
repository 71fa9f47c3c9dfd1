"""From a file to rows of cells: workbooks, CSV files and folders of them, with nothing interpreted yet.

A workbook is read through openpyxl's own parser of one sheet's XML, in one pass that gives cells, error values and merged
ranges without an object for each cell; formulas are read as such first, and their stored values only where there are any.
Everything about a file that makes it unreadable is a SheetError with the remedy.
"""

import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _

# What a sheet of Excel holds at most.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
# 30 columns of a full sheet, formatted and empty, come to about 0.8 GB of XML; more is no round of applications.
MOST_BYTES = 2 * 2**30
MOST_CELLS = 20_000_000
MOST_SHEETS = 1_000
# The texts of a workbook; whatever else is neither a sheet nor a picture becomes a tree of objects.
MOST_TEXTS = 400 * 2**20
MOST_BESIDE = 32 * 2**20
# A cell of Excel holds 32,767 letters, and a field of a CSV file as many as Python's reader takes.
MOST_LETTERS = 131_072
# Between the beginnings of two rows, and after the last: a full row is 16,384 cells of a few tags each.
_MOST_TAGS = 1_000_000
_MOST_BETWEEN = 16 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Cell(NamedTuple):
    """A cell that is not blank: its column from 1, its value, and its type.

    Types: ``s`` text, ``n`` number, ``d`` date or time, ``b`` yes or no, ``e`` an error such as #REF!, ``f`` a formula
    whose result was never stored.
    """

    column: int
    value: object
    kind: str


class Merged(NamedTuple):
    """A merged range, inclusive, from 1."""

    top: int
    left: int
    bottom: int
    right: int
    name: str


class Grid(NamedTuple):
    """The cells of a sheet by row (from 1, only rows with a cell, in order), and its merged ranges."""

    file: str
    sheet: str
    rows: list[tuple[int, list[Cell]]]
    merged: tuple[Merged, ...] = ()


class Source(NamedTuple):
    """A file that was read: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


def read_grids(path: Path) -> tuple[list[Grid], tuple[Source, ...]]:
    """The sheets of a workbook, of a CSV file (as a sheet without a name) or of a folder of CSV files."""
    with without_collecting():
        return _folder(path) if path.is_dir() else _file(path)


def _file(path: Path) -> tuple[list[Grid], tuple[Source, ...]]:
    content = _bytes(path)
    source = Source(path.name, hashlib.sha256(content).hexdigest())
    if content.startswith(b"PK"):
        return _workbook(content, path.name), (source,)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refused(
                path.name,
                _("the workbook is protected by a password"),
                _("remove it in Excel (文件 → 信息 → 保护工作簿) and save"),
            )
        raise _refused(
            path.name,
            _("this is a workbook of the old kind (.xls)"),
            _("open it in Excel or WPS and save it as .xlsx"),
        )
    if path.suffix.lower() in (".csv", ".txt"):
        return [_csv(content, path.name, "")], (source,)
    raise _refused(
        path.name, _("this is not a workbook"), _("open it in Excel or WPS and save it as .xlsx, or give a .csv file")
    )


def _refused(name: str, why: str, remedy: str) -> SheetError:
    return SheetError(_("{file}: {why}; {remedy}.").format(file=name, why=why, remedy=remedy))


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise _refused(str(path), _("this is no plain file"), _("give the workbook or the .csv file itself"))
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise _refused(str(path), _("there is no such file"), _("check its name and folder")) from error
    except PermissionError as error:
        raise _refused(
            str(path), _("the file may not be read"), _("close it in other programs, or ask for access")
        ) from error
    except OSError as error:
        raise _refused(
            str(path), _("the file cannot be read ({reason})").format(reason=error.strerror), _("copy it and try again")
        ) from error
    if not content:
        raise _refused(path.name, _("the file is empty (0 bytes)"), _("save or copy it again"))
    return content


# CSV.


def _folder(path: Path) -> tuple[list[Grid], tuple[Source, ...]]:
    files = sorted(each for each in path.iterdir() if each.suffix.lower() == ".csv" and each.name[:1] not in ".~")
    if not files:
        raise _refused(
            str(path),
            _("the folder holds no CSV file"),
            _("give a workbook, or a folder with applications.csv (申请.csv)"),
        )
    grids, sources = [], []
    for file in files:
        # A detail sheet without a line is a file of 0 bytes in some exports.
        content = file.read_bytes() if file.stat().st_size == 0 else _bytes(file)
        grids.append(_csv(content, file.name, file.stem))
        sources.append(Source(file.name, hashlib.sha256(content).hexdigest()))
    return grids, tuple(sources)


def _csv(content: bytes, name: str, sheet: str) -> Grid:
    text = _decoded(content, name)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number > MOST_ROWS or any(record[MOST_COLUMNS:]):
                raise _too_large(name)
            cells = [Cell(column, value, "s") for column, value in enumerate(record[:MOST_COLUMNS], start=1) if value]
            if cells:
                rows.append((number, cells))
    except csv.Error as error:
        raise _refused(
            name,
            _("row {row} is not in the form of a CSV file ({reason})").format(row=len(rows) + 1, reason=error),
            _("save it again as CSV (逗号分隔) from Excel or WPS"),
        ) from error
    return Grid(name, sheet, rows)


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(
        name, _("the text is neither UTF-8 nor GB18030"), _("save it as CSV UTF-8 (逗号分隔) from Excel or WPS")
    )


def _too_large(name: str) -> SheetError:
    return _refused(
        name,
        _("it claims more sheets, rows, columns, cells or text than such a file can have"),
        _("copy the filled rows into a new workbook made by the command 'template'"),
    )


# Workbooks.


def _workbook(content: bytes, name: str) -> list[Grid]:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    try:
        _look_inside(content, name)
        with warnings.catch_warnings():
            # openpyxl warns about parts it would lose on saving; nothing is saved here.
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            return list(_sheets(reader, name))
    except SheetError:
        raise
    except MemoryError:
        pass
    except Exception as error:
        # Whatever a damaged or hostile file makes a parser raise, the answer is the same.
        raise _refused(
            name,
            _("the workbook is damaged ({reason})").format(reason=f"{type(error).__name__}: {error}"[:120]),
            _("open it in Excel or WPS, save it as .xlsx and try again"),
        ) from error
    # Told only now that nothing holds on to what was read: an error in hand would.
    raise _too_large(name)


def _look_inside(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    if any(entry.filename.endswith(("workbook.bin", "content.xml")) for entry in entries):
        raise _refused(name, _("this kind of workbook is not read"), _("save it as .xlsx from Excel or WPS"))
    beside = [each for each in entries if not each.filename.startswith(("xl/worksheets/", "xl/media/"))]
    texts = sum(each.file_size for each in beside if each.filename == "xl/sharedStrings.xml")
    rest = sum(each.file_size for each in beside) - texts
    if sum(each.file_size for each in entries) > MOST_BYTES or texts > MOST_TEXTS or rest > MOST_BESIDE:
        raise _too_large(name)


def _sheets(reader: Any, name: str) -> Iterator[Grid]:
    cells = 0
    for number, (sheet, relation) in enumerate(reader.parser.find_sheets(), start=1):
        if number > MOST_SHEETS:
            raise _too_large(name)
        if relation.target not in reader.valid_files or "chartsheet" in relation.Type:
            continue
        rows, merged = _rows(reader, relation.target, name, stored=False, most=MOST_CELLS - cells)
        cells += sum(len(found) for _number, found in rows)
        if any(cell.kind == "f" for _number, cells in rows for cell in cells):
            stored, _merged = _rows(reader, relation.target, name, stored=True, most=MOST_CELLS)
            rows = _with_results(rows, stored)
        yield Grid(name, sheet.name, rows, merged)


def _rows(
    reader: Any, part: str, name: str, *, stored: bool, most: int
) -> tuple[list[tuple[int, list[Cell]]], tuple[Merged, ...]]:
    from openpyxl.utils import range_boundaries
    from openpyxl.worksheet._reader import WorkSheetParser

    rows: list[tuple[int, list[Cell]]] = []
    count = 0
    with reader.archive.open(part) as xml:
        parser = WorkSheetParser(
            _WithoutBlanks(xml, name),
            reader.shared_strings,
            data_only=stored,
            epoch=reader.wb.epoch,
            date_formats=reader.wb._date_formats,
            timedelta_formats=reader.wb._timedelta_formats,
        )
        for number, found in parser.parse():
            cells = [
                Cell(each["column"], each["value"], each["data_type"])
                for each in found
                if each["value"] is not None or each["data_type"] == "str"
            ]
            if cells:
                rows.append((number, cells))
            # Blank cells that could not be left out take their time too.
            count += len(found)
            long = any(isinstance(cell.value, str) and len(cell.value) > MOST_LETTERS for cell in cells)
            if long or number > MOST_ROWS or count > most or (found and found[-1]["column"] > MOST_COLUMNS):
                raise _too_large(name)
    merged = []
    for each in parser.merged_cells.mergeCell if parser.merged_cells else ():
        left, top, right, bottom = range_boundaries(each.ref)
        merged.append(Merged(top or 1, left or 1, bottom or MOST_ROWS, right or MOST_COLUMNS, each.ref))
    return rows, tuple(merged)


def _with_results(
    rows: list[tuple[int, list[Cell]]], stored: list[tuple[int, list[Cell]]]
) -> list[tuple[int, list[Cell]]]:
    """The rows with each formula's stored result in its place; one that was never calculated stays a formula."""
    results = {(number, cell.column): cell for number, cells in stored for cell in cells}
    filled = []
    for number, cells in rows:
        whole = []
        for cell in cells:
            if cell.kind != "f":
                whole.append(cell)
                continue
            text = getattr(cell.value, "text", cell.value)
            result = results.get((number, cell.column), Cell(cell.column, text, "f"))
            # A formula that gives empty text is a blank.
            if result.value is not None:
                whole.append(result)
        filled.append((number, whole))
    return filled


_BLANK_CELL = re.compile(rb'<c(?: r="[A-Z]{1,3}\d{1,7}"| s="\d+")*\s*(?:/>|></c>)')
_BLANK_ROW = re.compile(rb'<row r="\d+"[^<>]*(?:/>|>\s*</row>)')
_UNNUMBERED = re.compile(rb"<(?:c|row)(?:\s+[^r<>][^<>]*)?/?>")
_CHUNK = 2**18


class _WithoutBlanks:
    """The XML of a sheet without the cells and rows that hold a format only: a million of them must not take minutes.

    Only cells and rows that carry their own address are left out, so that those behind them keep theirs; a sheet with
    comments, CDATA or unaddressed cells is passed on as it is.
    """

    def __init__(self, xml: Any, name: str = "") -> None:
        self._xml, self._held, self._as_it_is, self._name = xml, b"", False, name
        self._tags = self._letters = 0

    def read(self, _size: int = -1) -> bytes:
        piece = self._piece()
        self._bound(piece)
        return piece

    def _bound(self, piece: bytes) -> None:
        """Refuse a row, or what follows the rows, of which the parser would make more than memory holds."""
        begun = max(piece.rfind(b"<row"), piece.rfind(b":row"))
        self._tags = piece.count(b"<", max(begun, 0)) + (0 if begun >= 0 else self._tags)
        tag = piece.rfind(b"<")
        self._letters = len(piece) - max(tag, 0) + (0 if tag >= 0 else self._letters)
        if self._tags > _MOST_TAGS or self._letters > _MOST_BETWEEN:
            raise _too_large(self._name)

    def _piece(self) -> bytes:
        while True:
            chunk: bytes = self._xml.read(_CHUNK)
            whole = self._held + chunk
            self._as_it_is = self._as_it_is or b"<!" in whole or _UNNUMBERED.search(whole) is not None
            if self._as_it_is or not chunk:
                self._held = b""
                return whole if self._as_it_is else _filtered(whole)
            # A row in one piece, or at least a tag in one piece.
            cut = whole.rfind(b"<row")
            if cut <= 0 and len(whole) > 4 * _CHUNK:
                cut = whole.rfind(b"<")
                # No tag is that long: what is held is text or blanks, and holding more of it takes ever longer.
                cut = cut if cut > 0 else len(whole)
            self._held = whole[max(cut, 0) :]
            if kept := _filtered(whole[: max(cut, 0)]):
                return kept


def _filtered(xml: bytes) -> bytes:
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml))
