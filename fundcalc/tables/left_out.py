"""Leave out rows of a table that are no data, such as totals, as in a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, sentences
from fundcalc.engine.table.backend import Frame
from fundcalc.tables.files import records
from fundcalc.tables.headings import HeadedColumn
from fundcalc.tables.layout import Layout
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.headings import Columns
from fundcalc.workbooks.row_kinds import LEFT_OUT, ReadHeadings, RowKind, judged_by, kind_of_cells
from fundcalc.workbooks.sheet import Sheet
from fundcalc.workbooks.units import stated_unit

# Rows beyond this many that may be no data are taken as data.
_MOST = 100_000
# What an id of a platform or organisation does not look like; the rest is judged row by row.
_NO_ID = r"[^A-Za-z0-9._-]|^-+$|(?i)^(none|nil|na|.*(t.?o.?t.?a.?l|sum|balance|forward|down).*)$"
_TOTAL = (
    r"[合小总共累日月季年]\s*计|合\s*共|总\s*[和额]|[前次上下]\s*页|余\s*[额数]|结\s*[转余]|[初末]\s*数"
    r"|(?i)total|^sum|balance|forward"
)
_KEY = "_fundcalc_row_"
# Rows of amounts alone beyond this many are not compared with the sums of the others.
_MOST_SUMS = 100
# Between the cells of a row that are joined to compare it.
BETWEEN = "\x1f"


class LeftOut(NamedTuple):
    """A row that is left out: its kind, its cells, and its cells joined as text.

    The kind is None where the cells are blank or hold only units.
    """

    kind: RowKind | None
    cells: list[Cell]
    key: str

    @property
    def text(self) -> str:
        """The texts of the row."""
        return " ".join(str(cell.value) for cell in self.cells if str(cell.value).strip())


def left_out(
    frame: Frame, layout: Layout, found: Sequence[HeadedColumn], known: Columns, form: str
) -> tuple[Frame, list[LeftOut]]:
    """Take the rows that are no data out of a table, and give them.

    Raises ApplicationError where other headings stand among them."""
    columns = {column.name: column for column in found}
    headings = _read_headings(layout, columns, known, form)
    schema = frame.collect_schema()
    key = _joined(schema.names())
    doubtful = _doubtful(layout, columns, form, schema)
    rows = frame.filter(doubtful).with_columns(key.alias(_KEY)).head(_MOST).collect()
    out: list[LeftOut] = []
    bare: list[LeftOut] = []
    for row in rows.iter_rows(named=True):
        cells = _cells(row, layout)
        kind = kind_of_cells(cells, headings, below_data=bool(out)) if cells else None
        if kind == "other_headings":
            raise _second_table(layout, cells)
        if kind or not cells or _only_units(cells):
            out.append(LeftOut(kind, cells, row[_KEY]))
        elif all(cell.column in headings.keys and _is_money(headings, cell) for cell in cells):
            bare.append(LeftOut("total", cells, row[_KEY]))

    def without(rows: Sequence[LeftOut]) -> Frame:
        return frame.filter(~(doubtful & key.is_in([*{row.key: None for row in rows}]))) if rows else frame

    out += _sums(without([*out, *bare]), layout, bare)
    return without(out), out


def _joined(names: Sequence[str]) -> nw.Expr:
    """The cells of a row joined as text, by which it is compared."""
    return nw.concat_str(*(nw.col(name).cast(nw.String()).fill_null("") for name in names), separator=BETWEEN)


def _is_money(headings: ReadHeadings, cell: Cell) -> bool:
    return headings.known.read[headings.keys[cell.column]].kind == "money"


def _sums(data: Frame, layout: Layout, bare: Sequence[LeftOut]) -> Iterator[LeftOut]:
    """The rows of amounts alone that are the sums of all others."""
    if not 0 < len(bare) <= _MOST_SUMS:
        return
    names = dict(enumerate(layout.texts, 1))
    summed = list(dict.fromkeys(names[cell.column] for row in bare for cell in row.cells))
    amounts = data.select(nw.col(name).cast(nw.String()) for name in summed).collect().to_dict(as_series=False)
    try:
        totals = {name: sum(map(_decimal, filter(None, amounts[name]))) for name in summed}
        for row in bare:
            if len(amounts[summed[0]]) > 1 and all(
                totals[names[cell.column]] == _decimal(str(cell.value)) for cell in row.cells
            ):
                yield row
    except InvalidOperation:
        return


def _decimal(text: str) -> Decimal:
    return Decimal(text.strip().replace(",", ""))


def _read_headings(layout: Layout, columns: Mapping[str, HeadedColumn], known: Columns, form: str) -> ReadHeadings:
    keys = {at: columns[name].key for at, name in enumerate(layout.texts, 1) if name in columns}
    return judged_by(dict(enumerate(layout.texts.values(), 1)), keys, known, form)


def _second_table(layout: Layout, cells: Sequence[Cell]) -> ApplicationError:
    message = _("A second table with other headings begins: {headings}.")
    remedy = _("Give it the same columns and units, or a file of its own.")
    headings = " | ".join(str(cell.value) for cell in cells)
    return ApplicationError(layout.above.file, (sentences(message.format(headings=headings), remedy),))


def _cells(row: Mapping[str, object], layout: Layout) -> list[Cell]:
    """The cells of a row that are not blank."""
    return [
        Cell(at, value, "s" if isinstance(value, str) else "n")
        for at, name in enumerate(layout.texts, 1)
        if (value := row.get(name)) is not None and str(value).strip()
    ]


def _only_units(cells: Sequence[Cell]) -> bool:
    units = [stated_unit(str(cell.value)) for cell in cells]
    return any(unit is not None and unit.alone for unit in units) and all(
        (unit is not None and unit.alone) or len(str(cell.value)) <= 5 for unit, cell in zip(units, cells, strict=True)
    )


def _doubtful(layout: Layout, columns: Mapping[str, HeadedColumn], form: str, schema: Mapping[str, object]) -> nw.Expr:
    """Whether a row may be no data.

    That is, an id is missing or does not look like one, or, among records, a text may be the label of a total.
    """
    some = []
    for name, column in columns.items():
        text = nw.col(name).cast(nw.String())
        if column.key in ("platform", "organisation") and column.named.required:
            some += [text.is_null(), text.str.contains(_NO_ID) | (text == layout.texts[name]) | (text == "1")]
    if form != "applications":
        strings = [name for name in layout.texts if isinstance(schema[name], nw.String)]
        some += [nw.col(name).str.contains(_TOTAL) for name in strings]
    return nw.any_horizontal(*(expression.fill_null(value=False) for expression in some), ignore_nulls=True)


def numbers_in_order(frame: Frame, rows: Sequence[LeftOut]) -> Mapping[str, list[int]]:
    """The numbers of the rows left out of a frame; its first row is 2."""
    keys = frame.select(_joined(frame.collect_schema().names()).alias(_KEY)).collect().to_dict(as_series=False)[_KEY]
    found: dict[str, list[int]] = {row.key: [] for row in rows if row.kind}
    for number, key in enumerate(keys, 2):
        if key in found:
            found[key].append(number)
    return found


def numbers_of(csv: Path | None, layout: Layout, rows: Sequence[LeftOut]) -> Mapping[str, list[int]]:
    """The numbers of the rows of a CSV that are left out, by their cells joined."""
    found: dict[str, list[int]] = {row.key: [] for row in rows if row.kind}
    if csv is None or not found:
        return {}
    width = len(layout.texts)
    for number, record in records(csv):
        key = BETWEEN.join([*record, *[""] * (width - len(record))][:width])
        if number > layout.number and key in found:
            found[key].append(number)
    return found


def notes(layout: Layout, rows: Sequence[LeftOut], numbers: Mapping[str, Sequence[int]]) -> Iterator[CellNote]:
    """Say which rows were left out and why, by their numbers where they are known."""
    sheet = Sheet(layout.above, "")
    if not numbers:
        for row in rows:
            if row.kind:
                yield sheet.note("skipped", "", row.text, str(LEFT_OUT[row.kind]))
        return
    of_key = {row.key: row for row in rows}
    for number, key in sorted((number, key) for key, several in numbers.items() for number in several):
        left = of_key[key]
        if left.kind:
            yield sheet.note("skipped", str(number), left.text, str(LEFT_OUT[left.kind]))


def row_numbers(csv: Path, layout: Layout, rows: Sequence[LeftOut]) -> list[int]:
    """The numbers of the rows of a CSV that are data."""
    width, keys = len(layout.texts), {row.key for row in rows}
    return [
        number
        for number, record in records(csv)
        if number > layout.number
        and any(record[:width])
        and BETWEEN.join([*record, *[""] * (width - len(record))][:width]) not in keys
    ]
