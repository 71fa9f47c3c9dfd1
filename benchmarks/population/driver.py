"""One engine in a process of its own, asked over pipes: the side that asks."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from benchmarks.population.invented import InventedRound
from benchmarks.rivals.coded import coded
from benchmarks.rivals.rules import RATE, REASONS, STATUSES

ROOT = Path(__file__).parents[2]


class Missing(Exception):
    """An engine that does not start, with the last it said."""


class RivalEngine(NamedTuple):
    """An engine: what it is called in a table, and the command that serves it."""

    label: str
    command: Sequence[str]
    of_codes: bool = False  # given arrays, not frames


def engines(peers: str | None) -> Mapping[str, RivalEngine]:
    """Return all engines that can be asked.

    ``peers`` is the interpreter that OpenFisca and TTSIM are installed for.
    """

    def here(name: str) -> list[str]:
        return [sys.executable, "-m", "benchmarks.population.engines", name]

    def there(module: str, *more: str) -> list[str]:
        return [peers or sys.executable, "-m", f"benchmarks.rivals.{module}", *more]

    return {
        "by_polars": RivalEngine("Polars, by hand", here("by_polars")),
        "polars": RivalEngine("**fundcalc, Polars**", here("polars")),
        "duckdb": RivalEngine("**fundcalc, DuckDB**", here("duckdb")),
        "by_numpy": RivalEngine("NumPy, by hand", here("by_numpy")),
        "by_numpy_of_codes": RivalEngine("NumPy, by hand, of codes", here("by_numpy_of_codes"), True),
        "openfisca": RivalEngine("OpenFisca, of codes", there("by_openfisca"), True),
        "ttsim": RivalEngine("TTSIM, of codes", there("by_ttsim"), True),
        "ttsim_fen": RivalEngine("TTSIM in fen, of codes", there("by_ttsim", "fen"), True),
        "by_decimal": RivalEngine("Python Decimal, a row at a time", here("by_decimal")),
    }


class Child:
    """A running engine."""

    def __init__(self, engine: RivalEngine) -> None:
        """Start it; raises Missing."""
        self.said = TemporaryFile("w+")  # noqa: SIM115 - closed with the child
        self.process = subprocess.Popen(
            engine.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said, text=True, cwd=ROOT
        )
        self._answer()

    def _answer(self) -> dict[str, object]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.said.seek(0)
            raise Missing((self.said.read().strip().splitlines() or ["nothing"])[-1])
        found: dict[str, object] = json.loads(line)
        return found

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        """One question and its answer; raises Missing."""
        assert self.process.stdin is not None
        print(json.dumps({"do": do, **more}), file=self.process.stdin, flush=True)
        return self._answer()

    def load(self, folder: Path, rate: Fraction = RATE) -> list[str]:
        """The works that there are."""
        works: list[str] = self.ask("load", folder=str(folder), rate=str(rate))["works"]
        return works

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()
        self.said.close()


def write(population: InventedRound, folder: Path, *, codes: bool) -> None:
    """Write the population where ``load`` looks for it.

    Frames, and where asked for the arrays too.
    """
    population.applications.write_parquet(folder / "applications.parquet")
    if population.paid is not None:
        population.paid.write_parquet(folder / "paid.parquet")
    if codes:
        np.savez(folder / "coded.npz", **coded(population)._asdict())


def found(file: Path, applications: pl.DataFrame, *, of_codes: bool) -> pl.DataFrame:
    """What an engine saved; arrays come back as the table they stand for."""
    if not of_codes:
        return pl.read_parquet(file)
    given = dict(np.load(file))
    answers: dict[str, object] = {"platform": applications["platform"]}
    for name in ("build", "operating"):
        reason = pl.Series(REASONS).gather(pl.Series(given[f"{name}_reason"]).cast(pl.UInt32))
        unknown = reason.is_in(["not_claimed", "needs_documents"])
        answers[f"{name}.amount"] = pl.select(pl.when(~unknown).then(pl.Series(given[name]))).to_series()
        answers[f"{name}.reason"] = reason
    answers["status"] = pl.Series(STATUSES).gather(pl.Series(given["status"]).cast(pl.UInt32))
    return pl.DataFrame(answers | {"payable": given["payable"]})
