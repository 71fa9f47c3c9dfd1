"""Thresholds that go by another fact: by a choice, a yes/no, bands of a figure or days."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, read
from fundcalc.policy.parameters import parameters
from fundcalc.prose import explain, measure_page
from fundcalc.prose.parameters import parameter as label
from tests.engine.table.test_rounds import agree

TEXT = """
id = "thresholds"
code = "TH"
without_filing = true
title = { zh = "甲", en = "A" }
short = { zh = "甲", en = "A" }
issuer = { zh = "甲", en = "A" }
articles = ["第一条", "第二条", "第三条", "第四条"]
[validity]
cite = "第四条"
from = 2026-01-01
[condition.staff]
cite = "第一条"
fact = "full_time_staff"
[condition.staff.at_least]
by = "platform_kind"
proof_of_concept = 5
pilot_service = 0
pilot_base = { by = "plaque_only", yes = 8, no = 12 }
[condition.income]
cite = "第二条"
fact = "annual_service_income"
[condition.income.at_least]
by = "full_time_staff"
bands = [{ value = 100_000 }, { from = 10, value = 500_000 }, { above = 20, value = "1234567.89" }]
[condition.site]
cite = "第三条"
sum = ["site_area"]
at_most = { by = "application_date", bands = [{ value = "200.5" }, { from = 2026-06-01, value = 300 }] }
[condition.per_head]
cite = "第二条"
fact = "technology_contracts"
per = "titled_staff"
more_than = "33333.33"
[benefit.prize]
cite = "第三条"
zh = "奖励"
en = "prize"
kind = "share"
of = "eligible_investment"
rate = "10%"
paid = "yearly"
"""


def with_text(text: str) -> Policy:
    return read(text.encode(), Path("thresholds/policy.toml"), changes={}, readings={})


POLICY = with_text(TEXT)


def row(number: int, **facts: object) -> dict[str, object]:
    given_ = {key: value for key, value in facts.items() if value is not None}
    return {"platform": f"p{number}", "organisation": f"o{number}", "award_year": 2026, "eligible_investment": "100",
            "application_date": date(2026, 3, 1), "technology_contracts": "100000", "titled_staff": 3} | given_  # fmt: skip


def expected(
    kind: str | None, plaque: bool | None, staff: int | None, fen: int | None, area: int | None, late: bool
) -> str:
    """The status, worked out from the text alone."""
    staff_limit = {
        "proof_of_concept": 5,
        "pilot_service": 0,
        "pilot_base": None if plaque is None else 8 if plaque else 12,
    }
    limit = None if kind is None else staff_limit[kind]
    answers = [None if staff is None or limit is None else staff >= limit]
    income = None if staff is None else 10_000_000 if staff < 10 else 50_000_000 if staff <= 20 else 123_456_789
    answers.append(None if fen is None or income is None else fen >= income)
    answers.append(None if area is None else area <= (300 if late else 200))
    return "ineligible" if False in answers else "needs_documents" if None in answers else "payable"


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([None, "proof_of_concept", "pilot_base", "pilot_service"]),
            st.sampled_from([None, True, False]),
            st.one_of(st.none(), st.integers(4, 22)),
            st.one_of(
                st.none(), st.sampled_from([9_999_999, 10_000_000, 49_999_999, 50_000_000, 123_456_788, 123_456_789])
            ),
            st.sampled_from([None, 199, 200, 201, 300, 301]),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_each_threshold_goes_by_its_fact(rows: list[Any]) -> None:
    round_ = [
        row(number, platform_kind=kind, plaque_only=plaque, full_time_staff=staff, site_area=area,
            annual_service_income=None if fen is None else f"{fen // 100}.{fen % 100:02d}",
            application_date=date(2026, 6, 1) if late else date(2026, 5, 31))
        for number, (kind, plaque, staff, fen, area, late) in enumerate(rows)
    ]  # fmt: skip
    decisions = fundcalc.decide_all(POLICY, round_)
    assert [decision.status for decision in decisions] == [expected(*one) for one in rows]
    agree("polars", POLICY, round_)


COMPLETE: dict[str, object] = {"platform_kind": "pilot_service", "plaque_only": False, "full_time_staff": 9,
                            "annual_service_income": "100000", "site_area": 100}  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 40), st.integers(-3, 3), st.booleans()), min_size=1, max_size=10))
def test_a_figure_per_head_is_compared_exactly(rows: list[tuple[int, int, bool]]) -> None:
    round_, statuses = [], []
    for number, (heads, more, known) in enumerate(rows):
        fen = max(0, heads * 3_333_333 + more)
        amount = f"{fen // 100}.{fen % 100:02d}"
        round_.append(
            row(number, **COMPLETE) | {"technology_contracts": amount, "titled_staff": heads if known else ""}
        )
        open_ = not known or not heads
        statuses.append("needs_documents" if open_ else "payable" if fen > heads * 3_333_333 else "ineligible")
    assert [decision.status for decision in fundcalc.decide_all(POLICY, round_)] == statuses
    agree("polars", POLICY, round_)


def test_a_quotient_is_shown() -> None:
    decision = fundcalc.decide(POLICY, row(1, **COMPLETE) | {"technology_contracts": "100000", "titled_staff": 3})
    check = next(check for check in decision.to_dict()["checks"] if check["id"] == "per_head")
    assert (check["outcome"], check["seen"]) == ("yes", "100000.00/3")
    with speaking("en"):
        page = str(explain(decision))
    assert "given: about CNY 33,333.33; met" in page


@pytest.mark.slow
def test_duckdb_says_the_same() -> None:
    kinds = [None, "proof_of_concept", "pilot_base"]
    agree("duckdb", POLICY, [row(at, platform_kind=kinds[at % 3], plaque_only=at % 2 == 0, full_time_staff=at,
                                 annual_service_income=f"{at * 30_000}", site_area=150) for at in range(24)])  # fmt: skip


def test_what_decides_the_figure_is_missing() -> None:
    decision = fundcalc.decide(POLICY, row(1, full_time_staff=9, annual_service_income="100000", site_area=100))
    assert decision.status == "needs_documents"
    assert decision.missing == ("platform_kind",)
    with speaking("en"):
        assert "5 (kind of platform is proof-of-concept centre)" in str(explain(decision))


def test_the_page_shows_each_figure() -> None:
    with speaking("zh"):
        page = str(measure_page(POLICY))
    assert "1,234,567.89 元" in page
    assert "加挂" in page or "挂牌" in page


def test_each_cell_can_be_moved() -> None:
    lines = parameters(POLICY)
    path = "condition.staff.at_least.pilot_base.no"
    assert lines[path].value == 12
    assert str(lines["condition.income.at_least.bands.2.value"].value) == "1234567.89"
    with speaking("en"):
        names = [label(POLICY, line) for line in lines.values()]
    assert len(set(names)) == len(names)
    changed = read(TEXT.encode(), POLICY.path, changes={path: 3}, readings={})
    facts = {"platform_kind": "pilot_base", "plaque_only": False, "full_time_staff": 3,
             "annual_service_income": "100000", "site_area": 100}  # fmt: skip
    assert [fundcalc.decide(one, row(1, **facts)).status for one in (POLICY, changed)] == ["ineligible", "payable"]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("proof_of_concept = 5\n", "", "condition.staff.at_least: does not cover platform_kind = proof_of_concept"),
        ("pilot_service = 0", "pilot_servce = 0", "did you mean pilot_service?"),
        (
            'per = "titled_staff"',
            'per = "site_area"',
            "site_area is of the kind area, and this condition asks for count",
        ),
        ('per = "titled_staff"', 'per = "titled_stuff"', "did you mean titled_staff?"),
        ("yes = 8", "yes = -8", "takes a number of 0 or more"),
        ('by = "plaque_only", ', "", "condition.staff.at_least.pilot_base.by: is missing"),
        (
            "{ from = 10, value = 500_000 }",
            "{ from = 30, value = 500_000 }",
            "condition.income.at_least.bands: each band",
        ),
        ("{ from = 10, value = 500_000 }", "{ from = 10 }", "bands.1.value: is missing"),
        ('by = "full_time_staff"', 'by = "full_time_stff"', "did you mean full_time_staff?"),
    ],
)
def test_a_wrong_table_is_named(before: str, after: str, fault: str) -> None:
    assert before in TEXT
    with speaking("en"), pytest.raises(PolicyError) as refused:
        with_text(TEXT.replace(before, after))
    assert fault in "\n".join(refused.value.faults)
