"""The frames of a round, checked once before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, placed
from fundcalc.engine.table import column_checks, overflow, value_checks
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.ceilings import check_groups
from fundcalc.engine.table.columns import PLATFORM, WHOLE, working
from fundcalc.engine.table.history import PAID
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, forms


@dataclass(frozen=True)
class CheckedFrames:
    """The checked frames of a round: applications, earlier awards, detail records.

    ``schema`` are the columns of the applications in their order, ``statistics`` what the check saw of them; ``detail_sums``
    is the largest amount (fen) that the records of each form can come to, ``paid_sum`` the same of the awards already paid;
    ``ordered``: the applications lie in memory. ``on``: the day of the decision. ``folded``: ids are compared in lower case,
    and the original spelling of those of the applications is kept in the columns ``written``. Where the measure pays claims,
    the column of platforms holds the ids of rows, such as ``p1/c1``.
    """

    policy: Policy
    applications: Frame
    paid: Frame | None
    details: Mapping[str, Frame]
    schema: Mapping[str, nw.dtypes.DType]
    statistics: value_checks.Statistics
    detail_sums: Mapping[str, int]
    paid_sum: int
    ordered: bool
    on: date | None = None
    folded: bool = False


def check_frames(
    policy: Policy, applications: object, paid: object, details: Mapping[str, object], on: date | None = None
) -> CheckedFrames:
    """Check every value once.

    Raises ApplicationError listing every fault of the first frame that has one.
    """
    where = _("the table cannot be decided")
    frame = _as_lazy(applications, where)
    columns = column_checks.applications_columns(policy)
    schema = dict(frame.collect_schema())
    column_checks.check_columns(where, schema, columns, column_checks.ignored(policy))
    benefits = tuple(policy.measure.benefit)
    factors = {fact for rule in policy.measure.computed.values() if rule.scales for fact in rule.facts}
    key = "" if policy.by_claim else "platform"
    statistics = value_checks.check_values(where, frame, columns, benefits=benefits, key=key, counts=factors)
    records = {name: _records(name, rows, where) for name, rows in details.items()}
    awards, paid_sum, of_paid = (None, 0, {}) if paid is None else _paid(policy, paid, where)
    seen = [statistics.letters, of_paid, *(letters for _rows, _sum, letters in records.values())]
    folded = policy.by_claim or _several_ways(seen)
    frame = _with_ids_as_text(frame, schema, columns)
    if folded:
        frame = frame.with_columns(
            *(nw.col(name).alias(written(name)) for name in _KEYS), *map(_in_small_letters, _KEYS)
        )
        awards = None if awards is None else awards.with_columns(*map(_in_small_letters, _KEYS))
        if policy.by_claim:
            value_checks.check_organisations(where, frame)
            frame = by_row(frame)
            awards = None if awards is None else by_row(awards)
        value_checks.check_unique(where, frame, "platform")
    frames = CheckedFrames(
        policy,
        frame,
        awards,
        {
            name: rows.with_columns(_in_small_letters("platform")) if folded else rows
            for name, (rows, _sum, _letters) in records.items()
        },
        schema,
        statistics,
        {name: largest for name, (_rows, largest, _letters) in records.items()},
        paid_sum,
        isinstance(nw.from_native(cast(Any, applications)), nw.DataFrame),
        on,
        folded,
    )
    check_groups(policy, frame)
    check_overflow(frames, policy)
    return frames


_KEYS = ("platform", "organisation")


def written(name: str) -> str:
    """The column with the original spelling of a key that is compared in lower case."""
    return working("written", name)


def _several_ways(of_frames: Sequence[Mapping[str, value_checks.Letters]]) -> bool:
    """Whether a key may be in lower case in one place and in capitals in another."""
    ways = [{letters[key] for letters in of_frames if key in letters} for key in _KEYS]
    return any("both" in way or len(way) > 1 for way in ways)


def by_row(frame: Frame) -> Frame:
    """Put the ids of rows into the column of platforms.

    The platform itself stays in the column ``PLATFORM``.
    """
    claim = nw.col("claim").cast(nw.String()).str.to_lowercase()
    row = nw.concat_str(nw.col("platform"), claim, separator="/")
    return frame.with_columns(
        nw.col("platform").alias(PLATFORM),
        nw.when(~claim.is_null()).then(row).otherwise(nw.col("platform")).alias("platform"),
    )


def _in_small_letters(name: str) -> nw.Expr:
    return nw.col(name).str.to_lowercase()


def for_policy(frames: CheckedFrames, policy: Policy) -> CheckedFrames:
    """Use the same frames for another policy, without checking the values again.

    The policy must have the ``same_columns``: a reading asks for no other columns, and most changed lines do not. Raises
    ApplicationError where the new figures exceed the integers of the engine, and ValueError if the columns differ.
    """
    if not same_columns(frames.policy, policy):
        raise ValueError(f"{policy.id} asks for other columns than {frames.policy.id}: check the frames again")
    check_overflow(frames, policy)
    return replace(frames, policy=policy)


def check_overflow(frames: CheckedFrames, policy: Policy) -> None:
    """Raise ApplicationError if deciding these frames may overflow."""
    where = _("the table cannot be decided")
    for text in policy.versions:
        check_overflow(frames, text)
    column_checks.check_areas(policy, frames.schema, where)
    overflow.check_overflow(policy, _largest(frames), where)
    if policy.measure.ceiling:  # which adds up the applications of an organisation
        check_total(frames, policy)


def check_total(frames: CheckedFrames, policy: Policy) -> None:
    """Raise ApplicationError if the sum of all awards may exceed 64 bits."""
    overflow.check_total(policy, _largest(frames), frames.statistics.rows, _("the table cannot be added up"))


def _largest(frames: CheckedFrames) -> overflow.Largest:
    limit = overflow.division_limit(frames.applications)
    counts = frames.statistics.counts
    return overflow.Largest(frames.statistics.largest, frames.detail_sums, frames.paid_sum, limit, counts)


def same_columns(one: Policy, other: Policy) -> bool:
    """Whether frames checked for one policy are checked for another.

    The two have the same columns, values and detail records.
    """
    return _requirements(one) == _requirements(other)


def _requirements(policy: Policy) -> object:
    columns = column_checks.applications_columns(policy)
    kinds = {
        name: (column.named.kind, tuple(column.named.choices), column.required) for name, column in columns.items()
    }
    return kinds, tuple(policy.measure.benefit), set(policy.details)


def _as_lazy(frame: object, where: str) -> Frame:
    """Make a frame lazy, PyArrow through Polars.

    Raises ApplicationError for a kind of frame that holds gaps as floats.
    """
    eager = nw.from_native(cast(Any, frame))
    if isinstance(eager, nw.LazyFrame):
        return eager
    if eager.implementation.is_polars():
        return cast(Frame, eager.lazy())
    if eager.implementation.is_pyarrow():
        return cast(Frame, eager.lazy(backend="polars"))
    message = _("{engine} may hold whole numbers with gaps as floats; give a Polars, DuckDB, PySpark or PyArrow table")
    raise ApplicationError(where, (message.format(engine=eager.implementation),))


def _records(name: str, frame: object, where: str) -> tuple[Frame, int, Mapping[str, value_checks.Letters]]:
    """Detail records with all their columns, their largest sum, and letter cases.

    The largest sum is fen, and at least the number of records.
    """
    if name not in DETAILS:
        raise ApplicationError(where, (_("details: there are {names}").format(names=", ".join(DETAILS)),))
    rows, columns = _as_lazy(frame, where), column_checks.form_columns(name)
    inside = placed(where, name)
    schema = rows.collect_schema()
    column_checks.check_columns(inside, schema, columns)
    statistics = value_checks.check_values(inside, rows, columns)
    rows = _with_ids_as_text(rows, schema, columns)
    return _with_defaults(name, rows, schema), max(statistics.largest, 1) * statistics.rows, statistics.letters


def _paid(policy: Policy, frame: object, where: str) -> tuple[Frame, int, Mapping[str, value_checks.Letters]]:
    """Earlier awards with all columns, their largest sum (fen), and letter cases."""
    rows, columns = _as_lazy(frame, where), column_checks.form_columns("paid")
    inside = placed(where, "paid")
    schema = rows.collect_schema()
    column_checks.check_columns(inside, schema, columns)
    statistics = value_checks.check_values(inside, rows, columns, signed=True)
    overflow.check_sum(statistics.rows, statistics.largest, inside)
    rows = _with_ids_as_text(rows, schema, columns)
    rows = _with_defaults("paid", rows, schema).with_columns(
        _if_given("platform_kind", nw.String(), schema),
        _if_given("awarded_on", nw.Date(), schema),
        _if_given("group", nw.String(), schema),
        (_if_given("claim", nw.String(), schema) if policy.by_claim else nw.lit(None, nw.String()).alias("claim")),
    )
    rows = rows.with_columns(nw.col("amount").cast(WHOLE), nw.col("year").cast(WHOLE)).select(*PAID)
    capitals = [name for name in ("programme", "benefit") if statistics.letters.get(name, "lower") != "lower"]
    rows = rows.with_columns(*map(_in_small_letters, capitals)) if capitals else rows
    value_checks.check_benefits(inside, policy, rows)
    value_checks.check_days(inside, policy, rows)
    if policy.by_claim:
        value_checks.check_claims_of_paid(inside, policy, rows)
        rows = rows.with_columns(nw.when(nw.col("programme") == policy.id).then(nw.col("claim")).alias("claim"))
    return rows, statistics.largest * statistics.rows, statistics.letters


def _if_given(name: str, kind: nw.dtypes.DType, schema: Mapping[str, nw.dtypes.DType]) -> nw.Expr:
    """A column of a kind, null where the frame has none."""
    return (nw.col(name).cast(kind) if name in schema else nw.lit(None, kind)).alias(name)


def _with_ids_as_text(
    frame: Frame, schema: Mapping[str, object], columns: Mapping[str, column_checks.ExpectedColumn]
) -> Frame:
    """Cast ids to text, because backends cannot join enumerations of different kinds."""
    ids = [
        name
        for name, kind in schema.items()
        if name in columns and columns[name].named.kind == "id" and not isinstance(kind, nw.String)
    ]
    return frame.with_columns(*(nw.col(name).cast(nw.String()) for name in ids)) if ids else frame


def _with_defaults(form: str, rows: Frame, schema: Mapping[str, nw.dtypes.DType]) -> Frame:
    defaults = {name: column.default for name, column in forms()[form].columns.items() if column.default is not None}
    if not defaults:
        return rows
    return rows.with_columns(
        *(
            (nw.col(name).cast(nw.Boolean()).fill_null(value=default) if name in schema else nw.lit(default)).alias(
                name
            )
            for name, default in defaults.items()
        )
    )
