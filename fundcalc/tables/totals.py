"""The totals of a decided table of any size, exactly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw

from fundcalc.policy.loading import Policy
from fundcalc.tables.engines import NativeFrame
from fundcalc.workbooks.cell_faults import CellNote

# A sum of amounts may leave 64 bits where none of them does; sums of their halves do not.
_HALF = 10**9


@dataclass
class Summary:
    """The totals of a decided table; sums are whole fen.

    ``units`` says how the columns of amounts were read: ``fen`` (whole numbers), ``yuan``, ``10,000 yuan`` …;
    ``grouped`` that it was decided in several parts and stands part by part in the result; ``notes`` how it was read.
    ``first_platform`` is that of the first row of a table of moderate size.
    """

    rows: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    payable: int = 0
    prospective: int = 0
    benefits: Counter[str] = field(default_factory=Counter)
    units: Mapping[str, str] = field(default_factory=dict)
    parts: int = 1
    output: Path | None = None
    notes: list[CellNote] = field(default_factory=list)
    first_platform: str = ""

    @property
    def grouped(self) -> bool:
        return self.parts > 1


def add(summary: Summary, policy: Policy, decided: NativeFrame) -> None:
    """Add a decided table, or a part of one, to what there is."""
    frame = nw.from_native(decided).lazy()
    columns = {"payable": "payable", "prospective": "prospective"}
    columns |= {f"{name}.amount": f"benefit_{name}" for name in policy.measure.benefit}
    by_status = (
        frame.group_by("status")
        .agg(
            nw.len().alias("rows"),
            *((nw.col(column) // _HALF).sum().alias(f"{name}_high") for column, name in columns.items()),
            *((nw.col(column) % _HALF).sum().alias(f"{name}_low") for column, name in columns.items()),
        )
        .collect()
    )
    for row in by_status.to_dict(as_series=False)["status"] and by_status.iter_rows(named=True):

        def total(name: str, row: Mapping[str, Any] = row) -> int:
            return int(row[f"{name}_high"] or 0) * _HALF + int(row[f"{name}_low"] or 0)

        summary.rows += int(row["rows"])
        summary.statuses[row["status"]] += int(row["rows"])
        summary.payable += total("payable")
        summary.prospective += total("prospective")
        for name in policy.measure.benefit:
            summary.benefits[name] += total(f"benefit_{name}")
