"""A population of Yunnan applications decided on Spark.

From Parquet to Parquet, on the cores of this machine.

    python -m benchmarks.on_spark [ROWS …]

Two platforms a unit, all filed, as in ``benchmarks.population``. "guards" is the call of ``decide_table``, whose one pass reads
every column it will use; "amounts" and "statuses" are what Spark then computes and writes. Each once, after a warm-up.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

import fundcalc

MEMORY = "4g"


def session() -> Any:
    build: Any = SparkSession.builder
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": MEMORY,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "16",
    }
    build = build.master("local[2]")
    for name, value in settings.items():
        build = build.config(name, value)
    found = build.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


def population(spark: Any, rows: int, folder: Path) -> str:
    """A population as a Parquet folder, in no order of units."""

    def bases(center: float, seed: int) -> Any:
        return (f.exp(f.randn(seed) * 1.2 + center) * 100).cast("long")

    number = f.pmod(f.col("id") * 7_919, f.lit(rows))  # each once, for rows that 7,919 does not divide
    frame = spark.range(rows).select(
        f.concat(f.lit("p"), number.cast("string")).alias("platform"),
        f.concat(f.lit("o"), (number / 2).cast("long").cast("string")).alias("organisation"),
        f.lit(2026).cast("long").alias("award_year"),
        f.lit("2026-03-01").cast("date").alias("application_date"),
        f.lit("2026-05-01").cast("date").alias("filed_on"),
        f.lit("pilot_base").alias("platform_kind"),
        (f.rand(1) < 0.1).alias("plaque_only"),
        (f.rand(2) < 0.9).alias("service_mechanism"),
        bases(15.5, 3).alias("eligible_investment"),
        bases(14.5, 4).alias("service_income"),
    )
    path = str(folder / f"{rows}.parquet")
    frame.write.parquet(path)
    return path


def measure(spark: Any, rows: int, folder: Path) -> None:
    path, out = population(spark, rows, folder), folder / "out.parquet"
    policy = fundcalc.load("yunnan-2025")

    def timed(what: str, work: Any) -> Any:
        shutil.rmtree(out, ignore_errors=True)
        start = perf_counter()
        found = work()
        taken = perf_counter() - start
        print(f"{rows:>11,}  {what:<9} {taken:8.2f} s  {rows / taken:12,.0f} rows/s", flush=True)
        return found

    frame = spark.read.parquet(path)
    timed("copy", lambda: frame.write.parquet(str(out)))
    decided = timed("guards", lambda: fundcalc.decide_table(policy, frame))
    amounts = decided.select("platform", "`build.amount`", "`operating.amount`")
    timed("amounts", lambda: amounts.write.parquet(str(out)))
    timed("statuses", lambda: decided.write.parquet(str(out)))


def main() -> None:
    spark = session()
    folder = Path(tempfile.mkdtemp(prefix="fundcalc-spark-"))
    try:
        for rows in [1000, *([int(argument) for argument in sys.argv[1:]] or [10**6, 10**7])]:
            measure(spark, rows, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        spark.stop()


if __name__ == "__main__":
    main()
