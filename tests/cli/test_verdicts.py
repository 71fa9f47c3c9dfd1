"""`fundcalc audit --verdicts`: what persons decided about findings, kept to the next audit."""

import json
from pathlib import Path

import openpyxl
import pytest

from .test_commands import answer, run

HEADINGS = "日期,金额（元）,支持编号,用途,摘要\n"
FINE = "2026-06-01,300.00,XZ-2026-p1-recognition,罚款,逾期罚款\n"
DONATION = "2026-06-02,500.00,XZ-2026-p1-recognition,捐赠,捐款\n"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    path.write_text(HEADINGS + FINE + DONATION, "utf-8")
    return path


def audited(lines: Path, *more: str | Path) -> dict[str, object]:
    return answer("audit", lines, "--policy", "xinzhou-2024", *more)


def decide(path: Path, ids: list[str], verdict: str = "accepted") -> Path:
    said = {id_: {"verdict": verdict, "note": "已核实", "by": "王会计", "date": "2026-07-01"} for id_ in ids}
    path.write_text(json.dumps(said), "utf-8")
    return path


def ids(result: dict[str, object]) -> list[str]:
    found = result["findings"]
    assert isinstance(found, list)
    return [finding["id"] for finding in found]


@pytest.mark.parametrize(
    ("verdict", "exit_code"), [("accepted", 0), ("not_applicable", 0), ("confirmed", 1), ("to_be_corrected", 1)]
)
def test_a_verdict_closes_a_finding_or_leaves_it_open(
    lines: Path, tmp_path: Path, verdict: str, exit_code: int
) -> None:
    every = ids(audited(lines))
    assert len(every) == 2
    after = audited(lines, "--verdicts", decide(tmp_path / "verdicts.json", every, verdict))
    assert after["exit"] == exit_code
    assert after["closed"] == (every if exit_code == 0 else [])
    assert ids(after) == every


def test_a_new_finding_is_open_and_a_verdict_of_nothing_is_named(lines: Path, tmp_path: Path) -> None:
    lines.write_text(HEADINGS + FINE, "utf-8")
    verdicts = decide(tmp_path / "verdicts.json", [*ids(audited(lines)), "prohibited_use-000000000000"])
    lines.write_text(HEADINGS + DONATION + FINE, "utf-8")
    after = audited(lines, "--verdicts", verdicts)
    assert (after["exit"], len(ids(after))) == (1, 2)
    assert after["verdicts_of_nothing"] == ["prohibited_use-000000000000"]
    assert isinstance(after["closed"], list)
    assert len(after["closed"]) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_that_was_filled_in_is_read_back(lines: Path, tmp_path: Path, language: str) -> None:
    paper = tmp_path / "paper.xlsx"
    run("audit", lines, "--policy", "xinzhou-2024", "-o", paper, "--lang", language)
    book = openpyxl.load_workbook(paper)
    sheet = book["发现 findings"]
    headings = [cell.value for cell in sheet[1]]
    chosen = {"zh": ("认定", "予以接受"), "en": ("person's verdict", "accepted")}[language]
    at = headings.index(chosen[0]) + 1
    validation = next(one for one in sheet.data_validations.dataValidation if chosen[1] in str(one.formula1))
    assert sheet.cell(2, at).coordinate in validation.sqref
    sheet.cell(2, at, chosen[1])
    sheet.cell(2, at + 1, "单位自筹，不占专项资金")
    book.save(paper)
    after = audited(lines, "--verdicts", paper)
    assert isinstance(after["closed"], list)
    assert len(after["closed"]) == 1
    # The next paper carries the verdict on.
    again = tmp_path / "again.xlsx"
    run("audit", lines, "--policy", "xinzhou-2024", "--verdicts", paper, "-o", again, "--lang", language)
    assert openpyxl.load_workbook(again)["发现 findings"].cell(2, at + 1).value == "单位自筹，不占专项资金"


def test_another_amount_opens_a_finding_again(tmp_path: Path) -> None:
    verdicts = tmp_path / "verdicts.json"
    lines = tmp_path / "lines.csv"
    lines.write_text(HEADINGS + FINE, "utf-8")
    (id_,) = ids(audited(lines))
    verdicts.write_text(json.dumps({id_: {"verdict": "accepted", "amount": "299.00"}}), "utf-8")
    after = audited(lines, "--verdicts", verdicts)
    assert (after["exit"], after["reopened"], after["closed"]) == (1, [id_], [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"x": {"verdict": "acepted"}}', "'acepted' is not a verdict; did you mean accepted?"),
        ('{"x": {"verdict": "accepted", "why": "…"}}', "'why' is not known"),
        ('{"x": {"verdict": "accepted", "date": "yesterday"}}', "x: "),
        ("[]", "verdicts are"),
        ("{", "is not JSON"),
    ],
)
def test_verdicts_that_cannot_be_read_are_refused(lines: Path, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "verdicts.json"
    path.write_text(content, "utf-8")
    result = run("audit", lines, "--policy", "xinzhou-2024", "--verdicts", path)
    assert result.exit_code == 2
    assert message in result.output


def test_a_sheet_without_verdicts_is_refused(lines: Path) -> None:
    result = run("audit", lines, "--policy", "xinzhou-2024", "--verdicts", lines)
    assert result.exit_code == 2
    assert "has no sheet of findings with verdicts" in result.output


def test_the_result_of_an_audit_is_read_as_baseline_and_verdicts(lines: Path, tmp_path: Path) -> None:
    verdicts = decide(tmp_path / "verdicts.json", ids(audited(lines))[:1])
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(json.dumps(audited(lines, "--verdicts", verdicts)), "utf-8")
    assert audited(lines, "--verdicts", before)["closed"] == ids(audited(lines))[:1]
    third = "2026-06-03,9.00,XZ-2026-p1-recognition,捐赠,再捐\n"
    lines.write_text(HEADINGS + FINE + DONATION + third, "utf-8")
    result = audited(lines, "--baseline", before, "--verdicts", before)
    assert len(ids(result)) == 1
    # What the baseline leaves out is there, and is left out by the next one too.
    assert result["verdicts_of_nothing"] == []
    after.write_text(json.dumps(result), "utf-8")
    assert ids(audited(lines, "--baseline", after)) == []


def test_a_paper_says_what_a_baseline_leaves_out(lines: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(run("audit", lines, "--policy", "xinzhou-2024", "--json").stdout, "utf-8")
    paper = tmp_path / "paper.xlsx"
    run("audit", lines, "--policy", "xinzhou-2024", "--baseline", before, "-o", paper)
    summary = [[cell.value for cell in row] for row in openpyxl.load_workbook(paper)["摘要 summary"]]
    assert [row[:3] for row in summary if row[0] == "left out: as in the baseline"] == [
        ["left out: as in the baseline", 2, 800]
    ]
