"""A small population is decided by the exact engine, and comes to what the table engine says of it."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from fundcalc.policy.loading import available, load
from fundcalc.scenario import prepared as deciding
from fundcalc.scenario.definition import read_as, varied
from fundcalc.scenario.invention import invent
from fundcalc.scenario.prepared import prepare, rows, sums


@pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["together", "every reading"]
)
@pytest.mark.parametrize("measure", available())
def test_both_engines_say_the_same_of_a_small_population(
    measure: str, every: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = load(measure)
    if policy.measure.validity.first is None:
        policy = load(measure, changes={"validity.from": date(2025, 1, 1)})
    population = invent(policy, applications=20, seed=8)
    chosen = [{name: values[-1]} for name, values in policy.alternatives.items() if values]
    together = {name: value for reading in chosen for name, value in reading.items()}
    policies = [policy, *read_as(policy, chosen if every else [together])]
    small = prepare(population, policy)
    assert small.small is not None
    exact = list(rows(small, policies)), sums(small, policies)
    monkeypatch.setattr(deciding, "MOST_ROWS", 0)
    large = prepare(population, policy)
    assert large.small is None
    by_table = list(rows(large, policies)), sums(large, policies)
    assert [frame.rows() for frame in exact[0]] == [frame.rows() for frame in by_table[0]]
    assert exact[1] == by_table[1]
    assert exact[0][0].schema == by_table[0][0].schema


def test_a_small_population_is_read_again_for_a_policy_that_takes_another_fact() -> None:
    yunnan = load("yunnan-2025")
    other = varied(yunnan, {"condition.pilot_projects.fact": "full_time_staff"})
    population = invent(yunnan, applications=20, seed=3)
    together = sums(prepare(population, yunnan), [yunnan, other])
    assert together == [*sums(prepare(population, yunnan), [yunnan]), *sums(prepare(population, other), [other])]


def test_ids_are_the_same_in_capitals_and_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    yunnan = load("yunnan-2025")
    population = invent(yunnan, applications=20, seed=8)
    assert population.paid is not None
    spelt = replace(
        population, paid=population.paid.with_columns(pl.col("platform", "organisation").str.to_lowercase())
    )
    assert prepare(spelt, yunnan).given.folded
    exact = sums(prepare(spelt, yunnan), [yunnan])
    assert exact == sums(prepare(population, yunnan), [yunnan])
    monkeypatch.setattr(deciding, "MOST_ROWS", 0)
    assert exact == sums(prepare(spelt, yunnan), [yunnan])


def test_nobody_comes_to_nothing() -> None:
    yunnan = load("yunnan-2025")
    population = invent(yunnan, applications=20, seed=3)
    prepared = prepare(population, yunnan)
    assert sums(prepared, []) == []
    assert list(rows(prepared, [])) == []
