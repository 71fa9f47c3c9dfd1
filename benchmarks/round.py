"""A workbook of 10,000 applications, from reading to results.

Read, decided, posted and written out, compared with reading the file alone.

    python -m benchmarks.round [APPLICATIONS]

The workbook is the Yunnan template filled with invented applications (about 20 columns given). ``openpyxl alone`` loads the
same file and touches every cell; the ratios are to that.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import openpyxl

import fundcalc
from benchmarks.one import CONDITIONS, applications
from fundcalc import ledger
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger import posting as bookkeeping
from fundcalc.workbooks import read_round, write_results, write_template

T = TypeVar("T")
ON = date(2026, 6, 1)


def timed(what: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and the result."""
    started = perf_counter()
    result = what()
    return perf_counter() - started, result


def read_alone(path: Path) -> int:
    """Every cell of every sheet, by openpyxl."""
    workbook = openpyxl.load_workbook(path)
    return sum(cell is not None for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row)


def main() -> None:
    """Run and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    policy = fundcalc.load("yunnan-2025")
    with TemporaryDirectory() as place:
        folder = Path(place)
        workbook = folder / "round.xlsx"
        rows: list[dict[str, object]] = [application | CONDITIONS for application in applications(count)]
        write_template(policy, workbook, applications=rows)
        book = folder / "book"
        ledger.init(book, title="benchmark")
        ledger.appropriate(book, policy=policy.id, code="YN", year=2026, fen=10**15, on=date(2026, 1, 1))

        alone, _cells = timed(lambda: read_alone(workbook))
        reading, round_ = timed(lambda: read_round(workbook, policy))
        deciding, decisions = timed(lambda: decide_all(policy, round_.applications, round_.paid))
        posting, done = timed(lambda: bookkeeping.post(policy, round_.applications, round_.paid, book, on=ON))
        again, twice = timed(lambda: bookkeeping.post(policy, round_.applications, round_.paid, book, on=ON))
        writing, _none = timed(lambda: write_results(folder / "result.xlsx", policy, decisions, round_))
        if done.posting is None or twice.posting is None or twice.posting.posted or round_.faults:
            raise SystemExit("the round did not go as it should")
        print(f"{count:,} applications, {len(done.posting.posted):,} awards, {workbook.stat().st_size / 1e6:.1f} MB")
        print(f"{'':44} {'seconds':>8} {'rows/s':>9} {'of reading alone':>17}")
        for name, seconds in (
            ("openpyxl alone: load and touch every cell", alone),
            ("read and check", reading),
            ("decide", deciding),
            ("read, check and decide", reading + deciding),
            ("decide under the lock and post", posting),
            ("post the same again (nothing new)", again),
            ("write the results, with every reason", writing),
        ):
            print(f"{name:44} {seconds:8.2f} {count / seconds:9,.0f} {seconds / alone:17.2f}")


if __name__ == "__main__":
    main()
