"""Lines of spending from workbooks and CSV: either language, several sheets, red lines, and every bad cell named."""

from datetime import date
from pathlib import Path

from fundcalc.language import speaking
from fundcalc.lines import Line
from fundcalc.sheet import Expenses, read_expenses

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
    assert ([each.code for each in found.lines], found.bad) == (["30218"], 0)


def test_several_sheets_and_red_lines(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        ["2026-07-01", 100, "A1", "材料", 30218, "甲", "试剂", 12345678],
        [],
        ["2026年7月2日", -40.5, "A1", "材料", "302.18", "甲", "退货", None],
        七月=[("付款日期", "金额（万元）", "事由"), ["2026/7/3", 1.5, "设备"]],
        填写说明=[("怎样填写",)],
        汇总=[("合计", 59.5)],
    )
    assert [(each.fen, each.award, each.code, each.invoice, each.place) for each in found.lines] == [
        (10_000, "A1", "30218", "12345678", "支出.xlsx:支出明细:2"),
        (-4_050, "A1", "30218", "", "支出.xlsx:支出明细:4"),
        (1_500_000, "", "", "", "支出.xlsx:七月:2"),
    ]
    assert [str(fault) for fault in found.faults] == [
        "支出.xlsx, 汇总. This sheet holds no lines of spending, so it is not read. If it does, name it 支出明细 "
        "expenses, and head its columns 日期 (date) and 金额 (amount)."
    ]
    assert found.bad == 0


def test_the_award_of_rows_that_do_not_say(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", {"Sheet1": [("日期", "金额", "award"), ["2026-07-01", 1], ["2026-07-01", 1, "B"]]}
    )
    assert [each.award for each in read_expenses(path, award="A").lines] == ["A", "B"]


def test_every_bad_cell_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
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
    assert [str(fault) for fault in found.faults] == [
        "支出.xlsx, 支出明细, A2: '七月'. A date was expected. Write it like 2026-03-01 or 2026年3月1日.",
        "支出.xlsx, 支出明细, B3: '三百元'. An amount in yuan with at most two decimals was expected. "
        "Write the figure alone, like 1234567.89.",
        "支出.xlsx, 支出明细, B4: '0'. A line of spending of 0 yuan says nothing. Write the amount, or delete the row.",
        "支出.xlsx, 支出明细, B5: '10.001'. An amount in yuan with at most two decimals was expected. "
        "Round the figure to 2 decimals in the sheet (a formula needs ROUND), then save.",
        "支出.xlsx, 支出明细, C5: '甲'. A code of at most 64 ASCII letters, figures, '.', '_' and '-' was expected. "
        "Correct the code.",
        "支出.xlsx, 支出明细, E6: '3021'. An economic code of five figures was expected. Write it like 30213, or leave "
        "the cell blank and name the use.",
        "支出.xlsx, 支出明细, A7: '合计'. A date was expected. Write it like 2026-03-01 or 2026年3月1日.",
        "支出.xlsx, 支出明细, B7. 金额 (amount) is required. Fill it in.",
    ]
    assert ([each.fen for each in found.lines], found.bad) == ([700], 6)


def test_a_sheet_without_headings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("2026-07-01,5\n", "utf-8")
    with speaking("en"):
        found = read_expenses(path)
    assert found.bad == 1
    assert [str(fault) for fault in found.faults] == [
        "x.csv. No row of headings was found in the first 20 rows. Start from the workbook that the command 'template' makes; "
        "required are 日期、金额."
    ]
