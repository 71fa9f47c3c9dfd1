"""The template: it opens, says what to do, and what is filled in comes back."""

import warnings
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fundcalc.base.errors import ApplicationError, SheetError
from fundcalc.base.i18n import speaking
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.vocabulary import Named, NamedChoice
from fundcalc.workbooks import read_round, write_template
from fundcalc.workbooks.template import layout
from fundcalc.workbooks.template_lists import rule

from .samples import CONTESTED, POLICY, faults, read_en

BUILD: dict[str, object] = {
    "platform": "P1",
    "platform_name": "=cmd|' /C calc'!A0",
    "organisation": "91110000600037341L",
    "organisation_name": "示例单位",
    "award_year": 2026,
    "application_date": date(2026, 3, 1),
    "filed_on": date(2026, 2, 1),
    "claims": ["build", "filing"],
    "all_attested": True,
    "platform_kind": "pilot_base",
    "site_area": "200.5",
    "equipment_value": "9999999999999.99",
    "team_size": 6,
    "legal_person": False,
    "registered_on": date(2020, 2, 29),
    "own_rules": True,
    "investments": [
        {"date": date(2025, 5, 1), "amount": "0.01", "category": "equipment", "funding": "own"},
        {"amount": 7},
    ],
}
PAID: dict[str, object] = {
    "organisation": "91110000600037341L",
    "platform": "P0",
    "programme": "sample",
    "benefit": "build",
    "year": 2025,
    "amount": "-5.50",
    "local": True,
}


def opened(policy: Policy, path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_template(policy, path)
    return openpyxl.load_workbook(path)


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[2] if cell.value}


def note(sheet: Worksheet, key: str) -> list[str]:
    comment = sheet.cell(2, headings(sheet)[key]).comment
    assert comment is not None
    return comment.text.splitlines()


def test_the_sheets_and_the_headings(tmp_path: Path) -> None:
    book = opened(POLICY, tmp_path / "t.xlsx")
    assert book.sheetnames == ["填写说明 Guide", "申请 applications", "投入明细 investments", "已支持 paid"]
    sheet = book["申请 applications"]
    keys = list(headings(sheet))
    assert keys[:2] == ["platform", "platform_name"]
    assert keys[13:] == [
        *("platform_kind", "site_area", "equipment_value", "software_value", "team_size", "legal_person", "registered_on"),
        *("eligible_investment", "own_rules", "备注"),
    ]  # fmt: skip
    assert sheet.cell(2, headings(sheet)["equipment_value"]).value == (
        "仪器设备原值（元）\nequipment, original value\nequipment_value"
    )
    assert sheet.cell(2, headings(sheet)["site_area"]).value == "场地面积（平方米）\nsite area\nsite_area"
    bands = [str(cell.value).split("  ")[1] for cell in sheet[1] if cell.value]
    assert bands == [
        "Application (red headings are required)",
        "Conditions of filing or recognition",
        "What the amounts are worked out from",
        "Qualitative conditions, attested on review",
    ]
    assert sheet.freeze_panes == "C3"
    assert sheet.max_row == 2


def test_the_notes_give_the_article_and_the_figure(tmp_path: Path) -> None:
    book = opened(CONTESTED, tmp_path / "t.xlsx")
    sheet = book["申请 applications"]
    blank = "留空表示未提供，不等于 0 / blank: not given, never zero"
    yuan = "单位：元，最多两位小数 / yuan, at most two decimals"
    assert note(sheet, "site_area") == ["第一条 ≥ 200 平方米 · 中试基地", "单位：平方米 / square metres", blank]
    assert note(sheet, "equipment_value") == ["第一条 与“软件原值”合计 together ≥ 5,000,000 元", yuan, blank]
    assert note(sheet, "team_size")[0] == "第二条 > 5"
    assert note(sheet, "eligible_investment") == [
        "第四条 建设补助：近三年科研软硬件投入总额（补助基数）的 20%，最高 2,000,000.00 元"
        " / 20% of eligible investment (base of the award), at most CNY 2,000,000.00",
        "第四条 填了“投入明细”则由其得出，本栏可空 / blank if the sheet investments has records",
        yuan,
        blank,
    ]
    assert note(sheet, "platform_kind")[:2] == [
        "第五条 备案补助：平台类型为概念验证平台（中心）的，定额 500,000.00 元"
        " / fixed sum for kind of platform proof-of-concept centre: CNY 500,000.00",
        "第五条 备案补助：平台类型为中试基地的，定额 1,500,000.00 元"
        " / fixed sum for kind of platform pilot base: CNY 1,500,000.00",
    ]
    assert note(sheet, "own_rules")[0] == "第三条 是 yes"
    assert note(book["投入明细 investments"], "funding")[0] == "第四条 不计入 does not count: 省级财政"


def test_what_a_cell_may_hold(tmp_path: Path) -> None:
    sheet = opened(POLICY, tmp_path / "t.xlsx")["申请 applications"]
    at = headings(sheet)
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    kinds = rules[at["platform_kind"]]
    assert kinds.formula1 == '"概念验证平台（中心）,中试基地,中试公共服务平台"'
    assert kinds.error == "请从下拉列表中选择，不知道则留空。\nChoose from the list; leave blank if not known."
    assert rules[at["legal_person"]].formula1 == '"是,否"'
    assert rules[at["equipment_value"]].type == "decimal"
    assert rules[at["award_year"]].type == "whole"
    assert rules[at["filed_on"]].type == "date"
    assert rules[at["organisation"]].type == "textLength"
    assert rules[at["claims"]].errorStyle == "information"
    assert sheet.column_dimensions["C"].number_format == "@"
    assert {next(iter(rule.sqref.ranges)).max_row for rule in rules.values()} == {1_048_576}


