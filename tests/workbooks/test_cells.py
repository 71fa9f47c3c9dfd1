"""What each kind of column reads, and what it says about a cell that does not fit."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.i18n import speaking
from fundcalc.workbooks.cell_numbers import BadCell, exact
from fundcalc.workbooks.cells import cell_reader
from fundcalc.workbooks.headings import columns
from tests.snapshots import Snapshot

from .samples import POLICY, application, faults, read_cells

FIGURE = "Write the figure alone, like 1234567.89."
YUAN = "An amount in yuan with at most two decimals was expected."
ROUND = "Round the figure to 2 decimals in the sheet (a formula needs ROUND), then save."
TEXT = "Format the cell as text (设置单元格格式 → 文本), then type the code again; a number keeps only 15 digits."
LOST = "A code was expected, and the cell holds a number, so digits may be lost."
DATE = "Write it like 2026-03-01 or 2026年3月1日."


def cell(key: str, value: object, kind: str, scale: int = 1, form: str = "applications") -> object:
    named = columns(POLICY, form).read[key]
    return cell_reader(key, named, scale, form, POLICY)(value, kind)


@pytest.mark.parametrize(
    ("key", "value", "kind", "read"),
    [
        ("equipment_value", 1234567, "n", 1234567),
        ("equipment_value", 1234567.89, "n", Decimal("1234567.89")),
        ("equipment_value", 0.1 + 0.2, "n", Decimal("0.3")),
        ("equipment_value", 1e13, "n", 10**13),
        ("equipment_value", 9999999999999.99, "n", Decimal("9999999999999.99")),
        ("equipment_value", " 1,234,567.89 ", "s", Decimal("1234567.89")),
        ("equipment_value", "１，２３４．５", "s", Decimal("1234.5")),
        ("equipment_value", "\u30008000000\u00a0", "s", 8000000),
        ("equipment_value", "¥8000000", "s", 8000000),
        ("equipment_value", "￥8,000,000.50", "s", Decimal("8000000.50")),
        ("equipment_value", "人民币 500元整", "s", 500),
        ("equipment_value", "8 000 000", "s", 8000000),
        *(("legal_person", yes, "s", True) for yes in ("√", "有", "✓", "y")),
        *(("legal_person", no, "s", False) for no in ("×", "无", "没有", "N")),
        *(
            ("registered_on", day, kind, date(2026, 4, 10))
            for day, kind in (
                ("20260410", "s"),
                (20260410, "n"),
                ("2026年4月10号", "s"),
                ("2026年4月10", "s"),
                ("2026-4-10 0:00:00", "s"),
                ("2026.4.10", "s"),
            )
        ),
        ("award_year", "2026年度", "s", 2026),
        ("site_area", 200.5, "n", Decimal("200.5")),
        ("site_area", "1,200.25", "s", Decimal("1200.25")),
        ("team_size", 6, "n", 6),
        ("team_size", 6.0, "n", 6),
        ("team_size", "１２", "s", 12),
        ("legal_person", "是", "s", True),
        ("legal_person", " No ", "s", False),
        ("legal_person", True, "b", True),
        ("registered_on", datetime(2026, 3, 1), "d", date(2026, 3, 1)),  # noqa: DTZ001
        ("registered_on", "2026-03-01", "s", date(2026, 3, 1)),
        ("registered_on", "2026/3/1", "s", date(2026, 3, 1)),
        ("registered_on", "２０２６年３月１日", "s", date(2026, 3, 1)),
        ("platform_kind", "pilot_base", "s", "pilot_base"),
        ("platform_kind", "中试基地", "s", "pilot_base"),
        ("platform_kind", "Pilot base", "s", "pilot_base"),
        ("platform_kind", "概念验证平台(中心)", "s", "proof_of_concept"),
        ("organisation", " 91110000600037341L ", "s", "91110000600037341L"),
        ("organisation", 915301000000001, "n", "915301000000001"),
        ("organisation", 12.0, "n", "12"),
        ("award_year", 2026, "n", 2026),
        ("award_year", 2026.0, "n", 2026),
        ("award_year", "2026年", "s", 2026),
        ("claims", "建设补助", "s", ("build",)),
        ("claims", "build, filing", "s", ("build", "filing")),
        ("claims", "filing build", "s", ("filing", "build")),
        ("claims", "备案补助、building subsidy", "s", ("filing", "build")),
        ("platform_name", " 两端有空格 ", "s", " 两端有空格 "),
        ("platform_name", 2026, "n", "2026"),
    ],
)
def test_a_cell_is_read(key: str, value: object, kind: str, read: object) -> None:
    assert cell(key, value, kind) == read


def test_ten_thousands_of_yuan_are_exact() -> None:
    assert cell("equipment_value", 123.456789, "n", 10_000) == Decimal("1234567.89")
    assert cell("equipment_value", "0.0001", "s", 10_000) == 1
    assert cell("equipment_value", 800, "n", 10_000) == 8_000_000


def test_what_was_paid_may_be_below_zero() -> None:
    assert cell("amount", -5.5, "n", 1, "paid") == Decimal("-5.5")
    assert cell("amount", "-1,000", "s", 10_000, "paid") == -10_000_000


def test_what_was_paid_names_benefits_and_this_measure_by_their_labels() -> None:
    assert cell("benefit", "建设补助", "s", 1, "paid") == "build"
    assert cell("benefit", "laboratory", "s", 1, "paid") == "laboratory"
    assert cell("programme", "示例办法", "s", 1, "paid") == "sample"
    assert cell("programme", "city-2025", "s", 1, "paid") == "city-2025"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_of_fifteen_digits_comes_back_from_its_double(fen: int) -> None:
    assert exact(float(Decimal(fen).scaleb(-2)), 2) == Decimal(fen).scaleb(-2)


@pytest.mark.parametrize(
    ("key", "value", "kind", "message", "remedy"),
    [
        ("equipment_value", 1 / 3, "n", YUAN, ROUND),
        ("equipment_value", 99999999999999.52, "n", YUAN, ROUND),
        ("equipment_value", float("nan"), "n", YUAN, ROUND),
        ("equipment_value", "1.005", "s", YUAN, "Round the figure to 2 decimals."),
        ("equipment_value", "120万", "s", YUAN, "Write 1200000, or write （万元） in the heading and 120 here."),
        ("equipment_value", "1.25万元", "s", YUAN, "Write 12500, or write （万元） in the heading and 1.25 here."),
        ("equipment_value", "1.2亿", "s", YUAN, "If 120000000 yuan are meant, write 120000000."),
        ("equipment_value", "约500", "s", YUAN, FIGURE),
        ("equipment_value", "12,34", "s", YUAN, FIGURE),
        ("equipment_value", "=1+1", "s", YUAN, FIGURE),
        ("equipment_value", True, "b", YUAN, FIGURE),
        ("equipment_value", datetime(2026, 3, 1), "d", YUAN,  # noqa: DTZ001
         "The cell holds a date: format it as a number, and write the amount again."),
        ("equipment_value", "1/2", "s", YUAN, "Write the figure itself instead of a fraction."),
        ("equipment_value", "8E6", "s", YUAN, "Write the figure in full: 8000000."),
        ("equipment_value", "1e-3", "s", YUAN, "Write the figure in full."),
        ("equipment_value", "￥800万", "s", YUAN, "Write 8000000, or write （万元） in the heading and 800 here."),
        ("equipment_value", "(500)", "s", "An amount of 0 or more was expected.", "Correct the amount."),
        *(("equipment_value", none, "s", YUAN, "Write 0 if there is none, or leave the cell blank if it is not known.")
          for none in ("无", "--", "—", "/")),
        ("equipment_value", -1, "n", "An amount of 0 or more was expected.", "Correct the amount."),
        ("equipment_value", 10**16, "n", YUAN, "Correct the amount: it is beyond any budget."),
        ("site_area", -1, "n", "An area in square metres was expected.", "Correct the area: 0 or more, at most six decimals."),
        ("site_area", "200平方米", "s", "An area in square metres was expected.",
         "Leave '平方米' out and write the figure alone; the unit belongs in the heading."),
        ("team_size", 6.5, "n", "A whole number of 0 or more was expected.",
         "Round the figure to 0 decimals in the sheet (a formula needs ROUND), then save."),
        ("team_size", -1, "n", "A whole number of 0 or more was expected.", "Correct the number."),
        ("team_size", "六", "s", "A whole number of 0 or more was expected.", "Write the figure alone, like 12."),
        ("legal_person", 1, "n", "是 (yes) or 否 (no) was expected.",
         "Write 是 or 否, or leave the cell blank if it is not known."),
        ("registered_on", 46082, "n", "A date was expected.",
         "This is a number: format the cell as a date, or write it like 2026-03-01."),
        ("registered_on", datetime(1905, 7, 18), "d", "A date was expected.",  # noqa: DTZ001
         f"Only 2026 was typed, which the sheet took for this day. {DATE}"),
        ("registered_on", datetime(2026, 3, 1, 8), "d", "A date was expected.", DATE),  # noqa: DTZ001
        ("registered_on", time(8), "d", "A date was expected.", DATE),
        ("registered_on", "2026-02-30", "s", "A date was expected.", DATE),
        ("registered_on", "3/1/2026", "s", "A date was expected.", DATE),
        *(("registered_on", unclear, "s", "A date was expected.", DATE)
          for unclear in ("20261301", "26.4.10", "2026年4月", "202604")),
        ("platform_kind", "基地", "s", "One of the listed choices was expected.",
         "Choose one of: 概念验证平台（中心） (proof-of-concept centre), 中试基地 (pilot base), "
         "中试公共服务平台 (public pilot service platform)."),
        ("organisation", 9.1530100000000003e17, "n", LOST, TEXT),
        ("organisation", 1.5, "n", LOST, TEXT),
        ("organisation", datetime(2026, 3, 1), "d", "A code was expected, and the cell holds something else.", TEXT),  # noqa: DTZ001
        ("organisation", "9.15301E+17", "s", LOST, TEXT),
        ("organisation", "云南大学", "s", "A code of at most 64 ASCII letters, figures, '.', '_' and '-' was expected.",
         "Correct the code."),
        ("award_year", 26, "n", "A year was expected.", "Write it like 2026."),
        ("claims", "建设", "s", "Benefits of this policy were expected.",
         "Write one or more of building subsidy (build), filing subsidy (filing), separated by commas."),
        ("platform_name", True, "b", "Text was expected.", "Write the text."),
        ("platform_name", "长" * 2001, "s", "Text of at most 2,000 characters was expected.", "Shorten the text."),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_reported(key: str, value: object, kind: str, message: str, remedy: str) -> None:
    with speaking("en"), pytest.raises(BadCell) as bad:
        cell(key, value, kind)
    assert (bad.value.message, bad.value.remedy) == (message, remedy)


def test_every_fault_of_every_row_is_reported_with_its_place_and_good_rows_are_decided(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    found = read_cells(
        tmp_path,
        ["equipment_value", "legal_person"],
        application("P1", "O1", "120万", "对"),
        application("P2", "O2", 5_000_000, "是"),
        ["P3", None, 2026, "2026-03-01", 1],
    )
    assert [application.platform for application in found.applications] == ["P2"]
    snapshot("every_fault_of_every_row_is_told_with_its_place_and_good_row", "\n".join(faults(found)))
    assert [str(row) for row in found.refused] == [
        "row 2 (P1): These cells have faults: E2, F2.",
        "row 4 (P3): These cells have faults: B4.",
    ]
