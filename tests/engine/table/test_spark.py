"""The table engine on Spark: what it decides is what ``decide_all`` decides.

A job takes Spark about a second whatever its size, so rounds of the same policy and the same kinds of tables are decided in
one job, every id of a round made its own by a prefix. That this changes nothing is asserted: ``decide_all`` says of the
merged round what it says of each.
"""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

import fundcalc
from fundcalc.base.figures import figure
from fundcalc.base.ids import row_id
from fundcalc.base.money import share
from fundcalc.engine import cases
from fundcalc.engine.table import days
from fundcalc.engine.table.overflow import SPARK_LIMIT
from fundcalc.policy import model as m
from fundcalc.policy.choices import leaves
from fundcalc.policy.loading import available, find, load
from fundcalc.policy.vocabulary import DETAILS
from tests.engine.table.test_rounds import DAYS, ONE, REFUSED, Chance, differences, pl, random_policy, tables

Round = tuple[str, Sequence[Mapping[str, object]], Sequence[Mapping[str, object]]]  # name, applications, paid


def by_spark(session: Any, policy: Any, frame: Any, paid: Any, details: Mapping[str, Any]) -> list[dict[str, Any]]:
    from pyspark.sql import DataFrame

    inside = {name: session.createDataFrame(frame.to_arrow()) for name, frame in details.items()}
    history = None if paid is None else session.createDataFrame(paid.to_arrow())
    decided = fundcalc.decide_table(policy, session.createDataFrame(frame.to_arrow()), history, details=inside)
    assert isinstance(decided, DataFrame)
    return [row.asDict() for row in decided.collect()]


def numbers(decision: Any) -> dict[str, object]:
    """What the table should say of a decision."""
    said = {"status": decision.status, "payable": decision.payable_fen, "prospective": decision.prospective_fen}
    for name, due in decision.benefits.items():
        said |= {f"{name}.amount": due.fen, f"{name}.reason": due.reason}
    return said


def renamed(row: Mapping[str, object], prefix: str) -> dict[str, object]:
    """A row with its platform and unit renamed."""
    return {**row, **{key: f"{prefix}.{row[key]}" for key in ("platform", "organisation")}}


def differing(session: object, policy: Any, rounds: Sequence[Round]) -> list[str]:
    """Where Spark says of some rounds, decided in one job, what ``decide_all`` does not."""
    applications = [renamed(row, str(number)) for number, round_ in enumerate(rounds) for row in round_[1]]
    paid = [renamed(row, str(number)) for number, round_ in enumerate(rounds) for row in round_[2]]
    wanted = {
        f"{number}.{decision.platform}": numbers(decision)
        for number, round_ in enumerate(rounds)
        for decision in fundcalc.decide_all(policy, round_[1], round_[2])
    }
    assert wanted == {
        decision.platform: numbers(decision) for decision in fundcalc.decide_all(policy, applications, paid)
    }
    rows = by_spark(session, policy, *tables(policy, applications, paid))
    assert len(rows) == len(wanted)
    found = {row["platform"]: {key: row[key] for key in wanted[row["platform"]]} for row in rows}
    return [
        f"{rounds[int(platform.partition('.')[0])][0]}: {platform}: {found[platform]} is not {said}"
        for platform, said in wanted.items()
        if found[platform] != said
    ]


def settings_of(case: Mapping[str, Any]) -> str:
    """The policy a case asks for, and the kinds of tables it has."""
    forms = [name for name in DETAILS if any(row.get(name) for row in case["applications"])]
    return repr((case.get("changes"), case.get("readings"), bool(case.get("paid")), forms))


