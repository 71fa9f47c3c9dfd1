"""The value of a line that a budget just allows: one step further costs more than there is."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.parameter_values import written
from fundcalc.scenario import budget as meeting
from fundcalc.scenario.budget import meet_budget
from fundcalc.scenario.definition import varied
from fundcalc.scenario.invention import invent
from fundcalc.scenario.population import Population

from .rounds import of_bases, total


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


def test_the_highest_cap_that_the_budget_allows(yunnan: Policy) -> None:
    """Three get 20 % of 20 million each, up to the cap: of 7 million a cap of 2,333,333.33 is allowed."""
    population = of_bases(20_000_000, 20_000_000, 20_000_000)
    found = meet_budget(yunnan, population, "benefit.build.cap", 7_000_000, between=(2_300_000, 2_400_000), step="0.01")
    assert (found.value, found.total_fen) == (Decimal("2333333.33"), 699_999_999)
    assert (found.beyond, found.beyond_fen) == (Decimal("2333333.34"), 700_000_002)
    assert (found.checked, found.mismatches) == (3, ())


def test_a_budget_that_is_met_to_the_fen_is_within(yunnan: Policy) -> None:
    found = meet_budget(yunnan, of_bases(20_000_000), "benefit.build.cap", 2_350_000)
    assert (found.value, found.total_fen, found.beyond) == (Decimal("2350000.00"), 235_000_000, Decimal("2400000.00"))


def test_a_budget_that_allows_everything_has_nothing_beyond(yunnan: Policy) -> None:
    found = meet_budget(yunnan, of_bases(5_000_000), "benefit.build.rate", 10**9)
    assert (found.value, found.beyond, found.beyond_fen) == (Fraction(60, 100), None, None)


def test_of_a_line_that_lowers_the_cost_the_lowest_value_is_found(yunnan: Policy) -> None:
    """Three get a million each while their sites of 1,000, 1,500 and 2,000 m² do; filed ones that do not wait for a person."""
    frame = of_bases(5_000_000, 5_000_000, 5_000_000).applications.with_columns(
        site_area=pl.Series([1_000, 1_500, 2_000])
    )
    sites = Population(frame, None, {}, "sites", True)
    found = meet_budget(yunnan, sites, "condition.pilot_site.at_least", 2_000_000, between=(0, 3_000), step=100)
    assert (found.value, found.total_fen) == (Decimal(1_100), 200_000_000)
    assert (found.beyond, found.beyond_fen) == (Decimal(1_000), 300_000_000)


@pytest.mark.parametrize(
    "path",
    [
        "benefit.build.cap",
        *(pytest.param(f"benefit.{name}.rate", marks=pytest.mark.slow) for name in ("build", "operating")),
    ],
)
def test_no_other_step_of_the_range_comes_closer(yunnan: Policy, path: str) -> None:
    population = invent(yunnan, applications=60, seed=9)
    budget = total(yunnan, population) * 11 // 1000  # in yuan, a tenth more
    found = meet_budget(yunnan, population, path, budget)
    assert total(varied(yunnan, {path: written(found.value)}), population) == found.total_fen <= budget * 100
    assert found.beyond is not None
    assert total(varied(yunnan, {path: written(found.beyond)}), population) == found.beyond_fen
    assert found.beyond_fen is not None
    assert found.beyond_fen > budget * 100


def test_what_cannot_be_met_is_reported(yunnan: Policy) -> None:
    with speaking("en"):
        with pytest.raises(ScenarioError) as error:
            meet_budget(
                yunnan, of_bases(20_000_000), "benefit.build.cap", 1_000, between=(500_000, 1_000_000), step=100_000
            )
        assert str(error.value) == (
            "benefit.build.cap: from 500000.00 to 1000000.00 the least it costs is 500,000.00 yuan, which is more than 1,000.00"
        )
        with pytest.raises(ScenarioError) as error:
            meet_budget(yunnan, of_bases(1), "validity.from", 1_000)
        assert str(error.value) == ("validity.from: has no range of its own; give the range and the step")
        with pytest.raises(ScenarioError) as error:
            meet_budget(yunnan, of_bases(1), "benefit.build.cap", 1_000, between=(5, 1), step=1)
        assert str(error.value) == (
            "benefit.build.cap: 5.00:1.00:1.00 goes nowhere; write FROM:TO:STEP, from the lower to the higher, in steps above 0"
        )


def test_a_line_with_cost_rises_and_falls_is_refused(yunnan: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    def hill(_prepared: object, policies: list[Policy]) -> list[dict[str, int]]:
        caps = [policy.measure.benefit["build"].limit or 0 for policy in policies]
        return [{"total_fen": cap if cap < 300 else 600 - cap} for cap in caps]

    monkeypatch.setattr(meeting, "sums", hill)
    with speaking("en"), pytest.raises(ScenarioError) as error:
        meet_budget(yunnan, of_bases(1), "benefit.build.cap", 3, between=(0, 5), step=1)
    assert str(error.value) == (
        "benefit.build.cap: the cost does not go one way only: it is 3.00 yuan at 3.00 and 2.00 at 4.00; "
        "use a sweep of the line instead"
    )
