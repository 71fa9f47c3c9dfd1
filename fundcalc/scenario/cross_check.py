"""Check a sample of a population with the exact engine.

Each application of the sample is decided by itself and compared.
"""

import random
from typing import NamedTuple

from fundcalc.policy.loading import Policy
from fundcalc.scenario.population import PopulationLike
from fundcalc.scenario.prepared import PreparedPopulation, described, prepare, rows
from fundcalc.tables import explain_row
from fundcalc.tables.explain import Explained


class Mismatch(NamedTuple):
    """An application on which the two engines disagree.

    It has the statuses and payable amounts (fen) of both.
    """

    platform: str
    table_status: str
    table_fen: int
    exact_status: str
    exact_fen: int


def cross_check(
    policy: Policy, population: PopulationLike | PreparedPopulation, *, sample: int = 200, seed: int = 0
) -> tuple[Mismatch, ...]:
    """Compare both engines on a sample; any mismatch is a defect of the program."""
    prepared = prepare(population, policy)
    platforms = described(prepared, ["platform"])["platform"].to_list()
    (decided,) = rows(prepared, [policy])
    places = random.Random(seed).sample(range(len(platforms)), min(sample, len(platforms)))  # noqa: S311, a sample, no secret
    mismatches = []
    for at in places:
        exact = decide_exactly(policy, prepared, platforms[at]).decision
        status, payable = str(decided["status"][at]), int(decided["payable"][at])
        if (status, payable) != (exact.status, exact.payable_fen):
            mismatches.append(Mismatch(platforms[at], status, payable, exact.status, exact.payable_fen))
    return tuple(mismatches)


def decide_exactly(policy: Policy, prepared: PreparedPopulation, platform: str) -> Explained:
    """Decide one application with the exact engine, among its organisation's.

    Raises ApplicationError.
    """
    given = prepared.for_policy(policy)
    details = {name: frame.to_native() for name, frame in given.details.items()}
    paid = None if given.paid is None else given.paid.to_native()
    return explain_row(policy, given.applications.select(*given.schema).to_native(), platform, paid, details=details)
