"""Years of working days that a user adds, and files that are none."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc.base.dates import notice_ends
from fundcalc.base.errors import DateError
from fundcalc.base.workdays import is_workday, shipped, work_calendar

YEAR_2027 = """
[2027]
off = [[2027-01-01, 2027-01-03], [2027-02-05, 2027-02-11]]
work = [2027-01-09]
"""


def test_a_year_in_the_folder_of_the_book_is_known(tmp_path: Path) -> None:
    (tmp_path / "workdays.toml").write_text(YEAR_2027, "utf-8")
    calendar = work_calendar(tmp_path)
    assert notice_ends(date(2026, 12, 25), 5, calendar=calendar) == date(2027, 1, 4)
    assert is_workday(date(2027, 1, 9), calendar)
    assert not is_workday(date(2027, 2, 5), calendar)
    assert is_workday(date(2026, 9, 20), calendar), "the shipped years stay"
    with pytest.raises(DateError):
        is_workday(date(2027, 1, 4))


def test_the_option_wins_over_the_folder_and_both_over_the_shipped_year(tmp_path: Path) -> None:
    (tmp_path / "workdays.toml").write_text(YEAR_2027 + "[2026]\noff = [[2026-03-02, 2026-03-02]]\n", "utf-8")
    given = tmp_path / "other.toml"
    given.write_text("\ufeff[2027]\noff = []\n", "utf-8")
    calendar = work_calendar(tmp_path, given)
    assert is_workday(date(2027, 1, 1), calendar)
    assert not is_workday(date(2026, 3, 2), calendar)
    assert is_workday(date(2026, 10, 1), calendar), "a year that is given replaces the whole of it"
    assert is_workday(date(2026, 3, 2))
    assert work_calendar() == shipped()


@pytest.mark.parametrize(
    "text",
    [
        "[2027", "2027 = 1", "[27]\noff = []", "[2027]\nwork = []", "[2027]\noff = [2027-01-01]",
        "[2027]\noff = [[2027-01-03, 2027-01-01]]", "[2027]\noff = [[2026-12-31, 2027-01-01]]",
        "[2027]\noff = []\nwork = [2026-01-01]", "[2027]\noff = []\nwork = [2027-01-01T00:00:00]",
        "[2027]\noff = [[2027-01-01, 2027-01-03]]\nwork = [2027-01-02]", "[2027]\noff = []\nrest = []", "a = " + "[" * 5000,
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "workdays.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DateError, match=r"workdays\.toml"):
        work_calendar(tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DateError, match="cannot be read"):
        work_calendar(None, tmp_path / "none.toml")
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(DateError, match="too large"):
        work_calendar(None, path)
