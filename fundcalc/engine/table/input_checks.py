"""What a table must be before anything is computed from it: its columns, their kinds, and the range of their values.

One pass over the table takes the smallest and largest value of each number and counts what cannot be read; nothing is ever
turned into zero. All faults of the columns are found before any is reported; then all faults of the values.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.table import backend as engines
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import SEPARATORS, whole, working
from fundcalc.engine.table.overflow import LARGEST_AREA, LARGEST_COUNT
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, Named, forms, shared_facts

_FIRST_DAY, _LAST_DAY = date(1000, 1, 1), date(9000, 1, 1)  # so that years can be added to any day, and taken away
_HASH = working("hash")


class Column(NamedTuple):
    """A column that is asked for: what it is, and whether each row must have it."""

    named: Named
    required: bool


def applications_columns(policy: Policy) -> Mapping[str, Column]:
    """The columns a table of applications may have under a policy."""
    keys = forms()["applications"].columns
    facts = {name: Column(named, False) for name, named in policy.facts.items() if name not in keys}
    return facts | {name: Column(column, column.required) for name, column in keys.items()}


def form_columns(form: str) -> Mapping[str, Column]:
    """The columns of awards already paid, or of detail records."""
    return {name: Column(column, column.required) for name, column in forms()[form].columns.items()}


def empty(kind: nw.dtypes.DType) -> bool:
    """Whether a column has no kind because every value of it is null."""
    return isinstance(kind, nw.Unknown)


def check_columns(
    where: str, schema: Mapping[str, nw.dtypes.DType], columns: Mapping[str, Column], ignored: Sequence[str] = ()
) -> None:
    """Refuse a table with a column that is not asked for, is missing, or is of another kind."""
    faults: list[str] = []
    for name, kind in schema.items():
        if name in columns:
            if not empty(kind) and (told := _unfit(columns[name].named, kind)):
                faults.append(f"{name}: {told}")
        elif name in DETAILS:
            faults.append(_("{name}: detail records are a table of their own, given as 'details'").format(name=name))
        elif name not in ignored:
            close = did_you_mean(name, columns)
            faults.append(_("{name}: no such column is asked for{close}").format(name=name, close=close))
    for name, column in columns.items():
        if column.required and (name not in schema or empty(schema[name])):
            faults.append(_("{name}: is missing").format(name=name))
    if faults:
        raise ApplicationError(where, tuple(faults))


def _unfit(named: Named, kind: nw.dtypes.DType) -> str:
    match named.kind:
        case "money" if kind.is_float():
            return _(
                "holds floats, which cannot hold an amount exactly; give whole fen as Int64, read from decimal text or Decimal"
            )
        case "money" if not kind.is_integer():
            return _("holds {kind}; an amount in a table is whole fen, Int64").format(kind=kind)
        case "count" | "year" if not kind.is_integer():
            return _("holds {kind}; give whole numbers, Int64").format(kind=kind)
        case "area" if not kind.is_numeric():
            return _("holds {kind}; give square metres as numbers").format(kind=kind)
        case "yes_no" if not isinstance(kind, nw.Boolean):
            return _("holds {kind}; give true, false or null, Boolean").format(kind=kind)
        case "date" if not isinstance(kind, nw.Date):
            return _("holds {kind}; give days without times, Date").format(kind=kind)
        case "choice" | "id" | "text" | "list" if not isinstance(kind, nw.String | nw.Categorical | nw.Enum):
            return _("holds {kind}; give text, String").format(kind=kind)
        case _:
            return ""


def check_floats(policy: Policy, schema: Mapping[str, nw.dtypes.DType], where: str) -> None:
    """Refuse floats of an area that is held against a figure they cannot hold exactly."""
    faults = [
        _("{name}: holds floats, and is held against {limit}; give Decimal").format(name=fact, limit=condition.limit)
        for condition in m.conditions_of(policy.measure)
        if isinstance(condition, m.Threshold) and not whole(condition)
        for fact in condition.facts
        if fact in schema and schema[fact].is_float()
    ]
    if faults:
        raise ApplicationError(where, tuple(dict.fromkeys(faults)))


class _Doubt(NamedTuple):
    """Where a value cannot be taken, and what is told of it."""

    column: str
    wrong: nw.Expr
    told: str


class Seen(NamedTuple):
    """What the pass over a frame saw: its rows, the largest amount (fen, without sign), the years from the first to the last,
    and whether every platform is of the same kind."""

    rows: int
    largest: int
    years: tuple[int, ...]
    one_class: bool


def check_values(
    where: str,
    frame: Frame,
    columns: Mapping[str, Column],
    *,
    benefits: Sequence[str] = (),
    key: str = "",
    signed: bool = False,
) -> Seen:
    """Refuse a table with a value that cannot be taken, naming the first such row; else tell what was seen.

    ``key`` is the column whose values may not stand twice; ``signed`` allows amounts below zero.
    """
    schema = {name: kind for name, kind in frame.collect_schema().items() if name in columns and not empty(kind)}
    doubts = [each for name in schema for each in _doubts(name, columns[name], benefits, signed=signed)]
    ranged = [name for name in schema if columns[name].named.kind in ("money", "year")]
    hashed = engines.hashed(frame, _HASH, [key]) if key else None
    asked: dict[str, nw.Expr] = {"rows": nw.len()}
    for index, doubt in enumerate(doubts):
        asked[f"wrong_{index}"] = doubt.wrong.any()  # Spark adds up no Booleans
    for name in ranged:
        asked[f"low_{name}"], asked[f"high_{name}"] = nw.col(name).min(), nw.col(name).max()
    if key and "platform_kind" in schema:
        kind = nw.col("platform_kind").cast(nw.String())
        asked |= {"first_class": kind.min(), "last_class": kind.max(), "classes": kind.count()}
    if key:
        asked["several"] = nw.col(key if hashed is None else _HASH).n_unique()
    found = _one_row((frame if hashed is None else hashed).select(**asked))
    faults: list[str] = []
    for index, doubt in enumerate(doubts):
        if found[f"wrong_{index}"]:
            row = _first(frame, doubt.wrong, doubt.column)
            faults.append(f"{doubt.column}: {doubt.told.format(**row)}")
    if key and not faults and (found["several"] or 0) < found["rows"] and (twice := _twice(frame, key)):
        faults.append(_("platform {platform} applies twice in this round").format(platform=twice))
    if faults:
        raise ApplicationError(where, tuple(faults))
    ends = {name: (found[f"low_{name}"], found[f"high_{name}"]) for name in ranged}
    amounts = [
        abs(end) for name in ranged if columns[name].named.kind == "money" for end in ends[name] if end is not None
    ]
    years = [end for name in ranged if columns[name].named.kind == "year" for end in ends[name] if end is not None]
    span = tuple(range(min(years), max(years) + 1)) if years else ()
    one_class = found.get("classes") == found["rows"] and found["first_class"] == found["last_class"]
    return Seen(found["rows"], max(amounts, default=0), span, one_class)


def _one_row(frame: Frame) -> dict[str, Any]:
    return {name: values[0] for name, values in frame.collect().to_dict(as_series=False).items()}


def _twice(frame: Frame, key: str) -> str:
    """The first value that stands twice; empty if none does, and two only had the same hash."""
    twice = frame.group_by(key).agg(nw.len().alias("rows")).filter(nw.col("rows") > 1).head(1).collect()
    values = twice.to_dict(as_series=False)[key]
    return values[0] if values else ""


def _first(frame: Frame, wrong: nw.Expr, column: str) -> dict[str, Any]:
    names = list(dict.fromkeys(("platform", column)))
    row = frame.filter(wrong).select(*names).head(1).collect().to_dict(as_series=False)
    return {"platform": row["platform"][0], "value": row[column][0]}


def _doubts(name: str, column: Column, benefits: Sequence[str], *, signed: bool) -> Iterator[_Doubt]:
    value = nw.col(name)
    text = value.cast(nw.String())
    if column.required:
        yield _Doubt(name, value.is_null(), _("is missing (platform {platform})"))
    match column.named.kind:
        case "money":
            # Not abs(), which has no answer for the smallest whole number.
            beyond = (value > LARGEST_FEN) | (value < -LARGEST_FEN)
            yield _Doubt(name, _true(beyond), _("{value} fen is not an amount a budget can hold (platform {platform})"))
            if not signed:
                yield _Doubt(name, _true(value < 0), _("{value} fen is below zero (platform {platform})"))
        case "count":
            beyond = (value < 0) | (value >= LARGEST_COUNT)
            yield _Doubt(
                name, _true(beyond), _("{value} is no whole number from 0 to 999,999,999 (platform {platform})")
            )
        case "area":
            fits = (value >= 0) & (value < LARGEST_AREA)
            told = _("{value} is no area of less than 1,000,000,000,000 square metres (platform {platform})")
            yield _Doubt(name, ~fits.fill_null(value=True), told)
        case "year":
            beyond = (value < 1990) | (value > 2100)
            yield _Doubt(name, _true(beyond), _("{value} is not a year; write it like 2026 (platform {platform})"))
        case "choice":
            choices = list(column.named.choices)
            strange = ~value.is_null() & ~text.is_in(choices)
            told = _("{value} is none of: {values} (platform {platform})")
            yield _Doubt(name, strange, told.replace("{values}", ", ".join(choices)))
        case "id":
            strange = text.str.contains(r"[^A-Za-z0-9._-]") | (text == "") | (text.str.len_chars() > 64)
            told = _(
                "'{value}' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-' (platform {platform})"
            )
            yield _Doubt(name, _true(strange), told)
        case "list":
            one = f"({'|'.join(benefits)})"
            whole_list = f"^{SEPARATORS}*({one}({SEPARATORS}+{one})*)?{SEPARATORS}*$"
            strange = ~text.str.contains(whole_list)
            told = _("{value} names what is not a benefit of this policy: {ids} (platform {platform})")
            yield _Doubt(name, _true(strange), told.replace("{ids}", ", ".join(benefits)))
        case "date":
            told = _("{value} is no day that years can be added to (platform {platform})")
            yield _Doubt(name, _true((value < nw.lit(_FIRST_DAY)) | (value > nw.lit(_LAST_DAY))), told)
        case "text":
            told = _("is no text of at most 2,000 characters (platform {platform})")
            yield _Doubt(name, _true(text.str.len_chars() > 2000), told)
        case _:
            return


def _true(wrong: nw.Expr) -> nw.Expr:
    return wrong.fill_null(value=False)


def ignored(policy: Policy) -> tuple[str, ...]:
    """Facts of the family that this policy does not ask for: they may stand in a table and are not looked at."""
    return tuple(shared_facts().keys() - policy.facts.keys())
