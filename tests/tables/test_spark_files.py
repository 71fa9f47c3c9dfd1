"""Tables of a cluster: CSV text becomes whole fen or is refused, and a result stands whole under its name or not at all."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError, FundcalcError, SheetError
from fundcalc.policy.loading import load
from fundcalc.tables import award_file, spark_files
from fundcalc.workbooks import read_round

pytestmark = pytest.mark.slow

HEADINGS = ("platform,依托单位代码,支持年度,申请日期,备案（认定）日期,平台类型,仅加挂牌子,eligible_investment（万元）,"
            "service_income,备注")  # fmt: skip
ROWS = (
    'p1,o1,2026,2026-03-01,2026年5月1日,概念验证平台（中心）,否,"800.000001",1000.5,x',
    'p2,o2,2026年,2026/3/1,,中试基地,no,"1,000.5",,',
    '１２,o3,2026,2026.3.1,2026-5-1,pilot_base,是,,"1,234,567.890",',
)


def csv(folder: Path, *rows: str, headings: str = HEADINGS) -> str:
    file = folder / "round.csv"
    file.write_text("\n".join((headings, *rows, "")), "utf-8-sig")
    return str(file)


def test_a_csv_is_read_as_the_sheets_read_it(spark: object, tmp_path: Path) -> None:
    policy, file = load("yunnan-2025"), csv(tmp_path, *ROWS)
    table = spark_files.scan(spark, file, policy)
    read = read_round(Path(file), policy)
    assert not read.faults
    assert {row["platform"]: (row["eligible_investment"], row["service_income"]) for row in table.collect()} == {
        application.platform: (
            application.facts.get("eligible_investment"),
            application.facts.get("service_income"),
        )
        for application in read.applications
    }
    decided = {row["platform"]: row for row in fundcalc.decide_table(policy, table).collect()}
    for decision in fundcalc.decide_all(policy, read.applications):
        assert decided[decision.platform]["status"] == decision.status
        assert decided[decision.platform]["build.amount"] == decision.benefits["build"].fen


@pytest.mark.usefixtures("spark")
def test_habits_are_read_as_on_the_other_engines(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        "p1,9111 0000 6000 3734 1l,2026年度,20260301,2026年5月1日,概念验证平台（中心）,×,800,,",
        "p2,9111000060003734IL,2026,2026-02-28,2026.5.1,proof_of_concept,no,0.09,,",
        '合  计,,,,,,,"800.09",,',
        "制表人：张三,,,,,,,,,",
        "注：数据截至 3 月,,,,,,,,,",
        headings=HEADINGS.replace(",备注", ","),
    )
    policy = load("yunnan-2025")
    found = spark_files.award_file(policy, file, None, on=date(2026, 5, 1))
    assert (found.rows, found.payable) == (2, 160_018_000)
    assert found.payable == award_file(policy, file, on=date(2026, 5, 1)).payable
    kinds = [note.kind for note in found.notes]
    assert sorted(kinds) == ["code", "doubt", "doubt", "doubt", "skipped", "skipped", "skipped"]
    assert spark_files.award_file(policy, file, None, on=date(2026, 4, 30)).payable == 0


def test_a_unit_above_the_headings_is_refused(spark: object, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="the headings are in row 2, and Spark reads them from the first"):
        spark_files.scan(spark, csv(tmp_path, HEADINGS, ROWS[0], headings="单位：万元"), load("yunnan-2025"))


def test_larger_units_are_exact(spark: object, tmp_path: Path) -> None:
    file = csv(tmp_path, ROWS[0].replace("800.000001", "0.0800000001"), headings=HEADINGS.replace("万元", "亿元"))
    (row,) = spark_files.scan(spark, file, load("yunnan-2025")).collect()
    assert row["eligible_investment"] == 800_000_001


def test_parquet_is_read_by_its_headings(spark: Any, tmp_path: Path) -> None:
    file = str(tmp_path / "round.parquet")
    rows = [
        ("p1", "o1", 2026, "2026-03-01", "2026-05-01", "中试基地", "否", "8,000,000", "1"),
        ("合计", *[None] * 7, "1"),
    ]
    heads = ["平台编号", "organisation", "支持年度", "申请日期", "filed_on", "平台类型", "仅加挂牌子"]
    heads += ["eligible_investment", "No."]
    schema = ", ".join(f"`{head}` {'int' if head == '支持年度' else 'string'}" for head in heads)
    spark.createDataFrame(rows, schema).write.parquet(file)
    found = spark_files.award_file(load("yunnan-2025"), file, None)
    assert (found.rows, found.payable, [note.value for note in found.notes]) == (1, 160_000_000, ["合计 1"])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("80.1234567", "An amount in 万元 with at most 6 decimals was expected. Round the figure to 6 decimals."),
        ("-5", "An amount of 0 or more was expected. Correct the amount."),
        ("99999999999999999", "An amount in 万元 with at most 6 decimals was expected. "
                              "Correct the amount: it is beyond any budget."),
    ],
)  # fmt: skip
def test_text_that_is_no_amount_is_refused(cell: str, message: str, spark: object, tmp_path: Path) -> None:
    file = csv(tmp_path, ROWS[1], f"p7,o1,2026,2026-03-01,,,,{cell},,")
    with pytest.raises(ApplicationError) as refused:
        spark_files.scan(spark, file, load("yunnan-2025"))
    assert str(refused.value).startswith(
        f"{file}\n  eligible_investment（万元）, a row (platform p7): '{cell}'. {message}"
    )


def test_a_row_of_another_width_and_a_file_that_is_not_there_are_reported(spark: object, tmp_path: Path) -> None:
    policy = load("yunnan-2025")
    with pytest.raises(FundcalcError, match="Malformed CSV record: p1,o1,2026"), spark_files.spark_errors():
        fundcalc.decide_table(policy, spark_files.scan(spark, csv(tmp_path, "p1,o1,2026"), policy))
    with pytest.raises(SheetError, match="there is no such file within Spark's reach"):
        spark_files.scan(spark, str(tmp_path / "none.parquet"), policy)
    with pytest.raises(SheetError, match=r"a table is a \.parquet or a \.csv"):
        spark_files.scan(spark, str(tmp_path / "none.xlsx"), policy)


def test_a_result_is_whole_or_not_there(spark: Any, tmp_path: Path) -> None:
    policy, file, out = load("yunnan-2025"), csv(tmp_path, *ROWS), str(tmp_path / "out.parquet")
    first = spark_files.award_file(policy, file, out)
    assert (first.rows, first.payable) == (3, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet", "round.csv"]
    csv(tmp_path, ROWS[0], "p2,o2,2026,2026-02-30,,,,,,")
    with pytest.raises(ApplicationError, match=r"'2026-02-30'\. A date was expected"):
        spark_files.award_file(policy, file, out)
    assert spark.read.parquet(out).count() == 3  # what stood there stands
    csv(tmp_path, ROWS[0])
    assert spark_files.award_file(policy, file, out).rows == 1
    assert spark.read.parquet(out).count() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet", "round.csv"]


def test_nothing_else_is_replaced(spark: Any, tmp_path: Path) -> None:
    policy, file = load("yunnan-2025"), csv(tmp_path, ROWS[0])
    with pytest.raises(SheetError, match="is the table itself, which would be lost; give another name"):
        spark_files.award_file(policy, file, file)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept", "utf-8")
    with pytest.raises(SheetError, match="is a folder that Spark did not write; give another name"):
        spark_files.award_file(policy, file, str(tmp_path / "mine"))
    assert (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "kept"
    assert spark.range(1).count() == 1  # a session that was there is left running
