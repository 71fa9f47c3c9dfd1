"""The steps in which a ceiling bears on an application; amounts are whole fen."""

from typing import NamedTuple


class MoneyCeiling(NamedTuple):
    """What a ceiling in money leaves.

    ``own_paid`` is what the unit was paid before, ``earlier`` what earlier applications of the round claimed.
    """

    cite: str
    ceiling: str
    limit: int
    own_paid: int
    earlier: int
    due: int
    payable: int


class AwardsCeiling(NamedTuple):
    """What a ceiling of so many awards leaves; the whole or nothing."""

    cite: str
    ceiling: str
    most: int
    awards: int
    in_round: int
    payable: int
