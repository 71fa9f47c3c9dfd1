"""Parsers of single values of facts and columns.

Amounts become fen, areas Decimal square metres, counts int, dates ``date``, yes_no ``bool``, choices their id. Each
reader raises ValueError (or a FundcalcError) that says what was expected.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fundcalc.base.dates import parse_date
from fundcalc.base.errors import shown
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.ids import is_id
from fundcalc.base.money import fen
from fundcalc.policy.vocabulary import Named

Value = bool | int | Decimal | Fraction | date | str  # a fraction only where facts were divided
Record = Mapping[str, Value]

_YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


def _money(value: object) -> int:
    amount = fen(value)
    if amount < 0:
        raise ValueError(_("{value} is below zero").format(value=value))
    return amount


def signed_money(value: object) -> int:
    """Read an amount that may be below zero, such as money recovered."""
    return fen(value)


def _area(value: object) -> Decimal:
    message = _("{value} is not an area; write square metres like 1200 or 1200.5, not as a float")
    return _number(value, message)


def _decimal(value: object) -> Decimal:
    return _number(value, _("{value} is not a number of 0 or more; write it like 85 or 85.5, not as a float"))


def _number(value: object, message: str) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value.strip(), re.ASCII):
        return Decimal(value.strip())
    if (isinstance(value, int) and not isinstance(value, bool) and value >= 0) or (
        isinstance(value, Decimal) and value.is_finite() and value >= 0
    ):
        return Decimal(value)
    raise ValueError(message.format(value=shown(value)))


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        return int(value)
    raise ValueError(_("{value} is not a whole number of 0 or more").format(value=shown(value)))


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _YES:
        return _YES[value.strip().lower()]
    raise ValueError(_("{value!r} is neither yes nor no (是, 否)").format(value=value))


def _date(value: object) -> date:
    if type(value) is date:
        return value
    return parse_date(value)


def _id(value: object) -> str:
    if isinstance(value, str) and is_id(value):
        return value
    raise ValueError(
        _("{value!r} is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-'").format(value=value)
    )


def _text(value: object) -> str:
    if isinstance(value, str) and len(value) <= 2000:
        return value
    raise ValueError(_("{value!r} is not a text of at most 2,000 characters").format(value=str(value)[:80]))


def _year(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value.strip(), re.ASCII):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2100:
        return value
    raise ValueError(_("{value!r} is not a year; write it like 2026").format(value=value))


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(word for word in re.split(r"[\s,，、;；]+", value) if word)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError(_("{value!r} is not a list of benefits").format(value=value))


def _choice(named: Named) -> Callable[[object], str]:
    choices = named.choices
    by_label = {text: key for key, label in choices.items() for text in (label.zh, label.en, *label.also)}

    def parse(value: object) -> str:
        if isinstance(value, str):
            if value in choices:
                return value
            if value.strip() in by_label:
                return by_label[value.strip()]
        raise ValueError(
            _("{value!r} is none of: {values}{close}").format(
                value=value, values=", ".join(choices), close=did_you_mean(value, choices)
            )
        )

    return parse


_READERS: Mapping[str, Callable[[object], object]] = {
    "money": _money,
    "area": _area,
    "decimal": _decimal,
    "count": _count,
    "yes_no": _yes_no,
    "date": _date,
    "id": _id,
    "text": _text,
    "year": _year,
    "list": _list,
}


def parser(named: Named) -> Callable[[object], Any]:
    """Return the parser of a fact or column.

    It raises ValueError saying what was expected.
    """
    return _choice(named) if named.kind == "choice" else _READERS[named.kind]
