"""Tables of a budget: its use by year, and the value of a line that meets it."""

from decimal import Decimal

import polars as pl

from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.scenario import sentences
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.result_tables.table import Row, column
from fundcalc.views.table import Column, Figure, Table, Year


def budget_years(answer: WhatIfResult) -> list[dict[str, object]]:
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


def budget_fen(answer: WhatIfResult) -> int:
    """The budget of each year, in fen."""
    return fen(answer.request.budget)


def budget(answer: WhatIfResult) -> Table[Row]:
    """The use of a budget: for each year a row before and a row after."""
    columns: list[Column[Row]] = [
        Column("award_year", _("year of award"), lambda row: Year(row["award_year"]), "count", 12),
        column("scenario", _("scenario"), width=14),
        column("budget", _("budget (yuan)"), "yuan", 20),
        column("payable", _("payable (yuan)"), "yuan", 20),
        column("left", _("left, or short (yuan)"), "change", 20),
        Column("used", _("used (per cent)"), lambda row: _figure(row["used"]), "count", 16),
    ]
    if answer.request.pro_rata:
        columns += [
            column("paid", _("paid, cut in proportion (yuan)"), "yuan", 22),
            Column("paid_of_each", _("paid of each claim (per cent)"), _paid_of_each, "count", 22),
        ]
    names = {"before": _("before"), "after": _("after")} if answer.changed else {"before": _("as it stands")}
    rows = [_of_year(year, when, name) for year in budget_years(answer) for when, name in names.items()]
    return Table(_("The budget of each year of award"), columns, rows)


def _of_year(year: Row, when: str, name: str) -> Row:
    """The use of a budget in a year under one scenario, in fen."""
    return {
        "award_year": year["award_year"],
        "scenario": name,
        "budget": year["budget_fen"],
        "payable": year[f"{when}_fen"],
        "left": year[f"{when}_left_fen"],
        "used": year[f"{when}_used_percent"],
        "paid": year.get(f"{when}_paid_fen"),
    }


def _figure(value: Decimal | None) -> Figure | None:
    return None if value is None else Figure(value)


def _paid_of_each(row: Row) -> Figure | None:
    return Figure(Decimal(row["paid"] * 10_000 // row["payable"]).scaleb(-2)) if row["payable"] else None


def met(answer: WhatIfResult) -> str:
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
