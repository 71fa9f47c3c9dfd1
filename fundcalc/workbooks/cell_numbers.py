"""Numbers in cells, exactly or not at all: yuan, square metres, counts.

A spreadsheet keeps numbers as doubles; a figure that cannot be told back from one exactly is refused.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.engine.values import parser
from fundcalc.policy.vocabulary import Named
from fundcalc.workbooks.cell_text import narrow
from fundcalc.workbooks.row_words import is_none
from fundcalc.workbooks.units import UNITS

Reader = Callable[[object, str], object]

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
# Marks of yuan around a figure, as in ¥8,000,000 or 8000000元整.
_OF_YUAN = re.compile(r"(?:¥|RMB|CNY|人民币)?\s*([^¥元]*?)\s*(?:元整?|RMB|CNY)?", re.IGNORECASE)
# (1,000.00) is how accounts write an amount below zero; 1 000 000 how some programs group figures.
_IN_BRACKETS = re.compile(r"\(([\d,.]+)\)", re.ASCII)
_IN_GROUPS = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?E[+-]?\d{1,2}", re.ASCII | re.IGNORECASE)
_WITH_UNIT = re.compile(r"([+-]?[\d,.]+)\s*([^\d\s,.]\D*)", re.ASCII)
# A double tells whole fen apart up to here (2^53 fen).
_EXACT_TO = 2**53 // 100
DIGITS_KEPT = 15
# Beyond this, decimals lose digits before the amount is found to be too large.
_BEYOND = 10**20


class BadCell(Exception):
    """A cell that does not fit: what was expected, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message, remedy)


def exact(value: float, places: int) -> Decimal | None:
    """The decimal that a double stands for, or None if that cannot be told.

    It has at most so many places.

    >>> exact(0.1 + 0.2, 2), exact(1234567.89, 2), exact(1 / 3, 2)
    (Decimal('0.3'), Decimal('1234567.89'), None)
    """
    if value != value or value in (float("inf"), float("-inf")):
        return None
    for text in (repr(value), f"{value:.{DIGITS_KEPT}g}"):
        number = Decimal(text)
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -places:
            return number
    return None


def _figure(value: object, kind: str, places: int, expected: str, scale: int = 1) -> int | Decimal:
    """The number a cell holds, with at most so many decimals.

    ``scale`` is the unit of its heading in yuan."""
    write = _("Write the figure alone, like {example}.").format(example="1234567.89" if places else "12")
    if kind == "n" and isinstance(value, int):
        return value
    if kind == "n" and isinstance(value, float):
        number = exact(value, places)
        if number is None or (abs(value) > _EXACT_TO and not value.is_integer()):
            raise BadCell(
                expected,
                _("Round the figure to {places} decimals in the sheet (a formula needs ROUND), then save.").format(
                    places=places
                ),
            )
        return number
    if kind != "s" or not isinstance(value, str):
        raise BadCell(expected, write)
    text = _plain_figure(value)
    if _NUMBER.fullmatch(text):
        number = Decimal(text.replace(",", ""))
        # A Decimal would round the last of many digits away.
        if (Fraction(number) * 10**places).denominator != 1:
            raise BadCell(expected, _("Round the figure to {places} decimals.").format(places=places))
        return number
    raise BadCell(expected, _remedy_for(text, places, scale) or write)


def _plain_figure(value: str) -> str:
    text = narrow(value)
    if _IN_GROUPS.fullmatch(text):
        return text.replace(" ", "")
    match = _IN_BRACKETS.fullmatch(text)
    return f"-{match[1]}" if match else text


