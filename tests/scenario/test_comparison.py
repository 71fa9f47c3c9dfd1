"""Before and after a change: what it costs, who gains and loses, and the exact engine says the same of every application."""

from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from fundcalc.base.errors import ApplicationError, PolicyError, ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, available, load
from fundcalc.scenario.comparison import Comparison, compare
from fundcalc.scenario.cross_check import cross_check
from fundcalc.scenario.definition import Scenario, policy_under, varied
from fundcalc.scenario.invention import invent
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import prepare
from fundcalc.scenario.request import WhatIfRequest, answer

from .rounds import exactly, of_bases

CAP = Scenario(changes={"benefit.build.cap": 3_000_000})


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


@pytest.fixture(scope="module")
def raised(yunnan: Policy) -> Comparison:
    """20 % of 5, 10, 12, 15 and 20 million: 1, 2, 2, 2, 2 before, and 1, 2, 2.4, 3, 3 with a cap of 3 million."""
    return compare(yunnan, of_bases(5_000_000, 10_000_000, 12_000_000, 15_000_000, 20_000_000, region="aabbb"), CAP)


def million(amount: str) -> int:
    return int(Decimal(amount) * 100_000_000)


def test_totals_are_those_of_the_applications(raised: Comparison) -> None:
    before, after = raised.totals.rows(named=True)
    assert (before["scenario"], before["paid"], before["total_fen"]) == ("before", 5, million("9"))
    assert (after["scenario"], after["paid"], after["total_fen"]) == ("after", 5, million("11.4"))
    assert (before["mean_fen"], after["mean_fen"]) == (million("1.8"), million("2.28"))
    assert (after["p10_fen"], after["p25_fen"], after["median_fen"]) == (million("1"), million("2"), million("2.4"))
    assert (after["p75_fen"], after["p90_fen"], after["most_fen"]) == (million("3"), million("3"), million("3"))


def test_gainers_are_counted_with_what_they_gain(raised: Comparison) -> None:
    assert raised.moves.row(0, named=True) == {
        "gainers": 3, "gained_fen": million("2.4"), "losers": 0, "lost_fen": 0, "unchanged": 2,
    }  # fmt: skip
    assert raised.winners["platform"].to_list() == ["p4", "p5", "p3"]
    assert raised.losers.height == 0


def test_groups_are_the_facts_and_the_columns_of_the_population(raised: Comparison) -> None:
    assert raised.groups == ("platform_kind", "region")
    found = {(row["group"], row["value"]): row for row in raised.by_group.rows(named=True)}
    assert found["region", "a"]["change_fen"] == 0
    assert (found["region", "b"]["before_fen"], found["region", "b"]["after_fen"]) == (million("6"), million("8.4"))
    assert found["region", "b"]["gainers"] == found["platform_kind", "pilot_base"]["gainers"] == 3


def test_losing_is_the_other_way_round(yunnan: Policy) -> None:
    lower = compare(yunnan, of_bases(5_000_000, 10_000_000), Scenario(changes={"benefit.build.cap": 1_500_000}))
    assert lower.moves.row(0, named=True) == {
        "gainers": 0, "gained_fen": 0, "losers": 1, "lost_fen": million("0.5"), "unchanged": 1,
    }  # fmt: skip
    assert lower.losers["change_fen"].to_list() == [-million("0.5")]


def test_an_amount_is_reached_at_the_amount_itself(raised: Comparison) -> None:
    result = raised.crossings([2_000_000, "2400000.00", "2400000.01", 3_000_000])
    assert result.rows() == [
        (million("2"), 0, 0), (million("2.4"), 3, 0), (million("2.4") + 1, 2, 0), (million("3"), 2, 0),
    ]  # fmt: skip


def test_what_nobody_was_paid_has_no_mean(yunnan: Policy) -> None:
    nobody = compare(yunnan, of_bases(5_000_000), Scenario(changes={"validity.from": "2027-01-01"}))
    before, after = nobody.totals.rows(named=True)
    assert (before["mean_fen"], after["mean_fen"], after["median_fen"]) == (million("1"), None, None)
    assert nobody.statuses.rows() == [("payable", "not_in_force", 1)]


