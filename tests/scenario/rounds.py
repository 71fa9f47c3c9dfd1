"""Small populations whose figures can be worked out by hand, and what the exact engine says of any."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

import fundcalc
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.scenario.population import Population

YEAR = 2026


def of_bases(*bases: int, region: str = "") -> Population:
    """Filed pilot bases with these investments in yuan, each of a unit of its own; nothing else is claimed."""
    rows = len(bases)
    frame = pl.DataFrame(
        {
            "platform": [f"p{number}" for number in range(1, rows + 1)],
            "organisation": [f"o{number}" for number in range(1, rows + 1)],
            "award_year": [YEAR] * rows,
            "application_date": [date(YEAR, 3, 1)] * rows,
            "filed_on": [date(YEAR, 5, 1)] * rows,
            "platform_kind": ["pilot_base"] * rows,
            "plaque_only": [False] * rows,
            "eligible_investment": [base * 100 for base in bases],
        }
    )
    groups: tuple[str, ...] = ()
    if region:
        frame, groups = frame.with_columns(region=pl.Series(list(region))), ("region",)
    return Population(frame, None, {}, "by hand", True, groups)


def exactly(policy: Policy, population: Population) -> list[tuple[str, str, int]]:
    """Platform, status, and what it gets now or once filed (fen), by the exact engine."""
    decisions = fundcalc.decide_all(policy, applications(policy, population), awards(population))
    return [
        (decision.platform, decision.status, decision.payable_fen + decision.prospective_fen) for decision in decisions
    ]


def applications(policy: Policy, population: Population) -> list[dict[str, object]]:
    """The applications of a population as the exact engine takes them."""
    known = {**policy.facts, **forms()["applications"].columns}
    rows = [_in_yuan(row, known) for row in population.facts.iter_rows(named=True)]
    for form, frame in population.details.items():
        for row in rows:
            own = frame.filter(pl.col("platform") == row["platform"])
            records = [_in_yuan(record, forms()[form].columns) for record in own.drop("platform").iter_rows(named=True)]
            if records:
                row[form] = records
    return rows


def awards(population: Population) -> list[dict[str, object]]:
    if population.paid is None:
        return []
    return [_in_yuan(row, forms()["paid"].columns) for row in population.paid.iter_rows(named=True)]


def _in_yuan(row: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, object]:
    return {
        key: yuan(value) if key in known and known[key].kind == "money" else value
        for key, value in row.items()
        if value is not None
    }


def total(policy: Policy, population: Population) -> int:
    """What is payable in all (fen), by the exact engine."""
    return sum(
        decision.payable_fen
        for decision in fundcalc.decide_all(policy, applications(policy, population), awards(population))
    )


def statuses(policy: Policy, population: Population) -> Counter[str]:
    return Counter(status for _platform, status, _fen in exactly(policy, population))
