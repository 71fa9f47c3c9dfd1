"""Doubts about a table that people filled in: noted as in a workbook, and decided all the same."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundcalc.policy.loading import load
from fundcalc.tables import Summary, award_file, explain_file
from tests.tables.test_files import HEAD, row, write

pl: Any = pytest.importorskip("polars", reason="Polars is not installed")
pytest.importorskip("duckdb", reason="DuckDB is not installed")
mostly_polars = pytest.mark.parametrize("engine", ["polars", pytest.param("duckdb", marks=pytest.mark.slow)])

VALID, WITH_O = "91110000600037341L", "9111000060003734IL"
NAMED = ["organisation_name", *HEAD]
PAID = ("organisation", "platform", "programme", "benefit", "year", "amount")


def award(source: Path, engine: str, on: date | None = None) -> Summary:
    return award_file(load("yunnan-2025"), source, by=engine, on=on)


def notes(summary: Summary, kind: str) -> list[tuple[str, str]]:
    return [(note.cell, note.message) for note in summary.notes if note.kind == kind]


def with_paid(folder: Path, *paid: Sequence[str]) -> Path:
    folder.mkdir()
    write(folder / "applications.csv", row())
    write(folder / "paid.csv", *paid, head=PAID)
    return folder


@mostly_polars
def test_a_code_that_does_not_check_is_noted(tmp_path: Path, engine: str) -> None:
    rows = [["甲", *row(organisation=VALID)], ["甲", *row(platform="p2", organisation=WITH_O)]]
    summary = award(write(tmp_path / "a.csv", *rows, head=NAMED), engine)
    (code,) = notes(summary, "code")
    assert code[0] == "C3"
    assert f"Perhaps {VALID} was meant" in code[1]
    (name,) = notes(summary, "name")
    assert name[0] == "C3"
    assert "甲 has two codes" in name[1]
    assert summary.rows == 2


@mostly_polars
def test_a_base_a_thousand_times_beyond_the_cap_and_a_small_award(tmp_path: Path, engine: str) -> None:
    rows = [row(eligible_investment="80000000000"), row(platform="p2", organisation="o2", eligible_investment="4999")]
    doubts = notes(award(write(tmp_path / "a.csv", *rows), engine), "doubt")
    assert [cell for cell, _message in doubts] == ["H2", "H3", "H2", "3"]
    assert doubts[2][1].startswith("80,000,000,000.00 yuan is over a thousand times")
    assert doubts[3][1] == "The award comes to 999.80 yuan, less than 1,000."


def test_records_beyond_the_cap_are_noted(tmp_path: Path) -> None:
    folder = tmp_path / "round"
    folder.mkdir()
    write(folder / "applications.csv", row(eligible_investment=""))
    records = [["p1", "2025-03-01", "80000000000", "equipment", "own"]]
    write(folder / "investments.csv", *records, head=["platform", "date", "amount", "category", "funding"])
    assert any("over a thousand times" in message for _cell, message in notes(award(folder, "polars"), "doubt"))


def test_rows_of_parquet_are_numbered_below_their_headings(tmp_path: Path) -> None:
    rows = [
        dict(zip(HEAD, row(eligible_investment=amount, platform=f"p{amount}"), strict=True)) for amount in ("4999", "9")
    ]
    pl.DataFrame(rows).write_parquet(tmp_path / "a.parquet")
    assert ("3", "The award comes to 1.80 yuan, less than 1,000.") in notes(
        award(tmp_path / "a.parquet", "polars"), "doubt"
    )


@mostly_polars
@pytest.mark.parametrize("programme", ["yunnan_2025", "YN-2026", "yunan-2025"])
def test_a_programme_that_is_nearly_this_measure_is_noted(tmp_path: Path, engine: str, programme: str) -> None:
    summary = award(with_paid(tmp_path / "round", ("o1", "p1", programme, "build", "2026", "100")), engine)
    assert notes(summary, "id") == [("C2", "This is not yunnan-2025, so the award counts as one of another programme.")]


def test_other_programmes_are_not_noted(tmp_path: Path) -> None:
    others = [("o1", "p1", programme, "build", "2026", "100") for programme in ("city-2025", "xpcc", "YUNNAN-2025")]
    assert not notes(award(with_paid(tmp_path / "round", *others), "polars"), "id")


@mostly_polars
def test_a_recovery_without_its_payment_is_noted(tmp_path: Path, engine: str) -> None:
    summary = award(with_paid(tmp_path / "round", ("o1", "p1", "yunnan-2025", "build", "2026", "-500000")), engine)
    ((cell, message),) = notes(summary, "doubt")
    assert (cell, summary.payable) == ("F2", 160_000_000)
    assert message.endswith("500,000.00 yuan.")


@mostly_polars
def test_the_day_of_the_decision(tmp_path: Path, engine: str) -> None:
    source = write(tmp_path / "a.csv", row(filed_on="2026-05-01"))
    assert award(source, engine, date(2026, 5, 1)).statuses["payable"] == 1
    assert award(source, engine, date(2026, 4, 30)).statuses["payable"] == 0
    explained = explain_file(load("yunnan-2025"), source, "p1", by=engine, on=date(2026, 4, 30))
    assert explained.decision.payable == 0
