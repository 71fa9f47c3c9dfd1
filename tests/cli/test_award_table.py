"""``award`` and ``explain`` with the table engine, as a user runs them."""

from pathlib import Path

import pytest

from .test_commands import answer, run

pytest.importorskip("polars", reason="Polars is not installed")
pytest.importorskip("duckdb", reason="DuckDB is not installed")

CSV = (
    "platform,organisation,award_year,application_date,filed_on,platform_kind,plaque_only,eligible_investment\n"
    "p1,o1,2026,2026-03-01,2026-02-10,中试基地,否,8000000.00\n"
    "p2,o2,2026,2026-03-01,2026-02-10,中试基地,否,12000000.00\n"
)
POLICY = ("--policy", "yunnan-2025")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "round.csv"
    path.write_text(CSV, "utf-8")
    return path


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_award_sums_up_a_table(table: Path, tmp_path: Path, engine: str) -> None:
    out = tmp_path / "out.csv"
    document = answer("award", table, *POLICY, "--engine", engine, "-o", out)
    assert (document["exit"], document["rows"], document["statuses"], document["payable"]) == (
        0,
        2,
        {"payable": 2},
        "3600000.00",
    )
    assert (document["benefits"]["build"], document["read_as"]) == ("3600000.00", {"eligible_investment": "yuan"})
    assert (document["output"], document["output_amounts"]) == (str(out), "fen")
    text = run("award", table, *POLICY, "--engine", engine, "-o", out).stdout
    assert "2 applications decided, 2 payable, in all CNY 3,600,000.00 (叁佰陆拾万元整)" in text
    assert f"Decided table, its amounts in whole fen: {out}" in text
    assert "按元读取：eligible_investment" in run("award", table, *POLICY, "--engine", engine, language="zh").stdout
    assert out.read_text().splitlines()[1].endswith(",800000000,160000000,due,,not_claimed,payable,160000000,0")


def test_a_csv_without_an_engine_is_decided_one_by_one(table: Path) -> None:
    assert len(answer("award", table, *POLICY)["decisions"]) == 2


def test_explain_tells_a_row_of_a_result_and_shouts_where_it_was_changed(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run("award", table, *POLICY, "--engine", "polars", "-o", out)
    good = run("explain", out, *POLICY, "--platform", "p1")
    assert good.exit_code == 0
    assert "base CNY 8,000,000.00 × 20% = CNY 1,600,000.00" in good.stdout
    out.write_text(out.read_text().replace("payable,160000000,0", "payable,170000000,0"))
    wrong = run("explain", out, *POLICY, "--platform", "p1")
    assert wrong.exit_code == 1
    assert wrong.stderr.startswith(
        "fundcalc: out.csv differs for p1 from the decision made here:\n"
        "  payable: 1700000.00 in the table, 1600000.00 here\n"
    )


def test_what_the_table_engine_does_not_do_is_said(table: Path, tmp_path: Path) -> None:
    book = run("award", table, *POLICY, "--engine", "polars", "--book", tmp_path, "--post")
    assert book.exit_code == 2
    assert "the table engine neither reads nor posts to a book" in book.stderr
    workbook = tmp_path / "a.xlsx"
    workbook.touch()
    refused = run("award", workbook, *POLICY, "--engine", "duckdb")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "fundcalc: a.xlsx: the table engine reads .parquet and .csv; save it as CSV UTF-8, or leave --engine out: a workbook "
        "is decided by the exact engine.\n",
    )


def test_a_missing_engine_is_an_error_with_a_remedy(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fundcalc.tables.polars_files", None)
    refused = run("award", table, *POLICY, "--engine", "polars")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "fundcalc: the engine polars is not installed (fundcalc.tables.polars_files); run: pip install 'fundcalc[polars]'\n",
    )


@pytest.mark.parametrize("engine", [(), ("--engine", "polars")])
def test_what_is_not_computed_is_said_with_the_totals(engine: tuple[str, ...], tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "policies" / "contracts"
    path = tmp_path / "round.csv"
    path.write_text("platform,organisation,award_year,application_date,technology_contracts（元）\n"
                     "p1,o1,2026,2026-03-01,2000000\n", "utf-8")  # fmt: skip
    text = run("award", path, "--policy", folder, *engine).stdout
    assert "Not computed here, work it out by hand: 第五条" in text
