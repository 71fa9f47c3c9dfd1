"""Events of an authority's funds: appropriations and carry-overs."""

from fundcalc.ledger.event_base import BaseEvent
from fundcalc.ledger.quick_records import quick_dataclass


@quick_dataclass(frozen=True, slots=True)
class Appropriated(BaseEvent):
    """An appropriation to a fund under a document, the number of its notice."""

    kind = "appropriation"

    fund: str
    policy: str
    fen: int
    document: str


@quick_dataclass(frozen=True, slots=True)
class Carried(BaseEvent):
    """Unused money of a fund that goes to that of a later year."""

    kind = "carry"

    fund: str
    to_fund: str
    policy: str
    fen: int
