"""Amounts, days, rates, counts and areas as text, and the facts of a measure by their names.

Babel writes them; what is handed to it is exact already, because its own rounding is half-even.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal, assert_never

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from fundcalc.base.i18n import Language, _, current, either, ngettext
from fundcalc.base.money import percent, share, yuan
from fundcalc.engine.application import Value
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, forms

_LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en_GB"}
# ¥ is not in GBK, the encoding of many Chinese terminals, and 元 is how a document writes it: ¥ stands in tables only.
_IN_TABLES: dict[Language, str] = {"zh": "¤#,##0.00;-¤#,##0.00", "en": "¤¤ #,##0.00;-¤¤ #,##0.00"}
_IN_TEXT: dict[Language, str] = {"zh": "#,##0.00 '元'", "en": "¤¤ #,##0.00;-¤¤ #,##0.00"}
_FEN_IN_TEN_THOUSAND_YUAN = 1_000_000
_RECORD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])


@cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)


def _written(fen: int, patterns: dict[Language, str]) -> str:
    language = current()
    written: str = _pattern(patterns[language]).apply(yuan(fen), _locale(language), currency="CNY")
    return written


def amount(fen: int) -> str:
    """An amount as tables and vouchers write it: ¥2,000,000.00, in English CNY 2,000,000.00."""
    return _written(fen, _IN_TABLES)


def in_yuan(fen: int) -> str:
    """An amount as running text writes it: 2,000,000.00 元, in English CNY 2,000,000.00."""
    return _written(fen, _IN_TEXT)


def figure(fen: int) -> str:
    """An amount under a heading that says yuan: 2,000,000.00."""
    return f"{yuan(fen):,}"


def exact_yuan(amount: Fraction) -> str:
    """An amount in yuan that is no whole number of fen, with every decimal; as a fraction where they do not end."""
    figures = Decimal(amount.numerator) / Decimal(amount.denominator)
    if Fraction(figures) != amount:
        return _("CNY {figures}").format(figures=amount)
    return _("CNY {figures}").format(figures=f"{figures:,f}")


def ten_thousands(fen: int) -> str:
    """An amount in 万元 with at most four decimals; ≈ in front if that is not the whole of it."""
    # Four decimals of 万元 are whole yuan; the rounding is that of base/money.py.
    whole = share(Fraction(1, 100), abs(fen))
    shown = Decimal(whole if fen >= 0 else -whole).scaleb(-4)
    figures = format_decimal(shown, "#,##0.####", locale=_locale(current()))
    if whole * 100 != abs(fen):
        return _("≈ {figures} × CNY 10,000").format(figures=figures)
    return _("{figures} × CNY 10,000").format(figures=figures)


def day(on: date) -> str:
    """2026年3月1日, in English 1 March 2026."""
    return format_date(on, "long", locale=_locale(current()))


def rate(value: Fraction) -> str:
    """A rate or a share: 12.5%; one that has more than two decimals as the fraction and, nearly, its percentage."""
    if (value * 10_000).denominator == 1:
        return percent(value)
    return _("{fraction} (≈ {percentage})").format(
        fraction=value, percentage=percent(Fraction(share(value, 10_000), 10_000))
    )


def count(number: int) -> str:
    """A whole number, grouped."""
    return format_decimal(number, locale=_locale(current()))


def years(number: int) -> str:
    """A length of time in years."""
    return ngettext("{number} year", "{number} years", number).format(number=number)


def calendar_years(number: int) -> str:
    """So many whole calendar years."""
    told = ngettext("{number} whole calendar year", "{number} whole calendar years", number)
    return told.format(number=number)


def area(square_metres: Decimal) -> str:
    """An area with every decimal that it has."""
    figures = format_decimal(square_metres, "#,##0.######", locale=_locale(current()))
    return _("{figures} m²").format(figures=figures)


def yes_no(answer: bool) -> str:
    """是 or 否."""
    return _("yes") if answer else _("no")


def several(texts: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """A list in a sentence: A, B and C, or with ``style="or"`` A, B or C."""
    return format_list(list(texts), style, locale=_locale(current()))


def clauses(texts: Iterable[str]) -> str:
    """Clauses one after another, as one line; those that are empty are left out."""
    told = [text for text in texts if text]
    return (_("{first}; {rest}").format(first=told[0], rest=clauses(told[1:]))) if len(told) > 1 else "".join(told)


def name(policy: Policy, key: str) -> str:
    """What the measure calls a fact, a column of the sheets, or one field of a detail record (``investments[2].date``)."""
    if found := _RECORD.fullmatch(key):
        form, row, column = forms()[found[1]], int(found[2]) + 1, found[3]
        return _("{sheet}, record {number}: {column}").format(
            sheet=either(form), number=row, column=either(form.columns[column])
        )
    named = policy.facts.get(key) or forms()["applications"].columns.get(key)
    return either(named) if named else key


def names(policy: Policy, keys: Iterable[str]) -> str:
    """Several facts by their names."""
    return several(name(policy, key) for key in keys)


def choice(policy: Policy, fact: str, value: str) -> str:
    """A value of a choice as the measure calls it."""
    named = policy.facts.get(fact) or forms()["applications"].columns.get(fact)
    return either(named.choices[value]) if named and value in named.choices else value


def seen(policy: Policy, fact: str, value: Value | Fraction) -> str:
    """A value of a fact in the fact's own units."""
    return of_kind(policy.facts[fact].kind, value) if not isinstance(value, str) else choice(policy, fact, value)


def of_kind(kind: Kind, value: Value | Fraction) -> str:
    """A value by what it is: fen for money, square metres for an area."""
    match value:
        case bool():
            return yes_no(value)
        case int() if kind == "money":
            return in_yuan(value)
        case int() | Decimal() if kind == "area":
            return area(Decimal(value))
        case int():
            return count(value)
        case Decimal():
            return format_decimal(value, "#,##0.######", locale=_locale(current()))
        case Fraction():
            return rate(value)
        case date():
            return day(value)
        case str():
            return value
        case _:
            assert_never(value)
