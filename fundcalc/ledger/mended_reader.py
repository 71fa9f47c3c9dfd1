"""A line of a book that says what was moved out of it when it was mended."""

from dataclasses import dataclass

from beancount.core import data

from fundcalc.ledger.event_base import BaseEvent
from fundcalc.ledger.places import Place

MEND, SET_ASIDE = "fundcalc-mend", "set-aside"


@dataclass(frozen=True, slots=True)
class Mended(BaseEvent):
    """Batches that were moved out of the book, or whose files were lost."""

    kind = "note"

    batches: tuple[str, ...]


def mended_in(entry: data.Custom, place: Place) -> Mended:
    """What a ``fundcalc-mend`` line says."""
    batches = entry.meta.get(SET_ASIDE, "")
    return Mended(entry.date, place, (), "", "", tuple(batches.split()) if isinstance(batches, str) else ())
