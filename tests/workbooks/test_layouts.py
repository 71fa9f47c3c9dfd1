"""Tables as forms lay them out: headings in lines, units beside them, rows between and below that are no data."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fundcalc.base.i18n import speaking
from fundcalc.workbooks import Expenses, read_expenses

AWARD = "YN-2026-p1-build"
HEADINGS = ["日期", "金额", "支持编号", "摘要", "凭证号"]
ROWS: list[list[object]] = [
    [date(2026, 6, 1), 1000.5, AWARD, "试剂", "记-1"],
    [date(2026, 6, 2), 2000, AWARD, "离心机", "记-2"],
    [date(2026, 6, 3), 3000, AWARD, "检测", "记-3"],
]
FEN = [100_050, 200_000, 300_000]
IN_WAN: list[list[object]] = [
    [row[0], value / 10_000, *row[2:]] for row, value in zip(ROWS, (1000.5, 2000, 3000), strict=True)
]


def read(tmp_path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), **formats: str) -> Expenses:
    """The lines of a sheet of these rows; ``formats`` are number formats by address."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出明细"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for address, code in formats.items():
        sheet[address].number_format = code
    book.save(tmp_path / "a.xlsx")
    with speaking("en"):
        return read_expenses(tmp_path / "a.xlsx")


def fen(found: Expenses) -> list[int]:
    return [line.fen for line in found.lines]


# Units.


@pytest.mark.parametrize(
    "above",
    [
        ["支出明细表", None, None, "单位：", "万元"],
        [None, None, None, "金额单位", "万元"],
        ["本表以万元为单位"],
        ["金额均按万元填列"],
        ["单位一律为万元"],
        ["Unit: RMB 10,000"],
        ["(in ten thousand yuan)"],
    ],
)
def test_a_unit_stated_in_other_words(tmp_path: Path, above: list[object]) -> None:
    found = read(tmp_path, [above, HEADINGS, *IN_WAN])
    assert (fen(found), found.faults, [note.kind for note in found.notes]) == (FEN, (), ["unit"])


@pytest.mark.parametrize("note", ["注：金额均以万元计", "说明：表中金额以万元为单位。"])
def test_a_unit_in_other_words_in_a_note_below(tmp_path: Path, note: str) -> None:
    assert fen(read(tmp_path, [HEADINGS, *IN_WAN, [note]])) == FEN


@pytest.mark.parametrize(
    "heading", ["金额万元", "金额/万元", "金额，万元", "金额：万元", "金额-万元", "金额 单位：万元"]
)
def test_a_unit_in_a_heading_without_brackets(tmp_path: Path, heading: str) -> None:
    found = read(tmp_path, [["日期", heading, *HEADINGS[2:]], *IN_WAN])
    assert (fen(found), found.faults) == (FEN, ())


@pytest.mark.parametrize("text", ["用千元计数器采购", "以万元县为中心", "单位：昆明万元商贸"])
def test_words_that_state_no_unit(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, [[text], HEADINGS, *ROWS])
    assert (fen(found), found.notes) == (FEN, ())


def test_a_text_that_speaks_of_another_unit_is_noted(tmp_path: Path) -> None:
    found = read(tmp_path, [["各项金额精确到万元"], HEADINGS, *ROWS])
    assert fen(found) == FEN
    assert [(note.kind, note.cell) for note in found.notes] == [("unit", "A1")]
    assert not read(tmp_path, [["含财政资金200万元"], HEADINGS, *ROWS]).notes


def test_a_unit_among_the_rows_refuses_the_column(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADINGS, *ROWS[:2], ["二、第二批（单位：万元）"], IN_WAN[2]])
    assert (fen(found), [fault.cell for fault in found.faults], found.bad) == ([], ["B1"], 3)


def test_a_percentage_is_no_amount(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADINGS, *ROWS], B3="0%")
    assert (fen(found), [fault.cell for fault in found.faults]) == ([FEN[0], FEN[2]], ["B3"])


@pytest.mark.parametrize(
    ("written", "amount"), [("−500.00", -50_000), ("\u200b1,000.50\u00a0", 100_050), ("１，０００．５０", 100_050)]
)
def test_figures_of_other_programs(tmp_path: Path, written: str, amount: int) -> None:
    assert fen(read(tmp_path, [HEADINGS, *ROWS, [*ROWS[0][:1], written, *ROWS[0][2:]]])) == [*FEN, amount]


@pytest.mark.parametrize("written", ["0.1万元", "0.1 万", "¥0.1万元"])
def test_a_figure_with_the_unit_of_its_column(tmp_path: Path, written: str) -> None:
    headings = ["日期", "金额（万元）"]
    assert fen(read(tmp_path, [headings, [date(2026, 6, 1), written]])) == [100_000]
    assert fen(read(tmp_path, [headings, [date(2026, 6, 1), "1000元"]])) == []


