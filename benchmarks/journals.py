"""How fast a journal is read and counted, compared with reading the file alone.

    python -m benchmarks.journals [LINES] [csv|xlsx|xml]

An invented journal of so many voucher lines (a million), of which a third are paid at once, a third booked first and paid
later. ``reads`` is the file as rows of cells (of XML, as records), ``counts`` the whole of ``gather``, both in seconds of the
processor, the better of three; memory is the most that the process held.
"""

import csv
import random
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from xlsxwriter import Workbook

from fundcalc.journals.mapping import read_mapping
from fundcalc.journals.xml_stream import records
from fundcalc.sources.collect import gather
from fundcalc.sources.journal_evidence import JournalOptions
from fundcalc.workbooks.grid_reader import read_grids

HEADINGS = ("日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目", "供应商")
PROJECT = "P001 中心建设"
ROUNDS = 3


XML_FIELDS = (
    *("记账凭证日期", "记账凭证编号", "记账凭证摘要", "科目编号", "", "借方本币金额", "贷方本币金额"),
    *("辅助项1编号", "辅助项2编号"),
)


def lines_of(lines: int) -> Iterator[tuple[str, ...]]:
    """Lines of invented vouchers of two lines each."""
    pick = random.Random(1)
    for number in range(lines // 2):
        day = (date(2026, 1, 1) + timedelta(days=number * 365 // (lines // 2))).isoformat()
        fen = pick.randrange(1, 10**7)
        amount, label = f"{fen // 100}.{fen % 100:02}", f"记-{number}"
        supplier, project = f"供应商{number % 5000}", PROJECT if number % 3 else ""
        cost = ("530101", "研发支出_材料费") if number % 2 else ("660203", "管理费用_办公费")
        owed, bank = ("2202", "应付账款"), ("100201", "银行存款")
        into, out_of = ((cost, bank), (cost, owed), (owed, bank))[number % 3]
        yield day, label, "购入", *into, amount, "", project, supplier
        yield day, label, "购入", *out_of, "", amount, "", supplier


def written(path: Path, lines: int) -> None:
    """A journal of invented vouchers, in the form that its name says."""
    match path.suffix:
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows((HEADINGS, *lines_of(lines)))
        case ".xlsx":
            with Workbook(path, {"constant_memory": True}) as book:
                sheet = book.add_worksheet("序时账")
                for at, row in enumerate((HEADINGS, *lines_of(lines))):
                    sheet.write_row(at, 0, (float(text) if at and column in (5, 6) and text else text or None
                                            for column, text in enumerate(row)))  # fmt: skip
        case _:
            with path.open("w", encoding="gb18030") as file:
                file.write('<?xml version="1.0" encoding="GB18030"?>\n<总账>\n')
                for row in lines_of(lines):
                    fields = zip(XML_FIELDS, (row[0].replace("-", ""), *row[1:]), strict=True)
                    texts = (f"<{name}>{text}</{name}>" for name, text in fields if name and text)
                    file.write(f"<记账凭证>{''.join(texts)}</记账凭证>\n")
                file.write("</总账>\n")


def read(path: Path) -> int:
    """Read the file alone; the number of its rows."""
    if path.suffix == ".xml":
        with path.open("rb") as file:
            return sum(1 for _record in records(file, path.name))
    return sum(len(grid.rows) for grid in read_grids(path)[0])


def count(path: Path) -> int:
    """Read and count the journal; the number of lines of spending."""
    options = JournalOptions(read_mapping(None, [(PROJECT, "YN-2026-p1-build")]))
    return len(gather([path], journals=options).evidence.lines)


def seconds(work: Callable[[Path], int], path: Path) -> tuple[float, int]:
    """The seconds of the processor that a work takes, and what it gives."""
    begun = process_time()
    result = work(path)
    return process_time() - begun, result


def main() -> None:
    """Measure both in turn."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"journal.{sys.argv[2] if len(sys.argv) > 2 else 'csv'}"
        written(path, lines)
        counts, found = min(seconds(count, path) for _round in range(ROUNDS))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        reads, rows = min(seconds(read, path) for _round in range(ROUNDS))
    print(f"reads  {reads:8.2f} s, {rows:,} rows")
    print(f"counts {counts:8.2f} s, {counts / reads:.2f} times, {found:,} lines, {most:.2f} GB")


if __name__ == "__main__":
    main()