def _remedy_for(text: str, places: int, scale: int) -> str:
    """What to write instead of a text that often stands for a figure, or nothing."""
    text = text.removeprefix("¥").strip()
    if is_none(text):
        return _("Write 0 if there is none, or leave the cell blank if it is not known.")
    if _SCIENTIFIC.fullmatch(text):
        full = format(Decimal(text), "f")
        exponent = Decimal(full).as_tuple().exponent
        if isinstance(exponent, int) and -exponent <= places and len(full) <= DIGITS_KEPT:
            return _("Write the figure in full: {figure}.").format(figure=full)
        return _("Write the figure in full.")
    if re.fullmatch(r"\d+\s*/\s*\d+", text, re.ASCII):
        return _("Write the figure itself instead of a fraction.")
    match = _WITH_UNIT.fullmatch(text)
    if match is None or not _NUMBER.fullmatch(match[1]):
        return ""
    figure, unit = match.groups()
    units = UNITS["money"]
    factor = 10_000 if unit.startswith(("万", "w")) else units.get(unit, units.get(f"{unit}元", 1))
    if factor > 1 and scale == 1:
        yuan = format(Decimal(figure.replace(",", "")) * factor, "f")
        yuan = yuan.rstrip("0").rstrip(".") if "." in yuan else yuan
        if not unit.startswith("万"):
            return _("If {yuan} yuan are meant, write {yuan}.").format(yuan=yuan)
        return _("Write {yuan}, or write （万元） in the heading and {figure} here.").format(yuan=yuan, figure=figure)
    return _("Leave '{unit}' out and write the figure alone; the unit belongs in the heading.").format(unit=unit)


def _without_unit(text: str, scale: int) -> str:
    """A figure without the unit of its column, as in 800万元 under 万元."""
    narrowed = narrow(text)
    if scale == 1:
        return match[1] if (match := _OF_YUAN.fullmatch(narrowed)) else text
    match = _WITH_UNIT.fullmatch(narrowed.removeprefix("¥"))
    return match[1] if match and UNITS["money"].get(match[2].strip().removesuffix("整")) == scale else text


def read_money(scale: int, *, signed: bool) -> Reader:
    """A reader of amounts, in yuan or in units of ``scale`` yuan; it gives yuan."""
    # 万元 with six decimals is yuan with two.
    places = 2 + len(str(scale)) - 1
    unit = next(word for word, factor in UNITS["money"].items() if factor == scale)

    def read(value: object, kind: str) -> object:
        expected = (
            _("An amount in yuan with at most two decimals was expected.")
            if scale == 1
            else _("An amount in {unit} with at most {places} decimals was expected.").format(unit=unit, places=places)
        )
        if isinstance(value, str):
            value = _without_unit(value, scale)
        if kind == "d":
            raise BadCell(expected, _("The cell holds a date: format it as a number, and write the amount again."))
        number: Any = _figure(value, kind, places, expected, scale)
        if abs(number) >= _BEYOND:
            raise BadCell(expected, _("Correct the amount: it is beyond any budget."))
        amount = number * scale
        if not signed and amount < 0:
            raise BadCell(_("An amount of 0 or more was expected."), _("Correct the amount."))
        try:
            fen(amount)
        except FundcalcError as error:
            raise BadCell(expected, _("Correct the amount: it is beyond any budget.")) from error
        return amount

    return read


def read_area(named: Named) -> Reader:
    """A reader of areas in square metres, or of other numbers with decimals."""
    checked, is_area = parser(named), named.kind == "area"

    def read(value: object, kind: str) -> Any:
        expected = _("An area in square metres was expected.") if is_area else _("A number of 0 or more was expected.")
        number = _figure(value, kind, 6, expected)
        try:
            return checked(number)
        except ValueError as error:
            remedy = (
                _("Correct the area: 0 or more, at most six decimals.")
                if is_area
                else _("Correct the number: 0 or more, at most six decimals.")
            )
            raise BadCell(expected, remedy) from error

    return read


def read_count(value: object, kind: str) -> int:
    """Read a count: a whole number of 0 or more."""
    if kind == "n" and type(value) is int and 0 <= value < 10**9:
        return value
    expected = _("A whole number of 0 or more was expected.")
    number = _figure(value, kind, 0, expected)
    if not 0 <= number < 10**9:
        raise BadCell(expected, _("Correct the number."))
    return int(number)
