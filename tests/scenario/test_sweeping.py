"""A line that moves: every point of a sweep is what the policy with that value comes to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from fundcalc.base.errors import ApplicationError, PolicyError, ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.parameters import parameters
from fundcalc.scenario.definition import varied
from fundcalc.scenario.invention import invent
from fundcalc.scenario.prepared import prepare, sums
from fundcalc.scenario.sweeping import margins, sweep

from .rounds import of_bases, total


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


def test_a_curve_has_a_row_a_value_with_the_unit_in_its_name(yunnan: Policy) -> None:
    curve = sweep(yunnan, of_bases(5_000_000, 20_000_000), {"benefit.build.cap": [1_000_000, 2_000_000, "3000000.50"]})
    assert curve["benefit.build.cap_yuan"].to_list() == [Decimal(1_000_000), Decimal(2_000_000), Decimal("3000000.50")]
    assert curve["total_fen"].to_list() == [200_000_000, 300_000_000, 400_000_050]
    assert curve["change_fen"].to_list() == [-100_000_000, 0, 100_000_050]


def test_a_grid_has_a_row_a_pair(yunnan: Policy) -> None:
    grid = sweep(
        yunnan, of_bases(20_000_000), {"benefit.build.rate": ["5%", "10%"], "benefit.build.cap": [500_000, 5_000_000]}
    )
    message = grid.select("benefit.build.rate_percent", "benefit.build.cap_yuan", "total_fen").rows()
    assert message == [
        (Decimal(5), Decimal(500_000), 50_000_000),
        (Decimal(5), Decimal(5_000_000), 100_000_000),
        (Decimal(10), Decimal(500_000), 50_000_000),
        (Decimal(10), Decimal(5_000_000), 200_000_000),
    ]


def test_days_and_years_can_be_swept_too(yunnan: Policy) -> None:
    of_days = sweep(yunnan, of_bases(5_000_000), {"validity.from": [date(2026, 3, 1), "2026-03-02"]})
    assert of_days["validity.from_date"].to_list() == [date(2026, 3, 1), date(2026, 3, 2)]
    assert of_days["paid"].to_list() == [1, 0]
    assert sweep(yunnan, of_bases(5_000_000), {"ban.years": [1, 2]})["ban.years_years"].to_list() == [1, 2]


def test_every_point_is_what_the_exact_engine_says(yunnan: Policy) -> None:
    population = invent(yunnan, applications=60, seed=2)
    curve = sweep(yunnan, population, {"benefit.build.rate": ["12.5%", "20%", "33.33%"]})
    exact = [total(varied(yunnan, {"benefit.build.rate": rate}), population) for rate in ("12.5%", "20%", "33.33%")]
    assert curve["total_fen"].to_list() == exact


def test_policies_with_rows_are_joined_differently_come_back_in_their_order(yunnan: Policy) -> None:
    population = invent(yunnan, applications=60, seed=2)
    policies = [
        varied(yunnan, {"benefit.build.cap": cap}, {"contest_of": contest})
        for cap, contest in (
            (1_000_000, "identity_totals"), (1_000_000, "every_award"), (2_000_000, "identity_totals"),
            (2_000_000, "each_benefit"), (2_000_000, "every_award"),
        )
    ]  # fmt: skip
    together = sums(prepare(population, yunnan), policies)
    assert [sums["total_fen"] for sums in together] == [total(policy, population) for policy in policies]


@pytest.mark.parametrize("first", ["review", "ignore"])
def test_policies_that_leave_other_questions_to_a_person_share_no_benefits(yunnan: Policy, first: str) -> None:
    grades = {"plaque_only": True, "grade": "fail", "service_mechanism": True, "service_income": 10_000_000}
    applications = of_bases(0).applications.with_columns(**{name: pl.lit(value) for name, value in grades.items()})
    population = replace(of_bases(0), applications=applications)
    second = "ignore" if first == "review" else "review"
    policies = [varied(yunnan, readings={"plaque_grade": value}) for value in (first, second)]
    found = sums(prepare(population, yunnan), policies)
    assert {value: row["open"] for value, row in zip((first, second), found, strict=True)} == {"review": 1, "ignore": 0}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "one line is swept, or two; 0 were given"),
        ({"benefit.build.cap": range(0)}, "benefit.build.cap: no value is given to try"),
        ({"benefit.build.cap": range(200), "benefit.operating.cap": range(200)},
         "40000 points are more than 10000; take larger steps"),
    ],
)  # fmt: skip
def test_a_sweep_that_cannot_be_made_is_reported(yunnan: Policy, values: dict[str, range], message: str) -> None:
    with speaking("en"), pytest.raises(ScenarioError) as error:
        sweep(yunnan, of_bases(1), values)
    assert str(error.value) == message


def test_a_value_that_the_policy_cannot_have_is_refused(yunnan: Policy) -> None:
    with speaking("en"), pytest.raises(PolicyError, match=r"ban\.years: 0 is too small; it is at least 1"):
        sweep(yunnan, of_bases(1), {"ban.years": [0]})


def test_the_margin_of_a_line_is_what_one_step_costs(yunnan: Policy) -> None:
    population = of_bases(5_000_000, 20_000_000)
    found = {row["line"]: row for row in margins(yunnan, population).rows(named=True)}
    # A step of 50,000 of the cap moves one of two; one of half a per cent of the rate the other.
    assert (found["benefit.build.cap"]["step"], found["benefit.build.cap"]["up_fen"]) == ("50000.00", 5_000_000)
    assert (found["benefit.build.rate"]["step"], found["benefit.build.rate"]["up_fen"]) == ("0.5%", 2_500_000)
    assert found["benefit.build.rate"]["down_fen"] == -2_500_000
    assert found["benefit.operating.cap"]["up_fen"] == 0
    assert next(iter(found)) == "benefit.build.cap"
    assert found.keys() <= parameters(yunnan).keys()


def test_a_margin_that_the_policy_cannot_have_is_not_reported(yunnan: Policy) -> None:
    shorter = varied(yunnan, {"ban.years": 1})
    (row,) = margins(shorter, of_bases(1), ["ban.years"]).rows(named=True)
    assert (row["up_fen"], row["down_fen"]) == (0, None)


def test_a_value_beyond_the_whole_numbers_of_the_engine_is_refused_not_cut(yunnan: Policy) -> None:
    population = of_bases(10**13)
    with speaking("en"), pytest.raises(ApplicationError) as error:
        sweep(yunnan, population, {"benefit.build.rate": ["20%", "12.34567891%"]})
    assert str(error.value) == (
        "the table cannot be decided\n"
        "  build: its amount for a base of 10,000,000,000,000.00 yuan exceeds the integers of this engine; use decide_all"
    )


def test_a_total_beyond_the_whole_numbers_is_refused_not_cut(yunnan: Policy) -> None:
    uncapped = varied(yunnan, {"benefit.build.cap": 10**15, "benefit.build.rate": "100%"})
    population = of_bases(*[4 * 10**14] * 300)
    with speaking("en"), pytest.raises(ApplicationError) as error:
        sums(prepare(population, yunnan), [yunnan, uncapped])
    assert str(error.value) == (
        "the table cannot be added up\n"
        "  300 applications of up to 400,000,001,000,000.01 yuan may sum to more than this engine's "
        "integers hold; use decide_all"
    )


def test_a_policy_that_asks_for_another_fact_is_not_answered_from_what_was_prepared_without_it(yunnan: Policy) -> None:
    """What is counted as projects is a fact that the measure as it stands does not ask for, so that its column was left out."""
    population = invent(yunnan, applications=60, seed=3)
    staffed = replace(
        population, applications=population.applications.with_columns(full_time_staff=pl.lit(100, pl.Int64))
    )
    other = varied(yunnan, {"condition.pilot_projects.fact": "full_time_staff"})
    (alone,) = sums(prepare(staffed, other), [other])
    assert sums(prepare(staffed, yunnan), [yunnan, other])[1] == alone
    assert alone["eligible"] == 8
