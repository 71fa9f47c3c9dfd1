"""Windows, validity, bans and notices, with the vectors of the measures."""

import os
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fundcalc
from fundcalc.base.dates import (
    BanEnd,
    LastYears,
    NoticeStart,
    PlainDays,
    Window,
    ban_covers,
    last_day,
    last_years,
    notice_ends,
    parse_date,
    plain_notice_ends,
    years_after,
    years_before,
)
from fundcalc.base.errors import DateError
from fundcalc.base.workdays import is_workday

DAY = timedelta(days=1)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
YEARS = st.integers(1, 30)


def d(text: str) -> date:
    return date.fromisoformat(text)


# Reading a date


@pytest.mark.parametrize(
    "text",
    [
        date(2026, 3, 1),
        datetime(2026, 3, 1),  # noqa: DTZ001  as a workbook holds a date
        "2026-03-01",
        "2026-3-1",
        "2026/3/1",
        "2026/03/01",
        "2026.3.1",
        "2026年3月1日",
        "2026年03月01日",
        " 2026-03-01\n",
    ],
)
def test_dates_read(text: object) -> None:
    day = parse_date(text)
    assert day == date(2026, 3, 1)
    assert type(day) is date


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-03", "20260301", "26-3-1", "0026-03-01", "2026-003-01", "3/1/2026", "2026-3/1", "2026.3-1"),
        *("2026年3月1", "2026年3-1", "2026-03-01 00:00", "2026-03-01T00:00:00", "２０２６-03-01", "二〇二六年三月一日"),
        *(None, True, 46082, 46082.0),
    ],
)
def test_other_forms_are_refused(text: object) -> None:
    with pytest.raises(DateError) as refusal:
        parse_date(text)
    assert str(refusal.value) == f"{text!r} is not a date; write it like 2026-03-01 or 2026年3月1日"


@pytest.mark.parametrize("text", ["2025-02-29", "2026-13-01", "2026/0/1", "2026年4月31日"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(DateError) as refusal:
        parse_date(text)
    assert str(refusal.value) == f"{text!r} is not in the calendar; write a day that exists, like 2026-03-01"


def test_moments_are_refused() -> None:
    with pytest.raises(DateError) as refusal:
        parse_date(datetime(2026, 3, 1, 9, 30))  # noqa: DTZ001
    assert str(refusal.value) == "2026-03-01 09:30:00 is a moment, not a day; write the day alone, like 2026-03-01"
    with pytest.raises(DateError, match="is a moment"):
        parse_date(datetime(2026, 3, 1, tzinfo=UTC))


@given(DAYS)
def test_every_form_gives_the_same_day(day: date) -> None:
    y, m, n = day.year, day.month, day.day
    assert {parse_date(t) for t in (day, str(day), f"{y}/{m}/{n}", f"{y}.{m}.{n}", f"{y}年{m}月{n}日")} == {day}


@given(st.text(alphabet="0123456789-/.年月日 ", max_size=12))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        parse_date(text)
    except DateError as refusal:
        assert "; write " in str(refusal)  # noqa: PT017


# Years


@pytest.mark.parametrize(
    ("day", "n", "after"),
    [
        ("2025-09-01", 2, "2027-09-01"),
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2024-02-29", -1, "2023-02-28"),
        ("2026-03-01", 0, "2026-03-01"),
    ],
)
def test_corresponding_day(day: str, n: int, after: str) -> None:
    assert years_after(d(day), n) == d(after)
    assert years_before(d(day), -n) == d(after)


@given(DAYS, YEARS)
def test_corresponding_day_keeps_month_and_day(day: date, n: int) -> None:
    after = years_after(day, n)
    assert (after.year, after.month) == (day.year + n, day.month)
    assert after.day == day.day or ((day.month, day.day, after.day) == (2, 29, 28) and (after + DAY).day == 1)


@pytest.mark.parametrize(("day", "n"), [("9999-01-01", 1), ("2026-01-01", 10**9), ("0001-01-01", -1)])
def test_years_outside_the_calendar_are_refused(day: str, n: int) -> None:
    with pytest.raises(DateError) as refusal:
        years_after(d(day), n)
    assert str(refusal.value) == (
        f"{n} years from {day} is outside the calendar; check the date and the number of years"
    )


# Windows


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2023-03-01", False), ("2023-03-02", True), ("2026-03-01", True), ("2026-03-02", False)],
)
def test_rolling(day: str, inside: bool) -> None:
    assert last_years(3, "rolling", d("2026-03-01"), d("2026-05-01")).contains(d(day)) is inside


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2022-12-31", False), ("2023-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
@pytest.mark.parametrize("application", ["2026-01-01", "2026-03-01", "2026-12-31"])
def test_full_years(application: str, day: str, inside: bool) -> None:
    assert last_years(3, "full_years", d(application)).contains(d(day)) is inside


def test_before_filing() -> None:
    filed = last_years(3, "before_filing", d("2026-03-01"), d("2026-05-01"))
    assert filed == Window(d("2023-05-01"), d("2026-05-01"))
    assert last_years(3, "before_filing", d("2026-03-01")) == Window(d("2023-03-01"), d("2026-03-01"))


def test_a_window_at_a_leap_day() -> None:
    assert last_years(3, "rolling", d("2024-02-29")) == Window(d("2021-02-28"), d("2024-02-29"))


@given(YEARS, st.sampled_from(get_args(LastYears)), DAYS, st.none() | DAYS)
def test_a_window_has_whole_years(n: int, reading: LastYears, application: date, filed: date | None) -> None:
    window = last_years(n, reading, application, filed)
    assert not window.contains(window.after)
    assert window.contains(window.after + DAY)
    assert window.contains(window.until)
    assert not window.contains(window.until + DAY)
    assert window.until.year - window.after.year == n


# Validity and bans


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        ("2024-08-04", 5, "2029-08-03"),
        ("2025-12-06", 3, "2028-12-05"),
        ("2026-01-01", 3, "2028-12-31"),
        ("2025-03-01", 3, "2028-02-29"),
        ("2024-02-29", 1, "2025-02-27"),
    ],
)
def test_validity(first: str, years: int, last: str) -> None:
    assert last_day(d(first), years) == d(last)


