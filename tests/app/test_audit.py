"""An audit from a path or from bytes: the findings of the command, and every fen of it in the sums by use."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundcalc.app import audit as spending
from fundcalc.app import charts
from fundcalc.app.resources import example_book
from fundcalc.app.uploads import File
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.views.table import Marked, Money


@pytest.fixture(scope="module")
def example() -> spending.Audited:
    return spending.look_into(example_book())


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
    first = spending.finding_rows(example.audit.findings)[0]
    assert first[:3] == [Marked("violation", "no"), "prohibited use", "第十四条"]
    assert first[4] == Money(1_280_000)
    assert str(first[5]).endswith("\nspecial/batches/2026-09-22-spending-f15deebf956d0276.beancount:88")


def test_every_fen_stands_under_a_use(example: spending.Audited) -> None:
    spent = spending.by_use(example)
    assert sum(each.fen for each in spent) == sum(each.line.fen for each in example.audit.judged)
    assert sum(each.lines for each in spent) == len(example.audit.judged)
    assert [each.fen for each in spent] == sorted((each.fen for each in spent), reverse=True)
    with speaking("zh"):
        assert spending.by_use(example)[-1][:3] == ("罚款、滞纳金、赔偿", "prohibited", "禁止")


def test_lines_without_a_use_a_measure_or_one_use_are_counted_too() -> None:
    rows = (
        "YN-2026-p1-build,2026-03-01,1.00,",
        "XX-2026-p1-build,2026-03-01,2.00,培训费",
        "YN-2026-p1-build,2026-03-01,0.01,",
    )
    spent = spending.by_use(spending.look_into(sheet(*rows)))
    assert {(each.use, each.verdict, each.lines, each.fen) for each in spent} == {
        ("no use given", "for review", 2, 101),
        ("no use given", "not judged", 1, 200),
    }


def test_the_chart_has_the_exact_amount_beside_the_length_of_the_bar(example: spending.Audited) -> None:
    spent = spending.by_use(example)
    frame = charts.frame(spent)
    assert frame["amount_fen"].to_list() == [each.fen for each in spent]
    assert frame["amount"].to_list()[0] == "784,000.00"
    drawn = charts.spending_by_use(spent).to_dict()
    assert drawn["usermeta"] == {"embedOptions": {"actions": False}}
    assert "url" not in str(drawn["data"])
    assert charts.frame([]).is_empty()


def test_the_working_paper_has_the_same_findings(example: spending.Audited) -> None:
    paper = load_workbook(io.BytesIO(spending.paper(example)))
    assert paper["发现 findings"].max_row == 1 + len(example.audit.findings)


def test_what_cannot_be_read_is_told_beside_what_can() -> None:
    files = [*sheet("YN-2026-p1-build,2026-03-01,many,培训费"), File("other.xlsx", b"no")]
    audited = spending.look_into(files)
    assert ("rows or sheets not read", "1", "") in spending.figures(audited)
    assert [each.value for each in audited.gathered.faults] == ["many"]
    assert [each.path for each in audited.gathered.unread] == ["other.xlsx"]


def test_a_day_and_a_path_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as error:
        spending.look_into(sheet(), on="soon")
    assert str(error.value) == "'soon' is no day; write it as 2026-12-31."
    with pytest.raises(SheetError, match="there is no such file or folder"):
        spending.look_into(tmp_path / "nothing")
