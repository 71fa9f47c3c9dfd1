"""Price the readings of a measure.

The total is computed under every combination of the readings that change something.

A reading is significant if some application comes out differently under another of its values, alone or together with
another value of one other reading (rounding down, say, matters only where amounts are rounded to the fen). When the significant
readings have too many combinations, those that move most money are combined, if the caller allows it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple

import polars as pl

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import share
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.scenario.definition import read_as
from fundcalc.scenario.population import PopulationLike
from fundcalc.scenario.prepared import OPEN, SUMS, PreparedPopulation, prepare, rows, sums

MOST_COMBINATIONS = 4_096


@dataclass(frozen=True)
class Interpretations:
    """What the readings of a policy are worth to a population.

    ``values`` has one row per value of each significant reading, the value taken first: ``reading``, ``value``, ``taken``,
    ``changed`` (applications that come out differently with this value alone); ``total_fen``, ``change_fen`` and ``open``
    (those that wait for a person, a document or a choice) with this value alone; ``least_fen`` and ``most_fen`` over all
    combinations with it; ``mean_change_fen``, the change from the value taken averaged over all combinations of the others,
    rounded half up.
    ``combinations`` has one row per combination: a column per reading, the sums as in ``sweep``, and ``taken``.
    ``without_effect`` are the readings that change nothing for this population.
    ``alone_only`` are significant readings left out of the combinations, because there would be too many: their
    ``least_fen``, ``most_fen`` and ``mean_change_fen`` are null, and ``without_effect`` then has those that change nothing
    alone.
    """

    policy: Policy
    name: str
    invented: bool
    readings: tuple[str, ...]
    values: pl.DataFrame
    combinations: pl.DataFrame
    without_effect: tuple[str, ...]
    alone_only: tuple[str, ...] = ()

    @property
    def least_fen(self) -> int:
        """The lowest total of any combination."""
        return int(self.combinations["total_fen"].min())  # type: ignore[arg-type]

    @property
    def most_fen(self) -> int:
        """The highest total of any combination."""
        return int(self.combinations["total_fen"].max())  # type: ignore[arg-type]


def interpretations(
    policy: Policy,
    population: PopulationLike | PreparedPopulation,
    *,
    among: Sequence[str] = (),
    most: int = MOST_COMBINATIONS,
    fewer: bool = False,
) -> Interpretations:
    """Compute the total under every combination of the significant readings.

    ``among`` limits this to some readings; the others stay as the policy has them. When there are more than ``most``
    combinations, ``fewer`` combines the readings that move most money alone and lists the others as ``alone_only``; without
    it ScenarioError names the readings that could be settled first. Raises ScenarioError for an unknown reading.
    """
    prepared = prepare(population, policy)
    names = _known_readings(policy, among)
    single_effects = _single_effects(policy, prepared, names)
    significant = [
        name for name in names if any(effect.changed for key, effect in single_effects.items() if key[0] == name)
    ]
    if not fewer or _combinations(policy, significant) <= most:
        significant = _significant(policy, prepared, names, single_effects)
    excluded: tuple[str, ...] = ()
    if fewer:
        combined = _most_expensive(policy, significant, single_effects, most)
        excluded = tuple(name for name in significant if name not in combined)
        significant = combined
    number = _combinations(policy, significant)
    if number > most:
        message = _("{readings} have {number} combinations, more than {most}; settle some of them, or name fewer")
        raise ScenarioError(message.format(readings=", ".join(significant), number=number, most=most))
    combinations, totals = _all_combinations(policy, prepared, significant)
    values = [
        *_values(policy, significant, combinations, single_effects),
        *_excluded_values(policy, excluded, totals, single_effects),
    ]
    return Interpretations(
        policy=policy,
        name=prepared.population.name,
        invented=prepared.population.invented,
        readings=tuple(significant),
        values=pl.DataFrame(values, schema=_VALUES, orient="row"),
        combinations=combinations,
        without_effect=tuple(name for name in names if name not in (*significant, *excluded)),
        alone_only=excluded,
    )


def _all_combinations(
    policy: Policy, prepared: PreparedPopulation, significant: Sequence[str]
) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The sums of every combination, the readings as taken first."""
    choices = [(policy.readings[name], *policy.alternatives[name]) for name in significant]
    chosen = [dict(zip(significant, values, strict=True)) for values in product(*choices)]
    totals = sums(prepared, read_as(policy, chosen))
    combinations = pl.DataFrame(
        {name: [readings[name] for readings in chosen] for name in significant}
        | {name: pl.Series([row[name] for row in totals], dtype=pl.Int64) for name in SUMS}
    ).with_columns(
        (pl.col("total_fen") - totals[0]["total_fen"]).alias("change_fen"),
        pl.Series("taken", [index == 0 for index in range(len(chosen))], pl.Boolean),
    )
    return combinations, totals[0]


def _combinations(policy: Policy, readings: Sequence[str]) -> int:
    return prod(1 + len(policy.alternatives[name]) for name in readings)


def _most_expensive(
    policy: Policy, significant: Sequence[str], single_effects: "Mapping[_Key, _SingleEffect]", most: int
) -> list[str]:
    """As many readings as fit in ``most`` combinations, dearest alone first."""
    worth = {
        name: max((abs(effect.change) for key, effect in single_effects.items() if key[0] == name), default=0)
        for name in significant
    }
    kept: list[str] = []
    for name in sorted(significant, key=lambda name: -worth[name]):
        if _combinations(policy, [*kept, name]) <= most:
            kept.append(name)
    return [name for name in significant if name in kept]


