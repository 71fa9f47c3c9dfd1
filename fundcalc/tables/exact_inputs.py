"""Rows of a table as the exact engine takes them: whole fen become yuan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fundcalc.base.ids import normalised
from fundcalc.base.money import yuan
from fundcalc.engine.table import added_columns
from fundcalc.engine.table.backend import Frame
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms, shared_facts


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    """The rows of a frame."""
    return list(frame.collect().iter_rows(named=True))


def application_of(
    policy: Policy, row: Mapping[str, object], records: Mapping[str, Sequence[Mapping[str, object]]]
) -> dict[str, object]:
    """An application with its detail records, which are given by their forms."""
    columns = {**shared_facts(), **policy.facts, **forms()["applications"].columns}
    added = set(added_columns(policy))
    given = in_yuan({key: value for key, value in row.items() if key not in added}, columns)
    for form, rows in records.items():
        of_row = [record for record in rows if normalised(record["platform"]) == normalised(row["platform"])]
        own = [in_yuan(record, forms()[form].columns) for record in of_row]
        if own:
            given[form] = [{key: value for key, value in record.items() if key != "platform"} for record in own]
    return given


def in_yuan(row: Mapping[str, object], columns: Mapping[str, Named]) -> dict[str, object]:
    """A row with its amounts as Decimal yuan, nulls left out."""
    return {
        key: yuan(value)
        if key in columns and columns[key].kind == "money" and isinstance(value, int)
        else _as_read(value)
        for key, value in row.items()
        if value is not None
    }


def _as_read(value: object) -> object:
    # A float of square metres stands for the figure it shows; an amount is never one.
    return Decimal(repr(value)) if type(value).__name__ == "float" else value
