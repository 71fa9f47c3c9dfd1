"""An award paid by parts on the command line, from the measure to the last part."""

from pathlib import Path
from typing import Any

import pytest

from tests.policies.test_measures import FOLDER

from .test_book_upkeep import run, run_json

A = "MF-2026-p1-level"
HEADINGS = "platform,organisation,award_year,application_date,filed_on,level,independent_accounting\n"


@pytest.fixture
def book(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with an award of 3 million yuan, decided on 1 April 2026 and paid 30/30/40."""
    monkeypatch.setenv("FUNDCALC_TODAY", "2027-04-01")
    policy, round_ = FOLDER / "matching", tmp_path / "round.csv"
    round_.write_text(HEADINGS + "p1,o1,2026,2026-03-01,2026-02-01,national,yes\n", "utf-8")
    folder = tmp_path / "book"
    run(capsys, "book", "init", folder, "--role", "authority")
    words = ("--policy", policy, "--year", "2026", "--amount", "5000000", "--date", "2026-01-05")
    run(capsys, "book", "appropriate", folder, *words)
    run(capsys, "award", round_, "--policy", policy, "--book", folder, "--post", "--date", "2026-04-01")
    return folder


def parts(capsys: pytest.CaptureFixture[str], book: Path) -> list[Any]:
    status = run_json(capsys, "book", "status", book)
    return [(part["amount"], part["opens"], part["milestone"], part["paid"], part["due"]) for part in status["parts"]]


def test_an_award_is_paid_part_by_part(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parts(capsys, book) == [
        ("900000.00", "2026-04-01", None, "0.00", "900000.00"),
        ("900000.00", "2027-04-01", None, "0.00", "900000.00"),
        ("1200000.00", None, "acceptance", "0.00", "0.00"),
    ]
    needed = run_json(capsys, "book", "status", book)["needed"]
    assert [(need["year"], need["amount"]) for need in needed] == [(2027, "1800000.00"), (None, "1200000.00")]
    assert run_json(capsys, "book", "pay", book, "--all", "--date", "2026-04-02")["sum"] == "900000.00"
    assert run_json(capsys, "book", "pay", book, "--all", "--share", "50%")["sum"] == "900000.00"
    message = run(capsys, "book", "pay", book, "--award", A, code=1)
    assert "when this is confirmed: 通过验收" in message
    assert "nothing is due now" in run(capsys, "book", "pay", book, "--all")
    words = ("book", "note", book, "--award", A, "--milestone", "acceptance", "--document", "验收1号")
    assert run(capsys, *words).strip() == f"{A}: acceptance is confirmed"
    assert run_json(capsys, *words)["outcome"] == "already"
    assert run_json(capsys, "book", "pay", book, "--award", A)["sum"] == "1200000.00"
    assert [part[3:] for part in parts(capsys, book)] == [
        ("900000.00", "0.00"), ("900000.00", "0.00"), ("1200000.00", "0.00"),
    ]  # fmt: skip
    assert "needed" in run_json(capsys, "book", "status", book)


def test_what_does_not_go_with_a_milestone_is_refused(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("book", "note", book, "--award", A)
    assert "--milestone by itself" in run(capsys, *words, "--milestone", "acceptance", "--until", "2028-01-01", code=2)
    assert "goes with --milestone" in run(capsys, *words, "--until", "2028-01-01", "--document", "1", code=2)
    assert "it has acceptance" in run(capsys, *words, "--milestone", "start", code=1)