def _known_readings(policy: Policy, among: Sequence[str]) -> tuple[str, ...]:
    for name in among:
        if name not in policy.readings:
            close = did_you_mean(name, policy.readings)
            message = _("reading {name}: this policy has no such reading; it has {names}{close}")
            raise ScenarioError(message.format(name=name, names=", ".join(policy.readings), close=close))
    return tuple(dict.fromkeys(among)) or tuple(policy.readings)


# Which readings are significant.


class _SingleEffect(NamedTuple):
    """The effect of one other value of one reading.

    Everything else stays as it stands: the decided rows, how many of them differ, and the total with its change (fen).
    """

    decided: pl.DataFrame
    changed: int
    total: int
    change: int


_Key = tuple[str, str]


def _single_effects(policy: Policy, prepared: PreparedPopulation, names: Sequence[str]) -> dict[_Key, _SingleEffect]:
    keys = [(name, value) for name in names for value in policy.alternatives[name]]
    variants = read_as(policy, [dict((key,)) for key in keys])
    others = {
        key: other for key, other in zip(keys, variants, strict=True) if _may_differ(policy, other, prepared)
    }  # fmt: skip
    first, *decided = rows(prepared, [policy, *others.values()])
    baseline = int(first["payable"].sum())
    return {
        key: _SingleEffect(frame, _changed(first, frame), total := int(frame["payable"].sum()), total - baseline)
        for key, frame in zip(others, decided, strict=True)
    }


def _may_differ(policy: Policy, other: Policy, prepared: PreparedPopulation) -> bool:
    """Whether two variants differ in anything the population has data for."""
    if policy.versions:
        return True
    columns, details = set(prepared.given.schema), prepared.given.details

    def relevant_parts(variant: Policy) -> object:
        measure = variant.measure
        derived = {fact: rule for fact, rule in measure.derived.items() if rule.records in details}
        available = columns | set(derived)
        conditions = {
            name: condition if "all_attested" in columns or available & set(condition.facts) else _unanswered(condition)
            for name, condition in measure.condition.items()
        }
        return (
            *(measure.routes, measure.validity, measure.benefit, measure.together, measure.election, measure.contest),
            *(measure.rounding, derived, conditions, measure.ban if "revoked_on" in columns else None),
            *(measure.ceiling, measure.computed, measure.filed, measure.doubt),
        )

    return relevant_parts(policy) != relevant_parts(other)


def _unanswered(condition: m.AnyCondition) -> object:
    """What a condition still decides without any of its facts."""
    if any(part.absence_answers for part in m.within(condition)):
        return condition
    return condition.soft, condition.routes


def _changed(first: pl.DataFrame, second: pl.DataFrame) -> int:
    differs = pl.any_horizontal(pl.col(name) != second[name] for name in first.columns)
    return int(first.select(differs.sum()).item())


def _significant(
    policy: Policy,
    prepared: PreparedPopulation,
    names: Sequence[str],
    single_effects: Mapping[_Key, _SingleEffect],
) -> list[str]:
    """The readings that change something alone, or with a value of another."""
    significant = {name for (name, _value), effect in single_effects.items() if effect.changed}
    keys = list(single_effects)
    for index, key in enumerate(keys):
        others = [other for other in keys[index + 1 :] if other[0] != key[0] and not {other[0], key[0]} <= significant]
        pairs = read_as(policy, [dict((key, other)) for other in others])
        for other, decided in zip(others, rows(prepared, pairs), strict=True):
            if _changed(single_effects[key].decided, decided):
                significant.add(other[0])
            if _changed(single_effects[other].decided, decided):
                significant.add(key[0])
    return [name for name in names if name in significant]


def _values(
    policy: Policy,
    significant: Sequence[str],
    combinations: pl.DataFrame,
    single_effects: Mapping[_Key, _SingleEffect],
) -> Iterator[tuple[object, ...]]:
    baseline = combinations["total_fen"][0]
    for name in significant:
        taken = combinations.filter(pl.col(name) == policy.readings[name])["total_fen"]
        for value in (policy.readings[name], *policy.alternatives[name]):
            # The combinations of the others have one order under every value, first the one with all readings as taken.
            subset = combinations.filter(pl.col(name) == value)
            totals = subset["total_fen"]
            changed = single_effects[name, value].changed if (name, value) in single_effects else 0
            mean = _mean(int(totals.sum()) - int(taken.sum()), totals.len())
            yield (
                *(name, value, value == policy.readings[name], changed),
                *(totals[0], totals[0] - baseline, subset["open"][0], totals.min(), totals.max(), mean),
            )


def _excluded_values(
    policy: Policy,
    excluded: Sequence[str],
    baseline: Mapping[str, int],
    single_effects: Mapping[_Key, _SingleEffect],
) -> Iterator[tuple[object, ...]]:
    for name in excluded:
        yield name, policy.readings[name], True, 0, baseline["total_fen"], 0, baseline["open"], None, None, None
        for value in policy.alternatives[name]:
            if (name, value) in single_effects:
                effect = single_effects[name, value]
                waiting = int(effect.decided["status"].is_in(OPEN).sum())
                yield name, value, False, effect.changed, effect.total, effect.change, waiting, None, None, None


def _mean(total: int, number: int) -> int:
    sign = -1 if total < 0 else 1
    return sign * share(Fraction(1, number), abs(total))


_VALUES: Mapping[str, type[pl.DataType]] = {
    "reading": pl.String,
    "value": pl.String,
    "taken": pl.Boolean,
    "changed": pl.Int64,
    "total_fen": pl.Int64,
    "change_fen": pl.Int64,
    "open": pl.Int64,
    "least_fen": pl.Int64,
    "most_fen": pl.Int64,
    "mean_change_fen": pl.Int64,
}
