"""Money that does not do for all claims is shared out to the fen."""

from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.apportionment import apportioned


def test_what_does_is_paid_in_full() -> None:
    assert apportioned([100, 0, 50], 150) == [100, 0, 50]
    assert apportioned([], 10) == []


def test_the_fen_that_are_left_go_to_the_largest_remainders_and_of_equal_ones_to_the_first() -> None:
    assert apportioned([100, 100, 100], 100) == [34, 33, 33]
    # 100/301 of 100 is 33.22, of 101 33.55: the largest remainder is the last one's.
    assert apportioned([100, 100, 101], 100) == [33, 33, 34]


def test_nothing_there_pays_nothing() -> None:
    assert apportioned([5, 7], 0) == [0, 0]
    assert apportioned([5, 7], -3) == [0, 0]


@given(st.lists(st.integers(0, 10**16), max_size=30), st.integers(0, 10**17))
def test_what_is_paid_is_what_there_is_and_nobody_is_a_fen_away_from_their_share(claims: list[int], there: int) -> None:
    paid, whole = apportioned(claims, there), sum(claims)
    assert sum(paid) == min(whole, there)
    for claim, got in zip(claims, paid, strict=True):
        assert got <= claim
        if whole > there:
            assert claim * there // whole <= got <= claim * there // whole + 1
