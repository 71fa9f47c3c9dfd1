"""How fast spending is judged.

A sheet of a million lines, a foreign ledger, and how many planted faults are found.

    python -m benchmarks.audit [LINES [TRANSACTIONS [TURNS]]]

The lines are invented; a tenth of their texts hold a word of the word lists, and every text is another. ``Polars reads`` is the
same CSV read as text; the ratio of judging is to that, in the same process, alternately; the best of five of each. A ledger
is read in the child process with limits, lines and all, beside ``bean-check`` without its cache; the best of the turns of each
(three). The plugin is the same ledger with one more line, in bean-check; our own book is audited in one process, beside its
reading.
Every hundredth line there is of a forbidden use. Of programs the CPU seconds are told too, which another program disturbs less.
"""

import csv
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

import polars as pl

from benchmarks.seeded import MEASURES, TEXTS, clean, plant
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.classification_table import judge_table
from fundcalc.auditing.lines import Line
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.ledger import loading as reading
from fundcalc.ledger import recipient, spend
from fundcalc.ledger.audit_view import evidence_in
from fundcalc.ledger.event_reader import read_events
from fundcalc.policy.loading import load

POLICIES = [load(id_) for id_ in MEASURES]
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


def transactions(count: int) -> str:
    """An invented ledger, in which every hundredth line is of a forbidden use."""
    codes = ("11", "13", "14", "15", "16", "18", "26", "27")
    text = [
        "2026-01-01 open Assets:Bank CNY",
        *(f"2026-01-01 open Expenses:302{code}办公 CNY" for code in codes),
        "2026-01-01 open Expenses:30217招待 CNY",
    ]
    for number in range(count):
        fen = f"{number % 1000 + 1}.00 CNY"
        spent = "30217招待" if number % 100 == 0 else f"302{codes[number % 8]}办公"
        text += [
            f'2026-{number % 12 + 1:02d}-{number % 28 + 1:02d} * "供应商{number % 500}" "第{number}笔货款" '
            f"^award-YN-2026-p{number % 100}-build",
            f'  invoice: "26{number:018d}"',
            f"  Expenses:{spent}  {fen}",
            f"  Assets:Bank  -{fen}",
        ]
    return "\n".join((*text, ""))


class Run(NamedTuple):
    """What a program took.

    Seconds by the clock, seconds of the processor, and its memory at most in MB.
    """

    clock: float
    cpu: float
    memory: float


# Linux counts the memory of the process that starts a program as the program's, so a small one starts it.
MEASURED = """
import os, subprocess, sys, time
started = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = os.wait4(child.pid, 0)[2]
print(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**10)
"""


def run(*command: object) -> Run:
    """Run a program to its end, whatever it answers."""
    starter = [sys.executable, "-c", MEASURED, *map(str, command)]
    return Run(*map(float, subprocess.run(starter, capture_output=True, text=True, check=True).stdout.split()))


def least(runs: Sequence[Run]) -> Run:
    return Run(*(min(column) for column in zip(*runs, strict=True)))


def show_row(name: str, alone: Run, whole: Run) -> None:
    print(f"  {name}: {whole.clock:.2f} s ({whole.clock / alone.clock:.2f} ×), CPU {whole.cpu:.2f} s "
          f"({whole.cpu / alone.cpu:.2f} ×), {whole.memory:.0f} MB ({whole.memory / alone.memory:.2f} ×)")  # fmt: skip


CONFINED = (
    "import sys; from pathlib import Path; from fundcalc.ledger.foreign.sandbox import read_confined; "
    "read_confined(Path(sys.argv[1]))"
)


def ledger(count: int, turns: int) -> None:
    """A ledger in the confined child, and with the plugin, against bean-check."""
    with TemporaryDirectory() as folder:
        plain, plugged = Path(folder) / "plain.beancount", Path(folder) / "plugged.beancount"
        text = transactions(count)
        plain.write_text(text, "utf-8")
        plugged.write_text(f'plugin "fundcalc.plugin"\n{text}', "utf-8")
        check = Path(sys.executable).with_name("bean-check")
        of: dict[str, list[Run]] = {"bean-check": [], "plugin": [], "confined": []}
        for _ in range(turns):
            of["bean-check"].append(run(check, "-C", plain))
            of["plugin"].append(run(check, "-C", plugged))
            of["confined"].append(run(sys.executable, "-c", CONFINED, plain))
    alone = least(of["bean-check"])
    print(f"\n{count:,} transactions, best of {turns}")
    for name, runs in of.items():
        show_row(name, alone, least(runs))


def own_book(count: int, turns: int) -> None:
    """The audit of a book of ours beside its reading."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "special"
        recipient.init(folder, title="x")
        lines = []
        for number in range(count):
            award, code = f"YN-2026-p{number % 100}-build", "31005" if number % 100 == 0 else "30218"
            day = date(2026, number % 6 + 7, number % 28 + 1)
            lines.append(Line(day, number % 1000 * 100 + 100, award, code=code, payee=f"供应商{number % 500}", purpose="pilot",
                              text=f"第{number}笔货款", invoice=f"26{number:018d}", place=f"x.csv:{number}"))  # fmt: skip
        for number in range(100):
            entry = recipient.Entry(f"YN-2026-p{number}-build", 10**12, date(2026, 6, 1))
            recipient.receive(folder, entry, {"policy": "yunnan-2025"})
        spend(folder, lines)
        reads, audits = [], []
        for _ in range(turns):
            with without_collecting():
                started = process_time()
                read = reading.read(folder)
                reads.append(process_time() - started)
                started = process_time()
                events = read_events(read.entries, folder)
                found = audit_evidence(evidence_in(events, folder, read.errors), POLICIES).findings
                audits.append(process_time() - started)
    print(f"\nour own book, {count:,} lines: read in {min(reads):.2f} s, audited in {min(audits):.2f} s "
          f"({min(audits) / min(reads):.2f} × reading), {len(found):,} findings")  # fmt: skip


def faults() -> None:
    """Recall and false alarms per check on clean books with faults planted in them."""
    planted_of: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    convicted = lines = 0
    for seed in range(5):
        evidence, planted = plant(clean(10_000, seed=seed), 5 * (seed + 1) // 2, seed=seed)
        lines += len(evidence.lines)
        found = {
            (finding.check, finding.award, finding.place) for finding in audit_evidence(evidence, POLICIES).findings
        }
        awards = {(check, award) for check, award, _place in found}
        meant = {(fault.check, fault.award, fault.place) for fault in planted}
        for fault in planted:
            planted_of[fault.check] += 1
            known = (
                (fault.check, fault.award, fault.place) in found
                if fault.place
                else (fault.check, fault.award) in awards
            )
            missed[fault.check] += not known
        for check, award, _place in found - meant:
            if (check, award, "") not in meant:
                false[check] += 1
                convicted += check == "prohibited_use"
    print(f"\n{lines:,} lines in 5 mixes; {sum(planted_of.values())} faults planted")
    for name, number in sorted(planted_of.items()):
        print(f"  {name:24} planted {number:3}, missed {missed[name]}, false alarms {false[name]}")
    print(f"permitted lines called prohibited: {convicted}")


if __name__ == "__main__":
    lines, entries, turns = (*map(int, sys.argv[1:]), *(1_000_000, 100_000, 3)[len(sys.argv) - 1 :])
    speed(lines)
    ledger(entries, turns)
    own_book(entries, turns)
    faults()