@pytest.mark.parametrize("written", ["8、000", "800-900", "800+200", "8'000"])
def test_what_may_be_several_figures_is_refused_whole(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, [HEADINGS, [ROWS[0][0], written]])
    assert (fen(found), [fault.remedy for fault in found.faults]) == ([], ["Write the figure alone, like 1234567.89."])


def test_the_amount_with_tax_is_what_was_paid(tmp_path: Path) -> None:
    headings = ["日期", "金额", "税额", "价税合计", *HEADINGS[2:]]
    found = read(tmp_path, [headings, *([row[0], 1, 2, *row[1:]] for row in ROWS)])
    assert (fen(found), found.faults, [note.cell for note in found.notes]) == (FEN, (), ["D1"])


def test_an_amount_with_its_tax_but_no_sum_is_questioned(tmp_path: Path) -> None:
    found = read(tmp_path, [["日期", "金额", "税额"], [date(2026, 6, 1), 100, 13]])
    assert [fault.cell for fault in found.faults] == ["C1"]


# Headings.


def test_headings_in_two_lines_of_merged_cells(tmp_path: Path) -> None:
    lines: list[list[object]] = [["日期", "支出", None, "摘要", "凭证号"], [None, "金额（万元）", "支持编号"]]
    found = read(tmp_path, [*lines, *IN_WAN], ["A1:A2", "B1:C1", "D1:D2", "E1:E2"])
    assert (fen(found), found.faults, {line.award for line in found.lines}) == (FEN, (), {AWARD})


def test_headings_in_two_lines_without_merged_cells(tmp_path: Path) -> None:
    lines: list[list[object]] = [["日期", "支出情况", None, "摘要", "凭证号"], [None, "金额", "支持编号"]]
    found = read(tmp_path, [["支出明细表"], *lines, *ROWS])
    assert (fen(found), found.faults, {line.award for line in found.lines}) == (FEN, (), {AWARD})


def test_a_group_completes_the_headings_below_it(tmp_path: Path) -> None:
    lines: list[list[object]] = [[None, "支出", None, None, None], ["日期", "金额", "支持编号", "摘要", "凭证号"]]
    assert fen(read(tmp_path, [*lines, *ROWS], ["B1:C1"])) == FEN
    grouped: list[list[object]] = [["日期", "会计", None, "支出"], [None, "科目", "摘要", "金额"]]
    found = read(tmp_path, [*grouped, [date(2026, 6, 1), "5301", "试剂", 1000.5]], ["A1:A2", "B1:C1"])
    assert [(line.account, line.fen) for line in found.lines] == [("5301", 100_050)]


def test_the_headings_again_are_left_out_and_other_headings_are_questioned(tmp_path: Path) -> None:
    assert fen(read(tmp_path, [HEADINGS, *ROWS[:2], HEADINGS, ROWS[2]])) == FEN
    for other, row in (
        (["日期", "金额（万元）", *HEADINGS[2:]], IN_WAN[2]),
        (["日期", "支持编号", "金额", *HEADINGS[3:]], [ROWS[2][0], AWARD, 3000, "检测", "记-3"]),
    ):
        found = read(tmp_path, [HEADINGS, *ROWS[:2], other, row])
        assert (fen(found), found.bad, [fault.cell for fault in found.faults]) == (FEN[:2], 1, ["4"])


# Rows that are no data.


@pytest.mark.parametrize(
    "row",
    [
        ["一、材料费"],
        ["（二）设备费"],
        ["材料费小计", 1000.5],
        ["一、材料费", 1000.5],
        ["共3笔", 6000.5],
        ["共三家单位", 6000.5],
        ["结余", 4000],
        [None, 6000.5, AWARD],
        [date(2026, 6, 30), 6000.5, None, "甲公司合计"],
        ["其中：材料", 1000.5],
        ["第1页 共2页"],
        ["2026年6月30日"],
        [None, None, date(2026, 6, 30)],
        [1, 2, 3, 4, 5],
        ["甲", "乙", 1, 2, 3],
        ["必填", "必填", "选填"],
        ["例：2026-06-01", 100, AWARD],
    ],
)
def test_rows_of_forms_are_no_lines(tmp_path: Path, row: list[object]) -> None:
    found = read(tmp_path, [HEADINGS, *ROWS, row])
    assert (fen(found), found.faults, found.bad) == (FEN, (), 0)
    assert [(note.kind, note.cell) for note in found.notes] == [("skipped", "5")]


@pytest.mark.parametrize(
    "text", ["办公用品合计", "一、二期设备", "其中：进口设备", "例：校准", "项目共3个", "第二批试剂", "2026年6月"]
)
def test_a_line_with_such_a_text_is_a_line(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, [HEADINGS, [*ROWS[0][:3], text, "记-1"], *ROWS[1:]])
    assert (fen(found), found.notes) == (FEN, ())