def test_a_list_too_long_for_a_cell_stands_on_a_hidden_sheet() -> None:
    named = Named(
        kind="choice",
        zh="x",
        en="x",
        choices={f"c{n}": NamedChoice(zh=f"很长的选项{n}" * 5, en="x") for n in range(20)},
    )
    lists: list[list[str]] = []
    found = rule(POLICY, "applications", "x", named, lists)
    assert found is not None
    assert found["source"] == "='下拉选项 lists'!$A$1:$A$20"
    assert len(lists[0]) == 20


def test_an_empty_template_is_a_round_without_applications(tmp_path: Path) -> None:
    write_template(POLICY, tmp_path / "t.xlsx")
    found = read_en(tmp_path / "t.xlsx")
    assert (found.applications, found.paid, found.refused) == ((), (), ())
    assert [fault.message for fault in found.faults] == ["The sheet holds no application."]


def test_what_an_officer_fills_in_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = opened(POLICY, path)
    sheet = book["申请 applications"]
    at = headings(sheet)
    filled: dict[str, Any] = {
        "platform": "P1",
        "organisation": "91110000600037341L",
        "award_year": 2026,
        "application_date": date(2026, 3, 1),
        "platform_kind": "中试基地",
        "equipment_value": 1234567.89,
        "legal_person": "是",
        "备注": "看看",
    }
    for key, value in filled.items():
        sheet.cell(3, at[key]).value = value
    records = book["投入明细 investments"]
    record: dict[str, Any] = {"platform": "P1", "date": "2025年5月1日", "amount": 0.1, "category": "仪器设备购置"}
    for key, value in record.items():
        records.cell(3, headings(records)[key]).value = value
    book.save(path)
    found = read_en(path)
    want = read_application(
        POLICY,
        {
            "platform": "P1",
            "organisation": "91110000600037341L",
            "award_year": 2026,
            "application_date": date(2026, 3, 1),
            "platform_kind": "pilot_base",
            "equipment_value": "1234567.89",
            "legal_person": True,
            "investments": [{"date": date(2025, 5, 1), "amount": "0.10", "category": "equipment"}],
        },
    )
    assert faults(found) == []
    assert found.applications == (want._replace(record_rows={"investments": (3,)}),)
    assert found.places["P1"] == ("t.xlsx", "申请 applications", 3)


def test_a_filled_template_comes_back_the_same(tmp_path: Path) -> None:
    write_template(POLICY, tmp_path / "t.xlsx", applications=[BUILD], paid=[PAID])
    found = read_en(tmp_path / "t.xlsx")
    assert faults(found) == []
    assert [found.applications[0]._replace(record_rows={})] == [read_application(POLICY, BUILD)]
    assert found.paid == (read_paid(PAID)._replace(row=3),)
    assert found.applications[0].facts["equipment_value"] == 999_999_999_999_999
    assert found.applications[0].facts["site_area"] == Decimal("200.5")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["申请 applications"]["B3"].data_type == "s"


def test_a_sample_may_hold_what_does_not_fit_and_facts_of_the_family(tmp_path: Path) -> None:
    odd = {**BUILD, "equipment_value": "120万", "stored_projects": 5}
    write_template(POLICY, tmp_path / "t.xlsx", applications=[odd])
    assert len(read_en(tmp_path / "t.xlsx").faults) == 1
    with speaking("en"), pytest.raises(ApplicationError) as error:
        write_template(POLICY, tmp_path / "t.xlsx", applications=[{**BUILD, "equipment": 5}])
    assert str(error.value) == "the sheets of sample\n  applications has no column equipment"


@pytest.mark.parametrize("name", available())
def test_every_measure_has_a_template_that_reads_back(tmp_path: Path, name: str) -> None:
    policy = load(name)
    book = opened(policy, tmp_path / "t.xlsx")
    assert book.sheetnames[1] == "申请 applications"
    assert all(len(sheet) <= 31 for sheet in book.sheetnames)
    keys = set(headings(book["申请 applications"]))
    assert set(policy.facts) <= keys
    assert set(layout(policy)) | {"备注"} == keys
    for sheet in book.worksheets[1:]:
        for cell in sheet[2]:
            assert cell.value is None or cell.comment is not None
    (fault,) = read_round(tmp_path / "t.xlsx", policy).faults
    assert (fault.sheet, fault.cell) == ("申请 applications", "")


def test_the_guide_names_the_highest_rule_only_where_the_measure_has_it(tmp_path: Path) -> None:
    mentions = {}
    for name in ("yunnan-2025", "xinzhou-2024"):
        write_template(load(name), tmp_path / f"{name}.xlsx")
        guide = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0]
        text = "\n".join(str(cell) for row in guide.iter_rows(values_only=True) for cell in row if cell)
        assert "用于判断一次性" in text
        mentions[name] = ("就高不重复" in text, "highest-applies" in text)
    assert mentions == {"yunnan-2025": (True, True), "xinzhou-2024": (False, False)}


def test_a_place_that_cannot_be_written_is_reported_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def message(path: Path) -> str:
        with speaking("en"), pytest.raises(SheetError) as error:
            write_template(POLICY, path)
        return str(error.value)

    path = tmp_path / "no" / "t.xlsx"
    assert message(path) == (
        f"{path} cannot be written: there is no folder {tmp_path / 'no'}; make it, or choose another."
    )
    assert message(tmp_path) == f"{tmp_path} is a folder; give the name of a file, ending in .xlsx."

    def locked(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "in use")

    path = tmp_path / "t.xlsx"
    path.write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", locked)
    assert message(path) == f"{path} cannot be written; close it in Excel or WPS, or choose another name or folder."
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
