"""Many writers at once on one book.

Each batch exactly once, and how many a second, with every file flushed to the disk and without.

    python -m benchmarks.writing [PROCESSES] [BATCHES]

Every process posts all of BATCHES spending batches of its own, and each of them twice. First the store alone (lock, batch,
index), then ``spend`` whole, which reads and checks the book before each batch: its time grows with the book.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from time import perf_counter

from beancount import loader
from beancount.core.data import Transaction

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.ledger import recipient, store

AWARD, DAY = "YN-2026-p1-build", date(2026, 6, 1)


def work(kind: str, folder: Path, process: int, batches: int, *, durable: bool) -> None:
    """Post this process's batches, each twice."""
    for number in range(batches):
        for _time in range(2):
            if kind == "store":
                content = f'2026-06-01 * "x" "{process} {number}"\n  Assets:A  0.01 CNY\n  Assets:B  -0.01 CNY\n'
                with store.locked(folder, durable=durable) as book:
                    store.post(book, "2026-06-01-spending", (content.encode(),))
            else:
                ledger.spend(folder, [Line(DAY, 1, AWARD, code="30218", text=f"{process} {number}")], durable=durable)


def measure(kind: str, processes: int, batches: int, *, durable: bool) -> None:
    """Run the processes side by side and measure how fast they were.

    AssertionError if a batch is missing or there twice.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "book"
        recipient.init(folder, title="x")
        if kind == "store":
            with (folder / "main.beancount").open("a", encoding="utf-8") as top:
                top.write("2026-01-01 open Assets:A CNY\n2026-01-01 open Assets:B CNY\n")
        else:
            recipient.receive(folder, recipient.Entry(AWARD, 10**9, DAY))
        begun = len(store.batches(folder))
        started = perf_counter()
        running = [
            subprocess.Popen([sys.executable, "-m", "benchmarks.writing", "--work", kind, str(folder), str(process),
                              str(batches), str(int(durable))])
            for process in range(processes)
        ]  # fmt: skip
        codes = [process.wait() for process in running]
        seconds = perf_counter() - started
        assert codes == [0] * processes
        entries, errors, _options = loader.load_file(str(folder / "main.beancount"))
        said = [entry.narration for entry in entries if isinstance(entry, Transaction)]
        counted = Counter(line for line in said if line and line.partition(" ")[2].isdigit())
        assert errors == []
        assert counted == {f"{process} {number}": 1 for process in range(processes) for number in range(batches)}
        assert len(store.batches(folder)) - begun == processes * batches
        flushed = "with fsync" if durable else "without"
        rate = processes * batches / seconds
        print(
            f"{kind:6} {processes} × {batches} batches, each offered twice, {flushed:11} {seconds:7.2f} s {rate:8.0f} batches/s"
        )


def main() -> None:
    """Run the benchmark."""
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    batches = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    for durable in (True, False):
        measure("store", processes, batches, durable=durable)
    for durable in (True, False):
        measure("spend", processes, max(batches // 8, 1), durable=durable)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), durable=sys.argv[6] == "1")
    else:
        main()
