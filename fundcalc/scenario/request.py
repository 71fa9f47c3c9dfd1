"""Answer one what-if request.

It is checked before anything is decided, and computed over one prepared population.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import polars as pl

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_ranges import read_bounds, read_range
from fundcalc.policy.parameter_values import Value
from fundcalc.policy.parameters import Parameter, parameter
from fundcalc.scenario.budget import BudgetResult, meet_budget
from fundcalc.scenario.comparison import Comparison, compare
from fundcalc.scenario.definition import Scenario, replacement, varied
from fundcalc.scenario.interpretation import MOST_COMBINATIONS, Interpretations, interpretations
from fundcalc.scenario.population import Population, PopulationLike
from fundcalc.scenario.prepared import PreparedPopulation, prepare
from fundcalc.scenario.sweeping import margins, sweep
from fundcalc.scenario.warnings import doubtful_changes, doubtful_values, gaps, not_given, without_effect

# Combinations tried when the readings were not named: these take seconds.
COMBINATIONS = 128


@dataclass(frozen=True)
class WhatIfRequest:
    """A what-if as the user writes it: the changes, and the results wanted.

    ``swept`` maps each swept line to its range, ``FROM:TO:STEP`` or values with commas; ``meet`` is the line that is to meet
    the budget and its range, which may be empty. ``budget`` and ``thresholds`` are yuan.
    """

    scenario: Scenario = field(default_factory=Scenario)
    swept: Mapping[str, str] = field(default_factory=dict)
    meet: tuple[str, str] | None = None
    budget: object | None = None
    pro_rata: bool = False
    thresholds: Sequence[object] = ()
    by: Sequence[str] = ()
    interpretations: bool = False
    among: Sequence[str] = ()
    margins: bool = False


@dataclass(frozen=True)
class Sweep:
    """A sweep.

    Its lines, the values of each, and the sums at every point, in the order of ``points``.
    """

    lines: tuple[Parameter, ...]
    values: tuple[tuple[Value, ...], ...]
    sums: pl.DataFrame

    @property
    def points(self) -> list[tuple[Value, ...]]:
        return list(product(*self.values))


@dataclass(frozen=True)
class WhatIfResult:
    """The results of a what-if; those that were not requested are None.

    ``before`` is the measure as it stands, ``after`` as changed; ``unchanged_after`` is what the changes were made to: the
    baseline, or the measure that replaces it. ``warnings`` name what had no effect and changes that are doubtful.
    """

    request: WhatIfRequest
    population: Population
    before: Policy
    unchanged_after: Policy
    after: Policy
    comparison: Comparison
    sweep: Sweep | None
    budget_result: BudgetResult | None
    interpretations: Interpretations | None
    margins: pl.DataFrame | None
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is changed; if not, before and after are the same."""
        return self.request.scenario.is_change

    @cached_property
    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """The totals before and after, without those that are null because nobody is paid."""
        before, after = self.comparison.totals.drop("scenario").iter_rows(named=True)
        return _without_nulls(before), _without_nulls(after)

    @cached_property
    def moves(self) -> dict[str, int]:
        return _without_nulls(self.comparison.moves.row(0, named=True))


def _without_nulls(row: Mapping[str, int | None]) -> dict[str, int]:
    return {key: value for key, value in row.items() if value is not None}


def answer(policy: Policy, population: PopulationLike | PreparedPopulation, request: WhatIfRequest) -> WhatIfResult:
    """Answer a what-if.

    Sweep, budget, interpretations and margins are those of the measure as changed.

    Raises PolicyError, ScenarioError, MoneyError or ApplicationError, before anything is decided where possible.
    """
    scenario = request.scenario
    unchanged, refused = (policy, ()) if scenario.instead is None else replacement(scenario.instead, scenario.given)
    after = varied(unchanged, scenario.changes, scenario.readings)
    lines = tuple(parameter(after, path) for path in request.swept)
    values = tuple(tuple(read_range(line, text)) for line, text in zip(lines, request.swept.values(), strict=True))
    bounds = _bounds(after, request)
    _check_amounts(request)
    prepared = prepare(population, policy, request.by)
    sums = sweep(after, prepared, dict(zip(request.swept, values, strict=True))) if lines else None
    met = _meet(after, prepared, request, bounds)
    tried = [(line, value) for line, swept in zip(lines, values, strict=True) for value in swept]
    if met is not None:
        tried.append((met.parameter, met.value))
    warnings = (
        *not_given(unchanged, refused),
        *(() if scenario.is_change else without_effect(by=request.by, thresholds=request.thresholds)),
        *gaps(after),
        *doubtful_changes(unchanged, after),
        *doubtful_values(tried),
    )
    return WhatIfResult(
        request=request,
        population=prepared.population,
        before=policy,
        unchanged_after=unchanged,
        after=after,
        comparison=compare(policy, prepared, after, by=request.by),
        sweep=None if sums is None else Sweep(lines, values, sums),
        budget_result=met,
        interpretations=_interpretations(after, prepared, request),
        margins=margins(after, prepared) if request.margins else None,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _check_amounts(request: WhatIfRequest) -> None:
    for amount in (*request.thresholds, *(() if request.budget is None else (request.budget,))):
        if fen(amount) < 0:
            raise ScenarioError(_("{value} yuan is below zero; give an amount of 0 or more").format(value=amount))


def _meet(
    after: Policy,
    prepared: PreparedPopulation,
    request: WhatIfRequest,
    bounds: tuple[Value, Value, Value] | None,
) -> BudgetResult | None:
    if request.meet is None:
        return None
    between, step = (None, None) if bounds is None else (bounds[:2], bounds[2])
    return meet_budget(after, prepared, request.meet[0], request.budget, between=between, step=step)


def _interpretations(after: Policy, prepared: PreparedPopulation, request: WhatIfRequest) -> Interpretations | None:
    if not request.interpretations:
        return None
    # All combinations of readings that were named; of all readings, as many as do not take long.
    most = MOST_COMBINATIONS if request.among else COMBINATIONS
    return interpretations(after, prepared, among=request.among, most=most, fewer=not request.among)


def _bounds(policy: Policy, request: WhatIfRequest) -> tuple[Value, Value, Value] | None:
    if request.meet is None:
        return None
    path, text = request.meet
    line = parameter(policy, path)
    if request.budget is None:
        raise ScenarioError(_("{path}: give the budget to be met, in yuan").format(path=path))
    if text and text.count(":") != 2:
        raise ScenarioError(_("{path}: {text!r} is not a range; write FROM:TO:STEP").format(path=path, text=text))
    return read_bounds(line, text) if text else None
