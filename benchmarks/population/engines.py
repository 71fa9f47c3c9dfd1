"""The engines that run in this interpreter, each in a process.

``python -m benchmarks.population.engines NAME``.
"""

import sys
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

import fundcalc
from benchmarks.population.agreement import AMOUNTS, STATUSES, before_elections
from benchmarks.population.child import Load, Work, serve
from benchmarks.population.invented import InventedRound
from benchmarks.rivals.rules import BUILD_CAP, OPERATING_CAP, POLICY


def written(folder: Path) -> InventedRound:
    """The population that the driver wrote into a folder."""
    paid = folder / "paid.parquet"
    return InventedRound(
        pl.read_parquet(folder / "applications.parquet"), pl.read_parquet(paid) if paid.exists() else None
    )


def save(result: Any, to: Path) -> None:
    """Whatever table it is, as Parquet; arrays of codes as such."""
    if isinstance(result, dict) and "platform" not in result:
        import numpy as np

        with to.open("wb") as file:
            np.savez(file, **result)
    else:
        pl.DataFrame(result).write_parquet(to)


def policy_at(rate: Fraction) -> fundcalc.Policy:
    """The measure with both shares at a rate."""
    percent = f"{Decimal(rate.numerator * 100) / Decimal(rate.denominator)}%"
    return fundcalc.load(POLICY, changes={f"benefit.{name}.rate": percent for name in ("build", "operating")})


def in_polars(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    """Run ``decide_table`` on lazy frames.

    The call with its pass over every value, then what is computed when asked for.
    """
    policy, whole = policy_at(rate), written(folder)
    works: dict[str, Work] = {}
    for level, columns, (applications, paid) in (
        ("amounts", AMOUNTS, before_elections(whole)),
        ("statuses", STATUSES, whole),
    ):
        history = None if paid is None else paid.lazy()
        call = partial(fundcalc.decide_table, policy, applications.lazy(), history, only=columns[1:])
        works[f"{level} call"] = call
        works[level] = call().select(columns).collect
    return works


def in_duckdb(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    """The same on tables of a DuckDB database in memory."""
    import duckdb

    policy, whole = policy_at(rate), written(folder)
    connection = duckdb.connect()

    def table(name: str, frame: pl.DataFrame) -> Any:
        connection.register("given", frame.to_arrow())
        connection.execute(f"create table {name} as from given")
        connection.unregister("given")
        return connection.table(name)

    paid = None if whole.paid is None else table("paid", whole.paid)
    works: dict[str, Work] = {}
    for level, columns, one in (("amounts", AMOUNTS, before_elections(whole)), ("statuses", STATUSES, whole)):
        applications = table(f"applications_{level}", one.applications)
        names = ", ".join(f'"{column}"' for column in columns)
        call = partial(fundcalc.decide_table, policy, applications, paid, only=columns[1:])
        works[f"{level} call"] = call
        works[level] = call().select(names).to_arrow_table
    return works


def by_hand(module: str) -> Load:
    """The baseline of a module of this package."""

    def load(folder: Path, rate: Fraction) -> Mapping[str, Work]:
        from importlib import import_module

        baseline, whole = import_module(f"benchmarks.rivals.{module}"), written(folder)
        return {
            "amounts": partial(baseline.amounts, *before_elections(whole), rate),
            "statuses": partial(baseline.statuses, *whole, rate),
        }

    return load


def by_numpy_of_codes(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    """The rules alone, of the arrays that the other engines are given."""
    import numpy as np

    from benchmarks.rivals import by_numpy
    from benchmarks.rivals.coded import Coded

    given = Coded(**np.load(folder / "coded.npz"))
    return {"statuses": lambda: by_numpy.of_codes(given, rate)._asdict()}


def by_decimal(folder: Path, rate: Fraction) -> Mapping[str, Work]:
    """Compute the amounts row by row in decimal arithmetic: the oracle.

    Nothing but ``paid`` is added up before.
    """
    applications, paid = before_elections(written(folder))
    factor = Decimal(rate.numerator) / Decimal(rate.denominator)

    def share(fen: int, cap: int) -> int:
        return min(int((fen * factor).quantize(Decimal(1), ROUND_HALF_UP)), cap)

    def due(base: int | None, cap: int, shut: bool | None, before: int) -> int | None:
        if base is None:
            return None
        if shut or before > 0:
            return 0
        return None if shut is None else share(base, cap)

    def amounts() -> dict[str, list[object]]:
        built: dict[str, int] = {}
        operated: dict[tuple[str, int], int] = {}
        if paid is not None:
            for platform, programme, benefit, year, fen in paid.select(
                "platform", "programme", "benefit", "year", "amount"
            ).iter_rows():
                if programme == POLICY and benefit == "build":
                    built[platform] = built.get(platform, 0) + fen
                elif programme == POLICY and benefit == "operating":
                    operated[platform, year] = operated.get((platform, year), 0) + fen
        facts = ("plaque_only", "service_mechanism", "eligible_investment", "service_income")
        found: dict[str, list[object]] = {name: [] for name in AMOUNTS}
        for platform, year, plaque, charges, investment, income in applications.select(
            "platform", "award_year", *facts
        ).iter_rows():
            not_charging = None if charges is None else not charges
            found["platform"].append(platform)
            found["build.amount"].append(due(investment, BUILD_CAP, plaque, built.get(platform, 0)))
            found["operating.amount"].append(
                due(income, OPERATING_CAP, not_charging, operated.get((platform, year), 0))
            )
        return found

    return {"amounts": amounts}


ENGINES: Mapping[str, Load] = {
    "polars": in_polars,
    "duckdb": in_duckdb,
    "by_polars": by_hand("by_polars"),
    "by_numpy": by_hand("by_numpy"),
    "by_numpy_of_codes": by_numpy_of_codes,
    "by_decimal": by_decimal,
}

if __name__ == "__main__":
    serve(ENGINES[sys.argv[1]], save)
