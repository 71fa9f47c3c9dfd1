"""A book and a baseline that version 0.1.0 wrote (``made_with_0_1/``) are still read. Everything in them is invented."""

import json
import shutil
from pathlib import Path

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
