"""Measures without filing, shared gates, and articles that are not computed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import fundcalc
from fundcalc.engine.decision_parts import Point
from fundcalc.policy.checking import check
from fundcalc.policy.parameters import parameters

MEASURE = """
id = "sample"
code = "SA"
without_filing = true
title = { zh = "示例办法", en = "A sample measure" }
short = { zh = "示例", en = "Sample" }
issuer = { zh = "示例市", en = "Sample city" }
articles = ["第一条", "第二条", "第三条", "第四条"]

[validity]
cite = "第一条"
from = 2026-01-01

[set_aside]
not_computed = ["第四条"]

[condition.registered]
cite = "第二条"
fact = "registered_in_region"
is = true

[gate.staff]
cite = "第三条"
benefit = ["prize", "loan"]
when = { fact = "team_size", at_least = 10 }

[benefit.prize]
cite = "第三条"
zh = "奖励"
en = "prize"
kind = "flat"
amount = 1000
paid = "once"

[benefit.loan]
cite = "第三条"
zh = "贴息"
en = "interest"
kind = "share"
of = "financing_raised"
rate = "10%"
paid = "yearly"
"""
ROW = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": date(2026, 3, 1)}


@pytest.fixture
def sample(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "policy.toml").write_text(text, "utf-8")
        return tmp_path / "policy.toml"

    return write


@pytest.mark.parametrize(
    ("facts", "status", "payable"),
    [
        ({"registered_in_region": True, "team_size": 10, "financing_raised": "500.00"}, "payable", "1050.00"),
        ({"registered_in_region": True, "team_size": 9, "financing_raised": "500.00"}, "nothing_due", "0.00"),
        ({"registered_in_region": False, "team_size": 10}, "ineligible", "0.00"),
        ({"team_size": 10}, "needs_documents", "0.00"),
        ({"registered_in_region": True}, "needs_documents", "0.00"),
        ({"registered_in_region": True, "team_size": 10, "filed_on": date(2027, 1, 1)}, "payable", "1000.00"),
    ],
)
def test_a_measure_without_filing_pays_by_its_conditions(
    sample: Callable[[str], Path], facts: dict[str, object], status: str, payable: str
) -> None:
    policy = fundcalc.load(sample(MEASURE))
    decision = fundcalc.decide(policy, ROW | facts)
    assert (decision.status, str(decision.payable)) == (status, payable)
    pl = pytest.importorskip("polars")
    row = ROW | facts | ({"financing_raised": 50_000} if "financing_raised" in facts else {})
    (decided,) = fundcalc.decide_table(policy, pl.DataFrame([row])).to_dicts()
    assert (decided["status"], decided["payable"]) == (status, decision.payable_fen)


def test_a_shared_gate_is_one_line_to_change(sample: Callable[[str], Path]) -> None:
    path = sample(MEASURE)
    assert "gate.staff.when.at_least" in parameters(fundcalc.load(path))
    changed = fundcalc.load(path, changes={"gate.staff.when.at_least": 9})
    facts = {"registered_in_region": True, "team_size": 9}
    assert str(fundcalc.decide(changed, ROW | facts).payable) == "1000.00"


def test_what_is_not_computed_is_said_everywhere(sample: Callable[[str], Path]) -> None:
    path = sample(MEASURE)
    report = check(path)
    assert report.faults == ()
    assert any("第四条" in warning for warning in report.warnings)
    for facts in ({"team_size": 10}, {"registered_in_region": True, "team_size": 10}):
        decision = fundcalc.decide(fundcalc.load(path), ROW | facts)
        assert Point("not_computed", "第四条", {}) in decision.notes


@pytest.mark.parametrize(
    ("line", "wrong", "fault"),
    [
        ('benefit = ["prize", "loan"]', 'benefit = ["prise"]', "gate.staff.benefit: 'prise' is not a benefit"),
        ("at_least = 10 }", "at_leest = 10 }", "gate.staff.when"),
        (
            'paid = "once"',
            'paid = "once"\ntrigger = "filed_on"',
            "benefit.prize.trigger: this measure is without_filing",
        ),
    ],
)
def test_a_wrong_gate_is_one_fault(sample: Callable[[str], Path], line: str, wrong: str, fault: str) -> None:
    with pytest.raises(fundcalc.PolicyError) as error:
        fundcalc.load(sample(MEASURE.replace(line, wrong)))
    (message,) = [found for found in error.value.faults if not found.startswith("fact")]
    assert message.startswith(fault)
