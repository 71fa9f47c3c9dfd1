"""Interpretations as scenarios: what each ambiguity of a measure is worth to a population, alone and together with the others.

A reading matters if some application comes out otherwise under another of its values: alone, or together with another value of
one other reading (rounding down, say, matters only where amounts are rounded to the fen). The total is then told under every
combination of the readings that matter; where those are too many, of the readings that move most money, if that is asked for.
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
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import OPEN, SUMS, Looked, look, rows, sums

MOST_COMBINATIONS = 4_096


@dataclass(frozen=True)
class Interpretations:
    """What the readings of a policy are worth.

    ``values``: one row a value of each reading that matters, the taken one first: ``reading``, ``value``, ``taken``,
    ``changed`` (applications that come out otherwise with this value alone); ``total_fen``, ``change_fen`` and ``open`` (those
    that wait for a person, a document or a choice) with this value alone; ``least_fen`` and ``most_fen`` over all
    combinations with it; ``mean_change_fen``, the change from the taken value on average over all combinations of the
    others, rounded half up.
    ``combinations``: one row a combination: a column a reading, then the sums as ``sweep`` has them, ``taken``.
    ``without_effect``: the readings that change nothing for this population.
    ``alone_only``: readings that matter and are in no combination, because there would be too many; their ``least_fen``,
    ``most_fen`` and ``mean_change_fen`` are null, and ``without_effect`` then has those that change nothing alone.
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
        """The least that the measure comes to under any combination."""
        return int(self.combinations["total_fen"].min())  # type: ignore[arg-type]

    @property
    def most_fen(self) -> int:
        """The most that the measure comes to under any combination."""
        return int(self.combinations["total_fen"].max())  # type: ignore[arg-type]


def interpretations(
    policy: Policy,
    population: Population | Looked,
    *,
    among: Sequence[str] = (),
    most: int = MOST_COMBINATIONS,
    fewer: bool = False,
) -> Interpretations:
    """The total under every combination of the readings that matter to a population.

    ``among`` keeps to some readings, the others as the policy has them. Where there are more than ``most`` combinations,
    ``fewer`` combines the readings that move most money alone and leaves the others ``alone_only``; without it ScenarioError
    is raised, naming the readings that could be settled first. Raises ScenarioError where there is no such reading.
    """
    looked = look(population, policy)
    asked = _asked(policy, among)
    alone = _alone(policy, looked, asked)
    matter = [name for name in asked if any(alone[key].changed for key in alone if key[0] == name)]
    if not fewer or _combinations(policy, matter) <= most:
        matter = _matter(policy, looked, asked, alone)
    apart: tuple[str, ...] = ()
    if fewer:
        every_one = matter
        matter = _dearest(policy, matter, alone, most)
        apart = tuple(name for name in every_one if name not in matter)
    number = _combinations(policy, matter)
    if number > most:
        told = _("{readings} have {number} combinations, more than {most}; settle some of them, or name fewer")
        raise ScenarioError(told.format(readings=", ".join(matter), number=number, most=most))
    every = [(policy.readings[name], *policy.alternatives[name]) for name in matter]
    chosen = [dict(zip(matter, each, strict=True)) for each in product(*every)]
    found = sums(looked, read_as(policy, chosen))
    together = pl.DataFrame(
        {name: [each[name] for each in chosen] for name in matter}
        | {name: pl.Series([each[name] for each in found], dtype=pl.Int64) for name in SUMS}
    ).with_columns(
        (pl.col("total_fen") - found[0]["total_fen"]).alias("change_fen"),
        pl.Series("taken", [index == 0 for index in range(len(chosen))], pl.Boolean),
    )
    rows_ = [*_values(policy, matter, together, alone), *_values_alone(policy, apart, found[0], alone)]
    values = pl.DataFrame(rows_, schema=_VALUES, orient="row")
    without = tuple(name for name in asked if name not in (*matter, *apart))
    return Interpretations(
        *(policy, looked.population.name, looked.population.invented), tuple(matter), values, together, without, apart
    )


def _combinations(policy: Policy, readings: Sequence[str]) -> int:
    return prod(1 + len(policy.alternatives[name]) for name in readings)


def _dearest(policy: Policy, matter: Sequence[str], alone: "Mapping[_Key, _Alone]", most: int) -> list[str]:
    """As many of the readings as have no more than ``most`` combinations, those first that move most money alone."""
    worth = {
        name: max((abs(each.change) for key, each in alone.items() if key[0] == name), default=0) for name in matter
    }
    kept: list[str] = []
    for name in sorted(matter, key=lambda each: -worth[each]):
        if _combinations(policy, [*kept, name]) <= most:
            kept.append(name)
    return [name for name in matter if name in kept]


