"""Invented populations: as stated, the same for the same seed, and decided by both engines alike."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy, available, load

from .recipes import recipe

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")

from fundcalc.scenario.invention import invent  # noqa: E402, which Polars is wanted for
from fundcalc.scenario.population import Population  # noqa: E402
from fundcalc.scenario.population_files import page_of, write_population  # noqa: E402
from fundcalc.scenario.population_reader import read_population  # noqa: E402

from .samples import Sample, as_table  # noqa: E402

YUNNAN = load("yunnan-2025")
MANY = 40_000
IDS = "INVENTED-YN-000000"
# The dates that two measures lack.
DATES = {"urumqi-draft": date(2026, 7, 1), "xpcc": date(2024, 11, 1)}


def in_force(id_: str) -> Policy:
    return load(id_, changes={"validity.from": DATES[id_]} if id_ in DATES else {})


def drawn(folder: Path, lines: str, *, first: str = "", seed: int = 1, many: int = MANY) -> Population:
    return invent(YUNNAN, recipe(folder, lines, first=first), applications=many, seed=seed)


def share(column: Any) -> float:
    return float(column.mean())


def near(found: Any, stated: float, within: float = 0.01) -> bool:
    return bool(abs(found - stated) <= within)


# The measures' own.


@pytest.mark.parametrize("id_", available())
def test_each_measure_has_a_population_that_both_engines_decide_alike(id_: str) -> None:
    policy = in_force(id_)
    found = invent(policy, applications=150)
    table = fundcalc.decide_table(policy, found.facts, found.paid, details=found.details)
    money = {key for key, named in policy.facts.items() if named.kind == "money"} | {"amount"}

    def rows(frame: Any) -> list[dict[str, object]]:
        return [
            {key: yuan(value) if key in money else value for key, value in row.items() if value is not None}
            for row in frame.to_dicts()
        ]

    exact = fundcalc.decide_all(policy, rows(found.facts), [] if found.paid is None else rows(found.paid))
    assert table.select("platform", "status", "payable", "prospective").rows() == [
        (decision.platform, decision.status, decision.payable_fen, decision.prospective_fen) for decision in exact
    ]


@pytest.mark.parametrize(
    ("id_", "statuses"),
    [
        (
            "inner-mongolia-2025",
            {"payable", "eligible", "ineligible", "needs_documents", "needs_review", "nothing_due"},
        ),
        ("urumqi-draft", {"by_reference", "eligible", "ineligible", "needs_documents", "nothing_due"}),
        ("xinzhou-2024", {"payable", "eligible", "ineligible", "needs_documents", "needs_review", "nothing_due"}),
        ("xpcc", {"by_reference", "eligible", "ineligible", "needs_documents", "needs_review", "nothing_due"}),
        ("yunnan-2025", {"payable", "eligible", "ineligible", "needs_documents", "needs_election", "nothing_due"}),
    ],
)
def test_the_measures_own_populations_come_to_every_kind_of_outcome(id_: str, statuses: set[str]) -> None:
    policy = in_force(id_)
    found = invent(policy)
    table = fundcalc.decide_table(policy, found.facts, found.paid)
    assert set(table["status"].cast(pl.String)) == statuses


@pytest.mark.parametrize("id_", available())
def test_nobody_in_one_could_be_taken_for_somebody(id_: str) -> None:
    found = invent(in_force(id_), applications=50)
    assert found.invented
    assert found.applications["organisation"].str.starts_with("INVENTED-").all()
    assert found.applications["platform"].str.starts_with("INVENTED-").all()
    for names in ("organisation_name", "platform_name"):
        assert found.applications[names].str.contains("虚构.*示例").all()
    assert found.name == f"{id_}/population.toml"
    assert page_of(found, in_force(id_)).startswith(
        f"{id_}/population.toml: 50 invented applications (seed 1); nobody in them exists\n"
    )


# One seed, one population.


def test_a_seed_gives_these_very_values() -> None:
    found = invent(YUNNAN, applications=3)
    assert found.applications.select(
        "platform", "organisation", "region", "application_date", "filed_on", "eligible_investment", "service_income"
    ).rows() == [
        (f"{IDS}1", "INVENTED-0000001", "玉溪", date(2026, 1, 30), date(2026, 4, 29), 13_097_162, 152_005_559),
        (f"{IDS}2", "INVENTED-0000002", "曲靖", date(2026, 1, 24), None, 30_490_420, 304_972_050),
        (f"{IDS}3", "INVENTED-0000003", "红河", date(2026, 2, 27), date(2026, 4, 8), 492_114_609, 17_135_760),
    ]


@pytest.mark.parametrize("id_", ["yunnan-2025", "inner-mongolia-2025"])
def test_a_larger_population_begins_with_the_smaller(id_: str) -> None:
    large = invent(load(id_), applications=700)
    for rows in (1, 2, 350):
        small = invent(load(id_), applications=rows)
        assert small.applications.equals(large.applications.head(rows))
        if small.paid is not None and large.paid is not None:
            of_small = pl.col("platform").str.head(19).is_in(small.applications["platform"].to_list())
            assert small.paid.sort(pl.all()).equals(large.paid.filter(of_small).sort(pl.all()))


def test_another_seed_gives_another_population() -> None:
    one, same, other = (invent(YUNNAN, applications=200, seed=seed) for seed in (1, 1, 2))
    assert one.applications.equals(same.applications)
    assert (one.seed, other.seed) == (1, 2)
    assert not one.applications.equals(other.applications)


def test_a_column_drawn_otherwise_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    lines = (
        "eligible_investment = {{ median = {median}, spread = 2 }}\nservice_income = {{ median = 5_000, spread = 2 }}\n"
    )
    one = drawn(tmp_path, lines.format(median=1_000_000), many=100).applications
    two = drawn(tmp_path, lines.format(median=2_000_000), many=100).applications
    assert one.drop("eligible_investment").equals(two.drop("eligible_investment"))
    assert (two["eligible_investment"] > one["eligible_investment"]).all()


# As stated.


def test_choices_come_in_the_shares_of_their_weights(tmp_path: Path) -> None:
    found = drawn(
        tmp_path, "platform_kind = { choices = { pilot_base = 3, pilot_service = 0, proof_of_concept = 1.5 } }\n"
    )
    shares = dict(found.applications["platform_kind"].value_counts(normalize=True).rows())
    assert set(shares) == {"pilot_base", "proof_of_concept"}
    assert near(shares["pilot_base"], 2 / 3)


def test_a_share_says_yes_and_a_share_says_nothing(tmp_path: Path) -> None:
    column: Any = drawn(tmp_path, 'plaque_only = { yes = "12.5%", missing = "20%" }\n').applications["plaque_only"]
    assert near(share(column.is_null()), 0.2)
    assert near(share(column), 0.125)


def test_a_lognormal_has_its_median_and_its_spread(tmp_path: Path) -> None:
    column: Any = drawn(tmp_path, "eligible_investment = { median = 5_000_000, spread = 3 }\n").applications[
        "eligible_investment"
    ]
    assert column.dtype == pl.Int64
    assert near(column.median() / 500_000_000, 1, 0.02)
    assert near(share(column.is_between(500_000_000 // 3, 1_500_000_000)), 0.6827)
    # The mean of a lognormal is exp(s²/2) medians, here with s = ln 3.
    assert near(column.mean() / 500_000_000, 1.8285, 0.05)


def test_what_lies_beyond_an_end_is_taken_as_that_end_after_rounding(tmp_path: Path) -> None:
    lines = (
        "eligible_investment = { median = 1_000_000, spread = 2, least = 500_000, most = 2_000_000, unit = 10_000 }\n"
    )
    column: Any = drawn(tmp_path, lines).applications["eligible_investment"]
    assert (column.min(), column.max()) == (50_000_000, 200_000_000)
    assert (column % 1_000_000 == 0).all()
    assert near(share(column == 50_000_000), 0.1587)
    assert near(share(column == 200_000_000), 0.1587)


def test_a_normal_has_its_mean_and_its_deviation_and_is_not_below_zero(tmp_path: Path) -> None:
    column: Any = drawn(
        tmp_path, "team_size = { mean = 20, deviation = 5 }\nadvisers = { mean = 1, deviation = 4 }\n"
    ).applications
    assert near(column["team_size"].mean(), 20, 0.1)
    assert near(column["team_size"].std(), 5, 0.1)
    assert column["advisers"].min() == 0


def test_between_two_ends_each_is_as_likely_and_both_are_in(tmp_path: Path) -> None:
    lines = (
        "filed_on = { between = [2026-02-01, 2026-02-10] }\nadvisers = { between = [3, 7] }\n"
        "site_area = { between = [100, 900], unit = 100 }\nservice_income = { between = [0, 40_000_000_000] }\n"
    )
    found: Any = drawn(tmp_path, lines).applications
    for column, first, last, values in (
        ("filed_on", date(2026, 2, 1), date(2026, 2, 10), 10),
        ("advisers", 3, 7, 5),
        ("site_area", 100, 900, 9),
    ):
        counts = found[column].value_counts(normalize=True)
        assert (found[column].min(), found[column].max(), counts.height) == (first, last, values)
        assert near(counts["proportion"].min(), 1 / values)
    assert found["site_area"].dtype == pl.Decimal(38, 6)
    assert near(found["service_income"].mean() / 4_000_000_000_000, 0.5)


def test_a_part_is_a_share_of_another_figure(tmp_path: Path) -> None:
    lines = """
