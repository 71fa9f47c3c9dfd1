"""What a government subsidy measure owes each applicant, clause by clause.

The public names are the ones below, each imported when it is first used; everything else may change.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING

from fundcalc.base.version import __version__

if TYPE_CHECKING:
    from fundcalc.auditing.audit import audit
    from fundcalc.auditing.findings import Finding
    from fundcalc.base.errors import (
        ApplicationError,
        BookError,
        DateError,
        FundcalcError,
        MoneyError,
        PolicyError,
        RefusedError,
        ScenarioError,
        SheetError,
        ShortfallError,
    )
    from fundcalc.engine.application import Application, PaidAward
    from fundcalc.engine.decision import Decision
    from fundcalc.engine.decision_parts import BenefitDue
    from fundcalc.engine.rounds import decide, decide_all
    from fundcalc.engine.steps import Check
    from fundcalc.engine.table import decide_table
    from fundcalc.life.standing_records import Standing
    from fundcalc.life.standings import Standings, standing
    from fundcalc.matching.matches import Matches, match
    from fundcalc.matching.records import MeasureMatch
    from fundcalc.policy.loading import Policy, load
    from fundcalc.policy.parameters import Parameter, parameters
    from fundcalc.scenario.budget import BudgetResult, meet_budget
    from fundcalc.scenario.comparison import Comparison, compare
    from fundcalc.scenario.definition import Scenario
    from fundcalc.scenario.interpretation import Interpretations, interpretations
    from fundcalc.scenario.invention import invent
    from fundcalc.scenario.population import Population
    from fundcalc.scenario.population_reader import read_population
    from fundcalc.scenario.sweeping import margins, sweep
    from fundcalc.tables import award_file, explain_row


_HOMES = {
    "auditing.audit": ("audit",),
    "auditing.findings": ("Finding",),
    "engine.table": ("decide_table",),
    "engine.rounds": ("decide", "decide_all"),
    "engine.decision": ("Decision",),
    "engine.decision_parts": ("BenefitDue",),
    "engine.steps": ("Check",),
    "base.errors": (
        "ApplicationError",
        "BookError",
        "DateError",
        "FundcalcError",
        "MoneyError",
        "PolicyError",
        "RefusedError",
        "ScenarioError",
        "SheetError",
        "ShortfallError",
    ),
    "engine.application": ("Application", "PaidAward"),
    "policy.parameters": ("Parameter", "parameters"),
    "life.standing_records": ("Standing",),
    "life.standings": ("Standings", "standing"),
    "matching.matches": ("Matches", "match"),
    "matching.records": ("MeasureMatch",),
    "policy.loading": ("Policy", "load"),
    "scenario.comparison": ("Comparison", "compare"),
    "scenario.interpretation": ("Interpretations", "interpretations"),
    "scenario.invention": ("invent",),
    "scenario.budget": ("BudgetResult", "meet_budget"),
    "scenario.population": ("Population",),
    "scenario.population_reader": ("read_population",),
    "scenario.sweeping": ("margins", "sweep"),
    "scenario.definition": ("Scenario",),
    "tables": ("award_file", "explain_row"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Application",
    "ApplicationError",
    "BenefitDue",
    "BookError",
    "BudgetResult",
    "Check",
    "Comparison",
    "DateError",
    "Decision",
    "Finding",
    "FundcalcError",
    "Interpretations",
    "Matches",
    "MeasureMatch",
    "MoneyError",
    "PaidAward",
    "Parameter",
    "Policy",
    "PolicyError",
    "Population",
    "RefusedError",
    "Scenario",
    "ScenarioError",
    "SheetError",
    "ShortfallError",
    "Standing",
    "Standings",
    "__version__",
    "audit",
    "award_file",
    "compare",
    "decide",
    "decide_all",
    "decide_table",
    "explain_row",
    "interpretations",
    "invent",
    "load",
    "margins",
    "match",
    "meet_budget",
    "parameters",
    "read_population",
    "standing",
    "sweep",
]


_RENAMED = {"Met": "BudgetResult", "Shortfall": "ShortfallError", "Lever": "Parameter", "levers": "parameters"}


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        warnings.warn(f"fundcalc.{name} is now fundcalc.{_RENAMED[name]}", DeprecationWarning, stacklevel=2)
        name = _RENAMED[name]
    if name in _HOME_OF:
        globals()[name] = value = getattr(import_module(f"fundcalc.{_HOME_OF[name]}"), name)
        return value
    raise AttributeError(f"module 'fundcalc' has no attribute {name!r}")
