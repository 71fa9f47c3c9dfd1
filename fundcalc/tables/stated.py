"""Units stated above or below a table, and tables of another measure or command."""

from collections.abc import Callable, Mapping, Sequence

import narwhals as nw

from fundcalc.base.errors import ApplicationError, SheetError
from fundcalc.base.i18n import _, sentences
from fundcalc.policy.loading import Policy
from fundcalc.tables.headings import HeadedColumn
from fundcalc.tables.layout import Layout
from fundcalc.tables.left_out import LeftOut
from fundcalc.workbooks.cell_faults import CellNote, Problems
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.heading_row import HeadingRow, ReadColumn, read_headings
from fundcalc.workbooks.headings import Columns, columns
from fundcalc.workbooks.sheet import Sheet
from fundcalc.workbooks.stated_units import apply_units, unit_row
from fundcalc.workbooks.units import stated_unit
from fundcalc.workbooks.wrong_workbook import check_measure, other_command


def check_table(file: str, policy: Policy, form: str, layout: Layout, notes: list[CellNote], *, decided: bool) -> None:
    """Refuse, by its headings, a table of spending or of another measure."""
    if form != "applications" or decided:
        return
    keys = set(read_keys(layout, columns(policy, form)))
    if not {"platform", "organisation"} & keys and (command := other_command([layout.above], "award")):
        raise SheetError(_("{file}: {reason}.").format(file=file, reason=command))
    problems = Problems()
    sheet = Sheet(
        layout.above, form, headings={at: text for at, text in enumerate(layout.texts.values(), 1) if text.strip()}
    )
    check_measure([layout.above], sheet, policy, problems)
    notes += problems.notes
    if problems.faults:
        raise ApplicationError(file, tuple(sentences(fault.message, fault.remedy) for fault in problems.faults))


def states_unit(row: LeftOut) -> bool:
    """Whether a row that is left out states a unit."""
    return any(stated_unit(str(cell.value)) for cell in row.cells)


def read_keys(layout: Layout, known: Columns) -> Sequence[str]:
    """The keys that the headings of a table name."""
    return [column.key for column in _headings(layout, known, Problems()).read.values()]


def _headings(layout: Layout, known: Columns, problems: Problems) -> HeadingRow:
    grid = layout.above
    return read_headings(grid, len(grid.rows) - 1, known, Sheet(grid, ""), problems)


def with_units(
    found: Sequence[HeadedColumn],
    schema: Mapping[str, nw.dtypes.DType],
    layout: Layout,
    out: Sequence[LeftOut],
    known: Columns,
    notes: list[CellNote],
    *,
    numbers: Mapping[str, int],
    last: int,
    is_filled: Callable[[str], bool],
) -> list[HeadedColumn]:
    """The columns with the units stated outside their headings.

    A unit may stand above the table, in a row below the headings or in a note; that of the heading itself comes first.
    ``numbers`` are those of the rows left out, by their cells joined, where they are known, and ``last`` that of the last
    row of data, or 0; ``is_filled`` says whether a column holds anything. Raises ApplicationError where units differ, or
    one is stated for whole numbers, which are fen.
    """
    row = _headings(layout, known, Problems())
    for left in out[:1]:
        for at, unit in unit_row(left.cells, row, known).items():
            if at in row.read and not row.read[at].stated:
                row.read[at] = ReadColumn(row.read[at].key, unit.factor, stated=True)
    below = [(numbers.get(left.key, layout.number + 1 + at), left.cells) for at, left in enumerate(out)]
    # Where no number is known, what a row says of units may stand among the data.
    data = (last or layout.number + 1 + len(out), [Cell(at, 1, "n") for at in row.read])
    grid = layout.above._replace(rows=[*layout.above.rows, *sorted([*below, data], key=lambda numbered: numbered[0])])
    problems = Problems()
    names = dict(enumerate(layout.texts, 1))
    apply_units(grid, row, known, Sheet(grid, ""), problems, lambda column: is_filled(names[column]))
    faults = [
        _("{name}: {message}").format(name=fault.value, message=sentences(fault.message, fault.remedy))
        for fault in problems.faults
    ]
    scales = {read.key: read.scale for read in row.read.values()}
    columns_: list[HeadedColumn] = []
    for column in found:
        scale = scales.get(column.key, column.scale)
        if scale != column.scale and schema[column.name].is_integer():
            faults.append(
                _(
                    "{name}: a unit is stated above or below the table, and whole numbers in Parquet are fen; give Decimal"
                ).format(name=column.name)
            )
        columns_.append(column._replace(scale=scale))
    if faults:
        raise ApplicationError(layout.above.file, tuple(faults))
    notes += problems.notes
    return columns_
