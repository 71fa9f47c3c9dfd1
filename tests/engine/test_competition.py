"""就高不重复 and "only the higher", on amounts alone."""

from collections.abc import Mapping
from itertools import permutations
from typing import Literal

import pytest

from fundcalc.engine.application import PaidAward
from fundcalc.engine.competition import Outcome, compete, only_higher
from fundcalc.engine.steps import Competition, OnlyHigher
from fundcalc.policy.model import Contest, Together

Of = Literal["identity_totals", "each_benefit", "every_award"]
Already = Literal["top_up", "first_only", "replace"]


def rule(of: Of = "identity_totals", already_paid: Already = "top_up") -> Contest:
    return Contest(cite="第十四条", of=of, per="organisation", already_paid=already_paid)


def own(amount: int, benefit: str = "operating") -> PaidAward:
    return PaidAward("o1", "p1", "yunnan-2025", benefit, 2026, amount)


def lab(amount: int, benefit: str = "grant", platform: str = "lab", programme: str = "province") -> PaidAward:
    return PaidAward("o1", platform, programme, benefit, 2026, amount)


BOTH = {"build": 120, "operating": 30}
BUILD = {"build": 120}


def payable(
    of: Of, already_paid: Already, amounts: Mapping[str, int], mine: list[PaidAward], theirs: list[PaidAward]
) -> tuple[dict[str, int], int]:
    outcome = compete(rule(of, already_paid), amounts, mine, theirs)
    assert outcome.payable == sum(outcome.allotted.values())
    return {name: amount for name, amount in outcome.allotted.items() if amount}, outcome.recover


@pytest.mark.parametrize(
    ("theirs", "top_up", "first_only", "replace"),
    [
        ([], (150, 0), (150, 0), (150, 0)),
        ([lab(100)], (50, 0), (0, 0), (150, 100)),
        ([lab(149)], (1, 0), (0, 0), (150, 149)),
        ([lab(150)], (0, 0), (0, 0), (0, 0)),
        ([lab(200)], (0, 0), (0, 0), (0, 0)),
        ([lab(60), lab(50, platform="lab2")], (40, 0), (0, 0), (150, 110)),
        ([lab(100), lab(60, platform="lab2")], (0, 0), (0, 0), (150, 160)),
        ([lab(100), lab(60, "equipment")], (0, 0), (0, 0), (0, 0)),
        ([lab(100), lab(60, programme="city")], (0, 0), (0, 0), (150, 160)),
        ([lab(100), lab(-40)], (90, 0), (0, 0), (150, 60)),
        ([lab(100), lab(-100)], (150, 0), (150, 0), (150, 0)),
        ([lab(-100)], (150, 0), (150, 0), (150, 0)),
    ],
)
def test_identity_against_identity(
    theirs: list[PaidAward], top_up: tuple[int, int], first_only: tuple[int, int], replace: tuple[int, int]
) -> None:
    expected: dict[Already, tuple[int, int]] = {"top_up": top_up, "first_only": first_only, "replace": replace}
    for already_paid, (due, recover) in expected.items():
        outcome = compete(rule(already_paid=already_paid), BOTH, [], theirs)
        assert (outcome.payable, outcome.recover) == (due, recover), already_paid


@pytest.mark.parametrize(
    ("already_paid", "due", "recover"), [("top_up", 20, 0), ("first_only", 0, 0), ("replace", 120, 100)]
)
def test_what_the_platform_was_paid_itself_belongs_to_its_total(already_paid: Already, due: int, recover: int) -> None:
    assert compete(rule(already_paid=already_paid), BUILD, [own(30)], [lab(100)]).payable == due
    assert compete(rule(already_paid=already_paid), BUILD, [own(30)], [lab(100)]).recover == recover


def test_without_a_rival_what_it_was_paid_itself_takes_nothing_away() -> None:
    for already_paid in ("top_up", "first_only", "replace"):
        assert compete(rule(already_paid=already_paid), BUILD, [own(30)], []).payable == 120


def test_what_is_due_is_allotted_in_the_order_of_the_measure() -> None:
    assert payable("identity_totals", "top_up", BOTH, [], [lab(100)]) == ({"build": 50}, 0)
    assert payable("identity_totals", "top_up", BOTH, [], [lab(20)]) == ({"build": 120, "operating": 10}, 0)


@pytest.mark.parametrize(
    ("theirs", "top_up", "first_only", "replace"),
    [
        ([lab(100)], (BOTH, 0), (BOTH, 0), (BOTH, 0)),
        ([lab(20, "operating")], ({"build": 120, "operating": 10}, 0), ({"build": 120}, 0), (BOTH, 20)),
        ([lab(30, "operating")], ({"build": 120}, 0), ({"build": 120}, 0), ({"build": 120}, 0)),
        ([lab(100, "build"), lab(20, "operating")], ({"build": 20, "operating": 10}, 0), ({}, 0), (BOTH, 120)),
    ],
)  # fmt: skip
def test_benefit_against_benefit(
    theirs: list[PaidAward],
    top_up: tuple[dict[str, int], int],
    first_only: tuple[dict[str, int], int],
    replace: tuple[dict[str, int], int],
) -> None:
    assert payable("each_benefit", "top_up", BOTH, [], theirs) == top_up
    assert payable("each_benefit", "first_only", BOTH, [], theirs) == first_only
    assert payable("each_benefit", "replace", BOTH, [], theirs) == replace


