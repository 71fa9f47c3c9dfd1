"""How fast a journal is read and counted, compared with reading the file alone.

    python -m benchmarks.journals [LINES]

An invented CSV of so many voucher lines (a million), of which a third are paid at once, a third booked first and paid later.
``reads`` is the file as rows of cells, ``counts`` the whole of ``gather``; memory is the most that the process held.
"""

import csv
import random
import resource
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from fundcalc.journals.mapping import read_mapping
from fundcalc.sources.collect import gather
from fundcalc.sources.journal_evidence import JournalOptions
from fundcalc.workbooks.grid import read_grids

HEADINGS = ("日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目", "供应商")
PROJECT = "P001 中心建设"


def written(path: Path, lines: int) -> None:
    """A CSV of invented vouchers of two lines each."""
    pick = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for number in range(lines // 2):
            day = (date(2026, 1, 1) + timedelta(days=number * 365 // (lines // 2))).isoformat()
            fen = pick.randrange(1, 10**7)
            amount, label = f"{fen // 100}.{fen % 100:02}", f"记-{number}"
            supplier, project = f"供应商{number % 5000}", PROJECT if number % 3 else ""
            cost = ("530101", "研发支出_材料费") if number % 2 else ("660203", "管理费用_办公费")
            owed, bank = ("2202", "应付账款"), ("100201", "银行存款")
            into, out_of = ((cost, bank), (cost, owed), (owed, bank))[number % 3]
            rows.writerow((day, label, "购入", *into, amount, "", project, supplier))
            rows.writerow((day, label, "购入", *out_of, "", amount, "", supplier))


def main() -> None:
    """Measure both, once."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.csv"
        written(path, lines)
        begun = perf_counter()
        grids, _sources = read_grids(path)
        reads = perf_counter() - begun
        print(f"reads  {reads:8.2f} s, {sum(len(grid.rows) for grid in grids):,} rows")
        del grids
        begun = perf_counter()
        award = "YN-2026-p1-build"
        gathered = gather([path], journals=JournalOptions(read_mapping(None, [(PROJECT, award)])))
        counts = perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"counts {counts:8.2f} s, {counts / reads:.2f} times, {len(gathered.evidence.lines):,} lines, {most:.2f} GB")


if __name__ == "__main__":
    main()
