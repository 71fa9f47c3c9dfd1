"""Balances, ledgers of accounts, lists of invoices, and files of other kinds."""

from pathlib import Path

import pytest

from .samples import Rows, audited, listed, text_file, workbook

YN = "YN-2026-p1-build"
JOURNAL: Rows = [
    ["甲有限公司 2026年 序时账"],
    ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "项目", "发票号"],
    ["2026-03-01", "付-1", "购试剂", "530101", "研发支出_材料费", 1000, None, "P001 中心建设", "01234567"],
    ["2026-03-01", "付-1", "购试剂", "1002", "银行存款", None, 1000, None, None],
    ["2026-06-01", "收-1", "补助", "1002", "银行存款", 300, None, None, None],
    ["2026-06-01", "收-1", "补助", "2401", "递延收益", None, 300, "P001 中心建设", None],
]


def test_balances_are_compared_with_the_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    balances: Rows = [
        ["科目余额表"],
        ["2026年1月—2026年12月"],
        ["科目编码", "科目名称", "期初余额", None, "本期发生额", None, "期末余额", None],
        [None, None, "借方", "贷方", "借方", "贷方", "借方", "贷方"],
        ["1002", "银行存款", 5000, None, 300, 1000, 4300, None],
        ["5301", "研发支出", None, None, 1200, None, 1200, None],
        ["2401", "递延收益", None, None, None, 300, None, 250],
        ["合计", None, 5000, None, 1500, 1300, 5500, 250],
    ]
    document = audited(
        capsys, workbook(tmp_path / "j.xlsx", 序时账=JOURNAL), workbook(tmp_path / "b.xlsx", 余额=balances)
    )
    differ = [finding for finding in document["findings"] if finding["check"] == "balances_differ"]
    assert [(finding["place"], finding["amount"]) for finding in differ] == [
        ("b.xlsx:余额:6", "200.00"),
        ("b.xlsx:余额:7", "50.00"),
    ]
    assert [source["kind"] for source in document["sources"]] == ["journal", "balances"]


def test_an_opening_balance_counts_as_received(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = workbook(tmp_path / "j.xlsx", 序时账=JOURNAL)
    old = "YN-2025-p1-build"
    document = audited(capsys, journal, "--project", f"中心建设={old}", "--lang", "en")
    assert "overspent" not in {finding["check"] for finding in document["findings"]}
    assert any("what was received before 2026 is not known" in note["message"] for note in document["notes"])
    balances: Rows = [
        ["科目编码", "科目名称", "核算项目", "期初借方", "期初贷方", "本期借方", "本期贷方", "期末借方", "期末贷方"],
        ["2401", "递延收益", "P001 中心建设", None, 600, None, 300, None, 900],
    ]
    opening = workbook(tmp_path / "辅助余额表.xlsx", 余额=balances)
    document = audited(capsys, journal, opening, "--project", f"中心建设={old}")
    assert document["accounts"][0]["received"] == "900.00"
    assert "overspent" in {finding["check"] for finding in document["findings"]}


def test_void_invoices_are_found_and_a_list_alone_is_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invoices: Rows = [
        ["序号", "发票代码", "发票号码", "数电票号码", "销方名称", "开票日期", "金额", "税额", "价税合计", "发票状态"],
        [1, "053002", "01234567", None, "国药", "2026-03-01 10:21:33", 884.96, 115.04, 1000, "已作废"],
        [2, None, None, "26532000000012345678", "甲厂", "2026-03-02 09:00:00", 100, 13, 113, "正常"],
    ]
    path = workbook(tmp_path / "发票.xlsx", 发票基础信息=invoices)
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=JOURNAL), path)
    void = [finding for finding in document["findings"] if finding["check"] == "invoice_void"]
    assert [(finding["place"], finding["amount"]) for finding in void] == [("j.xlsx:序时账:3", "1000.00")]
    document = audited(capsys, path, "--award", YN)
    assert (document["amount"], document["sources"][0]["kind"]) == ("113.00", "invoices")


