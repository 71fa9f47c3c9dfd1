"""A round that is posted within its budget."""

from pathlib import Path

import pytest

from fundcalc.engine.budget import Budget
from fundcalc.ledger import posting
from fundcalc.ledger.posted_round import PostedRound
from fundcalc.ledger.replay import replay

from .samples import application
from .test_posting import ON, POLICY, folder

__all__ = ["folder"]

ROUND = [application(), application(platform="p2", organisation="o2")]


def post(book: Path, budget: Budget | None, correct: list[str] | None = None) -> PostedRound:
    return posting.post(POLICY, ROUND, (), book, on=ON, budget=budget, correct=correct)


def amounts(done: PostedRound) -> list[int]:
    assert done.posting is not None
    return [award.fen for award in done.posting.posted]


@pytest.mark.parametrize(("rule", "left"), [("pro_rata", [50_000_001, 50_000_000]), ("in_order", [100_000_001])])
def test_what_is_left_is_posted_once_and_replayed(folder: Path, rule: str, left: list[int]) -> None:
    budget = Budget(100_000_001, "in_order" if rule == "in_order" else "pro_rata")
    assert amounts(post(folder, budget)) == left
    assert amounts(post(folder, budget)) == []
    assert replay(folder).findings == ()
    assert posting.decide_with_book(POLICY, ROUND, (), folder, budget=budget).differences == ()


def test_another_budget_is_a_difference_until_it_is_corrected(folder: Path) -> None:
    post(folder, Budget(100_000_000))
    assert post(folder, Budget(120_000_000)).is_refused
    corrected = post(folder, Budget(120_000_000), correct=[]).posting
    assert corrected is not None
    assert [correction.fen for correction in corrected.corrected] == [60_000_000, 60_000_000]
    assert replay(folder).findings == ()


def test_without_a_budget_the_rest_is_a_difference(folder: Path) -> None:
    post(folder, Budget(100_000_000))
    assert post(folder, None).is_refused
