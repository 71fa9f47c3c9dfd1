"""What-if takes any table that ``decide_table`` takes, and groups by columns or by headings of the workbook."""

from collections.abc import Callable
from typing import Any

import pytest

from fundcalc.base.errors import ApplicationError, ScenarioError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import Policy, load
from fundcalc.scenario.budget import meet_budget
from fundcalc.scenario.comparison import compare
from fundcalc.scenario.definition import Scenario
from fundcalc.scenario.interpretation import interpretations
from fundcalc.scenario.invention import invent
from fundcalc.scenario.population import Population
from fundcalc.scenario.sweeping import margins, sweep

from .rounds import of_bases

CAP = "benefit.build.cap"
RAISED = Scenario({CAP: 3_000_000})


def in_duckdb(frame: Any) -> object:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    connection = duckdb.connect()
    connection.register("given", frame.to_arrow())
    connection.execute("create table applications as from given")
    return connection.table("applications")


TABLES: dict[str, Callable[[Any], object]] = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": in_duckdb,
}


@pytest.fixture(scope="module")
def yunnan() -> Policy:
    return load("yunnan-2025")


def results(policy: Policy, table: Any) -> tuple[object, ...]:
    """What every kind of what-if comes to over a table."""
    return (
        compare(policy, table, RAISED).rows.rows(),
        sweep(policy, table, {CAP: [1, 2]}).rows(),
        margins(policy, table, among=[CAP]).rows(),
        meet_budget(policy, table, CAP, 4_000_000, between=(1_000_000, 2_000_000), step=500_000),
        interpretations(policy, table, among=["already_paid"]).values.rows(),
    )


@pytest.fixture(scope="module")
def population() -> Population:
    return of_bases(5_000_000, 20_000_000, 12_000_000)


@pytest.fixture(scope="module")
def expected(yunnan: Policy, population: Population) -> tuple[object, ...]:
    return results(yunnan, population)


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow) if kind == "lazy" else kind for kind in TABLES]
)
def test_any_table_gives_what_its_population_gives(
    yunnan: Policy, population: Population, expected: tuple[object, ...], kind: str
) -> None:
    assert results(yunnan, TABLES[kind](population.applications)) == expected


def test_a_table_is_grouped_by_a_column_of_its_own(yunnan: Policy) -> None:
    population = of_bases(5_000_000, 20_000_000, region="ab")
    found = compare(yunnan, population.applications, RAISED, by=["region"]).by_group
    assert found["value"].to_list() == ["a", "b"]
    assert found.equals(compare(yunnan, population, RAISED, by=["region"]).by_group)


def test_a_column_that_is_neither_a_fact_nor_a_group_is_refused(yunnan: Policy) -> None:
    with pytest.raises(ApplicationError, match="region"):
        compare(yunnan, of_bases(1, region="a").applications, RAISED)


def test_what_is_not_a_table_is_refused(yunnan: Policy) -> None:
    with speaking("en"), pytest.raises(ApplicationError, match="list is not a table"):
        sweep(yunnan, [1, 2], {CAP: [1]})  # type: ignore[arg-type]


@pytest.mark.parametrize("heading", ["平台类型", "kind of platform", "platform_kind", "平台类型\nplatform_kind"])
def test_groups_are_named_by_headings_of_the_workbook(yunnan: Policy, heading: str) -> None:
    population = invent(yunnan, applications=30, seed=3)
    assert compare(yunnan, population, RAISED, by=[heading]).groups == ("platform_kind",)


def test_a_heading_without_values_is_reported(yunnan: Policy) -> None:
    with speaking("en"), pytest.raises(ScenarioError, match="no application of this population has a value"):
        compare(yunnan, of_bases(1), RAISED, by=["grade"])


def test_a_misspelt_line_of_the_margins_is_named(yunnan: Policy) -> None:
    with speaking("en"), pytest.raises(ScenarioError, match=r"benefit\.bild\.cap: .*did you mean benefit\.build\.cap"):
        margins(yunnan, of_bases(1), among=["benefit.bild.cap"])
    with speaking("en"), pytest.raises(ScenarioError, match=r"validity\.from: has no step of its own"):
        margins(yunnan, of_bases(1), among=["validity.from"])
