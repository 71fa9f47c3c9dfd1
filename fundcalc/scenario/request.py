"""Everything that one what-if is asked, read and checked before anything is decided, and answered over one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import polars as pl

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.parameters import Parameter, Value, parameter, read_bounds, read_range
from fundcalc.scenario.budget import Met, meet_budget
from fundcalc.scenario.comparison import Comparison, compare
from fundcalc.scenario.definition import Scenario, policy_under
from fundcalc.scenario.interpretation import MOST_COMBINATIONS, Interpretations, interpretations
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import Looked, look
from fundcalc.scenario.sweeping import margins, sweep

# Of readings that nobody chose, so many combinations take seconds.
COMBINATIONS = 128


@dataclass(frozen=True)
class Asked:
    """A what-if as it is written: what is changed, and what is wanted to be known.

    ``swept`` has the range of each swept line, ``FROM:TO:STEP`` or values with commas; ``meet`` is the line that is to meet
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
class Swept:
    """A sweep: its lines, the values of each, and the sums at every point, in the order of ``points``."""

    lines: tuple[Parameter, ...]
    values: tuple[tuple[Value, ...], ...]
    sums: pl.DataFrame

    @property
    def points(self) -> list[tuple[Value, ...]]:
        return list(product(*self.values))


@dataclass(frozen=True)
class Answer:
    """What a what-if comes to.

    ``before`` is the measure as it stands, ``after`` as changed; ``unchanged_after`` is what the changes were made to:
    the baseline, or the measure that takes its place. What was not asked is None.
    """

    asked: Asked
    population: Population
    before: Policy
    unchanged_after: Policy
    after: Policy
    comparison: Comparison
    swept: Swept | None
    met: Met | None
    interpretations: Interpretations | None
    margins: pl.DataFrame | None

    @property
    def changed(self) -> bool:
        """Whether anything is changed at all; if not, before and after are one."""
        scenario = self.asked.scenario
        return bool(scenario.changes or scenario.readings or scenario.instead is not None)

    @cached_property
    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """The totals before and after; those of nobody paid are left out."""
        before, after = self.comparison.totals.drop("scenario").iter_rows(named=True)
        return _there(before), _there(after)

    @cached_property
    def moves(self) -> dict[str, int]:
        return _there(self.comparison.moves.row(0, named=True))


def _there(row: Mapping[str, int | None]) -> dict[str, int]:
    return {key: value for key, value in row.items() if value is not None}


def answer(policy: Policy, population: Population | Looked, asked: Asked) -> Answer:
    """Answer a what-if. Sweeps, the met budget, interpretations and margins are those of the measure as changed.

    Raises PolicyError, ScenarioError, MoneyError or ApplicationError, before anything is decided where that can be known.
    """
    after = policy_under(policy, asked.scenario)
    bare = policy if asked.scenario.instead is None else load(asked.scenario.instead)
    lines = tuple(parameter(after, path) for path in asked.swept)
    values = tuple(tuple(read_range(of, text)) for of, text in zip(lines, asked.swept.values(), strict=True))
    bounds = _bounds(after, asked)
    for amount in (*asked.thresholds, *(() if asked.budget is None else (asked.budget,))):
        if fen(amount) < 0:
            raise ScenarioError(_("{value} yuan is below zero; give an amount of 0 or more").format(value=amount))
    looked = look(population, policy)
    comparison = compare(policy, looked, after, by=asked.by)
    swept = Swept(lines, values, sweep(after, looked, dict(zip(asked.swept, values, strict=True)))) if lines else None
    met = None
    if asked.meet is not None:
        between, step = (None, None) if bounds is None else (bounds[:2], bounds[2])
        met = meet_budget(after, looked, asked.meet[0], asked.budget, between=between, step=step)
    read = None
    if asked.interpretations:
        # Of readings that were named all combinations are wanted; of all there are, as many as do not take long.
        most = MOST_COMBINATIONS if asked.among else COMBINATIONS
        read = interpretations(after, looked, among=asked.among, most=most, fewer=not asked.among)
    cost = margins(after, looked) if asked.margins else None
    return Answer(asked, looked.population, policy, bare, after, comparison, swept, met, read, cost)


def _bounds(policy: Policy, asked: Asked) -> tuple[Value, Value, Value] | None:
    if asked.meet is None:
        return None
    path, text = asked.meet
    of = parameter(policy, path)
    if asked.budget is None:
        raise ScenarioError(_("{path}: say the budget that it is to meet, in yuan").format(path=path))
    if text and text.count(":") != 2:
        raise ScenarioError(_("{path}: {text!r} is no range; write FROM:TO:STEP").format(path=path, text=text))
    return read_bounds(of, text) if text else None
