"""The frames of a round as they are given, looked at once: every column and every value that deciding will use."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.engine.table import input_checks as guards
from fundcalc.engine.table import overflow as bounds
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.benefits import WHOLE
from fundcalc.engine.table.history import PAID
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, forms


@dataclass(frozen=True)
class Given:
    """The frames of a round that was looked at: applications, awards already paid, detail records by their form.

    ``schema`` are the columns of the applications in their order, ``seen`` what was seen of them; ``most`` is the largest
    amount (fen) that the records of each form can come to; ``ordered``: the applications lie in memory.
    """

    policy: Policy
    applications: Frame
    paid: Frame | None
    details: Mapping[str, Frame]
    schema: Mapping[str, nw.dtypes.DType]
    seen: guards.Seen
    most: Mapping[str, int]
    ordered: bool


def look_at(policy: Policy, applications: object, paid: object, details: Mapping[str, object]) -> Given:
    """Look at every value once; raises ApplicationError listing every fault of the first frame that has one."""
    where = _("the table cannot be decided")
    frame = lazily(applications, where)
    columns = guards.applications_columns(policy)
    schema = dict(frame.collect_schema())
    guards.check_columns(where, schema, columns, guards.ignored(policy))
    seen = guards.check_values(where, frame, columns, benefits=tuple(policy.measure.benefit), key="platform")
    frame = _with_ids_as_text(frame, schema, columns)
    records = {name: _records(name, each, where) for name, each in details.items()}
    given = Given(
        policy,
        frame,
        None if paid is None else _paid(paid, where),
        {name: rows for name, (rows, _most) in records.items()},
        schema,
        seen,
        {name: most for name, (_rows, most) in records.items()},
        isinstance(nw.from_native(cast(Any, applications)), nw.DataFrame),
    )
    _hold(given, policy, where)
    return given


def under(given: Given, policy: Policy) -> Given:
    """The same frames for another policy that asks for the same of them; no value is looked at again.

    A reading asks for nothing else, and most changed lines do not. Raises ApplicationError where the new figures are beyond
    what the engine can hold exactly, and ValueError for a policy that ``asks_alike`` says no of.
    """
    if not asks_alike(given.policy, policy):
        raise ValueError(f"{policy.id} asks for other columns than {given.policy.id}: look at the frames again")
    hold(given, policy)
    return replace(given, policy=policy)


def hold(given: Given, policy: Policy) -> None:
    """Show that the engine can hold what the figures of a policy make of the values that were seen.

    Raises ApplicationError where they are beyond what it can hold exactly.
    """
    _hold(given, policy, _("the table cannot be decided"))


def hold_total(given: Given, policy: Policy) -> None:
    """Show the same of what all applications get together under a policy. Raises ApplicationError."""
    bounds.prove_total(policy, given.seen.rows, _largest(given, policy), _("the table cannot be added up"))


def asks_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies ask for the same columns with the same values, and for the same detail records, so that what was
    looked at for one holds for both.
    """

    def asked(policy: Policy) -> object:
        columns = guards.applications_columns(policy)
        kinds = {name: (each.named.kind, tuple(each.named.choices), each.required) for name, each in columns.items()}
        return kinds, tuple(policy.measure.benefit), set(policy.details)

    return asked(one) == asked(other)


def _hold(given: Given, policy: Policy, where: str) -> None:
    """Show that the engine can hold what the figures of a policy make of the values that were seen, or refuse."""
    guards.check_floats(policy, given.schema, where)
    bounds.prove(policy, _largest(given, policy), where, limit=bounds.limit(given.applications))


def _largest(given: Given, policy: Policy) -> int:
    """The largest amount (fen) that a policy may take a rate of."""
    summed = {rule.records for rule in policy.measure.derived.values()}
    return max([given.seen.largest, *(most for name, most in given.most.items() if name in summed)])


def lazily(frame: object, where: str) -> Frame:
    """A frame as a lazy one, PyArrow through Polars; raises ApplicationError for a kind that holds gaps as floats."""
    given = nw.from_native(cast(Any, frame))
    if isinstance(given, nw.LazyFrame):
        return given
    if given.implementation.is_polars():
        return cast(Frame, given.lazy())
    if given.implementation.is_pyarrow():
        return cast(Frame, given.lazy(backend="polars"))
    raise ApplicationError(
        where,
        (
            _(
                "{engine} may hold whole numbers with gaps as floats; give a Polars, DuckDB, PySpark or PyArrow table"
            ).format(engine=given.implementation),
        ),
    )


def _records(name: str, frame: object, where: str) -> tuple[Frame, int]:
    """Detail records with every column they may have, and the largest sum they can come to."""
    if name not in DETAILS:
        raise ApplicationError(where, (_("details: there are {names}").format(names=", ".join(DETAILS)),))
    rows, columns = lazily(frame, where), guards.form_columns(name)
    inside = f"{where}: {name}"
    schema = rows.collect_schema()
    guards.check_columns(inside, schema, columns)
    seen = guards.check_values(inside, rows, columns)
    rows = _with_ids_as_text(rows, schema, columns)
    return _with_defaults(name, rows, schema), seen.largest * seen.rows


def _paid(frame: object, where: str) -> Frame:
    rows, columns = lazily(frame, where), guards.form_columns("paid")
    inside = f"{where}: paid"
    schema = rows.collect_schema()
    guards.check_columns(inside, schema, columns)
    seen = guards.check_values(inside, rows, columns, signed=True)
    bounds.prove_sum(seen.rows, seen.largest, inside)
    kind = nw.col("platform_kind").cast(nw.String()) if "platform_kind" in schema else nw.lit(None, nw.String())
    rows = _with_ids_as_text(rows, schema, columns)
    rows = _with_defaults("paid", rows, schema).with_columns(kind.alias("platform_kind"))
    return rows.with_columns(nw.col("amount").cast(WHOLE), nw.col("year").cast(WHOLE)).select(*PAID)


def _with_ids_as_text(frame: Frame, schema: Mapping[str, Any], columns: Mapping[str, guards.Column]) -> Frame:
    """Ids as text, so that they can be joined: two enumerations, or one and text, cannot everywhere."""
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
