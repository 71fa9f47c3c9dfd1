"""Figures in the words of a measure. The sentences are invented."""

import time
from fractions import Fraction

import pytest

from fundcalc.measure_text.figures import PrintedFigure, figures


def described(text: str) -> list[tuple[str, str, str, str]]:
    return [(figure.kind, str(figure.value), figure.unit, figure.comparison) for figure in figures(text)]


@pytest.mark.parametrize(
    "written", ["200万元", "二百万元", "贰佰万元", "2,000,000元", "2000000 元", "2百万元", "200 万 元"]
)
def test_one_amount_has_many_spellings(written: str) -> None:
    assert described(f"给予{written}的补助")[0][:2] == ("money", "2000000")


@pytest.mark.parametrize("written", ["20%", "20％", "百分之二十", "200‰", "千分之二百", "五分之一", "0.2倍"])
def test_one_rate_has_many_spellings(written: str) -> None:
    assert described(f"按{written}给予补助") == [("rate", "1/5", "", "")]


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("不低于10人", "least"), ("不少于10人", "least"), ("至少10人", "least"), ("10人以上", "least"),
        ("10人（含）以上", "least"),
        ("10人以上（含10人）", "least"), ("满10人", "least"), ("不低于团队人员总数的10人", "least"),
        ("超过10人", "more"), ("突破10人", "more"), ("多于10人", "more"),
        ("不超过10人", "most"), ("不得超过10人", "most"), ("最多10人", "most"), ("10人以下", "most"), ("10人以内", "most"),
        ("不足10人", "less"), ("少于10人", "less"), ("配备10人", ""),
    ],
)  # fmt: skip
def test_the_words_around_a_figure_compare(text: str, comparison: str) -> None:
    assert described(text) == [("count", "10", "", comparison)]


def test_a_comparison_ends_with_its_clause() -> None:
    assert described("面积不少于500平方米，团队10人") == [("area", "500", "", "least"), ("count", "10", "", "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五年", ("period", "5", "years", "")),
        ("3个月内", ("period", "3", "months", "most")),
        ("5个工作日", ("period", "5", "working_days", "")),
        ("不少于7天", ("period", "7", "days", "least")),
        ("2025年12月6日", ("date", "2025-12-06", "", "")),
        ("二〇二五年十二月六日", ("date", "2025-12-06", "", "")),
        ("2025年", ("year", "2025", "", "")),
        ("京科规[2024] 7号", ("document", "京科规〔2024〕7号", "", "")),
        ("连续两次", ("count", "2", "", "")),
        ("300万", ("number", "3000000", "", "")),
    ],
)
def test_a_figure_has_a_kind(text: str, expected: tuple[str, str, str, str]) -> None:
    assert described(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "依照第十三条（一）2和第三章", "《促进转化十五条措施》", "一是完善制度，二是加强管理", "为一个或多个行业服务",
        "同一年度",
        "下一年度计划", "二次开发", "第三方机构", "统一命名", "以下三项之一", "附件2", "一站式",
    ],
)  # fmt: skip
def test_addresses_titles_and_articles_hold_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_a_list_shares_the_unit_of_its_last() -> None:
    assert [figure.value for figure in figures("分别给予100、200、300万元")] == [10**6, 2 * 10**6, 3 * 10**6]
    assert [(figure.value, figure.unit) for figure in figures("建设期3至5年")] == [
        (Fraction(3), "years"),
        (Fraction(5), "years"),
    ]


def test_a_cell_of_a_table_is_a_number() -> None:
    assert described("场地面积\t平方米\t5\t租赁协议") == [("number", "5", "", "")]


@pytest.mark.parametrize(
    "text", ["最高给予依托单位200万元", "不低于总数的 20%", "10 名（含）以上", "京科规[2024]7号", "满一年"]
)
def test_a_printed_figure_is_short_and_reads_as_the_same(text: str) -> None:
    figure = figures(text)[0]
    again = figures(figure.printed)[0]
    assert len(figure.printed) <= 12
    assert isinstance(figure, PrintedFigure)
    assert (again.kind, again.value, again.comparison) == (figure.kind, figure.value, figure.comparison)


def test_a_rate_is_a_fraction() -> None:
    assert figures("12.5%")[0].value == Fraction(1, 8)


@pytest.mark.parametrize("unit", ["一", "1", "1,000,", "百分之", "2026年", "《", "（含", "二〇", "施行"])
def test_a_hostile_text_is_searched_in_little_time(unit: str) -> None:
    started = time.perf_counter()
    figures(unit * 2_000)
    assert time.perf_counter() - started < 10
