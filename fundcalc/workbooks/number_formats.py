"""The number formats of a workbook that show a date or another unit."""

import re
from typing import Any, NamedTuple

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PART = "xl/styles.xml"
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_SHOWS_UNIT = re.compile(r"[元千万亿角分]")
# A comma after the last digit divides the figure shown by a thousand; Chinese Excel writes 0!.0, for ten thousand.
_SCALED = re.compile(r"[0#?](?:!?\.[0#?]*)?,+(?![0#?,])")


class NumberFormats(NamedTuple):
    """The cell formats that show a date or a duration, and those with a unit."""

    dates: frozenset[int]
    durations: frozenset[int]
    units: dict[int, str]


def read_number_formats(archive: Any) -> NumberFormats:
    """Read the number formats of a workbook, and nothing else of its styles."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
    from openpyxl.xml.functions import fromstring

    if _PART not in archive.namelist():
        return NumberFormats(frozenset(), frozenset(), {})
    styles = fromstring(archive.read(_PART))
    codes = dict(BUILTIN_FORMATS)
    for own in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt"):
        codes[int(own.get("numFmtId"))] = own.get("formatCode") or "General"
    of_cell = {
        index: codes.get(int(style.get("numFmtId") or 0), "General")
        for index, style in enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"))
    }
    return NumberFormats(
        frozenset(index for index, code in of_cell.items() if is_date_format(code)),
        frozenset(index for index, code in of_cell.items() if is_timedelta_format(code)),
        {index: code for index, code in of_cell.items() if not is_date_format(code) and shows_unit(code)},
    )


def shows_unit(code: str) -> bool:
    """Whether a number format shows a unit or a percentage, or divides.

    >>> shows_unit('#,##0.00"万元"'), shows_unit('0!.0,"万"'), shows_unit("#,##0.00"), shows_unit("#,##0,"), shows_unit("0%")
    (True, True, False, True, True)
    """
    code = code.split(";")[0]
    digits = _QUOTED.sub("", code)
    return bool(_SHOWS_UNIT.search(code) or _SCALED.search(digits) or "%" in digits)
