"""The cells of a sheet as rows, whatever file they come from; limits of files."""

from collections.abc import Sequence
from typing import NamedTuple

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _

# What a sheet of Excel holds at most.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
# 30 columns of a full sheet, formatted and empty, come to about 0.8 GB of XML; more is no round of applications.
MOST_BYTES = 2 * 2**30


class Cell(NamedTuple):
    """A cell that is not blank: its column from 1, value, type and shown unit.

    Types: ``s`` text, ``n`` number, ``d`` date or time, ``b`` yes or no, ``e`` an error such as #REF!, ``f`` a formula
    whose result was never stored. ``shown_unit`` is the number format where that shows a unit such as 万元 or scales the
    figure, and empty otherwise.
    """

    column: int
    value: object
    kind: str
    shown_unit: str = ""


class Merged(NamedTuple):
    """A merged range, inclusive, from 1."""

    top: int
    left: int
    bottom: int
    right: int
    name: str


class Grid(NamedTuple):
    """The cells of a sheet by row, and its merged ranges.

    Rows are numbered from 1; only those with a cell are there, in order.

    ``hidden_rows`` and ``hidden_columns`` are numbers from 1; ``filtered`` is whether a filter hides the rows.
    """

    file: str
    sheet: str
    rows: Sequence[tuple[int, list[Cell]]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    made_for: str = ""


class SourceFile(NamedTuple):
    """A file that was read: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


def column_letters(column: int) -> str:
    """The letters of a column from 1.

    >>> column_letters(1), column_letters(26), column_letters(27)
    ('A', 'Z', 'AA')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def unreadable(name: str, why: str, remedy: str) -> SheetError:
    """The error for a file that cannot be read: why, and what to do."""
    return SheetError(_("{file}: {why}; {remedy}.").format(file=name, why=why, remedy=remedy))


def too_large(name: str) -> SheetError:
    """The error for a file beyond the limits of this module and of `xlsx_file`."""
    return unreadable(
        name,
        _("it claims more sheets, rows, columns, cells or text than such a file can have"),
        _("copy the filled rows into a new workbook made by the command 'template'"),
    )
