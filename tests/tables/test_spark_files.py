"""Tables of a cluster: CSV text becomes whole fen or is refused, and a result stands whole under its name or not at all."""

from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc.base.errors import ApplicationError, FundcalcError, SheetError
from fundcalc.policy.loading import load
from fundcalc.tables import spark_files
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


def test_a_csv_is_read_as_the_sheets_read_it(spark: Any, tmp_path: Path) -> None:
    policy, file = load("yunnan-2025"), csv(tmp_path, *ROWS)
    table = spark_files.scan(spark, file, policy)
    read = read_round(Path(file), policy)
    assert not read.faults
    assert {row["platform"]: (row["eligible_investment"], row["service_income"]) for row in table.collect()} == {
        each.platform: (each.facts.get("eligible_investment"), each.facts.get("service_income"))
        for each in read.applications
    }
    decided = {row["platform"]: row for row in fundcalc.decide_table(policy, table).collect()}
    for decision in fundcalc.decide_all(policy, read.applications):
        assert decided[decision.platform]["status"] == decision.status
        assert decided[decision.platform]["build.amount"] == decision.benefits["build"].fen


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("80.1234567", "An amount in 万元 with at most 6 decimals was expected. "
                       "Round the figure to 6 decimals."),
        ("-5", "An amount of 0 or more was expected. Correct the amount."),
        ("99999999999999999", "An amount in 万元 with at most 6 decimals was expected. "
                              "Correct the amount: it is beyond any budget."),
        ("5万", "An amount in 万元 with at most 6 decimals was expected. "
                "Write 50000, or say （万元） in the heading and write 5 here."),
    ],
)  # fmt: skip
def test_text_that_is_no_amount_is_refused(cell: str, told: str, spark: Any, tmp_path: Path) -> None:
    file = csv(tmp_path, ROWS[1], f"p7,o1,2026,2026-03-01,,,,{cell},,")
    with pytest.raises(ApplicationError) as refused:
        spark_files.scan(spark, file, load("yunnan-2025"))
    assert str(refused.value) == f"{file}\n  eligible_investment: {cell!r}: {told} (platform p7)"


def test_a_row_of_another_width_and_a_file_that_is_not_there_are_told(spark: Any, tmp_path: Path) -> None:
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
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.parquet", "round.csv"]
    csv(tmp_path, ROWS[0], "p2,o2,2026,2026-02-30,,,,,,")
    with pytest.raises(ApplicationError, match="'2026-02-30': A date was expected"):
        spark_files.award_file(policy, file, out)
    assert spark.read.parquet(out).count() == 3  # what stood there stands
    csv(tmp_path, ROWS[0])
    assert spark_files.award_file(policy, file, out).rows == 1
    assert spark.read.parquet(out).count() == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.parquet", "round.csv"]


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
