"""Lines of a foreign ledger in lots or in another currency count by their yuan in the entry."""

from pathlib import Path

import pytest

from fundcalc.ledger.foreign.reader import evidence_of_foreign

LEDGER = """
2026-01-01 open Assets:Bank CNY
2026-01-01 open Expenses:Lab
2026-03-01 * "x" "y"
  Expenses:Lab  {posting}
  Assets:Bank  -{paid}
"""


@pytest.mark.parametrize(
    ("posting", "paid", "fen"),
    [
        ("200 SHARES {3.21 CNY}", "642.00 CNY", 642_00),
        ("200 SHARES {{642.10 CNY}}", "642.10 CNY", 642_10),
        ("30.00 EUR @ 7.85 CNY", "235.50 CNY", 235_50),
        ("3.00 EUR @@ 23.51 CNY", "23.51 CNY", 23_51),
        ("-3.00 EUR @@ 23.51 CNY", "-23.51 CNY", -23_51),
        ("235.50 CNY", "235.50 CNY", 235_50),
        ("235.50 CNY @ 0.13 EUR", "30.615 EUR", 235_50),
    ],
)
def test_an_amount_in_lots_or_another_currency(tmp_path: Path, posting: str, paid: str, fen: int) -> None:
    ledger = LEDGER.replace("{posting}", posting).replace("{paid}", paid).replace("--", "")
    (tmp_path / "x.beancount").write_text(ledger, "utf-8")
    evidence, notes = evidence_of_foreign(tmp_path / "x.beancount")
    assert [line.fen for line in evidence.lines] == [fen]
    assert notes == ()


@pytest.mark.parametrize("posting", ["30.00 EUR", "30.00 EUR @ 1.10 USD", "0.001 CNY"])
def test_an_amount_without_yuan_is_left_out_and_reported(tmp_path: Path, posting: str) -> None:
    (tmp_path / "x.beancount").write_text(LEDGER.replace("{posting}", posting).replace("-{paid}", ""), "utf-8")
    evidence, notes = evidence_of_foreign(tmp_path / "x.beancount")
    assert evidence.lines == ()
    assert len(notes) == 1
