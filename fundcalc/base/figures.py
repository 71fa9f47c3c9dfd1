"""Amounts, days, rates, counts and areas as text in the current language.

Babel writes them; what it is given is exact already, because its own rounding is half-even.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, parse_pattern

from fundcalc.base.i18n import Language, _, current, ngettext
from fundcalc.base.money import percent, share, yuan

_LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en_GB"}
# ¥ is not in GBK, the encoding of many Chinese terminals, and 元 is how a document writes it: ¥ stands in tables only.
_IN_TABLES: dict[Language, str] = {"zh": "¤#,##0.00;-¤#,##0.00", "en": "¤¤ #,##0.00;-¤¤ #,##0.00"}
_IN_TEXT: dict[Language, str] = {"zh": "#,##0.00 '元'", "en": "¤¤ #,##0.00;-¤¤ #,##0.00"}


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])


@cache
def _around(pattern: str, language: Language, negative: bool) -> tuple[str, str]:
    """What stands before and after the figures of an amount.

    Babel takes as long for an amount as all else for its sentence, so it is asked once for a sign and a language.
    """
    sample = Decimal("-1234.56" if negative else "1234.56")
    text: str = parse_pattern(pattern).apply(sample, _locale(language), currency="CNY")
    before, _figures, after = text.partition("1,234.56")
    return before, after


def _written(fen: int, patterns: dict[Language, str]) -> str:
    language = current()
    before, after = _around(patterns[language], language, fen < 0)
    whole, hundredths = divmod(abs(fen), 100)
    return f"{before}{whole:,}.{hundredths:02}{after}"


def amount(fen: int) -> str:
    """Format an amount for tables and vouchers.

    ¥2,000,000.00, in English CNY 2,000,000.00.
    """
    return _written(fen, _IN_TABLES)


def in_yuan(fen: int) -> str:
    """Format an amount for running text.

    2,000,000.00 元, in English CNY 2,000,000.00.
    """
    return _written(fen, _IN_TEXT)


def quotient_in_yuan(fen: int | Fraction) -> str:
    """Format an amount that may have been divided.

    One that is not whole fen as the division: 100,000.00 元 ÷ 3.
    """
    whole = Fraction(fen)
    if whole.denominator == 1:
        return in_yuan(whole.numerator)
    return f"{in_yuan(whole.numerator)} ÷ {count(whole.denominator)}"


def quotient(value: Fraction) -> str:
    """A number that was divided: 1.5.

    One of more than six decimals as the fraction and, nearly, its decimals.
    """
    millionths = value * 1_000_000
    nearly = decimal(Decimal(int(millionths)).scaleb(-6))
    return (
        nearly if millionths.denominator == 1 else _("{fraction} (≈ {decimal})").format(fraction=value, decimal=nearly)
    )


def figure(fen: int) -> str:
    """An amount under a heading that says yuan: 2,000,000.00."""
    return f"{yuan(fen):,}"


def exact_yuan(amount: Fraction) -> str:
    """Format an amount of more than two decimals with every one of them.

    As a fraction where they do not end.
    """
    figures = Decimal(amount.numerator) / Decimal(amount.denominator)
    if Fraction(figures) != amount:
        return _("CNY {figures}").format(figures=amount)
    return _("CNY {figures}").format(figures=f"{figures:,f}")


def ten_thousands(fen: int) -> str:
    """Format an amount in 万元 with at most four decimals.

    With ≈ in front if that is not the whole of it.
    """
    # Four decimals of 万元 are whole yuan; the rounding is that of base/money.py.
    whole = share(Fraction(1, 100), abs(fen))
    shown = Decimal(whole if fen >= 0 else -whole).scaleb(-4)
    figures = format_decimal(shown, "#,##0.####", locale=_locale(current()))
    if whole * 100 != abs(fen):
        return _("≈ {figures} × CNY 10,000").format(figures=figures)
    return _("{figures} × CNY 10,000").format(figures=figures)


def day(on: date) -> str:
    """2026年3月1日, in English 1 March 2026."""
    return _day(on, current())


@lru_cache(maxsize=4096)  # a round names the same few days again and again
def _day(on: date, language: Language) -> str:
    return format_date(on, "long", locale=_locale(language))


def period(first: date | None, last: date | None) -> str:
    """A period by its first and last day, of which one may be open."""
    if first is None or last is None:
        if first is not None:
            return _("from {first} on").format(first=day(first))
        return _("up to {last}").format(last=day(last)) if last is not None else ""
    return _("from {first} to {last}").format(first=day(first), last=day(last))


def rate(value: Fraction) -> str:
    """Format a rate or a share: 12.5%.

    One of more than two decimals as the fraction and, nearly, its percentage.
    """
    if (value * 10_000).denominator == 1:
        return percent(value)
    return _("{fraction} (≈ {percentage})").format(
        fraction=value, percentage=percent(Fraction(share(value, 10_000), 10_000))
    )


def count(number: int) -> str:
    """A whole number, grouped."""
    return f"{number:,}"


def years(number: int) -> str:
    """A length of time in years."""
    return ngettext("{number} year", "{number} years", number).format(number=number)


def months(number: int) -> str:
    """A number of months."""
    return ngettext("{number} month", "{number} months", number).format(number=count(number))


def calendar_years(number: int) -> str:
    """So many whole calendar years."""
    return ngettext("{number} whole calendar year", "{number} whole calendar years", number).format(number=number)


def decimal(value: Decimal) -> str:
    """A decimal number, grouped, with at most six decimals."""
    if value == int(value):
        return count(int(value))
    return format_decimal(value, "#,##0.######", locale=_locale(current()))


def area(square_metres: Decimal) -> str:
    """An area with every decimal that it has."""
    return _("{figures} m²").format(figures=decimal(square_metres))


def yes_no(answer: bool) -> str:
    """是 or 否."""
    return _("yes") if answer else _("no")


def several(texts: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """A list in a sentence: A, B and C, or with ``style="or"`` A, B or C."""
    items = list(texts)
    return items[0] if len(items) == 1 else format_list(items, style, locale=_locale(current()))


def clauses(texts: Iterable[str]) -> str:
    """Clauses one after another, as one line; those that are empty are left out."""
    first, *rest = [text for text in texts if text] or [""]
    return _("{first}; {rest}").format(first=first, rest=clauses(rest)) if rest else first
