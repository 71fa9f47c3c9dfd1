"""Headings in two or three lines as one row of headings."""

from collections.abc import Iterator, Sequence

from fundcalc.workbooks.grid import Cell, Grid, Merged
from fundcalc.workbooks.heading_row import find_headings
from fundcalc.workbooks.headings import Columns, key_of_heading
from fundcalc.workbooks.row_kinds import is_blank
from fundcalc.workbooks.units import stated_unit

_MOST_LINES = 3


def locate_headings(grid: Grid, known: Columns) -> tuple[Grid, int] | None:
    """The grid with its headings in one row, and the index of that row.

    None where no row names two columns. Lines of headings are joined where merged cells span them, or where the second
    names what the first leaves open.
    """
    index = find_headings(grid, known)
    if index is None:
        return None
    first, last = _lines(grid, index, known)
    lines = [dict(_texts(cells)) for _number, cells in grid.rows[first : last + 1]]
    if not any(lines[:-1]):
        return grid, index
    groups = [_spread(grid, number, line) for (number, _cells), line in zip(grid.rows[first:], lines, strict=False)]
    columns = sorted({column for line in lines for column in line})
    joined = {column: _joined([line.get(column, "") for line in groups], known) for column in columns}
    named = {column: text for column, text in joined.items() if text}
    number, cells = grid.rows[last]
    kept = [cell for cell in cells if cell.column not in named]
    row = sorted([*kept, *(Cell(column, text, "s") for column, text in named.items())])
    rows = [*grid.rows[:last], (number, row), *grid.rows[last + 1 :]]
    return grid._replace(rows=rows), last


def _lines(grid: Grid, index: int, known: Columns) -> tuple[int, int]:
    """The indexes of the first and the last line of headings, of which one is found."""
    number = grid.rows[index][0]
    spanned = [area for area in grid.merged if area.top <= number <= area.bottom and area.top < area.bottom]
    spanned = [area for area in spanned if area.bottom - area.top < _MOST_LINES]
    numbers = [at for at, _cells in grid.rows]
    if spanned:
        top, bottom = min(area.top for area in spanned), max(area.bottom for area in spanned)
        inside = [at for at, number in enumerate(numbers) if top <= number <= bottom]
        return inside[0], inside[-1]
    if index + 1 < len(grid.rows) and _continues(grid, index, known):
        return index, index + 1
    if index and _is_above(grid, index, known):
        return index - 1, index
    return index, index


def _continues(grid: Grid, index: int, known: Columns) -> bool:
    """Whether the row below names only columns that the headings leave open."""
    above, below = dict(_texts(grid.rows[index][1])), dict(_texts(grid.rows[index + 1][1]))
    if len(below) != len([cell for cell in grid.rows[index + 1][1] if not is_blank(cell)]):
        return False
    if any(column in above and key_of_heading(above[column], known) for column in below):
        return False
    return any(key_of_heading(text, known) for text in below.values())


def _is_above(grid: Grid, index: int, known: Columns) -> bool:
    """Whether the row above completes some headings, as 单位 does 代码."""
    number, cells = grid.rows[index - 1]
    groups = _spread(grid, number, dict(_texts(cells)))
    return any(
        not key_of_heading(text, known) and key_of_heading(groups.get(column, "") + text, known)
        for column, text in _texts(grid.rows[index][1])
    )


def _texts(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    for cell in cells:
        if isinstance(cell.value, str) and cell.value.strip():
            yield cell.column, cell.value.strip()


def _spread(grid: Grid, number: int, line: dict[int, str]) -> dict[int, str]:
    """A line of headings by column, each over all columns that its merged cell spans."""
    areas = [area for area in grid.merged if area.top <= number <= area.bottom]
    spread = dict(line)
    for column, text in line.items():
        area: Merged | None = next((area for area in areas if area.left == column and area.top == number), None)
        for at in range(column, area.right + 1 if area else column + 1):
            spread[at] = text
    return spread


def _joined(texts: Sequence[str], known: Columns) -> str:
    """The heading that the lines of a column make.

    The lowest that names a column, alone or with those above it.
    """
    texts = [text for at, text in enumerate(texts) if text and text not in texts[:at]]
    if not texts:
        return ""
    *above, lowest = texts
    if key_of_heading(lowest, known):
        return lowest
    if above and (unit := stated_unit(lowest)) is not None and unit.alone:
        return f"{_joined(above, known)}（{unit.word}）"
    for at in range(1, len(above) + 1):
        text = "".join((*above[len(above) - at :], lowest))
        if key_of_heading(text, known):
            return text
    named = [text for text in above if key_of_heading(text, known)]
    return named[-1] if named else lowest
