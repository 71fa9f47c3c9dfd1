"""Polars: files read and written; see ``engines`` for what the functions do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from narwhals.exceptions import NarwhalsError

from fundcalc.tables.files import is_csv

if TYPE_CHECKING:
    import pyarrow as pa

# A decided row takes about half a kilobyte while it is worked out.
ROWS: int | None = 4_000_000
MAPS_MANY = True


@contextmanager
def session(folder: Path, *, large: bool) -> Iterator[None]:  # noqa: ARG001, Polars keeps nothing on disk
    with pl.Config() as config:
        if large:
            config.set_engine_affinity("streaming")
        yield


def failures() -> tuple[type[BaseException], ...]:
    return (pl.exceptions.PolarsError, pl.exceptions.PanicException, NarwhalsError)


def scan(session: None, path: Path, names: Sequence[str] = ()) -> pl.LazyFrame | pl.DataFrame:  # noqa: ARG001
    if not is_csv(path):
        return pl.scan_parquet(path, glob=False)
    return pl.read_csv(path, schema=dict.fromkeys(names, pl.String), glob=False)


def stage(session: None, path: Path, names: Sequence[str], target: Path) -> pl.LazyFrame:  # noqa: ARG001
    text = pl.scan_csv(path, schema=dict.fromkeys(names, pl.String), glob=False)
    text.sink_parquet(target, compression="lz4")
    return pl.scan_parquet(target, glob=False)


def hold(session: None, frame: pl.LazyFrame | pl.DataFrame, name: str) -> pl.DataFrame:  # noqa: ARG001
    # A frame in memory keeps the order of its rows when it is decided.
    return frame.collect(engine="streaming") if isinstance(frame, pl.LazyFrame) else frame


def part(frame: pl.LazyFrame | pl.DataFrame, column: str, parts: int, index: int) -> pl.LazyFrame:
    return frame.lazy().filter(pl.col(column).cast(pl.String).str.to_lowercase().hash() % parts == index)


def split(
    session: None,  # noqa: ARG001
    frame: pl.LazyFrame | pl.DataFrame,
    column: str,
    parts: int,
    folder: Path,
) -> list[pl.LazyFrame]:
    # Each block of rows is written once, by parts: to filter the whole file for every part takes parts times as long.
    # Polars reads a few blocks ahead, so they are smaller than the parts.
    rows_at_once = max(1, (ROWS or 0) // 4)
    lazy, name = frame.lazy(), "_fundcalc_part"
    index = pl.col(column).cast(pl.String).str.to_lowercase().hash() % parts
    files: dict[int, list[Path]] = {}
    for block in lazy.with_columns(index.alias(name)).collect_batches(chunk_size=rows_at_once, engine="streaming"):
        for (part_,), rows in block.partition_by(name, as_dict=True, include_key=False).items():
            of_part = files.setdefault(part_, [])
            of_part.append(folder / f"part-{part_}-{len(of_part)}.ipc")
            rows.write_ipc(of_part[-1], compression="lz4")
    nothing = pl.LazyFrame(schema=lazy.collect_schema())
    return [pl.scan_ipc(files[at], glob=False) if at in files else nothing for at in range(parts)]


def ordered(
    session: None,  # noqa: ARG001
    decided: pl.DataFrame,
    applications: pl.DataFrame,  # noqa: ARG001
    keys: Sequence[str],  # noqa: ARG001
) -> pl.DataFrame:
    return decided


def save(session: None, frame: pl.DataFrame, path: Path, ending: str) -> None:  # noqa: ARG001
    if ending == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path, compression="lz4")


def arrow(frame: pl.DataFrame) -> "pa.Table":
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
