"""Vary lines of a measure.

A sweep of one or two lines, and the marginal cost of each line.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl

from fundcalc.base.errors import PolicyError, ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.loading import Policy
from fundcalc.policy.parameter_ranges import slider, stepped
from fundcalc.policy.parameter_values import Value, in_column, read_value, shown, written
from fundcalc.policy.parameters import Parameter, parameter, parameters
from fundcalc.scenario.definition import varied
from fundcalc.scenario.population import PopulationLike
from fundcalc.scenario.prepared import SUMS, PreparedPopulation, prepare, sums

MOST_POINTS = 10_000


def sweep(
    policy: Policy, population: PopulationLike | PreparedPopulation, values: Mapping[str, Sequence[object]]
) -> pl.DataFrame:
    """Compute the sums for each value of one line, or each pair of two.

    ``values`` maps the path of a line to its values in the law's units. One row per value or pair, in their order: the values
    (a column per line, its name ending in the unit: ``benefit.build.cap_yuan``), then ``applications``, ``paid``,
    ``total_fen``, ``eligible``, ``prospective_fen``, ``open``, and ``change_fen`` from the policy as it stands. Raises
    ScenarioError for an unknown line, PolicyError for a value that the policy cannot have.
    """
    if len(values) not in (1, 2):
        raise ScenarioError(_("one line is swept, or two; {number} were given").format(number=len(values)))
    lines = [parameter(policy, path) for path in values]
    ranges = [
        [read_value(line.kind, value) for value in given] for line, given in zip(lines, values.values(), strict=True)
    ]
    for line, given in zip(lines, ranges, strict=True):
        if not given:
            raise ScenarioError(_("{path}: no value is given to try").format(path=line.path))
    points = list(product(*ranges))
    if len(points) > MOST_POINTS:
        message = _("{number} points are more than {most}; take larger steps")
        raise ScenarioError(message.format(number=len(points), most=MOST_POINTS))
    prepared = prepare(population, policy)
    baseline, *totals = sums(prepared, [policy, *(_at(policy, lines, point) for point in points)])
    columns: dict[str, pl.Series] = {
        line.column: _column(line, [point[index] for point in points]) for index, line in enumerate(lines)
    }
    columns |= {name: pl.Series(name, [row[name] for row in totals], pl.Int64) for name in SUMS}
    frame = pl.DataFrame(columns)
    return frame.with_columns((pl.col("total_fen") - baseline["total_fen"]).alias("change_fen"))


def _at(policy: Policy, lines: Sequence[Parameter], point: Sequence[Value]) -> Policy:
    return varied(policy, {line.path: written(value) for line, value in zip(lines, point, strict=True)})


def _column(line: Parameter, values: Sequence[Value]) -> pl.Series:
    figures = [in_column(value) for value in values]
    match figures[0]:
        case date():
            return pl.Series(line.column, figures, pl.Date)
        case Decimal():
            return pl.Series(line.column, figures, pl.Decimal(38, 6))
        case _:
            return pl.Series(line.column, figures, pl.Int64)


def margins(policy: Policy, population: PopulationLike | PreparedPopulation, among: Sequence[str] = ()) -> pl.DataFrame:
    """Compute the cost of one step of each line up and down.

    One row per line (all of them, or those of ``among``), those that move most money first: ``line``, ``value`` and ``step``
    as text in the law's units, ``up_fen`` and ``down_fen``, the change of payable and prospective together, null where the
    policy cannot have that value. Raises ScenarioError for a line of ``among`` that has no step.
    """
    lines = {path: line for path, line in parameters(policy).items() if _has_a_step(line)}
    _check_lines(policy, among, lines)
    prepared = prepare(population, policy)
    variants: list[tuple[str, str, Policy]] = []
    shown_values: dict[str, tuple[str, str]] = {}
    for path, line in lines.items():
        move = slider(line) if not among or path in among else None
        if move is None or line.value is None or isinstance(line.value, date):
            continue
        shown_values[path] = shown(line.kind, line.value), shown(line.kind, move.step)
        for way, times in (("up", 1), ("down", -1)):
            value = stepped(line.value, move.step, times)
            if value >= 0 and (other := _if_valid(policy, path, value)):
                variants.append((path, way, other))
    baseline, *totals = (row["total_fen"] + row["prospective_fen"]
                         for row in sums(prepared, [policy, *(other for _path, _way, other in variants)]))  # fmt: skip
    change = {(path, way): total - baseline for (path, way, _policy), total in zip(variants, totals, strict=True)}
    frame = pl.DataFrame(
        [
            {"line": path, "value": value, "step": step, "up_fen": change.get((path, "up")),
             "down_fen": change.get((path, "down"))}
            for path, (value, step) in shown_values.items()
        ],
        schema={"line": pl.String, "value": pl.String, "step": pl.String, "up_fen": pl.Int64, "down_fen": pl.Int64},
    )  # fmt: skip
    moved = pl.max_horizontal(pl.col("up_fen").abs(), pl.col("down_fen").abs())
    return frame.sort(moved, descending=True, nulls_last=True, maintain_order=True)


def _has_a_step(line: Parameter) -> bool:
    return slider(line) is not None and line.value is not None and not isinstance(line.value, date)


def _check_lines(policy: Policy, among: Sequence[str], lines: Mapping[str, Parameter]) -> None:
    for path in among:
        if path not in lines:
            parameter(policy, path)  # raises for a line that is not there
            message = _(
                "{path}: has no step of its own (a day, or a line that is not there yet); it has {lines}{close}"
            )
            close = did_you_mean(path, lines)
            raise ScenarioError(message.format(path=path, lines=", ".join(lines), close=close))


def _if_valid(policy: Policy, path: str, value: Value) -> Policy | None:
    try:
        return varied(policy, {path: written(value)})
    except PolicyError:  # such as zero years
        return None
