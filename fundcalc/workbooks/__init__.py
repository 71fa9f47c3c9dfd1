"""Workbooks and CSV files: templates, rounds, results, lines of spending.

Names are imported when they are first used: a command that reads a round needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundcalc.workbooks.accounts_workbook import write_accounts
    from fundcalc.workbooks.cell_faults import CellFault, CellNote, DoubtfulAmount
    from fundcalc.workbooks.doubts import doubts_of, with_award_doubts
    from fundcalc.workbooks.expenses import Expenses, read_expenses
    from fundcalc.workbooks.expenses_template import write_expenses_template
    from fundcalc.workbooks.results import write_results
    from fundcalc.workbooks.round import Refused, Round, RowPlace
    from fundcalc.workbooks.round_reader import read_round
    from fundcalc.workbooks.template import write_template

_HOMES = {
    "accounts_workbook": ("write_accounts",),
    "cell_faults": ("CellFault", "CellNote", "DoubtfulAmount"),
    "doubts": ("doubts_of", "with_award_doubts"),
    "expenses": ("Expenses", "read_expenses"),
    "expenses_template": ("write_expenses_template",),
    "results": ("write_results",),
    "round": ("Refused", "Round", "RowPlace"),
    "round_reader": ("read_round",),
    "template": ("write_template",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

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


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(f"fundcalc.workbooks.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
