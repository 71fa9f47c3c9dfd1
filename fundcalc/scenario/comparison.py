"""Before and after: what a change costs, who is paid, who gains and who loses, and what is left of a budget.

What an application gets is what is payable now, or, where it is eligible and not yet filed, what would be payable once
filed; the two are never the same application, and totals tell them apart. Every figure is a whole number; amounts are fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from fundcalc.base.apportionment import apportioned
from fundcalc.base.errors import ScenarioError
from fundcalc.base.i18n import _, did_you_mean
from fundcalc.base.money import fen, share
from fundcalc.policy.loading import Policy
from fundcalc.scenario.definition import Scenario, policy_under
from fundcalc.scenario.population import Population
from fundcalc.scenario.prepared import Looked, described, look, rows

# Facts that a comparison groups by where a population has them, besides its own groups.
_GROUPS = ("platform_kind", "organisation_kind", "grade")
_NAMES = ("platform", "platform_name", "organisation", "organisation_name", "award_year")
_QUANTILES: Mapping[str, Fraction] = {
    "p10_fen": Fraction(1, 10),
    "p25_fen": Fraction(1, 4),
    "median_fen": Fraction(1, 2),
    "p75_fen": Fraction(3, 4),
    "p90_fen": Fraction(9, 10),
}
BEFORE, AFTER = "before", "after"
_COMPARED = (*(f"{when}_{told}" for when in (BEFORE, AFTER) for told in ("fen", "status", "paid_fen")), "change_fen")


@dataclass(frozen=True)
class Comparison:
    """A baseline and a scenario over one population.

    ``rows``: one row an application, in their order: ids, groups, ``before_fen``, ``after_fen``, ``change_fen``,
    ``before_status``, ``after_status``. The other frames are made of it, each when it is asked for.
    """

    before: Policy
    after: Policy
    name: str
    invented: bool
    groups: tuple[str, ...]
    rows: pl.DataFrame

    @property
    def totals(self) -> pl.DataFrame:
        """Two rows, before and after: applications, how many are paid, ``total_fen``, ``prospective_fen``, mean and quantiles.

        ``mean_fen`` is rounded half up; a quantile is an amount that somebody is paid: the least that so large a part of the
        paid get no more than. Null where nobody is paid.
        """
        return pl.DataFrame([_totals(self.rows, when) for when in (BEFORE, AFTER)], schema=_TOTALS)

    @property
    def moves(self) -> pl.DataFrame:
        """One row: how many gain and lose, and how much (fen); how many stay as they are."""
        return self.rows.select(*_MOVES)

    @property
    def by_group(self) -> pl.DataFrame:
        """The same for each value of each group, with what they get before and after."""
        frames = [
            self.rows.group_by(pl.col(group).cast(pl.String).alias("value"), maintain_order=True)
            .agg(*_OF_GROUP)
            .select(pl.lit(group).alias("group"), pl.all())
            .sort("value", nulls_last=True)
            for group in self.groups
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=_BY_GROUP)

    @property
    def statuses(self) -> pl.DataFrame:
        """How many applications went from which status to which."""
        return (
            self.rows.group_by("before_status", "after_status")
            .len("applications")
            .sort("before_status", "after_status")
        )

    def crossings(self, thresholds: Sequence[object]) -> pl.DataFrame:
        """For each amount (yuan): how many come to reach it, and how many no longer do. Raises MoneyError."""
        asked = list(dict.fromkeys(fen(each) for each in thresholds))
        counts = self.rows.select(
            _crosses(limit, up=up).sum().cast(pl.Int64).alias(f"{up}_{limit}")
            for limit in asked
            for up in (True, False)
        )
        counted = counts.row(0, named=True) if asked else {}
        return pl.DataFrame(
            [{"threshold_fen": each, "reach_it": counted[f"True_{each}"], "fall_below": counted[f"False_{each}"]}
             for each in asked],
            schema={"threshold_fen": pl.Int64, "reach_it": pl.Int64, "fall_below": pl.Int64},
        )  # fmt: skip

    def crossing(self, threshold: object) -> pl.DataFrame:
        """The applications that come to reach an amount (yuan), or no longer do. Raises MoneyError."""
        limit = fen(threshold)
        return self.rows.filter(_crosses(limit, up=True) | _crosses(limit, up=False))

    @property
    def winners(self) -> pl.DataFrame:
        """The applications that gain, the most first."""
        return self.rows.filter(pl.col("change_fen") > 0).sort("change_fen", descending=True, maintain_order=True)

    @property
    def losers(self) -> pl.DataFrame:
        """The applications that lose, the most first."""
        return self.rows.filter(pl.col("change_fen") < 0).sort("change_fen", maintain_order=True)

    def budget(self, yuan: object) -> pl.DataFrame:
        """Against a budget (yuan) for each year of award: what is payable before and after, what is left or short (fen).

        ``used_percent`` is the share used, cut to hundredths; null of a budget of nothing. Raises MoneyError.
        """
        there = fen(yuan)
        sums = (
            self.rows.group_by("award_year")
            .agg(*(_payable(when).sum().alias(f"{when}_fen") for when in (BEFORE, AFTER)))
            .sort("award_year")
        )
        return sums.select(
            "award_year",
            pl.lit(there, pl.Int64).alias("budget_fen"),
            "before_fen",
            "after_fen",
            *((there - pl.col(f"{when}_fen")).alias(f"{when}_left_fen") for when in (BEFORE, AFTER)),
            *(
                pl.col(f"{when}_fen")
                .map_elements(lambda used: _used(used, there), pl.Decimal(38, 2))
                .alias(f"{when}_used_percent")
                for when in (BEFORE, AFTER)
            ),
        )

    def pro_rata(self, yuan: object) -> pl.DataFrame:
        """What each application is paid of a budget (yuan) for each year: ``before_paid_fen`` and ``after_paid_fen``.

        Where it does not do, all claims of a year are cut in proportion, and the fen that are left go to the largest
        remainders (of equal ones, to the first listed), so that what is paid is the budget to the fen. Raises MoneyError.
        """
        there = fen(yuan)
        years = self.rows["award_year"].to_list()
        paid = {}
        for when in (BEFORE, AFTER):
            claims = self.rows.select(_payable(when)).to_series().to_list()
            paid[f"{when}_paid_fen"] = _cut(claims, years, there)
        return self.rows.with_columns(**{name: pl.Series(each, dtype=pl.Int64) for name, each in paid.items()})


def compare(
    policy: Policy,
    population: Population | Looked,
    scenario: Scenario | Policy,
    *,
    by: Sequence[str] = (),
) -> Comparison:
    """A baseline beside a scenario (or another policy) over a population, exact to the fen.

    ``by`` names the columns to group by; without it, the kinds, the grade and the groups of the population. Raises
    PolicyError for a scenario that does not fit, ApplicationError for a population that does not, ScenarioError for a group
    that is not there.
    """
    after = scenario if isinstance(scenario, Policy) else policy_under(policy, scenario)
    looked = look(population, policy)
    groups = _groups(looked, by)
    told = described(looked, tuple(dict.fromkeys((*_NAMES, *groups))))
    first, second = rows(looked, [policy, after])
    both = pl.concat([told, _named(first, BEFORE), _named(second, AFTER)], how="horizontal")
    both = both.with_columns((pl.col("after_fen") - pl.col("before_fen")).alias("change_fen"))
    return Comparison(policy, after, looked.population.name, looked.population.invented, groups, both)


def _groups(looked: Looked, by: Sequence[str]) -> tuple[str, ...]:
    there = tuple(looked.population.applications.columns)
    for name in by:
        if name not in there:
            close = did_you_mean(name, there)
            raise ScenarioError(
                _("{name}: the population has no such column to group by{close}").format(name=name, close=close)
            )
    groups = tuple(dict.fromkeys(by)) or tuple(name for name in (*_GROUPS, *looked.population.groups) if name in there)
    for name in groups:
        if name in _COMPARED:
            told = _("{name}: a comparison has a column of its own by this name; call the column to group by otherwise")
            raise ScenarioError(told.format(name=name))
    return groups


def _named(decided: pl.DataFrame, when: str) -> pl.DataFrame:
    return decided.select(
        pl.col("status").alias(f"{when}_status"), (pl.col("payable") + pl.col("prospective")).alias(f"{when}_fen")
    )


def _payable(when: str) -> pl.Expr:
    """What is payable now, which is all an application gets unless it is only eligible."""
    return pl.when(pl.col(f"{when}_status") == "payable").then(pl.col(f"{when}_fen")).otherwise(0)


# Figures.

_GAIN, _LOSE = pl.col("change_fen") > 0, pl.col("change_fen") < 0
_CHANGE = pl.col("change_fen")
_MOVES = (
    _GAIN.sum().cast(pl.Int64).alias("gainers"),
    _CHANGE.filter(_GAIN).sum().alias("gained_fen"),
    _LOSE.sum().cast(pl.Int64).alias("losers"),
    (-_CHANGE.filter(_LOSE).sum()).alias("lost_fen"),
    (_CHANGE == 0).sum().cast(pl.Int64).alias("unchanged"),
)
_OF_GROUP = (
    pl.len().cast(pl.Int64).alias("applications"),
    pl.col("before_fen").sum(),
    pl.col("after_fen").sum(),
    _CHANGE.sum(),
    *_MOVES,
)
_BY_GROUP: Mapping[str, type[pl.DataType]] = {
    "group": pl.String,
    "value": pl.String,
    **dict.fromkeys(
        (
            "applications",
            "before_fen",
            "after_fen",
            "change_fen",
            "gainers",
            "gained_fen",
            "losers",
            "lost_fen",
            "unchanged",
        ),
        pl.Int64,
    ),
}
_TOTALS: Mapping[str, type[pl.DataType]] = {
    "scenario": pl.String,
    "applications": pl.Int64,
    "paid": pl.Int64,
    "total_fen": pl.Int64,
    "eligible": pl.Int64,
    "prospective_fen": pl.Int64,
    "open": pl.Int64,
    "mean_fen": pl.Int64,
    **dict.fromkeys(_QUANTILES, pl.Int64),
    "most_fen": pl.Int64,
}


def _totals(of: pl.DataFrame, when: str) -> dict[str, object]:
    status, amount = of[f"{when}_status"], of[f"{when}_fen"]
    paid = amount.filter(status == "payable").sort()
    prospective = amount.filter(status == "eligible")
    number, total = len(paid), int(paid.sum())
    return {
        "scenario": when,
        "applications": of.height,
        "paid": number,
        "total_fen": total,
        "eligible": len(prospective),
        "prospective_fen": int(prospective.sum()),
        "open": int(status.is_in(["needs_review", "needs_documents", "needs_election"]).sum()),
        "mean_fen": share(Fraction(1, number), total) if number else None,
        **{name: _quantile(paid, part) if number else None for name, part in _QUANTILES.items()},
        "most_fen": int(paid[-1]) if number else None,
    }


def _quantile(in_order: pl.Series, part: Fraction) -> int:
    """The least amount that at least so large a part get no more than."""
    rank = -(-len(in_order) * part.numerator // part.denominator)
    return int(in_order[max(rank, 1) - 1])


def _crosses(limit: int, *, up: bool) -> pl.Expr:
    before, after = pl.col("before_fen"), pl.col("after_fen")
    return (before < limit) & (after >= limit) if up else (before >= limit) & (after < limit)


def _used(used: int, there: int) -> Decimal | None:
    return Decimal(used * 10_000 // there).scaleb(-2) if there > 0 else None


def _cut(claims: Sequence[int], years: Sequence[int], there: int) -> list[int]:
    of_year: dict[int, list[int]] = {}
    for at, year in enumerate(years):
        of_year.setdefault(year, []).append(at)
    paid = list(claims)
    for places in of_year.values():
        for at, amount in zip(places, apportioned([claims[at] for at in places], there), strict=True):
            paid[at] = amount
    return paid
