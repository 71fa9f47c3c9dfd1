"""Working days of mainland China by the State Council's notices.

Years are shipped with fundcalc in ``workdays.toml``; a user adds further ones, or replaces them, in files of the same form.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.errors import DateError
from fundcalc.base.i18n import _

FILE = "workdays.toml"

_DAY = timedelta(days=1)
_LARGEST = 1_000_000  # bytes: a hundred years take less


class WorkYear(NamedTuple):
    """The days off of a year, weekends not listed, and its make-up days of work."""

    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of the years that are known."""

    years: Mapping[int, WorkYear]

    def is_workday(self, day: date) -> bool:
        """Whether a day is a working day.

        That is Monday to Friday without days off, and make-up days. Raises DateError for a year that is not known.
        """
        year = self.years.get(day.year)
        if year is None:
            message = _(
                "the working days of {year} are not known (known are {years}); add the State Council's notice for {year}, "
                "which appears about November {before}, in a workdays.toml beside the book or by --workdays FILE, or take "
                "a newer fundcalc"
            )
            known = ", ".join(map(str, sorted(self.years)))
            raise DateError(message.format(year=day.year, years=known, before=day.year - 1))
        return day in year.work or (day.weekday() < 5 and day not in year.off)

    def with_file(self, path: Path) -> "WorkCalendar":
        """The same with the years of a file in place of those known. Raises DateError."""
        return WorkCalendar({**self.years, **_read(path)})


@cache
def shipped() -> WorkCalendar:
    """The years that are shipped with fundcalc."""
    return WorkCalendar(_read(Path(__file__).with_name(FILE)))


def work_calendar(folder: Path | None = None, file: Path | None = None) -> WorkCalendar:
    """The shipped years, those beside the book in a folder, then those of a file.

    The later ones take the place of the earlier ones. Raises DateError.
    """
    calendar = shipped()
    if folder is not None and (folder / FILE).exists():
        calendar = calendar.with_file(folder / FILE)
    return calendar if file is None else calendar.with_file(file)


_GIVEN: ContextVar[WorkCalendar | None] = ContextVar("work_calendar", default=None)


@contextmanager
def using(calendar: WorkCalendar) -> Iterator[None]:
    """Take the working days of a calendar within the ``with`` block."""
    token = _GIVEN.set(calendar)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def is_workday(day: date, calendar: WorkCalendar | None = None) -> bool:
    """Whether a day is a working day.

    By the calendar that is given or in use, else by the shipped years. Raises DateError for a year that is not known.
    """
    return (calendar or _GIVEN.get() or shipped()).is_workday(day)


def _read(path: Path) -> dict[int, WorkYear]:
    import tomli  # only a notice needs it

    try:
        if path.stat().st_size > _LARGEST:
            raise DateError(_("{path} is too large for a list of working days").format(path=path))
        years = tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DateError(_("{path}: cannot be read: {reason}").format(path=path, reason=error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise DateError(_("{path}: is not TOML: {reason}").format(path=path, reason=error)) from error
    found = {}
    for key, body in years.items():
        faults = list(_faults(key, body))
        if faults:
            message = _(
                "{path}: [{year}]: {fault}; write it like [2027], off = [[first day, last day], …], work = [days]"
            )
            raise DateError(message.format(path=path, year=key, fault=faults[0]))
        off = (first + n * _DAY for first, last in body["off"] for n in range((last - first).days + 1))
        found[int(key)] = WorkYear(frozenset(off), frozenset(body.get("work", ())))
    return found


def _faults(key: str, body: object) -> Iterator[str]:
    if not (key.isascii() and key.isdecimal() and len(key) == 4):
        yield _("a year of four digits was expected")
        return
    if not isinstance(body, dict) or "off" not in body or body.keys() - {"off", "work"}:
        yield _("off and work were expected, and nothing else")
        return
    off, work = body["off"], body.get("work", [])
    if not isinstance(off, list) or not all(_is_run(run, int(key)) for run in off):
        yield _("off is a list of pairs of days of that year, the first and the last of a run")
    elif not isinstance(work, list) or not all(_is_day(day, int(key)) for day in work):
        yield _("work is a list of days of that year")
    elif any(first <= day <= last for first, last in off for day in work):
        yield _("a day is listed both in off and in work")


def _is_run(run: object, year: int) -> bool:
    return isinstance(run, list) and len(run) == 2 and all(_is_day(day, year) for day in run) and run[0] <= run[1]


def _is_day(day: object, year: int) -> bool:
    return isinstance(day, date) and not isinstance(day, datetime) and day.year == year
