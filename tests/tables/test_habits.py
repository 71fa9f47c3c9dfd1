"""Tables as people send them: read as the row reader does, or refused in words of our own, by Polars and DuckDB alike."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import fundcalc
from fundcalc.cli import commands
from fundcalc.policy.loading import load
from fundcalc.tables import Summary, award_file
from fundcalc.workbooks.round_reader import read_round
from tests.tables.test_files import HEAD, row, write

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")
pytest.importorskip("duckdb", reason="DuckDB is not installed")
both_engines = pytest.mark.parametrize("engine", ["polars", "duckdb"])
# DuckDB repeats in the slow run what one of its tests in every run stands for.
mostly_polars = pytest.mark.parametrize("engine", ["polars", pytest.param("duckdb", marks=pytest.mark.slow)])

DUE = 160_000_000
IN_WAN = row(eligible_investment="800")


def award(source: Path, engine: str) -> Summary:
    return award_file(load("yunnan-2025"), source, by=engine)


def as_rows(source: Path) -> int:
    """What the row reader and the exact engine make of the file."""
    round_ = read_round(source, load("yunnan-2025"))
    decisions = fundcalc.decide_all(load("yunnan-2025"), round_.applications, round_.paid)
    return sum(decision.payable_fen for decision in decisions)


def refusal(source: Path, engine: str) -> str:
    with pytest.raises(fundcalc.FundcalcError) as refused:
        award(source, engine)
    text = str(refused.value)
    assert "Traceback" not in text
    assert "Error" not in text
    return text


def padded(*rows: Sequence[str]) -> list[list[str]]:
    return [[*cells, *[""] * (len(HEAD) - len(cells))] for cells in rows]


# Columns.


@both_engines
def test_a_column_without_a_heading_is_not_read(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", ["0", *row()], head=["", *HEAD])
    summary = award(source, engine)
    assert (summary.payable, as_rows(source)) == (DUE, DUE)
    assert [str(note) for note in summary.notes] == [
        "a.csv, A1. Column A holds values and has no heading, so it is not read. Give it a heading, or delete the column."
    ]


@both_engines
def test_trailing_commas_are_ignored(tmp_path: Path, engine: str) -> None:
    summary = award(write(tmp_path / "a.csv", [*row(), "", ""], head=[*HEAD, "", ""]), engine)
    assert (summary.payable, summary.notes) == (DUE, [])
    assert award(write(tmp_path / "b.csv", [*row(), "", ""]), engine).payable == DUE


@mostly_polars
def test_a_heading_that_stands_twice_is_refused(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", [*row(), "1"], head=[*HEAD, "eligible_investment"])
    assert "eligible_investment already; delete one of the columns" in refusal(source, engine)


# Units.


@mostly_polars
@pytest.mark.parametrize(
    "above", [["单位：万元"], ["", "", "", "", "", "", "", "投入（万元）"], ["", "", "", "", "", "", "", "（万元）"]]
)
def test_a_unit_above_the_table(tmp_path: Path, engine: str, above: Sequence[str]) -> None:
    source = write(tmp_path / "a.csv", HEAD, IN_WAN, head=padded(above)[0])
    summary = award(source, engine)
    assert (summary.payable, as_rows(source)) == (DUE, DUE)
    assert summary.units == {"eligible_investment": "10,000 yuan"}
    assert [note.kind for note in summary.notes] == ["unit"]


@both_engines
def test_a_row_of_units_and_a_unit_in_a_note(tmp_path: Path, engine: str) -> None:
    units = ["", "", "", "", "", "", "", "万元"]
    assert award(write(tmp_path / "a.csv", units, IN_WAN), engine).payable == DUE
    below = write(tmp_path / "b.csv", IN_WAN, *padded(["注：本表单位：万元"]))
    assert award(below, engine).payable == as_rows(below) == DUE


@mostly_polars
def test_a_unit_in_the_heading(tmp_path: Path, engine: str) -> None:
    for unit, cell in (("千元", "8000.00"), ("百万元", "8"), ("亿元", "0.08")):
        source = write(tmp_path / "a.csv", row(eligible_investment=cell), head=[*HEAD[:-1], f"{HEAD[-1]}（{unit}）"])
        assert award(source, engine).payable == DUE
    source = write(tmp_path / "a.csv", row(), head=[*HEAD[:-1], f"{HEAD[-1]}（万美元）"])
    assert "which is not a unit that is read here" in refusal(source, engine)


@both_engines
def test_an_amount_far_from_the_others_is_decided_with_a_doubt(tmp_path: Path, engine: str) -> None:
    others = [row(platform=f"p{n}", organisation=f"o{n}") for n in range(2, 5)]
    summary = award(write(tmp_path / "a.csv", row(eligible_investment="800"), *others), engine)
    far, small = summary.notes
    assert (far.kind, far.cell, far.value, far.heading) == ("doubt", "H2", "800.00 yuan", "eligible_investment")
    assert (small.kind, small.cell, small.value) == ("doubt", "2", "p1")
    assert summary.payable == 3 * DUE + 16_000


# Rows that are no data.


@mostly_polars
@pytest.mark.parametrize(
    "cells",
    [["合 计", "", "", "", "", "", "", "8000000"], ["制表：张三", "", "审核：李四"], ["注：数据未经审计"], list(HEAD), ["——"]],
)  # fmt: skip
def test_a_row_that_is_no_data_is_left_out(tmp_path: Path, engine: str, cells: Sequence[str]) -> None:
    source = write(tmp_path / "a.csv", row(), *padded(cells))
    summary = award(source, engine)
    assert (summary.payable, summary.rows, as_rows(source)) == (DUE, 1, DUE)
    assert [(note.cell, note.kind) for note in summary.notes] == [("3", "skipped")]


@both_engines
def test_total_rows_of_parquet_and_of_records_are_left_out(tmp_path: Path, engine: str) -> None:
    frame = pl.DataFrame(
        [*[dict(zip(HEAD, row(), strict=True))], {"platform": "合计", "eligible_investment": "8000000"}]
    )
    frame.write_parquet(tmp_path / "a.parquet")
    summary = award(tmp_path / "a.parquet", engine)
    assert (summary.payable, summary.rows, [note.value for note in summary.notes]) == (DUE, 1, ["合计 8000000"])


@both_engines
def test_a_fault_below_a_total_row_keeps_its_address(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", row(), *padded(["小计"]), row(platform="p2", filed_on="soon"))
    assert "filed_on, E4 (platform p2): 'soon'" in refusal(source, engine)


# Ids.


@mostly_polars
@pytest.mark.parametrize("id_", [" p1 ", "ｐ１", "P1"])
def test_ids_are_read_as_in_a_sheet(tmp_path: Path, engine: str, id_: str) -> None:
    source = write(tmp_path / "a.csv", row(platform=id_))
    assert award(source, engine).payable == as_rows(source) == DUE


# Bytes.


@both_engines
def test_byte_order_marks(tmp_path: Path, engine: str) -> None:
    plain = write(tmp_path / "a.csv", row()).read_bytes()
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf" * 2 + plain)
    assert award(tmp_path / "a.csv", engine).payable == DUE


@both_engines
def test_a_line_break_inside_a_cell(tmp_path: Path, engine: str) -> None:
    remarks = ["a\rb", "a\r\nb", "a\nb", ""]
    rows = [[*row(platform=f"p{at}", organisation=f"o{at}"), remark] for at, remark in enumerate(remarks)]
    source = write(tmp_path / "a.csv", *rows, head=[*HEAD, "备注"])
    assert award(source, engine).payable == as_rows(source) == 4 * DUE


@both_engines
def test_a_damaged_file_is_refused(tmp_path: Path, engine: str) -> None:
    plain = write(tmp_path / "a.csv", [*row(), "昆明某某大学科技园"], head=[*HEAD, "备注"]).read_bytes()
    source = tmp_path / "a.csv"
    source.write_bytes(plain.replace(b"8000000", b"80\x0000000"))
    assert "line 2 holds a NUL character, so the file is damaged" in refusal(source, engine)
    source.write_bytes(plain.rstrip()[:-1])
    assert "line 2 is cut off, so the file is damaged" in refusal(source, engine)


@both_engines
def test_an_amount_of_27_digits_is_refused(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", row(eligible_investment="9" * 27))
    assert "H2 (platform p1)" in refusal(source, engine)
    frame = pl.DataFrame([dict(zip(HEAD, row(), strict=True)) | {"eligible_investment": Decimal("9" * 27)}])
    frame.write_parquet(tmp_path / "a.parquet")
    assert "eligible_investment" in refusal(tmp_path / "a.parquet", engine)


@mostly_polars
def test_an_empty_table_is_refused(tmp_path: Path, engine: str) -> None:
    source = tmp_path / "a.csv"
    for content in ("", "\n\n", ",,\n,,\n"):
        source.write_text(content)
        refusal(source, engine)


@both_engines
def test_a_table_without_a_row_is_no_clean_bill(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv")
    command = ["award", str(source), "--policy", "yunnan-2025", "--engine", engine, "--json"]
    done = CliRunner().invoke(commands(), command)
    assert (done.exit_code, len(json.loads(done.stdout)["faults"])) == (1, 1)


# The wrong table.


@mostly_polars
def test_a_table_of_spending_is_recognised_by_its_headings(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", ["2026-03-01", "100", "x"], head=["日期", "金额", "摘要"])
    assert "this is a workbook of spending; check it with: fundcalc audit a.csv" in refusal(source, engine)


@mostly_polars
def test_a_table_of_another_measure_is_recognised_by_its_headings(tmp_path: Path, engine: str) -> None:
    facts = [fact for fact in load("xinzhou-2024").facts if fact not in load("yunnan-2025").facts]
    source = write(tmp_path / "a.csv", [*row()[:4], *facts], head=[*HEAD[:4], *facts])
    assert "xinzhou-2024" in refusal(source, engine)


@both_engines
def test_an_unknown_heading_without_values_is_not_read(tmp_path: Path, engine: str) -> None:
    head = [*HEAD, "本批次选择"]
    assert (
        award(
            write(tmp_path / "a.csv", [*row(), ""], [*row(platform="p2", organisation="o2"), " "], head=head), engine
        ).rows
        == 2
    )
    assert "names no column" in refusal(write(tmp_path / "b.csv", [*row(), "x"], head=head), engine)


@mostly_polars
def test_a_heading_without_the_remark_in_brackets(tmp_path: Path, engine: str) -> None:
    head = [*HEAD[:-1], "近三年科研软硬件投入总额（万元）"]
    assert award(write(tmp_path / "a.csv", row(eligible_investment="800"), head=head), engine).payable == DUE


# Files of other programs, and layouts of forms.


@mostly_polars
@pytest.mark.parametrize(("encoding", "sign"), [("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";"), ("gb18030", "|")])
def test_encodings_and_separators_of_other_programs(tmp_path: Path, engine: str, encoding: str, sign: str) -> None:
    source = write(tmp_path / "a.csv", row(platform_kind="中试基地"))
    source.write_text(source.read_text("utf-8").replace(",", sign), encoding)
    assert (award(source, engine).payable, as_rows(source)) == (DUE, DUE)


@mostly_polars
@pytest.mark.parametrize(
    "cells",
    [
        ["一、中试基地"],
        ["共1家"],
        ["2026-06-30"],
        [str(at) for at in range(1, len(HEAD) + 1)],
        ["例：P001", *row()[1:]],
        ["P1小计"],
    ],
)
def test_rows_of_forms_are_left_out(tmp_path: Path, engine: str, cells: Sequence[str]) -> None:
    source = write(tmp_path / "a.csv", *padded(cells), row())
    summary = award(source, engine)
    assert (summary.payable, as_rows(source)) == (DUE, DUE)
    assert [(note.kind, note.cell) for note in summary.notes] == [("skipped", "2")]


@mostly_polars
def test_headings_in_two_lines(tmp_path: Path, engine: str) -> None:
    at = HEAD.index("eligible_investment")
    first = [*HEAD[:at], "投入", *HEAD[at + 1 :]]
    second = ["eligible_investment（万元）" if index == at else "" for index in range(len(HEAD))]
    source = write(tmp_path / "a.csv", second, IN_WAN, head=first)
    assert (award(source, engine).payable, as_rows(source)) == (DUE, DUE)


@mostly_polars
def test_a_second_table_with_other_headings_is_refused(tmp_path: Path, engine: str) -> None:
    other = [f"{name}（万元）" if name == "eligible_investment" else name for name in HEAD]
    assert "eligible_investment（万元）" in refusal(write(tmp_path / "a.csv", row(), other, IN_WAN), engine)


@mostly_polars
def test_a_unit_among_the_rows_is_refused(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", row(), *padded(["二、第二批（单位：万元）"]), row(platform="p2"))
    assert "万元" in refusal(source, engine)


def test_a_parquet_amount_that_is_no_number_is_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame([dict(zip(HEAD, row(), strict=True))]).with_columns(eligible_investment=float("nan"))
    frame.write_parquet(tmp_path / "a.parquet")
    refusal(tmp_path / "a.parquet", "polars")
