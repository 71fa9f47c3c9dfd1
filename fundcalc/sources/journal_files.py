"""The journals among what an audit reads.

Their sheets are collected first, then counted together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fundcalc.journals.attribution import Attribution
from fundcalc.journals.balances import Balance, read_balances
from fundcalc.journals.budget_sheets import BudgetRow, read_budget
from fundcalc.journals.columns import SheetTable, find_table
from fundcalc.journals.invoices import InvoiceRow, read_invoices
from fundcalc.journals.records import Voucher
from fundcalc.journals.sheet_reader import read_journal_sheet
from fundcalc.journals.u8_text import u8_table
from fundcalc.sources.audit_sources import SourceKind
from fundcalc.workbooks.cell_faults import CellFault, CellNote
from fundcalc.workbooks.grid import Grid

# What a file of several sheets is called by, the first that it has.
_KINDS: Sequence[SourceKind] = ("journal", "account_ledger", "invoices", "balances", "budget", "lines")


@dataclass
class JournalFiles:
    """What was read of all journals; ``attribution`` has the user's own headings."""

    attribution: Attribution
    vouchers: list[Voucher] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    invoices: list[InvoiceRow] = field(default_factory=list)
    budgets: list[BudgetRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    bad: int = 0

    def tables(self, grids: Sequence[Grid]) -> Mapping[int, SheetTable]:
        """The sheets that are of an accounting program, by index."""
        found = {at: find_table(grid, self.attribution.columns) or u8_table(grid) for at, grid in enumerate(grids)}
        return {at: table for at, table in found.items() if table is not None}

    def add(self, grids: Sequence[Grid], tables: Mapping[int, SheetTable], shown: str, source: int) -> SourceKind:
        """Read these sheets of a file; what the file is."""
        for at, table in tables.items():
            match table.kind:
                case "balances":
                    balances, faults = read_balances(grids[at], table, shown, source)
                    self.balances += balances
                    self.faults += faults
                    self.bad += len(faults)
                case "invoices":
                    invoices = read_invoices(grids[at], table, shown)
                    self.invoices += invoices.rows
                    self.faults += invoices.faults
                    self.bad += invoices.bad
                case "budget":
                    budget, faults = read_budget(grids[at], table, shown)
                    self.budgets += budget
                    self.faults += faults
                    self.bad += len(faults)
                case _:
                    reading = read_journal_sheet(grids[at], table, shown, source)
                    self.vouchers += reading.vouchers
                    self.faults += reading.faults
                    self.notes += reading.notes
                    self.bad += reading.bad
        kinds = {table.kind for table in tables.values()}
        return next((kind for kind in _KINDS if kind in kinds), "lines")
