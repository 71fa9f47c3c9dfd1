"""The sample rounds of the measures, as applications, as workbooks, and as populations read from them."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import tomli

import fundcalc
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.vocabulary import policies_folder
from fundcalc.scenario.population import Population
from fundcalc.scenario.population_reader import read_population
from fundcalc.workbooks import write_template


class Sample(NamedTuple):
    """The sample round of a measure as a workbook, and the population that is read from it."""

    policy: Policy
    path: Path
    read: Population


def sample(id_: str) -> tuple[Policy, list[dict[str, object]], list[dict[str, object]]]:
    """A measure with the applications of its sample round, and the awards already paid."""
    sample = tomli.loads((policies_folder() / id_ / "sample.toml").read_text("utf-8"), parse_float=Decimal)
    policy = load(id_, changes=sample.get("changes"))
    return policy, [sample["common"] | item for item in sample["application"]], sample.get("paid", [])


def read_sample(id_: str, folder: Path) -> Sample:
    policy, applications, paid = sample(id_)
    path = folder / f"{id_}.xlsx"
    write_template(policy, path, applications=applications, paid=paid)
    return Sample(policy, path, read_population(path, policy))


def as_table(policy: Policy, found: Population) -> list[tuple[object, ...]]:
    decided = fundcalc.decide_table(policy, found.facts, found.paid, details=found.details)
    amounts = [f"{benefit}.amount" for benefit in policy.measure.benefit]
    return decided.select("platform", "status", "payable", "prospective", *amounts).rows()
