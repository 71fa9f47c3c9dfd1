"""What stands between a round and paying it without application (免申即享).

A platform can be paid without application where everything that decides is known to the authority already. For the others
this says which facts are not, how many platforms wait for each, and who has it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

from fundcalc.base.money import plain
from fundcalc.engine.decision import Decision
from fundcalc.matching.match_json import sheet_of
from fundcalc.matching.matches import missing_of_decision
from fundcalc.policy.fact_sources import FactSource, source_of
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import name

_FILED = "filed_on"
_ELECTED = "elected"


class Obstacle(NamedTuple):
    """A fact without which platforms cannot be paid, and the article that asks for it."""

    fact: str
    cite: str
    source: FactSource
    platforms: tuple[str, ...]


@dataclass(frozen=True)
class WithoutApplication:
    """A round held against paying without application.

    ``ready`` are the decisions that are payable as they are, ``obstacles`` the facts the others wait for, those of most
    platforms first, ``for_review`` the platforms that a person decides, ``refused`` those that get nothing whatever is added.
    """

    policy: Policy
    platforms: int
    ready: tuple[Decision, ...]
    obstacles: tuple[Obstacle, ...]
    for_review: tuple[Decision, ...]
    refused: tuple[Decision, ...]

    @property
    def fen(self) -> int:
        """What can be paid without application."""
        return sum(decision.payable_fen for decision in self.ready)

    def to_dict(self) -> dict[str, object]:
        """The result as JSON of the command."""
        return {
            "policy": self.policy.id,
            "platforms": self.platforms,
            "ready": [decision.platform for decision in self.ready],
            "payable": plain(self.fen),
            "obstacles": [
                {
                    "fact": row.fact,
                    "name": name(self.policy, row.fact),
                    "sheet": sheet_of(row.fact),
                    "cite": row.cite,
                    "source": row.source,
                    "platforms": list(row.platforms),
                }
                for row in self.obstacles
            ],
            "for_review": [decision.platform for decision in self.for_review],
            "refused": [decision.platform for decision in self.refused],
        }


def without_application(policy: Policy, decisions: Sequence[Decision]) -> WithoutApplication:
    """Say what stands between a round and paying it without application."""
    waiting: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for decision in decisions:
        for cite, fact in _wanted(decision):
            if decision.platform not in waiting[fact, cite]:
                waiting[fact, cite].append(decision.platform)
    obstacles = [
        Obstacle(fact, cite, source_of(policy, fact), tuple(platforms)) for (fact, cite), platforms in waiting.items()
    ]
    obstacles.sort(key=lambda row: (-len(row.platforms), row.fact))
    return WithoutApplication(
        policy,
        len(decisions),
        tuple(decision for decision in decisions if decision.status == "payable"),
        tuple(obstacles),
        tuple(decision for decision in decisions if decision.status == "needs_review"),
        tuple(
            decision
            for decision in decisions
            if decision.status in ("not_in_force", "barred", "ineligible", "nothing_due", "by_reference")
        ),
    )


def _wanted(decision: Decision) -> Iterator[tuple[str, str]]:
    """The facts that keep a platform from being paid, each with its article."""
    measure = decision.policy.measure
    of_filing = measure.filed.cite if measure.filed is not None else ""
    match decision.status:
        case "needs_documents":
            found = list(missing_of_decision(decision))
            for missing in found:
                yield from ((missing.cite, fact) for fact in missing.facts)
            if not found:  # nothing is claimed, and no base is given
                for benefit in measure.benefit.values():
                    yield benefit.cite, benefit.opened_by
            if not decision.filed and not measure.without_filing:
                yield of_filing, _FILED
        case "needs_election":
            yield measure.election.cite if measure.election is not None else "", _ELECTED
        case "eligible":
            yield of_filing, _FILED
        case (
            "payable" | "needs_review" | "not_in_force" | "barred" | "ineligible" | "nothing_due" | "by_reference"
        ):  # paid, a person's to decide, or refused whatever is added
            return
        case _:
            assert_never(decision.status)
