"""Tables of faults and notes of cells, and of rows that are not decided."""

from collections.abc import Iterable

from fundcalc.base.i18n import _, bracketed
from fundcalc.views.table import Cell, Column, Table
from fundcalc.workbooks.cell_faults import CellFault
from fundcalc.workbooks.round import Refused


def faults(found: Iterable[CellFault], unread: Iterable[tuple[str, str]] = ()) -> Table[CellFault]:
    """Each fault or note: where, the value, what was expected, and what to do.

    First the ``unread`` files, each with the reason.
    """
    columns: list[Column[CellFault]] = [
        Column("file", _("file"), lambda fault: fault.file, width=26),
        Column("sheet", _("sheet"), lambda fault: fault.sheet, width=20),
        Column("cell", _("cell"), _cell, width=12),
        Column("value", _("value"), lambda fault: fault.value, width=30),
        Column("message", _("what was expected"), lambda fault: fault.message, width=50),
        Column("remedy", _("what to do"), lambda fault: fault.remedy, width=60),
    ]
    files = [CellFault(path, "", "", "", message, "") for path, message in unread]
    return Table(_("What was not read"), columns, [*files, *found])


def _cell(fault: CellFault) -> Cell:
    return bracketed(fault.cell, fault.heading)


def refused(rows: Iterable[Refused]) -> Table[Refused]:
    """Each row that is not decided, and why."""
    columns: list[Column[Refused]] = [
        Column("file", _("file"), lambda row: row.file, width=24),
        Column("sheet", _("sheet"), lambda row: row.sheet, width=20),
        Column("row", _("row"), lambda row: row.row, "count", 8),
        Column("platform", _("platform"), lambda row: row.platform, "id", 16),
        Column("platform_name", _("name of the platform"), lambda row: row.platform_name, width=28),
        Column("organisation", _("organisation"), lambda row: row.organisation, "id", 22),
        Column("organisation_name", _("name of the organisation"), lambda row: row.organisation_name, width=28),
        Column("why", _("why it is not decided"), lambda row: "\n".join(row.why), width=80),
    ]
    return Table(_("Rows that are not decided"), columns, rows)
