"""Checks of a table's values, before anything is computed from them.

One pass over the table takes the smallest and largest value of each number and counts what cannot be read; nothing is ever
turned into zero. All faults of the values are found before any is reported.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, assert_never

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean, placed
from fundcalc.base.money import LARGEST_FEN
from fundcalc.engine.round_inputs import SEVERAL_ORGANISATIONS
from fundcalc.engine.table import backend
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import SEPARATORS
from fundcalc.engine.table.column_checks import ExpectedColumn, is_empty
from fundcalc.engine.table.columns import working
from fundcalc.engine.table.overflow import INT64, LARGEST_AREA, LARGEST_COUNT
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, shared_facts

_FIRST_DAY, _LAST_DAY = date(1000, 1, 1), date(9000, 1, 1)  # so that years can be added to any day, and taken away
_REPEATS = working("repeats")
# Kinds whose smallest and largest value say whether every value is in range; a float may also be no number.
_RANGED = ("money", "count", "year", "date")


class _Check(NamedTuple):
    """Where a column's values are invalid, and the message for the first such row.

    ``quick`` is cheaper to ask and holds wherever ``wrong`` does. ``within``: nothing is wrong where the smallest and the
    largest value lie in this range.
    """

    column: str
    wrong: nw.Expr
    message: str
    quick: nw.Expr | None = None
    within: range | None = None


Letters = Literal["lower", "upper", "both"]


class Statistics(NamedTuple):
    """What the pass over a frame saw.

    Its rows, the largest amount (fen, without sign), the years from the first to the last, whether every platform is of the
    same kind, the first and last day of each column of days, the letter case of each column of ids, and the largest of the
    counts that were asked for.
    """

    rows: int
    largest: int
    years: tuple[int, ...]
    one_class: bool
    days: Mapping[str, tuple[date, date]]
    letters: Mapping[str, Letters]
    counts: Mapping[str, int]


def check_values(
    where: str,
    frame: Frame,
    columns: Mapping[str, ExpectedColumn],
    *,
    benefits: Sequence[str] = (),
    key: str = "",
    signed: bool = False,
    counts: Collection[str] = (),
) -> Statistics:
    """Refuse a table with an invalid value, naming the first such row.

    Returns what was seen. ``key`` is the column whose values must be unique; ``signed`` allows amounts below zero;
    ``counts`` are columns of counts whose largest value is wanted.
    """
    schema = {name: kind for name, kind in frame.collect_schema().items() if name in columns and not is_empty(kind)}
    checks = [check for name in schema for check in _checks(name, columns[name], benefits, signed=signed)]
    of_kind = {name: columns[name].named.kind for name in schema}
    ranged = [name for name, kind in of_kind.items() if kind in _RANGED]
    ids = [name for name, kind in of_kind.items() if kind == "id"]
    found = _pass_over(frame, checks, ranged, ids, key)
    ends = {name: (found[f"low_{name}"], found[f"high_{name}"]) for name in ranged}
    faults: list[str] = []
    for index, check in enumerate(checks):
        outside = check.within and any(end is not None and end not in check.within for end in ends[check.column])
        if outside or found.get(f"wrong_{index}"):
            row = _first(frame, check.wrong, check.column)
            faults.append(placed(check.column, check.message.format(**row)))
    if key and not faults and found["repeats"] and (twice := _twice(frame, key)):
        faults.append(_("platform {platform} applies twice in this round").format(platform=twice))
    if faults:
        raise ApplicationError(where, tuple(faults))
    amounts = [abs(end) for name in ranged if of_kind[name] == "money" for end in ends[name] if end is not None]
    years = [end for name in ranged if of_kind[name] == "year" for end in ends[name] if end is not None]
    span = tuple(range(min(years), max(years) + 1)) if years else ()
    one_class = any(found[name] for name in found if name.startswith("all_"))
    spans = {
        name: (first, last)
        for name, (first, last) in ends.items()
        if of_kind[name] == "date" and first is not None and last is not None
    }
    letters = {name: _letters(found, name) for name in ids}
    return Statistics(found["rows"], max(amounts, default=0), span, one_class, spans, letters, _largest(ends, counts))


def _pass_over(
    frame: Frame, checks: Sequence[_Check], ranged: Sequence[str], ids: Sequence[str], key: str
) -> dict[str, Any]:
    """See everything in one pass, and again what quick checks leave in doubt."""
    queries: dict[str, nw.Expr] = {"rows": nw.len()}
    for name in ranged:
        queries[f"low_{name}"], queries[f"high_{name}"] = nw.col(name).min(), nw.col(name).max()
    if key and "platform_kind" in frame.collect_schema():
        kind = nw.col("platform_kind").cast(nw.String())
        classes = shared_facts()["platform_kind"].choices
        queries |= {f"all_{name}": (kind == name).fill_null(value=False).all() for name in classes}
    with_repeats = backend.with_repeats(frame, key, _REPEATS) if key else None
    if key:
        queries["repeats"] = nw.col(key).n_unique() < nw.len() if with_repeats is None else nw.col(_REPEATS).any()
    seen = frame if with_repeats is None else with_repeats
    with_letters = backend.with_letters(seen, {name: working("letters", name) for name in ids})
    if with_letters is not None:
        seen = with_letters
        queries |= {f"letters_{name}": nw.col(working("letters", name)).max() for name in ids}
    for index, check in enumerate(checks):
        if check.quick is not None and with_letters is not None:
            queries[f"wrong_{index}"] = nw.col(working("letters", check.column)).max() == backend.ODD
        elif check.within is None:
            # Any, because Spark adds no Booleans.
            queries[f"wrong_{index}"] = (check.wrong if check.quick is None else check.quick).any()
    found = _one_row(seen.select(**queries))
    return found | _query_again(frame, checks, found)


def _largest(ends: Mapping[str, tuple[object, object]], counts: Iterable[str]) -> dict[str, int]:
    """The largest of some counts; 0 where none is given."""
    highest = {name: ends[name][1] if name in ends else 0 for name in counts}
    return {name: high if isinstance(high, int) else 0 for name, high in highest.items()}


def _query_again(frame: Frame, checks: Sequence[_Check], found: Mapping[str, object]) -> dict[str, object]:
    """Ask the slow tests where the quick ones leave a doubt; also find letter cases."""
    queries: dict[str, nw.Expr] = {}
    for index, check in enumerate(checks):
        if check.quick is not None and found[f"wrong_{index}"]:
            text = nw.col(check.column).cast(nw.String())
            queries[f"wrong_{index}"] = check.wrong.any()
            queries[f"upper_{check.column}"] = text.str.contains("[A-Z]").any()
            queries[f"lower_{check.column}"] = text.str.contains("[a-z]").any()
    return _one_row(frame.select(**queries)) if queries else {}


def _letters(found: Mapping[str, object], name: str) -> Letters:
    if f"upper_{name}" in found:
        upper, lower = found[f"upper_{name}"], found[f"lower_{name}"]
    else:
        known = found.get(f"letters_{name}")
        upper, lower = known in (backend.CAPITAL, backend.MIXED), known == backend.MIXED
    if not upper:
        return "lower"
    return "both" if lower else "upper"


def check_unique(where: str, frame: Frame, key: str) -> None:
    """Refuse a table in which a value of a column stands twice."""
    if twice := _twice(frame, key):
        raise ApplicationError(where, (_("platform {platform} applies twice in this round").format(platform=twice),))


def check_benefits(where: str, policy: Policy, paid: Frame) -> None:
    """Refuse earlier awards of this measure whose benefit it does not have."""
    benefits = policy.measure.benefit
    wrong = (nw.col("programme") == policy.id) & ~nw.col("benefit").is_in(list(benefits))
    rows = paid.filter(wrong).select("platform", "benefit").head(1).collect().to_dict(as_series=False)
    for platform, benefit in zip(rows["platform"], rows["benefit"], strict=True):
        message = _("{value!r} is not a benefit of this policy: {ids}{close}").format(
            value=benefit, ids=", ".join(benefits), close=did_you_mean(benefit, benefits)
        )
        raise ApplicationError(where, (f"benefit: {message} ({platform})",))


def check_claims_of_paid(where: str, policy: Policy, paid: Frame) -> None:
    """Refuse earlier awards of a measure that pays claims without their claim."""
    lacking = (nw.col("programme") == policy.id) & nw.col("claim").is_null()
    for platform in paid.filter(lacking).select("platform").head(1).collect().to_dict(as_series=False)["platform"]:
        message = _("is missing (platform {platform}); this measure pays claims, and each award is that of one")
        raise ApplicationError(where, (placed("claim", message.format(platform=platform)),))


def check_organisations(where: str, rows: Frame) -> None:
    """Refuse a platform whose claims are of several organisations."""
    pairs = rows.select("platform", "organisation").unique()
    several = pairs.group_by("platform").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1).head(1)
    for platform in several.collect().to_dict(as_series=False)["platform"]:
        raise ApplicationError(where, (SEVERAL_ORGANISATIONS.format(platform=platform),))


def check_days(where: str, policy: Policy, paid: Frame) -> None:
    """Refuse earlier awards without the day from which the years of a ceiling count."""
    if ("paid", "awarded_on") in policy.needless:
        return
    lacking = (nw.col("programme") == policy.id) & nw.col("awarded_on").is_null()
    for platform in paid.filter(lacking).select("platform").head(1).collect().to_dict(as_series=False)["platform"]:
        message = _("is missing (platform {platform}); a ceiling counts the years from the day of the award")
        raise ApplicationError(where, (placed("awarded_on", message.format(platform=platform)),))


def _one_row(frame: Frame) -> dict[str, Any]:
    return {name: values[0] for name, values in frame.collect().to_dict(as_series=False).items()}


def _twice(frame: Frame, key: str) -> str:
    """The first repeated value; empty if only hashes are equal."""
    twice = frame.group_by(key).agg(nw.len().alias("rows")).filter(nw.col("rows") > 1).head(1).collect()
    values = twice.to_dict(as_series=False)[key]
    return values[0] if values else ""


def _first(frame: Frame, wrong: nw.Expr, column: str) -> dict[str, object]:
    names = list(dict.fromkeys(("platform", column)))
    row = frame.filter(wrong).select(*names).head(1).collect().to_dict(as_series=False)
    return {"platform": row["platform"][0], "value": row[column][0]}


def _checks(name: str, column: ExpectedColumn, benefits: Sequence[str], *, signed: bool) -> Iterator[_Check]:
    value = nw.col(name)
    if column.required:
        yield _Check(name, value.is_null(), _("is missing (platform {platform})"))
    match column.named.kind:
        case "money":
            # Not abs(), which has no answer for the smallest whole number.
            too_large = (value > LARGEST_FEN) | (value < -LARGEST_FEN)
            message = _("{value} fen is not an amount a budget can hold (platform {platform})")
            yield _Check(name, _is_true(too_large), message, within=range(-LARGEST_FEN, LARGEST_FEN + 1))
            if not signed:
                message = _("{value} fen is below zero (platform {platform})")
                yield _Check(name, _is_true(value < 0), message, within=range(INT64))
        case "count":
            message = _("{value} is not a whole number from 0 to 999,999,999 (platform {platform})")
            out_of_range = (value < 0) | (value >= LARGEST_COUNT)
            yield _Check(name, _is_true(out_of_range), message, within=range(LARGEST_COUNT))
        case "area":
            fits = (value >= 0) & (value < LARGEST_AREA)
            message = _("{value} is not an area of less than 1,000,000,000,000 square metres (platform {platform})")
            yield _Check(name, ~fits.fill_null(value=True), message)
        case "decimal":
            fits = (value >= 0) & (value < LARGEST_AREA)
            message = _("{value} is not a number from 0 to 1,000,000,000,000 (platform {platform})")
            yield _Check(name, ~fits.fill_null(value=True), message)
        case "year":
            message = _("{value} is not a year; write it like 2026 (platform {platform})")
            yield _Check(name, _is_true((value < 1990) | (value > 2100)), message, within=range(1990, 2101))
        case "date":
            message = _("{value} is not a date from 1000-01-01 to 9000-01-01 (platform {platform})")
            out_of_range = (value < nw.lit(_FIRST_DAY)) | (value > nw.lit(_LAST_DAY))
            yield _Check(name, _is_true(out_of_range), message)
        case "yes_no":
            return
        case "choice" | "id" | "list" | "text":
            yield _text_check(name, column.named, value.cast(nw.String()), benefits)
        case _:
            assert_never(column.named.kind)


def _text_check(name: str, named: Named, text: nw.Expr, benefits: Sequence[str]) -> _Check:
    match named.kind:
        case "choice":
            message = _("{value} is not one of: {values} (platform {platform})")
            unknown = ~text.is_null() & ~text.is_in(list(named.choices))
            return _Check(name, unknown, message.replace("{values}", ", ".join(named.choices)))
        case "id":
            message = _(
                "'{value}' is not an id; use up to 64 ASCII letters, digits, '.', '_' and '-' (platform {platform})"
            )
            long = (text == "") | (text.str.len_chars() > backend.MOST_SIGNS)
            malformed, odd = (text.str.contains(f"[^{letters}0-9._-]") | long for letters in ("A-Za-z", "a-z"))
            return _Check(name, _is_true(malformed), message, _is_true(odd))
        case "list":
            message = _(
                "{value} names a benefit that this policy does not have; its benefits: {ids} (platform {platform})"
            )
            benefit = f"({'|'.join(benefits)})"
            pattern = f"^{SEPARATORS}*({benefit}({SEPARATORS}+{benefit})*)?{SEPARATORS}*$"
            unknown = ~text.str.contains(pattern)
            return _Check(name, _is_true(unknown), message.replace("{ids}", ", ".join(benefits)))
        case _:
            message = _("is not a text of at most 2,000 characters (platform {platform})")
            return _Check(name, _is_true(text.str.len_chars() > 2000), message)


def _is_true(wrong: nw.Expr) -> nw.Expr:
    return wrong.fill_null(value=False)
