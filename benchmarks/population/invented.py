"""Two invented populations of Yunnan applications, as frames.

Nobody in them exists.

Both have two applications an organisation, in random order, of lognormal bases (median of the investment 5.4 million yuan,
of the service income 2 million, spread 1.2: about three of ten investments reach the cap).

``plain``: every application is filed, of one class, with every value given; a tenth are plaques, a tenth lack the service
mechanism, and nothing was paid before.

``mixed``, as a bureau might have it (shares of rows unless it says units):

* classes: of 10 % of units the two applications are of two classes; of these half elected one, 15 % gave one up, 5 % gave
  both up, 5 % elected both and 25 % chose nothing. 1 % of all rows are of a class the measure does not define.
* days: 15 % are not filed; 2 % applied before the measure was in force; 4 % of second applications are of the next year.
* values: 10 % plaques and 2 % unknown; 8 % without the service mechanism and 2 % unknown; 5 % without an investment and 8 %
  without a service income given.
* paid before: 20 % were paid the building subsidy in the year before (of these 5 % had it recovered in full), 30 % the
  operating subsidy of the year before, 3 % already that of this year; 8 % of units hold an award of another programme of this
  year on another platform (an eighth of these are city money), 2 % one of this measure on a platform outside the round and of
  the other class, and 1 % one whose class nobody wrote down.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.rivals.rules import CLASSES, POLICY

YEAR = 2026


class InventedRound(NamedTuple):
    """Applications, and awards already paid (None where there were none)."""

    applications: pl.DataFrame
    paid: pl.DataFrame | None


def plain(rows: int, seed: int = 1) -> InventedRound:
    """All filed, of one class, every value given, nothing paid before."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(rows)
    frame = pl.DataFrame(
        {
            "number": order,
            "plaque_only": chance.random(rows) < 0.1,
            "service_mechanism": chance.random(rows) < 0.9,
            "eligible_investment": _bases(chance, rows, 15.5),
            "service_income": _bases(chance, rows, 14.5),
        }
    )
    return InventedRound(
        frame.select(
            *_ids(),
            award_year=pl.lit(YEAR, pl.Int64),
            application_date=pl.lit(date(YEAR, 3, 1)),
            filed_on=pl.lit(date(YEAR, 5, 1)),
            platform_kind=pl.lit("pilot_base"),
            plaque_only="plaque_only",
            service_mechanism="service_mechanism",
            eligible_investment="eligible_investment",
            service_income="service_income",
        ),
        None,
    )


def mixed(rows: int, seed: int = 1) -> InventedRound:
    """The applications that make a round difficult.

    Classes chosen and not, gaps, applications out of time or not filed, and what was paid before.
    """
    chance = np.random.default_rng(seed)
    units = rows // 2 + 1
    order = chance.permutation(rows)
    unit, second = order // 2, order % 2 == 1
    one_class = chance.integers(0, 2, units)  # 0 proof of concept, 1 pilot base
    two_classes = chance.random(units) < 0.1
    kind = np.where(two_classes[unit] & second, 1 - one_class[unit], one_class[unit])
    kind[chance.random(rows) < 0.01] = 2
    frame = pl.DataFrame(
        {
            "number": order,
            "award_year": np.where(second & (chance.random(units) < 0.04)[unit], YEAR + 1, YEAR),
            "early": chance.random(rows) < 0.02,
            "days": chance.integers(0, 60, rows),
            "filed": chance.random(rows) < 0.85,
            "kind": kind,
            "elected": _elections(chance, two_classes, unit, second),
            "plaque_only": _in_three(chance, rows, yes=0.10, unknown=0.02),
            "service_mechanism": _in_three(chance, rows, yes=0.90, unknown=0.02),
            "eligible_investment": _bases(chance, rows, 15.5),
            "service_income": _bases(chance, rows, 14.5),
            "no_investment": chance.random(rows) < 0.05,
            "no_income": chance.random(rows) < 0.08,
        }
    )
    applied = pl.date(YEAR, 1, 5) + pl.duration(days="days")
    applications = frame.select(
        *_ids(),
        award_year="award_year",
        application_date=pl.when("early").then(pl.date(YEAR - 1, 12, 1)).otherwise(applied),
        filed_on=pl.when("filed").then(pl.date(YEAR, 5, 1)),
        platform_kind=_word("kind", CLASSES),
        elected=_answer("elected"),
        plaque_only=_answer("plaque_only"),
        service_mechanism=_answer("service_mechanism"),
        eligible_investment=pl.when(~pl.col("no_investment")).then("eligible_investment"),
        service_income=pl.when(~pl.col("no_income")).then("service_income"),
    )
    return InventedRound(applications, _paid(chance, rows, one_class))


