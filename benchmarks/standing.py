"""The state of a book of many transactions.

Beside Beancount's own load of it with the garbage collector off, in one run.

    python -m benchmarks.standing [TRANSACTIONS] [ROUNDS]

A recipient's book of spending and an authority's of awards and payments, made by the writers themselves; each way runs in a
fresh process, the ways in turn; seconds are those of the processor, and the median is told.
"""

import subprocess
import sys
import tempfile
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from statistics import median

from benchmarks.posting import sample
from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.ledger import recipient

DAY = date(2026, 1, 1)
AWARDS = 100

_LOAD = """
import gc, os, sys, time
os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
from beancount import loader
gc.disable()
started = time.process_time()
loader.load_file(sys.argv[1] + "/main.beancount")
print(time.process_time() - started)
"""
_STATUS = """
import sys, time
from fundcalc import ledger
started = time.process_time()
status = ledger.status(sys.argv[1])
print(time.process_time() - started)
assert not status.faults and status.accounts
"""


def recipients(folder: Path, count: int) -> None:
    """Spending lines in batches of 25,000 on a hundred awards."""
    recipient.init(folder, title="x")
    names = [f"YN-2026-p{number}-build" for number in range(AWARDS)]
    for name in names:
        recipient.receive(folder, recipient.Entry(name, 10**12, DAY), durable=False)
    for first in range(0, count - AWARDS, 25_000):
        lines = [
            Line(DAY + timedelta(number % 365), 100 + number, names[number % AWARDS], code=("30218", "31003")[number % 2],
                 payee="昆明某某试剂有限公司", text=f"验证试验用试剂第{number}批", invoice=f"2553{number:016d}",
                 purpose="概念验证", document=f"记-{number}", place=f"expenses.xlsx:支出明细:{number}")
            for number in range(first, min(first + 25_000, count - AWARDS))
        ]  # fmt: skip
        ledger.spend(folder, lines, durable=False)


def authoritys(folder: Path, count: int) -> None:
    """Awards and a payment on each."""
    awards, inputs = sample(count // 2)
    policy = b'id = "yunnan-2025"\n'
    ledger.init(folder, title="x")
    ledger.appropriate(folder, policy="yunnan-2025", code="YN", year=2026, fen=10**16, on=DAY)
    with ledger.locked(folder, durable=False) as book:
        ledger.post_awards(book, ledger.DecidedRound(awards, policy, inputs))
    ledger.pay(folder, [ledger.Payment(award.id, award.fen, award.on) for award in awards], durable=False)


def main() -> None:
    """Run the benchmark."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as place:
        for name, make in (("recipient", recipients), ("authority", authoritys)):
            folder = Path(place) / name
            make(folder, count)
            taken: dict[str, list[float]] = {_LOAD: [], _STATUS: []}
            for way in chain.from_iterable([(_LOAD, _STATUS)] * rounds):
                done = subprocess.run(
                    [sys.executable, "-c", way, str(folder)], check=True, capture_output=True, text=True
                )
                taken[way].append(float(done.stdout))
            load, status = median(taken[_LOAD]), median(taken[_STATUS])
            ratio = median(b / a for a, b in zip(taken[_LOAD], taken[_STATUS], strict=True))
            print(f"{name}: {count:,} transactions; Beancount's load, collector off {load:.2f} s; status {status:.2f} s; "
                  f"× {ratio:.2f} (bar 1.20)")  # fmt: skip


if __name__ == "__main__":
    main()
