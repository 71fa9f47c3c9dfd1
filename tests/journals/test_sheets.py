"""Journals as accounting programs write them to sheets."""

from pathlib import Path

import pytest

from .samples import Rows, audited, listed, text_file, workbook

HEADINGS = ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"]
YN = "YN-2026-p1-build"


def test_a_payment_counts_once_and_an_unbalanced_voucher_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: Rows = [
        ["某某示范材料有限公司"],
        ["序时账 2026年6月"],
        HEADINGS,
        ["2026-06-09", "银付-11", "发放奖金", "221101", "应付职工薪酬_奖金", 8000, None],
        ["2026-06-09", "银付-11", "发放奖金", "100201", "银行存款_工行", None, 8000],
        ["2026-06-20", "转-3", "冲回奖金", "221101", "应付职工薪酬_奖金", -500, None],
    ]
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=rows), "--lang", "en")
    assert document["amount"] == "8000.00"
    assert [(finding["check"], finding["place"]) for finding in document["findings"]] == [
        ("policy_unknown", "j.xlsx:序时账:4"),
        ("unbalanced_voucher", "j.xlsx:序时账:6"),
    ]
    assert document["coverage"][0]["outcome"] == "not_judged"
    assert document["sources"][0]["kind"] == "journal"
    assert listed(document) == {
        ("100201", "0.00", "8000.00", "money itself"),
        ("221101", "-500.00", "0.00", "of a voucher that does not balance"),
    }


def test_dates_and_numbers_given_once_totals_and_gb18030(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [
        ["单位名称：甲研究所", "", "", "", "", "单位：元"],
        ["月", "日", "凭证号", "摘要", "会计科目", "借方", "贷方"],
        ["6", "3", "记0003", "付房租", "6602.07 管理费用/租赁费", "88,000.00", ""],
        ["", "", "", "", "1002.01 银行存款", "", "88,000.00"],
        ["", "", "", "本日合计", "", "88,000.00", "88,000.00"],
        ["月", "日", "凭证号", "摘要", "会计科目", "借方", "贷方"],
        ["6", "9", "记0004", "退货款", "5301 研发支出", "", "200.00"],
        ["", "", "", "", "1002.01 银行存款", "200.00", ""],
        ["", "", "", "合  计", "", "88,200.00", "88,200.00"],
    ]
    path = text_file(tmp_path / "2026年序时账.csv", rows, "gb18030")
    document = audited(capsys, path, "--award", YN)
    assert document["amount"] == "87800.00"
    assert document["accounts"][0]["spent"] == "87800.00"
    assert document["sources"][0]["counted_credit"] == "200.00"


def test_a_liability_is_followed_to_the_project_of_its_expense(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headings = [*HEADINGS, "项目"]
    rows: Rows = [
        headings,
        ["2026-03-01", "转-1", "购试剂，未付", "530101", "研发支出_材料费", 1000, None, "P001 中心建设"],
        ["2026-03-01", "转-1", "购试剂，未付", "222101", "应交税费_进项税额", 130, None, None],
        ["2026-03-01", "转-1", "购试剂，未付", "220201", "应付账款_甲公司", None, 1130, None],
        ["2026-04-02", "付-1", "付货款", "220201", "应付账款_甲公司", 565, None, None],
        ["2026-04-02", "付-1", "付货款", "1002", "银行存款", None, 565, None],
    ]
    path = workbook(tmp_path / "j.xlsx", 序时账=rows)
    document = audited(capsys, path, "--project", f"中心建设={YN}", "--lang", "en")
    assert document["amount"] == "565.00"
    assert document["accounts"][0]["spent"] == "565.00"
    assert ("530101", "500.00", "0.00", "not paid yet") in listed(document)
    assert ("222101", "65.00", "0.00", "not paid yet") in listed(document)


def test_a_line_of_no_award_is_counted_and_never_convicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [
        HEADINGS,
        ["2026-03-01", "付-1", "发工资", "2211", "应付职工薪酬", 1000, None],
        ["2026-03-01", "付-1", "发工资", "1002", "银行存款", None, 1000],
    ]
    path = workbook(tmp_path / "j.xlsx", 序时账=rows)
    document = audited(capsys, path, "--policy", "inner-mongolia-2025")
    assert [finding["severity"] for finding in document["findings"]] == ["review"]
    document = audited(capsys, path, "--policy", "inner-mongolia-2025", "--award", "A1")
    assert [finding["check"] for finding in document["findings"]] == ["prohibited_use"]
    assert document["findings"][0]["data"]["voucher"] == "付-1"


def test_assets_without_a_card_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[list[object]] = [
        ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目", "固定资产卡片编号"]
    ]
    for number, card in enumerate(("GZ-001", "", None), 1):
        rows += [
            ["2026-03-01", f"付-{number}", "购仪器", "1601", "固定资产", 1000 + number, None, YN, card],
            ["2026-03-01", f"付-{number}", "购仪器", "1002", "银行存款", None, 1000 + number, None, None],
        ]
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=rows), "--award", YN)
    found = [finding for finding in document["findings"] if finding["check"] == "missing_evidence"]
    assert [(finding["amount"], finding["data"]["missing"]) for finding in found] == [
        ("1002.00", ["card"]), ("1003.00", ["card"]),
    ]  # fmt: skip


def test_a_voucher_that_carries_over_the_year_before_is_an_opening(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: Rows = [
        HEADINGS,
        ["2026-01-01", "记-0", "上年结转", "1601", "固定资产", 5000, None],
        ["2026-01-01", "年初-1", "年初余额", "1002", "银行存款", 900, None],
        ["2026-01-01", "年初-1", "年初余额", "2401", "递延收益", None, 800],
        ["2026-03-01", "付-1", "购试剂", "530101", "研发支出_材料费", 1000, None],
        ["2026-03-01", "付-1", "购试剂", "1002", "银行存款", None, 1000],
        # A payment out of money carried over, with an error in it.
        ["2026-05-01", "付-2", "上年结转", "530101", "研发支出_材料费", 70, None],
        ["2026-05-01", "付-2", "上年结转", "1002", "银行存款", None, 60],
        ["2026-12-31", "转-1", "年初结转", "4103", "本年利润", 700, None],
        ["2026-12-31", "转-1", "年初结转", "4104", "利润分配", None, 700],
        # What balances stays, at the start of a year too.
        ["2026-01-31", "转-2", "上年结转", "4103", "本年利润", 30, None],
        ["2026-01-31", "转-2", "上年结转", "4104", "利润分配", None, 30],
    ]
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=rows), "--award", YN, "--lang", "en")
    assert (document["amount"], document["sources"][0]["debit"]) == ("1070.00", "1800.00")
    unbalanced = [finding for finding in document["findings"] if finding["check"] == "unbalanced_voucher"]
    assert [finding["place"] for finding in unbalanced] == ["j.xlsx:序时账:7"]
    assert [(note["cell"], "left out" in note["message"]) for note in document["notes"] if note.get("cell")] == [
        ("2–4", True)
    ]