@pytest.mark.parametrize(
    ("day", "barred", "free"),
    [
        ("2025-08-31", False, False),
        ("2025-09-01", True, True),
        ("2027-08-31", True, True),
        ("2027-09-01", True, False),
        ("2027-09-02", False, False),
    ],
)
def test_ban(day: str, barred: bool, free: bool) -> None:
    assert ban_covers(d("2025-09-01"), 2, d(day)) is barred
    assert ban_covers(d("2025-09-01"), 2, d(day), "anniversary_barred") is barred
    assert ban_covers(d("2025-09-01"), 2, d(day), "anniversary_free") is free


@given(DAYS, YEARS, st.integers(-400, 12_000))
def test_the_readings_of_a_ban_differ_by_the_anniversary_alone(revoked: date, years: int, later: int) -> None:
    day = revoked + later * DAY
    barred, free = (ban_covers(revoked, years, day, reading) for reading in get_args(BanEnd))
    assert (barred != free) == (day == years_after(revoked, years))


# Notices


@pytest.mark.parametrize(
    ("posted", "next_day", "posting_day"),
    [
        ("2025-09-26", "2025-10-10", "2025-10-09"),
        ("2025-09-29", "2025-10-13", "2025-10-11"),
        ("2026-02-12", "2026-02-26", "2026-02-25"),
        ("2025-12-29", "2026-01-06", "2026-01-05"),
        # Posted on a day off: it cannot count as a working day under either reading.
        ("2025-10-01", "2025-10-14", "2025-10-14"),
        ("2026-12-24", "2026-12-31", "2026-12-30"),
    ],
)
def test_five_working_days(posted: str, next_day: str, posting_day: str) -> None:
    assert notice_ends(d(posted), 5) == d(next_day)
    assert notice_ends(d(posted), 5, "next_day") == d(next_day)
    assert notice_ends(d(posted), 5, "posting_day") == d(posting_day)
    assert plain_notice_ends(d(posted), 5, "working") == d(next_day)
    assert plain_notice_ends(d(posted), 5, "working", "posting_day") == d(posting_day)


@pytest.mark.parametrize(
    ("posted", "next_day", "posting_day"),
    [
        ("2026-03-02", "2026-03-09", "2026-03-06"),  # 7 March is a Saturday
        ("2026-09-21", "2026-09-28", "2026-09-28"),  # 25–27 September are off
        ("2026-02-10", "2026-02-24", "2026-02-14"),  # 14 February is a Saturday of work
        ("2026-03-09", "2026-03-16", "2026-03-13"),
    ],
)
def test_five_plain_days(posted: str, next_day: str, posting_day: str) -> None:
    assert plain_notice_ends(d(posted), 5) == d(next_day)
    assert plain_notice_ends(d(posted), 5, "calendar", "posting_day") == d(posting_day)


