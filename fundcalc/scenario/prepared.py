"""Decide a population under several policies.

Values are checked once, rows joined once, and shared work is done once.

Polars takes all policies as one query, in which what is alike is worked out once; other engines decide one after another.
A small population is decided by the exact engine.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

import narwhals as nw
import polars as pl

from fundcalc.engine.decision_parts import Status
from fundcalc.engine.table.backend import Frame
from fundcalc.engine.table.column_checks import applications_columns
from fundcalc.engine.table.frames import (
    CheckedFrames,
    check_frames,
    check_overflow,
    check_total,
    for_policy,
    same_columns,
)
from fundcalc.engine.table.prepared import Prepared, same_joins
from fundcalc.engine.table.prepared import prepare as join_rows
from fundcalc.engine.table.rounds import decide_policies, key_columns
from fundcalc.policy.loading import Policy
from fundcalc.scenario.population import Population, PopulationLike, population_of
from fundcalc.scenario.small import MOST_ROWS, SmallRound

# Decided rows of all policies of one query, which are held together until their sums are known.
_ROWS_AT_ONCE = 20_000_000
# Prepared tables that are kept: the baseline's and those of a few readings.
_PREPARED_KEPT = 4
# For so many policies a table is joined within the query itself.
_SEVERAL = 2


@dataclass(frozen=True)
class PreparedPopulation:
    """A population whose values were checked for one policy.

    Policies that ask for the same columns are decided without another check. What joins rows (earlier awards, detail
    records, elections) is kept too: for a policy that differs in a figure only the columns of each row are computed again.
    """

    population: Population
    given: CheckedFrames
    _prepared: list[Prepared] = field(default_factory=list, compare=False, repr=False)

    @property
    def ordered(self) -> bool:
        """Whether rows come back in the order of the applications."""
        return self.given.ordered

    @property
    def polars(self) -> bool:
        return self.given.applications.implementation.is_polars()

    @cached_property
    def small(self) -> SmallRound | None:
        """The population for the exact engine, where that is the faster one."""
        is_small = self.polars and self.ordered and 0 < self.given.statistics.rows <= MOST_ROWS
        # Rows of a measure that pays claims have ids of their own in checked frames.
        return SmallRound(self.given) if is_small and not self.given.policy.by_claim else None

    def for_policy(self, policy: Policy) -> CheckedFrames:
        """The population as a policy takes it. Raises ApplicationError."""
        if same_columns(self.given.policy, policy):
            return for_policy(self.given, policy)
        # A column that only the first policy calls a fact would be refused by this one.
        unknown = applications_columns(self.given.policy).keys() - applications_columns(policy).keys()
        if not set(self.given.policy.measure.benefit) <= set(policy.measure.benefit):
            unknown |= {"claims"}  # it may name benefits that this policy does not have
        return _look(self.population, policy, unknown)

    def prepared(self, policy: Policy, *, often: bool) -> Prepared:
        """The population with everything that joins its rows.

        Kept in memory when used ``often`` or a second time.

        Raises ApplicationError.
        """
        cached = next((table for table in self._prepared if same_joins(table.table.policy, policy)), None)
        if cached is not None and cached.in_memory:
            return cached
        made = cached or join_rows(self.for_policy(policy))
        if (cached is not None or often) and self.polars and self.ordered:
            made = replace(made, frame=nw.from_native(made.frame.collect().to_native().lazy()), in_memory=True)
        self._prepared[:] = [*(table for table in self._prepared if table is not cached), made][-_PREPARED_KEPT:]
        return made


def prepare(
    population: PopulationLike | PreparedPopulation, policy: Policy, groups: Collection[str] = ()
) -> PreparedPopulation:
    """Check every value of a population once; a prepared one is returned as it is.

    Takes a table as ``decide_table`` does; ``groups`` then names its columns that are not facts. Raises ApplicationError
    listing every fault.
    """
    if isinstance(population, PreparedPopulation):
        return population
    whole = population_of(population, policy, groups)
    return PreparedPopulation(whole, _look(whole, policy))


def _look(population: Population, policy: Policy, unknown: Collection[str] = ()) -> CheckedFrames:
    applications = nw.from_native(cast(Any, population.applications))
    unused = [name for name in applications.collect_schema() if name in population.groups or name in unknown]
    details = {name: rows for name, rows in population.details.items() if name in policy.details}
    return check_frames(policy, applications.drop(unused).to_native(), population.paid, details)


# Results.

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


def sums(prepared: PreparedPopulation, policies: Sequence[Policy]) -> list[dict[str, int]]:
    """Totals of a population under each policy (fen), keyed as ``SUMS``.

    Raises ApplicationError.
    """
    if prepared.small is not None:
        decided = [frame.with_columns(at=pl.lit(at)) for at, frame in enumerate(rows(prepared, policies))]
        found = nw.from_native(pl.concat(decided)).group_by("at").agg(**SUMS).sort("at") if decided else None
        return [] if found is None else found.drop("at").rows(named=True)
    totals: dict[int, dict[str, int]] = {}
    for places in _prepared_alike(policies):
        frames = [frame.select(**SUMS) for frame in _decided(prepared, [policies[at] for at in places])]
        for at, row in zip(places, _collected(prepared, frames), strict=True):
            totals[at] = {name: int(values[0] or 0) for name, values in row.items()}
    return [totals[at] for at in range(len(policies))]


def _prepared_alike(policies: Sequence[Policy]) -> list[list[int]]:
    """Positions of the policies, grouped by the prepared table that serves them."""
    groups: list[list[int]] = []
    for at, policy in enumerate(policies):
        for group in groups:
            if same_joins(policies[group[0]], policy):
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


def rows(prepared: PreparedPopulation, policies: Sequence[Policy]) -> Iterator[pl.DataFrame]:
    """Decide every application under each policy, one frame per policy.

    Columns ``status``, ``payable`` and ``prospective`` (fen).

    In the order of the applications; of a table that is not in memory, in the order of the platform ids.
    """
    if prepared.small is not None:
        yield from (_decided_exactly(prepared, policy) for policy in policies)
        return
    frames: dict[int, Frame] = {}
    for places in _prepared_alike(policies):
        for at, frame in zip(places, _decided(prepared, [policies[at] for at in places]), strict=True):
            frames[at] = _in_order(prepared, frame).drop(*key_columns(prepared.given.policy))
    yield from map(pl.DataFrame, _collected(prepared, [frames[at] for at in range(len(policies))]))


def described(prepared: PreparedPopulation, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of the applications in the order of ``rows``; missing ones are left out.

    Where the measure pays claims, the platform is that of a row, such as ``p1/c1``.
    """
    applications = nw.from_native(cast(Any, prepared.population.applications)).lazy()
    schema = applications.collect_schema()
    in_order = _in_order(prepared, applications)
    keys = key_columns(prepared.given.policy)
    row = nw.concat_str(*map(nw.col, keys), separator="/").alias("platform") if len(keys) > 1 else nw.col("platform")
    chosen = [row if name == "platform" else nw.col(name) for name in columns if name in schema]
    (data,) = _collected(prepared, [in_order.select(*chosen)])
    return pl.DataFrame(data)


