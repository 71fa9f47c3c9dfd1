"""Populations read from files or made of applications: decided as a table they come to what the exact engine says."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import fundcalc
from fundcalc.engine.application_reader import read_application, read_paid
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.vocabulary import DETAILS
from fundcalc.workbooks import read_round

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")

from fundcalc.scenario import population_reader  # noqa: E402, which Polars is wanted for
from fundcalc.scenario.population import MARK, of_round  # noqa: E402
from fundcalc.scenario.population_reader import read_population  # noqa: E402

from .samples import Sample, as_table, sample  # noqa: E402

HEAD = ("platform", "organisation", "award_year", "application_date", "filed_on", "plaque_only", "eligible_investment")
ROW = ("p1", "o1", "2026", "2026-03-01", "2026-02-10", "no", "8000000.00")


def exactly(policy: Policy, applications: Sequence[Any], paid: Sequence[Any]) -> list[tuple[object, ...]]:
    return [
        (
            decision.platform,
            decision.status,
            decision.payable_fen,
            decision.prospective_fen,
            *(due.fen for due in decision.benefits.values()),
        )
        for decision in fundcalc.decide_all(policy, applications, paid)
    ]


def write(path: Path, *rows: Sequence[str], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def faults(error: BaseException) -> list[str]:
    return str(error).splitlines()


@pytest.mark.parametrize("id_", available())
def test_a_sample_workbook_is_a_population_that_decides_as_the_exact_engine_does(
    id_: str, sample_of: Callable[[str], Sample]
) -> None:
    policy, path, found = sample_of(id_)
    round_ = read_round(path, policy)
    assert round_.applications
    assert as_table(policy, found) == exactly(policy, round_.applications, round_.paid)
    assert (found.name, found.invented, found.groups, found.faults, found.refused) == (path.name, True, (), (), ())


@pytest.mark.parametrize("id_", available())
def test_applications_at_hand_are_the_same_population_as_their_workbook(
    id_: str, sample_of: Callable[[str], Sample]
) -> None:
    policy, _path, read = sample_of(id_)
    _policy, applications, paid = sample(id_)
    made = of_round(
        [read_application(policy, application) for application in applications], map(read_paid, paid), policy
    )
    assert made.name == id_
    assert made.applications.equals(read.applications)
    assert (made.paid is None) == (read.paid is None) == (not paid)
    assert made.paid is None or (read.paid is not None and made.paid.equals(read.paid))
    assert {form: rows.to_dicts() for form, rows in made.details.items()} == {
        form: rows.to_dicts() for form, rows in read.details.items()
    }


@pytest.mark.parametrize("id_", available())
def test_a_sample_as_parquet_is_the_same_population(
    id_: str, sample_of: Callable[[str], Sample], tmp_path: Path
) -> None:
    policy, _path, found = sample_of(id_)
    folder = tmp_path / "round"
    folder.mkdir()
    found.applications.write_parquet(folder / "applications.parquet")
    if found.paid is not None:
        found.paid.write_parquet(folder / "paid.parquet")
    for form, rows in found.details.items():
        rows.write_parquet(folder / f"{form}.parquet")
    again = read_population(folder, policy)
    assert again.applications.equals(found.applications)
    assert as_table(policy, again) == as_table(policy, found)
    assert (again.name, again.invented) == ("round", True)


def test_values_have_the_kinds_that_a_table_is_decided_by() -> None:
    policy = load("yunnan-2025")
    application = {
        "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": "2026-03-01",
        "filed_on": "2026-02-10", "plaque_only": False, "eligible_investment": "8000000.01", "site_area": "199.5",
        "team_size": 6, "organisation_kind": "enterprise", "claims": ["build", "operating"],
        "investments": [{"date": "2025-01-01", "amount": "0.01", "category": "equipment"}],
    }  # fmt: skip
    found = of_round([read_application(policy, application)], (), policy)
    assert found.applications.to_dicts() == [
        {
            "platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": date(2026, 3, 1),
            "filed_on": date(2026, 2, 10), "first_filing": True, "claims": "build operating", "all_attested": False,
            "organisation_kind": "enterprise", "site_area": Decimal("199.5"), "team_size": 6,
            "eligible_investment": 800_000_001, "plaque_only": False,
        }
    ]  # fmt: skip
    assert found.details["investments"].to_dicts() == [
        {"platform": "p1", "date": date(2025, 1, 1), "amount": 1, "category": "equipment", "funding": None}
    ]
    assert found.paid is None
    assert found.invented is False


def test_an_award_decided_from_an_application_of_the_round_is_no_history_of_it() -> None:
    policy = load("yunnan-2025")
    one = {"platform": "p1", "organisation": "o1", "award_year": 2026, "application_date": "2026-03-01"}
    paid = {"organisation": "o1", "platform": "p1", "programme": "yunnan-2025", "benefit": "build", "year": 2026,
            "amount": 100}  # fmt: skip
    award = read_paid(paid)
    applications = [read_application(policy, one)]
    assert of_round(applications, [award._replace(decided_from="p1")], policy).paid is None
    kept = of_round(applications, [award, award._replace(decided_from="p9")], policy).paid
    assert kept is not None
    assert kept["amount"].to_list() == [10_000, 10_000]


@pytest.mark.parametrize("small", [True, False])
def test_columns_to_group_by_are_kept_as_text(small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not small:
        monkeypatch.setattr(population_reader, "MOST_BY_ROWS", 0)
    path = write(
        tmp_path / "round.csv",
        (*ROW, "昆明", "5301", "x"),
        ("p2", "o2", *ROW[2:], "", "5303", ""),
        head=(*HEAD, "#州市", "district", "备注"),
    )
    found = read_population(path, load("yunnan-2025"), ["district"])
    assert found.groups == ("州市", "district")
    assert found.applications.select("platform", "州市", "district").to_dicts() == [
        {"platform": "p1", "州市": "昆明", "district": "5301"},
        {"platform": "p2", "州市": None, "district": "5303"},
    ]
    assert found.faults == ()
    assert "州市" not in found.facts.columns
    fundcalc.decide_table(load("yunnan-2025"), found.facts)


def test_a_column_of_numbers_in_parquet_is_grouped_by_as_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"platform": ["p1"], "organisation": ["o1"], "award_year": [2026], "application_date": [date(2026, 3, 1)],
         "district": [530102]}
    )  # fmt: skip
    frame.write_parquet(tmp_path / "a.parquet")
    found = read_population(tmp_path / "a.parquet", load("yunnan-2025"), ["district"])
    assert found.applications["district"].to_list() == ["530102"]


def test_a_workbook_keeps_a_column_to_group_by_where_it_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申请"
    sheet.append(["某局 2026 年申请汇总"])
    sheet.append(["平台编号", "依托单位代码", "支持年度", "申请日期", "州市", "区县"])
    sheet.append(["p1", "o1", 2026, "2026-03-01", "昆明", "五华"])
    sheet.append(["p2", "o2", "not a year", "2026-03-01", "曲靖", "麒麟"])
    book.save(tmp_path / "round.xlsx")
    found = read_population(tmp_path / "round.xlsx", load("yunnan-2025"), ["州市"])
    assert found.applications.select("platform", "州市").to_dicts() == [{"platform": "p1", "州市": "昆明"}]
    assert [(fault.cell, fault.value) for fault in found.faults] == [("F2", "区县"), ("C4", "not a year")]
    assert [str(refusal) for refusal in found.refused] == ["row 4 (p2): These cells have faults: C4."]


def test_a_fact_to_group_by_needs_no_column_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "round.csv", ROW)
    assert read_population(path, load("yunnan-2025"), ["plaque_only"]).groups == ()


@pytest.mark.parametrize("small", [True, False])
def test_a_fact_that_the_measure_does_not_ask_for_can_be_grouped_by(
    small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(population_reader, "MOST_BY_ROWS", 0)
    path = write(tmp_path / "round.csv", (*ROW[:4], "enterprise"), head=(*HEAD[:4], "organisation_kind"))
    policy = load("xpcc")
    assert read_population(path, policy).groups == ()
    found = read_population(path, policy, ["organisation_kind"])
    assert found.groups == ("organisation_kind",)
    assert found.applications["organisation_kind"].to_list() == ["enterprise"]


@pytest.mark.parametrize("small", [True, False])
def test_a_column_to_group_by_that_is_not_there_is_reported(
    small: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(population_reader, "MOST_BY_ROWS", 0)
    path = write(tmp_path / "round.csv", (*ROW, "昆明"), head=(*HEAD, "#region"))
    with pytest.raises(fundcalc.ApplicationError) as refused:
        read_population(path, load("yunnan-2025"), ["regoin", "kind"])
    assert faults(refused.value) == [
        "round.csv",
        "  regoin: there is no such column to group by; did you mean region?",
        "  kind: there is no such column to group by",
    ]


def test_a_misspelt_fact_is_still_refused_where_a_column_is_grouped_by(tmp_path: Path) -> None:
    path = write(tmp_path / "round.csv", (*ROW, "1", "a"), head=(*HEAD, "eligible_investmen", "region"))
    parquet = tmp_path / "round.parquet"
    pl.read_csv(path, infer_schema=False).write_parquet(parquet)
    with pytest.raises(fundcalc.ApplicationError) as refused:
        read_population(parquet, load("yunnan-2025"), ["region"])
    assert faults(refused.value) == [
        "round.parquet",
        "  eligible_investmen: This heading names no column of the sheet, so the column is not read. "
        "Did you mean eligible_investment? Correct the heading, or delete the column if it is not needed; "
        "备注 (notes) and 序号 (no.) are never read.",
    ]


def test_one_group_twice_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "round.csv", (*ROW, "1", "a"), head=(*HEAD, "#region", "region"))
    parquet = tmp_path / "round.parquet"
    pl.read_csv(path, infer_schema=False).write_parquet(parquet)
    with pytest.raises(fundcalc.ApplicationError) as refused:
        read_population(parquet, load("yunnan-2025"), ["region"])
    assert faults(refused.value) == ["round.parquet", "  region: #region is region already; delete one of the columns"]


def test_a_wrong_cell_refuses_its_row_and_not_the_population(tmp_path: Path) -> None:
    path = write(tmp_path / "round.csv", ROW, ("p2", "o2", *ROW[2:5], "no", "8e6"))
    found = read_population(path, load("yunnan-2025"))
    assert found.applications["platform"].to_list() == ["p1"]
    assert [refusal.platform for refusal in found.refused] == ["p2"]
    assert len(found.faults) == 1


def test_a_large_csv_is_read_as_a_table_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "round.csv", ROW, ("p2", "o2", *ROW[2:5], "no", "1234567.89"))
    policy = load("yunnan-2025")
    small = read_population(path, policy)
    monkeypatch.setattr(population_reader, "MOST_BY_ROWS", 0)
    large = read_population(path, policy)
    shared = large.applications.columns
    assert large.applications.to_dicts() == small.applications.select(shared).to_dicts()
    assert as_table(policy, large) == as_table(policy, small)


@pytest.mark.parametrize(
    ("organisations", "invented"),
    [
        (["INVENTED-1", "INVENTED-2"], True),
        (["SAMPLE-YN-01"], True),
        (["INVENTED-1", "91530100000000000X"], False),
        (["91530100000000000X"], False),
    ],
)
def test_a_population_is_invented_if_every_organisation_is(
    organisations: Sequence[str], invented: bool, tmp_path: Path
) -> None:
    rows = [(f"p{number}", item, *ROW[2:]) for number, item in enumerate(organisations)]
    assert read_population(write(tmp_path / "round.csv", *rows), load("yunnan-2025")).invented is invented


def test_a_parquet_file_may_say_that_it_is_invented(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"platform": ["p1"], "organisation": ["o1"], "award_year": [2026], "application_date": [date(2026, 3, 1)]}
    )
    frame.write_parquet(tmp_path / "a.parquet", metadata={MARK: "x"})
    assert read_population(tmp_path / "a.parquet", load("yunnan-2025")).invented is True


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    for name in ("no.parquet", "no.xlsx"):
        with pytest.raises(fundcalc.SheetError) as refused:
            read_population(tmp_path / name, load("yunnan-2025"))
        assert str(refused.value) == f"{tmp_path / name}: there is no such file; check its name and folder."


def test_without_polars_the_remedy_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> object:
        raise ModuleNotFoundError(name="polars")

    monkeypatch.setattr("fundcalc.tables.engines.import_module", missing)
    with pytest.raises(fundcalc.FundcalcError) as refused:
        read_population(write(tmp_path / "round.csv", ROW), load("yunnan-2025"))
    assert str(refused.value) == ("the engine polars is not installed (polars); run: pip install 'fundcalc[polars]'")


def test_details_are_those_of_the_measure(sample_of: Callable[[str], Sample]) -> None:
    assert set(sample_of("yunnan-2025").read.details) == {"investments", "service_incomes"} < {*DETAILS}
