"""Tables that are odd in form: no rows, enumerations for ids, columns of nothing, days and figures far out."""

from datetime import date
from typing import Any

import pytest

import fundcalc
from fundcalc.base.errors import FundcalcError
from fundcalc.policy.loading import available, load
from fundcalc.policy.vocabulary import forms

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")

DAY = date(2026, 3, 1)
ROW: dict[str, list[object]] = {
    "platform": ["p1"],
    "organisation": ["o1"],
    "award_year": [2026],
    "application_date": [DAY],
}
PAID: dict[str, object] = {name: pl.Int64 if name in ("year", "amount") else pl.String
        for name in ("organisation", "platform", "programme", "benefit", "year", "amount")}  # fmt: skip


@pytest.mark.parametrize("id_", available())
def test_an_empty_round_with_awards_already_paid_is_decided(id_: str) -> None:
    assert len(fundcalc.decide_table(load(id_), pl.DataFrame(ROW).head(0), pl.DataFrame(schema=PAID))) == 0


def test_ids_may_be_categorical_in_one_frame_and_text_in_another() -> None:
    frame = pl.DataFrame(ROW).with_columns(pl.col("platform").cast(pl.Categorical))
    assert len(fundcalc.decide_table(load("yunnan-2025"), frame, pl.DataFrame(schema=PAID))) == 1


def test_claims_may_be_categorical() -> None:
    policy = load("yunnan-2025")
    claim = pl.lit(next(iter(policy.measure.benefit))).cast(pl.Categorical).alias("claims")
    assert len(fundcalc.decide_table(policy, pl.DataFrame(ROW).with_columns(claim))) == 1


def test_a_detail_column_that_is_all_null_is_none() -> None:
    given = {"platform": "p1", "amount": 5}
    row = {name: [given.get(name, next(iter(column.choices), "x") if column.required else None)]
           for name, column in forms()["investments"].columns.items()}  # fmt: skip
    details = {"investments": pl.DataFrame(row | {"date": [None]})}
    assert len(fundcalc.decide_table(load("yunnan-2025"), pl.DataFrame(ROW), details=details)) == 1


def test_a_date_that_decide_all_refuses_is_refused() -> None:
    policy, row = (
        load("yunnan-2025"),
        {name: values[0] for name, values in ROW.items()} | {"revoked_on": date(9999, 1, 1)},
    )
    with pytest.raises(FundcalcError):
        fundcalc.decide_all(policy, [row])
    with pytest.raises(FundcalcError):
        fundcalc.decide_table(policy, pl.DataFrame([row]))


def test_a_text_that_decide_all_refuses_is_refused() -> None:
    frame = pl.DataFrame(ROW).with_columns(pl.lit("x" * 3000).alias("revocation_ground"))
    with pytest.raises(FundcalcError):
        fundcalc.decide_table(load("yunnan-2025"), frame)


@pytest.mark.parametrize("area", [10**12, 5 * 10**13])
def test_an_area_beyond_the_whole_numbers_is_refused(area: int) -> None:
    policy = load("yunnan-2025", changes={"condition.poc_site.at_least": "2000.000001"})
    frame = pl.DataFrame(ROW | {"site_area": [area]})
    with pytest.raises(FundcalcError) as refused:
        fundcalc.decide_table(policy, frame)
    message = f"{area} is not an area of less than 1,000,000,000,000 square metres (platform p1)"
    assert str(refused.value) == f"the table cannot be decided\n  site_area: {message}"


def test_a_figure_too_fine_for_the_whole_numbers_is_refused() -> None:
    policy = load("inner-mongolia-2025", changes={"condition.base_qualified.share_at_least": "33.3333333333333%"})
    with pytest.raises(FundcalcError, match="exceeds the integers of this engine; use decide_all"):
        fundcalc.decide_table(policy, pl.DataFrame(ROW))


def test_an_area_that_is_no_number_is_refused() -> None:
    frame = pl.DataFrame(ROW | {"site_area": [float("nan")]})
    with pytest.raises(FundcalcError, match="site_area: nan is not an area"):
        fundcalc.decide_table(load("yunnan-2025"), frame)
