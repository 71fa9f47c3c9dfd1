"""What a government subsidy measure owes each applicant: exactly, clause by clause.

The public names are the ones below; everything else may change.
"""

from fundcalc.deciding import decide, decide_all
from fundcalc.decision import BenefitDue, Check, Decision
from fundcalc.errors import (
    ApplicationError,
    BookError,
    DateError,
    FundcalcError,
    MoneyError,
    PolicyError,
    SheetError,
    Shortfall,
)
from fundcalc.facts import Application, PaidAward
from fundcalc.policy import Policy, load

__all__ = [
    "Application",
    "ApplicationError",
    "BenefitDue",
    "BookError",
    "Check",
    "DateError",
    "Decision",
    "FundcalcError",
    "MoneyError",
    "PaidAward",
    "Policy",
    "PolicyError",
    "SheetError",
    "Shortfall",
    "decide",
    "decide_all",
    "load",
]

__version__ = "0.1.0"
