"""A population decided under several policies: looked at once, its rows joined once, and what the policies share computed once.

Polars takes all policies as one query, in which what is alike is worked out once; other engines decide one after another.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import narwhals as nw
import polars as pl

from fundcalc.engine.decision import Status
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.input_checks import applications_columns
from fundcalc.engine.table.prepared import Given, asks_alike, hold, hold_total, look_at, under
from fundcalc.engine.table.rounds import Prepared, decide_each, prepare, prepared_alike
from fundcalc.policy.loading import Policy
from fundcalc.scenario.population import Population

# Decided rows of all policies of one query, which are held together until their sums are known.
_ROWS_AT_ONCE = 20_000_000
# Prepared tables that are kept: the baseline's and those of a few readings.
_PREPARED_KEPT = 4
# For so many policies a table is joined within the query itself.
_SEVERAL = 2


@dataclass(frozen=True)
class Looked:
    """A population whose values were looked at for one policy; others that ask for the same are decided without another look.

    What joins rows (earlier awards, detail records, elections) is kept too: for a policy that differs in a figure only the
    columns of each row are worked out again.
    """

    population: Population
    given: Given
    _prepared: list[Prepared] = field(default_factory=list, compare=False, repr=False)

    @property
    def ordered(self) -> bool:
        """Whether rows come back in the order of the applications."""
        return self.given.ordered

    @property
    def polars(self) -> bool:
        return self.given.applications.implementation.is_polars()

    def for_policy(self, policy: Policy) -> Given:
        """The population as a policy takes it. Raises ApplicationError."""
        if asks_alike(self.given.policy, policy):
            return under(self.given, policy)
        # What only the first policy calls a fact, this one would refuse.
        strange = applications_columns(self.given.policy).keys() - applications_columns(policy).keys()
        if not set(self.given.policy.measure.benefit) <= set(policy.measure.benefit):
            strange |= {"claims"}  # of benefits that this one has not
        return _look(self.population, policy, strange)

    def prepared(self, policy: Policy, *, often: bool) -> Prepared:
        """The population with everything that joins its rows; held in memory once it is asked for ``often``, or again.

        Raises ApplicationError.
        """
        found = next((each for each in self._prepared if prepared_alike(each.table.policy, policy)), None)
        if found is not None and found.held:
            return found
        made = found or prepare(self.for_policy(policy))
        if (found is not None or often) and self.polars and self.ordered:
            made = replace(made, frame=nw.from_native(made.frame.collect().to_native().lazy()), held=True)
        self._prepared[:] = [*(each for each in self._prepared if each is not found), made][-_PREPARED_KEPT:]
        return made


def look(population: Population | Looked, policy: Policy) -> Looked:
    """Look at every value of a population, unless that was done; raises ApplicationError listing every fault."""
    if isinstance(population, Looked):
        return population
    return Looked(population, _look(population, policy))


def _look(population: Population, policy: Policy, strange: Collection[str] = ()) -> Given:
    applications = nw.from_native(cast(Any, population.applications))
    unasked = [name for name in applications.collect_schema() if name in population.groups or name in strange]
    details = {name: rows for name, rows in population.details.items() if name in policy.details}
    return look_at(policy, applications.drop(unasked).to_native(), population.paid, details)


# What is asked of decided rows.

_PAID, _ELIGIBLE = nw.col("status") == "payable", nw.col("status") == "eligible"
OPEN: tuple[Status, ...] = ("needs_review", "needs_documents", "needs_election")


def _number(which: nw.Expr) -> nw.Expr:
    return which.cast(nw.Int64()).sum()  # Spark adds up no Booleans


SUMS: Mapping[str, nw.Expr] = {
    "applications": nw.len(),
    "paid": _number(_PAID),
    "total_fen": nw.col("payable").sum(),
    "eligible": _number(_ELIGIBLE),
    "prospective_fen": nw.col("prospective").sum(),
    "open": _number(nw.col("status").is_in(OPEN)),
}


def sums(looked: Looked, policies: Sequence[Policy]) -> list[dict[str, int]]:
    """What each policy comes to: applications; how many are paid, and what (fen); how many would be once filed, and what;
    how many wait for a person, a document or a choice. Raises ApplicationError.
    """
    found: dict[int, dict[str, int]] = {}
    for places in _prepared_alike(policies):
        asked = [each.select(**SUMS) for each in _decided(looked, [policies[at] for at in places])]
        for at, each in zip(places, _collected(looked, asked), strict=True):
            found[at] = {name: int(values[0] or 0) for name, values in each.items()}
    return [found[at] for at in range(len(policies))]


def _prepared_alike(policies: Sequence[Policy]) -> list[list[int]]:
    """The places of the policies, those together that one prepared table serves."""
    groups: list[list[int]] = []
    for at, policy in enumerate(policies):
        for group in groups:
            if prepared_alike(policies[group[0]], policy):
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


def rows(looked: Looked, policies: Sequence[Policy]) -> Iterator[pl.DataFrame]:
    """What each policy gives every application: ``status``, ``payable`` and ``prospective`` (fen).

    The rows stand in the order of the applications; of a table that is not in memory, in the order of the platforms' ids.
    """
    asked: dict[int, Frame] = {}
    for places in _prepared_alike(policies):
        for at, each in zip(places, _decided(looked, [policies[at] for at in places]), strict=True):
            asked[at] = _in_order(looked, each).drop("platform")
    yield from map(pl.DataFrame, _collected(looked, [asked[at] for at in range(len(policies))]))


def described(looked: Looked, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of the applications that ``rows`` stand beside, in the same order; those that are not there are left out."""
    applications = nw.from_native(cast(Any, looked.population.applications)).lazy()
    there = applications.collect_schema()
    in_order = _in_order(looked, applications)
    (found,) = _collected(looked, [in_order.select(*(name for name in columns if name in there))])
    return pl.DataFrame(found)


def _in_order(looked: Looked, frame: Frame) -> Frame:
    return frame if looked.ordered else frame.sort("platform")


def _decided(looked: Looked, policies: Sequence[Policy]) -> list[Frame]:
    """A population under policies that one prepared table serves. Raises ApplicationError where the engine cannot hold one."""
    if not policies:
        return []
    prepared = looked.prepared(policies[0], often=len(policies) > _SEVERAL)
    for policy in policies:
        hold(prepared.given, policy)
        hold_total(prepared.given, policy)
    return decide_each(prepared, policies)


def _collected(looked: Looked, frames: Sequence[Frame]) -> Iterator[Mapping[str, Any]]:
    if not looked.polars:
        for frame in frames:
            yield frame.collect().to_dict(as_series=False)
        return
    at_once = max(1, _ROWS_AT_ONCE // max(looked.given.seen.rows, 1))
    for first in range(0, len(frames), at_once):
        for found in pl.collect_all([frame.to_native() for frame in frames[first : first + at_once]]):
            yield found.to_dict()
