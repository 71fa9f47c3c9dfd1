"""Days as whole numbers like 20260301.

Years are then added alike in every backend (民法典 202).
"""

from datetime import date
from decimal import Decimal
from typing import assert_never

import narwhals as nw

from fundcalc.base.dates import BanEnd, LastYears
from fundcalc.engine.table.answers import Term, every


def number(day: nw.Expr) -> nw.Expr:
    """A date as year, month and day in one number."""
    whole = nw.Int64()
    return day.dt.year().cast(whole) * 10_000 + day.dt.month().cast(whole) * 100 + day.dt.day().cast(whole)


def whole(figure: object) -> int | Decimal:
    """A figure as it is compared with a column: a day in one number."""
    if isinstance(figure, date):
        return figure.year * 10_000 + figure.month * 100 + figure.day
    if isinstance(figure, int | Decimal):
        return figure
    raise TypeError(figure)


def years_after(day: nw.Expr, n: int) -> nw.Expr:
    """The same day n years on, or the last day of that month; numbers in and out."""
    moved = day + n * 10_000
    year = moved // 10_000
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    return nw.when((moved % 10_000 == 229) & ~leap).then(moved - 1).otherwise(moved)


def within_last_years(day: nw.Expr, n: int, reading: LastYears, applied: nw.Expr, filed: nw.Expr | None) -> nw.Expr:
    """Whether a date lies in the last n years; dates in, null where a date is null."""
    match reading:
        case "full_years":
            year, this = day.dt.year().cast(nw.Int64()), applied.dt.year().cast(nw.Int64())
            return (year >= this - n) & (year < this)
        case "rolling":
            until = applied
        case "before_filing":
            until = applied if filed is None else nw.coalesce(filed, applied)
        case _:
            assert_never(reading)
    return (years_after(number(until), -n) < number(day)) & (day <= until)


def ban_covers(revoked: nw.Expr, years: int, day: nw.Expr, reading: BanEnd) -> Term:
    """Whether a ban of so many years from a revocation still holds on a day; dates in."""
    end, on = years_after(number(revoked), years), number(day)
    match reading:
        case "anniversary_barred":
            return every((revoked <= day, on <= end))
        case "anniversary_free":
            return every((revoked <= day, on < end))
        case _:
            assert_never(reading)
