"""Where the headings of a table stand, and unique names for its columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.tables.files import is_csv, is_plain_text, records, refused, too_wide
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.heading_lines import locate_headings
from fundcalc.workbooks.heading_row import HEADINGS_WITHIN
from fundcalc.workbooks.headings import Columns

_CHUNK = 2**24
_BATCH = 50_000
_MARK = b"\xef\xbb\xbf"


class Layout(NamedTuple):
    """The headings of a table as written, by unique names of its columns.

    ``above`` are the rows above the headings and they themselves, as cells; ``number`` is the row of the headings.
    ``plain`` says that an engine can read the file as it is: headings in the first row, all different.
    """

    texts: Mapping[str, str]
    above: Grid
    number: int = 1
    plain: bool = True

    @property
    def letters(self) -> Mapping[str, str]:
        """The letters of the columns."""
        return {name: column_letters(at) for at, name in enumerate(self.texts, 1)}


def layout_of_names(names: Sequence[str], file: str) -> Layout:
    """The layout of a table whose columns have names, such as Parquet."""
    texts = unique_names(names)
    cells = [Cell(at, text, "s") for at, text in enumerate(texts.values(), 1)]
    return Layout(texts, Grid(file, "", [(1, cells)]), plain=True)


def layout_of_csv(path: Path, known: Columns) -> Layout:
    """Find the headings of a CSV among its first rows; a damaged file is refused."""
    plain = _check_bytes(path) and is_plain_text(path)
    top = list(islice(records(path), HEADINGS_WITHIN))
    rows = [(number, row_cells(record)) for number, record in top if any(map(str.strip, record))]
    located = locate_headings(Grid(path.name, "", rows), known)
    if located is None and (not rows or rows[0][0] != 1):
        raise refused(
            path.name,
            _("the first row holds no headings"),
            _("put the headings (platform, organisation, …) in the first row"),
        )
    if located is not None and located[0].rows != rows:
        return _joined(*located)
    at = located[1] if located is not None else 0
    number = rows[at][0]
    record = top[number - 1][1]
    while record and not record[-1].strip():
        record = record[:-1]
    texts = unique_names(record)
    plain = plain and number == 1 and list(texts) == top[0][1]
    return Layout(texts, Grid(path.name, "", rows[: at + 1]), number, plain)


def _joined(grid: Grid, at: int) -> Layout:
    """The layout of a CSV whose headings stand in two lines."""
    number, cells = grid.rows[at]
    written = {cell.column: str(cell.value) for cell in cells}
    texts = unique_names([written.get(column, "") for column in range(1, max(written) + 1)])
    return Layout(texts, grid._replace(rows=grid.rows[: at + 1]), number, plain=False)


def row_cells(record: Sequence[str]) -> list[Cell]:
    """The cells of a record that are not empty."""
    return [Cell(at, text, "s") for at, text in enumerate(record, 1) if text]


def unique_names(headings: Sequence[str]) -> Mapping[str, str]:
    """The headings by unique names, with the letters of columns where needed."""
    count = Counter(headings)
    return {
        text if text.strip() and count[text] == 1 else f"{text.strip()} [{column_letters(at)}]".strip(): text
        for at, text in enumerate(headings, 1)
    }


def _check_bytes(path: Path) -> bool:
    """Whether every engine reads the bytes of a CSV alike; a NUL is refused."""
    if path.stat().st_size == 0:
        raise refused(path.name, _("the file is empty (0 bytes)"), _("save or copy it again"))
    before = 0
    with path.open("rb") as file:
        alike = not file.read(6).startswith(_MARK * 2)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            if (at := chunk.find(b"\0")) >= 0 and not chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise _damaged(path, before + at)
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            before += len(chunk)
            returns = chunk.count(b"\r")
            # Most files end all lines alike; counting pairs takes longer.
            alike = alike and (returns in (0, chunk.count(b"\n")) or returns == chunk.count(b"\r\n"))
    return alike


def _damaged(path: Path, at: int) -> SheetError:
    with path.open("rb") as file:
        line = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(min(_CHUNK, at - file.tell())), b"")) + 1
    return refused(
        path.name,
        _("line {line} holds a NUL character, so the file is damaged").format(line=line),
        _("save it again as CSV UTF-8 (逗号分隔) from Excel or WPS"),
    )


def write_rows(path: Path, layout: Layout, target: Path) -> None:
    """Write the rows of a CSV as Parquet, every column as text, empty cells null.

    Blank cells beyond the headings are dropped; a row with a value there is refused.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(layout.texts)
    schema = pa.schema([(name, pa.string()) for name in names])
    body = ((number, record) for number, record in records(path) if number > layout.number)
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        while batch := list(islice(body, _BATCH)):
            columns: list[list[object]] = [[] for _name in names]
            for number, record in batch:
                if any(cell.strip() for cell in record[len(names) :]):
                    raise too_wide(path, number, len(record), len(names))
                for at, column in enumerate(columns):
                    column.append(record[at] or None if at < len(record) else None)
            writer.write_table(pa.table(columns, schema=schema))


def layout_of(path: Path, names: Sequence[str], known: Columns) -> Layout:
    """The layout of a file of applications, or of one of its other forms."""
    return layout_of_csv(path, known) if is_csv(path) else layout_of_names(names, path.name)