def test_the_ledger_of_an_account_alone_and_among_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger: Rows = [
        ["明细账"],
        ["科目：530101 研发支出_材料费"],
        ["日期", "凭证字号", "摘要", "借方", "贷方", "方向", "余额"],
        ["2026-01-01", None, "期初余额", None, None, "借", 77],
        ["2026-03-01", "付-1", "购试剂", 1000, None, "借", 1077],
        ["2026-03-31", None, "本月合计", 1000, None, "借", 1077],
        ["2026-12-31", "转-9", "结转研发支出", None, 1000, "平", 0],
    ]
    path = workbook(tmp_path / "明细账.xlsx", 明细=ledger)
    document = audited(capsys, path, "--award", YN, "--lang", "en")
    assert (document["amount"], document["sources"][0]["kind"]) == ("1000.00", "account_ledger")
    assert ("530101", "0.00", "1000.00", "carried over to profit or equity") in listed(document)
    document = audited(capsys, workbook(tmp_path / "j.xlsx", 序时账=JOURNAL), path, "--lang", "en")
    assert document["amount"] == "1000.00"
    assert ("530101", "1000.00", "0.00", "also in another file or sheet") in listed(document)


def test_u8_text_and_a_page_called_xls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    u8: Rows = [
        ["填制凭证", "V800"],
        ["2026-03-01", "付", 1, 2, "购试剂", "530101", "1000.00", "0.00", "", "", "", "张三"],
        ["2026-03-01", "付", 1, 2, "购试剂", "1002", "0.00", "1000.00", "", "", "", "张三"],
    ]
    document = audited(capsys, text_file(tmp_path / "凭证.txt", u8, "gb18030"))
    assert (document["amount"], document["sources"][0]["kind"]) == ("1000.00", "journal")
    page = "".join(
        "<tr>" + "".join(f"<td>{'' if value is None else value}</td>" for value in row) + "</tr>" for row in JOURNAL
    )
    (tmp_path / "序时账.xls").write_text(f"<html><meta charset=utf-8><table>{page}</table></html>", "utf-8")
    document = audited(capsys, tmp_path / "序时账.xls")
    assert (document["amount"], document["sources"][0]["kind"]) == ("1000.00", "journal")


def test_an_ods_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = audited(capsys, ods(tmp_path / "序时账.ods", JOURNAL), "--award", YN)
    assert document["amount"] == "1000.00"


def ods(path: Path, rows: Rows) -> Path:
    """Write the smallest .ods that programs read."""
    import zipfile

    def cell(value: object) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, int | float):
            said = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {said}><text:p>{value}</text:p></table:table-cell>"
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    office = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
        f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="序时账">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        manifest = f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_what_is_skipped_in_a_folder_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook(tmp_path / "j.xlsx", 序时账=JOURNAL)
    (tmp_path / "more").mkdir()
    (tmp_path / "合同.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "a.journal").write_text("2026-01-01 x\n  a  1\n  b\n", "utf-8")
    (tmp_path / "说明.txt").write_text("见附件", "utf-8")
    document = audited(capsys, tmp_path, "--lang", "en")
    messages = [note["message"] for note in document["notes"]]
    assert any("more/" in message for message in messages)
    assert {note["file"] for note in document["notes"]} >= {"合同.pdf", "a.journal"}
    assert any("hledger print" in message for message in messages)
    assert any("not of 用友 U8" in message for message in messages)
    assert document["amount"] == "1000.00"


def test_a_ledger_of_another_program_gets_its_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.journal").write_text("2026-01-01 x\n  a  1\n  b\n", "utf-8")
    document = audited(capsys, tmp_path / "a.journal", "--lang", "en")
    assert "hledger print" in document["notes"][0]["message"]


def test_overlapping_exports_are_compared_with_the_balances_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    balances: Rows = [
        ["科目编码", "科目名称", "期初借方", "期初贷方", "本期借方", "本期贷方", "期末借方", "期末贷方"],
        ["1002", "银行存款", 5000, None, 300, 1000, 4300, None],
    ]
    whole, months = workbook(tmp_path / "年.xlsx", 序时账=JOURNAL), text_file(tmp_path / "3月.csv", JOURNAL[:4])
    document = audited(capsys, whole, months, workbook(tmp_path / "余额.xlsx", 余额=balances))
    assert "balances_differ" not in {finding["check"] for finding in document["findings"]}
    assert document["amount"] == "1000.00"


def test_a_workbook_in_xml_is_read_as_a_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [[f'<Cell><Data ss:Type="String">{value or ""}</Data></Cell>' for value in row] for row in JOURNAL]
    spreadsheet = "urn:schemas-microsoft-com:office:spreadsheet"
    path = tmp_path / "序时账.xml"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{spreadsheet}" xmlns:ss="{spreadsheet}"><Worksheet ss:Name="账"><Table>'
        + "".join(f"<Row>{''.join(row)}</Row>" for row in cells)
        + "</Table></Worksheet></Workbook>",
        "utf-8",
    )
    document = audited(capsys, path, "--project", f"中心建设={YN}")
    assert (document["amount"], document["sources"][0]["kind"]) == ("1000.00", "journal")
