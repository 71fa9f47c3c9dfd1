"""Accounts that Beancount accepts, and award ids that cannot run together."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from beancount.core import account
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.errors import BookError
from fundcalc.ledger import accounts, writer

IDS = st.from_regex(r"[A-Za-z0-9._-]{1,8}", fullmatch=True)
PARTS = st.tuples(
    st.from_regex(r"[A-Z][A-Z0-9]{0,2}", fullmatch=True),
    st.integers(1901, 2199),
    st.from_regex(r"[A-Z0-9_a.-]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True),
)


def test_the_accounts_of_a_fund() -> None:
    assert accounts.fund_id("YN", 2026) == "YN-2026"
    assert accounts.of_fund("YN-2026") == (
        "Assets:Fund:YN-2026:Treasury",
        "Equity:Fund:YN-2026:Free",
        "Equity:Fund:YN-2026:Committed",
        "Expenses:Fund:YN-2026:Awards",
    )
    assert accounts.owed("YN-2026", "91530100MA6K") == "Liabilities:Fund:YN-2026:Awards:91530100MA6K"


@given(IDS)
def test_every_account_is_one_to_beancount(organisation: str) -> None:
    assert all(map(account.is_valid, (*accounts.of_fund("YN-2026"), accounts.owed("YN-2026", organisation))))


@given(PARTS, PARTS)
def test_award_ids_are_as_different_as_what_they_stand_for(
    one: tuple[str, int, str, str], other: tuple[str, int, str, str]
) -> None:
    assert (accounts.award_id(*one) == accounts.award_id(*other)) == (one == other)
    assert writer.mismatches("tag", (accounts.award_id(*one),)) == ()


def test_parts_that_look_alike_do_not_collide() -> None:
    assert accounts.award_id("YN", 2026, "p-build", "x") != accounts.award_id("YN", 2026, "p", "build_x")
    assert accounts.award_id("YN", 2026, "2026-p", "x") != accounts.award_id("YN", 2026, "p", "x")


@pytest.mark.parametrize(
    ("year", "good"), [(1901, True), (2199, True), (1900, False), (2200, False), (True, False), ("2026", False)]
)
def test_years(year: object, good: bool) -> None:
    assert accounts.is_year(year) is good


def test_a_fund_is_open_from_the_year_before() -> None:
    assert accounts.opening_day(2026) == date(2025, 1, 1)


@given(IDS, IDS)
def test_no_two_organisations_share_an_account(one: str, other: str) -> None:
    parts = accounts.part(one), accounts.part(other)
    assert (parts[0] == parts[1]) == (one == other)
    assert all(account.is_valid(f"Liabilities:Fund:YN-2026:Awards:{part}") for part in parts)


def test_every_short_id_has_an_account_of_its_own() -> None:
    ids = ["".join(letters) for size in (1, 2, 3, 4) for letters in product("aA1.-_X", repeat=size)]
    assert len({accounts.part(identifier) for identifier in ids}) == len(ids)


@pytest.mark.parametrize("part", ["91530100MA6K", "A", "1-a", "O1"])
def test_an_id_that_can_be_a_part_is_its_own(part: str) -> None:
    assert accounts.part(part) == part


def test_an_organisation_that_is_no_id_is_refused() -> None:
    with pytest.raises(BookError) as caught:
        accounts.part("某单位")
    assert str(caught.value) == (
        "id '某单位' cannot be written to a ledger: an id holds letters and digits of ASCII, '.', '_' and '-'"
    )


NAMES = st.sampled_from(
    [
        accounts.treasury, accounts.free, accounts.committed, accounts.awarded, accounts.clawback_due, accounts.recovered,
    ]
)  # fmt: skip


@given(NAMES, st.from_regex(r"[A-Z][A-Z0-9]{0,4}", fullmatch=True), st.integers(1901, 2199))
def test_an_account_of_a_fund_is_parsed_as_it_was_built(build: Callable[[str], str], code: str, year: int) -> None:
    fund = accounts.fund_id(code, year)
    assert accounts.parse(build(fund)) == accounts.AccountName(build.__name__, fund)  # type: ignore[arg-type]
    assert (accounts.code_of(fund), accounts.year_of(fund)) == (code, year)


@given(IDS, st.sampled_from(["30218-专用材料费", "U-其他", "30228"]))
def test_an_account_of_an_award_is_parsed_as_it_was_built(award: str, use: str) -> None:
    for kind, name in accounts.of_award(award).items():
        assert accounts.parse(name) == accounts.AccountName(kind, award)
    assert accounts.parse(accounts.spent(award, use)) == accounts.AccountName("spent", award, use)


@given(IDS)
def test_an_account_of_an_organisation_is_parsed_as_it_was_built(organisation: str) -> None:
    name = accounts.owed("YN-2026", organisation)
    assert accounts.parse(name) == accounts.AccountName("owed", "YN-2026", accounts.part(organisation))


@pytest.mark.parametrize(
    "name", ["Assets", "Assets:Bank", "Assets:Fund:YN-2026", "Equity:Fund:YN-2026:Free:Sub", "Expenses:Lab:A:30218"]
)
def test_any_other_account_is_not_ours(name: str) -> None:
    assert accounts.parse(name) is None


def test_a_part_that_no_id_makes_stays_as_it_is() -> None:
    assert accounts.parse("Assets:Special:试点") == accounts.AccountName("money", "试点")


@given(PARTS)
def test_the_fund_of_an_award(parts: tuple[str, int, str, str]) -> None:
    assert accounts.fund_of(accounts.award_id(*parts)) == accounts.fund_id(*parts[:2])
