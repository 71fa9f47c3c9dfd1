"""Applications before and after, one by one."""

import polars as pl

from fundcalc.base.i18n import _
from fundcalc.scenario import sentences
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.result_tables.outcomes import status_cell
from fundcalc.scenario.result_tables.table import Row, column
from fundcalc.views.table import Column, Table, Year


def applications(answer: WhatIfResult, frame: pl.DataFrame) -> Table[Row]:
    """Applications before and after, of ``Comparison.rows`` or a part of it.

    With what is paid pro rata where the frame has it.
    """
    columns: list[Column[Row]] = [
        column("platform", _("platform"), width=18),
        column("platform_name", _("name of the platform"), width=28),
        Column(
            "organisation_name",
            _("name of the organisation"),
            lambda row: row.get("organisation_name") or row["organisation"],
            width=28,
        ),
        Column("award_year", _("year"), lambda row: Year(row["award_year"]), "count", 8),
        *(_group(answer, name) for name in answer.comparison.groups),
        Column("before_status", _("outcome before"), lambda row: status_cell(row["before_status"]), width=14),
        Column("after_status", _("outcome after"), lambda row: status_cell(row["after_status"]), width=14),
        column("before", _("before (yuan)"), "yuan", 18, field="before_fen"),
        column("after", _("after (yuan)"), "yuan", 18, field="after_fen"),
        column("change", _("change (yuan)"), "change", 18, field="change_fen"),
    ]
    if "before_paid_fen" in frame.columns:
        columns += [
            column("before_paid", _("paid before, cut in proportion (yuan)"), "yuan", 20, field="before_paid_fen"),
            column("after_paid", _("paid after, cut in proportion (yuan)"), "yuan", 20, field="after_paid_fen"),
        ]
    return Table(_("Applications"), columns, frame.iter_rows(named=True))


def _group(answer: WhatIfResult, name: str) -> Column[Row]:
    policy = answer.before

    def value(row: Row) -> str:
        return sentences.group_value(policy, name, None if row[name] is None else str(row[name]))

    return Column(f"by_{name}", sentences.group(policy, name), value, width=18)


def extremes(answer: WhatIfResult, *, gain: bool, most: int) -> Table[Row]:
    """The applications that gain or lose the most."""
    found = (answer.comparison.winners if gain else answer.comparison.losers).head(most)
    shown = applications(answer, found)
    # The year and the groups stand in the table of groups.
    kept = [of.key for of in shown.columns if of.key != "award_year" and not of.key.startswith("by_")]
    title = _("Who gains the most") if gain else _("Who loses the most")
    return Table(title, shown.select(*kept).columns, list(found.iter_rows(named=True)))
