"""An audit from a path or from bytes: the findings of the command, and every fen of it in the sums by use."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundcalc.app import audit as spending
from fundcalc.app import charts
from fundcalc.app.resources import example_book
from fundcalc.app.uploads import File
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.views.table import Money


@pytest.fixture(scope="module")
def example() -> spending.Audited:
    return spending.run_audit(example_book())


def sheet(*rows: str) -> list[File]:
    return [File("spent.csv", "\n".join(("award,date,amount,use", *rows)).encode())]


def test_the_example_has_its_findings_and_figures(example: spending.Audited) -> None:
    assert spending.figures(example) == [
        ("lines", "14", ""),
        ("amount (yuan)", "1,480,580.60", ""),
        ("violation", "2", ""),
        ("for review", "2", ""),
        ("note", "0", ""),
    ]
    first = next(spending.findings(example.audit.findings).rows())
    assert [getattr(cell, "text", cell) for cell in first[:3]] == ["violation", "prohibited use", "第十四条"]
    assert first[4] == Money(1_280_000)
    assert re.fullmatch(r"special/batches/2026-09-22-spending-[0-9a-f]{16}\.beancount:91", str(first[6]))


def test_every_fen_stands_under_a_use(example: spending.Audited) -> None:
    spent = spending.by_use(example)
    assert sum(row.fen for row in spent) == sum(row.line.fen for row in example.audit.judged)
    assert sum(row.lines for row in spent) == len(example.audit.judged)
    assert [row.fen for row in spent] == sorted((row.fen for row in spent), reverse=True)
    with speaking("zh"):
        assert spending.by_use(example)[-1][:3] == ("罚款、滞纳金、赔偿", "prohibited", "禁止")


def test_lines_without_a_use_a_measure_or_one_use_are_counted_too() -> None:
    rows = (
        "YN-2026-p1-build,2026-03-01,1.00,",
        "XX-2026-p1-build,2026-03-01,2.00,培训费",
        "YN-2026-p1-build,2026-03-01,0.01,",
    )
    spent = spending.by_use(spending.run_audit(sheet(*rows)))
    assert {(row.use, row.verdict, row.lines, row.fen) for row in spent} == {
        ("no use given", "for review", 2, 101),
        ("no use given", "not judged", 1, 200),
    }


def test_a_bar_of_the_chart_shows_the_exact_amount(example: spending.Audited) -> None:
    spent = spending.by_use(example)
    frame = charts.frame(spent)
    assert frame["amount_fen"].to_list() == [row.fen for row in spent]
    assert frame["amount"].to_list()[0] == "784,000.00"
    drawn = charts.spending_by_use(spent).to_dict()
    assert drawn["usermeta"] == {"embedOptions": {"actions": False}}
    assert "url" not in str(drawn["data"])
    assert charts.frame([]).is_empty()


def test_the_working_paper_has_the_same_findings(example: spending.Audited) -> None:
    paper = load_workbook(io.BytesIO(spending.paper(example)))
    assert paper["发现 findings"].max_row == 1 + len(example.audit.findings)


def test_unreadable_parts_are_listed_and_the_rest_is_audited() -> None:
    files = [*sheet("YN-2026-p1-build,2026-03-01,many,培训费"), File("other.xlsx", b"no")]
    audited = spending.run_audit(files)
    assert ("rows or sheets not read", "1", "") in spending.figures(audited)
    assert [fault.value for fault in audited.gathered.faults] == ["many"]
    assert [note.path for note in audited.gathered.unread] == ["other.xlsx"]


def test_an_invalid_day_or_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as error:
        spending.run_audit(sheet(), on="soon")
    assert str(error.value) == "'soon' is not a date; write it as 2026-12-31."
    with pytest.raises(SheetError, match="there is no such file or folder"):
        spending.run_audit(tmp_path / "nothing")
