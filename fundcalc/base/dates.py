"""Dates as the measures count them.

Windows of years, validity, re-application bans, public notices.
Days are `datetime.date`, without times or zones. Sources: 民法典 201 (a period begins on the day after), 202 (it ends
on the corresponding day, or on the last day of the month that has none), 203 (an end on a day off moves on to the next
working day). Every refusal is a DateError.
"""

import os
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, assert_never

from dateutil.relativedelta import relativedelta

from fundcalc.base.errors import DateError
from fundcalc.base.i18n import _
from fundcalc.base.workdays import WorkCalendar, is_workday

LastYears = Literal["rolling", "full_years", "before_filing"]
BanEnd = Literal["anniversary_barred", "anniversary_free"]
NoticeStart = Literal["next_day", "posting_day"]
PlainDays = Literal["calendar", "working"]

TODAY = "FUNDCALC_TODAY"
_DAY = timedelta(days=1)
# Four figures from 1000 to 2999, so that a two-figure year filled up with zeros is not taken for a year.
_WRITTEN = re.compile(
    r"([12]\d{3})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.)(\d\d?)|([12]\d{3})年(\d\d?)月(\d\d?)日",
    re.ASCII,
)


def today() -> date:
    """Today where the user is.

    ``FUNDCALC_TODAY`` makes another day count as today, to repeat what was done. Raises DateError.
    """
    given = os.environ.get(TODAY, "")
    return parse_date(given) if given else date.today()  # noqa: DTZ011, the user's own day


def parse_date(text: object) -> date:
    """Read a date.

    Also a datetime at midnight (as workbooks hold dates), and 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日.

    >>> parse_date("2026年3月1日")
    datetime.date(2026, 3, 1)
    >>> parse_date("3/1/2026")
    Traceback (most recent call last):
    fundcalc.base.errors.DateError: '3/1/2026' is not a date; write it like 2026-03-01 or 2026年3月1日
    """
    match text:
        case datetime():
            # An aware time never equals a naive midnight: which day it is would depend on the reader's zone.
            if text.timetz() == time():
                return text.date()
            raise DateError(
                _("{value} is a moment, not a day; write the day alone, like {day}").format(
                    value=text, day=f"{text:%Y-%m-%d}"
                )
            )
        case date():
            return text
        case str() if found := _WRITTEN.fullmatch(text.strip()):
            year, month, day = (int(part) for part in found.groups() if part)
            try:
                return date(year, month, day)
            except ValueError as error:
                raise DateError(
                    _("{value!r} is not in the calendar; write a day that exists, like 2026-03-01").format(value=text)
                ) from error
        case _:
            raise DateError(_("{value!r} is not a date; write it like 2026-03-01 or 2026年3月1日").format(value=text))


@lru_cache(maxsize=4096)  # a round asks for the same few days again and again
def years_after(day: date, n: int) -> date:
    """The corresponding day n years on, or the last day of that month (民法典 202).

    >>> years_after(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    try:
        return day + relativedelta(years=n)
    except ValueError as error:
        message = _("{n} years from {day} is outside the calendar; check the date and the number of years")
        raise DateError(message.format(n=n, day=day)) from error


@lru_cache(maxsize=4096)
def months_after(day: date, n: int) -> date:
    """The corresponding day n months on, or the last day of that month (民法典 202).

    >>> months_after(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    try:
        return day + relativedelta(months=n)
    except ValueError as error:
        message = _("{n} months from {day} is outside the calendar; check the date and the number of months")
        raise DateError(message.format(n=n, day=day)) from error


def years_before(day: date, n: int) -> date:
    """The corresponding day n years back, or the last day of that month (民法典 202)."""
    return years_after(day, -n)


@dataclass(frozen=True, slots=True)
class Window:
    """The days after ``after`` up to and including ``until``."""

    after: date
    until: date

    def contains(self, day: date) -> bool:
        return self.after < day <= self.until


def last_years(n: int, reading: LastYears, application_date: date, filed_on: date | None = None) -> Window:
    """The last n years (近三年 …) as a reading of ``last_years`` takes them.

    "rolling": back from the application date; "full_years": the n whole calendar years before it; "before_filing":
    back from the day of filing, or from the application date while nothing is filed.

    >>> last_years(3, "full_years", date(2026, 3, 1))
    Window(after=datetime.date(2022, 12, 31), until=datetime.date(2025, 12, 31))
    """
    match reading:
        case "rolling":
            until = application_date
        case "full_years":
            # Always a 31 December, so that going back n years gives the day before the first whole year.
            until = date(application_date.year - 1, 12, 31)
        case "before_filing":
            until = filed_on or application_date
        case _:
            assert_never(reading)
    return Window(years_before(until, n), until)


def last_day(first: date, years: int) -> date:
    """Return the last day of a validity of so many years.

    It is the day before the anniversary of its first day.
    The convention of measures that print both dates; counting from the day after (民法典 201) would give one day more.

    >>> last_day(date(2024, 8, 4), 5)
    datetime.date(2029, 8, 3)
    """
    return years_after(first, years) - _DAY


def ban_covers(revoked_on: date, years: int, day: date, reading: BanEnd = "anniversary_barred") -> bool:
    """Whether a ban of so many years from the revocation still holds on a day.

    The corresponding day is the last day of the period (民法典 201, 202), so by default it is barred too.

    >>> ban_covers(date(2025, 9, 1), 2, date(2027, 9, 1)), ban_covers(date(2025, 9, 1), 2, date(2027, 9, 2))
    (True, False)
    """
    end = years_after(revoked_on, years)
    match reading:
        case "anniversary_barred":
            return revoked_on <= day <= end
        case "anniversary_free":
            return revoked_on <= day < end
        case _:
            assert_never(reading)


def notice_ends(
    posted: date, days: int, reading: NoticeStart = "next_day", calendar: WorkCalendar | None = None
) -> date:
    """The last day of a public notice of so many working days (工作日), 1 or more.

    "next_day": the first working day after the posting is the first counted (民法典 201); "posting_day": the day of
    posting counts, where it is a working day. ``calendar``: by default the years that are shipped. Raises DateError where the
    working days of a year are not known.

    >>> notice_ends(date(2025, 9, 26), 5)
    datetime.date(2025, 10, 10)
    """
    day = _day_before_first(posted, days, reading)
    for _day in range(days):
        day = _workday_from(day + _DAY, calendar)
    return day


def plain_notice_ends(
    posted: date,
    days: int,
    reading: PlainDays = "calendar",
    start: NoticeStart = "next_day",
    calendar: WorkCalendar | None = None,
) -> date:
    """The last day of a public notice of so many days (天), 1 or more.

    "calendar": every day counts, and an end on a weekend or holiday moves to the next working day (民法典 203);
    "working": as `notice_ends`. ``start`` says which day is counted first.

    >>> plain_notice_ends(date(2026, 9, 20), 5)
    datetime.date(2026, 9, 28)
    """
    match reading:
        case "calendar":
            return _workday_from(_day_before_first(posted, days, start) + days * _DAY, calendar)
        case "working":
            return notice_ends(posted, days, start, calendar)
        case _:
            assert_never(reading)


def _day_before_first(posted: date, days: int, start: NoticeStart) -> date:
    if days < 1:
        raise DateError(_("a notice of {days} days has no last day; give 1 or more").format(days=days))
    match start:
        case "next_day":
            return posted
        case "posting_day":
            return posted - _DAY
        case _:
            assert_never(start)


def _workday_from(day: date, calendar: WorkCalendar | None) -> date:
    while not is_workday(day, calendar):
        day += _DAY
    return day
