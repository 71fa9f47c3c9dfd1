"""Populations: the applications that a measure is tried on, as frames that ``decide_table`` takes.

Read from a workbook or small CSV files as ``award`` reads them, row by row, or from Parquet and large CSV files as a table;
made of applications at hand; or invented (``inventing``). Polars is wanted when one is made, and not before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.engine.application import Application, PaidAward
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, forms
from fundcalc.scenario.recipe import Sound
from fundcalc.tables.engines import engine
from fundcalc.tables.files import ENDINGS, is_csv, tables_of
from fundcalc.tables.reading import MOST_HELD, Read, read_table, readable
from fundcalc.workbooks import CellFault, Refused, Round, read_round
from fundcalc.workbooks.grid import Grid, column_letters, read_grids
from fundcalc.workbooks.headings import columns, narrow, own_column, read_heading

if TYPE_CHECKING:
    import polars as pl

# Beyond this many bytes CSV files are read as a table: at once, and refused as a whole where a cell is wrong.
MOST_BY_ROWS = 2**22

# An organisation whose id begins so is nobody's.
INVENTED, SAMPLE = "INVENTED-", "SAMPLE-"

# What a Parquet file of an invented population says of itself.
MARK = "fundcalc.invented"

_HEADINGS_WITHIN = 20


@dataclass(frozen=True)
class Population:
    """Applications to try a measure on, what was paid before and detail records, as frames of Polars.

    Amounts are whole fen (Int64), days Date, choices and ids text, yes_no Boolean, areas Decimal; ``groups`` are columns of
    text among the applications that are no facts and that a comparison may group by. ``name`` is what the population is
    called in what is written of it, which also says where it is ``invented``. Of one that was read, ``faults`` are
    the cells that could not be, and ``refused`` the rows that are not in it for that; of one that was invented here,
    ``recipe`` has the distributions and ``seed`` what they were drawn with.
    """

    applications: pl.DataFrame
    paid: pl.DataFrame | None
    details: Mapping[str, pl.DataFrame]
    name: str
    invented: bool
    groups: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    refused: tuple[Refused, ...] = ()
    recipe: Sound | None = None
    seed: int | None = None

    @property
    def facts(self) -> pl.DataFrame:
        """The applications without the columns to group by: what ``decide_table`` takes."""
        return self.applications.drop(self.groups)


def read_population(path: Path | str, policy: Policy, groups: Sequence[str] = ()) -> Population:
    """Read a population under a policy: an .xlsx, a .csv, a .parquet, or a folder with a table for each form.

    ``groups`` names columns that are no facts and are kept as text to group by; columns headed # and a name are kept so
    without being named. A workbook, or CSV files of a few megabytes, is read row by row: what is wrong is told in ``faults``
    and ``refused``, and the other rows are there. Everything else is read as a table, and refused as a whole where
    anything is wrong. Raises SheetError or ApplicationError.
    """
    path = Path(path)
    engine("polars")
    return _as_table(path, policy, groups) if _is_table(path) else _by_rows(path, policy, groups)


def of_round(
    applications: Sequence[Application],
    paid: Iterable[PaidAward],
    policy: Policy,
    *,
    name: str = "",
    groups: Mapping[str, Mapping[str, str]] | None = None,
    faults: Sequence[CellFault] = (),
    refused: Sequence[Refused] = (),
) -> Population:
    """A population of applications as the exact engine takes them; ``groups`` has the value of each platform by column.

    An award that was decided from one of the applications as it stands is left out: the round is decided anew.
    """
    engine("polars")
    import polars as pl

    beside = groups or {}
    platforms = [each.platform for each in applications]
    frame = pl.DataFrame(
        [*_keys(applications), *_facts(applications, policy)]
        + [_series(group, "text", [values.get(each) for each in platforms]) for group, values in beside.items()]
    )
    records = {form: _records(form, applications) for form in policy.details}
    decided = set(platforms)
    history = [award for award in paid if award.decided_from not in decided]
    return Population(
        frame,
        _paid(history) if history else None,
        {form: rows for form, rows in records.items() if rows.height},
        name or policy.id,
        _nobody(frame),
        tuple(beside),
        tuple(faults),
        tuple(refused),
    )


def _nobody(applications: pl.DataFrame) -> bool:
    """Whether nobody in a population exists, by the ids of its organisations."""
    ids = applications["organisation"]
    invented = ids.str.starts_with(INVENTED) | ids.str.starts_with(SAMPLE)
    return applications.height > 0 and bool(invented.all())


# Frames from applications.


def kept_as(kind: Kind) -> Any:
    """The type of a column that holds values of this kind."""
    import polars as pl

    kinds: dict[Kind, Any] = {
        "money": pl.Int64,
        "count": pl.Int64,
        "year": pl.Int64,
        "area": pl.Decimal(38, 6),
        "yes_no": pl.Boolean,
        "date": pl.Date,
    }
    return kinds.get(kind, pl.String)


def _series(name: str, kind: Kind, values: Sequence[object]) -> pl.Series:
    import polars as pl

    return pl.Series(name, values, dtype=kept_as(kind), strict=True)


def _keys(applications: Sequence[Application]) -> Iterable[pl.Series]:
    """The columns that every application may have; those that none has are left out."""
    for key, column in forms()["applications"].columns.items():
        values = [getattr(each, key) for each in applications]
        if key == "claims":
            values = [None if each is None else " ".join(each) for each in values]
        elif column.kind == "text":
            values = [each or None for each in values]
        if column.required or any(each is not None for each in values):
            yield _series(key, column.kind, values)


def _facts(applications: Sequence[Application], policy: Policy) -> Iterable[pl.Series]:
    keys = forms()["applications"].columns
    for fact, named in policy.facts.items():
        if fact in keys:
            continue
        values = [each.facts.get(fact) for each in applications]
        if any(each is not None for each in values):
            yield _series(fact, named.kind, values)


def _records(form: str, applications: Sequence[Application]) -> pl.DataFrame:
    import polars as pl

    rows: list[tuple[str, Mapping[str, object]]] = [
        (each.platform, record) for each in applications for record in each.records.get(form, ())
    ]
    return pl.DataFrame(
        [
            _series(key, column.kind, [platform if key == "platform" else record.get(key) for platform, record in rows])
            for key, column in forms()[form].columns.items()
        ]
    )


def _paid(awards: Sequence[PaidAward]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(
        [
            _series(key, column.kind, [each.fen if key == "amount" else getattr(each, key) for each in awards])
            for key, column in forms()["paid"].columns.items()
        ]
    )


# Row by row, as award does.


def _is_table(path: Path) -> bool:
    if path.is_dir():
        files = [each for each in path.iterdir() if each.suffix.lower() in ENDINGS]
        if any(not is_csv(each) for each in files):
            return True
        return sum(each.stat().st_size for each in files) > MOST_BY_ROWS
    return path.suffix.lower() == ".parquet" or (is_csv(path) and path.is_file() and path.stat().st_size > MOST_BY_ROWS)


def _by_rows(path: Path, policy: Policy, groups: Sequence[str]) -> Population:
    round_ = read_round(path, policy)
    # A round has no place for what is no fact, so that is read once more.
    beside = _beside(path, policy, round_, groups) if groups or _any_group(path) else _Beside({}, ())
    kept = [each for each in round_.faults if (each.file, each.sheet, each.cell) not in beside.headings]
    return of_round(
        round_.applications,
        round_.paid,
        policy,
        name=path.name,
        groups=beside.values,
        faults=kept,
        refused=round_.refused,
    )


def _any_group(path: Path) -> bool:
    """Whether a CSV file may have a column headed #; a workbook is asked for its columns by name."""
    files = [each for each in path.iterdir() if is_csv(each)] if path.is_dir() else [path]
    return any(_has_a_hash(file) for file in files if is_csv(file))


