"""Amounts of a table that may be in another unit: decided all the same, and noted."""

from collections.abc import Iterator
from typing import Any

import narwhals as nw

from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy
from fundcalc.tables.layout import Layout
from fundcalc.workbooks.cell_faults import CellNote
from fundcalc.workbooks.doubts import far_amounts
from fundcalc.workbooks.headings import columns
from fundcalc.workbooks.sheet import Row, Sheet

# People look through tables of this size; what programs write by the million has no slips of the hand.
MOST_ROWS = 10_000


def doubts(frame: nw.LazyFrame[Any], policy: Policy, form: str, layout: Layout) -> Iterator[CellNote]:
    """Note the amounts far from the others of their column, by platform and heading."""
    names = frame.collect_schema().names()
    amounts = [name for name in names if (named := columns(policy, form).read.get(name)) and named.kind == "money"]
    if not amounts:
        return
    payee = "platform" if "platform" in names else "organisation"
    values = [
        {key: yuan(value) if key in amounts else value for key, value in row.items() if value is not None}
        for row in frame.select(payee, *amounts).collect().iter_rows(named=True)
    ]
    rows = [Row(at, value, []) for at, value in enumerate(values)]
    for key in amounts:
        for doubt in far_amounts(Sheet(layout.above, form, rows, {key: 1}), policy):
            platform = str(values[int(doubt.cell.lstrip("A"))].get(payee, ""))
            yield CellNote(doubt.file, "", "", platform, doubt.message, doubt.remedy, key, "doubt")
