"""Checks of a table's columns: which it must or may have, and their types.

All faults of the columns are found before any is reported.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import narwhals as nw

from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _, did_you_mean, placed
from fundcalc.engine.table.conditions import has_whole_limit
from fundcalc.engine.table.overflow import MOST_PLACES
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import DETAILS, Named, columns_of, forms, shared_facts


class ExpectedColumn(NamedTuple):
    """A column that is asked for: what it is, and whether each row must have it."""

    named: Named
    required: bool


def applications_columns(policy: Policy) -> Mapping[str, ExpectedColumn]:
    """The columns a table of applications may have under a policy."""
    keys = columns_of("applications", by_claim=policy.by_claim)
    facts = {name: ExpectedColumn(named, False) for name, named in policy.given_facts.items() if name not in keys}
    return facts | {
        name: ExpectedColumn(policy.facts.get(name, column), column.required) for name, column in keys.items()
    }


def form_columns(form: str) -> Mapping[str, ExpectedColumn]:
    """The columns of awards already paid, or of detail records."""
    return {name: ExpectedColumn(column, column.required) for name, column in forms()[form].columns.items()}


def ignored(policy: Policy) -> tuple[str, ...]:
    """Facts that other policies ask for, which are ignored in a table."""
    names = shared_facts().keys() | policy.measure.computed.keys() | (set() if policy.by_claim else {"claim"})
    return tuple(names - policy.given_facts.keys())


def is_empty(kind: nw.dtypes.DType) -> bool:
    """Whether a column has no kind because every value of it is null."""
    return isinstance(kind, nw.Unknown)


def check_columns(
    where: str,
    schema: Mapping[str, nw.dtypes.DType],
    columns: Mapping[str, ExpectedColumn],
    ignored: Sequence[str] = (),
) -> None:
    """Refuse a table with a column that is unknown, missing, or of another type."""
    faults: list[str] = []
    for name, kind in schema.items():
        if name in columns:
            if not is_empty(kind) and (message := _unfit(columns[name].named, kind)):
                faults.append(placed(name, message))
        elif name in DETAILS:
            faults.append(_("{name}: detail records are a table of their own, given as 'details'").format(name=name))
        elif name not in ignored:
            close = did_you_mean(name, columns)
            faults.append(_("{name}: this policy asks for no such column{close}").format(name=name, close=close))
    for name, column in columns.items():
        if column.required and (name not in schema or is_empty(schema[name])):
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
        case "area" if isinstance(kind, nw.Decimal) and (kind.scale or 0) > MOST_PLACES:
            return _("holds {kind}; give square metres with at most {places} decimals").format(
                kind=kind, places=MOST_PLACES
            )
        case "decimal" if not kind.is_numeric() or (isinstance(kind, nw.Decimal) and (kind.scale or 0) > MOST_PLACES):
            return _("holds {kind}; give numbers with at most {places} decimals").format(kind=kind, places=MOST_PLACES)
        case "yes_no" if not isinstance(kind, nw.Boolean):
            return _("holds {kind}; give true, false or null, Boolean").format(kind=kind)
        case "date" if not isinstance(kind, nw.Date):
            return _("holds {kind}; give days without times, Date").format(kind=kind)
        case "choice" | "id" | "text" | "list" if not isinstance(kind, nw.String | nw.Categorical | nw.Enum):
            return _("holds {kind}; give text, String").format(kind=kind)
        case _:
            return ""


def check_areas(policy: Policy, schema: Mapping[str, nw.dtypes.DType], where: str) -> None:
    """Refuse an area whose type cannot be compared exactly with a condition's limit."""
    faults = [
        fault
        for condition in m.conditions_of(policy.measure)
        if not has_whole_limit(condition)
        for fact in condition.facts
        if fact in schema and (fault := _inexact(fact, schema[fact], condition))
    ]
    if faults:
        raise ApplicationError(where, tuple(dict.fromkeys(faults)))


def _inexact(fact: str, kind: nw.dtypes.DType, condition: m.AnyCondition) -> str:
    if kind.is_float():
        message = _("{name}: holds floats, which cannot be compared exactly with {limit}; give Decimal")
        return message.format(name=fact, limit=next(limit for limit in condition.compared_with if limit != int(limit)))
    return ""
