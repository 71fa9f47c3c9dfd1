"""The figures of a comparison as Polars expressions and sums.

Every figure is a whole number; amounts are fen.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from fundcalc.base.apportionment import apportioned
from fundcalc.base.money import share

BEFORE, AFTER = "before", "after"
_QUANTILES: Mapping[str, Fraction] = {
    "p10_fen": Fraction(1, 10),
    "p25_fen": Fraction(1, 4),
    "median_fen": Fraction(1, 2),
    "p75_fen": Fraction(3, 4),
    "p90_fen": Fraction(9, 10),
}


def payable_now(when: str) -> pl.Expr:
    """What is payable now, without what is payable once filed."""
    return pl.when(pl.col(f"{when}_status") == "payable").then(pl.col(f"{when}_fen")).otherwise(0)


_GAIN, _LOSE = pl.col("change_fen") > 0, pl.col("change_fen") < 0
_CHANGE = pl.col("change_fen")
MOVES = (
    _GAIN.sum().cast(pl.Int64).alias("gainers"),
    _CHANGE.filter(_GAIN).sum().alias("gained_fen"),
    _LOSE.sum().cast(pl.Int64).alias("losers"),
    (-_CHANGE.filter(_LOSE).sum()).alias("lost_fen"),
    (_CHANGE == 0).sum().cast(pl.Int64).alias("unchanged"),
)
OF_GROUP = (
    pl.len().cast(pl.Int64).alias("applications"),
    pl.col("before_fen").sum(),
    pl.col("after_fen").sum(),
    _CHANGE.sum(),
    *MOVES,
)
BY_GROUP: Mapping[str, type[pl.DataType]] = {
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
TOTALS: Mapping[str, type[pl.DataType]] = {
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


def totals_of(rows_: pl.DataFrame, when: str) -> dict[str, object]:
    """The totals of one side of a comparison, amounts in fen."""
    status, amount = rows_[f"{when}_status"], rows_[f"{when}_fen"]
    paid = amount.filter(status == "payable").sort()
    prospective = amount.filter(status == "eligible")
    number, total = len(paid), int(paid.sum())
    return {
        "scenario": when,
        "applications": rows_.height,
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
    """The least amount that at least so large a part do not exceed."""
    rank = -(-len(in_order) * part.numerator // part.denominator)
    return int(in_order[max(rank, 1) - 1])


def crosses(limit: int, *, up: bool) -> pl.Expr:
    """Whether an amount passes a limit (fen) upwards or downwards."""
    before, after = pl.col("before_fen"), pl.col("after_fen")
    return (before < limit) & (after >= limit) if up else (before >= limit) & (after < limit)


def used_percent(used: int, limit: int) -> Decimal | None:
    """The part of a limit that is used, cut to two decimals; None without one."""
    return Decimal(used * 10_000 // limit).scaleb(-2) if limit > 0 else None


def apportioned_by_year(claims: Sequence[int], years: Sequence[int], limit: int) -> list[int]:
    """Apportion the limit of a year to the claims of each year, in fen."""
    of_year: dict[int, list[int]] = {}
    for at, year in enumerate(years):
        of_year.setdefault(year, []).append(at)
    paid = list(claims)
    for places in of_year.values():
        for at, amount in zip(places, apportioned([claims[at] for at in places], limit), strict=True):
            paid[at] = amount
    return paid
