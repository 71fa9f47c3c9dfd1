"""A line of a book that says what was moved out of it when it was mended."""

from beancount.core import data

from fundcalc.ledger.event_base import BaseEvent
from fundcalc.ledger.places import Place
from fundcalc.ledger.quick_records import quick_dataclass

MEND, SET_ASIDE, CONTENTS = "fundcalc-mend", "set-aside", "contents"


@quick_dataclass(frozen=True, slots=True)
class Mended(BaseEvent):
    """Batches that were moved out of the book, or whose files were lost.

    ``contents`` is what they posted, as far as it could be read.
    """

    kind = "note"

    batches: tuple[str, ...]
    contents: str = ""


def mended_in(entry: data.Custom, place: Place) -> Mended:
    """What a ``fundcalc-mend`` line says."""
    batches, contents = (str(entry.meta.get(key, "")) for key in (SET_ASIDE, CONTENTS))
    return Mended(entry.date, place, (), "", "", tuple(batches.split()), contents)