def test_the_budget_of_a_year_is_compared_with_what_is_payable(raised: Comparison) -> None:
    (row,) = raised.budget("10000000").rows(named=True)
    assert (row["award_year"], row["before_left_fen"], row["after_left_fen"]) == (2026, million("1"), -million("1.4"))
    assert (row["before_used_percent"], row["after_used_percent"]) == (Decimal("90.00"), Decimal("114.00"))
    assert raised.budget(0)["after_used_percent"].to_list() == [None]


def test_a_budget_of_next_to_nothing_is_used_many_times_over(yunnan: Policy) -> None:
    all_of_it = Scenario({"benefit.build.cap": 10**14, "benefit.build.rate": "100%"})
    (row,) = compare(yunnan, of_bases(*[10**14] * 30), all_of_it).budget("0.01").rows(named=True)
    assert row["after_used_percent"] == 3 * 10**19


def test_a_budget_that_does_not_do_is_shared_out_to_the_fen(raised: Comparison) -> None:
    paid = raised.pro_rata("10000000.01")
    assert paid["before_paid_fen"].to_list() == paid["before_fen"].to_list()
    assert paid["after_paid_fen"].sum() == million("10") + 1
    assert (paid["after_paid_fen"] <= paid["after_fen"]).all()


def test_what_is_eligible_only_is_kept_apart_and_is_no_claim_on_the_budget(yunnan: Policy) -> None:
    population = of_bases(5_000_000, 10_000_000)
    attested = population.applications.with_columns(
        filed_on=pl.when(pl.col("platform") == "p1").then("filed_on"), all_attested=pl.lit(True), legal_person=pl.lit(True),
        organisation_kind=pl.lit("enterprise"), site_area=pl.lit(2_000), equipment_value=pl.lit(10**9), team_size=pl.lit(20),
        directors=pl.lit(1), pilot_engineers=pl.lit(5), advisers=pl.lit(9), stored_projects=pl.lit(30),
        technology_contracts=pl.lit(10**9),
    )  # fmt: skip
    one_filed = Population(attested, None, {}, "one filed", True)
    before, after = compare(yunnan, one_filed, CAP).totals.rows(named=True)
    assert (before["paid"], before["total_fen"]) == (1, million("1"))
    assert (before["eligible"], before["prospective_fen"]) == (1, million("2"))
    assert compare(yunnan, one_filed, CAP).budget(1_000_000)["after_left_fen"].to_list() == [0]
    assert after["prospective_fen"] == million("2")


def test_another_policy_may_take_the_place_of_the_baseline(yunnan: Policy) -> None:
    """The cash award of Xinzhou for a pilot base instead of Yunnan's share; what Yunnan alone asks is left out."""
    population = of_bases(5_000_000, 10_000_000)
    result = compare(yunnan, population, Scenario(instead="xinzhou-2024"))
    assert result.after.id == "xinzhou-2024"
    assert result.rows["after_fen"].to_list() == [million("0.2"), million("0.2")]
    assert result.rows["change_fen"].to_list() == [-million("0.8"), -million("1.8")]


def test_what_is_changed_already_stays_changed(yunnan: Policy) -> None:
    changed = varied(yunnan, {"benefit.build.rate": "30%"})
    after = policy_under(changed, CAP)
    assert after.changes == {"benefit.build.rate": "30%", "benefit.build.cap": 3_000_000}


