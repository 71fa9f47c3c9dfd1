"""A sample of what the table engine gave, decided again by the exact engine, one application at a time."""

import random
from typing import NamedTuple

from fundcalc.policy.loading import Policy
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import Looked, described, look, rows
from fundcalc.tables import explain_row
from fundcalc.tables.explain import Explained


class Differs(NamedTuple):
    """An application of which the two engines say different things: statuses and payable amounts (fen)."""

    platform: str
    table_status: str
    table_fen: int
    exact_status: str
    exact_fen: int


def confirm(
    policy: Policy, population: Population | Looked, *, sample: int = 200, seed: int = 0
) -> tuple[Differs, ...]:
    """Decide a sample of a population by the exact engine; what differs, which is nothing unless there is a defect."""
    looked = look(population, policy)
    platforms = described(looked, ["platform"])["platform"].to_list()
    (decided,) = rows(looked, [policy])
    places = random.Random(seed).sample(range(len(platforms)), min(sample, len(platforms)))  # noqa: S311, a sample, no secret
    differs = []
    for at in places:
        exact = exactly(policy, looked, platforms[at]).decision
        status, payable = str(decided["status"][at]), int(decided["payable"][at])
        if (status, payable) != (exact.status, exact.payable_fen):
            differs.append(Differs(platforms[at], status, payable, exact.status, exact.payable_fen))
    return tuple(differs)


def exactly(policy: Policy, looked: Looked, platform: str) -> Explained:
    """One application of a population decided by the exact engine, among the others of its unit. Raises ApplicationError."""
    given = looked.for_policy(policy)
    details = {name: each.to_native() for name, each in given.details.items()}
    paid = None if given.paid is None else given.paid.to_native()
    return explain_row(policy, given.applications.to_native(), platform, paid, details=details)
