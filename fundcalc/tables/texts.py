"""From the text of a column to the values it stands for, exactly: whole fen, days, choices, yes or no.

The plain form of a value, which nearly all have, is read by an expression of the engine. Whatever else stands in a column
is read by the very reader of the sheets, once for each different text; so a table and a sheet mean the same by the same
cell, and what one refuses the other does.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.tables.headings import Column
from fundcalc.workbooks.cell_numbers import BadCell, Reader
from fundcalc.workbooks.cells import cell_reader

# Different texts of a column that are not in the plain form: what a person wrote, not what a program did.
MOST_ODD = 100_000

# An amount of so many figures before the point in yuan fits whole fen in 64 bits.
_FIGURES = 15
_NO_ID = "[^A-Za-z0-9._-]"
# What a spreadsheet makes of a long code begins like this (1.23E+17); the reader of the sheets tells it from an id.
_PERHAPS_A_NUMBER = r"^[0-9]\."
_FEN = "^-?[0-9]{1,18}$"
PLAIN = "_fundcalc_plain_"


class Reading(NamedTuple):
    """How a column is read: from text (with the reader of the sheets), or as it stands."""

    column: Column
    reader: Reader | None
    plain: nw.Expr | None


def readings(
    policy: Policy, form: str, found: Sequence[Column], schema: Mapping[str, Any], *, in_fen: bool = False
) -> list[Reading]:
    """How each column of a table is read, by what it holds; ``in_fen``: amounts as text are whole fen, as in a result."""
    given = []
    for column in found:
        kind, named = schema[column.name], column.named
        textual = isinstance(kind, nw.String | nw.Categorical | nw.Enum)
        if not (textual or (named.kind == "money" and isinstance(kind, nw.Decimal))):
            given.append(Reading(column, None, None))
            continue
        if in_fen and named.kind == "money":
            given.append(
                Reading(
                    column, _whole_fen, nw.when(_text(column).str.contains(_FEN)).then(_text(column)).cast(nw.Int64())
                )
            )
            continue
        reader = cell_reader(column.key, named, column.scale, form, policy)
        given.append(Reading(column, reader, _plain(column, form)))
    return given


def _whole_fen(value: object, kind: str) -> Any:  # noqa: ARG001
    if isinstance(value, str) and re.fullmatch(_FEN, value):
        return Decimal(value).scaleb(-2)
    raise BadCell(_("An amount in whole fen was expected, for the table is a result."), _("Write the result again."))


def _text(column: Column) -> nw.Expr:
    return nw.col(column.name).cast(nw.String())


def _plain(column: Column, form: str) -> nw.Expr | None:
    """The values of the cells in plain form, null elsewhere; None where every different text is read by itself."""
    text = _text(column)
    match column.named.kind:
        case "money":
            sign = "-?" if form == "paid" else ""
            zeros = len(str(column.scale)) - 1
            most, places = _FIGURES - zeros, 2 + zeros
            groups = (most - 3) // 3
            figures = f"([0-9]{{1,{most}}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,{groups}}})"
            plain = text.str.contains(rf"^{sign}{figures}(\.[0-9]{{1,{places}}}0*)?$")
            bare = nw.when(plain).then(text.str.replace_all(",", "", literal=True))
            return (bare.cast(nw.Decimal(38, places)) * (100 * column.scale)).cast(nw.Int64())
        case "count":
            return nw.when(text.str.contains("^[0-9]{1,9}$")).then(text).cast(nw.Int64())
        case "area":
            return nw.when(text.str.contains(r"^[0-9]{1,12}(\.[0-9]{1,6})?$")).then(text).cast(nw.Decimal(38, 6))
        case "id" if not (form == "paid" and column.key in ("benefit", "programme")):
            strange = text.str.contains(_NO_ID) | text.str.contains(_PERHAPS_A_NUMBER) | (text.str.len_chars() > 64)
            return nw.when(~strange & (text != "")).then(text)
        case "text":
            return nw.when(text.str.len_chars() <= 2000).then(text)
        case _:
            return None


def as_kept(value: Any, column: Column) -> Any:
    """What the reader of the sheets gives as a table holds it."""
    match column.named.kind:
        case "money":
            return fen(value)
        case "list":
            return " ".join(value)
        case _:
            return value


KINDS: Mapping[str, nw.dtypes.DType] = {
    "money": nw.Int64(),
    "count": nw.Int64(),
    "year": nw.Int64(),
    "area": nw.Decimal(38, 6),
    "yes_no": nw.Boolean(),
    "date": nw.Date(),
}


def kind_of(column: Column) -> nw.dtypes.DType:
    return KINDS.get(column.named.kind, nw.String())


def marked(frame: nw.LazyFrame[Any], how: Sequence[Reading]) -> nw.LazyFrame[Any]:
    """The columns that are read, without rows that hold nothing, and beside each text the value of its plain form."""
    filled = [~nw.col(name).is_null() for name in frame.collect_schema().names()]
    frame = frame.filter(nw.any_horizontal(*filled, ignore_nulls=True))
    return frame.select(
        *(each.column.name for each in how),
        *(each.plain.alias(PLAIN + each.column.key) for each in how if each.plain is not None),
    )


def odd(each: Reading) -> nw.Expr:
    """Where the text of a column is not in plain form."""
    given = ~nw.col(each.column.name).is_null()
    return given if each.plain is None else given & nw.col(PLAIN + each.column.key).is_null()


class Odd(NamedTuple):
    """The different texts of a column that are not in plain form: what each stands for, and whether all could be read."""

    meaning: Mapping[str, Any]
    bad: tuple[str, ...]
    too_many: bool


def read_odd(frame: nw.LazyFrame[Any], how: Sequence[Reading]) -> list[tuple[Reading, Odd | None]]:
    """For each column, what its odd cells mean; None where it is no text."""
    texts = [each for each in how if each.reader is not None]
    counts = frame.select(**{each.column.key: odd(each).sum() for each in texts}).collect() if texts else None
    some = counts.to_dict(as_series=False) if counts is not None else {}
    nothing = Odd({}, (), False)
    return [
        (
            each,
            None
            if each.reader is None
            else _read_odd(frame, each, each.reader)
            if some[each.column.key][0]
            else nothing,
        )
        for each in how
    ]


def _read_odd(frame: nw.LazyFrame[Any], each: Reading, reader: Reader) -> Odd:
    text = _text(each.column).alias("text")
    found = frame.filter(odd(each)).select(text).unique().head(MOST_ODD + 1).collect().to_dict(as_series=False)["text"]
    meaning: dict[str, Any] = {}
    bad = []
    for value in found:
        if not value.strip():
            meaning[value] = None
            continue
        try:
            meaning[value] = as_kept(reader(value, "s"), each.column)
        except BadCell:
            bad.append(value)
    return Odd(meaning, tuple(bad), len(found) > MOST_ODD)


def typed(frame: nw.LazyFrame[Any], meanings: Sequence[tuple[Reading, Odd | None]]) -> nw.LazyFrame[Any]:
    """The table as ``decide_table`` takes it: ids for headings, and every text as the value it stands for."""
    return frame.select(*(_value(each, told).alias(each.column.key) for each, told in meanings))


def _value(each: Reading, told: Odd | None) -> nw.Expr:
    if told is None:
        return nw.col(each.column.name)
    plain = None if each.plain is None else nw.col(PLAIN + each.column.key)
    if not told.meaning and each.column.named.kind in ("id", "text"):
        return _text(each.column)  # every text is its own plain form, and an engine may skip rows before it reads them
    known = {text: value for text, value in told.meaning.items() if value is not None}
    if not known:
        return nw.lit(None, kind_of(each.column)) if plain is None else plain
    mapped = _text(each.column).replace_strict(
        list(known), list(known.values()), default=None, return_dtype=kind_of(each.column)
    )
    return mapped if plain is None else nw.coalesce(plain, mapped)
