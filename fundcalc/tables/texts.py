"""The values of texts, exactly: whole fen, dates, choices, yes or no.

The plain form of a value, which nearly all have, is read by an expression of the engine. Whatever else stands in a column
is read by the reader of sheets, once for every different text; so a table and a sheet mean the same by the same cell, and
what one refuses the other does.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.engine.table.backend import Frame
from fundcalc.policy.loading import Policy
from fundcalc.tables.headings import HeadedColumn
from fundcalc.workbooks.cell_numbers import BadCell, Reader
from fundcalc.workbooks.cells import cell_reader

# Different texts of a column that are not in the plain form: what a person wrote, not what a program did.
MOST_ODD = 100_000
MOST_ODD_MAPPED_SLOWLY = 1_000
MOST_COMPARED = 20

# An amount of so many figures before the point in yuan fits whole fen in 64 bits.
_FIGURES = 15
_NO_ID = "[^A-Za-z0-9._-]"
# What a spreadsheet makes of a long code begins like this (1.23E+17); the reader of the sheets tells it from an id.
_PERHAPS_A_NUMBER = r"^[0-9]\."
_FEN = "^-?[0-9]{1,18}$"
# Days from 1900 to 2099 that exist; the 29th of February is left to the reader of sheets.
_DAY = r"^(19|20)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$"
PLAIN = "_fundcalc_plain_"


class ColumnReading(NamedTuple):
    """How a column is read: from text (by the reader of sheets), or as it is."""

    column: HeadedColumn
    reader: Reader | None
    plain: nw.Expr | None


def readings(
    policy: Policy,
    form: str,
    found: Sequence[HeadedColumn],
    schema: Mapping[str, object],
    *,
    in_fen: bool = False,
    days_by_pattern: bool = False,
) -> list[ColumnReading]:
    """How the columns of a table are read, by their types.

    ``in_fen``: amounts as text are whole fen, as in a result. ``days_by_pattern``: days like 2026-03-01 are read by an
    expression; elsewhere each different day is read once.
    """
    given = []
    for column in found:
        kind, named = schema[column.name], column.named
        textual = isinstance(kind, nw.String | nw.Categorical | nw.Enum)
        if not (textual or (named.kind == "money" and isinstance(kind, nw.Decimal))):
            given.append(ColumnReading(column, None, None))
            continue
        if in_fen and named.kind == "money":
            given.append(
                ColumnReading(
                    column, _whole_fen, nw.when(_text(column).str.contains(_FEN)).then(_text(column)).cast(nw.Int64())
                )
            )
            continue
        reader = cell_reader(column.key, named, column.scale, form, policy)
        plain = _plain(column, form)
        if column.named.kind == "date" and days_by_pattern:
            text = _text(column)
            plain = nw.when(text.str.contains(_DAY)).then(text).cast(nw.Date())
        given.append(ColumnReading(column, reader, plain))
    return given


def _whole_fen(value: object, kind: str) -> object:  # noqa: ARG001
    if isinstance(value, str) and re.fullmatch(_FEN, value):
        return Decimal(value).scaleb(-2)
    raise BadCell(_("An amount in whole fen was expected, for the table is a result."), _("Write the result again."))


def _text(column: HeadedColumn) -> nw.Expr:
    return nw.col(column.name).cast(nw.String())


def _plain(column: HeadedColumn, form: str) -> nw.Expr | None:
    """The values of cells in plain form, null elsewhere.

    None where every different text is read by itself.
    """
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
        case "area" | "decimal":
            return nw.when(text.str.contains(r"^[0-9]{1,12}(\.[0-9]{1,6})?$")).then(text).cast(nw.Decimal(38, 6))
        case "id" if not (form == "paid" and column.key in ("benefit", "programme")):
            strange = text.str.contains(_NO_ID) | text.str.contains(_PERHAPS_A_NUMBER) | (text.str.len_chars() > 64)
            return nw.when(~strange & (text != "")).then(text)
        case "text":
            return nw.when(text.str.len_chars() <= 2000).then(text)
        case _:
            return None


def as_stored(value: Any, column: HeadedColumn) -> object:
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
    "decimal": nw.Decimal(38, 6),
    "yes_no": nw.Boolean(),
    "date": nw.Date(),
}


def kind_of(column: HeadedColumn) -> nw.dtypes.DType:
    """The type of a column of a table."""
    return KINDS.get(column.named.kind, nw.String())


def marked(frame: Frame, how: Sequence[ColumnReading]) -> Frame:
    """The columns that are read, and for texts their values in plain form.

    Empty rows are dropped.
    """
    filled = [~nw.col(name).is_null() for name in frame.collect_schema().names()]
    frame = frame.filter(nw.any_horizontal(*filled, ignore_nulls=True))
    return frame.select(
        *(reading.column.name for reading in how),
        *(reading.plain.alias(PLAIN + reading.column.key) for reading in how if reading.plain is not None),
    )


def how_many(condition: nw.Expr) -> nw.Expr:
    """The number of rows for which a condition holds; Spark sums no Booleans."""
    return nw.when(condition).then(1).otherwise(0).sum()


def odd(reading: ColumnReading) -> nw.Expr:
    """Where the text of a column is not in plain form."""
    given = ~nw.col(reading.column.name).is_null()
    return given if reading.plain is None else given & nw.col(PLAIN + reading.column.key).is_null()


class Odd(NamedTuple):
    """The different texts of a column that are not in plain form, and their values.

    ``bad`` could not be read.
    """

    meaning: Mapping[str, object]
    bad: tuple[str, ...]
    too_many: bool


def read_odd(
    frame: Frame, how: Sequence[ColumnReading], most: int = MOST_ODD
) -> list[tuple[ColumnReading, Odd | None]]:
    """For every column, what its odd cells mean; None where it is not text.

    ``most`` different texts of a column are read.
    """
    texts = [reading for reading in how if reading.reader is not None]
    counts = (
        frame.select(**{reading.column.key: how_many(odd(reading)) for reading in texts}).collect() if texts else None
    )
    some = counts.to_dict(as_series=False) if counts is not None else {}
    nothing = Odd({}, (), False)
    return [
        (
            reading,
            None
            if reading.reader is None
            else _read_odd(frame, reading, reading.reader, most)
            if some[reading.column.key][0]
            else nothing,
        )
        for reading in how
    ]


def _read_odd(frame: Frame, reading: ColumnReading, reader: Reader, most: int) -> Odd:
    text = _text(reading.column).alias("text")
    found = frame.filter(odd(reading)).select(text).unique().head(most + 1).collect().to_dict(as_series=False)["text"]
    meaning: dict[str, object] = {}
    bad = []
    for value in found:
        if not value.strip():
            meaning[value] = None
            continue
        try:
            meaning[value] = as_stored(reader(value, "s"), reading.column)
        except BadCell:
            bad.append(value)
    return Odd(meaning, tuple(bad), len(found) > most)


def typed(frame: Frame, meanings: Sequence[tuple[ColumnReading, Odd | None]]) -> Frame:
    """The table as ``decide_table`` takes it: ids for headings, values for texts."""
    return frame.select(*(_value(reading, meaning).alias(reading.column.key) for reading, meaning in meanings))


def _value(reading: ColumnReading, odd_: Odd | None) -> nw.Expr:
    if odd_ is None:
        return nw.col(reading.column.name)
    plain = None if reading.plain is None else nw.col(PLAIN + reading.column.key)
    if not odd_.meaning and reading.column.named.kind in ("id", "text"):
        return _text(
            reading.column
        )  # every text is its own plain form, and an engine may skip rows before it reads them
    known = {text: value for text, value in odd_.meaning.items() if value is not None}
    if not known:
        return nw.lit(None, kind_of(reading.column)) if plain is None else plain
    mapped = _mapped(_text(reading.column), known, kind_of(reading.column))
    return mapped if plain is None else nw.coalesce(plain, mapped)


def _mapped(text: nw.Expr, known: Mapping[str, object], kind: nw.dtypes.DType) -> nw.Expr:
    """The values of texts, null for any other.

    Polars holds a whole column to replace its texts; it compares a few words block by block.
    """
    if len(known) > MOST_COMPARED or not isinstance(kind, nw.String):
        return text.replace_strict(list(known), list(known.values()), default=None, return_dtype=kind)
    values = nw.lit(None, kind)
    for word, value in known.items():
        values = nw.when(text == word).then(nw.lit(str(value), kind)).otherwise(values)
    return values
