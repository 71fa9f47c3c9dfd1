"""Invent a population by a recipe; nobody in it exists.

The same seed gives the same population everywhere.

Every column has a stream of chance of its own, one number a row, whose name and the seed are all it depends on: so a larger
population begins with the smaller one, and a column drawn otherwise leaves the others as they were. A value is the quantile at
its number, in whole numbers throughout (see ``quantiles``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import repeat, starmap
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, assert_never

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.engine.values import parser
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Kind, Named, forms
from fundcalc.scenario import quantiles, recipe_reader
from fundcalc.scenario import recipe as r
from fundcalc.scenario.population import INVENTED, Population, column_type
from fundcalc.tables.engines import engine

if TYPE_CHECKING:
    import polars as pl

_BITS = 53  # of a number of chance, which ``random`` promises to be the same in every version
_WHOLE = 1 << _BITS
_EPOCH = date(1970, 1, 1).toordinal()
# The largest values that an application may have of its kind.
_LARGEST: Mapping[Kind, int] = {"count": 10**9 - 1, "area": 10**12 - 1, "decimal": 10**12 - 1}

_GROUP = Named(kind="text", zh="", en="")


def invent(
    policy: Policy, recipe: Path | str | None = None, *, applications: int | None = None, seed: int | None = None
) -> Population:
    """Invent a population for a measure, by its own recipe or another.

    As many applications as asked for, else as the recipe says.

    Every organisation has an id that begins with INVENTED-. Raises PolicyError naming every fault of the recipe.
    """
    engine("polars")
    valid = recipe_reader.read(recipe_reader.find(policy) if recipe is None else recipe, policy)
    rows = valid.recipe.applications if applications is None else applications
    seed = valid.recipe.seed if seed is None else seed
    if not 1 <= rows <= r.MOST_APPLICATIONS:
        raise FundcalcError(
            _("{count} applications cannot be invented; ask for 1 to {most}").format(
                count=f"{rows:,}", most=f"{r.MOST_APPLICATIONS:,}"
            )
        )
    if seed < 0:
        raise FundcalcError(_("{seed} is not a seed; give a whole number of 0 or more").format(seed=seed))
    owners = _owners(valid.recipe, rows, seed)
    drawn = _columns(valid, owners, seed)
    groups = tuple(valid.recipe.group)
    frame = _frame(policy, owners, drawn, groups)
    return Population(
        frame,
        _paid(valid.recipe, policy, frame, drawn, seed),
        {},
        valid.name,
        True,
        groups,
        recipe=valid,
        seed=seed,
    )


# Chance.


def _chance(seed: int, stream: str, rows: int) -> pl.Series:
    """Whole numbers from 0 to 2^53, one a row.

    The first of them are the same for any number of rows.
    """
    import polars as pl

    draw = Random(f"{seed}/{stream}").random  # noqa: S311, nothing here is a secret
    return (pl.Series(list(starmap(draw, repeat((), rows))), dtype=pl.Float64) * _WHOLE).cast(pl.Int64)


def _so_many(seed: int, stream: str, rows: int, share: Fraction) -> pl.Series:
    """True for a share of the rows."""
    import polars as pl

    if not share:
        return pl.repeat(value=False, n=rows, dtype=pl.Boolean, eager=True)
    return _chance(seed, stream, rows) < _below(share)


def _below(share: Fraction) -> int:
    return int(share * _WHOLE)


# Organisations and their columns.


def _owners(recipe: r.Recipe, rows: int, seed: int) -> pl.Series:
    """The number of the organisation of each application, from 0."""
    import polars as pl

    numbers = [int(number) for number in recipe.platforms]
    sizes = _picked(_chance(seed, "platforms", rows), recipe.platforms, numbers, pl.Int64)
    return pl.select(pl.int_range(rows).repeat_by(sizes).explode().head(rows)).to_series()


def _columns(valid: r.ValidRecipe, owners: pl.Series, seed: int) -> dict[str, pl.Series]:
    """Every column that the recipe draws, one value for each application."""
    organisations = int(owners[-1]) + 1
    of_organisations: dict[str, pl.Series] = {}
    columns: dict[str, pl.Series] = {}
    for section, key, named, draw in valid.stated:
        stream = f"{section}.{key}"
        if section == "application":
            columns[key] = _drawn(draw, named or _GROUP, stream, columns, owners.len(), seed)
        else:
            of_organisations[key] = _drawn(draw, named or _GROUP, stream, of_organisations, organisations, seed)
            columns[key] = of_organisations[key].gather(owners)
    return columns


def _frame(policy: Policy, owners: pl.Series, drawn: Mapping[str, pl.Series], groups: tuple[str, ...]) -> pl.DataFrame:
    import polars as pl

    def numbered(text: str, number: pl.Series) -> pl.Expr:
        return pl.format(text, (pl.lit(number) + 1).cast(pl.String).str.zfill(7))

    platform = pl.select(pl.int_range(owners.len())).to_series()
    made = pl.select(
        platform=numbered(f"{INVENTED}{policy.measure.code}-{{}}", platform),
        platform_name=numbered("虚构平台{}（示例）", platform),
        organisation=numbered(f"{INVENTED}{{}}", owners),
        organisation_name=numbered("虚构单位{}（示例）", owners),
    )
    keys = r.columns_of(policy)
    columns = [
        drawn[key].alias(key) if (default := named.default) is None else drawn[key].fill_null(default).alias(key)
        for key, named in keys.items()
        if key in drawn
    ]
    return made.with_columns(*columns, *(drawn[group].alias(group) for group in groups))


# Values.


def _drawn(
    draw: r.AnyDraw, named: Named, stream: str, columns: Mapping[str, pl.Series], rows: int, seed: int
) -> pl.Series:
    """The values of a column; each branch of a ``by`` draws from the same numbers."""
    chance = _chance(seed, stream, rows)

    def values(draw: r.AnyDraw, place: str) -> pl.Series:
        found = _values(draw, named, chance, columns, lambda branch, key: values(branch, f"{place}.{key}"))
        if draw.missing:
            found = _where(_chance(seed, f"{place}/missing", rows) >= _below(draw.missing), found)
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
    draw: r.AnyDraw,
    named: Named,
    chance: pl.Series,
    columns: Mapping[str, pl.Series],
    branch: Callable[[r.AnyDraw, str], pl.Series],
) -> pl.Series:
    import polars as pl

    kind = named.kind
    match draw:
        case r.Value(value=value):
            return pl.repeat(_constant(named, value), chance.len(), dtype=column_type(kind), eager=True)
        case r.Yes(yes=share):
            return chance < _below(share)
        case r.Choices(choices=choices):
            return _picked(chance, choices, [_constant(named, value) for value in choices], column_type(kind))
        case r.Lognormal(median=median, spread=spread):
            return _kept(_bounded(_at(quantiles.lognormal(r.number(named, median), spread), chance), draw, named), kind)
        case r.Normal(mean=mean, deviation=deviation):
            knots = quantiles.normal(r.number(named, mean), r.number(named, deviation))
            return _kept(_bounded(_at(knots, chance), draw, named), kind)
        case r.Between(between=(first, last), unit=unit):
            step = 1 if unit is None else r.number(named, unit)
            low = r.number(named, first)
            steps = (r.number(named, last) - low) // step + 1
            return _kept(_times(chance, steps) * step + low, kind)
        case r.PartOf(part_of=whole, shares=(low, high)):
            shares = _times(chance, _below(high) - _below(low) + 1) + _below(low)
            return _kept(_product(columns[whole].cast(pl.Int64), shares, _WHOLE), kind)
        case r.By(by=key, each=each):
            return _by(columns[key], {value: branch(one, value) for value, one in each.items()}, column_type(kind))
        case _:
            assert_never(draw)


def _constant(named: Named, value: object) -> Any:
    read = parser(named)(value)
    return " ".join(read) if isinstance(read, tuple) else read


def _picked(chance: pl.Series, weights: Mapping[str, Fraction], values: list[Any], kind: Any) -> pl.Series:
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
    values = pl.Series([min(knot, r.LARGEST) for knot in knots], dtype=pl.Int64)
    low, high = values.gather(place["knot"]), values.gather(place["knot"] + 1)
    return low + _product(high - low, place["rest"], coarse)


def _bounded(values: pl.Series, draw: r.Figures, named: Named) -> pl.Series:
    """Rounded to the unit, and what lies beyond an end taken as that end."""
    if draw.unit is not None and (unit := r.number(named, draw.unit)) > 1:
        values = (values + unit // 2) // unit * unit
    least = 0 if draw.least is None else r.number(named, draw.least)
    most = r.LARGEST if draw.most is None else r.number(named, draw.most)
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


# Awards already paid.


def _paid(
    recipe: r.Recipe, policy: Policy, applications: pl.DataFrame, drawn: Mapping[str, pl.Series], seed: int
) -> pl.DataFrame | None:
    import polars as pl

    amount = forms()["paid"].columns["amount"]
    every = []
    for index, paid in enumerate(recipe.paid):
        stream, rows = f"paid.{index}", applications.height
        awards = applications.select(
            "organisation",
            platform=pl.format("{}-E", "platform") if paid.elsewhere else "platform",
            programme=pl.lit(paid.programme or policy.id),
            benefit=pl.lit(paid.benefit),
            year=pl.col("award_year") - paid.years_before,
            amount=_drawn(paid.amount, amount, f"{stream}.amount", drawn, rows, seed),
            platform_kind="platform_kind" if "platform_kind" in drawn else pl.lit(None, pl.String),
            local=_so_many(seed, f"{stream}.local", rows, paid.local),
        )
        got = _so_many(seed, stream, rows, paid.share)
        back = got & _so_many(seed, f"{stream}.recovered", rows, paid.recovered)
        every += [awards.filter(got), awards.filter(back).with_columns(-pl.col("amount"))]
    found = pl.concat(every).drop_nulls("amount") if every else None
    return found if found is not None and found.height else None
