"""Times ``decide_table`` beside the baselines written by hand, interleaved."""

import statistics
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter

import fundcalc
from benchmarks.population import by_numpy, by_polars
from benchmarks.population.agreement import AMOUNTS, STATUSES, before_elections
from benchmarks.population.invented import POLICY, VARIANTS

for rows in [int(each) for each in sys.argv[1:]] or [1000, 100_000, 1_000_000]:
    for variant, invent in VARIANTS.items():
        policy, all_ = fundcalc.load(POLICY), invent(rows)
        for level, columns, one in (("amounts", AMOUNTS, before_elections(all_)), ("statuses", STATUSES, all_)):
            lazy = fundcalc.decide_table(policy, one.applications.lazy(), None if one.paid is None else one.paid.lazy())
            works: dict[str, Callable[[], object]] = {
                "Polars by hand": partial(getattr(by_polars, level), *one),
                "NumPy by hand": partial(getattr(by_numpy, level), *one),
                "fundcalc Polars": lazy.select(columns).collect,
            }
            taken: dict[str, list[float]] = {name: [] for name in works}
            for _round in range(5):
                for name, work in works.items():
                    start = perf_counter()
                    work()
                    taken[name].append(perf_counter() - start)
            for name, times in taken.items():
                print(f"{rows:>10,} {variant:6} {level:9} {name:16} {statistics.median(times) * 1000:9.1f} ms")
