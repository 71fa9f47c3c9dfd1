"""Books of public institutions.

A financial and a budget entry for each event (平行记账), counted once.
"""

from pathlib import Path

import pytest

from .samples import Rows, audited, listed, workbook

XZ = "XZ-2026-p1-recognition"
HEADINGS = ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方", "贷方", "项目", "部门支出经济分类编码"]
ROWS: Rows = [
    ["2026-02-01", "记-1", "试剂", "500101", "业务活动费用_商品和服务费用", 1000, None, "P1", None],
    ["2026-02-01", "记-1", "试剂", "1011", "零余额账户用款额度", None, 1000, None, None],
    ["2026-02-01", "记-1", "试剂", "7201", "事业支出_专用材料费", 1000, None, "P1", "30218"],
    ["2026-02-01", "记-1", "试剂", "8001", "资金结存", None, 1000, None, None],
    ["2026-02-02", "记-2", "折旧", "5001", "业务活动费用", 50, None, "P1", None],
    ["2026-02-02", "记-2", "折旧", "1602", "固定资产累计折旧", None, 50, None, None],
    ["2026-03-01", "记-3", "到账", "1002", "银行存款", 5000, None, None, None],
    ["2026-03-01", "记-3", "到账", "4601", "非同级财政拨款收入", None, 5000, "P1", None],
    ["2026-03-01", "记-3", "到账", "8001", "资金结存", 5000, None, None, None],
    ["2026-03-01", "记-3", "到账", "6601", "非同级财政拨款预算收入", None, 5000, "P1", None],
]


@pytest.mark.parametrize("codes", [True, False])
def test_an_event_counts_once(codes: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [[*HEADINGS], *ROWS] if codes else [HEADINGS[:-1], *(row[:-1] for row in ROWS)]
    path = workbook(tmp_path / "j.xlsx", 序时账=rows)
    document = audited(capsys, path, "--project", f"P1={XZ}", "--lang", "en")
    assert document["amount"] == "1000.00"
    account = document["accounts"][0]
    assert (account["award"], account["spent"], account["received"]) == (XZ, "1000.00", "5000.00")
    second = "the second book of parallel accounting (平行记账)"
    assert (("500101" if codes else "7201"), "1000.00", "0.00", second) in listed(document)
    if codes:
        assert document["coverage"][0]["decided_by"] == "code"
        assert ("5001", "50.00", "0.00", "an event without a budget entry") in listed(document)


def test_both_books_in_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [
        ["财务会计和预算会计序时账"],
        ["日期", "凭证号", "摘要", "财务会计", None, None, None, "预算会计", None, None, None, "项目"],
        [None, None, None, *["科目编码", "科目名称", "借方", "贷方"] * 2, None],
        ["2026-02-01", "记-1", "试剂", "5001", "业务活动费用", 1000, None, "7201", "30218专用材料费", 1000, None, "P1"],
        ["2026-02-01", "记-1", "试剂", "1011", "零余额账户用款额度", None, 1000, "8001", "资金结存", None, 1000, None],
    ]
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=rows), "--project", f"P1={XZ}")
    assert (document["amount"], document["sources"][0]["debit"]) == ("1000.00", "2000.00")


LEDGER = """2026-01-01 open Assets:1011-零余额账户用款额度
2026-01-01 open Expenses:5001-业务活动费用
2026-01-01 open Expenses:Budget:7201-事业支出:30218-专用材料费
2026-01-01 open Equity:Budget:8001-资金结存
2026-02-01 * "国药" "试剂" ^award-XZ-2026-p1-recognition
  Expenses:5001-业务活动费用  1000.00 CNY
  Assets:1011-零余额账户用款额度  -1000.00 CNY
  Expenses:Budget:7201-事业支出:30218-专用材料费  1000.00 CNY
  Equity:Budget:8001-资金结存  -1000.00 CNY
"""
LAB = """option "operating_currency" "CNY"
2026-01-01 open Assets:Bank:ICBC CNY
2026-01-01 open Assets:Fixed:Instruments
2026-01-01 open Income:Grants
2026-02-02 * "Agilent" "HPLC"
  Assets:Fixed:Instruments   1 HPLC {320000.00 CNY}
  Assets:Bank:ICBC  -320000.00 CNY
2026-03-02 * "Province" "grant"
  Assets:Bank:ICBC  500000.00 CNY
  Income:Grants
"""


def test_a_ledger_with_both_books_and_one_with_an_instrument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "par.beancount").write_text(LEDGER, "utf-8")
    document = audited(capsys, tmp_path / "par.beancount", "--policy", "xinzhou-2024", "--lang", "en")
    assert (document["amount"], document["sources"][0]["kind"]) == ("1000.00", "ledger")
    assert len(document["not_judged"]) == 3
    (tmp_path / "lab.beancount").write_text(LAB, "utf-8")
    document = audited(capsys, tmp_path / "lab.beancount", "--award", "A1", "--lang", "en")
    assert document["amount"] == "320000.00"
    assert listed(document) == {
        ("Assets:Bank:ICBC", "500000.00", "320000.00", "money itself"),
        ("Income:Grants", "0.00", "500000.00", "another account"),
    }
