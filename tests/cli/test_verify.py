"""`fundcalc policies verify` as a reviewer runs it. The measure is invented."""

from pathlib import Path

import pytest
from docx import Document

from tests.measure_text.test_verification import MEASURE, TEXT

from .test_commands import answer, run


@pytest.fixture
def measure(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(MEASURE, "utf-8")
    (tmp_path / "text.txt").write_text("\n".join(TEXT), "utf-8")
    return tmp_path


def test_a_policy_that_agrees_is_confirmed_and_kept(measure: Path) -> None:
    first = answer("policies", "verify", measure, "--text", measure / "text.txt", "--keep")
    assert (first["exit"], first["agrees"], len(first["confirmed"])) == (0, True, 3)
    award = next(row for row in first["confirmed"] if row["line"] == "benefit.award.amount")
    assert award == {
        "line": "benefit.award.amount",
        "article": "第二条",
        "printed": "30万元",
        "context": "给予",
        "written": "300000",
    }
    kept = answer("policies", "verify", measure)
    assert kept["text"]["digest"] == first["text"]["digest"]
    assert kept["confirmed"] == [{**one, "context": ""} for one in first["confirmed"]]


def test_a_policy_that_differs_is_refused(measure: Path) -> None:
    (measure / "policy.toml").write_text(MEASURE.replace("300_000", "3_000_000"), "utf-8")
    found = answer("policies", "verify", measure, "--text", measure / "text.txt", "--keep")
    assert (found["exit"], found["agrees"]) == (1, False)
    assert [one["line"] for one in found["not_found"]] == ["benefit.award.amount"]
    assert [one["printed"] for one in found["unused"]] == ["30万元"]
    assert not (measure / "text.toml").exists()
    shown = run("policies", "verify", measure, "--text", measure / "text.txt")
    assert "2 points are open" in shown.output


def test_a_policy_without_a_text_needs_one(measure: Path) -> None:
    result = run("policies", "verify", measure)
    assert result.exit_code == 2
    assert "give the measure itself: --text FILE" in result.output


def test_the_page_to_sign_has_every_figure(measure: Path) -> None:
    page = measure / "page.docx"
    assert run("policies", "verify", measure, "--text", measure / "text.txt", "-o", page).exit_code == 0
    document = Document(str(page))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"30万元", "不少于500平方米", "2026年1月1日", "benefit.award.amount"} <= cells
    assert any("____" in paragraph.text for paragraph in document.paragraphs)
