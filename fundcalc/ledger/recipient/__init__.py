"""The recipient's book: grants received, spent and returned.

Each award has a special account of its own. Names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundcalc.ledger.recipient.entries import Entered, Entry
    from fundcalc.ledger.recipient.grants import demand, give_back, init, note, receive

__all__ = ["Entered", "Entry", "demand", "give_back", "init", "note", "receive"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("fundcalc.ledger.recipient.grants"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
