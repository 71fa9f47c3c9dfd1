"""Extreme figures: a table says what ``decide_all`` says, or is refused; no number wraps around."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.money import LARGEST_FEN, plain
from fundcalc.policy.loading import load
from tests.engine.table.test_rounds import ENGINES, agree, pl, tables

AMOUNTS = [0, 1, 2**53 // 2, 2**53, 9 * 10**16, LARGEST_FEN - 1, LARGEST_FEN]
RATES = ["20%", "100%", "1000%", "9200%", "100000%", "33.333333333%", "0.0000000000000000001%", "99999999999999999999%"]
UNITS = ["0.01", "10000"]
# The check is the same expression for every engine: the random figures run on Polars, and on all in the slow run.
mostly_polars = pytest.mark.parametrize(
    "engine", ["polars", *(pytest.param(name, marks=pytest.mark.slow) for name in ENGINES if name != "polars")]
)

APPLICATION: Mapping[str, object] = {
    "organisation": "o1",
    "award_year": 2026,
    "application_date": date(2026, 3, 1),
    "filed_on": date(2026, 2, 1),
    "platform_kind": "pilot_base",
    "plaque_only": False,
}
PAID: Mapping[str, object] = {"organisation": "o1", "programme": "yunnan-2025", "benefit": "build", "year": 2026}


def application(number: int, **given_: object) -> dict[str, object]:
    return {**APPLICATION, "platform": f"p{number}", **given_}


def same_or_refused(engine: str, policy: object, round_: Sequence[object], paid: Sequence[object] = ()) -> bool:
    """Whether the table was decided, as ``decide_all`` decides it; False if it was refused."""
    try:
        agree(engine, policy, round_, paid)
    except fundcalc.ApplicationError as refused:
        assert "use decide_all" in str(refused)  # noqa: PT017, any other refusal is a failure
        return False
    return True


@mostly_polars
@settings(max_examples=15, deadline=None)
@given(
    rate=st.sampled_from(RATES),
    unit=st.sampled_from(UNITS),
    bases=st.lists(st.sampled_from(AMOUNTS), min_size=1, max_size=3),
)
def test_a_share_of_an_extreme_base(engine: str, rate: str, unit: str, bases: list[int]) -> None:
    changes = {"benefit.build.rate": rate, "benefit.build.cap": plain(LARGEST_FEN)}
    round_ = [
        application(number, organisation=f"o{number}", eligible_investment=plain(base))
        for number, base in enumerate(bases)
    ]
    same_or_refused(engine, load("yunnan-2025", changes=changes, readings={"rounding_unit": unit}), round_)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_product_beyond_64_bits_is_refused_not_wrapped(engine: str) -> None:
    cap = {"benefit.build.cap": plain(LARGEST_FEN)}
    round_ = [application(1, eligible_investment="900000000000000")]
    assert not same_or_refused(engine, load("yunnan-2025", changes={"benefit.build.rate": "100000%", **cap}), round_)
    assert same_or_refused(engine, load("yunnan-2025", changes={"benefit.build.rate": "1000%", **cap}), round_)


@mostly_polars
@settings(max_examples=10, deadline=None)
@given(
    rows=st.sampled_from([1, 2, 45, 46, 92, 93]),
    amounts=st.lists(st.sampled_from([LARGEST_FEN, -LARGEST_FEN, LARGEST_FEN - 1, 1]), min_size=1, max_size=3),
    contest_of=st.sampled_from(["identity_totals", "each_benefit", "every_award"]),
    already_paid=st.sampled_from(["top_up", "first_only", "replace"]),
    build_once_per=st.sampled_from(["platform", "organisation"]),
)
def test_extreme_awards_already_paid(
    engine: str, rows: int, amounts: list[int], contest_of: str, already_paid: str, build_once_per: str
) -> None:
    assert_extreme_awards_agree(engine, rows, amounts, (contest_of, already_paid, build_once_per))


def test_extreme_awards_already_paid_by_duckdb() -> None:
    assert_extreme_awards_agree("duckdb", 46, [LARGEST_FEN, 1], ("identity_totals", "top_up", "platform"))


def assert_extreme_awards_agree(engine: str, rows: int, amounts: list[int], values: Sequence[str]) -> None:
    readings = dict(zip(("contest_of", "already_paid", "build_once_per"), values, strict=True))
    policy = load("yunnan-2025", readings=readings, changes={"benefit.build.cap": plain(LARGEST_FEN)})
    round_ = [application(1, eligible_investment="900000000000000"), application(2, eligible_investment="5")]
    programmes = (("yunnan-2025", ("operating", "build")), ("elsewhere", ("build", "prize")))
    paid = []
    for number in range(rows):
        programme, benefits = programmes[number % 2]
        amount = plain(amounts[number % len(amounts)])
        benefit = benefits[number % 3 % 2]
        paid.append(
            {**PAID, "platform": f"p{number % 3}", "benefit": benefit, "programme": programme, "amount": amount}
        )
    same_or_refused(engine, policy, round_, paid)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rows", [1, 3, 100])
def test_the_sum_of_extreme_detail_records(engine: str, rows: int) -> None:
    record = {"date": date(2026, 1, 1), "category": "equipment", "funding": "own", "amount": plain(LARGEST_FEN)}
    round_ = [application(1, investments=[record] * rows)]
    decided = same_or_refused(engine, load("yunnan-2025", changes={"benefit.build.rate": "10%"}), round_)
    assert decided == (rows < 45)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("share", ["50%", "1000000000000%", "99999999999999999999%", "33.333333333333%"])
def test_an_extreme_share_of_a_count(engine: str, share: str) -> None:
    policy = load("inner-mongolia-2025", changes={"condition.base_qualified.share_at_least": share})
    facts = {"filed_on": None, "full_time_staff": 999_999_999, "qualified_technical_staff": 999_999_998}
    row = {name: value for name, value in APPLICATION.items() if name != "plaque_only"}
    assert same_or_refused(engine, policy, [{**row, "platform": "p1", **facts}]) == (share == "50%")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("years", [2, 100])
def test_an_extreme_number_of_years(engine: str, years: int) -> None:
    policy = load("yunnan-2025", changes={"ban.years": years})
    row = application(1, revoked_on=date(2025, 1, 1), revocation_ground="第十八条（一）", eligible_investment="5")
    assert same_or_refused(engine, policy, [row])


@pytest.mark.parametrize("years", [101, 10**18])
def test_no_measure_has_more_years(years: int) -> None:
    with pytest.raises(fundcalc.PolicyError, match="at most 100"):
        load("yunnan-2025", changes={"ban.years": years})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("limit", ["500", "500.000001", "999999999999.999999"])
def test_an_extreme_area(engine: str, limit: str) -> None:
    policy = load("yunnan-2025", changes={"condition.poc_site.at_least": limit})
    round_ = [
        application(number, organisation=f"o{number}", platform_kind="proof_of_concept", filed_on=None, site_area=area)
        for number, area in enumerate(map(Decimal, ("499.999999", "500.000001", "999999999999.999999")))
    ]
    assert same_or_refused(engine, policy, round_)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("places", "taken"), [(6, True), (18, True), (19, False), (26, False)])
def test_areas_of_many_decimals(engine: str, places: int, taken: bool) -> None:
    policy = load("yunnan-2025", changes={"condition.poc_site.at_least": "99999999999.999998"})
    row = application(1, platform_kind="proof_of_concept", filed_on=None, site_area=Decimal("99999999999.999997"))
    frame, paid, details = tables(policy, [row], [])
    frame = frame.with_columns(pl.col("site_area").cast(pl.Decimal(38, places)))
    if taken:
        assert ENGINES[engine](policy, frame, paid, details)["status"].to_list() == ["ineligible"]
    else:
        with pytest.raises(fundcalc.ApplicationError, match="give square metres with at most 18 decimals"):
            ENGINES[engine](policy, frame, paid, details)
