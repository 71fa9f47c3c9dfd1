"""Accounts that Beancount accepts, and award ids that cannot run together."""

from datetime import date

import pytest
from beancount.core import account
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.ledger import writer as escape
from fundcalc.ledger.authority import accounts as chart

IDS = st.from_regex(r"[A-Za-z0-9._-]{1,8}", fullmatch=True)
PARTS = st.tuples(
    st.from_regex(r"[A-Z][A-Z0-9]{0,2}", fullmatch=True),
    st.integers(1901, 2199),
    st.from_regex(r"[A-Z0-9_a.-]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True),
)


def test_the_accounts_of_a_fund() -> None:
    assert chart.fund("YN", 2026) == "YN-2026"
    assert chart.of_fund("YN-2026") == (
        "Assets:Fund:YN-2026:Treasury",
        "Equity:Fund:YN-2026:Free",
        "Equity:Fund:YN-2026:Committed",
        "Expenses:Fund:YN-2026:Awards",
    )
    assert chart.owed("YN-2026", "91530100MA6K") == "Liabilities:Fund:YN-2026:Awards:91530100MA6K"


@given(IDS)
def test_every_account_is_one_to_beancount(organisation: str) -> None:
    assert all(map(account.is_valid, (*chart.of_fund("YN-2026"), chart.owed("YN-2026", organisation))))


@given(PARTS, PARTS)
def test_award_ids_are_as_different_as_what_they_stand_for(
    one: tuple[str, int, str, str], other: tuple[str, int, str, str]
) -> None:
    assert (chart.award_id(*one) == chart.award_id(*other)) == (one == other)
    assert escape.mismatches("tag", (chart.award_id(*one),)) == ()


def test_parts_that_look_alike_do_not_collide() -> None:
    assert chart.award_id("YN", 2026, "p-build", "x") != chart.award_id("YN", 2026, "p", "build_x")
    assert chart.award_id("YN", 2026, "2026-p", "x") != chart.award_id("YN", 2026, "p", "x")


@pytest.mark.parametrize(
    ("year", "good"), [(1901, True), (2199, True), (1900, False), (2200, False), (True, False), ("2026", False)]
)
def test_years(year: object, good: bool) -> None:
    assert chart.is_year(year) is good


def test_a_fund_is_open_from_the_year_before() -> None:
    assert chart.opened(2026) == date(2025, 1, 1)
