"""The day of a row of a journal, from its parts or its period."""

from datetime import date

import pytest

from fundcalc.journals.row_days import RowDays
from fundcalc.workbooks.cell_numbers import BadCell
from fundcalc.workbooks.grid import Cell


def day(**texts: str) -> date | None:
    return RowDays(2026, None).day({key: Cell(1, text, "s") for key, text in texts.items()})


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026年03期", date(2026, 3, 31)),
        ("2026-03", date(2026, 3, 31)),
        ("202603", date(2026, 3, 31)),
        ("3", date(2026, 3, 31)),
        ("13", date(2026, 12, 31)),
        ("2026-03-15", date(2026, 3, 15)),
    ],
)
def test_a_period(period: str, expected: date) -> None:
    assert day(period=period) == expected


@pytest.mark.parametrize("period", ["14", "2026Q14", "03/2026", "20260399", "2026年3月1日至2026年3月31日", "1-3"])
def test_a_period_that_may_be_several_days_is_questioned(period: str) -> None:
    with pytest.raises(BadCell):
        day(period=period)


def test_a_year_of_two_digits_is_questioned() -> None:
    with pytest.raises(BadCell):
        day(year="26", month="3", day="5")
