"""Read a population from an .xlsx, .csv or .parquet, or a folder of tables.

A workbook or small CSV files are read row by row as ``award`` reads them; Parquet and large CSV files as a table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.loading import Policy
from fundcalc.scenario.population import MARK, Population, is_invented, of_round
from fundcalc.tables.engines import engine
from fundcalc.tables.files import ENDINGS, is_csv, tables_of
from fundcalc.tables.reading import MOST_HELD, Read, read_table, readable
from fundcalc.workbooks import Round, read_round
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.grid import Grid, column_letters
from fundcalc.workbooks.grid_reader import read_grids
from fundcalc.workbooks.headings import columns, own_column, read_heading

if TYPE_CHECKING:
    import polars as pl

# Larger CSV files are read as a table, which is refused as a whole when a cell is wrong.
MOST_BY_ROWS = 2**22

_HEADINGS_WITHIN = 20


def read_population(path: Path | str, policy: Policy, groups: Sequence[str] = ()) -> Population:
    """Read a population.

    An .xlsx, a .csv, a .parquet, or a folder with a table for each form.

    ``groups`` names columns that are not facts and are kept as text to group by; columns headed # and a name are kept
    without being named. Read row by row, what is wrong is reported in ``faults`` and ``refused`` and the other rows are
    kept; read as a table, any fault refuses the whole. Raises SheetError or ApplicationError.
    """
    path = Path(path)
    engine("polars")
    return _as_table(path, policy, groups) if _is_table(path) else _by_rows(path, policy, groups)


# Row by row.


def _is_table(path: Path) -> bool:
    if path.is_dir():
        files = [file for file in path.iterdir() if file.suffix.lower() in ENDINGS]
        if any(not is_csv(file) for file in files):
            return True
        return sum(file.stat().st_size for file in files) > MOST_BY_ROWS
    return path.suffix.lower() == ".parquet" or (is_csv(path) and path.is_file() and path.stat().st_size > MOST_BY_ROWS)


def _by_rows(path: Path, policy: Policy, groups: Sequence[str]) -> Population:
    round_ = read_round(path, policy, of_this_measure=False)
    # A round keeps facts only, so the columns to group by are read again.
    own = _group_columns(path, policy, round_, groups) if groups or _may_have_groups(path) else _GroupColumns({}, ())
    faults = [fault for fault in round_.faults if (fault.file, fault.sheet, fault.cell) not in own.headings]
    return of_round(
        round_.applications,
        round_.paid,
        policy,
        name=path.name,
        groups=own.values,
        faults=faults,
        refused=round_.refused,
    )


def _may_have_groups(path: Path) -> bool:
    """Whether a CSV file may have a heading with #; a workbook must name such columns."""
    files = [file for file in path.iterdir() if is_csv(file)] if path.is_dir() else [path]
    return any(_has_a_hash(file) for file in files if is_csv(file))


def _has_a_hash(file: Path) -> bool:
    with file.open("rb") as source:
        first = source.readline(2**16)
    return any(sign in first for sign in (b"#", "＃".encode(), "＃".encode("gbk")))


def _applications_grid(path: Path, round_: Round) -> tuple[Grid | None, int]:
    """The sheet of applications and its first row with one."""
    rows = [(place.file, place.sheet, place.row) for place in round_.places.values()]
    rows += [(row.file, row.sheet, row.row) for row in round_.refused]
    places = {(file, sheet) for file, sheet, _row in rows}
    grid = next((grid for grid in read_grids(path)[0] if (grid.file, grid.sheet) in places), None)
    return grid, min((row for _file, _sheet, row in rows), default=0)


class _GroupColumns(NamedTuple):
    """Columns to group by: their values by platform, and the cells of their headings."""

    values: Mapping[str, dict[str, str]]
    headings: Collection[tuple[str, str, str]]


def _group_columns(path: Path, policy: Policy, round_: Round, groups: Sequence[str]) -> _GroupColumns:
    grid, first = _applications_grid(path, round_)
    if grid is None:
        return _GroupColumns({}, ())
    known = columns(policy, "applications")
    wanted = {narrow(group) for group in groups}
    at: dict[str, int] = {}
    headings: set[tuple[str, str, str]] = set()
    every: list[str] = []
    for number, cells in grid.rows:
        if number >= min(first, _HEADINGS_WITHIN + 1):
            break
        for cell in cells:
            text = narrow(str(cell.value))
            every.append(own_column(text) or text)
            group = own_column(text) or (
                text if text in wanted and read_heading(text, known).key not in known.read else ""
            )
            if group and group not in known.read:
                at[group] = cell.column
                headings.add((grid.file, grid.sheet, f"{column_letters(cell.column)}{number}"))
    _check_groups(groups, at, every, grid.file, policy)
    platform_of = {place.row: platform for platform, place in round_.places.items()}
    group_of = {column: group for group, column in at.items()}
    found: dict[str, dict[str, str]] = {group: {} for group in at}
    for number, cells in grid.rows:
        if (platform := platform_of.get(number)) is not None:
            for cell in cells:
                if cell.column in group_of and (text := str(cell.value).strip()):
                    found[group_of[cell.column]][platform] = text
    return _GroupColumns(found, headings)


def _check_groups(
    groups: Sequence[str], found: Collection[str], every: Sequence[str], file: str, policy: Policy
) -> None:
    """Refuse a column to group by that is neither in the file nor a fact."""
    known = columns(policy, "applications")
    faults = [
        _("{group}: there is no such column to group by{close}").format(group=group, close=did_you_mean(group, every))
        for group in groups
        if narrow(group) not in found and read_heading(group, known).key not in known.read
    ]
    if faults:
        raise ApplicationError(file, tuple(faults))


# As a table.


def _as_table(path: Path, policy: Policy, groups: Sequence[str]) -> Population:
    room = engine("polars")
    files = {
        form: file
        for form, file in tables_of(path).items()
        if form in ("applications", "paid") or form in policy.details
    }
    large = sum(file.stat().st_size for file in files.values()) > MOST_HELD
    with TemporaryDirectory(prefix=".fundcalc-", suffix=".part", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        with room.session(folder, large=large) as session:
            read = {
                form: read_table(
                    *(room, session, policy, form, file, folder), groups=groups if form == "applications" else None
                )
                for form, file in files.items()
            }
            frames = {form: _in_memory(file, read[form]) for form, file in files.items()}
            heading = _invented(files["applications"])
    applications, found = frames.pop("applications"), read["applications"].groups
    _check_groups(groups, found, applications.columns, files["applications"].name, policy)
    return Population(
        applications, frames.pop("paid", None), frames, path.name, heading or is_invented(applications), found
    )


def _in_memory(file: Path, read: Read) -> pl.DataFrame:
    import polars as pl

    with readable(engine("polars"), file):
        frame: pl.DataFrame = read.frame.lazy().collect()
        return frame.with_columns(pl.col(name).cast(pl.String) for name in read.groups)


def _invented(file: Path) -> bool:
    import polars as pl

    return not is_csv(file) and MARK in pl.read_parquet_metadata(file)
