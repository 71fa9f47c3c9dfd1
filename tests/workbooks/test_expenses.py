"""Lines of spending from workbooks and CSV: either language, several sheets, red lines, and every bad cell named."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundcalc.auditing.evidence import AwardFacts, Movement
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import load
from fundcalc.workbooks import Expenses, read_expenses, write_expenses_template
from tests.snapshots import Snapshot

from .samples import Cells, workbook

HEADINGS = ("日期", "金额（元）", "支持编号", "用途", "经济分类科目", "收款人", "摘要", "发票号码")


def read_rows(folder: Path, *rows: object, **sheets: Cells) -> Expenses:
    path = workbook(folder / "支出.xlsx", {"支出明细": [HEADINGS, *rows], **sheets})  # type: ignore[list-item]
    with speaking("en"):
        return read_expenses(path)


def test_a_line_of_every_column(tmp_path: Path) -> None:
    path = tmp_path / "spent.csv"
    path.write_text(
        "date,amount,award,use,economic code,account,payee,text,invoice number,purpose,document,organisation\n"
        '2026-07-01,"1,234.56",YN-2026-p1-build,materials,30218 专用材料费,6602,Acme,reagents,2530001,proof,记-7,9153P1\n',
        "utf-8",
    )
    found = read_expenses(path)
    assert found.lines == (
        Line(date(2026, 7, 1), 123_456, "YN-2026-p1-build", "materials", "30218", "6602", "Acme", "reagents", "2530001",
             "proof", "记-7", "9153P1", "spent.csv:2"),
    )  # fmt: skip
    assert (found.faults, found.bad) == ((), 0)


def test_a_code_in_full_width_figures_is_a_code(tmp_path: Path) -> None:
    found = read_rows(tmp_path, ["2026-07-01", 100, "A1", "", "３０２１８", "甲", "试剂", ""])
    assert ([line.code for line in found.lines], found.bad) == (["30218"], 0)


def test_several_sheets_and_red_lines(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_rows(
        tmp_path,
        ["2026-07-01", 100, "A1", "材料", 30218, "甲", "试剂", 12345678],
        [],
        ["2026年7月2日", -40.5, "A1", "材料", "302.18", "甲", "退货", None],
        七月=[("付款日期", "金额（万元）", "事由"), ["2026/7/3", 1.5, "设备"]],
        填写说明=[("怎样填写",)],
        汇总=[("合计", 59.5)],
    )
    assert [(line.fen, line.award, line.code, line.invoice, line.place) for line in found.lines] == [
        (10_000, "A1", "30218", "12345678", "支出.xlsx:支出明细:2"),
        (-4_050, "A1", "30218", "", "支出.xlsx:支出明细:4"),
        (1_500_000, "", "", "", "支出.xlsx:七月:2"),
    ]
    snapshot("several_sheets_and_red_lines", "\n".join(map(str, found.faults)))
    assert found.bad == 0


def test_the_award_of_rows_that_do_not_say(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", {"Sheet1": [("日期", "金额", "award"), ["2026-07-01", 1], ["2026-07-01", 1, "B"]]}
    )
    assert [line.award for line in read_expenses(path, award="A").lines] == ["A", "B"]


def test_every_bad_cell_is_named_and_the_rest_is_read(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_rows(
        tmp_path,
        ["七月", 1, "A1", "材料"],
        ["2026-07-01", "三百元", "A1"],
        ["2026-07-01", 0, "A1"],
        ["2026-07-01", 10.001, "甲"],
        ["2026-07-01", 5, "A1", "", "3021"],
        ["合计", None],
        ["2026-07-01", 7, "A1"],
    )
    snapshot("every_bad_cell_is_named_and_the_rest_is_read", "\n".join(map(str, found.faults)))
    assert ([line.fen for line in found.lines], found.bad) == ([700], 5)


def test_a_sheet_without_headings_is_reported(tmp_path: Path, snapshot: Snapshot) -> None:
    path = tmp_path / "x.csv"
    path.write_text("2026-07-01,5\n", "utf-8")
    with speaking("en"):
        found = read_expenses(path)
    assert found.bad == 1
    snapshot("a_sheet_without_headings_is_told", "\n".join(map(str, found.faults)))


# What was awarded and what came.

YN = "YN-2026-p1-build"
MEASURE = load("yunnan-2025").measure
LINES: Cells = [("日期", "金额", "支持编号"), ["2026-07-01", 100, YN]]


def test_awards_and_receipts_stand_with_the_lines(tmp_path: Path) -> None:
    awards = [
        (
            "支持编号",
            "奖补金额（万元）",
            "批复日期",
            "依据办法",
            "平台编号",
            "支持事项",
            "单位代码",
            "使用截止日期",
            "撤销日期",
        ),
        [YN, 150, "2026-05-20", "", "", "", "9153P1", "2027-12-31", ""],
        ["KJ-7", 2, "2026年3月1日", MEASURE.title.zh, "p9", MEASURE.benefit["build"].zh, "9153P1", "", "2026-09-01"],
    ]
    receipts = [
        ("到账日期", "到账金额（元）", "支持编号", "付款单位", "摘要", "凭证号", "单位代码"),
        ["2026-06-18", 900000, YN, "省科技厅", "首期", "记-1", "9153P1"],
        ["2026-12-05", -12800, YN, "", "退回", "", ""],
    ]  # fmt: skip
    path = workbook(tmp_path / "x.xlsx", {"支出明细": LINES, "奖补": awards, "到账": receipts})
    found = read_expenses(path)
    assert (len(found.lines), found.faults, found.bad) == (1, (), 0)
    assert found.awards == (
        AwardFacts(YN, "yunnan-2025", "9153P1", "p1", "build", 2026, 150_000_000, date(2026, 5, 20), date(2027, 12, 31),
                   place="x.xlsx:奖补:2"),
        AwardFacts("KJ-7", "yunnan-2025", "9153P1", "p9", "build", 2026, 2_000_000, date(2026, 3, 1),
                   revoked_on=date(2026, 9, 1), place="x.xlsx:奖补:3"),
    )  # fmt: skip
    assert found.movements == (
        Movement("received", date(2026, 6, 18), 90_000_000, YN, "9153P1", "", "省科技厅 首期", "记-1", "x.xlsx:到账:2"),
        Movement("returned", date(2026, 12, 5), 1_280_000, YN, "", "", "退回", "", "x.xlsx:到账:3"),
    )


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("awards.csv", "award,amount\nA1,5\n", (0, 1, 0)),
        ("x.csv", "award,date,amount,revoked on\nA1,2026-01-01,5,\n", (0, 1, 0)),
        ("x.csv", "到账日期,金额,支持编号\n2026-01-01,5,A1\n", (0, 0, 1)),
        ("到账.csv", "日期,金额,支持编号\n2026-01-01,5,A1\n", (0, 0, 1)),
        ("x.csv", "日期,金额,支持编号\n2026-01-01,5,A1\n", (1, 0, 0)),
        ("x.csv", "日期,金额,支持编号,平台编号,单位代码\n2026-01-01,5,A1,,\n", (1, 0, 0)),
    ],
)
def test_a_sheet_is_what_its_name_says_or_its_headings(
    tmp_path: Path, name: str, text: str, read: tuple[int, int, int]
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = read_expenses(tmp_path / name)
    assert (len(found.lines), len(found.awards), len(found.movements)) == read


def test_what_is_wrong_with_awards_and_receipts_is_named(tmp_path: Path, snapshot: Snapshot) -> None:
    awards = [
        ("award", "amount awarded", "measure", "last day for use"),
        ["A1", 5, "某办法", "两年"],
        ["A1", 6, "", ""],
        ["合计", 11, "", ""],
        ["A2", "很多", "my-own-measure", "2027-01-01"],
        ["A3", 0, "", ""],
    ]
    receipts = [
        ("date", "amount", "award"),
        ["2026-01-01", 5],
        ["2026-01-01", 0, "A1"],
        ["合计", 5, ""],
        ["2026-01-02", 1, "甲"],
    ]
    path = workbook(tmp_path / "x.xlsx", {"awards": awards, "receipts": receipts})
    with speaking("en"):
        found = read_expenses(path, partial=True)
    snapshot("what_is_wrong_with_awards_and_receipts_is_named", "\n".join(map(str, found.faults)))
    assert [(award.id, award.fen, award.policy, award.until) for award in found.awards] == [
        ("A1", 500, "", None), ("A2", None, "my-own-measure", date(2027, 1, 1)), ("A3", 0, "", None),
    ]  # fmt: skip
    assert (found.movements, found.bad) == ((), 4)


def test_the_award_of_receipts_that_do_not_say(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"receipts": [("date", "amount"), ["2026-07-01", 1]]})
    assert [movement.award for movement in read_expenses(path, award="A").movements] == ["A"]


def test_the_template_of_a_unit_without_a_book_reads_back(tmp_path: Path) -> None:
    write_expenses_template(tmp_path / "empty.xlsx")
    book = load_workbook(tmp_path / "empty.xlsx")
    assert book.sheetnames[:3] == ["支出明细 expenses", "支持清单 awards", "到账明细 receipts"]
    book["支出明细 expenses"].append(["2026-07-01", 5, YN])
    book["支持清单 awards"].append(
        [YN, 100, "2026-05-20", "yunnan-2025", "p1", "build", "O1", "2027-12-31", "2027-06-01"]
    )
    book["到账明细 receipts"].append(["2026-06-01", 50, YN])
    book.save(tmp_path / "filled.xlsx")
    found = read_expenses(tmp_path / "filled.xlsx")
    assert (found.faults, found.bad) == ((), 0)
    assert (len(found.lines), found.awards[0].until, found.awards[0].revoked_on, found.movements[0].fen) == (
        1, date(2027, 12, 31), date(2027, 6, 1), 5_000,
    )  # fmt: skip


def test_the_template_for_a_book_has_lines_alone(tmp_path: Path) -> None:
    write_expenses_template(tmp_path / "empty.xlsx", awards=["A1"], with_account=False)
    assert load_workbook(tmp_path / "empty.xlsx").sheetnames == [
        "支出明细 expenses",
        "下拉选项 lists",
        "填写说明 Guide",
    ]
