"""Text and tables on the terminal.

Numbers and ids are not broken across lines, and control characters in text from files are escaped.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import click

from fundcalc.base.i18n import _

if TYPE_CHECKING:
    from fundcalc.views.table import AnyTable

# Where output goes to a file or a pipe, a table may be this wide.
_WIDTH_OF_A_PIPE = 160
# Unicode controls: C0 but for the tab and the line feed, DEL and C1, line separators, and marks that reorder text.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
# What is not broken across lines: a run of spaces, a run of ASCII, or a wide character with the marks that close it.
_UNITS = re.compile(r"\s+|[!-~]+|[^\s!-~][，。；：、）”》]*")
# The first alternative is an id such as YN-2026-p1-build, with a digit and a hyphen in it.
_PARTS = re.compile(
    r"(?=[A-Za-z._-]*\d)[A-Za-z\d][A-Za-z\d._]*-[A-Za-z\d._-]*[A-Za-z\d]"
    r"|[+\-]?[A-Za-z]*\d[A-Za-z0-9.,:%]*|[A-Za-z]+|[^A-Za-z\d]"
)
# A longer run of digits and letters is a digest, which is folded.
_LONGEST_NUMBER = 40
_NARROWEST = 8
# Nobody reads more rows on a terminal, and laying out a hundred thousand takes a minute and a half.
_MOST_ROWS = 1_000


def visible(text: str) -> str:
    """The text with control characters written as escapes, such as ``\\x1b``."""
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def echo(text: str = "", *, err: bool = False) -> None:
    """Write lines, wrapped on a terminal between words and never within a number."""
    stream = sys.stderr if err else sys.stdout
    lines = visible(text).split("\n")
    if stream.isatty():
        width = _terminal_width()
        # A command stays on one line, so that it can be copied.
        lines = list(chain.from_iterable([line] if "fundcalc " in line else wrap(line, width) for line in lines))
    click.echo("\n".join(lines), err=err)


def print_table(table: AnyTable) -> None:
    """Write a table without its empty columns."""
    from fundcalc.views.text import as_text

    rows = [[visible(as_text(cell)) for cell in row] for row in table.rows()]
    kept = [at for at in range(len(table.columns)) if not rows or any(row[at] for row in rows)]
    headings = [visible(table.columns[at].short or table.columns[at].heading) for at in kept]
    shown = [[row[at] for at in kept] for row in rows]
    width = _terminal_width() if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    rigid = [table.columns[at].kind != "text" for at in kept]
    widths = column_widths([headings, *shown], width, rigid) or column_widths([headings, *shown], width)
    if widths is None:
        _print_records(headings, shown, width)
    else:
        _print_grid(headings, shown, widths, right=[table.columns[at].is_figure for at in kept])


def print_start(table: AnyTable, *, in_workbook: bool = True) -> None:
    """Write the first rows of a table that may be long, and its totals.

    ``in_workbook``: the command also writes the table to a workbook.
    """
    records = list(table.records)
    print_table(replace(table, records=records[:_MOST_ROWS]))
    if len(records) > _MOST_ROWS:
        message = (
            _("… and {count} more; -o FILE.xlsx or --json has them all")
            if in_workbook
            else _("… and {count} more; --json has them all")
        )
        echo(message.format(count=f"{len(records) - _MOST_ROWS:,}"))


def _print_grid(
    headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]
) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as Grid

    def wrapped(texts: Sequence[str]) -> list[str]:
        return [escape("\n".join(wrap(text, width))) for text, width in zip(texts, widths, strict=True)]

    grid = Grid(box=SIMPLE, pad_edge=False)
    for heading, width, is_figure in zip(wrapped(headings), widths, right, strict=True):
        grid.add_column(heading, justify="right" if is_figure else "left", width=width, no_wrap=True)
    for row in rows:
        grid.add_row(*wrapped(row))
    terminal = sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        highlight=False,
        emoji=False,  # Expenses:Office:Rent stays as it is.
        width=_frame(widths),
        color_system="auto" if terminal else None,
    )
    console.print(grid, crop=False)


def _print_records(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> None:
    """Write each row as lines of heading and value, for a narrow terminal."""
    for row in rows:
        click.echo()
        for heading, text in zip(headings, row, strict=True):
            if text:
                click.echo("\n".join(wrap(f"{heading}: {text}", width)))


def column_widths(rows: Sequence[Sequence[str]], width: int, rigid: Sequence[bool] = ()) -> list[int] | None:
    """The widths of columns that fit without breaking a number, or None.

    The first row has the headings. Columns that are ``rigid`` break at most their headings.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(_longest_line, column)) for column in columns]
    least = [max(map(_narrowest, column)) for column in columns]
    for at, is_rigid in enumerate(rigid):
        if is_rigid:
            least[at] = max(least[at], *map(_longest_line, columns[at][1:]), 0)
    if _frame(least) > width:
        return None
    while _frame(widths) > width:
        widths[max(range(len(widths)), key=lambda at: widths[at] if widths[at] > least[at] else 0)] -= 1
    return widths


def _longest_line(text: str) -> int:
    return max(map(cells, text.split("\n")))


def _frame(widths: Sequence[int]) -> int:
    """The width of a grid with columns of these widths."""
    return sum(widths) + 3 * len(widths) - 1


def _narrowest(text: str) -> int:
    numbers = (cells(part) for part in _PARTS.findall(text) if any(map(str.isdigit, part)))
    longest = max((number for number in numbers if number <= _LONGEST_NUMBER), default=0)
    return max(longest, min(cells(text), _NARROWEST))


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines at spaces or between wide characters.

    A word is broken only if it is longer than a line.
    """
    return list(chain.from_iterable(_wrapped(line, width) for line in text.split("\n")))


def _wrapped(line: str, width: int) -> list[str]:
    if cells(line) <= width:
        return [line]
    lines, current = [], ""
    for unit in _units(line, width):
        if cells(current + unit.rstrip()) > width and current.strip():
            lines.append(current.rstrip())
            current = unit.lstrip()
        else:
            current += unit
    return [*lines, current.rstrip()]


def _units(line: str, width: int) -> list[str]:
    units: list[str] = []
    for unit in _UNITS.findall(line):
        if cells(unit) <= width:
            units.append(unit)
        else:
            for part in _PARTS.findall(unit):
                units += [part] if cells(part) <= max(width, _LONGEST_NUMBER) and part[-1:].isalnum() else part
    return units


def cells(text: str) -> int:
    """The number of columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
