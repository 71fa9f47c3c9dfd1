"""Find the value of a line that a budget (yuan) just covers.

In whole steps from the lower end of a range.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fundcalc.base.errors import ScenarioError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_ranges import slider, stepped, steps
from fundcalc.policy.parameter_values import Value, read_value, shown, written
from fundcalc.policy.parameters import Parameter, parameter
from fundcalc.scenario.cross_check import Mismatch, cross_check
from fundcalc.scenario.definition import varied
from fundcalc.scenario.population import PopulationLike
from fundcalc.scenario.prepared import PreparedPopulation, prepare, sums

# Values tried in one query: they share most of the work, and show whether the cost is monotonic.
_AT_ONCE = 9


@dataclass(frozen=True)
class BudgetResult:
    """The value of a line that a budget just covers.

    ``value`` is the highest (or, of a line that lowers the cost, the lowest) whose ``total_fen`` is within the budget;
    ``beyond`` is the next step and ``beyond_fen`` its total, both None when the end of the range is within the budget too.
    ``checked`` applications were decided by the exact engine as well; ``mismatches`` are those it decided otherwise (none,
    unless there is a defect).
    """

    parameter: Parameter
    value: Value
    total_fen: int
    beyond: Value | None
    beyond_fen: int | None
    budget_fen: int
    checked: int
    mismatches: tuple[Mismatch, ...]


def meet_budget(
    policy: Policy,
    population: PopulationLike | PreparedPopulation,
    path: str,
    budget: object,
    *,
    between: tuple[object, object] | None = None,
    step: object | None = None,
    sample: int = 200,
) -> BudgetResult:
    """Find the value of a line that a budget (yuan) just covers.

    In whole steps from the lower end of a range.

    ``between`` and ``step`` default to those of a slider. The cost is what is payable, over all years of award. At the value
    found, ``sample`` applications are decided by the exact engine too. Raises ScenarioError when the cost is not monotonic
    or no value of the range is within the budget.
    """
    line, limit = parameter(policy, path), fen(budget)
    least, most, by = _range(line, between, step)
    prepared = prepare(population, policy)
    last = steps(line, least, most, by)
    totals: dict[int, int] = {}

    def value(at: int) -> Value:
        return stepped(least, by, at)

    def compute(places: Sequence[int]) -> None:
        new = [at for at in places if at not in totals]
        found = sums(prepared, [varied(policy, {path: written(value(at))}) for at in new])
        totals.update(zip(new, (row["total_fen"] for row in found), strict=True))

    within, beyond = _bisect(line, limit, last, value, totals, compute)
    return BudgetResult(
        parameter=line,
        value=value(within),
        total_fen=totals[within],
        beyond=None if beyond is None else value(beyond),
        beyond_fen=None if beyond is None else totals[beyond],
        budget_fen=limit,
        checked=min(sample, prepared.given.statistics.rows),
        mismatches=cross_check(varied(policy, {path: written(value(within))}), prepared, sample=sample),
    )


def _bisect(
    line: Parameter,
    limit: int,
    last: int,
    value: Callable[[int], Value],
    totals: dict[int, int],
    compute: Callable[[Sequence[int]], None],
) -> tuple[int, int | None]:
    """The last step within the budget, and the next one if there is one."""
    compute(_spread(0, last))
    rising = totals[0] <= totals[last]
    within, beyond = (0, last) if rising else (last, 0)
    _check_monotonic(line, totals, value, rising=rising)
    if totals[within] > limit:
        message = _("{path}: from {least} to {most} the least it costs is {cost} yuan, which is more than {budget}")
        raise ScenarioError(message.format(path=line.path, least=shown(line.kind, value(0)), most=shown(line.kind, value(last)),
                                           cost=figure(totals[within]), budget=figure(limit)))  # fmt: skip
    if totals[beyond] <= limit:
        return beyond, None
    while abs(within - beyond) > 1:
        compute(_spread(min(within, beyond), max(within, beyond)))
        _check_monotonic(line, totals, value, rising=rising)
        inside = [at for at, cost in totals.items() if cost <= limit]
        outside = [at for at, cost in totals.items() if cost > limit]
        within, beyond = (max(inside), min(outside)) if rising else (min(inside), max(outside))
    return within, beyond


def _range(line: Parameter, between: tuple[object, object] | None, step: object | None) -> tuple[Value, Value, Value]:
    default = slider(line)
    if (between is None or step is None) and default is None:
        message = _("{path}: has no range of its own; give the range and the step")
        raise ScenarioError(message.format(path=line.path))
    least, most = (
        (default.least, default.most)
        if between is None and default
        else (read_value(line.kind, end) for end in between or ())
    )
    by = default.step if step is None and default else read_value(line.kind, step)
    return least, most, by


def _spread(low: int, high: int) -> list[int]:
    """Both ends and places between them, evenly."""
    width = high - low
    return sorted({low + width * part // (_AT_ONCE + 1) for part in range(_AT_ONCE + 2)})


def _check_monotonic(line: Parameter, totals: dict[int, int], value: Callable[[int], Value], *, rising: bool) -> None:
    for first, second in pairwise(sorted(totals)):
        if (totals[first] > totals[second]) if rising else (totals[first] < totals[second]):
            message = _(
                "{path}: the cost does not go one way only: it is {first_cost} yuan at {first} and "
                "{second_cost} at {second}; use a sweep of the line instead"
            )
            raise ScenarioError(message.format(
                path=line.path, first=shown(line.kind, value(first)), first_cost=figure(totals[first]),
                second=shown(line.kind, value(second)), second_cost=figure(totals[second])))  # fmt: skip
