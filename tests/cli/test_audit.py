# ruff: noqa: E501, the messages are written whole
"""``fundcalc audit``: messy sheets, one command, every planted fault with its article."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from fundcalc.base.i18n import speaking
from fundcalc.cli import main
from fundcalc.workbooks.working_paper import SHEETS

IM = "IM-2026-p1-filing"
NUMBER = "26152000000012345678"
HEADINGS: list[object] = [
    "日期",
    "支出金额（元）",
    "项目编号",
    "用途",
    "经济分类",
    "会计科目",
    "收款方",
    "摘要",
    "发票号",
    "目的",
    "凭证号",
    "单位代码",
]
FIRST: list[list[object]] = [
    ["某单位专项资金支出表（示例，虚构）"],
    HEADINGS,
    ["2026-03-01", 20000, IM, "", "30103", "2211", "王某", "发放年终奖", "", "", "记-1", "ORG1"],
    [
        "2026-03-02",
        "约1200",
        IM,
        "专用仪器设备购置",
        "31003",
        "1601",
        "甲公司",
        "购置中试仪器",
        "1",
        "",
        "记-2",
        "ORG1",
    ],
    [
        "2026-03-03",
        50000,
        IM,
        "专用仪器设备购置",
        "31003",
        "1601",
        "甲公司",
        "购置中试仪器",
        NUMBER,
        "",
        "记-3",
        "ORG1",
    ],
    ["昨天", 800, IM, "", "30214", "", "乙公司", "场地", "", "", "记-4", ""],
    ["2026-03-05", 300, IM, "", "30299", "", "环保局", "缴纳罚款", "", "", "记-5", ""],
    ["合计", 71100],
]
SECOND: list[list[object]] = [
    ["date", "amount (万元)", "award", "code", "text", "invoice no."],
    ["2026/4/1", 5, "YN-2026-p9-build", "31005", "道路硬化", ""],
    ["2026/4/2", 1.5, "XZ-2026-p1-recognition", "30218", "试剂", ""],
]
OTHER = f"日期,金额,支持编号,用途,摘要,发票号码,单位代码\n2026-05-01,50000,XZ-2026-p2-recognition,专用仪器设备购置,购仪器,{NUMBER},ORG2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = Workbook()
    for title, rows in (("一季度", FIRST), ("二季度", SECOND), ("联系人", [["张三", "电话"]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "mess.xlsx")
    (tmp_path / "other.csv").write_text(OTHER, "gb18030")
    return tmp_path


def run(*arguments: object, code: int) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([str(argument) for argument in arguments])
    assert (exit_.value.code or 0) == code


def result(capsys: pytest.CaptureFixture[str], *arguments: object, code: int) -> dict[str, object]:
    capsys.readouterr()
    run("audit", *arguments, "--json", code=code)
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def findings(document: dict[str, object]) -> list[tuple[str, str, str, str, str]]:
    listed: Sequence[dict[str, str]] = document["findings"]  # type: ignore[assignment]
    return [
        (finding["check"], finding["severity"], finding["cite"], finding["place"], finding["amount"])
        for finding in listed
    ]


def test_every_planted_fault_is_found_with_its_article(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = result(capsys, folder, code=1)
    assert findings(document) == [
        ("prohibited_use", "violation", "第二十五条", "mess.xlsx:一季度:3", "20000.00"),
        ("prohibited_use", "violation", "第十四条", "mess.xlsx:二季度:2", "50000.00"),
        ("same_invoice", "violation", "第九条", "other.csv:2", "50000.00"),
        ("use_for_review", "review", "第二十五条", "mess.xlsx:一季度:6", "800.00"),
        ("use_for_review", "review", "第二十五条", "mess.xlsx:一季度:7", "300.00"),
    ]
    assert (document["lines"], document["amount"]) == (7, "186100.00")
    assert document["coverage"] == [
        {
            "policy": "inner-mongolia-2025",
            "outcome": "permitted",
            "decided_by": "use",
            "lines": 1,
            "amount": "50000.00",
        },
        {
            "policy": "inner-mongolia-2025",
            "outcome": "prohibited",
            "decided_by": "code",
            "lines": 1,
            "amount": "20000.00",
        },
        {"policy": "inner-mongolia-2025", "outcome": "review", "decided_by": "code", "lines": 2, "amount": "1100.00"},
        {"policy": "xinzhou-2024", "outcome": "permitted", "decided_by": "code", "lines": 1, "amount": "15000.00"},
        {"policy": "xinzhou-2024", "outcome": "permitted", "decided_by": "use", "lines": 1, "amount": "50000.00"},
        {"policy": "yunnan-2025", "outcome": "prohibited", "decided_by": "code", "lines": 1, "amount": "50000.00"},
    ]


def test_a_finding_has_what_its_line_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed: list[dict[str, object]] = result(capsys, folder, code=1)["findings"]  # type: ignore[assignment]
    assert listed[0]["entry"] == {
        "date": "2026-03-01", "payee": "王某", "text": "发放年终奖", "invoice": "", "voucher": "记-1",
    }  # fmt: skip
    assert listed[0]["reversal"] is None


def test_unreadable_parts_are_listed_and_hide_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04garbage")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "again.csv").write_text(OTHER, "gb18030")
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (folder / "readme.txt").write_text("no sheet", "utf-8")
    document = result(capsys, folder, code=1)
    assert len(findings(document)) == 5
    places: Sequence[dict[str, str]] = document["faults"]  # type: ignore[assignment]
    assert [(fault["sheet"], fault["cell"], fault["value"]) for fault in places] == [
        ("一季度", "B4", "约1200"), ("一季度", "A6", "昨天"), ("联系人", "", ""),
    ]  # fmt: skip
    unread: Sequence[dict[str, str]] = document["notes"]  # type: ignore[assignment]
    assert [note["file"] for note in unread] == [
        "broken.xlsx",
        "empty.csv",
        "old.xls",
        "other.csv",
        "readme.txt",
        "mess.xlsx",
    ]
    assert unread[3]["message"] == "has the same content as again.csv, so it is read once"
    assert (unread[5]["kind"], unread[5]["cell"]) == ("skipped", "8")


def test_the_terminal_tells_the_findings_and_the_coverage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("audit", folder, code=1)
    out = capsys.readouterr().out
    assert "prohibited use" in out
    assert "第二十五条" in out
    assert "7 lines, CNY 186,100.00: 3 violations, 2 for review, 0 notes" in out
    assert "'昨天'. A date was expected. Write it like 2026-03-01 or 2026年3月1日." in out
    with speaking("zh"):
        run("audit", folder, "--lang", "zh", code=1)
    assert "7 行，186,100.00 元：违规 3 项，由人工认定 2 项，提示 0 项" in capsys.readouterr().out


def test_the_working_paper_holds_every_line(folder: Path) -> None:
    run("audit", folder, "-o", folder / "paper.xlsx", code=1)
    paper = load_workbook(folder / "paper.xlsx")
    assert paper.sheetnames == list(SHEETS.values())
    rows: dict[str, list[Any]] = {
        name: list(paper[title].iter_rows(min_row=2, values_only=True)) for name, title in SHEETS.items()
    }
    assert [(row[1], row[2], row[5]) for row in rows["findings"]][:2] == [
        ("prohibited use", "第二十五条", 20000), ("prohibited use", "第十四条", 50000),
    ]  # fmt: skip
    assert len(rows["lines"]) == 7
    assert sum(row[2] for row in rows["lines"]) == 186100
    assert sum(row[4] for row in rows["coverage"]) == 186100
    assert sum(row[5] for row in rows["accounts"]) == sum(row[2] for row in rows["lines"] if row[3])
    assert [row[14] for row in rows["lines"]] == [
        "prohibited", "permitted", "for review", "for review", "prohibited", "permitted", "permitted",
    ]  # fmt: skip
    assert len(rows["faults"]) == 4


def test_only_new_findings_are_listed_against_a_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = folder / "before.json"
    before.write_text(json.dumps(result(capsys, folder / "other.csv", folder / "mess.xlsx", code=1)), "utf-8")
    again = result(capsys, folder / "other.csv", "--baseline", before, code=0)
    assert (again["findings"], len(again["gone"])) == ([], 5)  # type: ignore[arg-type]
    (folder / "third.csv").write_text("date,amount,award,code\n2026-05-01,9,YN-2026-p9-build,30905\n", "utf-8")
    new = result(capsys, folder / "other.csv", folder / "third.csv", folder / "mess.xlsx", "--baseline", before, code=1)
    assert findings(new) == [("prohibited_use", "violation", "第十四条", "third.csv:2", "9.00")]


def test_one_policy_for_awards_of_any_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own.csv").write_text("date,amount,code\n2026-05-01,9,30113\n", "utf-8")
    options = (folder / "own.csv", "--policy", "inner-mongolia-2025", "--award", "KJ-7")
    document = result(capsys, *options, code=1)
    assert [finding[1] for finding in findings(document)] == ["violation"]
    named_items = result(capsys, *options, "--reading", "wages=named_items", code=1)
    assert [finding[1] for finding in findings(named_items)] == ["review"]


def test_own_accounts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own.csv").write_text("date,amount,account\n2026-05-01,9,6602.07\n", "utf-8")
    (folder / "accounts.toml").write_text('[account]\n"6602.07" = { use = "special_equipment" }\n', "utf-8")
    options = (folder / "own.csv", "--policy", "inner-mongolia-2025")
    assert [finding[0] for finding in findings(result(capsys, *options, code=1))] == ["use_for_review"]
    assert findings(result(capsys, *options, "--accounts", folder / "accounts.toml", code=0)) == []


def plain_sheets(folder: Path) -> Path:
    """What a unit without a book sends: its lines, its awards, what came."""
    lines: list[list[object]] = [
        ["日期", "金额", "支持编号", "经济分类科目", "专项目的", "摘要"],
        ["2026-02-28", 10, "YN-2026-p1-build", "30218", "中试熟化", "试剂"],
        ["2026-05-01", 400, "YN-2026-p1-build", "30218", "中试熟化", "试剂"],
        ["2026-07-01", 20, "YN-2026-p1-build", "30218", "中试熟化", "试剂"],
        ["2026-09-30", 30, "YN-2026-p1-build", "30218", "中试熟化", "试剂"],
        ["2026-07-02", 260, "KJ-7", "30218", "概念验证", "试剂"],
    ]
    awards: list[list[object]] = [
        ["支持编号", "支持金额", "支持日期", "依据办法", "使用截止日期", "撤销日期"],
        ["YN-2026-p1-build", 1000, "2026-03-01", "", "2026-09-29", "2026-06-30"],
        ["KJ-7", 250, "", "yunnan-2025", "", ""],
        ["KJ-8", 100, "", "yunnan-2025", "", ""],
    ]
    receipts: list[list[object]] = [
        ["到账日期", "到账金额", "支持编号"],
        ["2026-04-01", 300, "YN-2026-p1-build"],
        ["2026-05-02", 300, "YN-2026-p1-build"],
        ["2026-06-02", -50, "YN-2026-p1-build"],
        ["2026-07-02", 300, "KJ-7"],
    ]
    book = Workbook()
    for title, rows in (("支出明细", lines), ("支持清单", awards), ("到账明细", receipts)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "unit.xlsx")
    return folder / "unit.xlsx"


def test_the_sheets_of_a_unit_without_a_book_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = result(capsys, plain_sheets(tmp_path), "--on", "2026-12-31", code=1)
    assert (document["faults"], document["notes"]) == ([], [])
    assert findings(document) == [
        ("spent_after_revocation", "violation", "第十八条", "unit.xlsx:支出明细:4", "20.00"),
        ("spent_after_revocation", "violation", "第十八条", "unit.xlsx:支出明细:5", "30.00"),
        ("outside_validity", "violation", "第十三条（一）", "unit.xlsx:支出明细:2", "10.00"),
        ("outside_validity", "violation", "第十三条（一）", "unit.xlsx:支出明细:5", "30.00"),
        ("paid_beyond_award", "violation", "第五条（四）", "unit.xlsx:支持清单:3", "50.00"),
        ("spent_before_receipt", "review", "第五条（四）", "unit.xlsx:支出明细:2", "10.00"),
        ("spent_before_receipt", "review", "第五条（四）", "unit.xlsx:支出明细:3", "100.00"),
        ("unspent", "note", "第五条（四）", "", "90.00"),
        ("unspent", "note", "第五条（四）", "", "40.00"),
    ]


def test_what_is_left_adds_up_with_what_was_returned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = result(capsys, plain_sheets(tmp_path), "--on", "2026-12-31", "--lang", "en", code=1)
    messages: Sequence[dict[str, str]] = document["findings"]  # type: ignore[assignment]
    assert [note["message"] for note in messages[-2:]] == [
        "CNY 90.00 is left on 31 December 2026: received CNY 600.00, spent CNY 460.00, returned CNY 50.00.",
        "CNY 40.00 is left on 31 December 2026: received CNY 300.00, spent CNY 260.00.",
    ]


def test_receipts_that_stand_in_a_book_too_count_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("book", "init", tmp_path / "book", "--role", "recipient", code=0)
    for day, amount in (("2026-04-01", 300), ("2026-05-02", 300)):
        run(
            "book",
            "receive",
            tmp_path / "book",
            "--award",
            "YN-2026-p1-build",
            "--amount",
            amount,
            "--date",
            day,
            "--again",
            code=0,
        )
    document = result(capsys, plain_sheets(tmp_path), tmp_path / "book", "--on", "2026-12-31", code=1)
    notes: Sequence[dict[str, str]] = document["notes"]  # type: ignore[assignment]
    assert [note["message"] for note in notes] == [
        "2 receipts of the sheets are also in the book, and are counted once"
    ]
    assert findings(document)[-2:] == [
        ("unspent", "note", "第五条（四）", "", "90.00"), ("unspent", "note", "第五条（四）", "", "40.00"),
    ]  # fmt: skip


LEDGERS = Path(__file__).parents[2] / "ledgers"


def test_the_example_books_give_every_fault_they_hold(capsys: pytest.CaptureFixture[str]) -> None:
    sheets = sorted((LEDGERS / "inputs").glob("expenses*.csv"))
    document = result(capsys, LEDGERS / "authority", LEDGERS / "special", *sheets, "--on", "2026-12-31", code=1)
    assert [(check, severity, cite, amount) for check, severity, cite, _place, amount in findings(document)] == [
        ("prohibited_use", "violation", "第十四条", "12800.00"),
        ("same_invoice", "violation", "第十四条", "31500.00"),
        ("use_for_review", "review", "第十四条", "76400.00"),
        ("spent_before_receipt", "review", "第五条（四）", "38600.00"),
        ("unspent", "note", "第五条（四）", "215319.40"),
        ("unspent", "note", "第五条（四）", "164100.00"),
    ]
    notes: Sequence[dict[str, str]] = document["notes"]  # type: ignore[assignment]
    assert [note["message"] for note in notes] == ["14 lines of the sheets are also in the book, and are counted once"]


def test_a_foreign_ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own.beancount").write_text(
        'plugin "evil"\n2026-01-01 open Assets:Bank CNY\n2026-01-01 open Expenses:30103奖金 CNY\n'
        '2026-05-01 * "发放奖金"\n  Expenses:30103奖金  2.00 CNY\n  Assets:Bank  -2.00 CNY\n',
        "utf-8",
    )
    document = result(
        capsys, folder / "own.beancount", "--policy", "inner-mongolia-2025", "--award", "IM-2026-p1-filing", code=1
    )
    assert findings(document) == [("prohibited_use", "violation", "第二十五条", "own.beancount:5", "2.00")]
    notes: Sequence[dict[str, str]] = document["notes"]  # type: ignore[assignment]
    assert [note["message"] for note in notes] == [
        'own.beancount: plugin "evil" is not run; what it would add or change is not seen'
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.xlsx"], "fundcalc: none.xlsx: there is no such file or folder; check its name.\n"),
        (["{folder}/sub"], "fundcalc: {folder}/sub: the folder holds neither a book (main.beancount) nor a sheet (.xlsx, .csv); name the file itself.\n"),
        (["{folder}", "--baseline", "{folder}/other.csv"], "fundcalc: {folder}/other.csv: is not the result of an audit; give the file that 'fundcalc audit … --json' printed.\n"),
        (["{folder}", "--baseline", "none.json"], "fundcalc: none.json: cannot be read (No such file or directory); check its name.\n"),
        (["{folder}", "--accounts", "none.toml"], "fundcalc: none.toml\n  cannot be read: No such file or directory\n"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_understood(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (folder / "sub").mkdir()
    run("audit", *(argument.format(folder=folder) for argument in arguments), code=2)
    assert capsys.readouterr().err == message.format(folder=folder)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{folder}/other.csv", "-o", "{folder}/other.csv"], "-o names one of the files that are audited, which would be lost; give another name"),
        (["{folder}", "--set", "a=1"], "--set and --reading need --policy: the policy they change"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    run("audit", *(argument.format(folder=folder) for argument in arguments), code=2)
    assert message in capsys.readouterr().err


def test_the_authority_s_book_is_compared_with_the_unit_s_receipts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    award = "XZ-2026-EX-PB-4-recognition"
    sheet = tmp_path / "unit.csv"
    sheet.write_text(f"到账日期,到账金额,支持编号,单位代码\n2026-06-18,12345,{award},SAMPLE-EX-04\n", "utf-8")
    document = result(capsys, LEDGERS / "authority", sheet, code=1)
    assert findings(document) == [("amounts_differ", "review", "第十条", "unit.csv:2", "187655.00")]
    listed: list[dict[str, Any]] = document["findings"]  # type: ignore[assignment]
    finding = listed[0]
    assert (finding["award"], finding["data"]["first_fen"], finding["data"]["second_fen"]) == (award, 20000000, 1234500)
    sheet.write_text(sheet.read_text("utf-8").replace("12345", "200000"), "utf-8")
    assert findings(result(capsys, LEDGERS / "authority", sheet, code=0)) == []


def test_the_paper_lists_what_was_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "j.csv").write_text(
        "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
        "2026-06-09,付-1,购试剂,530101,研发支出_材料费,800,\n2026-06-09,付-1,购试剂,1002,银行存款,,800\n"
        "2026-06-30,转-1,折旧,6602,管理费用,50,\n2026-06-30,转-1,折旧,1602,累计折旧,,50\n",
        "utf-8",
    )
    document = result(capsys, tmp_path / "j.csv", "-o", tmp_path / "paper.xlsx", code=1)
    paper = load_workbook(tmp_path / "paper.xlsx")
    rows: list[Any] = list(paper[SHEETS["not_judged"]].iter_rows(min_row=2, values_only=True))
    listed: list[dict[str, object]] = document["not_judged"]  # type: ignore[assignment]
    assert [(row[1], row[6]) for row in rows] == [(part["account"], part["why"]) for part in listed]
    assert (sum(row[4] for row in rows), sum(row[5] for row in rows)) == (50, 850)
    summary = [[cell.value for cell in row] for row in paper[SHEETS["summary"]]]
    assert ["money itself", 1, 0, 800] in [row[:4] for row in summary]


@pytest.mark.parametrize(
    "encoding", ["gbk", *(pytest.param(name, marks=pytest.mark.slow) for name in ("ascii", "utf-8"))]
)
def test_json_in_a_pipe_is_utf_8_whatever_the_console_is(folder: Path, encoding: str) -> None:
    command = [sys.executable, "-m", "fundcalc", "audit", str(folder / "mess.xlsx"), "--json", "--lang", "zh"]
    ran = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding})
    assert ran.returncode == 1
    listed = json.loads(ran.stdout.decode("utf-8"))["findings"]
    assert listed[0]["entry"]["text"] == "发放年终奖"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_baseline_is_read_in_any_encoding(folder: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    document = json.dumps(result(capsys, folder / "mess.xlsx", code=1), ensure_ascii=False)
    (folder / "before.json").write_text(document, encoding)
    again = result(capsys, folder / "mess.xlsx", "--baseline", folder / "before.json", code=1)
    assert (again["findings"], again["gone"]) == ([], [])


def test_the_sample_is_in_the_paper_and_can_be_drawn_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"2026-05-{day:02},{day * 1000},甲公司\n" for day in range(1, 29))
    (tmp_path / "own.csv").write_text(f"日期,金额,收款方\n{rows}", "utf-8")
    (tmp_path / "own.toml").write_text("[sample]\nsize = 5\nseed = 7\n", "utf-8")
    arguments = (tmp_path / "own.csv", "--accounts", tmp_path / "own.toml", "-o", tmp_path / "paper.xlsx")
    document = result(capsys, *arguments, code=1)
    sample: dict[str, Any] = document["sample"]  # type: ignore[assignment]
    assert (sample["population"], sample["amount"], sample["size"], sample["seed"]) == (28, "406000.00", 5, 7)
    assert sum(line["hits"] for line in sample["lines"]) == 5
    paper: list[Any] = list(load_workbook(tmp_path / "paper.xlsx")[SHEETS["sample"]].iter_rows(values_only=True))
    assert [row[0] for row in paper[1:]] == [line["place"] for line in sample["lines"]]
    assert result(capsys, *arguments, code=1)["sample"] == sample


def test_events_of_platforms_tell_of_a_revocation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plain_sheets(tmp_path)
    book = load_workbook(path)
    book["支持清单"]["F2"] = None
    events = book.create_sheet("事件")
    for row in (["platform", "date", "event"], ["p1", "2026-03-02", "filed"], ["p1", "2026-06-30", "revoked"]):
        events.append(row)
    book.save(path)
    document = result(capsys, path, code=1)
    assert document["faults"] == []
    assert [finding[3] for finding in findings(document) if finding[0] == "spent_after_revocation"] == [
        "unit.xlsx:支出明细:4",
        "unit.xlsx:支出明细:5",
    ]


def test_events_of_the_authority_s_book_count_for_the_unit_s_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(LEDGERS / "authority", tmp_path / "authority")
    (tmp_path / "events.csv").write_text(
        "platform,organisation,date,event\nEX-PB-4,SAMPLE-EX-04,2026-01-20,filed\n"
        "EX-PB-4,SAMPLE-EX-04,2026-06-20,revoked\n",
        "utf-8",
    )
    sheet = tmp_path / "unit.csv"
    award = "XZ-2026-EX-PB-4-recognition"
    sheet.write_text(
        f"日期,金额,支持编号,经济分类\n2026-06-21,500,{award},31003\n2026-06-19,5,{award},31003\n", "utf-8"
    )
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["book", "events", str(tmp_path / "authority"), str(tmp_path / "events.csv"), "--policy", "xinzhou-2024"])
    document = result(capsys, tmp_path / "authority", sheet, code=1)
    assert findings(document) == [("spent_after_revocation", "violation", "第十条", "unit.csv:2", "500.00")]


JOURNAL = """日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额
2026-04-03,收-1,收到补助,1002,银行存款,{received},
2026-04-03,收-1,收到补助,2401,递延收益,,{received}
2026-05-06,付-1,购试剂,530101,研发支出_材料费,800,
2026-05-06,付-1,购试剂,1002,银行存款,,800
"""


@pytest.mark.parametrize(("received", "expected"), [(1000, []), (900, ["amounts_differ"])])
def test_a_journal_and_a_list_of_the_same_are_counted_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], received: int, expected: list[str]
) -> None:
    """The list has the days of the invoice and of the bank, the journal those of the vouchers."""
    (tmp_path / "序时账.csv").write_text(JOURNAL.format(received=received), "utf-8")
    book = Workbook()
    sheets: dict[str, list[list[object]]] = {
        "支出明细": [["日期", "金额", "支持编号", "用途", "目的"], ["2026-05-01", 800, IM, "专用仪器设备购置", ""]],
        "到账明细": [["到账日期", "到账金额", "支持编号"], ["2026-04-01", 1000, IM]],
        "支持清单": [["支持编号", "支持金额", "支持日期"], [IM, 1000, "2026-03-01"]],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "unit.xlsx")
    document = result(capsys, tmp_path, "--award", IM, code=1 if expected else 0)
    assert [finding[0] for finding in findings(document)] == expected
    accounts: list[dict[str, str]] = document["accounts"]  # type: ignore[assignment]
    assert (accounts[0]["received"], accounts[0]["spent"]) == ("1000.00", "800.00")


def test_equal_rents_of_two_months_are_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list has the voucher of one month, the journal that of the next."""
    journal = """日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额
2026-02-05,记-2,付房租,530101,研发支出_材料费,800,
2026-02-05,记-2,付房租,1002,银行存款,,800
"""
    (tmp_path / "序时账.csv").write_text(journal, "utf-8")
    rent = "日期,金额,支持编号,用途,凭证号\n2026-01-05,800,{award},专用仪器设备购置,记-1\n"
    (tmp_path / "unit.csv").write_text(rent.format(award=IM), "utf-8")
    document = result(capsys, tmp_path, "--award", IM, code=1)
    accounts: list[dict[str, str]] = document["accounts"]  # type: ignore[assignment]
    assert accounts[0]["spent"] == "1600.00"