def _asked(policy: Policy, among: Sequence[str]) -> tuple[str, ...]:
    for name in among:
        if name not in policy.readings:
            close = did_you_mean(name, policy.readings)
            told = _("reading {name}: this policy has no such reading; it has {names}{close}")
            raise ScenarioError(told.format(name=name, names=", ".join(policy.readings), close=close))
    return tuple(dict.fromkeys(among)) or tuple(policy.readings)


# Which readings matter.


class _Alone(NamedTuple):
    """One other value of one reading, everything else as it stands: every application, and how many come out otherwise;
    what is payable in all, and by how much that is more.
    """

    decided: pl.DataFrame
    changed: int
    total: int
    change: int


_Key = tuple[str, str]


def _alone(policy: Policy, looked: Looked, asked: Sequence[str]) -> dict[_Key, _Alone]:
    keys = [(name, value) for name in asked for value in policy.alternatives[name]]
    read_so = read_as(policy, [dict((key,)) for key in keys])
    others = {
        key: other for key, other in zip(keys, read_so, strict=True) if _within_reach(policy, other, looked)
    }  # fmt: skip
    first, *decided = rows(looked, [policy, *others.values()])
    baseline = int(first["payable"].sum())
    return {
        key: _Alone(each, _changed(first, each), total := int(each["payable"].sum()), total - baseline)
        for key, each in zip(others, decided, strict=True)
    }


def _within_reach(policy: Policy, other: Policy, looked: Looked) -> bool:
    """Whether what two readings of a policy say differently is asked of this population at all."""
    columns, details = set(looked.given.schema), looked.given.details

    def asked(of: Policy) -> object:
        measure = of.measure
        derived = {fact: rule for fact, rule in measure.derived.items() if rule.records in details}
        there = columns | set(derived)
        conditions = {
            name: each if "all_attested" in columns or there & set(each.facts) else _unanswered(each)
            for name, each in measure.condition.items()
        }
        return (
            *(measure.routes, measure.validity, measure.benefit, measure.together, measure.election, measure.contest),
            *(measure.rounding, derived, conditions, measure.ban if "revoked_on" in columns else None),
        )

    return asked(policy) != asked(other)


def _unanswered(condition: m.AnyCondition) -> object:
    """What still tells of a condition whose facts nobody gives: it lacks them, unless no date is an answer too."""
    return (
        condition if any(part.absence_answers for part in m.within(condition)) else (condition.soft, condition.routes)
    )


def _changed(first: pl.DataFrame, second: pl.DataFrame) -> int:
    differs = pl.any_horizontal(pl.col(name) != second[name] for name in first.columns)
    return int(first.select(differs.sum()).item())


def _matter(policy: Policy, looked: Looked, asked: Sequence[str], alone: Mapping[_Key, _Alone]) -> list[str]:
    """The readings that change something alone, and those that do beside another value of one other reading."""
    matter = {name for (name, _value), each in alone.items() if each.changed}
    keys = list(alone)
    for index, one in enumerate(keys):
        others = [key for key in keys[index + 1 :] if key[0] != one[0] and not {key[0], one[0]} <= matter]
        both = read_as(policy, [dict((one, other)) for other in others])
        for other, decided in zip(others, rows(looked, both), strict=True):
            if _changed(alone[one].decided, decided):
                matter.add(other[0])
            if _changed(alone[other].decided, decided):
                matter.add(one[0])
    return [name for name in asked if name in matter]


def _values(
    policy: Policy, matter: Sequence[str], together: pl.DataFrame, alone: Mapping[_Key, _Alone]
) -> Iterator[tuple[object, ...]]:
    baseline = together["total_fen"][0]
    for name in matter:
        taken = together.filter(pl.col(name) == policy.readings[name])["total_fen"]
        for value in (policy.readings[name], *policy.alternatives[name]):
            # The combinations of the others stand in one order under every value, first the one in which all are as taken.
            beside = together.filter(pl.col(name) == value)
            of = beside["total_fen"]
            changed = alone[name, value].changed if (name, value) in alone else 0
            mean = _mean(int(of.sum()) - int(taken.sum()), of.len())
            yield (
                *(name, value, value == policy.readings[name], changed),
                *(of[0], of[0] - baseline, beside["open"][0], of.min(), of.max(), mean),
            )


def _values_alone(
    policy: Policy, apart: Sequence[str], baseline: Mapping[str, int], alone: Mapping[_Key, _Alone]
) -> Iterator[tuple[object, ...]]:
    for name in apart:
        yield name, policy.readings[name], True, 0, baseline["total_fen"], 0, baseline["open"], None, None, None
        for value in policy.alternatives[name]:
            if (name, value) in alone:
                each = alone[name, value]
                waiting = int(each.decided["status"].is_in(OPEN).sum())
                yield name, value, False, each.changed, each.total, each.change, waiting, None, None, None


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
