"""Stages taken over from one reading to another."""

from pathlib import Path

import pytest

import fundcalc
from fundcalc.engine import cases, rounds
from fundcalc.engine.application_reader import read_application
from fundcalc.engine.benefits import work_out
from fundcalc.engine.decision_parts import ReadingNote
from fundcalc.engine.eligibility import examine
from fundcalc.engine.same_parts import SameParts, same_parts
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
            patch.setattr(rounds, "same_parts", lambda _policy, _other: SameParts())
            assert [decision.notes for decision in decisions[1]] == taken_over


@pytest.mark.parametrize(
    ("reading", "value", "stages", "benefits"),
    [
        ("rounding", "down", {"examination", "conditions"}, {"build", "operating"}),
        ("at_least", "exclusive", {"examination", "workings", "outcome"}, {"build", "operating"}),
        ("contest_per", "platform", {"examination", "conditions", "workings"}, {"build", "operating"}),
        ("rate_is", "ceiling", {"examination", "conditions"}, {"build", "operating"}),
        ("plaque_grade", "ignore", {"examination", "conditions"}, {"build"}),
        ("ban_end", "anniversary_free", {"conditions"}, set()),
        ("last_years", "full_years", {"examination", "conditions"}, {"operating"}),
        ("election_round", "any_year", {"conditions"}, set()),
    ],
)
def test_what_a_reading_changes_is_worked_out_again(
    reading: str, value: str, stages: set[str], benefits: set[str]
) -> None:
    policy = fundcalc.load("yunnan-2025")
    same = same_parts(policy, policy.under(reading, value))
    assert ({*same.stages}, {*same.benefits}, same.rounding) == (stages, benefits, reading != "rounding")


@pytest.mark.parametrize(
    ("total", "matters"),
    [("99999999.99", False), ("10050001", False), ("10050000.01", True), ("10050000", False), ("9999999.99", True)],
)
def test_an_amount_far_above_its_cap_is_the_same_however_it_is_rounded(total: str, *, matters: bool) -> None:
    policy = fundcalc.load("yunnan-2025")
    given = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": "2026-03-01"}
    application = read_application(policy, given | {"eligible_investment": total, "filed_on": "2026-02-01"})
    candidate = examine(policy, application)
    work = work_out(policy, candidate, [], refused=False, treat_open=True)
    assert work.by_benefit["build"].rounding_matters is matters


def test_readings_are_noted_where_stages_are_taken_over() -> None:
    given = cases.cases_of("yunnan-2025")[0]
    decided = rounds.decide_all(fundcalc.load("yunnan-2025"), given["applications"], given.get("paid", ()))
    assert any(isinstance(note, ReadingNote) for decision in decided for note in decision.notes)
