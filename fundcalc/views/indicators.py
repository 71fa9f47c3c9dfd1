"""The table of a filled form of indicators."""

from fundcalc.base.i18n import _, either
from fundcalc.life.indicators import FilledItem, FormResult
from fundcalc.policy.indicators import Indicator
from fundcalc.views.table import Column, Figure, Table


def items_table(result: FormResult) -> Table[Indicator]:
    """One row per item: figure, points, and those of last year."""

    def filled(item: Indicator) -> FilledItem:
        return result.items.get(item.id, FilledItem(item.id))

    def figure(value: object) -> Figure | None:
        from decimal import Decimal

        return Figure(value) if isinstance(value, Decimal) else None

    columns: list[Column[Indicator]] = [
        Column("item", _("indicator"), either, width=34),
        Column("unit", _("unit"), lambda item: item.unit or None),
        Column("value", _("figure"), lambda item: figure(filled(item).value), "count"),
        Column("weight", _("weight"), lambda item: item.weight, "count"),
        Column("score", _("points"), lambda item: figure(filled(item).score), "count"),
        Column("last_value", _("figure of last year"), lambda item: figure(filled(item).last_value), "count"),
        Column("last_score", _("points of last year"), lambda item: figure(filled(item).last_score), "count"),
    ]
    return Table(_("Indicators"), columns, result.table.items)
