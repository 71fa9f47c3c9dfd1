"""Whether two engines gave the same.

Else the benchmark would compare different work.
"""

from importlib import import_module
from typing import Any

import polars as pl

import fundcalc
from benchmarks.population.invented import InventedRound
from benchmarks.rivals.rules import POLICY

AMOUNTS = ["platform", "build.amount", "operating.amount"]
STATUSES = [*AMOUNTS, "build.reason", "operating.reason", "status", "payable"]


def before_elections(population: InventedRound) -> InventedRound:
    """Return the population without elections.

    An amount then rests on its row and on what was paid alone.
    """
    return population._replace(applications=population.applications.drop("elected", strict=False))


def differing(population: InventedRound, by: str) -> dict[str, int]:
    """Count the rows, by column, in which a baseline differs from ``decide_table``."""
    policy, baseline = fundcalc.load(POLICY), import_module(f"benchmarks.rivals.{by}")
    unchosen = before_elections(population)
    return differences(
        fundcalc.decide_table(policy, *unchosen).select(AMOUNTS), baseline.amounts(*unchosen)
    ) | differences(fundcalc.decide_table(policy, *population).select(STATUSES), baseline.statuses(*population))


def differences(decided: pl.DataFrame, found: Any) -> dict[str, int]:
    """Rows by column in which a result differs, by platform."""
    table = pl.DataFrame(found).sort("platform")
    decided = decided.sort("platform")
    counts = {name: int(_plain(decided[name]).ne_missing(_plain(table[name])).sum()) for name in decided.columns}
    return {name: count for name, count in counts.items() if count}


def _plain(column: pl.Series) -> pl.Series:
    """Words as text, whether they come as text or as one of a few."""
    return column if column.dtype.is_integer() else column.cast(pl.String)
