"""Cells of a journal as amounts in fen and as days, exactly or not at all."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from fundcalc.base.dates import parse_date
from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.workbooks.cell_numbers import BadCell, exact
from fundcalc.workbooks.cell_text import narrow

_NOTHING = frozenset(("", "-", "--", "—", "——", "/", "0", "0.00", "0.0", ".00"))
# Amounts below zero as programs write them: (100), 100-, 红字100, (红)100, △100.
_BELOW_ZERO = re.compile(
    r"[(\[](?P<brackets>[\d.]+)[)\]](?:\(?红字?\)?)?"
    r"|(?:[(\[]?(?:红字?|负数?)[)\]]?:?|[△▲])-?(?P<marked>[\d.]+)"
    r"|-?(?P<behind>[\d.]+)[(\[]?红字?[)\]]?"
    r"|(?P<minus>[\d.]+)-",
    re.ASCII,
)
# Commas stand between groups of three digits, or of four in Chinese; 1.200,00 is not an amount here.
_GROUPED = re.compile(r"[^\d,]*\d{1,4}(?:,\d{3,4})+(?!\d)(?:\.\d*)?[^\d,]*", re.ASCII)
_MARKS = str.maketrans({"￥": None, "¥": None, ",": None, " ": None, "\xa0": None, "−": "-", "–": "-"})
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)", re.ASCII)
_WITH_TIME = re.compile(r"([12]\d{3}[-/.年]\d\d?[-/.月]\d\d?日?)[ T]\d\d?:\d\d.*", re.ASCII)
_MONTH_AND_DAY = re.compile(r"(\d\d?)(?:[-/.月])(\d\d?)日?", re.ASCII)
# Days of a workbook that no format shows as days: 2000-01-01 to 2099-12-31.
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050
_EPOCH = date(1899, 12, 30)
# A double tells whole fen apart up to here.
_EXACT_TO = 2**53 // 100


def amount_in(value: object, kind: str, scale: int = 1) -> int:
    """The amount of a cell in fen; 0 where it says nothing. Raises BadCell.

    >>> amount_in("(1,200.50)", "s"), amount_in(88000, "n"), amount_in("-", "s")
    (-120050, 8800000, 0)
    """
    match value:
        case str() if kind == "s":
            return _of_text(value, scale)
        case int() if kind == "n":
            return value * 100 * scale
        case float() if kind == "n":
            number = exact(value, 2 + len(str(scale)) - 1)
            if number is not None and (abs(value) <= _EXACT_TO or value.is_integer()):
                return _fen(number * scale)
    raise _bad_amount()


def _of_text(text: str, scale: int) -> int:
    if text in _NOTHING:
        return 0
    try:
        if scale == 1:
            return fen(text)
    except FundcalcError:
        pass
    text = narrow(text)
    if "," in text and not _GROUPED.fullmatch(text):
        raise _bad_amount()
    text = text.translate(_MARKS)
    if text in _NOTHING:
        return 0
    text = text.removesuffix("元")
    if (match := _BELOW_ZERO.fullmatch(text)) and match.lastgroup:
        text = f"-{match[match.lastgroup]}"
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _bad_amount() from error
    return _fen(number * scale)


def _fen(number: Decimal) -> int:
    try:
        return fen(number)
    except FundcalcError as error:
        # 12.340000 is 12.34.
        if number.is_finite() and abs(number.adjusted()) < 20 and number == number.quantize(Decimal("0.01")):
            return fen(number.quantize(Decimal("0.01")))
        raise _bad_amount() from error


def _bad_amount() -> BadCell:
    return BadCell(
        _("An amount with at most two decimals was expected."),
        _("Write the figure alone, like 1234567.89; the posting is not read until then."),
    )


def day_in(value: object, kind: str, year: int | None = None) -> date:
    """The day of a cell; ``year`` is that of the table where the cell has none.

    Raises BadCell.

    >>> day_in("20260609", "s"), day_in("06-09", "s", 2026), day_in("2026-06-09 00:00:00", "s")
    (datetime.date(2026, 6, 9), datetime.date(2026, 6, 9), datetime.date(2026, 6, 9))
    """
    try:
        match value:
            case datetime():
                return value.date()
            case date():
                return value
            case int() | float() if kind == "n" and value == int(value):
                number = int(value)
                if _FIRST_SERIAL <= number <= _LAST_SERIAL:
                    return _EPOCH + timedelta(days=number)
                return _of_words(str(number), year)
            case str():
                return _of_words(narrow(value), year)
            case _:
                return parse_date(value)
    except (ValueError, OverflowError, FundcalcError) as error:
        raise BadCell(_("A date was expected."), _("Write it like 2026-03-01 or 2026年3月1日.")) from error


def _of_words(text: str, year: int | None) -> date:
    if match := _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WITH_TIME.fullmatch(text):
        text = match[1]
    elif year is not None and (match := _MONTH_AND_DAY.fullmatch(text)):
        return date(year, int(match[1]), int(match[2]))
    return parse_date(text)
