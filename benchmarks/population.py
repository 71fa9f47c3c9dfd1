"""A population of Yunnan applications decided as a table, beside the same amounts written by hand for Polars, in one run.

    python -m benchmarks.population [ROWS …]

Two platforms a unit, all filed, lognormal bases. "call" is ``decide_table`` with its pass over every value; "amounts" and
"statuses" are what the engine then computes. All are interleaved and the median is told, with the rows that differ from
Decimal by a fen or more at 20 %, 30 % and 12.5 %.
"""

import math
import random
import statistics
import sys
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from time import perf_counter
from typing import Any

import duckdb
import polars as pl

import fundcalc

ROUNDS = 5
RATES = ("20%", "30%", "12.5%")
CAP = 200_000_000  # fen


def population(rows: int) -> pl.DataFrame:
    chance = random.Random(1)
    order = chance.sample(range(rows), rows)

    def bases(center: float) -> list[int]:
        return [int(math.exp(chance.gauss(center, 1.2)) * 100) for _row in order]

    return pl.DataFrame(
        {
            "platform": [f"p{number}" for number in order],
            "organisation": [f"o{number // 2}" for number in order],
            "award_year": [2026] * rows,
            "application_date": [date(2026, 3, 1)] * rows,
            "filed_on": [date(2026, 5, 1)] * rows,
            "platform_kind": ["pilot_base"] * rows,
            "plaque_only": [chance.random() < 0.1 for _row in order],
            "service_mechanism": [chance.random() < 0.9 for _row in order],
            "eligible_investment": bases(15.5),
            "service_income": bases(14.5),
        }
    )


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    def due(base: str, cap: int) -> pl.Expr:
        return pl.min_horizontal((pl.col(base) * 2 + 5) // 10, pl.lit(cap))

    return frame.select(
        "platform",
        build=pl.when(~pl.col("plaque_only")).then(due("eligible_investment", CAP)).otherwise(0),
        operating=pl.when("service_mechanism").then(due("service_income", CAP // 2)).otherwise(0),
    )


def wrong(frame: pl.DataFrame, rate: str) -> int:
    """Rows whose building amount is not what Decimal gives."""
    policy = fundcalc.load("yunnan-2025", changes={"benefit.build.rate": rate})
    decided = fundcalc.decide_table(policy, frame.lazy()).select("eligible_investment", "plaque_only", "build.amount")
    factor, different = Decimal(rate[:-1]) / 100, 0
    for base, plaque, amount in decided.collect().iter_rows():
        exact = int((Decimal(base) * factor).quantize(Decimal(1), ROUND_HALF_UP))
        different += amount != (0 if plaque else min(exact, CAP))
    return different


def in_polars(decided: pl.LazyFrame, columns: list[str]) -> object:
    return decided.select(columns).collect()


def in_duckdb(decided: Any, columns: list[str]) -> object:
    return decided.select(", ".join(f'"{column}"' for column in columns)).to_arrow_table()


def main(sizes: list[int]) -> None:
    policy = fundcalc.load("yunnan-2025")
    amounts = ["platform", "build.amount", "operating.amount"]
    statuses = [*amounts, "build.reason", "operating.reason", "status", "payable"]
    for rows in sizes:
        frame = population(rows)
        with duckdb.connect() as connection:
            connection.register("population", frame.to_arrow())
            connection.execute("create table applications as from population")
            relation = connection.table("applications")
            lazy, sql = fundcalc.decide_table(policy, frame.lazy()), fundcalc.decide_table(policy, relation)
            works: dict[str, Callable[[], object]] = {
                "Polars by hand, amounts": partial(by_hand, frame),
                "fundcalc Polars, amounts": partial(in_polars, lazy, amounts),
                "fundcalc Polars, statuses": partial(in_polars, lazy, statuses),
                "fundcalc Polars, call and all": partial(fundcalc.decide_table, policy, frame),
                "fundcalc DuckDB, amounts": partial(in_duckdb, sql, amounts),
                "fundcalc DuckDB, statuses": partial(in_duckdb, sql, statuses),
            }
            taken: dict[str, list[float]] = {name: [] for name in works}
            for _round in range(ROUNDS):
                for name, work in works.items():
                    start = perf_counter()
                    work()
                    taken[name].append(perf_counter() - start)
        hand = statistics.median(taken["Polars by hand, amounts"])
        for name, times in taken.items():
            middle = statistics.median(times)
            print(
                f"{rows:>10,}  {name:<30} {middle * 1000:9.1f} ms  {rows / middle / 1e6:7.1f} M rows/s  {middle / hand:6.2f}"
            )
    frame = population(min(sizes[-1], 200_000))
    for rate in RATES:
        print(f"wrong at {rate}: {wrong(frame, rate)} of {frame.height:,}")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100_000, 1_000_000])
