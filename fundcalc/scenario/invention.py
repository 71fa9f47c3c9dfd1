"""Invent a population by a recipe; nobody in it exists.

The same seed gives the same population everywhere.

Every column has a stream of chance of its own, one number a row, whose name and the seed are all it depends on: so a larger
population begins with the smaller one, and a column drawn otherwise leaves the others as they were. A value is the quantile at
its number, in whole numbers throughout (see ``quantiles``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms
from fundcalc.scenario import recipe as r
from fundcalc.scenario import recipe_reader
from fundcalc.scenario.drawing import draw_column, random_numbers, random_share, weighted_choice
from fundcalc.scenario.population import INVENTED, Population
from fundcalc.tables.engines import engine

if TYPE_CHECKING:
    import polars as pl

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


# Organisations and their columns.


def _owners(recipe: r.Recipe, rows: int, seed: int) -> pl.Series:
    """The number of the organisation of each application, from 0."""
    import polars as pl

    numbers = [int(number) for number in recipe.platforms]
    sizes = weighted_choice(random_numbers(seed, "platforms", rows), recipe.platforms, numbers, pl.Int64)
    return pl.select(pl.int_range(rows).repeat_by(sizes).explode().head(rows)).to_series()


def _columns(valid: r.ValidRecipe, owners: pl.Series, seed: int) -> dict[str, pl.Series]:
    """Every column that the recipe draws, one value for each application."""
    organisations = int(owners[-1]) + 1
    of_organisations: dict[str, pl.Series] = {}
    columns: dict[str, pl.Series] = {}
    for section, key, named, draw in valid.stated:
        stream = f"{section}.{key}"
        if section == "application":
            columns[key] = draw_column(draw, named or _GROUP, stream, columns, owners.len(), seed)
        else:
            of_organisations[key] = draw_column(draw, named or _GROUP, stream, of_organisations, organisations, seed)
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
    if policy.by_claim:
        made = made.with_columns(claim=pl.lit("1"))
    return made.with_columns(*columns, *(drawn[group].alias(group) for group in groups))


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
            amount=draw_column(paid.amount, amount, f"{stream}.amount", drawn, rows, seed),
            platform_kind="platform_kind" if "platform_kind" in drawn else pl.lit(None, pl.String),
            local=random_share(seed, f"{stream}.local", rows, paid.local),
            **(
                {"awarded_on": pl.date(pl.col("award_year") - paid.years_before, 1, 1)} if policy.measure.by_day else {}
            ),
            **({"claim": pl.lit(f"earlier-{index + 1}")} if policy.by_claim else {}),
        )
        got = random_share(seed, stream, rows, paid.share)
        back = got & random_share(seed, f"{stream}.recovered", rows, paid.recovered)
        every += [awards.filter(got), awards.filter(back).with_columns(-pl.col("amount"))]
    found = pl.concat(every).drop_nulls("amount") if every else None
    return found if found is not None and found.height else None
