"""What a foreign ledger books on credit counts once, when it is paid."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fundcalc.auditing.evidence import Evidence
from fundcalc.ledger.foreign.reader import evidence_of_foreign
from fundcalc.ledger.foreign.spending import Basis

OPEN = "\n".join(
    f"2026-01-01 open {account}"
    for account in (
        *("Assets:Bank", "Assets:Prepaid", "Assets:Fixed", "Expenses:Rent", "Expenses:Lab", "Expenses:Wages"),
        *("Liabilities:Payables", "Liabilities:Tax", "Liabilities:CreditCard", "Liabilities:Loan", "Income:Grants"),
    )
)
RENT = """
2026-03-01 * "Landlord" "rent"
  Expenses:Rent  300.00 CNY
  Liabilities:Payables  -300.00 CNY
"""
PAID = """
2026-04-02 * "Landlord" "rent paid"
  Liabilities:Payables  {} CNY
  Assets:Bank  -{} CNY
"""


def read(folder: Path, *entries: str, basis: Basis | None = None) -> Evidence:
    path = folder / "theirs.beancount"
    touch = '\n2026-01-02 * "x"\n  Assets:Bank  1.00 CNY\n  Income:Grants  -1.00 CNY\n'
    path.write_text(OPEN + touch + "".join(entries), "utf-8")
    evidence, _notes = evidence_of_foreign(path, basis=basis)
    assert not evidence.rejected
    return evidence


def spent(evidence: Evidence) -> Counter[tuple[date | None, str]]:
    sums: Counter[tuple[date | None, str]] = Counter()
    for line in evidence.lines:
        sums[line.date, line.account.partition(":")[2]] += line.fen
    return sums


def listed(evidence: Evidence) -> dict[tuple[str, str], tuple[int, int]]:
    return {(other.account, other.why): (other.debit, other.credit) for other in evidence.others}


def test_what_is_not_paid_is_listed(tmp_path: Path) -> None:
    evidence = read(tmp_path, RENT)
    assert evidence.lines == ()
    assert listed(evidence)["Expenses:Rent", "not_paid"] == (300_00, 0)
    assert listed(evidence)["Liabilities:Payables", "liability"] == (0, 300_00)
    assert spent(read(tmp_path, RENT, basis="accrual")) == {(date(2026, 3, 1), "Rent"): 300_00}


@pytest.mark.parametrize("part", ["300.00", "120.00"])
def test_what_is_paid_counts_on_its_day(part: str, tmp_path: Path) -> None:
    evidence = read(tmp_path, RENT, PAID.format(part, part))
    fen = int(part.replace(".", ""))
    assert spent(evidence) == {(date(2026, 4, 2), "Rent"): fen}
    assert listed(evidence).get(("Expenses:Rent", "not_paid"), (0, 0)) == (300_00 - fen, 0)
    assert [line.place for line in evidence.lines] == ["theirs.beancount:17"]


def test_a_payment_of_another_amount_or_seller(tmp_path: Path) -> None:
    other = RENT.replace("Landlord", "Lab").replace("Expenses:Rent", "Expenses:Lab").replace("300.00", "500.00")
    evidence = read(tmp_path, RENT, other, PAID.format("500.00", "500.00").replace("Landlord", "Lab"))
    assert spent(evidence) == {(date(2026, 4, 2), "Lab"): 500_00}
    # What is paid beyond what was booked counts by the liability, for a person.
    evidence = read(tmp_path, RENT, PAID.format("350.00", "350.00"))
    assert spent(evidence) == {(date(2026, 4, 2), "Rent"): 300_00, (date(2026, 4, 2), "Payables"): 50_00}
    assert sum(other.debit - other.credit for other in evidence.others) == -350_00


def test_an_asset_on_credit_wages_with_tax_and_an_advance_that_is_cleared(tmp_path: Path) -> None:
    asset = RENT.replace("Expenses:Rent", "Assets:Fixed")
    assert spent(read(tmp_path, asset)) == {}
    assert spent(read(tmp_path, asset, PAID.format("300.00", "300.00"))) == {(date(2026, 4, 2), "Fixed"): 300_00}
    wages = '\n2026-03-05 * "Staff"\n  Expenses:Wages  100.00 CNY\n  Assets:Bank  -80.00 CNY\n  Liabilities:Tax  -20.00 CNY\n'
    tax = '\n2026-04-05 * "Tax bureau"\n  Liabilities:Tax  20.00 CNY\n  Assets:Bank  -20.00 CNY\n'
    assert spent(read(tmp_path, wages)) == {(date(2026, 3, 5), "Wages"): 80_00}
    whole = spent(read(tmp_path, wages, tax.replace('"Tax bureau"', '""')))
    assert whole == {(date(2026, 3, 5), "Wages"): 80_00, (date(2026, 4, 5), "Wages"): 20_00}
    advance = '\n2026-03-01 * "x"\n  Assets:Prepaid  90.00 CNY\n  Assets:Bank  -90.00 CNY\n'
    cleared = '\n2026-03-09 * "x"\n  Assets:Fixed  90.00 CNY\n  Assets:Prepaid  -90.00 CNY\n'
    assert spent(read(tmp_path, advance, cleared)) == {(date(2026, 3, 9), "Fixed"): 90_00}


def test_what_is_taken_back_before_it_is_paid(tmp_path: Path) -> None:
    back = RENT.replace("03-01", "03-20").replace("-300.00", "+").replace("300.00", "-300.00").replace("+", "300.00")
    evidence = read(tmp_path, RENT, back)
    assert evidence.lines == ()
    assert listed(evidence)["Expenses:Rent", "reversed"] == (300_00, 300_00)


def test_a_card_pays_and_a_loan_does_not(tmp_path: Path) -> None:
    card = RENT.replace("Liabilities:Payables", "Liabilities:CreditCard")
    settled = PAID.format("300.00", "300.00").replace("Payables", "CreditCard")
    assert spent(read(tmp_path, card, settled)) == {(date(2026, 3, 1), "Rent"): 300_00}
    repaid = PAID.format("300.00", "300.00").replace("Payables", "Loan")
    assert spent(read(tmp_path, repaid)) == {}


INSTITUTION = """
2026-01-01 open Assets:1011-零余额账户用款额度
2026-01-01 open Assets:1601-固定资产
2026-01-01 open Expenses:5001-业务活动费用
2026-01-01 open Expenses:Budget:7201-事业支出{code}
2026-01-01 open Equity:Budget:8001-资金结存
2026-02-03 * "安捷伦" "色谱仪"
  Assets:1601-固定资产  200.00 CNY
  Assets:1011-零余额账户用款额度  -200.00 CNY
2026-02-03 * "安捷伦" "色谱仪（预算会计）"
  Expenses:Budget:7201-事业支出{code}  200.00 CNY
  Equity:Budget:8001-资金结存  -200.00 CNY
2026-02-04 * "国药" "试剂"
  Expenses:5001-业务活动费用  30.00 CNY
  Assets:1011-零余额账户用款额度  -30.00 CNY
"""


def test_events_of_institutions_with_and_without_a_budget_entry(tmp_path: Path) -> None:
    path = tmp_path / "theirs.beancount"
    path.write_text(INSTITUTION.replace("{code}", ":31003-专用设备购置"), "utf-8")
    evidence, _notes = evidence_of_foreign(path)
    assert [line.fen for line in evidence.lines] == [200_00]
    assert listed(evidence)["Assets:1601-固定资产", "other_book"] == (200_00, 0)
    assert listed(evidence)["Expenses:5001-业务活动费用", "no_budget_entry"] == (30_00, 0)
    path.write_text(INSTITUTION.replace("{code}", ""), "utf-8")
    evidence, _notes = evidence_of_foreign(path)
    assert sorted(line.fen for line in evidence.lines) == [30_00, 200_00]
