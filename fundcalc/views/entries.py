"""The table of what was entered in a book."""

from collections.abc import Sequence

from fundcalc.base.i18n import _
from fundcalc.ledger.act_messages import entry_kind
from fundcalc.ledger.entries import PostedEntry, amount, kind_of
from fundcalc.ledger.events import Reversed
from fundcalc.views.table import Column, Marked, Table


def entries(found: Sequence[PostedEntry]) -> Table[PostedEntry]:
    """What was entered, in the order that is given."""
    columns: list[Column[PostedEntry]] = [
        Column("id", _("entry"), lambda entry: entry.id, "id", 20),
        Column("batch", _("batch"), lambda entry: entry.batch, "id", 44),
        Column("date", _("date"), lambda entry: entry.on, "date", 12),
        Column("kind", _("kind"), lambda entry: Marked(entry_kind(entry.kind), id=entry.kind), width=12),
        Column("award", _("award"), lambda entry: entry.award or None, "id", 30),
        Column("fund", _("fund"), lambda entry: entry.fund or None, "id", 14),
        Column("amount", _("amount (yuan)"), lambda entry: entry.fen, "yuan", 18),
        Column("reversed_by", _("reversed by"), lambda entry: entry.reversed_by or None, "id", 20),
        Column("reverses", _("reverses"), lambda entry: entry.reverses or None, "id", 20),
        Column("why", _("reason"), lambda entry: entry.why or None, width=40),
        Column("by", _("entered by"), lambda entry: entry.by or None, width=16),
    ]
    return Table(_("Entries"), columns, found)


def reversals(found: Sequence[Reversed]) -> Table[Reversed]:
    """What was reversed, and why."""
    columns: list[Column[Reversed]] = [
        Column("entry", _("reversed entry"), lambda reversal: reversal.entry, "id", 20),
        Column("date", _("reversed on"), lambda reversal: reversal.on, "date", 12),
        Column("kind", _("kind"), _kind, width=12),
        Column("award", _("award"), lambda reversal: reversal.award or None, "id", 30),
        Column("amount", _("amount (yuan)"), lambda reversal: amount((reversal,)), "yuan", 18),
        Column("why", _("reason"), lambda reversal: reversal.why, width=40),
    ]
    return Table(_("Reversals"), columns, found)


def _kind(reversal: Reversed) -> Marked:
    kind = kind_of(reversal.undone[0])
    return Marked(entry_kind(kind), id=kind)
