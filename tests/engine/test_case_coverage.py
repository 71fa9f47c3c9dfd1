"""What the cases of a policy leave untested."""

from pathlib import Path

import pytest

from fundcalc.engine.case_coverage import coverage, coverage_warnings
from fundcalc.engine.cases import cases_of
from fundcalc.policy.loading import available, load
from tests.policy.test_warnings import SOUND, gate, prize

CASE = """
[[case]]
name = "{name}"
cite = "第三条"
applications = [ {{ platform = "p1", organisation = "o1", award_year = 2026, application_date = 2026-03-01,
                   filed_on = 2026-05-01, {facts} }} ]
expect = [ {{ platform = "p1", status = "payable" }} ]
"""


def warnings(folder: Path, policy: str, *cases: str) -> tuple[str, ...]:
    (folder / "policy.toml").write_text(policy, "utf-8")
    text = "".join(CASE.format(name=index, facts=facts) for index, facts in enumerate(cases))
    if cases:
        (folder / "cases.toml").write_text(text, "utf-8")
    return coverage_warnings(load(folder))


@pytest.mark.parametrize("id_", available())
def test_the_cases_of_every_measure_exercise_all_of_it(id_: str) -> None:
    assert coverage(load(id_), cases_of(id_)).missing == ()


def test_a_policy_without_cases_is_warned_of_once(tmp_path: Path) -> None:
    assert warnings(tmp_path, SOUND) == ("cases.toml: is missing; no benefit and no threshold has a case",)


def test_a_threshold_is_covered_from_both_sides(tmp_path: Path) -> None:
    enough, too_small = 'site_area = "200", eligible_investment = "100.00"', 'site_area = "199.99"'
    assert warnings(tmp_path, SOUND, enough, too_small) == ()
    assert warnings(tmp_path, SOUND, enough) == ("condition.site: no case fails it",)
    assert warnings(tmp_path, SOUND, too_small) == (
        "benefit.build: no case pays it",
        "condition.site: no case meets it",
    )


def test_thresholds_within_others_and_of_benefits_are_covered_too(tmp_path: Path) -> None:
    parts = ", ".join(gate(line) for line in ('fact = "team_size", at_least = 6', 'fact = "grade", is = "good"'))
    policy = SOUND + prize("prize", f"any_of = [{parts}]")
    assert warnings(tmp_path, policy, "team_size = 7") == (
        "benefit.build: no case pays it",
        "condition.site: no case meets it",
        "condition.site: no case fails it",
        "benefit.prize.only_if.0.any_of.0: no case fails it",
    )


def test_a_case_that_cannot_be_decided_covers_nothing(tmp_path: Path) -> None:
    assert "benefit.build: no case pays it" in warnings(tmp_path, SOUND, 'site_area = "much", eligible_investment = 5')


def test_what_no_case_exercises_is_named(tmp_path: Path) -> None:
    values = "".join(f'values.{value} = {{ zh = "甲", en = "A" }}\n' for value in ("inclusive", "exclusive"))
    reading = f'\n[reading.edge]\ncite = "第二条"\nzh = "甲"\nen = "A"\n{values}'
    policy = SOUND.replace("at_least = 200", 'at_least = 200\nboundary = { reading = "edge" }', 1)
    warnings(
        tmp_path, policy + prize("prize", 'fact = "grade", is = "good"') + reading, 'site_area = "200", grade = "good"'
    )
    found = coverage(load(tmp_path), cases_of(tmp_path))
    assert [str(point) for point in found.missing] == [
        "benefit.build: no case pays it",
        "condition.site: no case fails it",
        "benefit.prize.only_if.0: no case fails it",
        "benefit.build.cap: no case goes beyond it",
        "benefit.build.cap: no case stays within it",
        "benefit.build.paid: in no case it was paid before",
        "benefit.prize.paid: in no case it was paid before",
        "reading.edge = exclusive: no case takes it",
    ]
    assert found.to_dict()["readings"] == {
        "covered": 1,
        "of": 2,
        "missing": [{"path": "reading.edge", "side": "taken", "value": "exclusive"}],
    }
