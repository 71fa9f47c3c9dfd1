"""What a measure comes to while one line of it moves, or two: a curve or a grid, and what each line costs at the margin."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl

from fundcalc.base.errors import PolicyError, ScenarioError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameters import (
    Parameter,
    Value,
    in_column,
    parameter,
    parameters,
    read_value,
    shown,
    slider,
    stepped,
    written,
)
from fundcalc.scenario.definition import varied
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import SUMS, Looked, look, sums

MOST_POINTS = 10_000


def sweep(policy: Policy, population: Population | Looked, values: Mapping[str, Sequence[object]]) -> pl.DataFrame:
    """The sums of a population for each value of one line, or each pair of values of two.

    ``values`` maps the path of a line to its values in the law's units. One row a value or pair, in their order: the values
    (a column a line, its name ending in the unit: ``benefit.build.cap_yuan``), then ``applications``, ``paid``, ``total_fen``,
    ``eligible``, ``prospective_fen``, ``open``, and ``change_fen`` from the policy as it stands. Raises ScenarioError for a
    line that is not there, PolicyError for a value that the policy cannot have.
    """
    if len(values) not in (1, 2):
        raise ScenarioError(_("one line is swept, or two; {number} were given").format(number=len(values)))
    of = [parameter(policy, path) for path in values]
    read_so = [
        [read_value(each.kind, value) for value in given] for each, given in zip(of, values.values(), strict=True)
    ]
    for each, given in zip(of, read_so, strict=True):
        if not given:
            raise ScenarioError(_("{path}: no value is given to try").format(path=each.path))
    points = list(product(*read_so))
    if len(points) > MOST_POINTS:
        told = _("{number} points are more than {most}; take larger steps")
        raise ScenarioError(told.format(number=len(points), most=MOST_POINTS))
    looked = look(population, policy)
    baseline, *found = sums(looked, [policy, *(_at(policy, of, point) for point in points)])
    columns: dict[str, pl.Series] = {
        each.column: _values(each, [point[index] for point in points]) for index, each in enumerate(of)
    }
    columns |= {name: pl.Series(name, [one[name] for one in found], pl.Int64) for name in SUMS}
    frame = pl.DataFrame(columns)
    return frame.with_columns((pl.col("total_fen") - baseline["total_fen"]).alias("change_fen"))


def _at(policy: Policy, of: Sequence[Parameter], point: Sequence[Value]) -> Policy:
    return varied(policy, {each.path: written(value) for each, value in zip(of, point, strict=True)})


def _values(of: Parameter, values: Sequence[Value]) -> pl.Series:
    held = [in_column(value) for value in values]
    match held[0]:
        case date():
            return pl.Series(of.column, held, pl.Date)
        case Decimal():
            return pl.Series(of.column, held, pl.Decimal(38, 6))
        case _:
            return pl.Series(of.column, held, pl.Int64)


def margins(policy: Policy, population: Population | Looked, among: Sequence[str] = ()) -> pl.DataFrame:
    """What one step of each line costs: a slider's step up and down, everything else as it stands.

    One row a line (all of them, or those of ``among``), those that move most money first: ``line``, ``value`` and ``step``
    as text in the law's units, ``up_fen`` and ``down_fen``: the change of what is payable and prospective together; null
    where the policy cannot have that value.
    """
    looked = look(population, policy)
    asked: list[tuple[str, str, Policy]] = []
    told: dict[str, tuple[str, str]] = {}
    for path, each in parameters(policy).items():
        move = slider(each) if not among or path in among else None
        if move is None or each.value is None or isinstance(each.value, date):
            continue
        told[path] = shown(each.kind, each.value), shown(each.kind, move.step)
        for way, times in (("up", 1), ("down", -1)):
            value = stepped(each.value, move.step, times)
            if value >= 0 and (other := _if_possible(policy, path, value)):
                asked.append((path, way, other))
    baseline, *found = (one["total_fen"] + one["prospective_fen"]
                        for one in sums(looked, [policy, *(other for _path, _way, other in asked)]))  # fmt: skip
    change = {(path, way): total - baseline for (path, way, _policy), total in zip(asked, found, strict=True)}
    frame = pl.DataFrame(
        [
            {"line": path, "value": value, "step": step, "up_fen": change.get((path, "up")),
             "down_fen": change.get((path, "down"))}
            for path, (value, step) in told.items()
        ],
        schema={"line": pl.String, "value": pl.String, "step": pl.String, "up_fen": pl.Int64, "down_fen": pl.Int64},
    )  # fmt: skip
    moved = pl.max_horizontal(pl.col("up_fen").abs(), pl.col("down_fen").abs())
    return frame.sort(moved, descending=True, nulls_last=True, maintain_order=True)


def _if_possible(policy: Policy, path: str, value: Value) -> Policy | None:
    try:
        return varied(policy, {path: written(value)})
    except PolicyError:  # such as no years at all
        return None
