"""What the cases of a policy leave untested."""

from pathlib import Path

import pytest

from fundcalc.engine.case_coverage import coverage_warnings
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
def test_the_cases_of_every_measure_pay_every_benefit_and_reach_both_sides_of_every_threshold(id_: str) -> None:
    assert coverage_warnings(load(id_)) == ()


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
