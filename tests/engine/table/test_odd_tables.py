"""Tables that are odd in form: no rows, enumerations for ids, columns of nothing, days and figures far out."""

import re
from datetime import date
from typing import Any

import narwhals as nw
import pytest

import fundcalc
from fundcalc.base.errors import FundcalcError
from fundcalc.engine.table import backend
from fundcalc.engine.table.column_checks import applications_columns
from fundcalc.engine.table.value_checks import check_values
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


ODD_IDS = ["p1", "P1", "p-1_a.b", "P1b", "9153X", "", "p/1", "p 1", "p1\n", "平台", "é", "a" * 64, "a" * 65, "é" * 40]


@pytest.mark.parametrize("absent", [(), ("pyarrow", "numpy")])
@pytest.mark.parametrize("id_", ODD_IDS)
def test_ids_are_refused_with_and_without_fast_ways(
    id_: str, absent: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "find_spec", lambda name: None if name in absent else name)
    frame = pl.concat([pl.DataFrame(ROW), pl.DataFrame(ROW | {"platform": [id_], "organisation": ["o2"]})])
    if re.fullmatch("[A-Za-z0-9._-]{1,64}", id_) and id_.lower() != "p1":
        assert list(fundcalc.decide_table(load("yunnan-2025"), frame)["platform"]) == ["p1", id_]
    else:
        with pytest.raises(FundcalcError, match="twice" if id_.lower() == "p1" else "is not an id"):
            fundcalc.decide_table(load("yunnan-2025"), frame)


@pytest.mark.parametrize("absent", [(), ("pyarrow", "numpy")])
def test_letters_of_ids_are_known_with_and_without_fast_ways(
    absent: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "find_spec", lambda name: None if name in absent else name)
    columns = applications_columns(load("yunnan-2025"))
    for ids, letters in ((["a1", None], "lower"), (["A1", "2"], "upper"), (["A1", "b"], "both"), ([], "lower")):
        frame = nw.from_native(pl.LazyFrame({"group": pl.Series(ids, dtype=pl.String)}))
        columns_ = {"group": columns["organisation"]._replace(required=False)}
        assert check_values("x", frame, columns_).letters == {"group": letters}
