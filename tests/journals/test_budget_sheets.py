"""Budgets are compared with what was spent, item by item."""

from pathlib import Path

import pytest

from .samples import Rows, audited, text_file, workbook

YN = "YN-2026-p1-build"
JOURNAL: Rows = [
    ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目", "经济分类"],
    ["2026-04-01", "付-1", "购试剂", "530101", "研发支出_材料费", 1200, None, "P001 中心建设", None],
    ["2026-04-01", "付-1", "购试剂", "1002", "银行存款", None, 1200, None, None],
    ["2026-05-01", "付-2", "购仪器", "1601", "固定资产", 90000, None, "P001 中心建设", "31003"],
    ["2026-05-01", "付-2", "购仪器", "1002", "银行存款", None, 90000, None, None],
    ["2026-06-01", "付-3", "差旅", "660206", "管理费用_差旅费", 500, None, "P001 中心建设", None],
    ["2026-06-01", "付-3", "差旅", "1002", "银行存款", None, 500, None, None],
]


def executed(document: dict[str, object]) -> list[tuple[object, ...]]:
    rows = document["budgets"]
    assert isinstance(rows, list)
    return [(row["item"], row["budget"], row["spent"], row["rate"]) for row in rows]


def test_items_by_account_code_and_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    budget: Rows = [
        ["2026年度项目预算表"],
        ["项目名称：中心建设", None, "单位：万元"],
        ["序号", "预算科目", "年初预算", "调整后预算"],
        [1, "（一）材料费", 5, 0.1],
        [2, "31003 专用设备购置", 10, 10],
        [3, "测试费", 5, 5],
        [None, "合 计", 20, 15.1],
    ]
    journal = workbook(tmp_path / "j.xlsx", 序时账=JOURNAL)
    document = audited(capsys, journal, workbook(tmp_path / "b.xlsx", 预算=budget), "--project", f"P001={YN}")
    assert executed(document) == [
        ("材料费", "1000.00", "1200.00", "120%"),
        ("31003 专用设备购置", "100000.00", "90000.00", "90%"),
        ("测试费", "50000.00", "0.00", "0%"),
        ("", None, "500.00", ""),
    ]
    found = [finding for finding in document["findings"] if finding["check"] == "budget_exceeded"]
    assert [(finding["amount"], finding["severity"], finding["award"]) for finding in found] == [
        ("200.00", "hint", YN),
        ("500.00", "hint", YN),
    ]
    assert [source["kind"] for source in document["sources"]] == ["journal", "budget"]


def test_uses_of_a_list_of_spending_in_one_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spending: Rows = [
        ["支持编号", "日期", "金额", "用途", "事由"],
        [YN, "2026-04-01", 800, "专用设备购置", "仪器"],
        [YN, "2025-04-01", 700, "专用设备购置", "仪器"],
        [YN, "2026-04-02", 300, "差旅费", "出差"],
    ]
    budget: Rows = [["年度", "用途", "预算金额"], ["2026年", "专用设备购置", 1000], [2026, "差旅费", 200]]
    document = audited(capsys, workbook(tmp_path / "b.xlsx", 支出明细=spending, 预算=budget))
    assert executed(document) == [("专用设备购置", "1000.00", "800.00", "80%"), ("差旅费", "200.00", "300.00", "150%")]


def test_a_budget_of_no_award_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [["项目", "科目名称", "预算数"], ["别的项目", "材料费", "很多"], ["别的项目", "设备费", 3]]
    budget = text_file(tmp_path / "预算.csv", rows)
    journal = workbook(tmp_path / "j.xlsx", 序时账=JOURNAL)
    document = audited(capsys, journal, budget, "--project", f"P001={YN}", "--lang", "en")
    assert document["budgets"] == []
    assert any("1 item of the budget is of no known award" in note["message"] for note in document["notes"])
    assert [fault["cell"] for fault in document["faults"]] == ["C2"]
