"""The facts of a measure and their values as text in the current language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from fundcalc.base.figures import (
    area,
    count,
    day,
    decimal,
    in_yuan,
    quotient,
    quotient_in_yuan,
    rate,
    several,
    yes_no,
)
from fundcalc.base.i18n import _, either, listed, ngettext, placed
from fundcalc.engine.values import Value
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, forms

_RECORD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
_MOST_ROWS = 8

RecordRows = Mapping[str, Sequence[int]]
"""The rows of detail records in their sheets, by the form of the sheet."""

NO_ROWS: RecordRows = MappingProxyType({})


def name(policy: Policy, key: str, record_rows: RecordRows = NO_ROWS) -> str:
    """The name of a fact, a column, or a field of a record.

    A field is given as in ``investments[2].date``; its record is named by its row if ``record_rows`` has it.
    """
    if found := _RECORD.fullmatch(key):
        form, index, column = forms()[found[1]], int(found[2]), found[3]
        if rows := record_rows.get(found[1]):
            return placed(rows_of_sheet(found[1], (rows[index],)), either(form.columns[column]))
        return _("{sheet}, record {number}: {column}").format(
            sheet=either(form), number=index + 1, column=either(form.columns[column])
        )
    named = policy.facts.get(key) or forms()["applications"].columns.get(key)
    if named is None:
        return either(forms()[key]) if key in forms() else key
    return either(named)


def names(policy: Policy, keys: Iterable[str], record_rows: RecordRows = NO_ROWS) -> str:
    """Several facts by their names."""
    return several(name(policy, key, record_rows) for key in keys)


def rows_of_sheet(form: str, rows: Sequence[int]) -> str:
    """Rows with their sheet, the first few of many."""
    named = listed(map(str, rows[:_MOST_ROWS]))
    if len(rows) > _MOST_ROWS:
        named = _("{words}, …").format(words=named)
    return ngettext("{sheet} row {rows}", "{sheet} rows {rows}", len(rows)).format(
        sheet=either(forms()[form]), rows=named
    )


def choice(policy: Policy, fact: str, value: str) -> str:
    """A value of a choice as the measure calls it."""
    named = policy.facts.get(fact) or forms()["applications"].columns.get(fact)
    return either(named.choices[value]) if named and value in named.choices else value


def seen(policy: Policy, fact: str, value: Value) -> str:
    """A value of a fact in the fact's own units."""
    return of_kind(policy.facts[fact].kind, value) if not isinstance(value, str) else choice(policy, fact, value)


def of_kind(kind: Kind, value: Value) -> str:
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
            return decimal(value)
        case Fraction() if kind == "money":
            return quotient_in_yuan(value)
        case Fraction() if kind == "decimal":
            return quotient(value)
        case Fraction():
            return rate(value)
        case date():
            return day(value)
        case str():
            return value
        case _:
            assert_never(value)


def filing_word(policy: Policy) -> str:
    """What the measure calls the decision that admits a platform: 备案, 认定."""
    return either(policy.measure.filing)
