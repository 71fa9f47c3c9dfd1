"""Applications before and after, one by one."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import polars as pl

from fundcalc.base.i18n import _
from fundcalc.scenario import sentences
from fundcalc.scenario.request import Answer
from fundcalc.scenario.result_tables.outcomes import status_cell
from fundcalc.scenario.result_tables.table import Row, Table
from fundcalc.views.table import Change, Money, Year
from fundcalc.workbooks.sheet_writer import Column

Item = TypeVar("Item")


def application_columns(answer: Answer, *, pro_rata: bool = False) -> list[Column]:
    """The columns of applications before and after."""
    columns = [
        Column(_("platform"), 18),
        Column(_("name of the platform"), 28),
        Column(_("name of the organisation"), 28),
        Column(_("year"), 8),
        *(Column(sentences.group(answer.before, group), 18) for group in answer.comparison.groups),
        Column(_("outcome before"), 14),
        Column(_("outcome after"), 14),
        Column(_("before (yuan)"), 18),
        Column(_("after (yuan)"), 18),
        Column(_("change (yuan)"), 18),
    ]
    if pro_rata:
        columns += [
            Column(_("paid before, cut in proportion (yuan)"), 20),
            Column(_("paid after, cut in proportion (yuan)"), 20),
        ]
    return columns


def application_rows(answer: Answer, frame: pl.DataFrame) -> Iterator[Row]:
    """The rows of applications, of ``Comparison.rows`` or a part of it.

    With what is paid pro rata where the frame has it.
    """
    comparison = answer.comparison
    for row in frame.iter_rows(named=True):
        cells: Row = [
            row["platform"],
            row.get("platform_name"),
            row.get("organisation_name") or row["organisation"],
            Year(row["award_year"]),
            *(
                sentences.group_value(answer.before, group, None if row[group] is None else str(row[group]))
                for group in comparison.groups
            ),
            *(status_cell(row["before_status"]), status_cell(row["after_status"])),
            *(Money(row["before_fen"]), Money(row["after_fen"]), Change(row["change_fen"])),
        ]
        yield cells + [Money(row[key]) for key in ("before_paid_fen", "after_paid_fen") if key in row]


def extremes(answer: Answer, *, gain: bool, most: int) -> Table:
    """The applications that gain or lose the most."""
    found = (answer.comparison.winners if gain else answer.comparison.losers).head(most)
    title = _("Who gains the most") if gain else _("Who loses the most")
    # The year and the groups stand in the table of groups.
    omitted = range(3, 4 + len(answer.comparison.groups))
    columns = application_columns(answer)
    return Table(title, _without(columns, omitted), [_without(row, omitted) for row in application_rows(answer, found)])


def _without(row: Sequence[Item], places: range) -> list[Item]:
    return [item for at, item in enumerate(row) if at not in places]
