"""Workbooks and CSV files: templates, rounds, results, lines of spending."""

from fundcalc.workbooks.accounts_workbook import write_accounts
from fundcalc.workbooks.cell_faults import CellFault, CellNote, DoubtfulAmount
from fundcalc.workbooks.doubts import doubts_of, with_award_doubts
from fundcalc.workbooks.expenses import Expenses, read_expenses
from fundcalc.workbooks.expenses_template import write_expenses_template
from fundcalc.workbooks.results import write_results
from fundcalc.workbooks.round import Refused, Round, RowPlace
from fundcalc.workbooks.round_reader import read_round
from fundcalc.workbooks.template import write_template

__all__ = [
    "CellFault",
    "CellNote",
    "DoubtfulAmount",
    "Expenses",
    "Refused",
    "Round",
    "RowPlace",
    "doubts_of",
    "read_expenses",
    "read_round",
    "with_award_doubts",
    "write_accounts",
    "write_expenses_template",
    "write_results",
    "write_template",
]
