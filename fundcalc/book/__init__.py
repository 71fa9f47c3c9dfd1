"""The authority's side of the ledger: a folder of Beancount files that awards are posted to and paid from.

>>> init(folder, title="云南省专项资金")                                            # doctest: +SKIP
>>> appropriate(folder, policy="yunnan-2025", code="YN", year=2026, fen=..., on=...)  # doctest: +SKIP
>>> post_awards(folder, lambda history: decide_a_round(history))                     # doctest: +SKIP
>>> pay(folder, [Payment(award.id, award.balance, on) for award in outstanding(folder)])  # doctest: +SKIP

Amounts are whole fen. What is refused raises ``BookError`` (or ``Shortfall``) and leaves the book as it was. Whoever
posts the same again is told so, and nothing is posted twice.
"""

from fundcalc.book.authority import appropriate, init
from fundcalc.book.awarding import post_awards
from fundcalc.book.paying import outstanding, pay
from fundcalc.book.position import AwardStatus, FundStatus, Status, status
from fundcalc.book.posting import history
from fundcalc.book.reading import Fault, Reading, read
from fundcalc.book.records import (
    Appropriation,
    Award,
    Conflict,
    Paid,
    PaidRow,
    Payment,
    PostedAward,
    Posting,
    Round,
)

__all__ = [
    "Appropriation",
    "Award",
    "AwardStatus",
    "Conflict",
    "Fault",
    "FundStatus",
    "Paid",
    "PaidRow",
    "Payment",
    "PostedAward",
    "Posting",
    "Reading",
    "Round",
    "Status",
    "appropriate",
    "history",
    "init",
    "outstanding",
    "pay",
    "post_awards",
    "read",
    "status",
]
