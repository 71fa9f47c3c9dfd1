"""The table of awards in a book that a round now decides otherwise."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _
from fundcalc.views.table import Cell, Column, Marked, Table

if TYPE_CHECKING:
    from fundcalc.ledger.differences import AwardDifference


def award_differences(found: Sequence["AwardDifference"]) -> Table["AwardDifference"]:
    """Each award with what stands in the book beside what it comes to now."""
    columns: list[Column[AwardDifference]] = [
        Column("award", _("award"), lambda row: row.award_id, "id", 30),
        Column("organisation_name", _("organisation"), lambda row: row.posted.organisation_name, width=28),
        Column("in_book", _("in the book (yuan)"), lambda row: row.in_book, "yuan", 18),
        Column("now", _("now (yuan)"), _now, "yuan", 18),
        Column("change", _("difference (yuan)"), lambda row: (row.now or 0) - row.in_book, "change", 18),
        Column("due_back", _("due back (yuan)"), lambda row: row.due_back or None, "yuan", 18),
        Column("organisation", _("now to"), lambda row: row.organisation if row.moved else None, "id", 22),
    ]
    return Table(_("Awards in the book that come to other amounts now"), columns, found)


def _now(difference: "AwardDifference") -> Cell:
    if difference.now is None:
        return Marked(_("not decided now"), "open")
    return difference.now
