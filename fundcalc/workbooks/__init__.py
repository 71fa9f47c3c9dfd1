"""Workbooks and CSV files: the template an officer fills in, reading what came back, the results; lines of spending."""

from fundcalc.sheet.accounts import write_accounts
from fundcalc.sheet.expense_form import write_expenses_template
from fundcalc.sheet.expenses import Expenses, read_expenses
from fundcalc.sheet.reading import read_round
from fundcalc.sheet.results import write_results
from fundcalc.sheet.round import CellFault, Place, Refused, Round
from fundcalc.sheet.template import write_template

__all__ = [
    "CellFault",
    "Expenses",
    "Place",
    "Refused",
    "Round",
    "read_expenses",
    "read_round",
    "write_accounts",
    "write_expenses_template",
    "write_results",
    "write_template",
]
