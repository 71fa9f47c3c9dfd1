"""The results of a what-if as tables for people.

The terminal, the workbook and the pages share them.
"""

from fundcalc.scenario.result_tables.budgets import budget, budget_fen, budget_years, met
from fundcalc.scenario.result_tables.measure import (
    changed,
    changes,
    lines,
    not_in_force,
    population_line,
    readings,
)
from fundcalc.scenario.result_tables.moving_lines import grid, margins, sweep
from fundcalc.scenario.result_tables.outcomes import class_of, classes, groups, statuses, thresholds, totals
from fundcalc.scenario.result_tables.reading_values import by_worth, extreme, interpretations, interpreted
from fundcalc.scenario.result_tables.single_applications import applications, extremes

__all__ = [
    "applications",
    "budget",
    "budget_fen",
    "budget_years",
    "by_worth",
    "changed",
    "changes",
    "class_of",
    "classes",
    "extreme",
    "extremes",
    "grid",
    "groups",
    "interpretations",
    "interpreted",
    "lines",
    "margins",
    "met",
    "not_in_force",
    "population_line",
    "readings",
    "statuses",
    "sweep",
    "thresholds",
    "totals",
]
