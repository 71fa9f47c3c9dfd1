"""Headings by id, Chinese and English label, with units and over several lines."""

from pathlib import Path

import pytest

from fundcalc.base.i18n import speaking
from fundcalc.workbooks.headings import Heading, columns, form_of, read_heading
from tests.snapshots import Snapshot

from .samples import HEADINGS, POLICY, application, faults, read_cells, read_en, workbook

KNOWN = columns(POLICY, "applications")
GOOD = "Write 仪器设备原值（元） as the heading, or 仪器设备原值（万元） if the figures are in ten thousands of yuan."


@pytest.mark.parametrize(
    ("text", "key", "scale"),
    [
        ("equipment_value", "equipment_value", 1),
        ("仪器设备原值", "equipment_value", 1),
        ("Equipment,  original value", "equipment_value", 1),
        ("仪器设备原值（元）\nequipment, original value\nequipment_value", "equipment_value", 1),
        ("仪器设备原值(万元)", "equipment_value", 10_000),
        ("仪器设备原值（单位：万元）", "equipment_value", 10_000),
        ("equipment_value (10,000 yuan)", "equipment_value", 10_000),
        ("仪器设备原值\n单位：万元", "equipment_value", 10_000),
        ("仪器设备原值\n（万元）\n必须有凭证", "equipment_value", 10_000),
        ("仪器设备\n原值", "equipment_value", 1),
        ("＊平台编号＊", "platform", 1),
        ("申请日期（必填）", "application_date", 1),
        ("场地面积（㎡）", "site_area", 1),
        ("团队人数（人）", "team_size", 1),
        ("平台名称（全称）", "platform_name", 1),
        ("近三年科研软硬件投入总额（补助基数）（万元）", "eligible_investment", 10_000),
        ("制度完善", "own_rules", 1),
        ("仪器设备原值万元", "equipment_value", 10_000),
        ("近三年科研软硬件投入总额（补助基数，万元）", "eligible_investment", 10_000),
        ("统一社会信用代码", "organisation", 1),
        ("单位名称", "organisation_name", 1),
        ("备案时间", "filed_on", 1),
        ("是否首次备案", "first_filing", 1),
        ("固定场地面积", "site_area", 1),
    ],
)
def test_a_heading_is_read(text: str, key: str, scale: int) -> None:
    assert read_heading(text, KNOWN)[:5] == Heading(key, scale)[:5]


@pytest.mark.parametrize("text", ["stored_projects", "入库（储备）项目数", "备注", "序号", "Remarks"])
def test_what_this_policy_does_not_ask_for_is_left_in_silence(text: str) -> None:
    assert read_heading(text, KNOWN).silent


@pytest.mark.parametrize(
    ("text", "key", "message", "remedy"),
    [
        ("仪器设备原值（两）", "equipment_value", "The heading says (两), which is not a unit that is read here.", GOOD),
        ("仪器设备原值（2025年）", "equipment_value", "The heading says (2025年), which is not a unit that is read here.",
         GOOD),
        ("仪器设备原值（元）\n单位：万元", "equipment_value", "The heading names two units.", GOOD),
        ("仪器设备原值\n以百万计", "equipment_value", "The heading says 百, and that may be a unit.", GOOD),
        ("团队人数（万元）", "team_size", "The heading says (万元), which is not a unit that is read here.",
         "Write 团队人数 as the heading."),
        ("场地面积（亩）", "site_area", "The heading says (亩), which is not a unit that is read here.",
         "Write 场地面积（平方米） as the heading."),
        ("平台编号\n依托单位代码", None, "This heading could be any of these columns: organisation, platform.",
         "Write the id of the column as its heading."),
        ("设备原值", None, "This heading names no column of the sheet, so the column is not read.",
         "Did you mean 仪器设备原值? Correct the heading, or delete the column if it is not needed; "
         "备注 (notes) and 序号 (no.) are never read."),
    ],
)  # fmt: skip
def test_a_heading_that_does_not_fit_is_reported(text: str, key: str | None, message: str, remedy: str) -> None:
    with speaking("en"):
        heading = read_heading(text, KNOWN)
    assert (heading.key, heading.message, heading.remedy) == (key, message, remedy)


def test_sheets_are_known_by_id_and_by_both_names() -> None:
    names = ["applications", "申请", "Applications", "申请 applications", "投入明细", "awards already paid", "汇总"]
    assert [form_of(name) for name in names] == [*["applications"] * 4, "investments", "paid", None]


def test_figures_in_ten_thousands_under_a_heading_that_says_so(tmp_path: Path) -> None:
    found = read_cells(tmp_path, ["仪器设备原值（万元）"], application("P1", "O1", 123.4567))
    assert found.applications[0].facts["equipment_value"] == 123_456_700


def test_headings_may_stand_below_titles_and_bands(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["示例省平台补助申请表"],
        [],
        ["申请信息", None, None, None],
        list(HEADINGS),
        application(),
    ]
    found = read_en(workbook(tmp_path / "a.xlsx", {"申请": rows}))
    assert [application.platform for application in found.applications] == ["P1"]
    assert not found.faults
    assert found.places["P1"] == ("a.xlsx", "申请", 5)


def test_an_unknown_column_is_reported_and_the_rows_are_decided(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_cells(tmp_path, ["设备原值", None, "空列"], application("P1", "O1", 5, 7))
    assert len(found.applications) == 1
    snapshot("an_unknown_column_is_told_and_the_rows_are_decided", "\n".join(faults(found)))


def test_the_same_heading_twice_refuses_the_rows_with_a_value_there(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_cells(
        tmp_path, ["equipment_value", "仪器设备原值"], application("P1", "O1", 5, 6), application("P2", "O2")
    )
    assert [application.platform for application in found.applications] == ["P2"]
    snapshot("the_same_heading_twice_refuses_the_rows_with_a_value_there", "\n".join(faults(found)))
    assert found.refused[0].why == ("These cells have faults: E2, F2.",)


def test_a_required_column_that_is_missing_is_reported_once(tmp_path: Path, snapshot: Snapshot) -> None:
    rows: list[list[object]] = [["platform", "organisation", "award_year"], ["P1", "O1", 2026], ["P2", "O2", 2026]]
    found = read_en(workbook(tmp_path / "a.xlsx", {"applications": rows}))
    snapshot("a_required_column_that_is_missing_is_told_once", "\n".join(faults(found)))
    assert [row.why for row in found.refused] == [("These cells have faults: 申请日期 (application_date).",)] * 2
