"""Workbooks in .xls and .ods as rows of cells, read in a child process.

A hostile file can make the reader take all memory and end its process; a child with limits dies alone.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypedDict

from fundcalc.base.i18n import _
from fundcalc.base.memory import limit_process
from fundcalc.workbooks.grid import Cell, Grid, Merged, column_letters, unreadable

MEMORY = 3 << 30
SECONDS = 300


class _SheetOfChild(TypedDict):
    """A sheet as the child writes it: rows of columns, values and types."""

    name: str
    rows: list[tuple[int, list[tuple[int, object, str]]]]
    merged: list[tuple[int, int, int, int]]
    hidden: bool


def old_workbook_grids(path: Path) -> list[Grid]:
    """Read the sheets of an .xls or .ods.

    Neither hidden rows nor number formats are seen. Raises SheetError.
    """
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if key in os.environ}
    # -I: nothing of the folder we are in, of the user's own packages or of PYTHON… variables is imported.
    command = [sys.executable, "-I", "-B", "-m", "fundcalc.workbooks.old_workbook"]
    try:
        child = subprocess.run(  # noqa: S603, our own interpreter and module
            command,
            input=str(path.resolve()).encode(),
            capture_output=True,
            timeout=SECONDS + 30,
            env=kept,
            check=False,
        )
        sheets: list[_SheetOfChild] = json.loads(child.stdout) if child.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError):
        sheets = []
    if not sheets:
        raise unreadable(
            path.name,
            _("the workbook is damaged, protected or too large"),
            _("open it in Excel or WPS, save it as .xlsx and try again"),
        )
    return [_grid(path.name, sheet) for sheet in sheets]


def _grid(name: str, sheet: _SheetOfChild) -> Grid:
    rows = [(number, [_cell(*cell) for cell in cells]) for number, cells in sheet["rows"]]
    merged = tuple(
        Merged(top, left, bottom, right, f"{column_letters(left)}{top}:{column_letters(right)}{bottom}")
        for top, left, bottom, right in sheet["merged"]
    )
    return Grid(name, sheet["name"], rows, merged, sheet["hidden"])


def _cell(column: int, value: object, kind: str) -> Cell:
    return Cell(column, datetime.fromisoformat(str(value)) if kind == "d" else value, kind)


# The child.


def _sheets(path: str) -> Iterator[_SheetOfChild]:
    from python_calamine import SheetVisibleEnum, load_workbook

    with load_workbook(path) as book:
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            top, left = sheet.start or (0, 0)
            rows = []
            for number, values in enumerate(sheet.to_python(), start=top + 1):
                cells = [cell for at, value in enumerate(values, start=left + 1) if (cell := _written(at, value))]
                if cells:
                    rows.append((number, cells))
            merged = [
                (first_row + 1, first + 1, last_row + 1, last + 1)
                for (first_row, first), (last_row, last) in sheet.merged_cell_ranges or ()
            ]
            hidden = about.visible != SheetVisibleEnum.Visible
            yield {"name": about.name, "rows": rows, "merged": merged, "hidden": hidden}


def _written(column: int, value: object) -> tuple[int, object, str] | None:
    match value:
        case "":
            return None
        case str():
            return column, value, "e" if value.startswith("#") and value.endswith(("!", "?", "/A")) else "s"
        case bool():
            return column, value, "b"
        case int():
            return column, value, "n"
        case float():
            return column, int(value) if value.is_integer() and abs(value) < 2**53 else value, "n"
        case datetime():
            return column, value.isoformat(), "d"
        case date():
            return column, datetime.combine(value, time()).isoformat(), "d"
        case time() | timedelta():
            return column, str(value), "s"
    return None


def main() -> None:
    """Read the workbook named on standard input; write its sheets to standard output."""
    limit_process(MEMORY, SECONDS)
    json.dump(list(_sheets(sys.stdin.read())), sys.stdout)


if __name__ == "__main__":
    main()