def test_benefit_against_benefit_counts_only_its_own_earlier_payments() -> None:
    assert payable("each_benefit", "top_up", BUILD, [own(30)], [lab(100, "build")]) == ({"build": 20}, 0)


@pytest.mark.parametrize(
    ("amounts", "mine", "theirs", "top_up", "first_only", "replace"),
    [
        (BOTH, [], [], (120, 0), (120, 0), (120, 0)),
        (BUILD, [], [], (120, 0), (120, 0), (120, 0)),
        (BOTH, [], [lab(100)], (20, 0), (0, 0), (120, 100)),
        (BOTH, [], [lab(120)], (0, 0), (0, 0), (0, 0)),
        (BOTH, [], [lab(70), lab(80, "equipment")], (0, 0), (0, 0), (120, 150)),
        (BOTH, [], [lab(70), lab(80)], (0, 0), (0, 0), (0, 0)),
        (BOTH, [], [lab(200), lab(-100)], (20, 0), (0, 0), (120, 100)),
        (BOTH, [], [lab(200), lab(-200)], (120, 0), (120, 0), (120, 0)),
        (BUILD, [own(30)], [], (90, 0), (0, 0), (90, 0)),
        (BUILD, [own(200)], [], (0, 0), (0, 0), (0, 0)),
        (BUILD, [own(30)], [lab(50)], (40, 0), (0, 0), (90, 50)),
    ],
)
def test_award_against_award(
    amounts: dict[str, int],
    mine: list[PaidAward],
    theirs: list[PaidAward],
    top_up: tuple[int, int],
    first_only: tuple[int, int],
    replace: tuple[int, int],
) -> None:
    expected: dict[Already, tuple[int, int]] = {"top_up": top_up, "first_only": first_only, "replace": replace}
    for already_paid, (due, recover) in expected.items():
        outcome = compete(rule("every_award", already_paid), amounts, mine, theirs)
        assert (outcome.payable, outcome.recover) == (due, recover), already_paid


def test_of_two_equal_awards_the_one_listed_first_is_paid() -> None:
    assert payable("every_award", "top_up", {"build": 100, "operating": 100}, [], []) == ({"build": 100}, 0)
    assert payable("every_award", "top_up", {"operating": 100, "build": 100}, [], []) == ({"operating": 100}, 0)


def test_the_step_names_the_rivals_and_what_was_set_against_them() -> None:
    (step,) = compete(rule(), BOTH, [own(5)], [lab(60), lab(40), lab(7, platform="cv2", programme="yunnan-2025")]).steps
    assert step == Competition(
        "第十四条", "", 155, 5, (("province", "lab", 100), ("yunnan-2025", "cv2", 7)), "top_up", 43, 0
    )  # fmt: skip


def test_where_nothing_competes_there_is_no_step() -> None:
    assert compete(rule(), BOTH, [], []) == Outcome(BOTH)


@pytest.mark.parametrize("of", ["identity_totals", "each_benefit", "every_award"])
@pytest.mark.parametrize("already_paid", ["top_up", "first_only", "replace"])
def test_the_order_of_the_rows_changes_nothing(of: Of, already_paid: Already) -> None:
    rows = [lab(100), lab(-40), lab(20, "operating"), lab(60, "build", "lab2")]
    outcomes = [compete(rule(of, already_paid), BOTH, [own(5), own(-3)], list(order)) for order in permutations(rows)]
    assert all(outcome == outcomes[0] for outcome in outcomes)


TOGETHER = Together(cite="第二十五条", rule="higher_only")


@pytest.mark.parametrize(
    ("amounts", "paid", "due"),
    [
        ({"filing": 50, "excellent": 100}, 0, {"filing": 0, "excellent": 100}),
        ({"filing": 150, "excellent": 150}, 0, {"filing": 150, "excellent": 0}),
        ({"excellent": 100}, 50, {"excellent": 50}),
        ({"excellent": 100}, 100, {"excellent": 0}),
        ({"excellent": 100}, 150, {"excellent": 0}),
    ],
)
def test_only_the_higher_is_paid_less_what_the_year_already_brought(
    amounts: dict[str, int], paid: int, due: dict[str, int]
) -> None:
    outcome = only_higher(TOGETHER, amounts, paid)
    assert dict(outcome.allotted) == due
    assert outcome.steps == (OnlyHigher("第二十五条", amounts, paid, sum(due.values())),)
