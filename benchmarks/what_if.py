"""What a what-if costs.

A comparison, a sweep, a met budget and all readings beside one ``decide_table`` of the same applications.

    python -m benchmarks.what_if [APPLICATIONS]

The populations are those of ``benchmarks.population`` (invented): ``plain``, and ``mixed`` with earlier awards and elections.
Times are processor seconds, the best of several in one process; ``one`` is ``decide_table`` with every column, in memory. What
follows it begins with a population that was not prepared at before; only on the page it was.
"""

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from time import perf_counter, process_time

from benchmarks.population.invented import VARIANTS
from fundcalc import decide_table
from fundcalc.app import charts
from fundcalc.app import what_if as trying
from fundcalc.policy.loading import load
from fundcalc.scenario.budget import meet_budget
from fundcalc.scenario.comparison import compare
from fundcalc.scenario.definition import Scenario
from fundcalc.scenario.interpretation import interpretations
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import PreparedPopulation, prepare, sums
from fundcalc.scenario.request import WhatIfResult
from fundcalc.scenario.sweeping import sweep

POLICY = load("yunnan-2025")
CAP = Scenario({"benefit.build.cap": 3_000_000})
CAPS = [100_000 * step for step in range(1, 51)]
ON_A_PAGE = 100_000


def best(work: Callable[[], object], times: int) -> tuple[float, float]:
    """The best of several: processor seconds, and seconds by the clock."""
    used, waited = [], []
    for _ in range(times):
        started, clock = process_time(), perf_counter()
        work()
        used.append(process_time() - started)
        waited.append(perf_counter() - clock)
    return min(used), min(waited)


def population(name: str, rows: int) -> Population:
    """An invented population by its name."""
    made = VARIANTS[name](rows)
    return Population(made.applications, made.paid, {}, name, True)


def main(rows: int) -> None:
    print(
        f"{rows:,} invented applications, processor seconds and their ratio to one decide_table; seconds by the clock"
    )
    for name in VARIANTS:
        people = population(name, rows)
        budget = (
            sums(prepare(people, POLICY), [POLICY])[0]["total_fen"] // 100 * 11 // 10
        )  # yuan, a tenth more than now
        works: dict[str, tuple[Callable[[], object], int]] = {
            "one decide_table": (partial(decide_table, POLICY, people.applications, people.paid), 7),
            "baseline and one change, row by row": (partial(compare, POLICY, people, CAP), 7),
            "and totals, groups, statuses, budget": (partial(_compared, people), 7),
            "a sweep of 50 caps": (partial(sweep, POLICY, people, {"benefit.build.cap": CAPS}), 3),
            "a cap that meets a budget": (partial(_met, people, budget), 2),
        }
        one = 0.0
        for what, (work, times) in works.items():
            used, waited = best(work, times)
            one = one or used
            print(f"  {name:6} {what:36} {used:8.2f} {used / one:7.2f} ×   {waited:8.2f} s")
    print(f"\na page of {ON_A_PAGE:,} applications: a slider is moved (prepared at before), milliseconds by the clock")
    for name in VARIANTS:
        prepared = prepare(population(name, ON_A_PAGE), POLICY)
        trying.ask(POLICY, prepared, {}, {}, "")
        caps = iter(range(1_000_000, 4_000_000, 50_000))
        _used, waited = best(partial(_moved, prepared, caps), 9)
        _used, curve = best(partial(_curve, prepared, caps), 5)
        print(f"  {name:6} figures, distribution and groups {waited * 1000:6.0f} ms; "
              f"figures and a new curve {curve * 1000:6.0f} ms")  # fmt: skip
    print("\nwhat every reading is worth, 2,000 applications (mixed)")
    prepared = prepare(population("mixed", 2_000), POLICY)
    for most in (128, 4_096):
        started, clock = process_time(), perf_counter()
        found = interpretations(POLICY, prepared, most=most, fewer=True)
        print(f"  {found.combinations.height:5,} combinations of {len(found.readings)} readings: "
              f"{process_time() - started:6.1f} processor seconds, {perf_counter() - clock:6.1f} by the clock")  # fmt: skip


def _compared(people: Population) -> object:
    found = compare(POLICY, people, CAP)
    return found.totals, found.moves, found.by_group, found.statuses, found.budget(10**9)


def _met(people: Population, budget: int) -> object:
    return meet_budget(POLICY, people, "benefit.build.cap", budget, sample=0)


def _requested(prepared: PreparedPopulation, caps: Iterator[int]) -> WhatIfResult:
    return trying.ask(POLICY, prepared, {"benefit.build.cap": Decimal(next(caps))}, {}, "1000000000")


def _moved(prepared: PreparedPopulation, caps: Iterator[int]) -> object:
    found = _requested(prepared, caps)
    drawn = charts.how_many_get_how_much(found.comparison), charts.gains_by_group(found)
    return trying.figures(found), [chart.to_dict() for chart in drawn]


def _curve(prepared: PreparedPopulation, caps: Iterator[int]) -> object:
    found = _requested(prepared, caps)
    return charts.cost_curve(trying.swept(found, prepared, "benefit.build.cap", {}), found).to_dict()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
