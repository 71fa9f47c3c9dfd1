"""DuckDB: files read and written; see ``engines`` for what the functions do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from duckdb import DuckDBPyConnection, DuckDBPyRelation
from narwhals.exceptions import NarwhalsError

from fundcalc.tables.files import is_csv

if TYPE_CHECKING:
    import pyarrow as pa

ROWS: int | None = 4_000_000
MAPS_MANY = True
_MEMORY = "4GB"


@contextmanager
def session(folder: Path, *, large: bool) -> Iterator[DuckDBPyConnection]:  # noqa: ARG001
    with duckdb.connect(config={"temp_directory": str(folder / "duckdb"), "memory_limit": _MEMORY}) as connection:
        connection.execute("set enable_progress_bar = false")
        yield connection


def failures() -> tuple[type[BaseException], ...]:
    return (duckdb.Error, NarwhalsError)


def scan(session: DuckDBPyConnection, path: Path, names: Sequence[str] = ()) -> DuckDBPyRelation:
    if not is_csv(path):
        return session.sql("from read_parquet($path)", params={"path": _literal(path)})
    return session.read_csv(
        _literal(path),
        columns=dict.fromkeys(names, "VARCHAR"),
        auto_detect=False,
        header=True,
        delimiter=",",
        quotechar='"',
        escapechar='"',
        null_padding=True,
        max_line_size=2**24,
    )


def _literal(path: Path) -> str:
    """Escape the wildcards of a path."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def stage(session: DuckDBPyConnection, path: Path, names: Sequence[str], target: Path) -> DuckDBPyRelation:
    scan(session, path, names).write_parquet(str(target), compression="lz4")
    return scan(session, target)


def hold(session: DuckDBPyConnection, frame: DuckDBPyRelation, name: str) -> DuckDBPyRelation:  # noqa: ARG001, DuckDB finds it by its name here
    session.execute(f'create or replace table "{name}" as from frame')
    return session.table(name)


def part(frame: DuckDBPyRelation, column: str, parts: int, index: int) -> DuckDBPyRelation:
    return frame.filter(f'hash(lower("{column}")) % {parts} = {index}')


def split(
    session: DuckDBPyConnection,  # noqa: ARG001
    frame: DuckDBPyRelation,
    column: str,
    parts: int,
    folder: Path,  # noqa: ARG001
) -> list[DuckDBPyRelation]:
    return [part(frame, column, parts, index) for index in range(parts)]


def ordered(
    session: DuckDBPyConnection, decided: DuckDBPyRelation, applications: DuckDBPyRelation, keys: Sequence[str]
) -> DuckDBPyRelation:
    decided = hold(session, decided, "decided")
    return session.sql(  # the names are our own
        f'select decided.* from "{decided.alias}" decided join "{applications.alias}" given using ({", ".join(keys)}) '  # noqa: S608
        "order by given.rowid"
    )


def save(session: DuckDBPyConnection, frame: DuckDBPyRelation, path: Path, ending: str) -> None:  # noqa: ARG001
    if ending == ".csv":
        frame.write_csv(str(path))
    else:
        frame.write_parquet(str(path), compression="lz4")


def arrow(frame: DuckDBPyRelation) -> "pa.Table":
    return frame.to_arrow_table()
