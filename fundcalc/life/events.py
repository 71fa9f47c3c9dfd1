"""Read and check events: rows of the sheet ``events``, or mappings of its columns."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.engine.values import parser
from fundcalc.life.rules import LifeRules
from fundcalc.measure_text.numerals import chinese
from fundcalc.policy.life_rules import EventWord
from fundcalc.policy.vocabulary import forms

FORM = "events"
Day = date  # a column of an event is called date
_GRADED = ("evaluated", "rechecked")
_OF_A_YEAR = ("report", "report_missing", "implementation_reported")
_CHECKED = frozenset((*_GRADED, *_OF_A_YEAR, "extended"))
# A day so many years from the first day of the measure is a slip of the pen.
_YEARS_APART = 30


class Event(NamedTuple):
    """A dated event of one platform; ``row`` is its place among the rows given."""

    platform: str
    date: Day
    event: EventWord
    row: int
    organisation: str = ""
    platform_kind: str = ""
    platform_name: str = ""
    grade: str = ""
    cycle: str = ""
    year: int | None = None
    until: Day | None = None
    cite: str = ""
    note: str = ""

    @property
    def year_meant(self) -> int:
        """The year evaluated, by default that of the date."""
        return self.date.year if self.year is None else self.year


class EventFault(NamedTuple):
    """What is wrong with a row: ``key`` is its column, ``rule`` what it breaks."""

    row: int
    key: str
    rule: str
    message: str
    platform: str = ""
    date: str = ""
    event: str = ""
    value: object = ""
    cite: str = ""


@lru_cache(maxsize=1)
def _readers() -> Mapping[str, Callable[[object], object]]:
    return {key: parser(column) for key, column in forms()[FORM].columns.items()}


class EventReader:
    """Reads rows under the rules of a measure.

    Texts read before are remembered, since a sheet repeats its ids and days.
    """

    def __init__(self, rules: LifeRules) -> None:
        self._rules = rules
        first = rules.first.year
        self._years = range(first - _YEARS_APART, first + _YEARS_APART + 1)
        self._readers = _readers()
        self._remembered: Mapping[str, dict[str, object]] = {key: {} for key in self._readers}

    def read(self, raw: Mapping[str, object], index: int) -> tuple[Event | None, list[EventFault]]:
        """Read a row; with faults there is no event."""
        fields: dict[str, object] = {}
        faults: list[EventFault] = []
        remembered = self._remembered
        for key, value in raw.items():
            if type(value) is str:
                try:
                    fields[key] = remembered[key][value]
                    continue
                except KeyError:
                    pass
            if value is None or value == "":
                continue
            try:
                fields[key] = read = self._readers[key](value)
                if type(value) is str:
                    remembered[key][value] = read
            except KeyError:
                message = _("an event has no such column{close}").format(close=did_you_mean(key, self._readers))
                faults.append(EventFault(index, str(key), "column", message))
            except (ValueError, FundcalcError) as error:
                faults.append(EventFault(index, key, "value", str(error), value=value))
        if not faults:
            for key in ("platform", "date", "event"):
                if key not in fields:
                    faults.append(EventFault(index, key, "missing", _("is missing")))
        if not faults:
            event = _event(fields, index)
            fault = _wrong_column(self._rules, event) if event.date.year in self._years else self._wrong_day(event)
            if fault is None:
                return event, faults
            faults.append(fault)
        return None, [_named(fault, raw, fields) for fault in faults]

    def _wrong_day(self, event: Event) -> EventFault:
        message = _("more than {years} years from the first day of this measure, {day}; correct the year")
        message = message.format(years=_YEARS_APART, day=self._rules.first)
        return EventFault(event.row, "date", "date", message, value=event.date)


@lru_cache(maxsize=4096)
def as_printed(cite: str) -> str:
    """An article as measures print it.

    >>> as_printed("第18条 (二)"), as_printed("第十八条第（二）项")
    ('第十八条（二）', '第十八条（二）')
    """
    text = "".join(cite.split()).replace("(", "（").replace(")", "）")
    text = re.sub(r"第(\d{1,3})条", lambda match: f"第{chinese(int(match[1]))}条", text)
    return re.sub(r"第（?([一二三四五六七八九十]+)）?项", r"（\1）", text)


def _event(fields: Mapping[str, object], row: int) -> Event:
    get = fields.get
    return Event._make(
        (
            fields["platform"],
            fields["date"],
            fields["event"],
            row,
            get("organisation", ""),
            get("platform_kind", ""),
            get("platform_name", ""),
            get("grade", ""),
            get("cycle", ""),
            get("year"),
            get("until"),
            as_printed(fields["cite"]) if "cite" in fields else "",
            get("note", ""),
        )
    )


def _named(fault: EventFault, raw: Mapping[str, object], fields: Mapping[str, object]) -> EventFault:
    """Add the platform, day and event of the row, as far as they can be read."""
    on = fields.get("date")
    return fault._replace(
        platform=str(fields.get("platform") or raw.get("platform") or ""),
        date=on.isoformat() if isinstance(on, date) else str(raw.get("date") or ""),
        event=str(fields.get("event") or raw.get("event") or ""),
    )


def _wrong_column(rules: LifeRules, event: Event) -> EventFault | None:
    """A grade, cycle, year or end that the event lacks or cannot have."""
    index, word = event.row, event.event
    if word not in _CHECKED and not event.cycle and not event.grade:
        return None
    if event.grade and word not in _GRADED and not (word == "absent" and event.grade == "fail"):
        message = _("only an evaluation or a check after rectification has a grade; give it a row of its own")
        return EventFault(index, "grade", "grade", message, value=event.grade)
    if word in _GRADED and not event.grade:
        return EventFault(index, "grade", "missing", _("is missing; an evaluation has a grade"))
    if word == "evaluated" or (word == "absent" and event.cycle):
        if (fault := _wrong_cycle(rules, event)) is not None:
            return fault
    elif event.cycle and word != "rechecked":
        return EventFault(
            index, "cycle", "cycle", _("only an evaluation has a cycle; leave it blank"), value=event.cycle
        )
    if word in _GRADED and (grades := rules.grades(event.cycle)) and event.grade not in grades:
        message = _("this measure has no grade {grade!r}; it has {grades}")
        return EventFault(
            index, "grade", "grade", message.format(grade=event.grade, grades=", ".join(grades)), value=event.grade
        )
    if word in _OF_A_YEAR and event.year is None:
        return EventFault(index, "year", "missing", _("is missing; give the year that is reported on"))
    if (word in _GRADED or word in _OF_A_YEAR) and event.year_meant > event.date.year:
        message = _("the year is after the day of the event, {day}; correct the year or the day")
        return EventFault(index, "year", "year", message.format(day=event.date), value=event.year)
    if word == "extended" and event.until is None:
        return EventFault(index, "until", "missing", _("is missing; give the day until which the period is extended"))
    return None


def _wrong_cycle(rules: LifeRules, event: Event) -> EventFault | None:
    cycles = rules.cycles
    if len(cycles) > 1:
        if not event.cycle:
            message = _("is missing; this measure has several evaluations: {cycles}").format(cycles=", ".join(cycles))
            return EventFault(event.row, "cycle", "cycle", message)
        if event.cycle not in cycles:
            message = _("{cycle!r} is none of: {cycles}").format(cycle=event.cycle, cycles=", ".join(cycles))
            return EventFault(event.row, "cycle", "cycle", message, value=event.cycle)
    elif event.cycle and event.cycle not in cycles:
        message = _("this measure has one evaluation only; leave the cycle blank")
        return EventFault(event.row, "cycle", "cycle", message, value=event.cycle)
    return None
