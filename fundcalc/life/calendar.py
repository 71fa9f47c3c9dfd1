"""Deadlines as a calendar file (.ics) that mail programs, WPS and phones import."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from fundcalc.base.figures import clauses
from fundcalc.base.i18n import _, current, either
from fundcalc.life.due import OpenDuty
from fundcalc.life.sentences import duty_word, label, note_sentence, state_of, until_of
from fundcalc.life.standing_records import Standing
from fundcalc.policy.loading import Policy

_REMIND_BEFORE = timedelta(days=14)


def calendar_of(policy: Policy, standings: Iterable[Standing]) -> bytes:
    """The duties and periods of platforms as all-day events, with a reminder.

    An evaluation stands on the last day of its year, what has no last day on that of the standing. The same standings give
    the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//fundcalc//{policy.id}//{current().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", either(policy.measure.short))
    for standing in standings:
        for entry in _entries(policy, standing):
            calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _entries(policy: Policy, standing: Standing) -> Iterator[Event]:
    until = until_of(standing)
    if until is not None:
        last = _("{state}: last day").format(state=state_of(policy, standing.state))
        yield _entry(policy, standing, standing.state, until, last, standing.cite)
    for due in standing.due:
        yield _entry(policy, standing, _key(due), _day_of(due, standing.on), _summary(due), due.cite)


def _key(due: OpenDuty) -> str:
    return f"{due.duty}-{due.year or ''}-{due.last_day or ''}-{due.cycle}"


def _day_of(due: OpenDuty, on: date) -> date:
    if due.last_day is not None:
        return due.last_day
    if due.duty == "evaluation" and due.year is not None and due.year >= on.year:
        return date(due.year, 12, 31)
    return on


def _summary(due: OpenDuty) -> str:
    text = duty_word(due.duty)
    if due.year is not None:
        text = _("{duty} of {year}").format(duty=text, year=due.year)
    return text if due.last_day is not None else _("{duty} (no last day in the text)").format(duty=text)


def _entry(policy: Policy, standing: Standing, key: str, on: date, summary: str, cite: str) -> Event:
    entry = Event()
    # The same deadline keeps its id, so that importing again replaces it.
    of = f"{policy.id}|{standing.platform}|{key}"
    entry.add("uid", sha256(of.encode()).hexdigest()[:32] + "@fundcalc")
    entry.add("dtstamp", datetime.combine(standing.on, time(), UTC))
    entry.add("dtstart", on)
    entry.add("dtend", on + timedelta(days=1))
    entry.add("summary", f"{label(standing)}: {summary}")
    notes = [note_sentence(policy, note) for note in standing.notes if note.cite == cite and note.code != "reading"]
    entry.add("description", clauses([f"{either(policy.measure.short)} {cite}", *notes]))
    entry.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -_REMIND_BEFORE)
    entry.add_component(alarm)
    return entry
