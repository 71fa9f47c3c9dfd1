"""A line of a book that says what happened to a platform."""

from collections.abc import Mapping

from beancount.core import data

from fundcalc.ledger.event_base import BaseEvent
from fundcalc.ledger.places import Place
from fundcalc.ledger.quick_records import quick_dataclass

EVENT = "fundcalc-event"


@quick_dataclass(frozen=True, slots=True)
class PlatformEvent(BaseEvent):
    """What happened to a platform on a day; ``details`` are the row's columns."""

    kind = "events"

    platform: str
    details: Mapping[str, str]


def event_in(entry: data.Custom, place: Place) -> PlatformEvent:
    """The event of a platform that a ``fundcalc-event`` line names."""
    details = {key: value for key, value in entry.meta.items() if isinstance(value, str) and key != "filename"}
    return PlatformEvent(entry.date, place, (), "", "", str(entry.values[0].value), details)


def row_of(event: PlatformEvent) -> dict[str, str]:
    """An event as a row of the sheet ``events``."""
    columns = {key.replace("-", "_"): text for key, text in event.details.items() if key != "policy"}
    return {"platform": event.platform, "date": event.on.isoformat(), **columns}