def _has_a_hash(file: Path) -> bool:
    with file.open("rb") as source:
        first = source.readline(2**16)
    return any(sign in first for sign in (b"#", "＃".encode(), "＃".encode("gbk")))


def _applications_grid(path: Path, round_: Round) -> tuple[Grid | None, int]:
    """The sheet of applications, and the first row of it that holds one."""
    rows = [(each.file, each.sheet, each.row) for each in round_.places.values()]
    rows += [(each.file, each.sheet, each.row) for each in round_.refused]
    places = {(file, sheet) for file, sheet, _row in rows}
    grid = next((grid for grid in read_grids(path)[0] if (grid.file, grid.sheet) in places), None)
    return grid, min((row for _file, _sheet, row in rows), default=0)


class _Beside(NamedTuple):
    """The columns to group by: their values by platform, and where their headings stand."""

    values: Mapping[str, dict[str, str]]
    headings: Collection[tuple[str, str, str]]


def _beside(path: Path, policy: Policy, round_: Round, groups: Sequence[str]) -> _Beside:
    grid, first = _applications_grid(path, round_)
    if grid is None:
        return _Beside({}, ())
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
    _insist_on(groups, at, every, grid.file, policy)
    platform_of = {place.row: platform for platform, place in round_.places.items()}
    group_of = {column: group for group, column in at.items()}
    found: dict[str, dict[str, str]] = {group: {} for group in at}
    for number, cells in grid.rows:
        if (platform := platform_of.get(number)) is not None:
            for cell in cells:
                if cell.column in group_of and (text := str(cell.value).strip()):
                    found[group_of[cell.column]][platform] = text
    return _Beside(found, headings)


def _insist_on(groups: Sequence[str], found: Collection[str], every: Sequence[str], file: str, policy: Policy) -> None:
    """Refuse where a column to group by is not there; a fact needs none, for it can be grouped by as it is."""
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
            frames = {form: _held(file, read[form]) for form, file in files.items()}
            heading = _invented(files["applications"])
    applications, found = frames.pop("applications"), read["applications"].groups
    _insist_on(groups, found, applications.columns, files["applications"].name, policy)
    return Population(
        applications, frames.pop("paid", None), frames, path.name, heading or _nobody(applications), found
    )


def _held(file: Path, read: Read) -> pl.DataFrame:
    import polars as pl

    with readable(engine("polars"), file):
        frame: pl.DataFrame = read.frame.lazy().collect()
        return frame.with_columns(pl.col(name).cast(pl.String) for name in read.groups)


def _invented(file: Path) -> bool:
    import polars as pl

    return not is_csv(file) and MARK in pl.read_parquet_metadata(file)
