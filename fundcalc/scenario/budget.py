"""The value of a line that a budget just allows: bisection over exact totals, on a line whose cost only rises or only falls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _
from fundcalc.base.money import fen, plain
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import Parameter, Value, parameter, read_value, shown, slider, stepped, steps, written
from fundcalc.scenario.cross_check import Differs, confirm
from fundcalc.scenario.definition import varied
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import Looked, look, sums

# So many values are tried at once: they share most of the work, and show whether the cost only rises.
_AT_ONCE = 9


@dataclass(frozen=True)
class Met:
    """The value that a budget just allows.

    ``value`` is the highest (or, of a line that lowers the cost, the lowest) whose ``total_fen`` the budget covers; ``beyond``
    the next step and ``beyond_fen`` what that costs, None where the end of the range is within the budget too. ``differs``:
    where the exact engine said otherwise of the applications that were asked about (none, unless there is a defect).
    """

    parameter: Parameter
    value: Value
    total_fen: int
    beyond: Value | None
    beyond_fen: int | None
    budget_fen: int
    asked: int
    differs: tuple[Differs, ...]


def meet_budget(
    policy: Policy,
    population: Population | Looked,
    path: str,
    budget: object,
    *,
    between: tuple[object, object] | None = None,
    step: object | None = None,
    sample: int = 200,
) -> Met:
    """Find the value of a line, in whole steps from the lower end of a range, that a budget (yuan) just allows.

    Without ``between`` and ``step`` they are those of a slider. What counts is what is payable, of all years of award together.
    At the value found ``sample`` applications (all of a smaller population) are decided by the exact engine too. Raises
    ScenarioError where the cost neither only rises nor only falls, or no value of the range is within the budget.
    """
    of, there = parameter(policy, path), fen(budget)
    least, most, by = _range(of, between, step)
    looked = look(population, policy)
    known: dict[int, int] = {}

    def value(at: int) -> Value:
        return stepped(least, by, at)

    def costs(places: Sequence[int]) -> list[int]:
        new = [at for at in places if at not in known]
        found = sums(looked, [varied(policy, {path: written(value(at))}) for at in new])
        known.update(zip(new, (each["total_fen"] for each in found), strict=True))
        return [known[at] for at in places]

    last = steps(of, least, most, by)
    low, high = 0, last
    places = _spread(low, high)
    costs(places)
    rising = known[low] <= known[high]
    within, without = (low, high) if rising else (high, low)
    _insist_on_one_way(of, known, value, rising=rising)
    if known[within] > there:
        told = _("{path}: from {least} to {most} the least it costs is {cost} yuan, which is more than {budget}")
        raise ScenarioError(told.format(path=path, least=shown(of.kind, least), most=shown(of.kind, value(last)),
                                        cost=plain(known[within]), budget=plain(there)))  # fmt: skip
    if known[without] <= there:
        within = without
    while abs(within - without) > 1:
        costs(_spread(min(within, without), max(within, without)))
        _insist_on_one_way(of, known, value, rising=rising)
        inside = [at for at, cost in known.items() if cost <= there]
        outside = [at for at, cost in known.items() if cost > there]
        within, without = (max(inside), min(outside)) if rising else (min(inside), max(outside))
    differs = confirm(varied(policy, {path: written(value(within))}), looked, sample=sample)
    beyond = None if within == without else without
    return Met(
        *(of, value(within), known[within]),
        beyond=None if beyond is None else value(beyond),
        beyond_fen=None if beyond is None else known[beyond],
        budget_fen=there,
        asked=min(sample, looked.given.seen.rows),
        differs=differs,
    )


def _range(of: Parameter, between: tuple[object, object] | None, step: object | None) -> tuple[Value, Value, Value]:
    move = slider(of)
    if (between is None or step is None) and move is None:
        told = _("{path}: has no range of its own; say from where to where, and in what steps")
        raise ScenarioError(told.format(path=of.path))
    least, most = (
        (move.least, move.most) if between is None and move else (read_value(of.kind, each) for each in between or ())
    )
    by = move.step if step is None and move else read_value(of.kind, step)
    return least, most, by


def _spread(low: int, high: int) -> list[int]:
    """Both ends and places between them, evenly."""
    width = high - low
    return sorted({low + width * each // (_AT_ONCE + 1) for each in range(_AT_ONCE + 2)})


def _insist_on_one_way(of: Parameter, known: dict[int, int], value: Callable[[int], Value], *, rising: bool) -> None:
    places = sorted(known)
    for first, second in pairwise(places):
        if (known[first] > known[second]) if rising else (known[first] < known[second]):
            told = _(
                "{path}: the cost does not go one way only: it is {first_cost} yuan at {first} and {second_cost} at {second}; "
                "look at a sweep of the line instead"
            )
            raise ScenarioError(told.format(
                path=of.path, first=shown(of.kind, value(first)), first_cost=plain(known[first]),
                second=shown(of.kind, value(second)), second_cost=plain(known[second])))  # fmt: skip
