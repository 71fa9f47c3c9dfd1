"""Cells as text, for the terminal and pages."""

from datetime import date
from typing import assert_never

from fundcalc.base import figures
from fundcalc.base.money import yuan
from fundcalc.views.table import Cell, Change, Figure, Marked, Money, Rate, Year


def as_text(cell: Cell) -> str:
    """A cell in the current language; amounts in yuan with thousands separated."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Money(fen=fen):
            return figures.figure(fen)
        case Change(amount=0):
            return "0"
        case Change(amount=amount, money=money):
            return f"{yuan(amount) if money else amount:+,}"
        case Figure(value=value):
            return f"{value:,f}"
        case Year(value=year):
            return str(year)
        case Rate():
            return str(cell)
        case Marked(text=text):
            return text
        case int():
            return figures.count(cell)
        case date():
            return cell.isoformat()
        case _:
            assert_never(cell)


def is_figure(cell: Cell) -> bool:
    """Whether a cell is aligned to the right."""
    return isinstance(cell, Money | Change | Figure | Year | Rate | int)
