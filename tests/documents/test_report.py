"""How cells read: 万元 that lead back to the yuan or say that they do not, shares, runs of numbers, text that is text."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fundcalc.documents import common_sections
from fundcalc.documents.report import Kind, ReportColumn, ReportTable, Value, ranges, wan, written


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("wan", 200_000_000, "200.00"),
        ("wan", 123_456_700, "123.4567"),
        ("wan", 123_450_000, "123.45"),
        ("wan", 66_666_667, "≈66.6667"),
        ("wan", -66_666_667, "≈-66.6667"),
        ("wan", 49, "≈0.0000"),
        ("wan", 50, "≈0.0001"),
        ("wan", 0, "0.00"),
        ("wan", 10**15, "1,000,000,000.00"),
        ("yuan", 123_456_789, "1,234,567.89"),
        ("yuan", -5, "-0.05"),
        ("percent", Fraction(2, 3), "66.67%"),
        ("percent", Fraction(1, 20_000), "0.01%"),
        ("day", date(2026, 3, 1), "2026-03-01"),
        ("number", 12_345, "12,345"),
        ("entries", (1, 2, 3, 7, 9, 10), "1–3, 7, 9–10"),
        ("entries", (), "—"),
        ("text", "a\x00b\u202ec\ud800", "a\ufffdb\ufffdc\ufffd"),
        ("wan", None, "—"),
        ("number", "Total", "Total"),
    ],
)
def test_a_cell_reads(kind: Kind, value: Value, text: str) -> None:
    assert written(kind, value) == text


@given(some.integers(-(10**17), 10**17))
def test_what_is_shown_in_ten_thousands_is_the_amount_or_marked(fen: int) -> None:
    shown = wan(fen)
    back = Fraction(shown.removeprefix("≈").replace(",", "")) * 1_000_000
    assert (back == fen) == (not shown.startswith("≈"))
    assert abs(back - fen) <= 50
    assert 2 <= len(shown.partition(".")[2]) <= 4


@given(some.sets(some.integers(1, 60)))
def test_runs_of_numbers_say_all_of_them(numbers: set[int]) -> None:
    said: set[int] = set()
    for part in ranges(numbers).split(", ") if numbers else ():
        first, _dash, last = part.partition("–")
        said |= set(range(int(first), int(last or first) + 1))
    assert said == numbers


def test_the_mark_is_explained_where_it_stands() -> None:
    columns = (ReportColumn("awarded (10,000 yuan)", "wan", 8), ReportColumn("amount (yuan)", "yuan", 8))
    assert common_sections.nearly(ReportTable(columns, [[100, 101]])) == ()
    assert common_sections.nearly(ReportTable(columns, [[100, 101], [None, 1], [101, 100]])) == (
        "≈ marks a figure rounded to four decimals of 10,000 yuan; the annex has it to the fen.",
    )