def _bases(chance: np.random.Generator, rows: int, center: float) -> np.ndarray:
    return (np.exp(chance.normal(center, 1.2, rows)) * 100).astype(np.int64)


def _ids() -> tuple[pl.Expr, pl.Expr]:
    """A platform has a short number, an organisation its code of 18 characters."""
    return (
        pl.format("p{}", "number").alias("platform"),
        pl.format("9153{}", (pl.col("number") // 2).cast(pl.String).str.zfill(14)).alias("organisation"),
    )


def _word(column: str, words: Sequence[str]) -> pl.Expr:
    return pl.col(column).replace_strict(list(range(len(words))), words, return_dtype=pl.String)


def _answer(column: str) -> pl.Expr:
    """0 no, 1 yes, 2 not known."""
    return pl.when(pl.col(column) < 2).then(pl.col(column) == 1)


def _in_three(chance: np.random.Generator, rows: int, *, yes: float, unknown: float) -> np.ndarray:
    draw = chance.random(rows)
    return np.where(draw < yes, 1, np.where(draw < yes + unknown, 2, 0))


def _elections(
    chance: np.random.Generator, two_classes: np.ndarray, unit: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """What each application says of its class: 0 given up, 1 elected, 2 nothing."""
    how = chance.choice(5, len(two_classes), p=(0.5, 0.15, 0.05, 0.05, 0.25))
    first_says, second_says = np.array([1, 2, 0, 1, 2])[how], np.array([2, 0, 0, 1, 2])[how]
    return np.where(two_classes[unit], np.where(second, second_says[unit], first_says[unit]), 2)


def _paid(chance: np.random.Generator, rows: int, one_class: np.ndarray) -> pl.DataFrame:
    every, units = np.arange(rows), np.arange(rows // 2)

    def some(of: np.ndarray, share: float) -> np.ndarray:
        return of[chance.random(len(of)) < share]

    def awards(
        numbers: np.ndarray, programme: str, benefit: str, year: int, amount: np.ndarray | None = None
    ) -> pl.DataFrame:
        fen = (chance.lognormal(17.5, 1.0, len(numbers))).astype(np.int64) if amount is None else amount
        return pl.DataFrame({"number": numbers, "amount": fen}).select(
            pl.format("9153{}", (pl.col("number") // 2).cast(pl.String).str.zfill(14)).alias("organisation"),
            pl.format("p{}", "number").alias("platform"),
            pl.lit(programme).alias("programme"),
            pl.lit(benefit).alias("benefit"),
            pl.lit(year, pl.Int64).alias("year"),
            "amount",
            pl.lit(None, pl.String).alias("platform_kind"),
            pl.lit(False).alias("local"),
        )

    def elsewhere(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.format("x{}", "platform").alias("platform"))

    built = some(every, 0.20)
    building = awards(built, POLICY, "build", YEAR - 1)
    recovered = building.filter(pl.Series(chance.random(len(built)) < 0.05)).with_columns(-pl.col("amount"))
    others = elsewhere(awards(some(units, 0.08) * 2, "national-pilot", "grant", YEAR))
    others = others.with_columns(local=pl.Series(chance.random(others.height) < 1 / 8))
    of_class = some(units, 0.02)
    other_class = elsewhere(awards(of_class * 2, POLICY, "operating", YEAR)).with_columns(
        pl.Series("platform_kind", np.array(["pilot_base", "proof_of_concept"])[one_class[of_class]])
    )
    return pl.concat(
        [
            building,
            recovered,
            awards(some(every, 0.30), POLICY, "operating", YEAR - 1),
            awards(some(every, 0.03), POLICY, "operating", YEAR),
            others,
            other_class,
            elsewhere(awards(some(units, 0.01) * 2, POLICY, "operating", YEAR)),
        ]
    ).sample(fraction=1.0, shuffle=True, seed=1)


VARIANTS = {"plain": plain, "mixed": mixed}