@pytest.mark.slow
@pytest.mark.parametrize("id_", available())
def test_every_case_is_decided_alike(id_: str, spark: object) -> None:
    alike: dict[str, list[Any]] = {}
    for case in cases.read(find(id_).parent / "cases.toml"):
        alike.setdefault(settings_of(case), []).append(case)
    failed: list[str] = []
    for together in alike.values():
        first = together[0]
        policy = load(id_, changes=first.get("changes", {}), readings=first.get("readings", {}))
        rounds = [(case["name"], case["applications"], case.get("paid", ())) for case in together]
        failed += differing(spark, policy, rounds)
    assert not failed, "\n".join(failed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("id_", available())
def test_random_rounds_are_decided_alike(id_: str, seed: int, spark: object) -> None:
    policies = (random_policy(id_, 100 * seed + more) for more in range(100))
    # Spark takes no rate of many digits of the largest amounts that chance gives.
    policy = next(policy for policy in policies if all(rate.numerator < 100 for rate in rates(policy)))
    rounds: list[Round] = []
    for number in range(20):
        chance = Chance(policy, 1000 * seed + number)
        platforms = [f"p{index}" for index in range(chance.random.choice((1, 5, 30)))]
        applications = [chance.application(platform) for platform in platforms]
        paid = [chance.paid(platforms) for _row in range(chance.random.choice((0, 5, 40)) if seed else 0)]
        rounds.append((f"round {number}", applications, paid))
    failed = differing(spark, policy, rounds)
    assert not failed, "\n".join(failed)


def rates(policy: Any) -> list[Fraction]:
    shares = [benefit for benefit in policy.measure.benefit.values() if isinstance(benefit, m.Share)]
    return [rate for share in shares for _where, rate in leaves(share.rate)]


# Spark divides whole numbers through a double.


def shares(session: Any, rate: Fraction, bases: Sequence[int]) -> list[int]:
    frame = nw.from_native(session.createDataFrame([(base,) for base in bases], "base long"))
    found = frame.select(nw.col("base"), due=share(rate, nw.col("base"))).collect().to_dict(as_series=False)
    return [found["due"][found["base"].index(base)] for base in bases]


@pytest.mark.slow
@pytest.mark.parametrize("rate", [Fraction(1, 5), Fraction(3, 10), Fraction(1, 8), Fraction(33333, 100000)])
def test_up_to_the_limit_every_fen_is_right(rate: Fraction, spark: object) -> None:
    last = (SPARK_LIMIT - 1 - rate.denominator) // (2 * rate.numerator)
    assert last * 2 * rate.numerator + rate.denominator < SPARK_LIMIT
    chance = random.Random(1)
    bases = [*range(last - 1500, last + 1), *(chance.randrange(last) for _each in range(1500))]
    # Where the product is just below a half, or is one.
    bases += [base - base * rate.numerator % rate.denominator for base in bases]
    bases = sorted(set(bases))
    assert shares(spark, rate, bases) == [share(rate, base) for base in bases]


@pytest.mark.slow
def test_beyond_the_limit_spark_would_be_a_fen_off(spark: object) -> None:
    rate = Fraction(1, 5)
    bases = [SPARK_LIMIT // 2 + number for number in range(1000)]
    assert shares(spark, rate, bases) != [share(rate, base) for base in bases]


@pytest.mark.slow
def test_a_table_is_refused_from_the_limit_on(spark: object) -> None:
    last = (SPARK_LIMIT - 1 - 5) // 2
    policy = load("yunnan-2025", changes={"benefit.build.cap": 10**14})
    frame = pl.DataFrame({**ONE, "eligible_investment": [last, None]})
    amounts = {row["platform"]: row["build.amount"] for row in by_spark(spark, policy, frame, None, {})}
    assert amounts == {"p1": share(Fraction(1, 5), last), "p2": None}
    with pytest.raises(fundcalc.ApplicationError) as refused:
        by_spark(spark, policy, frame.with_columns(pl.lit(last + 1).alias("eligible_investment")), None, {})
    assert str(refused.value) == (
        "the table cannot be decided\n"
        f"  build: its amount for a base of {figure(last + 1)} yuan exceeds the integers of this engine; use decide_all\n"
        f"  operating: its amount for a base of {figure(last + 1)} yuan exceeds the integers of this engine; use decide_all"
    )


@pytest.mark.slow
def test_years_are_added_to_days_alike(spark: Any) -> None:
    numbers = [day.year * 10_000 + day.month * 100 + day.day for day in [*DAYS, date(1, 3, 1), date(4, 2, 29)]]
    frame = nw.from_native(spark.createDataFrame([(number,) for number in numbers], "day long"))
    spans = range(-6, 7)
    moved = frame.select(**{str(years): days.years_after(nw.col("day"), years) for years in spans})
    here = pl.DataFrame({"day": numbers}).lazy()
    wanted = nw.from_native(here).select(**{str(years): days.years_after(nw.col("day"), years) for years in spans})
    assert moved.collect().to_dict(as_series=False) == wanted.collect().to_dict(as_series=False)


# Bad input is told as elsewhere, and nothing is computed before it is asked for.


@pytest.mark.slow
@pytest.mark.parametrize(("column", "values", "message"), REFUSED)
def test_what_cannot_be_taken_is_refused(column: str, values: list[object], message: str, spark: object) -> None:
    with pytest.raises(fundcalc.ApplicationError) as refused:
        by_spark(spark, load("yunnan-2025"), pl.DataFrame({**ONE, column: values}), None, {})
    assert str(refused.value) == f"the table cannot be decided\n  {message}"


@pytest.mark.slow
def test_kinds_that_only_spark_has_are_taken_or_refused(spark: Any) -> None:
    policy = load("yunnan-2025")
    frame = spark.createDataFrame(pl.DataFrame(ONE).to_arrow())
    smaller = frame.withColumns({"award_year": frame.award_year.cast("smallint"), "team_size": functions().lit(6)})
    decided = fundcalc.decide_table(policy, smaller)
    assert dict(decided.dtypes)["award_year"] == "smallint"
    assert {kind for name, kind in decided.dtypes if name.endswith((".amount", "payable", "prospective"))} == {"bigint"}
    assert sorted(row["payable"] for row in decided.collect()) == [0, 160_000_000]
    with pytest.raises(fundcalc.ApplicationError, match=r"filed_on: holds Datetime.*; give days without times, Date"):
        fundcalc.decide_table(policy, frame.withColumn("filed_on", frame.filed_on.cast("timestamp")))
    nothing = fundcalc.decide_table(policy, frame.withColumn("elected", functions().lit(None)))  # a column of no kind
    assert sorted(row["payable"] for row in nothing.collect()) == [0, 160_000_000]
    assert fundcalc.decide_table(policy, frame.limit(0)).collect() == []


def functions() -> Any:
    from pyspark.sql import functions

    return functions


def plan(frame: Any) -> str:
    """The plan as Spark will run it, without the numbers it gives to columns."""
    return re.sub(r"#\d+L?", "", frame._jdf.queryExecution().executedPlan().toString())


@pytest.mark.slow
def test_rows_move_between_machines_only_where_they_must(spark: Any, tmp_path: Path) -> None:
    file = str(tmp_path / "round.parquet")
    pl.DataFrame({**ONE, "team_size": [6, 6]}).write_parquet(file)
    frame = spark.read.parquet(file)
    # Without an election and without awards already paid nothing moves.
    alone = plan(fundcalc.decide_table(load("inner-mongolia-2025"), frame))
    assert not re.search("Exchange|Window|Sort|Join", alone)
    decided = fundcalc.decide_table(load("yunnan-2025"), frame)
    # An amount is computed where its row is, from the columns it needs.
    amounts = plan(decided.select("platform", "`build.amount`"))
    assert not re.search("Exchange|Window|Sort|Join", amounts)
    assert "ReadSchema: struct<platform:string,plaque_only:boolean,eligible_investment:bigint>" in amounts
    # An election brings the rows of a unit together, once.
    statuses = plan(decided)
    assert re.findall(r"Exchange (\w+\(.*?), \d+\)", statuses) == ["hashpartitioning(organisation"]
    assert "Join" not in statuses
    paid = pl.DataFrame({"organisation": ["o1"], "platform": ["p1"], "programme": ["other"], "benefit": ["prize"],
                         "year": [2026], "amount": [100]})  # fmt: skip
    paid.write_parquet(tmp_path / "paid.parquet")
    with_paid = fundcalc.decide_table(load("yunnan-2025"), frame, spark.read.parquet(str(tmp_path / "paid.parquet")))
    said = plan(with_paid)
    assert re.search("Join.*Exchange", said, re.DOTALL)
    assert "CartesianProduct" not in said
    assert "BroadcastNestedLoopJoin" not in said


INVENTED = Path(__file__).parents[2] / "policies"


@pytest.mark.slow
@pytest.mark.parametrize("id_", sorted(path.parent.name for path in INVENTED.glob("*/policy.toml")))
def test_invented_measures_are_decided_alike(id_: str, spark: Any) -> None:
    """Bands, ceilings, claims, linked organisations and versions."""
    policy = load(INVENTED / id_)
    chance = Chance(policy, 15)
    platforms = [f"p{number}" for number in range(40)]
    applications = [chance.application(platform) for platform in platforms]
    paid = [chance.paid(platforms) for _row in range(40)]
    rows = by_spark(spark, policy, *tables(policy, applications, paid))
    assert len(rows) == len(applications)
    by_row = {row_id(row["platform"], row.get("claim") or ""): row for row in rows}
    assert not list(differences(fundcalc.decide_all(policy, applications, paid), by_row))
