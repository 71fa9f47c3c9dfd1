"""Invented measures said in the vocabulary alone."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.engine import cases
from fundcalc.policy.checking import check
from fundcalc.policy.parameters import parameters
from fundcalc.prose import explain, measure_page
from fundcalc.prose.parameters import parameter, parameter_value
from fundcalc.workbooks.template import write_template
from tests.engine.table.test_rounds import ENGINES, Chance, agree, decided_rows, differences, numbered

FOLDER = Path(__file__).parent
MEASURES = sorted(path.parent.name for path in FOLDER.glob("*/policy.toml"))
DUCKDB_IS_SLOW = [pytest.param(name, marks=pytest.mark.slow) if name == "duckdb" else name for name in ENGINES]


@pytest.mark.parametrize("id_", MEASURES)
def test_a_measure_is_valid_and_its_cases_pass(id_: str) -> None:
    report = check(FOLDER / id_ / "policy.toml")
    assert report.faults == ()
    assert [warning for warning in report.warnings if "not_computed" not in warning] == []
    failed = [result for result in cases.run(FOLDER / id_) if result.failures]
    assert not failed, "\n".join(f"{result.name}: {result.failures}" for result in failed)


@pytest.mark.parametrize("engine", DUCKDB_IS_SLOW)
@pytest.mark.parametrize("id_", MEASURES)
def test_every_case_is_decided_alike(id_: str, engine: str) -> None:
    policy = fundcalc.load(FOLDER / id_)
    groups: dict[bool, list[Mapping[str, Any]]] = {}
    for case in cases.read(FOLDER / id_ / "cases.toml"):
        groups.setdefault(bool(case.get("paid")), []).append(case)
    for group in groups.values():
        rounds = [
            (numbered(case["applications"], number), numbered(case.get("paid", ()), number))
            for number, case in enumerate(group)
        ]
        rows = decided_rows(engine, policy, [row for round_ in rounds for row in round_[0]],
                            [row for round_ in rounds for row in round_[1]])  # fmt: skip
        failed = [
            difference
            for applications, paid in rounds
            for difference in differences(fundcalc.decide_all(policy, applications, paid), rows)
        ]
        assert not failed, "\n".join(failed)


def random_rounds(id_: str, engine: str, seed: int) -> None:
    policy = fundcalc.load(FOLDER / id_)
    chance = Chance(policy, seed)
    platforms = [f"p{number}" for number in range(40)]
    applications = [chance.application(platform) for platform in platforms]
    paid = [chance.paid(platforms) for _row in range(chance.random.choice((0, 5, 40)))]
    agree(engine, policy, applications, paid)


@pytest.mark.parametrize("id_", MEASURES)
@settings(max_examples=3, deadline=None)  # many in the slow test below
@given(seed=st.integers(0, 10**9))
def test_random_rounds_are_decided_alike(id_: str, seed: int) -> None:
    random_rounds(id_, "polars", seed)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("id_", MEASURES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_many_random_rounds_are_decided_alike(id_: str, engine: str, seed: int) -> None:
    random_rounds(id_, engine, seed)


@pytest.mark.parametrize("id_", MEASURES)
def test_a_measure_is_shown_in_both_languages(id_: str) -> None:
    policy = fundcalc.load(FOLDER / id_)
    rounds: Sequence[Mapping[str, Any]] = cases.read(FOLDER / id_ / "cases.toml")
    for language in LANGUAGES:
        with speaking(language):
            assert str(measure_page(policy))
            for line in parameters(policy).values():
                assert parameter(policy, line)
                assert parameter_value(line, line.value)
            for case in rounds:
                for decision in fundcalc.decide_all(policy, case["applications"], case.get("paid", ())):
                    assert str(explain(decision))
                    assert decision.to_dict()


@pytest.mark.parametrize("id_", MEASURES)
def test_a_template_asks_for_its_facts(id_: str, tmp_path: Path) -> None:
    policy = fundcalc.load(FOLDER / id_)
    case = cases.read(FOLDER / id_ / "cases.toml")[0]
    write_template(policy, tmp_path / "round.xlsx", applications=case["applications"], paid=case.get("paid", ()))
    assert (tmp_path / "round.xlsx").is_file()
