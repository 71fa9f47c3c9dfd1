"""What a government subsidy measure owes each applicant: exactly, clause by clause.

The public names are the ones below, each imported when it is first used; everything else may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fundcalc.auditing import audit
    from fundcalc.checks import Finding
    from fundcalc.columns import decide_table
    from fundcalc.deciding import decide, decide_all
    from fundcalc.decision import BenefitDue, Check, Decision
    from fundcalc.errors import (
        ApplicationError,
        BookError,
        DateError,
        FundcalcError,
        MoneyError,
        PolicyError,
        ScenarioError,
        SheetError,
        Shortfall,
    )
    from fundcalc.facts import Application, PaidAward
    from fundcalc.levers import Lever, levers
    from fundcalc.policy import Policy, load
    from fundcalc.scenario.comparing import Comparison, compare
    from fundcalc.scenario.interpreting import Interpretations, interpretations
    from fundcalc.scenario.inventing import invent
    from fundcalc.scenario.meeting import Met, meet_budget
    from fundcalc.scenario.population import Population, read_population
    from fundcalc.scenario.sweeping import margins, sweep
    from fundcalc.scenario.trial import Scenario
    from fundcalc.tables import award_file, explain_row

__version__ = "0.1.0"

_HOMES = {
    "auditing": ("audit",),
    "checks": ("Finding",),
    "columns": ("decide_table",),
    "deciding": ("decide", "decide_all"),
    "decision": ("BenefitDue", "Check", "Decision"),
    "errors": (
        "ApplicationError",
        "BookError",
        "DateError",
        "FundcalcError",
        "MoneyError",
        "PolicyError",
        "ScenarioError",
        "SheetError",
        "Shortfall",
    ),
    "facts": ("Application", "PaidAward"),
    "levers": ("Lever", "levers"),
    "policy": ("Policy", "load"),
    "scenario.comparing": ("Comparison", "compare"),
    "scenario.interpreting": ("Interpretations", "interpretations"),
    "scenario.inventing": ("invent",),
    "scenario.meeting": ("Met", "meet_budget"),
    "scenario.population": ("Population", "read_population"),
    "scenario.sweeping": ("margins", "sweep"),
    "scenario.trial": ("Scenario",),
    "tables": ("award_file", "explain_row"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Application",
    "ApplicationError",
    "BenefitDue",
    "BookError",
    "Check",
    "Comparison",
    "DateError",
    "Decision",
    "Finding",
    "FundcalcError",
    "Interpretations",
    "Lever",
    "Met",
    "MoneyError",
    "PaidAward",
    "Policy",
    "PolicyError",
    "Population",
    "Scenario",
    "ScenarioError",
    "SheetError",
    "Shortfall",
    "audit",
    "award_file",
    "compare",
    "decide",
    "decide_all",
    "decide_table",
    "explain_row",
    "interpretations",
    "invent",
    "levers",
    "load",
    "margins",
    "meet_budget",
    "read_population",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"fundcalc.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'fundcalc' has no attribute {name!r}")
