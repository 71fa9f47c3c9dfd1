"""Forms of journals, each small enough to add up by hand."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundcalc.journals.attribution import Attribution
from fundcalc.journals.details import details_of

from .samples import Rows, audited, text_file, workbook

AWARD = "XZ-2026-p1-recognition"
PROJECT = f"P1={AWARD}"
SIMPLE = ["日期", "凭证号", "摘要", "科目", "借方", "贷方"]


def entry(*of_first: object, amount: object = 1000, head: tuple[object, ...] = ("2026-03-01", "记-1")) -> Rows:
    """An expense that a bank pays, under the headings of SIMPLE; ``of_first`` stand behind the amounts of the expense."""
    return [
        [*head, "试剂", "530101 研发支出", amount, None, *of_first],
        [*head, "试剂", "1002 银行存款", None, amount],
    ]


def with_items(cell: str) -> Rows:
    """A journal whose auxiliary items are these."""
    return [[*SIMPLE, "辅助项"], *entry(cell)]


PARALLEL_GROUPS: Rows = [
    ["记账凭证", None, None, None, None, None, "2026年3月"],
    ["日期", "凭证号", "摘要", "财务会计", None, None, "预算会计", None, None, "项目", "部门支出经济分类"],
    [None, None, None, "科目", "借方", "贷方", "科目", "借方", "贷方", None, None],
    [
        "2026-03-01",
        "记-1",
        "试剂",
        "5001 业务活动费用",
        1000,
        None,
        "7201 事业支出",
        1000,
        None,
        "P1",
        "30218 专用材料费",
    ],
    ["2026-03-01", "记-1", "试剂", "1011 零余额账户用款额度", None, 1000, "8001 资金结存", None, 1000],
]
PARALLEL_VOUCHERS: Rows = [
    [*SIMPLE, "辅助核算"],
    ["2026-03-01", "财-1", "试剂", "5001 业务活动费用", 1000, None, "【项目：P1】"],
    ["2026-03-01", "财-1", "试剂", "1002 银行存款", None, 1000],
    ["2026-03-01", "预-1", "试剂", "7201 事业支出", 1000, None, "【项目：P1】【部门经济分类：30218专用材料费】"],
    ["2026-03-01", "预-1", "试剂", "8001 资金结存", None, 1000],
]
NAMES_ALONE: Rows = [
    ["日期", "凭证号", "摘要", "总账科目", "明细科目", "借方", "贷方"],
    ["2026-03-01", "记1号", "耗材", "研发支出", "P1", 700, None],
    ["2026-03-01", "记1号", "耗材", "银行存款", "工行", None, 700],
    ["2026-03-05", "记2号", "冲回", "研发支出", "P1", "（100.00）", None],
    ["2026-03-05", "记2号", "冲回", "银行存款", "工行", None, "（100.00）"],
    ["合计", None, None, None, None, 600, 600],
    ["会计主管：", None, "记账：", None, "审核：", "制单：", None],
]
CURRENCIES: Rows = [
    ["日期", "凭证号", "摘要", "科目", "借方", None, "贷方", None, "项目"],
    [None, None, None, None, "原币", "本位币", "原币", "本位币", None],
    ["2026-03-01", "记-1", "试剂", "530101 研发支出", 100, 700, None, None, "P1"],
    ["2026-03-01", "记-1", "试剂", "100202 银行存款", None, None, 100, 700, None],
]
PERIODS: Rows = [
    ["会计月", "凭证号", "摘要", "科目", "借方", "贷方"],
    *entry(head=("2026年03月", 1)),
    *entry(head=("2026年04月", 1), amount=10),
]
DAYS_AS_PERIODS: Rows = [PERIODS[0], *entry(head=("2026-03-15", 1)), *entry(head=("202604", 2), amount=10)]
DAYS_AS_NUMBERS: Rows = [SIMPLE, *entry(head=(20260301, 1)), *entry(head=(46083, 2), amount=5)]
IN_WAN: Rows = [["序时账", None, None, None, "单位：万元"], SIMPLE, *entry(amount=1.2345)]
IN_WAN_BELOW: Rows = [SIMPLE, *entry(amount=1.2345), ["注：以上金额单位为万元"], ["制单：张三"]]
STATUSES: Rows = [
    [*SIMPLE, "会计期间", "凭证状态", "作废标志"],
    *([*row[:6], 13, "已记账", None] for row in entry(amount=10, head=("2026-12-31", 1))),
    *([*row[:6], 12, "未记账", None] for row in entry(amount=20, head=("2026-12-31", 2))),
    *([*row[:6], 12, "已记账", "作废"] for row in entry(amount=40, head=("2026-12-31", 3))),
]

FORMS: dict[str, tuple[Rows, str]] = {
    "both books side by side": (PARALLEL_GROUPS, "1000.00"),
    "both books in vouchers of their own": (PARALLEL_VOUCHERS, "1000.00"),
    "accounts by name, the project below one": (NAMES_ALONE, "600.00"),
    "two currencies below each side": (CURRENCIES, "700.00"),
    "items between bars": (with_items("科研部|P1 中心建设|甲公司"), "1000.00"),
    "a bare item": (with_items("P1 中心建设"), "1000.00"),
    "items with slashes": (with_items("部门:科研部/项目:P1 中心建设"), "1000.00"),
    "items behind labels": (with_items("【部门】科研部【项目】P1 中心建设"), "1000.00"),
    "items behind square labels": (with_items("[项目]P1 中心建设;[部门]科研部"), "1000.00"),
    "items behind equals signs": (with_items("项目=P1 中心建设,部门=科研部"), "1000.00"),
    "items of K3": (with_items("项目---P1---中心建设/部门---01---科研部"), "1000.00"),
    "the code behind the name": ([[*SIMPLE, "项目"], *entry("中心建设(P1)")], "1000.00"),
    "the code in brackets": ([[*SIMPLE, "项目名称"], *entry("【P1】中心建设")], "1000.00"),
    "the project as the lowest account": (
        [SIMPLE, ["2026-03-01", "记-1", "", "5301.01 研发支出\\材料费\\P1", 9, None], ["", "", "", "1002", None, 9]],
        "9.00",
    ),
}  # fmt: skip
WITHOUT_PROJECT: dict[str, tuple[Rows, str]] = {
    "months as periods": (PERIODS, "1010.00"),
    "days as periods": (DAYS_AS_PERIODS, "1010.00"),
    "days as numbers": (DAYS_AS_NUMBERS, "1005.00"),
    "tens of thousands": (IN_WAN, "12345.00"),
    "tens of thousands, said below": (IN_WAN_BELOW, "12345.00"),
    "void, not posted and of period 13": (STATUSES, "30.00"),
    "a sum of each voucher in words below the accounts": (
        [
            ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方"],
            ["2026-03-01", "记-1", "试剂", "530101", "研发支出", 300, None],
            ["2026-03-01", "记-1", "试剂", "1002", "银行存款", None, 300],
            ["2026-03-01", "记-1", None, None, "合计：叁佰元整", 300, 300],
            ["2026-03-02", "记-2", "试剂", "530101", "研发支出", 200, None],
            ["2026-03-02", "记-2", "试剂", "1002", "银行存款", None, 200],
            ["2026-03-02", "记-2", None, "合计：", None, 200, 200],
        ],
        "500.00",
    ),
    "a sum without a word": ([SIMPLE, *entry(), [None, None, None, None, 1000, 1000]], "1000.00"),
    "a voucher printed on two pages": (
        [SIMPLE, [*("2026-03-01", "记-1(1/2)"), *entry()[0][2:]], [*("2026-03-01", "记-1(2/2)"), *entry()[1][2:]]],
        "1000.00",
    ),
    "months pasted twice": (
        [
            SIMPLE,
            *entry(),
            *entry(head=("2026-03-02", "记-2"), amount=7),
            *entry(),
            *entry(head=("2026-03-02", "记-2"), amount=7),
        ],
        "1007.00",
    ),
    "a voucher that comes again with other lines": (
        [SIMPLE, *entry(), *entry(head=("2026-03-02", "记-2"), amount=7), *entry(amount=5)],
        "1012.00",
    ),
    "headings with breaks": (
        [["*日 期", "凭证\n号", "摘　要", "会计\n科目", "借 方 金 额", "贷方\n金额"], *entry()],
        "1000.00",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_comes_to_its_project(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, amount = FORMS[form]
    document = audited(capsys, workbook(tmp_path / "序时账.xlsx", 序时账=rows), "--project", PROJECT)
    assert (document["amount"], document["faults"]) == (amount, [])
    assert [(account["award"], account["spent"]) for account in document["accounts"]] == [(AWARD, amount)]


@pytest.mark.parametrize("form", WITHOUT_PROJECT)
def test_a_form_comes_to_its_sum(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, amount = WITHOUT_PROJECT[form]
    document = audited(capsys, workbook(tmp_path / "序时账.xlsx", 序时账=rows), "--award", AWARD)
    assert (document["amount"], document["faults"]) == (amount, [])
    assert document["accounts"][0]["spent"] == amount


def test_a_voucher_that_goes_on_in_the_next_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = entry()
    path = workbook(tmp_path / "序时账.xlsx", 第1页=[SIMPLE, first], 第2页=[SIMPLE, second])
    document = audited(capsys, path, "--award", AWARD)
    assert document["amount"] == "1000.00"
    assert not [finding for finding in document["findings"] if finding["check"] == "unbalanced_voucher"]


@pytest.mark.parametrize("amount", ["1.200,00", "1,23", "12,3456,7"])
def test_an_amount_with_odd_commas_is_a_fault(amount: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [SIMPLE, *entry(amount=amount)]
    document = audited(capsys, workbook(tmp_path / "序时账.xlsx", 序时账=rows), "--award", AWARD)
    assert [fault["cell"] for fault in document["faults"]] == ["E2", "F3"]


def test_a_voucher_of_each_book_is_one_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone: Rows = [
        ["2026-03-09", "财-2", "捐款", "5901 其他费用", 30, None],
        ["2026-03-09", "财-2", "捐款", "1002 银行存款", None, 30],
    ]
    path = workbook(tmp_path / "序时账.xlsx", 序时账=[*PARALLEL_VOUCHERS, *alone])
    document = audited(capsys, path, "--project", PROJECT, "--lang", "en")
    whys = {(part["account"], part["debit"]): part["why"] for part in document["not_judged"]}
    assert document["amount"] == "1000.00"
    assert whys["5001", "1000.00"] == "the second book of parallel accounting (平行记账)"
    assert whys["5901", "30.00"] == "an event without a budget entry"


def test_codes_written_as_formulas_and_sums_in_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: Rows = [SIMPLE, *entry(amount='="12.50"'), ["2026-03-01", "记-1", "", "合计", "12.50", "12.50"]]
    rows = [[f'="{cell}"' if at == 1 and cell == "记-1" else cell for at, cell in enumerate(row)] for row in rows]
    document = audited(capsys, text_file(tmp_path / "序时账.csv", rows), "--award", AWARD)
    assert (document["amount"], document["faults"]) == ("12.50", [])


def test_a_hidden_sheet_and_column_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(
        tmp_path / "序时账.xlsx", 一月=[SIMPLE, *entry()], 二月=[SIMPLE, *entry(head=("2026-04-01", "记-9"))]
    )
    book = load_workbook(path)
    book["二月"].sheet_state = "hidden"
    book["一月"].column_dimensions["E"].hidden = True
    book.save(path)
    document = audited(capsys, path, "--award", AWARD)
    hidden = [(note["sheet"], note["cell"]) for note in document["notes"] if note.get("kind") == "hidden"]
    assert document["amount"] == "2000.00"
    assert hidden == [("一月", "E"), ("二月", "")]


def test_what_a_map_names_occurs_though_a_project_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, amount = FORMS["a bare item"]
    (tmp_path / "map.toml").write_text(
        f'[project]\n"P1 中心建设" = "{AWARD}"\n[account]\n"5301" = "{AWARD}"\n'
        f'[bank]\n"1002" = "{AWARD}"\n"1009" = "{AWARD}"\n',
        "utf-8",
    )
    document = audited(capsys, workbook(tmp_path / "序时账.xlsx", 序时账=rows), "--map", tmp_path / "map.toml")
    said = [note["message"] for note in document["notes"] if "occurs in no journal" in note["message"]]
    assert document["amount"] == amount
    assert [re.findall(r"'(\w+)'", note) for note in said] == [["1009"]]


def test_another_unit_amid_the_rows_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [SIMPLE, *entry(amount=1000), ["注：以下金额单位为万元"], *entry(amount=2, head=("2026-04-01", 2))]
    document = audited(capsys, workbook(tmp_path / "序时账.xlsx", 序时账=rows), "--award", AWARD)
    assert [(fault["cell"], fault["value"]) for fault in document["faults"]] == [("A4", "注：以下金额单位为万元")]


def test_a_ledger_of_u8_as_a_web_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["03", "01", "付-0001", "购试剂", "1,000.00", "", "借", "1,000.00"],
        ["03", "15", "付-0009", "退货", "-200.00", "", "借", "800.00"],
        ["03", "", "", "当前合计", "800.00", "", "借", "800.00"],
        ["03", "", "", "当前累计", "800.00", "", "借", "800.00"],
        ["", "", "", "结转下年", "", "", "借", "800.00"],
    ]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    headings = "".join(f"<td rowspan=2>{text}</td>" for text in ("凭证号数", "摘要", "借方", "贷方", "方向", "余额"))
    page = (
        "<html><table><tr><td colspan=8>明细账</td></tr><tr><td colspan=8>科目：530101 研发支出-材料费</td></tr>"
        f"<tr><td colspan=2>2026年</td>{headings}</tr><tr><td>月</td><td>日</td></tr>{body}</table></html>"
    )
    (tmp_path / "明细账.xls").write_text(page, "gb18030")
    document = audited(capsys, tmp_path / "明细账.xls", "--award", AWARD)
    assert (document["amount"], document["sources"][0]["kind"]) == ("800.00", "account_ledger")


@pytest.mark.parametrize("start", ["MIME-Version: 1.0\n", '<?xml version="1.0"?>\n<Workbook/>'])
def test_what_is_called_xls_and_is_none_gets_its_remedy(
    start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.xls").write_text(start, "utf-8")
    document = audited(capsys, tmp_path / "a.xls", "--lang", "en")
    assert "save it as .xlsx" in document["notes"][0]["message"]


@pytest.mark.parametrize(
    "cell",
    ["【项目：P001 中心建设,P002 自有】", "项目:P001 中心建设;部门:科研部;项目:P002 自有", "P001 中心建设、P002 自有"],
)
def test_a_posting_of_two_projects_is_of_neither(cell: str) -> None:
    project = details_of({"auxiliary": cell}).project
    assert Attribution(projects={"P001": "A1"}).of_project(project) == ""
    assert Attribution(projects={"P001": "A1", "P002": "A2"}).of_project(project) == ""
    assert Attribution(projects={"P001": "A1", "P002": "A1"}).of_project(project) == "A1"
    assert Attribution(projects={project: "A3", "P001": "A1"}).of_project(project) == "A3"
