"""From a file on disk to a decided file on disk.

Polars reads and writes the same file in turn, in one run.

python -m benchmarks.files [ROWS]
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import polars as pl

import fundcalc
from benchmarks.population.invented import plain

ROUNDS = 5


def in_yuan(name: str) -> pl.Expr:
    fen = pl.col(name)
    return pl.concat_str(fen // 100, pl.lit("."), (fen % 100).cast(pl.String).str.zfill(2)).alias(name)


def read_and_write(source: Path, target: Path) -> None:
    frame = pl.read_csv(source) if source.suffix == ".csv" else pl.read_parquet(source)
    if target.suffix == ".csv":
        frame.write_csv(target)
    else:
        frame.write_parquet(target)


def decide(engine: str, source: Path, target: Path) -> None:
    fundcalc.award_file(fundcalc.load("yunnan-2025"), source, target, by=engine)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        frame = plain(rows).applications
        frame.write_parquet(folder / "in.parquet")
        frame.with_columns(in_yuan("eligible_investment"), in_yuan("service_income")).write_csv(folder / "in.csv")
        del frame
        for given in ("csv", "parquet"):
            for wanted in ("parquet", "csv"):
                paths = (folder / f"in.{given}", folder / f"out.{wanted}")
                works: dict[str, Callable[[], None]] = {
                    "Polars reads and writes": partial(read_and_write, *paths),
                    "fundcalc polars": partial(decide, "polars", *paths),
                    "fundcalc duckdb": partial(decide, "duckdb", *paths),
                }
                taken: dict[str, list[float]] = {name: [] for name in works}
                for _round in range(ROUNDS):
                    for name, work in works.items():
                        start = perf_counter()
                        work()
                        taken[name].append(perf_counter() - start)
                bare = statistics.median(taken["Polars reads and writes"])
                for name, times in taken.items():
                    middle = statistics.median(times)
                    print(f"{rows:>10,}  {given:>7} to {wanted:<7}  {name:<24} {middle:7.2f} s  {middle / bare:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
