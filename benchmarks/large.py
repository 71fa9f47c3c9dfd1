"""A table larger than memory should be.

Invented rows written as Parquet piece by piece, decided from disk to disk.

    python -m benchmarks.large [ROWS] [ENGINE] [FOLDER]

The command runs as a child, whose memory is looked at ten times a second: what it took itself, and with the pages of the file
that the system mapped for it and takes back at will. FOLDER (default: a temporary one) needs about 120 bytes a row. Linux only.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

import polars as pl
import pyarrow.parquet as pq

from benchmarks.population.invented import mixed

PIECE = 2_000_000


def write(rows: int, path: Path) -> None:
    """Applications of ``mixed`` in pieces, each of other units."""
    writer = None
    for piece, start in enumerate(range(0, rows, PIECE)):
        frame = mixed(min(PIECE, rows - start), seed=piece).applications.with_columns(
            pl.format("p{}-{}", pl.lit(piece), pl.col("platform").str.slice(1)).alias("platform"),
            pl.format("{}{}", pl.lit(1000 + piece), pl.col("organisation").str.slice(4)).alias("organisation"),
        )
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="lz4")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def memory_of(process: int, what: str) -> float:
    """Memory of a process in GiB; 0 once it is gone."""
    try:
        found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    except OSError:
        return 0.0
    return int(found[1]) / 2**20 if found else 0.0


def main(rows: int, engine: str, folder: Path) -> None:
    source, target = folder / f"{rows}.parquet", folder / f"{rows}-decided.parquet"
    if not source.exists():
        write(rows, source)
    command = [sys.executable, "-m", "fundcalc", "award", str(source), "--policy", "yunnan-2025", "--engine", engine]
    start = perf_counter()
    own = whole = 0.0
    with subprocess.Popen([*command, "-o", str(target)]) as child:
        while child.poll() is None:
            own, whole = max(own, memory_of(child.pid, "RssAnon")), max(whole, memory_of(child.pid, "VmRSS"))
            sleep(0.1)
    taken = perf_counter() - start
    sizes = f"{source.stat().st_size / 2**30:.2f} GiB in, {target.stat().st_size / 2**30:.2f} GiB out"
    print(f"{rows:,} rows, {sizes}, {engine}: {taken:.0f} s, {rows / taken / 1e6:.2f} M rows/s")
    print(f"peak memory {own:.2f} GiB, with mapped pages {whole:.2f} GiB")


if __name__ == "__main__":
    given = sys.argv[1:]
    size, by = int(given[0]) if given else 100_000_000, given[1] if len(given) > 1 else "polars"
    if len(given) > 2:
        main(size, by, Path(given[2]))
    else:
        with tempfile.TemporaryDirectory() as kept:
            main(size, by, Path(kept))
