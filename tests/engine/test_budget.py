"""A round for which there is too little money."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import LANGUAGES, speaking
from fundcalc.engine.budget import Budget, within
from fundcalc.engine.decision import Decision
from fundcalc.prose import explain

POLICY = fundcalc.load("yunnan-2025")


def round_of(*claims: int, days: tuple[int, ...] = (), year: int = 2026) -> list[Decision]:
    """Applications that are due so many fen each (of a share of a fifth, below its cap)."""
    rows: list[dict[str, object]] = [
        {
            "platform": f"p{at}", "organisation": f"o{at}", "award_year": year,
            "application_date": date(2026, 3, 1) + timedelta(days=days[at] if days else 0),
            "filed_on": date(2026, 2, 10), "platform_kind": "proof_of_concept", "plaque_only": False,
            "eligible_investment": f"{claim * 5 // 100}.{claim * 5 % 100:02d}",
        }
        for at, claim in enumerate(claims)
    ]  # fmt: skip
    return fundcalc.decide_all(POLICY, rows)


def payable(decisions: list[Decision]) -> list[int]:
    return [decision.payable_fen for decision in decisions]


def test_a_budget_that_covers_the_round_changes_nothing() -> None:
    decisions = round_of(100, 200)
    assert within(None, decisions) == decisions
    assert within(Budget(300), decisions) == decisions


@given(claims=st.lists(st.integers(0, 10**7), min_size=1, max_size=6), there=st.integers(0, 3 * 10**7))
def test_a_cut_in_proportion_adds_up_to_the_fen(claims: list[int], there: int) -> None:
    cut = within(Budget(there), round_of(*claims))
    whole = sum(claims)
    assert sum(payable(cut)) == min(there, whole)
    for claim, decision in zip(claims, cut, strict=True):
        share = Fraction(claim * min(there, whole), whole or 1)
        assert share - 1 < decision.payable_fen < share + 1
        assert sum(decision.allotted.values()) == decision.payable_fen
        assert decision.status == ("payable" if decision.payable_fen else "nothing_due")


@pytest.mark.parametrize(
    ("there", "left"), [(0, [0, 0, 0]), (100, [0, 100, 0]), (250, [0, 200, 50]), (401, [1, 200, 200])]
)
def test_a_budget_is_paid_in_order(there: int, left: list[int]) -> None:
    assert payable(within(Budget(there, "in_order"), round_of(200, 200, 200, days=(9, 0, 0)))) == left


def test_each_decision_says_what_it_was_cut_from() -> None:
    whole = round_of(20_000, 10_000)
    decision, nothing = within(Budget(20_000, "in_order"), whole)
    assert decision.payable_fen == 20_000
    first, _second = within(Budget(15_000), whole)
    assert first.to_dict()["steps"][-1] == {
        "step": "BudgetCut", "cite": "", "rule": "pro_rata", "budget": "150.00", "total": "300.00", "before": "200.00",
        "after": "100.00",
    }  # fmt: skip
    assert first.notes == whole[0].notes
    for language in LANGUAGES:
        with speaking(language):
            assert "150.00" in str(explain(first))
            assert "200.00" in str(explain(nothing))


def test_a_budget_is_of_one_year() -> None:
    with pytest.raises(ApplicationError, match="2026, 2027"):
        within(Budget(1), [*round_of(100), *round_of(100, year=2027)])
