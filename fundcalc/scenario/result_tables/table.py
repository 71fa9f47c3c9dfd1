"""The shape of a table of results: a title, columns and rows of typed cells."""

from collections.abc import Sequence
from typing import NamedTuple

from fundcalc.views.table import Cell
from fundcalc.workbooks.sheet_writer import Column

Row = list[Cell]


class Table(NamedTuple):
    """A titled table."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
