"""Ledgers as folders of Beancount files.

An authority's book holds funds and awards; a recipient's book holds special accounts.

>>> init(folder, title="云南省专项资金")                                            # doctest: +SKIP
>>> appropriate(folder, policy="yunnan-2025", code="YN", year=2026, fen=..., on=...)  # doctest: +SKIP
>>> with locked(folder) as book:                                                     # doctest: +SKIP
...     post_awards(book, decide_a_round(book.snapshot))
>>> pay(folder, [Payment(award.award, award.payable(on), on) for award in outstanding(folder)])  # doctest: +SKIP
>>> recipient.init(other, title="专项资金", chart="enterprise")                      # doctest: +SKIP
>>> recipient.receive(other, recipient.Entry(award, fen, on)); spend(other, lines)   # doctest: +SKIP

Amounts are whole fen. What is refused raises ``BookError`` (or ``ShortfallError``) and leaves the book as it was. Whoever
posts the same again is told so, and nothing is posted twice.

Names are imported when they are first used: the process that reads a foreign ledger needs few of them.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundcalc.ledger import recipient
    from fundcalc.ledger.authority.awarding import post_awards
    from fundcalc.ledger.authority.carrying import Carrying, carry
    from fundcalc.ledger.authority.confirming import confirm_milestone
    from fundcalc.ledger.authority.funds import appropriate, init
    from fundcalc.ledger.authority.payments import outstanding, pay
    from fundcalc.ledger.authority.recovery import claw_back, commit, recover
    from fundcalc.ledger.authorship import entered_by
    from fundcalc.ledger.award_accounts import AwardAccount, AwardMovement
    from fundcalc.ledger.balances import FundStatus, Status, status
    from fundcalc.ledger.chain import batches_since, seal
    from fundcalc.ledger.closing import Closing, close
    from fundcalc.ledger.events import Awarded
    from fundcalc.ledger.loading import Fault, LoadedBook, read, role_of
    from fundcalc.ledger.mending import Mending, mend
    from fundcalc.ledger.noting import Noting, correct_facts
    from fundcalc.ledger.recipient.spending import Repeated, SpendingResult, spend
    from fundcalc.ledger.records import (
        Appropriation,
        Award,
        CommitmentNames,
        Conflict,
        DecidedRound,
        Payment,
        PaymentResult,
        Posting,
    )
    from fundcalc.ledger.renaming import Renaming, rename
    from fundcalc.ledger.reversal import Reversal, reverse
    from fundcalc.ledger.revocation import RevocationResult, revoke
    from fundcalc.ledger.session import LockedBook, locked

_HOMES = {
    "authority.awarding": ("post_awards",),
    "authority.carrying": ("Carrying", "carry"),
    "authority.confirming": ("confirm_milestone",),
    "authority.funds": ("appropriate", "init"),
    "authority.payments": ("outstanding", "pay"),
    "authority.recovery": ("claw_back", "commit", "recover"),
    "authorship": ("entered_by",),
    "award_accounts": ("AwardAccount", "AwardMovement"),
    "balances": ("FundStatus", "Status", "status"),
    "chain": ("batches_since", "seal"),
    "closing": ("Closing", "close"),
    "events": ("Awarded",),
    "loading": ("Fault", "LoadedBook", "read", "role_of"),
    "mending": ("Mending", "mend"),
    "noting": ("Noting", "correct_facts"),
    "recipient.spending": ("Repeated", "SpendingResult", "spend"),
    "records": (
        "Appropriation",
        "Award",
        "CommitmentNames",
        "Conflict",
        "PaymentResult",
        "Payment",
        "Posting",
        "DecidedRound",
    ),
    "reversal": ("Reversal", "reverse"),
    "renaming": ("Renaming", "rename"),
    "revocation": ("RevocationResult", "revoke"),
    "session": ("LockedBook", "locked"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Appropriation",
    "Award",
    "AwardAccount",
    "AwardMovement",
    "Awarded",
    "Carrying",
    "Closing",
    "CommitmentNames",
    "Conflict",
    "DecidedRound",
    "Fault",
    "FundStatus",
    "LoadedBook",
    "LockedBook",
    "Mending",
    "Noting",
    "Payment",
    "PaymentResult",
    "Posting",
    "Renaming",
    "Repeated",
    "Reversal",
    "RevocationResult",
    "SpendingResult",
    "Status",
    "appropriate",
    "batches_since",
    "carry",
    "claw_back",
    "close",
    "commit",
    "confirm_milestone",
    "correct_facts",
    "entered_by",
    "init",
    "locked",
    "mend",
    "outstanding",
    "pay",
    "post_awards",
    "read",
    "recipient",
    "recover",
    "rename",
    "reverse",
    "revoke",
    "role_of",
    "seal",
    "spend",
    "status",
]


_RENAMED = {
    "Movement": "AwardMovement",
    "Paid": "PaymentResult",
    "Reading": "LoadedBook",
    "Revoked": "RevocationResult",
    "Spent": "SpendingResult",
}


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        warnings.warn(f"ledger.{name} is now ledger.{_RENAMED[name]}", DeprecationWarning, stacklevel=2)
        name = _RENAMED[name]
    if name == "recipient":
        return import_module("fundcalc.ledger.recipient")
    if name in _HOME_OF:
        return getattr(import_module(f"fundcalc.ledger.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
