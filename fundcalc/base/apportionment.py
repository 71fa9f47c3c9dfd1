"""Share out too little money, or divide an amount into parts, to the fen."""

from collections.abc import Sequence
from fractions import Fraction


def apportioned(claims: Sequence[int], there: int) -> list[int]:
    """Return what each claim (fen, 0 or more) gets of what there is.

    The whole where that is enough, else its share, to the fen.
    Each gets its share cut to the fen; the fen that are left go, one each, to the largest remainders, of equal ones to the one
    listed first. So what is paid adds up to what there is.

    >>> apportioned([100, 100, 100], 100), apportioned([100, 50], 1_000)
    ([34, 33, 33], [100, 50])
    """
    whole = sum(claims)
    if whole <= there:
        return list(claims)
    there = max(there, 0)
    shares = [divmod(claim * there, whole) for claim in claims]
    paid = [share for share, _rest in shares]
    left = there - sum(paid)
    largest = sorted(range(len(claims)), key=lambda at: -shares[at][1])  # stable: of equal ones the first
    for at in largest[:left]:
        paid[at] += 1
    return paid


def in_parts(shares: Sequence[Fraction], fen: int) -> list[int]:
    """Return the parts of an amount of fen by their shares, which add up to one.

    Each is rounded down, and the last takes the rest.

    >>> in_parts([Fraction(1, 3)] * 3, 100), in_parts([Fraction(3, 10), Fraction(7, 10)], 1)
    ([33, 33, 34], [0, 1])
    """
    first = [int(share * fen) for share in shares[:-1]]
    return [*first, fen - sum(first)]