def _in_order(prepared: PreparedPopulation, frame: Frame) -> Frame:
    return frame if prepared.ordered else frame.sort(*key_columns(prepared.given.policy))


def _decided_exactly(prepared: PreparedPopulation, policy: Policy) -> pl.DataFrame:
    """Decide a small population. Raises ApplicationError, as the table engine does."""
    frames = prepared.for_policy(policy)
    check_total(frames, policy)
    same = prepared.small is not None and frames.applications is prepared.given.applications
    return (prepared.small if same and prepared.small else SmallRound(frames)).decide(policy)


def _decided(prepared: PreparedPopulation, policies: Sequence[Policy]) -> list[Frame]:
    """Decide under policies that share one prepared table.

    Raises ApplicationError where the engine would overflow.
    """
    if not policies:
        return []
    table = prepared.prepared(policies[0], often=len(policies) > _SEVERAL)
    for policy in policies:
        check_overflow(table.frames, policy)
        check_total(table.frames, policy)
    return decide_policies(table, policies)


def _collected(prepared: PreparedPopulation, frames: Sequence[Frame]) -> Iterator[Mapping[str, Any]]:
    if not prepared.polars:
        for frame in frames:
            yield frame.collect().to_dict(as_series=False)
        return
    at_once = max(1, _ROWS_AT_ONCE // max(prepared.given.statistics.rows, 1))
    for first in range(0, len(frames), at_once):
        for data in pl.collect_all([frame.to_native() for frame in frames[first : first + at_once]]):
            yield data.to_dict()
