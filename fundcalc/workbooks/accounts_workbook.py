"""The ledger of awards (台账) as a workbook.

A row an award with totals, spending by use, and the movements behind them."""

from datetime import date
from pathlib import Path

import xlsxwriter

from fundcalc.base.dates import today
from fundcalc.ledger import Status
from fundcalc.views import book as views
from fundcalc.views import schedules
from fundcalc.views.table import AnyTable
from fundcalc.workbooks.safe_writing import FONT, replaced
from fundcalc.workbooks.sheet_writer import formats, write_table

_AWARDS = ("award", "organisation_name", "platform_name", "policy", "awarded")
_AMOUNTS = ("spent", "returned", "due", "advanced", "held", "execution", "last")


def write_accounts(status: Status, path: Path | str, on: date | None = None) -> None:
    """Write the state of a book to an .xlsx, whole or not at all.

    Raises SheetError if it cannot be written there.
    """
    with replaced(Path(path)) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"default_format_properties": {"font_name": FONT, "font_size": 10}})
        looks = formats(book)
        came_in = "paid" if status.role == "authority" else "received"
        awards = views.awards(status).select(*_AWARDS, came_in, *_AMOUNTS)
        write_table(book, f"{awards.title} {on.isoformat()}" if on else awards.title, awards, looks)
        day = on or today()
        by_parts = any(account.schedule for account in status.accounts)
        tables: tuple[AnyTable, ...] = (
            views.funds(status),
            *((schedules.parts(status.accounts, day), schedules.needs(status.accounts, day)) if by_parts else ()),
            views.spending_by_use(status),
            views.movements(status),
            views.faults(status),
        )
        for table in tables:
            if table.records:
                write_table(book, table.title, table, looks)
        book.close()
