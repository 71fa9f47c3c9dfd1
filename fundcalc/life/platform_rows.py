"""Rows of events by their platform."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fundcalc.base.ids import normalised
from fundcalc.life.events import Event, EventFault, EventReader
from fundcalc.life.rules import LifeRules


@dataclass(slots=True)
class PlatformRows:
    """The events of one platform, and how many rows up to the day are unread."""

    platform: str
    organisation: str
    events: list[Event]
    unread: int = 0


def events_by_platform(
    rules: LifeRules,
    rows: Iterable[Mapping[str, object] | Event],
    faults: list[EventFault],
    unread: Collection[int],
    day: date,
) -> dict[str, PlatformRows]:
    """The events of each platform by its id, in the order of first appearance."""
    reader = EventReader(rules)
    platforms: dict[str, PlatformRows] = {}
    as_written: dict[str, PlatformRows] = {}
    event: Event | None
    for index, row in enumerate(rows):
        if isinstance(row, Event):
            event, platform = row, row.platform
        elif index in unread:
            event, platform = None, str(row.get("platform", ""))
        else:
            event, wrong = reader.read(row, index)
            faults += wrong
            platform = event.platform if event is not None else wrong[0].platform
        own = as_written.get(platform)
        if own is None and platform:
            own = platforms.setdefault(normalised(platform), PlatformRows(platform, "", []))
            as_written[platform] = own
        if own is None:
            continue
        if event is not None:
            own.events.append(event)
            own.organisation = own.organisation or event.organisation
        elif not isinstance(row, Event):
            own.unread += _is_until(row.get("date"), day)
    return platforms


def _is_until(written: object, day: date) -> bool:
    """Whether a day as written is not after another, or cannot be read."""
    if isinstance(written, str):
        try:
            written = date.fromisoformat(written)
        except ValueError:
            return True
    return not isinstance(written, date) or written <= day