team_size = { between = [10, 40], missing = "10%" }
advisers = { part_of = "team_size", shares = ["50%", "100%"] }
"""
    found = drawn(tmp_path, lines).applications
    assert (found["advisers"].is_null() == found["team_size"].is_null()).all()
    given = found.drop_nulls("team_size")
    assert (given["advisers"] <= given["team_size"]).all()
    assert (given["advisers"] * 2 + 2 > given["team_size"]).all()


def test_a_column_goes_by_another(tmp_path: Path) -> None:
    lines = """
platform_kind = { choices = { pilot_base = 1, proof_of_concept = 1 }, missing = "10%" }
plaque_only = { yes = "50%" }
stored_projects = { by = "platform_kind", pilot_base = { value = 20 }, otherwise = { by = "plaque_only", yes = { value = 1 }, no = { value = 2 } } }
advisers = { by = "platform_kind", pilot_base = { value = 5, missing = "30%" }, proof_of_concept = { value = 6 } }
"""  # noqa: E501, TOML
    found = drawn(tmp_path, lines).applications
    kind, base = pl.col("platform_kind"), pl.col("platform_kind") == "pilot_base"
    assert set(found.filter(base)["stored_projects"]) == {20}
    assert set(found.filter(~base & pl.col("plaque_only"))["stored_projects"]) == {1}
    assert set(found.filter(~base & ~pl.col("plaque_only"))["stored_projects"]) == {2}
    assert set(found.filter(kind.is_null())["stored_projects"]) == {1, 2}
    assert set(found.filter(kind.is_null())["advisers"]) == {None}
    assert set(found.filter(base)["advisers"]) == {5, None}
    assert near(share(found.filter(base)["advisers"].is_null()), 0.3)
    assert set(found.filter(kind == "proof_of_concept")["advisers"]) == {6}


def test_a_column_is_given_only_with_or_without_another(tmp_path: Path) -> None:
    lines = """
