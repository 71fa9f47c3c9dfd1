"""Tables of the outcome before and after.

Totals, groups, statuses, amounts crossed, and classes.
"""

from collections.abc import Mapping
from typing import cast

from fundcalc.base.i18n import _
from fundcalc.engine.decision import Status
from fundcalc.scenario import sentences
from fundcalc.scenario.comparison import Comparison
from fundcalc.scenario.distribution import distribution
from fundcalc.scenario.request import Answer
from fundcalc.scenario.result_tables.table import Row, Table
from fundcalc.views.decisions import marked_status
from fundcalc.views.table import Cell, Change, Money
from fundcalc.workbooks.sheet_writer import Column


def totals(answer: Answer) -> Table:
    """The figures before and after, one a row."""
    before, after = answer.totals
    columns = [Column(_("figure"), 46), Column(_("before"), 22)]
    if answer.changed:
        columns += [Column(_("after"), 22), Column(_("change"), 22)]
    else:
        columns[1] = Column(_("as it stands"), 22)
    rows: list[Row] = []
    for key in answer.comparison.totals.columns[1:]:
        was, now = before.get(key), after.get(key)
        money = key.endswith("_fen")
        row: Row = [sentences.figure_of_totals(key), _amount(was, money=money)]
        if answer.changed:
            change = None if was is None or now is None else Change(now - was, money)
            row += [_amount(now, money=money), change]
        rows.append(row)
    return Table(_("What it comes to"), columns, rows)


def _amount(value: int | None, *, money: bool) -> Cell:
    if value is None:
        return "—"
    return Money(value) if money else value


_MOVED = ("gainers", "gained_fen", "losers", "lost_fen")


def _moved_columns() -> list[Column]:
    return [
        Column(_("gain: number"), 12),
        Column(_("gain: in all (yuan)"), 20),
        Column(_("lose: number"), 12),
        Column(_("lose: in all (yuan)"), 20),
    ]


def _moved(row: Mapping[str, int]) -> Row:
    return [Money(row[key]) if key.endswith("_fen") else row[key] for key in _MOVED]


def groups(answer: Answer) -> Table:
    """Before and after for each group."""
    columns = [
        Column(_("by"), 24),
        Column(_("group"), 28),
        Column(_("applications"), 14),
        Column(_("before (yuan)"), 20),
        Column(_("after (yuan)"), 20),
        Column(_("change (yuan)"), 20),
        *_moved_columns(),
    ]
    policy = answer.before
    rows: list[Row] = [
        [
            sentences.group(policy, row["group"]),
            sentences.group_value(policy, row["group"], row["value"]),
            row["applications"],
            *(Money(row["before_fen"]), Money(row["after_fen"]), Change(row["change_fen"])),
            *_moved(row),
        ]
        for row in answer.comparison.by_group.iter_rows(named=True)
    ]
    return Table(_("By group"), columns, rows)


def statuses(answer: Answer, *, unmoved: bool) -> Table:
    """The number of applications by outcome before and after.

    With ``unmoved`` those are listed too whose outcome stays.
    """
    columns = [Column(_("outcome before"), 20), Column(_("outcome after"), 20), Column(_("applications"), 14)]
    rows: list[Row] = [
        [status_cell(row["before_status"]), status_cell(row["after_status"]), row["applications"]]
        for row in answer.comparison.statuses.iter_rows(named=True)
        if unmoved or row["before_status"] != row["after_status"]
    ]
    return Table(_("Outcomes that change") if not unmoved else _("Outcomes"), columns, rows)


def status_cell(status: str) -> Cell:
    """A status with its mark."""
    return marked_status(cast(Status, status))


def thresholds(answer: Answer) -> Table:
    """The number of applications that cross each amount."""
    columns = [
        Column(_("amount (yuan)"), 22),
        Column(_("come to reach it"), 20),
        Column(_("no longer reach it"), 20),
    ]
    rows: list[Row] = [
        [Money(row["threshold_fen"]), row["reach_it"], row["fall_below"]]
        for row in answer.comparison.crossings(answer.request.thresholds).iter_rows(named=True)
    ]
    return Table(_("Who crosses an amount"), columns, rows)


def classes(comparison: Comparison) -> Table:
    """The number of applications in each class of amounts."""
    columns = [Column(_("amount (yuan)"), 40), Column(_("before"), 14), Column(_("after"), 14)]
    rows: list[Row] = [
        [class_of(row["above_fen"], row["up_to_fen"]), row["before"], row["after"]]
        for row in distribution(comparison).iter_rows(named=True)
    ]
    return Table(_("How many get how much"), columns, rows)


def class_of(above: int | None, up_to: int) -> str:
    """A class of amounts in whole yuan, by its ends in fen."""
    if above is None:
        return _("gets nothing")
    return _("{above} to {up_to}").format(above=f"{above // 100:,}", up_to=f"{up_to // 100:,}")
