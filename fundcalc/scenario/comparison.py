"""Compare a measure before and after a change.

Cost, winners and losers, use of a budget.

An application gets what is payable now or, when eligible and not yet filed, what would be payable once filed; totals keep the
two apart. Every figure is a whole number; amounts are fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import fen
from fundcalc.policy.loading import Policy
from fundcalc.scenario.comparison_figures import (
    AFTER,
    BEFORE,
    BY_GROUP,
    MOVES,
    OF_GROUP,
    TOTALS,
    apportioned_by_year,
    crosses,
    payable_now,
    totals_of,
    used_percent,
)
from fundcalc.scenario.definition import Scenario, policy_under
from fundcalc.scenario.population import PopulationLike
from fundcalc.scenario.prepared import PreparedPopulation, described, prepare, rows
from fundcalc.workbooks.headings import columns, read_heading

# Facts to group by when a population has them, besides its own groups.
_GROUPS = ("platform_kind", "organisation_kind", "grade")
_NAMES = ("platform", "platform_name", "organisation", "organisation_name", "award_year")
_COMPARED = (*(f"{when}_{part}" for when in (BEFORE, AFTER) for part in ("fen", "status", "paid_fen")), "change_fen")


@dataclass(frozen=True)
class Comparison:
    """A baseline and a scenario over one population.

    ``rows`` has one row per application, in their order: ids, groups, ``before_fen``, ``after_fen``, ``change_fen``,
    ``before_status``, ``after_status``. The other frames are derived from it on demand.
    """

    before: Policy
    after: Policy
    name: str
    invented: bool
    groups: tuple[str, ...]
    rows: pl.DataFrame

    @property
    def totals(self) -> pl.DataFrame:
        """Totals before and after, in two rows.

        Counts, ``total_fen``, ``prospective_fen``, mean and quantiles of those paid.

        ``mean_fen`` is rounded half up; a quantile is the least amount actually paid that so large a part of the paid do not
        exceed. Null when nobody is paid.
        """
        return pl.DataFrame([totals_of(self.rows, when) for when in (BEFORE, AFTER)], schema=TOTALS)

    @property
    def moves(self) -> pl.DataFrame:
        """One row: number and sum (fen) of gains and losses, and the number unchanged."""
        return self.rows.select(*MOVES)

    @property
    def by_group(self) -> pl.DataFrame:
        """``moves`` for each value of each group, with the sums before and after."""
        frames = [
            self.rows.group_by(pl.col(group).cast(pl.String).alias("value"), maintain_order=True)
            .agg(*OF_GROUP)
            .select(pl.lit(group).alias("group"), pl.all())
            .sort("value", nulls_last=True)
            for group in self.groups
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=BY_GROUP)

    @property
    def statuses(self) -> pl.DataFrame:
        """Number of applications by status before and after."""
        return (
            self.rows.group_by("before_status", "after_status")
            .len("applications")
            .sort("before_status", "after_status")
        )

    def crossings(self, thresholds: Sequence[object]) -> pl.DataFrame:
        """The applications that come to reach each amount (yuan) or fall below it.

        Raises MoneyError.
        """
        limits = list(dict.fromkeys(fen(threshold) for threshold in thresholds))
        counts = self.rows.select(
            crosses(limit, up=up).sum().cast(pl.Int64).alias(f"{up}_{limit}")
            for limit in limits
            for up in (True, False)
        )
        counted = counts.row(0, named=True) if limits else {}
        return pl.DataFrame(
            [{"threshold_fen": limit, "reach_it": counted[f"True_{limit}"], "fall_below": counted[f"False_{limit}"]}
             for limit in limits],
            schema={"threshold_fen": pl.Int64, "reach_it": pl.Int64, "fall_below": pl.Int64},
        )  # fmt: skip

    @property
    def winners(self) -> pl.DataFrame:
        """The applications that gain, largest gain first."""
        return self.rows.filter(pl.col("change_fen") > 0).sort("change_fen", descending=True, maintain_order=True)

    @property
    def losers(self) -> pl.DataFrame:
        """The applications that lose, largest loss first."""
        return self.rows.filter(pl.col("change_fen") < 0).sort("change_fen", maintain_order=True)

    def budget(self, yuan: object) -> pl.DataFrame:
        """The use of a budget (yuan) in each year of award.

        Payable before and after, and what is left or short (fen).

        ``used_percent`` is truncated to hundredths; null for a budget of nothing. Raises MoneyError.
        """
        limit = fen(yuan)
        sums = (
            self.rows.group_by("award_year")
            .agg(*(payable_now(when).sum().alias(f"{when}_fen") for when in (BEFORE, AFTER)))
            .sort("award_year")
        )
        return sums.select(
            "award_year",
            pl.lit(limit, pl.Int64).alias("budget_fen"),
            "before_fen",
            "after_fen",
            *((limit - pl.col(f"{when}_fen")).alias(f"{when}_left_fen") for when in (BEFORE, AFTER)),
            *(
                pl.col(f"{when}_fen")
                .map_elements(lambda used: used_percent(used, limit), pl.Decimal(38, 2))
                .alias(f"{when}_used_percent")
                for when in (BEFORE, AFTER)
            ),
        )

    def pro_rata(self, yuan: object) -> pl.DataFrame:
        """Split a budget (yuan) for each year pro rata.

        Adds ``before_paid_fen`` and ``after_paid_fen``.

        When the budget is too small, all claims of a year are cut in proportion and the remaining fen go to the largest
        remainders (of equal ones, to the first listed), so that the payments add up to the budget. Raises MoneyError.
        """
        limit = fen(yuan)
        years = self.rows["award_year"].to_list()
        paid = {}
        for when in (BEFORE, AFTER):
            claims = self.rows.select(payable_now(when)).to_series().to_list()
            paid[f"{when}_paid_fen"] = apportioned_by_year(claims, years, limit)
        return self.rows.with_columns(**{name: pl.Series(amounts, dtype=pl.Int64) for name, amounts in paid.items()})


def compare(
    policy: Policy,
    population: PopulationLike | PreparedPopulation,
    scenario: Scenario | Policy,
    *,
    by: Sequence[str] = (),
) -> Comparison:
    """Compare a baseline with a scenario or policy, exact to the fen.

    ``by`` names the columns to group by, as columns or as workbook headings; the default is the kinds, the grade and the
    groups of the population. Raises PolicyError for an invalid scenario, ApplicationError for an invalid population,
    ScenarioError for an unknown group.
    """
    after = scenario if isinstance(scenario, Policy) else policy_under(policy, scenario)
    prepared = prepare(population, policy, by)
    groups = _groups(prepared, policy, by)
    names = described(prepared, tuple(dict.fromkeys((*_NAMES, *groups))))
    first, second = rows(prepared, [policy, after])
    both = pl.concat([names, _named(first, BEFORE), _named(second, AFTER)], how="horizontal")
    both = both.with_columns((pl.col("after_fen") - pl.col("before_fen")).alias("change_fen"))
    return Comparison(policy, after, prepared.population.name, prepared.population.invented, groups, both)


def _groups(prepared: PreparedPopulation, policy: Policy, by: Sequence[str]) -> tuple[str, ...]:
    available = tuple(prepared.population.applications.columns)
    groups = tuple(dict.fromkeys(_group(policy, name, available) for name in by))
    groups = groups or tuple(name for name in (*_GROUPS, *prepared.population.groups) if name in available)
    for name in groups:
        if name in _COMPARED:
            message = _("{name}: a comparison has a column of its own by this name; rename the column to group by")
            raise ScenarioError(message.format(name=name))
    return groups


def _group(policy: Policy, name: str, available: Sequence[str]) -> str:
    """The column that a name or a heading stands for. Raises ScenarioError."""
    if name in available:
        return name
    known = columns(policy, "applications")
    key = read_heading(name, known).key
    if key is not None and key in available:
        return key
    if key is not None and key in known.read:
        message = _(
            "{name}: no application of this population has a value in this column, so nothing can be grouped by it"
        )
        raise ScenarioError(message.format(name=name))
    close = did_you_mean(name, (*available, *known.spoken))
    raise ScenarioError(
        _("{name}: the population has no such column to group by{close}").format(name=name, close=close)
    )


def _named(decided: pl.DataFrame, when: str) -> pl.DataFrame:
    return decided.select(
        pl.col("status").alias(f"{when}_status"), (pl.col("payable") + pl.col("prospective")).alias(f"{when}_fen")
    )
