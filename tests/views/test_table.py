"""Tables as data: what a column reads, totals, selection, and the same cells as text and as JSON."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from fundcalc.views.table import Cell, Change, Column, Figure, Marked, Money, Rate, Table, json_value, with_totals
from fundcalc.views.text import as_text, is_figure


@dataclass
class Line:
    award: str
    fen: int | None
    change: int
    number: int
    on: date
    paid: Fraction


COLUMNS: list[Column[Line]] = [
    Column("award", "Award", lambda line: line.award, "id", 20),
    Column("amount", "Amount", lambda line: line.fen, "yuan"),
    Column("change", "Change", lambda line: line.change, "change"),
    Column("number", "Number", lambda line: line.number, "count"),
    Column("on", "Date", lambda line: line.on, "date"),
    Column("paid", "Paid", lambda line: line.paid, "rate"),
]
LINES = [
    Line("A-1", 123_456, -100, 3, date(2026, 3, 1), Fraction(2, 3)),
    Line("A-2", None, 0, 1_234, date(2026, 3, 2), Fraction(0)),
]
TABLE = Table("Lines", COLUMNS, LINES)


def test_the_kind_of_a_column_types_its_cells() -> None:
    first, second = TABLE.rows()
    assert first == ["A-1", Money(123_456), Change(-100), 3, date(2026, 3, 1), Rate(Fraction(2, 3))]
    assert second[1] is None


def test_a_typed_cell_keeps_its_type_in_any_column() -> None:
    column: Column[int] = Column("amount", "Amount", lambda _fen: "—", "yuan")
    assert column.cell(5) == "—"


def test_select_keeps_the_columns_named_in_that_order() -> None:
    table = with_totals(TABLE, "total", ["amount"]).select("amount", "award")
    assert [column.heading for column in table.columns] == ["Amount", "Award"]
    assert list(table.rows())[-1] == [Money(123_456), Marked("total", "big")]
    with pytest.raises(KeyError):
        TABLE.select("nothing")


def test_totals_sum_what_there_is() -> None:
    table = with_totals(TABLE, "total", ["amount"])
    assert list(table.rows())[-1] == [Marked("total", "big"), Money(123_456), None, None, None, None]
    assert len(table.to_json()) == 2


def test_json_is_by_key_in_plain_values() -> None:
    assert TABLE.to_json()[0] == {
        "award": "A-1",
        "amount": "1234.56",
        "change": "-1.00",
        "number": 3,
        "on": "2026-03-01",
        "paid": "2/3",
    }


@pytest.mark.parametrize(
    ("cell", "text", "plain"),
    [
        (None, "", None),
        ("a", "a", "a"),
        (1_234, "1,234", 1_234),
        (Money(123_456), "1,234.56", "1234.56"),
        (Change(123_456), "+1,234.56", "1234.56"),
        (Change(0), "0", "0.00"),
        (Change(-3, money=False), "-3", -3),
        (Figure(Decimal("12.50")), "12.50", "12.50"),
        (Rate(Fraction(2, 3)), "66.7%", "2/3"),
        (Marked("payable", "good"), "payable", "payable"),
        (Marked("应予拨付", "good", "payable"), "应予拨付", "payable"),
        (date(2026, 3, 1), "2026-03-01", "2026-03-01"),
    ],
)
def test_a_cell_as_text_and_as_json(cell: Cell, text: str, plain: object) -> None:
    assert (as_text(cell), json_value(cell)) == (text, plain)


def test_figures_are_aligned_to_the_right() -> None:
    assert [is_figure(cell) for cell in next(TABLE.rows())] == [False, True, True, True, False, True]
    assert [column.is_figure for column in COLUMNS] == [False, True, True, True, False, True]
