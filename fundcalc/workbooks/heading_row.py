"""The row of headings of a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fundcalc.base.i18n import _
from fundcalc.workbooks.cell_faults import Problems
from fundcalc.workbooks.cell_text import tight
from fundcalc.workbooks.grid import Cell, Grid, column_letters
from fundcalc.workbooks.headings import Columns, Heading, key_of_heading, read_heading
from fundcalc.workbooks.row_kinds import texts_of
from fundcalc.workbooks.sheet import Sheet

# Titles, units and group headings may stand above the headings.
HEADINGS_WITHIN = 20


@dataclass
class ReadColumn:
    """A column that is read: its key, and its factor to yuan.

    ``stated``: its own heading states the unit."""

    key: str
    scale: int
    stated: bool


@dataclass
class HeadingRow:
    """The row of headings: its number and index, and its columns.

    ``read`` are those that are read, ``faulty`` those that must not be.

    ``silent`` are columns that this policy does not ask for; ``texts`` are the headings as written; ``doubled`` are the
    columns of a key that several columns have.
    """

    number: int
    index: int
    read: dict[int, ReadColumn] = field(default_factory=dict)
    faulty: dict[int, str] = field(default_factory=dict)
    silent: dict[int, str | None] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def known(self, column: int) -> bool:
        """Whether a heading says what a column is, even if it is not read."""
        return column in self.read or column in self.faulty or column in self.silent


def find_headings(grid: Grid, known: Columns) -> int | None:
    """The index of the row of headings: the one that names most columns, two at least."""
    best, most = None, 1
    for index, (number, cells) in enumerate(grid.rows[:HEADINGS_WITHIN]):
        if number > HEADINGS_WITHIN:
            break
        keys = {key_of_heading(text, known) for text in texts_of(cells)}
        if (count := len(keys - {None})) > most:
            best, most = index, count
    return best


def read_headings(grid: Grid, index: int, known: Columns, sheet: Sheet, problems: Problems) -> HeadingRow:
    """Read the headings in a row of the grid; faults go to ``problems``."""
    number, cells = grid.rows[index]
    row = HeadingRow(number, index)
    named: dict[str, list[int]] = {}
    for cell in cells:
        if not isinstance(cell.value, str) or not cell.value.strip():
            continue
        text = row.texts[cell.column] = cell.value
        heading: Heading = read_heading(text, known)
        if heading.silent:
            row.silent[cell.column] = heading.key
        elif heading.key is not None:
            named.setdefault(heading.key, []).append(cell.column)
            if heading.message:
                row.faulty[cell.column] = heading.key
                address = f"{column_letters(cell.column)}{number}"
                problems.faults.append(sheet.fault(address, text, heading.message, heading.remedy))
            else:
                row.read[cell.column] = ReadColumn(heading.key, heading.scale, bool(heading.unit))
    for key, columns in named.items():
        if len(columns) > 1 and not _with_tax(row, key, columns, sheet, problems):
            _refuse_doubled(row, key, columns, known, sheet, problems)
    _refuse_missing(row, known, sheet, problems)
    return row


def same_headings(cells: Sequence[Cell], row: HeadingRow, known: Columns) -> bool:
    """Whether other headings name the same columns in the same units."""
    for cell in cells:
        heading = read_heading(str(cell.value), known)
        read = row.read.get(cell.column)
        if read is None:
            if heading.key in known.read and row.faulty.get(cell.column) != heading.key:
                return False
        elif read.key != heading.key or (heading.unit and heading.scale != read.scale):
            return False
    return True


# The amount of an invoice that was paid, and what it is made of.
_WITH_TAX = ("价税合计", "含税金额")
_TAX = ("税额", "税率")


def _with_tax(row: HeadingRow, key: str, columns: list[int], sheet: Sheet, problems: Problems) -> bool:
    """Whether one of the columns of amounts is the one with tax.

    Then it alone is read, with a note.
    """
    of_tax = [column for column in columns if tight(row.texts[column]).startswith(_WITH_TAX)]
    if key != "amount" or len(of_tax) != 1 or of_tax[0] not in row.read:
        return False
    for column in columns:
        if column not in of_tax:
            row.read.pop(column, None)
            row.faulty.pop(column, None)
            row.silent[column] = None
    row.silent.update((column, None) for column, text in row.texts.items() if tight(text) in _TAX)
    message = _("This column is read as the amount that was paid; the amount without tax is not.")
    problems.notes.append(sheet.note("unit", f"{column_letters(of_tax[0])}{row.number}", "", message))
    return True


def _refuse_doubled(
    row: HeadingRow, key: str, columns: list[int], known: Columns, sheet: Sheet, problems: Problems
) -> None:
    where = ", ".join(f"{column_letters(column)}{row.number}" for column in columns)
    message = _("{count} columns are headed {label} ({key}).").format(
        count=len(columns), label=known.read[key].zh, key=key
    )
    remedy = _("Delete all but one; until then the rows with a value there are not decided.")
    problems.faults.append(sheet.fault(where, row.texts[columns[0]], message, remedy))
    for column in columns:
        row.read.pop(column, None)
        row.faulty[column] = key


def _refuse_missing(row: HeadingRow, known: Columns, sheet: Sheet, problems: Problems) -> None:
    present = {*(column.key for column in row.read.values()), *row.faulty.values()}
    for key, named in known.read.items():
        if named.required and key not in present:
            message = _("The required column {label} ({key}) is missing.").format(label=named.zh, key=key)
            remedy = _("Head a column {label} or {key} and fill it in.").format(label=named.zh, key=key)
            problems.faults.append(sheet.fault(str(row.number), " | ".join(row.texts.values()), message, remedy))


def note_unread(row: HeadingRow, nameless: Sequence[int], known: Columns, sheet: Sheet, problems: Problems) -> None:
    """Report columns with values that have no heading, or an unknown one.

    The rows are read without them."""
    for column in nameless:
        address = f"{column_letters(column)}{row.number}"
        if column in row.texts:
            heading = read_heading(row.texts[column], known)
            problems.faults.append(sheet.fault(address, row.texts[column], heading.message, heading.remedy))
        else:
            message = _("Column {column} holds values and has no heading, so it is not read.").format(
                column=column_letters(column)
            )
            problems.faults.append(sheet.fault(address, "", message, _("Give it a heading, or delete the column.")))
