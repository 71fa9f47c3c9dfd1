"""Tables of the outcome before and after.

Totals, groups, statuses, amounts crossed, and classes.
"""

from typing import cast

from fundcalc.base.i18n import _
from fundcalc.engine.decision_parts import Status
from fundcalc.scenario import sentences
from fundcalc.scenario.comparison import Comparison
from fundcalc.scenario.distribution import distribution
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.result_tables.table import Row, column
from fundcalc.views.decisions import marked_status
from fundcalc.views.table import Cell, Change, Column, Money, Table


def totals(answer: WhatIfResult) -> Table[Row]:
    """The figures before and after, one a row."""
    before, after = answer.totals
    first = _("before") if answer.changed else _("as it stands")
    columns: list[Column[Row]] = [
        Column("figure", _("figure"), lambda row: sentences.figure_of_totals(row["figure"]), width=46),
        Column("before", first, lambda row: _amount(row, "before"), "count", 22),
    ]
    if answer.changed:
        columns += [
            Column("after", _("after"), lambda row: _amount(row, "after"), "count", 22),
            Column("change", _("change"), _change, "count", 22),
        ]
    rows = [
        {"figure": key, "before": before.get(key), "after": after.get(key)}
        for key in answer.comparison.totals.columns[1:]
    ]
    return Table(_("What it comes to"), columns, rows)


def _amount(row: Row, when: str) -> Cell:
    value: int | None = row[when]
    if value is None:
        return "—"
    return Money(value) if row["figure"].endswith("_fen") else value


def _change(row: Row) -> Cell:
    before, after = row["before"], row["after"]
    return None if before is None or after is None else Change(after - before, row["figure"].endswith("_fen"))


def groups(answer: WhatIfResult) -> Table[Row]:
    """Before and after for each group."""
    policy = answer.before
    columns: list[Column[Row]] = [
        Column("by", _("by"), lambda row: sentences.group(policy, row["group"]), width=24),
        Column("group", _("group"), lambda row: sentences.group_value(policy, row["group"], row["value"]), width=28),
        column("applications", _("applications"), "count", 14),
        column("before", _("before (yuan)"), "yuan", 20, field="before_fen"),
        column("after", _("after (yuan)"), "yuan", 20, field="after_fen"),
        column("change", _("change (yuan)"), "change", 20, field="change_fen"),
        column("gainers", _("gain: number"), "count", 12),
        column("gained", _("gain: in all (yuan)"), "yuan", 20, field="gained_fen"),
        column("losers", _("lose: number"), "count", 12),
        column("lost", _("lose: in all (yuan)"), "yuan", 20, field="lost_fen"),
    ]
    return Table(_("By group"), columns, list(answer.comparison.by_group.iter_rows(named=True)))


def statuses(answer: WhatIfResult, *, unmoved: bool) -> Table[Row]:
    """The number of applications by outcome before and after.

    With ``unmoved`` those are listed too whose outcome stays.
    """
    columns: list[Column[Row]] = [
        Column("before", _("outcome before"), lambda row: status_cell(row["before_status"]), width=20),
        Column("after", _("outcome after"), lambda row: status_cell(row["after_status"]), width=20),
        column("applications", _("applications"), "count", 14),
    ]
    rows = [
        row
        for row in answer.comparison.statuses.iter_rows(named=True)
        if unmoved or row["before_status"] != row["after_status"]
    ]
    return Table(_("Outcomes that change") if not unmoved else _("Outcomes"), columns, rows)


def status_cell(status: str) -> Cell:
    """A status with its mark."""
    return marked_status(cast(Status, status))


def thresholds(answer: WhatIfResult) -> Table[Row]:
    """The number of applications that cross each amount."""
    columns: list[Column[Row]] = [
        column("threshold", _("amount (yuan)"), "yuan", 22, field="threshold_fen"),
        column("reach_it", _("come to reach it"), "count", 20),
        column("fall_below", _("no longer reach it"), "count", 20),
    ]
    crossings = answer.comparison.crossings(answer.request.thresholds)
    return Table(_("Who crosses an amount"), columns, list(crossings.iter_rows(named=True)))


def classes(comparison: Comparison) -> Table[Row]:
    """The number of applications in each class of amounts."""
    columns: list[Column[Row]] = [
        Column("class", _("amount (yuan)"), lambda row: class_of(row["above_fen"], row["up_to_fen"]), width=40),
        column("before", _("before"), "count", 14),
        column("after", _("after"), "count", 14),
    ]
    return Table(_("How many get how much"), columns, list(distribution(comparison).iter_rows(named=True)))


def class_of(above: int | None, up_to: int) -> str:
    """A class of amounts in whole yuan, by its ends in fen."""
    if above is None:
        return _("gets nothing")
    return _("{above} to {up_to}").format(above=f"{above // 100:,}", up_to=f"{up_to // 100:,}")
