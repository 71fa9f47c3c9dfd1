"""Draw the columns of an invented population.

Every column has its own stream of random numbers, one per row, which depends on its name and the seed alone. A value is the
quantile at its number, in whole numbers throughout (see ``quantiles``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import repeat, starmap
from random import Random
from typing import TYPE_CHECKING, Any, assert_never

from fundcalc.engine.values import parser
from fundcalc.policy.vocabulary import Kind, Named
from fundcalc.scenario import draws as d
from fundcalc.scenario import quantiles
from fundcalc.scenario.population import column_type

if TYPE_CHECKING:
    import polars as pl

_BITS = 53  # of a number of chance, which ``random`` promises to be the same in every version
_WHOLE = 1 << _BITS
_EPOCH = date(1970, 1, 1).toordinal()
# The largest values that an application may have of its kind.
_LARGEST: Mapping[Kind, int] = {"count": 10**9 - 1, "area": 10**12 - 1, "decimal": 10**12 - 1}


def random_numbers(seed: int, stream: str, rows: int) -> pl.Series:
    """Whole numbers from 0 to 2^53, one a row.

    The first of them are the same for any number of rows.
    """
    import polars as pl

    draw = Random(f"{seed}/{stream}").random  # noqa: S311, nothing here is a secret
    return (pl.Series(list(starmap(draw, repeat((), rows))), dtype=pl.Float64) * _WHOLE).cast(pl.Int64)


def random_share(seed: int, stream: str, rows: int, share: Fraction) -> pl.Series:
    """True for a share of the rows."""
    import polars as pl

    if not share:
        return pl.repeat(value=False, n=rows, dtype=pl.Boolean, eager=True)
    return random_numbers(seed, stream, rows) < _below(share)


def _below(share: Fraction) -> int:
    return int(share * _WHOLE)


def draw_column(
    draw: d.AnyDraw, named: Named, stream: str, columns: Mapping[str, pl.Series], rows: int, seed: int
) -> pl.Series:
    """The values of a column; each branch of a ``by`` draws from the same numbers."""
    chance = random_numbers(seed, stream, rows)

    def values(draw: d.AnyDraw, place: str) -> pl.Series:
        found = _values(draw, named, chance, columns, lambda branch, key: values(branch, f"{place}.{key}"))
        if draw.missing:
            found = _where(random_numbers(seed, f"{place}/missing", rows) >= _below(draw.missing), found)
        if draw.only_with:
            found = _where(columns[draw.only_with].is_not_null(), found)
        if draw.only_without:
            found = _where(columns[draw.only_without].is_null(), found)
        return found

    return values(draw, stream)


def _where(kept: pl.Series, values: pl.Series) -> pl.Series:
    import polars as pl

    return pl.select(pl.when(kept).then(values)).to_series()


def _values(
    draw: d.AnyDraw,
    named: Named,
    chance: pl.Series,
    columns: Mapping[str, pl.Series],
    branch: Callable[[d.AnyDraw, str], pl.Series],
) -> pl.Series:
    import polars as pl

    kind = named.kind
    match draw:
        case d.Value(value=value):
            return pl.repeat(_constant(named, value), chance.len(), dtype=column_type(kind), eager=True)
        case d.Yes(yes=share):
            return chance < _below(share)
        case d.Choices(choices=choices):
            return weighted_choice(chance, choices, [_constant(named, value) for value in choices], column_type(kind))
        case d.Lognormal(median=median, spread=spread):
            return _kept(_bounded(_at(quantiles.lognormal(d.number(named, median), spread), chance), draw, named), kind)
        case d.Normal(mean=mean, deviation=deviation):
            knots = quantiles.normal(d.number(named, mean), d.number(named, deviation))
            return _kept(_bounded(_at(knots, chance), draw, named), kind)
        case d.Between(between=(first, last), unit=unit):
            step = 1 if unit is None else d.number(named, unit)
            low = d.number(named, first)
            steps = (d.number(named, last) - low) // step + 1
            return _kept(_times(chance, steps) * step + low, kind)
        case d.PartOf(part_of=whole, shares=(low, high)):
            shares = _times(chance, _below(high) - _below(low) + 1) + _below(low)
            return _kept(_product(columns[whole].cast(pl.Int64), shares, _WHOLE), kind)
        case d.By(by=key, each=each):
            return _by(columns[key], {value: branch(one, value) for value, one in each.items()}, column_type(kind))
        case _:
            assert_never(draw)


def _constant(named: Named, value: object) -> Any:
    read = parser(named)(value)
    return " ".join(read) if isinstance(read, tuple) else read


def weighted_choice(chance: pl.Series, weights: Mapping[str, Fraction], values: list[Any], kind: Any) -> pl.Series:
    """For each number the value whose share of the weights it falls to."""
    import polars as pl

    ends = list(_ends(weights))
    found = pl.Series(ends, dtype=pl.Int64).search_sorted(chance, side="right")
    return pl.Series(values, dtype=kind).gather(found)


def _ends(weights: Mapping[str, Fraction]) -> Iterator[int]:
    whole, so_far = sum(weights.values()), Fraction(0)
    for weight in weights.values():
        so_far += weight
        yield _below(so_far / whole)


def _times(chance: pl.Series, steps: int) -> pl.Series:
    """A whole number from 0 to below ``steps``."""
    return _product(chance, steps, _WHOLE)


def _product(one: pl.Series, other: pl.Series | int, whole: int) -> pl.Series:
    """The product of two parts of a whole; it may exceed 64 bits on the way."""
    import polars as pl

    product = pl.lit(one).cast(pl.Int128) * pl.lit(other).cast(pl.Int128)
    return pl.select((product // whole).cast(pl.Int64)).to_series()


def _at(knots: list[int], chance: pl.Series) -> pl.Series:
    """The quantile at each number: between two knots by the straight line."""
    import polars as pl

    number, cells, bits = pl.lit(chance), quantiles.CELLS, quantiles.BITS
    cell, inner = number // (1 << _BITS - bits), number // (1 << _BITS - 2 * bits) % cells
    first, last = cell == 0, cell == cells - 1
    fine, coarse = 1 << _BITS - 2 * bits, 1 << _BITS - bits
    place = pl.select(
        knot=pl.when(first).then(cells + 1 + inner).when(last).then(2 * (cells + 1) + inner).otherwise(cell),
        rest=pl.when(first | last).then(number % fine * cells).otherwise(number % coarse),
    )
    values = pl.Series([min(knot, d.LARGEST) for knot in knots], dtype=pl.Int64)
    low, high = values.gather(place["knot"]), values.gather(place["knot"] + 1)
    return low + _product(high - low, place["rest"], coarse)


def _bounded(values: pl.Series, draw: d.Figures, named: Named) -> pl.Series:
    """Rounded to the unit, and what lies beyond an end taken as that end."""
    if draw.unit is not None and (unit := d.number(named, draw.unit)) > 1:
        values = (values + unit // 2) // unit * unit
    least = 0 if draw.least is None else d.number(named, draw.least)
    most = d.LARGEST if draw.most is None else d.number(named, draw.most)
    return values.clip(least, min(most, _LARGEST.get(named.kind, most)))


def _kept(values: pl.Series, kind: Kind) -> pl.Series:
    import polars as pl

    return (values - _EPOCH).cast(pl.Int32).cast(pl.Date) if kind == "date" else values.cast(column_type(kind))


def _by(column: pl.Series, branches: Mapping[str, pl.Series], kind: Any) -> pl.Series:
    import polars as pl

    value = pl.lit(column)
    spelt = (
        pl.when(value).then(pl.lit("yes")).otherwise(pl.lit("no"))
        if column.dtype == pl.Boolean
        else value.cast(pl.String)
    )
    found: pl.Expr = pl.lit(branches.get("otherwise", pl.Series([None], dtype=kind)))
    for name, values in branches.items():
        if name != "otherwise":
            found = pl.when(value.is_not_null() & (spelt == name)).then(values).otherwise(found)
    return pl.select(found).to_series()
