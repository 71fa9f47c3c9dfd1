"""Standings as a workbook: states, duties, what must follow, notes, faults."""

from pathlib import Path

from fundcalc.life.standings import Standings
from fundcalc.policy.loading import Policy
from fundcalc.views import standing as views
from fundcalc.views.table import Record, Table
from fundcalc.workbooks.safe_writing import replaced, workbook
from fundcalc.workbooks.sheet_writer import formats, write_table


def write_standings(policy: Policy, standings: Standings, path: Path) -> None:
    """Write standings to an .xlsx. Raises SheetError if it cannot be written."""
    with replaced(path) as part:
        book = workbook(part)
        looks = formats(book)

        def add(table: Table[Record]) -> None:
            write_table(book, table.title, table, looks)

        add(views.standings_table(policy, standings))
        add(views.duties_table(standings))
        add(views.proposed_table(policy, standings))
        add(views.notes_table(policy, standings))
        add(views.faults_table(standings.faults))
        add(views.doubts_table(standings.doubts))
        book.close()
