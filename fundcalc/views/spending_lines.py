"""The table of lines of spending as they stand in a book."""

from collections.abc import Sequence

from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import _
from fundcalc.views.table import Column, Table, with_totals


def spending_lines(lines: Sequence[Line]) -> Table[Line]:
    """Lines of spending with their sum."""
    columns: list[Column[Line]] = [
        Column("award", _("award"), lambda line: line.award, "id", 26),
        Column("date", _("date"), lambda line: line.date, "date", 12),
        Column("amount", _("amount (yuan)"), lambda line: line.fen, "yuan", 16),
        Column("use", _("use"), lambda line: line.use, width=20),
        Column("code", _("economic code"), lambda line: line.code, "id", 12),
        Column("account", _("account"), lambda line: line.account, width=16),
        Column("payee", _("payee"), lambda line: line.payee, width=20),
        Column("text", _("text"), lambda line: line.text, width=30),
        Column("invoice", _("invoice"), lambda line: line.invoice, "id", 22),
        Column("document", _("document"), lambda line: line.document, width=14),
        Column("place", _("stands in"), lambda line: line.place, width=30),
    ]
    return with_totals(Table(_("Lines of spending"), columns, lines), _("total"), ("amount",))