@pytest.mark.parametrize("reading", get_args(NoticeStart))
def test_a_year_without_its_calendar_is_refused(reading: NoticeStart) -> None:
    with pytest.raises(DateError) as refusal:
        notice_ends(d("2026-12-28"), 5, reading)
    assert str(refusal.value) == (
        "the working days of 2027 are not known (known are 2024, 2025, 2026); add the State Council's notice for 2027, "
        "which appears about November 2026, in a workdays.toml beside the book or by --workdays FILE, or take a newer "
        "fundcalc"
    )


@pytest.mark.parametrize("reading", get_args(PlainDays))
def test_plain_days_guess_no_year_either(reading: PlainDays) -> None:
    with pytest.raises(DateError, match="the working days of 2027 are not known"):
        plain_notice_ends(d("2026-12-31"), 5, reading)
    with pytest.raises(DateError, match="the working days of 2023 are not known"):
        plain_notice_ends(d("2023-06-01"), 5, reading)


@pytest.mark.parametrize("days", [0, -1])
def test_a_notice_has_days(days: int) -> None:
    with pytest.raises(DateError) as refusal:
        notice_ends(d("2026-03-02"), days)
    assert str(refusal.value) == f"a notice of {days} days has no last day; give 1 or more"
    with pytest.raises(DateError):
        plain_notice_ends(d("2026-03-02"), days)


@given(st.dates(d("2024-01-01"), d("2026-10-31")), st.integers(1, 30))
def test_a_notice_holds_its_working_days(posted: date, days: int) -> None:
    end = notice_ends(posted, days)
    assert is_workday(end)
    assert sum(is_workday(posted + n * DAY) for n in range(1, (end - posted).days + 1)) == days
    early = notice_ends(posted, days, "posting_day")
    assert (early < end) == is_workday(posted)
    assert posted + days * DAY <= plain_notice_ends(posted, days) <= end


# The calendar

CALENDAR = {
    2024: (
        "01-01 02-10/17 04-04/06 05-01/05 06-10 09-15/17 10-01/07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: ("01-01 01-28/31 02-01/04 04-04/06 05-01/05 05-31 06-01/02 10-01/08", "01-26 02-08 04-27 09-28 10-11"),
    2026: (
        "01-01/03 02-15/23 04-04/06 05-01/05 06-19/21 09-25/27 10-01/07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def named(year: int, text: str) -> set[date]:
    found = set()
    for run in text.split():
        month, first, last = int(run[:2]), int(run[3:5]), int(run[6:] or run[3:5])
        found |= {date(year, month, day) for day in range(first, last + 1)}
    return found


@pytest.mark.parametrize("year", CALENDAR)
def test_calendar(year: int) -> None:
    off, work = (named(year, text) for text in CALENDAR[year])
    for n in range(366 if year == 2024 else 365):
        day = date(year, 1, 1) + n * DAY
        assert is_workday(day) == (day in work or (day.weekday() < 5 and day not in off)), day


def test_calendar_file() -> None:
    text = (Path(fundcalc.__file__).parent / "base" / "workdays.toml").read_text(encoding="utf-8")
    assert "国务院办公厅" in text
    years = tomllib.loads(text)
    assert [int(year) for year in years] == list(CALENDAR)
    for year, listed in years.items():
        off = [first + n * DAY for first, last in listed["off"] for n in range((last - first).days + 1)]
        assert off == sorted(set(off))
        assert listed["work"] == sorted(set(listed["work"]))
        assert {day.year for day in (*off, *listed["work"])} == {int(year)}
        assert all(day.weekday() >= 5 and day not in off for day in listed["work"])
    # As many days off and make-up days as the notices give.
    counts = {year: (len(named(year, off)), len(named(year, work))) for year, (off, work) in CALENDAR.items()}
    assert counts == {2024: (28, 8), 2025: (28, 5), 2026: (33, 6)}


def test_importing_dates_reads_no_calendar() -> None:
    code = (
        "import sys, fundcalc.base.dates, fundcalc.base.workdays as w; "
        "print('tomllib' in sys.modules, w.shipped.cache_info().currsize)"
    )
    # A measurement of coverage would read TOML in the child, too.
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=own)
    assert done.stdout.split() == ["False", "0"]
