"""Tables of a budget: its use by year, and the value of a line that meets it."""

from decimal import Decimal
from typing import Any

import polars as pl

from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.scenario import sentences
from fundcalc.scenario.request import Answer
from fundcalc.scenario.result_tables.table import Row, Table
from fundcalc.views.table import Change, Figure, Money, Year
from fundcalc.workbooks.sheet_writer import Column


def budget_years(answer: Answer) -> list[dict[str, Any]]:
    """The use of the budget in each year of award, keyed as ``Comparison.budget``.

    Pro rata also ``before_paid_fen`` and ``after_paid_fen``.
    """
    request, comparison = answer.request, answer.comparison
    if request.budget is None:
        return []
    years = list(comparison.budget(request.budget).iter_rows(named=True))
    if request.pro_rata:
        paid = comparison.pro_rata(request.budget).group_by("award_year").agg(
            pl.col("before_paid_fen").filter(pl.col("before_status") == "payable").sum(),
            pl.col("after_paid_fen").filter(pl.col("after_status") == "payable").sum(),
        )  # fmt: skip
        of_year = {row["award_year"]: row for row in paid.iter_rows(named=True)}
        years = [{**row, **of_year[row["award_year"]]} for row in years]
    return years


def budget_fen(answer: Answer) -> int:
    """The budget of each year, in fen."""
    return fen(answer.request.budget)


def budget(answer: Answer) -> Table:
    """The use of a budget: for each year a row before and a row after."""
    columns = [
        Column(_("year of award"), 12),
        Column(_("scenario"), 14),
        Column(_("budget (yuan)"), 20),
        Column(_("payable (yuan)"), 20),
        Column(_("left, or short (yuan)"), 20),
        Column(_("used (per cent)"), 16),
    ]
    if answer.request.pro_rata:
        columns += [Column(_("paid, cut in proportion (yuan)"), 22), Column(_("paid of each claim (per cent)"), 22)]
    rows: list[Row] = []
    for year in budget_years(answer):
        names = {"before": _("before"), "after": _("after")} if answer.changed else {"before": _("as it stands")}
        for when, name in names.items():
            payable, used = year[f"{when}_fen"], year[f"{when}_used_percent"]
            row: Row = [Year(year["award_year"]), name, Money(year["budget_fen"]), Money(payable)]
            row += [Change(year[f"{when}_left_fen"]), None if used is None else Figure(used)]
            if answer.request.pro_rata:
                paid = year[f"{when}_paid_fen"]
                row += [Money(paid), Figure(Decimal(paid * 10_000 // payable).scaleb(-2)) if payable else None]
            rows.append(row)
    return Table(_("The budget of each year of award"), columns, rows)


def met(answer: Answer) -> str:
    """Say which value meets the budget; empty where none was sought."""
    found = answer.budget_result
    if found is None:
        return ""
    beyond = None if found.beyond is None or found.beyond_fen is None else (found.beyond, found.beyond_fen)
    return sentences.met(
        *(answer.after, found.parameter),
        budget_fen=found.budget_fen,
        allowed=(found.value, found.total_fen),
        beyond=beyond,
    )