filed_on = { value = 2026-02-01, missing = "40%" }
grade = { value = "good", only_with = "filed_on" }
team_size = { value = 6, only_without = "filed_on" }
"""
    found = drawn(tmp_path, lines, many=500).applications
    assert (found["grade"].is_null() == found["filed_on"].is_null()).all()
    assert (found["team_size"].is_null() == found["filed_on"].is_not_null()).all()


def test_one_value_stands_everywhere_whatever_its_kind(tmp_path: Path) -> None:
    lines = """
filed_on = { value = "2026-02-01" }
site_area = { value = 200 }
service_income = { value = "1234567.89" }
team_size = { by = "advisers", 3 = { value = 6 }, 4 = { value = 7 } }
plaque_only = { value = false }
revocation_ground = { value = "第十八条" }
"""
    found = drawn(tmp_path, "advisers = { choices = { 3 = 1, 4 = 1 } }" + lines, many=20)
    columns = ("filed_on", "revocation_ground", "site_area", "service_income", "plaque_only")
    assert set(found.applications.select(columns).rows()) == {(date(2026, 2, 1), "第十八条", 200, 123_456_789, False)}
    assert set(found.applications.select("advisers", "team_size").rows()) == {(3, 6), (4, 7)}
    fundcalc.decide_table(YUNNAN, found.facts)


def test_claims_are_kept_as_a_table_takes_them(tmp_path: Path) -> None:
    found = drawn(tmp_path, 'claims = { choices = { build = 1, "build、operating" = 1 } }\n', many=50)
    assert set(found.applications["claims"]) == {"build", "build operating"}
    fundcalc.decide_table(YUNNAN, found.facts)


def test_organisations_have_as_many_platforms_as_stated_and_one_of_each_group(tmp_path: Path) -> None:
    lines = "[organisation.organisation_kind]\nchoices = { enterprise = 1, university = 1 }\n"
    first = 'platforms = { 1 = 50, 3 = 50 }\n[group.region]\nchoices = { "昆明" = 40, "大理" = 60 }\n'
    found = drawn(tmp_path, lines, first=first)
    assert found.groups == ("region",)
    each = found.applications.group_by("organisation", maintain_order=True).agg(
        pl.len().alias("platforms"), pl.col("region").n_unique(), pl.col("organisation_kind").n_unique().alias("kinds")
    )
    assert set(each["platforms"].head(-1)) == {1, 3}
    assert near(share(each["platforms"] == 3), 0.5, 0.02)
    assert (each["region"] == 1).all()
    assert (each["kinds"] == 1).all()
    assert near(share(found.applications["region"] == "大理"), 0.6, 0.02)


def test_awards_paid_before_come_in_the_stated_shares(tmp_path: Path) -> None:
    lines = """
