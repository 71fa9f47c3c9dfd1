"""Stages taken over from one reading to another."""

from pathlib import Path

import pytest

import fundcalc
from fundcalc.engine import cases, rounds
from fundcalc.engine.decision_parts import ReadingNote
from fundcalc.engine.same_parts import same_stages
from fundcalc.policy.library import available

INVENTED = sorted((Path(__file__).parents[1] / "policies").glob("*/policy.toml"))


@pytest.mark.parametrize(
    "policy", [*available(), *map(str, INVENTED)], ids=lambda policy: Path(policy).parent.name or policy
)
def test_a_reading_comes_to_the_same_however_much_is_taken_over(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = fundcalc.load(policy)
    for case in cases.cases_of(policy)[::3]:
        decisions = [rounds.decide_all(loaded, case["applications"], case.get("paid", ())) for _ in range(2)]
        taken_over = [decision.notes for decision in decisions[0]]
        with monkeypatch.context() as patch:
            patch.setattr(rounds, "same_stages", lambda _policy, _other: frozenset())
            assert [decision.notes for decision in decisions[1]] == taken_over


def test_what_a_reading_changes_is_worked_out_again() -> None:
    policy = fundcalc.load("yunnan-2025")
    assert same_stages(policy, policy.under("rounding", "down")) == {"examination", "conditions"}
    assert same_stages(policy, policy.under("at_least", "exclusive")) == {"examination", "workings", "outcome"}
    assert same_stages(policy, policy.under("contest_per", "platform")) == {"examination", "conditions", "workings"}
    assert same_stages(policy, policy.under("rate_is", "ceiling")) == {"conditions"}
    assert same_stages(policy, policy.under("ban_end", "anniversary_free")) == {"conditions"}
    assert same_stages(policy, policy.under("last_years", "full_years")) == frozenset()


def test_readings_are_noted_where_stages_are_taken_over() -> None:
    given = cases.cases_of("yunnan-2025")[0]
    decided = rounds.decide_all(fundcalc.load("yunnan-2025"), given["applications"], given.get("paid", ()))
    assert any(isinstance(note, ReadingNote) for decision in decided for note in decision.notes)
