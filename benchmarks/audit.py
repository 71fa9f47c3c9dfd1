"""The audit: how fast a sheet of a million lines is judged, a foreign ledger is read, and what is found of planted faults.

    python -m benchmarks.audit [LINES [TRANSACTIONS]]

The lines are invented; a tenth of their texts hold a word of the word lists, and every text is another. ``Polars reads`` is the
same CSV read as text; the ratio of judging is to that, in the same process, alternately; the best of five of each. A ledger
is read in the child process with limits, lines and all, beside ``bean-check`` without its cache; the best of three of each.
"""

import csv
import random
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import polars as pl

from benchmarks.seeded import MEASURES, TEXTS, clean, plant
from fundcalc.auditing import audit_dossier
from fundcalc.book.confined import read_confined
from fundcalc.columns.spending import judge_table
from fundcalc.policy import load

POLICIES = [load(each) for each in MEASURES]
WORDS = ("年终奖", "购置中试仪器设备", "物业管理费", "差旅费报销", "试剂耗材")


def written(path: Path, count: int) -> None:
    """A CSV of invented lines."""
    pick = random.Random(1)
    codes = ("31003", "30218", "30103", "30226", "30211", "30213", "30299", "", "")
    uses = ("special_equipment", "materials", "labour", "wages", "", "", "")
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ("date", "amount", "award", "use", "code", "account", "payee", "text", "invoice", "purpose", "document")
        )
        for number in range(count):
            code, benefit, _permitted, _forbidden = MEASURES[pick.choice(list(MEASURES))]
            text = pick.choice(WORDS if pick.random() < 0.1 else TEXTS)
            rows.writerow(
                (f"2026-{pick.randrange(1, 13):02d}-{pick.randrange(1, 29):02d}", f"{pick.randrange(1, 10**8) / 100:.2f}",
                 f"{code}-2026-p{pick.randrange(5_000)}-{benefit}", pick.choice(uses), pick.choice(codes),
                 pick.choice(("", "6602", "5301")), f"供应商{pick.randrange(9_000)}", f"{text} 第{number}号",
                 f"26{number:018d}", pick.choice(("", "pilot", "概念验证", "talent")), f"记-{number}")
            )  # fmt: skip


def speed(count: int) -> None:
    """Judging a table against reading it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        written(path, count)
        reads, judges = [], []
        for _ in range(5):
            started = perf_counter()
            table = pl.read_csv(path, infer_schema=False)
            reads.append(perf_counter() - started)
            started = perf_counter()
            judged = judge_table(table, POLICIES)
            judges.append(perf_counter() - started)
        size = path.stat().st_size / 2**20
    outcomes = dict(judged["outcome"].value_counts(sort=True).iter_rows())
    print(f"{count:,} lines, {size:.0f} MB of CSV: Polars reads {min(reads):.2f} s, judged in {min(judges):.2f} s "
          f"({min(judges) / min(reads):.2f} × reading; {count / min(judges):,.0f} lines/s)")  # fmt: skip
    print(f"outcomes {outcomes}; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


def ledger(count: int) -> None:
    """Reading a ledger in the confined child against bean-check."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.beancount"
        text = [
            "2026-01-01 open Assets:Bank CNY",
            *(f"2026-01-01 open Expenses:302{code}办公 CNY" for code in range(11, 19)),
        ]
        for number in range(count):
            fen = f"{number % 1000 + 1}.00 CNY"
            text += [
                f'2026-{number % 12 + 1:02d}-{number % 28 + 1:02d} * "供应商{number % 500}" "第{number}笔货款" '
                f"^award-YN-2026-p{number % 100}-build",
                f'  invoice: "26{number:018d}"',
                f"  Expenses:302{number % 8 + 11}办公  {fen}",
                f"  Assets:Bank  -{fen}",
            ]
        path.write_text("\n".join((*text, "")), "utf-8")
        checks, reads = [], []
        for _ in range(3):
            started = perf_counter()
            subprocess.run([Path(sys.executable).with_name("bean-check"), "-C", path], check=True)
            checks.append(perf_counter() - started)
            started = perf_counter()
            dossier, _digest, _notes = read_confined(path)
            reads.append(perf_counter() - started)
    assert len(dossier.lines) == count
    print(f"{count:,} transactions: bean-check {min(checks):.2f} s, confined reading {min(reads):.2f} s "
          f"({min(reads) / min(checks):.2f} × bean-check)")  # fmt: skip


def faults() -> None:
    """Recall and false alarms per check on clean books with faults planted in them."""
    planted_of: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    convicted = lines = 0
    for seed in range(5):
        dossier, planted = plant(clean(10_000, seed=seed), 5 * (seed + 1) // 2, seed=seed)
        lines += len(dossier.lines)
        found = {(each.check, each.award, each.place) for each in audit_dossier(dossier, POLICIES).findings}
        awards = {(check, award) for check, award, _place in found}
        meant = {(each.check, each.award, each.place) for each in planted}
        for each in planted:
            planted_of[each.check] += 1
            known = (each.check, each.award, each.place) in found if each.place else (each.check, each.award) in awards
            missed[each.check] += not known
        for check, award, _place in found - meant:
            if (check, award, "") not in meant:
                false[check] += 1
                convicted += check == "prohibited_use"
    print(f"\n{lines:,} lines in 5 mixes; {sum(planted_of.values())} faults planted")
    for name, number in sorted(planted_of.items()):
        print(f"  {name:24} planted {number:3}, missed {missed[name]}, false alarms {false[name]}")
    print(f"permitted lines called prohibited: {convicted}")


if __name__ == "__main__":
    speed(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    ledger(int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
    faults()
