"""The form of an evaluation: written with every item, read again, checked and added up."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import fundcalc
from fundcalc.cli import main
from fundcalc.life.indicators import check_form

POLICY = fundcalc.load("inner-mongolia-2025")
KINDS = ("proof_of_concept", "pilot_base", "pilot_service")


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def fill(path: Path, **changed: dict[str, object]) -> None:
    """Fill every row with half of its points, 100 as its figure and complete papers."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    keys = {str(cell.value).split("\n")[-1]: cell.column for cell in sheet[5]}
    sheet["B3"] = "p1"
    for row in range(6, sheet.max_row + 1):
        item = sheet.cell(row, keys["item"]).value
        if not item:
            continue
        filled: dict[str, object] = {
            "value": 100,
            "score": sheet.cell(row, keys["weight"]).value / 2,
            "evidence": "齐全",
            "last_score": 1,
            "last_value": 80,
        }
        for key, value in (filled | changed.get(item, {})).items():
            sheet.cell(row, keys[key]).value = value
    book.save(path)


@pytest.mark.parametrize(("kind", "items", "basic"), [(KINDS[0], 6, 40), (KINDS[1], 11, 30), (KINDS[2], 14, 40)])
def test_the_annexes_are_whole(kind: str, items: int, basic: int) -> None:
    table = POLICY.measure.indicators[kind]
    assert (len(table.items), table.groups[0].weight, sum(item.weight for item in table.items)) == (items, basic, 100)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_comes_back_and_adds_up(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.xlsx"
    assert run("indicators", POLICY.id, "--kind", kind, "-o", path) == 0
    fill(path)
    capsys.readouterr()
    assert run("indicators", POLICY.id, path, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    count = len(POLICY.measure.indicators[kind].items)
    assert (answer["kind"], answer["platform"], answer["total"], answer["most"]) == (kind, "p1", "50", 100)
    assert (answer["last_year"], answer["change"]) == (str(count), str(50 - count))
    assert (answer["faults"], answer["missing_evidence"]) == ([], [])


def test_what_is_wrong_with_a_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.xlsx"
    run("indicators", POLICY.id, "--kind", "pilot_base", "-o", path)
    wrong: dict[str, dict[str, object]] = {
        "site_area": {"score": 6}, "income": {"evidence": "部分"}, "landed": {"value": None}, "rules": {"score": "x"},
    }  # fmt: skip
    fill(path, **wrong)
    capsys.readouterr()
    assert run("indicators", POLICY.id, path, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert [fault["cell"][0] for fault in answer["faults"]] == ["G", "G", "F"]
    assert all(fault["message"] for fault in answer["faults"])
    assert answer["missing_evidence"] == ["income"]


def test_a_form_is_compared_with_that_of_last_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, before = tmp_path / "now.xlsx", tmp_path / "before.xlsx"
    for path in (now, before):
        run("indicators", POLICY.id, "--kind", "pilot_service", "-o", path)
    fill(now)
    fill(before, staff={"score": 0, "value": 7})
    capsys.readouterr()
    assert run("indicators", POLICY.id, now, "--last-year", before, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["last_year"], answer["change"]) == ("47", "3")
    staff = next(item for item in answer["items"] if item["item"] == "staff")
    assert (staff["last_value"], staff["change"]) == ("7", "93")
    assert run("indicators", POLICY.id, now, "--lang", "en") == 0
    assert "in all: 50" in capsys.readouterr().out


def test_rows_that_are_missing_or_twice_are_named() -> None:
    table = POLICY.measure.indicators["proof_of_concept"]
    rows = [{"item": item.id, "score": Decimal(1), "evidence": "complete"} for item in table.items[:-1]]
    result = check_form(table, [*rows, rows[0], {"item": "incom", "score": 1}])
    assert [(fault.row, fault.key) for fault in result.faults] == [(5, "item"), (6, "item"), (None, "item")]
    assert result.score == 5


def test_a_form_needs_a_kind_that_there_is(tmp_path: Path) -> None:
    assert run("indicators", POLICY.id, "--kind", "bank", "-o", tmp_path / "x.xlsx") == 2
    assert run("indicators", "xpcc", "--kind", "pilot_base", "-o", tmp_path / "x.xlsx") == 2
    assert run("indicators", POLICY.id) == 2


def test_weights_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    text = POLICY.path.read_text("utf-8")
    text = text.replace('en = "rules"\nweight = 10', 'en = "rules"\nweight = 11')
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(fundcalc.PolicyError, match=r"group\.0.*41.*40"):
        fundcalc.load(path)


def test_last_year_is_the_form_of_the_same_kind_and_platform(tmp_path: Path) -> None:
    now, other = tmp_path / "now.xlsx", tmp_path / "other.xlsx"
    run("indicators", POLICY.id, "--kind", "pilot_base", "-o", now)
    fill(now)
    run("indicators", POLICY.id, "--kind", "pilot_service", "-o", other)
    fill(other)
    plain = tmp_path / "plain.csv"
    plain.write_text("a,b\n1,2\n", "utf-8")
    for wrong in (other, plain):
        assert run("indicators", POLICY.id, now, "--last-year", wrong) == 2


def test_points_beyond_the_weight_are_not_added_up() -> None:
    table = POLICY.measure.indicators["proof_of_concept"]
    rows = [{"item": item.id, "score": Decimal(60), "evidence": "complete"} for item in table.items]
    result = check_form(table, [*rows[:-1], {**rows[-1], "score": Decimal(5)}])
    assert (result.score, len(result.faults)) == (Decimal(5), 5)