platform_kind = { choices = { pilot_base = 1, proof_of_concept = 1 } }
[[paid]]
share = "20%"
benefit = "build"
years_before = 2
amount = { by = "platform_kind", pilot_base = { value = 100 }, proof_of_concept = { value = "200.01" } }
recovered = "10%"
[[paid]]
share = "5%"
programme = "another"
benefit = "grant"
elsewhere = true
local = "50%"
amount = { between = [1, 9] }
"""
    found = drawn(tmp_path, lines)
    paid = found.paid
    assert paid is not None
    own, other = paid.filter(programme="yunnan-2025"), paid.filter(programme="another")
    got, back = own.filter(pl.col("amount") > 0), own.filter(pl.col("amount") < 0)
    assert near(got.height / MANY, 0.2)
    assert near(back.height / got.height, 0.1, 0.015)
    assert set(got.select("platform_kind", "amount").rows()) == {("pilot_base", 10_000), ("proof_of_concept", 20_001)}
    assert set(own.select("benefit", "year", "local").rows()) == {("build", 2024, False)}
    assert set(back["platform"]) <= set(got["platform"]) <= set(found.applications["platform"])
    assert near(other.height / MANY, 0.05)
    assert near(share(other["local"]), 0.5, 0.03)
    assert not set(other["platform"]) & set(found.applications["platform"])
    assert set(other["organisation"]) <= set(found.applications["organisation"])
    assert set(other.select("benefit", "year").rows()) == {("grant", 2026)}
    fundcalc.decide_table(YUNNAN, found.facts, paid)


def test_nothing_is_drawn_beyond_what_an_application_may_have(tmp_path: Path) -> None:
    lines = (
        "eligible_investment = { median = 40_000_000_000, spread = 1000 }\n"
        "advisers = { median = 900_000_000, spread = 1000 }\n"
    )
    found = drawn(tmp_path, lines)
    assert found.applications["eligible_investment"].max() == 4 * 10**12
    assert found.applications["advisers"].max() == 10**9 - 1
    fundcalc.decide_table(YUNNAN, found.facts)


# To disk and back.


@pytest.mark.parametrize("as_csv", [True, False])
@pytest.mark.parametrize("id_", available())
def test_what_is_written_to_a_folder_is_the_same_population(id_: str, as_csv: bool, tmp_path: Path) -> None:
    policy = in_force(id_)
    found = invent(policy, applications=80)
    written = write_population(found, policy, tmp_path / "there", as_csv=as_csv)
    assert written[-1] == tmp_path / "there" / "README.txt"
    assert written[-1].read_text("utf-8") == page_of(found, policy) + "\n"
    again = read_population(tmp_path / "there", policy)
    assert (again.invented, again.groups, again.faults, again.refused) == (True, found.groups, (), ())
    columns = found.applications.columns
    assert again.applications.select(columns).rows() == found.applications.rows()
    if found.paid is not None:
        assert again.paid is not None
        assert again.paid.select(found.paid.columns).rows() == found.paid.rows()


def test_a_workbook_holds_everything_but_the_groups(tmp_path: Path) -> None:
    found = invent(YUNNAN, applications=80)
    assert write_population(found, YUNNAN, tmp_path / "round.xlsx") == (tmp_path / "round.xlsx",)
    again = read_population(tmp_path / "round.xlsx", YUNNAN)
    assert (again.invented, again.groups) == (True, ())
    assert (
        again.applications.select(found.facts.columns).rows()
        == found.facts.with_columns(pl.col("all_attested").fill_null(value=False)).rows()
    )


def test_the_sample_with_its_records_is_written_as_a_workbook_too(
    sample_of: Callable[[str], Sample], tmp_path: Path
) -> None:
    policy, _path, found = sample_of("yunnan-2025")
    write_population(found, policy, tmp_path / "again.xlsx")
    again = read_population(tmp_path / "again.xlsx", policy)
    assert as_table(policy, again) == as_table(policy, found)


def test_a_copy_in_parquet_still_says_that_it_is_invented(tmp_path: Path) -> None:
    policy = in_force("xpcc")
    found = invent(policy, applications=10)
    write_population(found, policy, tmp_path / "a.parquet")
    assert pl.read_parquet_metadata(tmp_path / "a.parquet")["fundcalc.invented"] == (
        "xpcc/population.toml: invented, nobody in it exists"
    )


@pytest.fixture(scope="module")
def too_many() -> Population:
    return invent(YUNNAN, applications=20_001)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("there.csv", "{path}: is there already; give another name."),
        ("full", "{path}: is there already; give another name."),
        (
            "a.parquet",
            "{path}: this population has tables beside its applications: paid; "
            "give the name of a folder, without an ending, or of an .xlsx.",
        ),
        (
            "a.doc",
            "{path}: a population is written as .xlsx, .parquet or .csv, or to a folder; "
            "give a name that ends in one of them, or in nothing.",
        ),
        (
            "a.xlsx",
            "{path}: 20,001 applications are too many for a workbook, which takes 20,000; "
            "give the name of a folder, without an ending.",
        ),
    ],
)
def test_where_a_population_cannot_be_written_the_remedy_is_given(
    too_many: Population, name: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "there.csv").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(fundcalc.SheetError) as refused:
        write_population(too_many, YUNNAN, tmp_path / name)
    assert str(refused.value) == message.format(path=tmp_path / name)
