"""What version 0.1.0 wrote (``made_with_0_1/``) is still read: a book, a baseline, results. Everything in it is invented."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from fundcalc import ledger
from fundcalc.cli import main

MADE = Path(__file__).parent / "made_with_0_1"
AWARD = "XZ-2026-XZ-1-recognition"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(str(ended.value.code or 0))


def test_a_book_of_0_1_is_read_replayed_and_posted_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = shutil.copytree(MADE / "book", tmp_path / "book")
    stands = ledger.status(book)
    (account,) = stands.accounts
    assert (account.award, account.awarded, account.paid, stands.faults) == (AWARD, 20000000, 20000000, ())
    assert stands.seal is None  # there were no seals yet
    run("book", "replay", book, "--json")
    assert json.loads(capsys.readouterr().out)["confirmed"] == 1
    assert run("book", "appropriate", book, "--policy", "xinzhou-2024", "--year", "2026", "--amount", "500000",
               "--date", "2026-06-01") == 0  # fmt: skip
    after = ledger.status(book)
    assert (after.funds[0].appropriated, after.faults) == (150000000, ())
    assert after.seal is not None


def test_a_baseline_of_0_1_is_compared_with(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["audit", MADE / "spending.csv", "--policy", "xinzhou-2024", "--award", AWARD, "--lang", "en"]
    run(*words)
    assert "not listed again" not in capsys.readouterr().out
    assert run(*words, "--baseline", MADE / "baseline.json") == 0
    assert "1 finding of the earlier result is not listed again" in capsys.readouterr().out


def test_results_of_0_1_make_a_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = MADE / "yunnan-2025-result.xlsx"
    words = ["book", "report", "--kind", "notice", "--policy", "yunnan-2025", "--json", "-o", tmp_path / "notice.docx"]
    assert run(*words, "--round", results) == 0
    notice = json.loads(capsys.readouterr().out)
    assert (notice["year"], notice["awards"], notice["sum"]) == (2026, 8, "7985802.45")


def test_results_without_a_year_take_the_one_that_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(MADE / "yunnan-2025-result.xlsx")
    sheet = book["结论 decisions"]
    (column,) = [cell.column for cell in sheet[1] if cell.value == "年度"]
    sheet.delete_cols(column)
    book.save(tmp_path / "early.xlsx")
    words = ["book", "report", "--kind", "letters", "--round", tmp_path / "early.xlsx", "--policy", "yunnan-2025",
             "-o", tmp_path / "letters.docx", "--lang", "en"]  # fmt: skip
    assert run(*words) == 2
    assert "--year" in capsys.readouterr().err
    assert run(*words, "--year", "2026", "--json") == 0
    assert sum(Decimal(letter["payable"]) for letter in json.loads(capsys.readouterr().out)["letters"]) == Decimal(
        "7985802.45"
    )
    sheet.delete_cols([cell.value for cell in sheet[1]].index("应支付（元）") + 1)
    book.save(tmp_path / "early.xlsx")
    assert run(*words, "--year", "2026") == 2
