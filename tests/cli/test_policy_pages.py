"""`fundcalc policies show -o` and `diff`: a measure as a document, and two of them side by side. The measure is invented."""

from pathlib import Path

import pytest
from docx import Document

from tests.measure_text.test_verification import MEASURE

from .test_commands import answer, run


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, text in (
        (before, MEASURE),
        (after, MEASURE.replace("300_000", "400_000").replace("at_least = 500", "at_least = 400")),
    ):
        folder.mkdir()
        (folder / "policy.toml").write_text(text, "utf-8")
    return before, after


def test_what_differs_stands_side_by_side(two: tuple[Path, Path]) -> None:
    found = answer("policies", "diff", *two)
    assert found["exit"] == 1
    assert len(found["differences"]) == 2
    assert {one["article_before"] for one in found["differences"]} == {"第二条"}
    assert "500" in found["differences"][0]["before"]
    assert "400" in found["differences"][0]["after"]
    assert "300,000" in found["differences"][1]["before"]
    assert "400,000" in found["differences"][1]["after"]


def test_a_measure_does_not_differ_from_itself(two: tuple[Path, Path]) -> None:
    result = run("policies", "diff", two[0], two[0])
    assert (result.exit_code, result.output) == (0, "Both say the same.\n")


def test_a_population_shows_what_the_difference_does(two: tuple[Path, Path], tmp_path: Path) -> None:
    table = tmp_path / "population.csv"
    table.write_text(
        "platform,organisation,award_year,application_date,filed_on,site_area\n"
        "p1,o1,2026,2026-03-01,2026-03-20,600\n"
        "p2,o2,2026,2026-03-01,,450\n",
        "utf-8",
    )
    effect = answer("policies", "diff", *two, table)["population"]
    assert effect == {
        "applications": 2, "before_yuan": "300000.00", "after_yuan": "800000.00", "before_paid": 1, "after_paid": 2,
        "gain": 2, "lose": 0,
    }  # fmt: skip
    assert "2 gain and 0 lose" in run("policies", "diff", *two, table).output


@pytest.mark.parametrize("ending", [".docx", ".html", ".xlsx"])
def test_a_measure_is_written_as_a_document(two: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    page = tmp_path / f"page{ending}"
    assert run("policies", "show", two[0], "-o", page).exit_code == 0
    if ending == ".docx":
        cells = {cell.text for table in Document(str(page)).tables for row in table.rows for cell in row.cells}
        assert "第二条" in cells
    else:
        assert page.stat().st_size > 1000
