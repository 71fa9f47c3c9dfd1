"""What the readings of a policy are worth: every combination is decided, and those left out change nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, load
from fundcalc.scenario.definition import read_as, varied
from fundcalc.scenario.interpretation import Interpretations, interpretations
from fundcalc.scenario.invention import invent
from fundcalc.scenario.population import Population

from .rounds import exactly, of_bases, statuses, total

# What an applicant gives who has everything.
_YES = {"yes_no": True, "count": 100, "area": 10**6, "money": 10**12}


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


@pytest.fixture(scope="module")
def population(yunnan: Policy) -> Population:
    return invent(yunnan, applications=40, seed=21)


AMONG = ("contest_of", "already_paid", "build_once_per", "other_spending")


@pytest.fixture(scope="module", params=[AMONG, pytest.param(("contest_per", *AMONG), marks=pytest.mark.slow)], ids=len)
def found(yunnan: Policy, population: Population, request: pytest.FixtureRequest) -> Interpretations:
    return interpretations(yunnan, population, among=request.param)


def test_every_combination_that_counts_is_shown(yunnan: Policy, found: Interpretations) -> None:
    number = 1
    for name in found.readings:
        number *= 1 + len(yunnan.alternatives[name])
    assert found.combinations.height == number
    assert found.combinations.select(found.readings).is_unique().all()
    assert found.combinations["taken"].to_list() == [True] + [False] * (number - 1)


def test_each_total_is_what_the_exact_engine_says(
    yunnan: Policy, population: Population, found: Interpretations
) -> None:
    for row in found.combinations.gather_every(5).rows(named=True):
        chosen = {name: row[name] for name in found.readings}
        assert row["total_fen"] == total(varied(yunnan, readings=chosen), population)


def test_a_reading_that_is_left_out_changes_nothing_alone_or_with_another(
    yunnan: Policy, population: Population, found: Interpretations
) -> None:
    alone = exactly(yunnan, population)
    for name in found.without_effect:
        for value in yunnan.alternatives[name]:
            assert exactly(varied(yunnan, readings={name: value}), population) == alone
    for name, other in _pairs(found):
        for value in yunnan.alternatives[name]:
            for other_value in yunnan.alternatives[other]:
                without = exactly(varied(yunnan, readings={other: other_value}), population)
                assert exactly(varied(yunnan, readings={name: value, other: other_value}), population) == without


def _pairs(found: Interpretations) -> Iterator[tuple[str, str]]:
    for name in found.without_effect:
        for other in (*found.readings, *found.without_effect):
            if other != name:
                yield name, other


def test_the_worth_of_a_value_is_reported_alone_and_over_all_combinations(found: Interpretations) -> None:
    baseline = found.combinations["total_fen"][0]
    for row in found.values.rows(named=True):
        of = found.combinations.filter(found.combinations[row["reading"]] == row["value"])["total_fen"]
        assert (row["least_fen"], row["most_fen"]) == (of.min(), of.max())
        assert row["change_fen"] == row["total_fen"] - baseline
        if row["taken"]:
            assert (row["changed"], row["change_fen"], row["mean_change_fen"]) == (0, 0, 0)
    assert (found.least_fen, found.most_fen) == (
        found.combinations["total_fen"].min(), found.combinations["total_fen"].max(),
    )  # fmt: skip


def test_a_reading_that_matters_only_with_another_is_found(yunnan: Policy) -> None:
    """A base of 1.03 yuan gives 20.6 fen: up or down matters to the fen. To whole yuan it is nothing either way."""
    cents = of_bases(0).applications.with_columns(eligible_investment=103)
    population = Population(cents, None, {}, "a fen", True)
    whole = varied(yunnan, readings={"rounding_unit": "1"})
    found = interpretations(whole, population, among=["rounding", "rounding_unit"])
    assert found.readings == ("rounding", "rounding_unit")
    by_value = {(row["reading"], row["value"]): row for row in found.values.rows(named=True)}
    assert (by_value["rounding", "down"]["changed"], by_value["rounding", "down"]["most_fen"]) == (0, 20)
    assert by_value["rounding", "half_up"]["most_fen"] == 21
    # On average over the five units: 1 fen of one of them, which rounds to nothing.
    assert by_value["rounding", "down"]["mean_change_fen"] == 0


def test_readings_of_uses_and_notices_decide_no_amount(found: Interpretations) -> None:
    assert "other_spending" in found.without_effect


def test_a_population_without_any_ambiguity_has_one_combination(yunnan: Policy) -> None:
    found = interpretations(yunnan, of_bases(5_000_000), among=["already_paid", "ban_end"])
    assert (found.readings, found.values.height, found.combinations["total_fen"].to_list()) == ((), 0, [100_000_000])


def test_what_cannot_be_answered_is_reported(yunnan: Policy, population: Population) -> None:
    with speaking("en"):
        with pytest.raises(
            ScenarioError, match="reading alredy_paid: this policy has no such reading; it has rounding, "
        ):
            interpretations(yunnan, population, among=["alredy_paid"])
        with pytest.raises(ScenarioError) as error:
            interpretations(yunnan, population, among=["rounding_unit", "rate_is"], most=4)
        assert str(error.value) == (
            "rounding_unit, rate_is have 10 combinations, more than 4; settle some of them, or name fewer"
        )


def test_whether_a_condition_that_nobody_answers_refuses_at_all_is_a_reading_that_matters(tmp_path: Path) -> None:
    """Nobody says whether there are cases of open service: a hard condition waits for that, a soft one (原则上) does not."""
    text = load("urumqi-draft").text.decode()
    soft = 'soft = true\nattested = "open_service_cases"'
    assert soft in text
    (tmp_path / "policy.toml").write_text(
        text.replace(soft, soft.replace("true", '{ reading = "breakthrough", exclusive = true, inclusive = false }')),
        "utf-8",
    )
    policy = load(tmp_path, changes={"validity.from": date(2026, 1, 1)})
    facts: dict[str, list[object]] = {
        name: [kind] for name in policy.facts if (kind := _YES.get(policy.facts[name].kind))
    }
    facts |= {"service_fields": [1], "platform_kind": ["proof_of_concept"], "organisation_kind": ["enterprise"]}
    del facts["open_service_cases"]
    frame = pl.DataFrame({"platform": ["p1"], "organisation": ["o1"], "award_year": [2026],
                          "application_date": [date(2026, 3, 1)], "stage": ["creation"], **facts})  # fmt: skip
    population = Population(frame, None, {}, "by hand", True)
    found = interpretations(policy, population, among=["breakthrough"])
    assert found.readings == ("breakthrough",)
    assert found.values["open"].to_list() == [
        statuses(varied(policy, readings={"breakthrough": value}), population)["needs_documents"]
        for value in ("exclusive", "inclusive")
    ]


def test_a_line_that_was_put_under_another_reading_is_read_under_that_one(yunnan: Policy) -> None:
    other = varied(yunnan, {"benefit.build.per.reading": "contest_per"})
    (read_so,) = read_as(other, [{"contest_per": "platform"}])
    assert read_so.measure == varied(other, readings={"contest_per": "platform"}).measure