def test_what_does_not_fit_is_reported(yunnan: Policy) -> None:
    with speaking("en"):
        with pytest.raises(PolicyError, match=r"benefit\.build\.cpa: there is no such line"):
            compare(yunnan, of_bases(1), Scenario(changes={"benefit.build.cpa": 1}))
        with pytest.raises(ScenarioError) as error:
            compare(yunnan, of_bases(1), CAP, by=["platfrom_kind"])
        assert str(error.value) == (
            "platfrom_kind: the population has no such column to group by; did you mean platform_kind?"
        )
        named = of_bases(1)
        named = Population(
            named.applications.with_columns(before_fen=pl.lit("a")), None, {}, "x", True, ("before_fen",)
        )
        with pytest.raises(ScenarioError) as error:
            compare(yunnan, named, CAP)
        assert str(error.value) == (
            "before_fen: a comparison has a column of its own by this name; rename the column to group by"
        )
        with pytest.raises(ScenarioError) as error:
            answer(yunnan, of_bases(1), WhatIfRequest(CAP, budget="-5"))
        assert str(error.value) == "-5 yuan is below zero; give an amount of 0 or more"
        strange = of_bases(1)
        strange = Population(strange.applications.rename({"plaque_only": "plague_only"}), None, {}, "x", True)
        with pytest.raises(
            ApplicationError, match="plague_only: this policy asks for no such column; did you mean plaque_only"
        ):
            compare(yunnan, strange, CAP)


# Both engines.

OTHERWISE: dict[str, Scenario] = {
    "inner-mongolia-2025": Scenario({"benefit.filing.amount.pilot_base": 1_200_000}, {"same_year": "higher_only"}),
    "yunnan-2025": Scenario(
        {"benefit.build.rate": "12.5%", "benefit.operating.cap": 1_234_567}, {"already_paid": "first_only"}
    ),
    "xinzhou-2024": Scenario({"benefit.recognition.amount": "250000.01"}, {"not_first_filing": "pay"}),
    "urumqi-draft": Scenario({"condition.creation_site.at_least": 300}),
    "xpcc": Scenario({}, {"at_least": "exclusive"}),
}


@pytest.mark.parametrize("id_", available())
def test_the_exact_engine_says_the_same_of_every_application(id_: str) -> None:
    population, policy = invent(dated(id_), applications=150, seed=11), dated(id_)
    after = policy_under(policy, OTHERWISE[id_])
    found = compare(policy, population, after)
    for when, read_so in (("before", policy), ("after", after)):
        result = found.rows.select("platform", f"{when}_status", f"{when}_fen").rows()
        assert result == exactly(read_so, population)
    assert found.invented


def dated(id_: str) -> Policy:
    return load(id_, changes={} if load(id_).measure.validity.first else {"validity.from": "2026-01-01"})


def test_a_table_of_another_engine_comes_to_the_same(yunnan: Policy) -> None:
    population = invent(yunnan, applications=120, seed=3)
    connection = duckdb.connect()

    def there(frame: pl.DataFrame) -> Any:
        return connection.from_arrow(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))

    elsewhere = Population(
        there(population.applications), None if population.paid is None else there(population.paid),
        {name: there(frame) for name, frame in population.details.items()}, "elsewhere", True, population.groups,
    )  # fmt: skip
    here, beyond = (compare(yunnan, item, CAP) for item in (population, elsewhere))
    assert beyond.totals.equals(here.totals)
    assert beyond.by_group.equals(here.by_group)
    assert sorted(beyond.rows.select("platform", "after_fen").rows()) == sorted(
        here.rows.select("platform", "after_fen").rows()
    )


def test_a_sample_is_confirmed_by_the_exact_engine(yunnan: Policy) -> None:
    prepared = prepare(invent(yunnan, applications=80, seed=5), yunnan)
    assert cross_check(yunnan, prepared, sample=30) == ()
    assert cross_check(varied(yunnan, readings={"build_once_per": "organisation"}), prepared, sample=30) == ()


def test_a_difference_would_be_reported(yunnan: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    from fundcalc.scenario import cross_check as module

    wrong = pl.DataFrame({"status": ["payable"], "payable": [1], "prospective": [0]})
    monkeypatch.setattr(module, "rows", lambda *_given: iter([wrong]))
    (result,) = cross_check(yunnan, of_bases(5_000_000))
    assert (result.platform, result.table_fen, result.exact_fen) == ("p1", 1, million("1"))
