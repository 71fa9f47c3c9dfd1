"""Accounts of awards: read alike from an authority's and a recipient's book; received = spent + returned + balance."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from beancount import loader

from fundcalc import ledger
from fundcalc.ledger.award_accounts import accounts_of
from fundcalc.ledger.event_reader import read_events

from .samples import award, load, new_book, post_round, round_of

RECIPIENT = """
option "tolerance_multiplier" "0"
2000-01-01 custom "fundcalc" "recipient"
2000-01-01 open Assets:Special:YN-2026-p1-build CNY
2000-01-01 open Liabilities:DeferredGrant:YN-2026-p1-build CNY
2000-01-01 open Liabilities:Advanced:YN-2026-p1-build CNY
2000-01-01 open Liabilities:Clawback:YN-2026-p1-build CNY
2000-01-01 open Income:Grant:YN-2026-p1-build CNY
2000-01-01 open Expenses:Grant:YN-2026-p1-build:30218-专用材料费 CNY
2000-01-01 open Expenses:Grant:YN-2026-p1-build:30228 CNY
2000-01-01 open Expenses:GrantReturned:YN-2026-p1-build CNY
2000-01-01 open Equity:OwnFunds:YN-2026-p1-build CNY
2000-01-01 custom "fundcalc-award" "YN-2026-p1-build"
  policy: "yunnan-2025"
  code: "YN"
  year: "2026"
  platform: "p1"
  benefit: "build"
  awarded: "1000.00"
2026-06-01 * "省科技厅" "首期" #receipt
  award-id: "YN-2026-p1-build"
  Assets:Special:YN-2026-p1-build          600.00 CNY
  Liabilities:DeferredGrant:YN-2026-p1-build -600.00 CNY
2026-07-01 * "材料商" "试剂" #spending
  award-id: "YN-2026-p1-build"
  Expenses:Grant:YN-2026-p1-build:30218-专用材料费  150.01 CNY
  Assets:Special:YN-2026-p1-build         -150.01 CNY
  Liabilities:DeferredGrant:YN-2026-p1-build  150.01 CNY
  Income:Grant:YN-2026-p1-build           -150.01 CNY
2026-07-02 * "工会" "经费" #spending
  award-id: "YN-2026-p1-build"
  Expenses:Grant:YN-2026-p1-build:30228   50.00 CNY
  Assets:Special:YN-2026-p1-build         -50.00 CNY
  Liabilities:DeferredGrant:YN-2026-p1-build  50.00 CNY
  Income:Grant:YN-2026-p1-build           -50.00 CNY
2026-08-01 * "省科技厅" "追缴" #clawback
  award-id: "YN-2026-p1-build"
  disallowed: "30228"
  Expenses:GrantReturned:YN-2026-p1-build  50.00 CNY
  Liabilities:Clawback:YN-2026-p1-build   -50.00 CNY
2026-08-15 * "省科技厅" "退回" #return
  award-id: "YN-2026-p1-build"
  disallowed: "30228"
  Assets:Special:YN-2026-p1-build          20.00 CNY
  Equity:OwnFunds:YN-2026-p1-build        -20.00 CNY
  Liabilities:Clawback:YN-2026-p1-build    20.00 CNY
  Assets:Special:YN-2026-p1-build         -20.00 CNY
"""


def test_a_recipients_award() -> None:
    entries, errors, _ = loader.load_string(RECIPIENT, dedent=False)
    assert errors == []
    (account,), faults = accounts_of(read_events(entries))
    assert faults == ()
    assert (account.award, account.role, account.policy, account.fund) == (
        "YN-2026-p1-build", "recipient", "yunnan-2025", "YN-2026",
    )  # fmt: skip
    assert (account.awarded, account.received, account.unpaid) == (100_000, 60_000, 40_000)
    assert account.spent == {"30218-专用材料费": 15_001, "30228": 3_000}
    assert (account.clawed, account.due, account.returned, account.balance) == (5_000, 3_000, 2_000, 39_999)
    assert account.received == account.spending + account.returned + account.balance
    assert account.execution == Fraction(18_001, 60_000)
    assert account.last == date(2026, 8, 15)
    kinds = [(movement.kind, movement.fen, movement.use) for movement in account.movements]
    assert kinds == [
        ("receipt", 60_000, ""), ("spending", 15_001, "30218-专用材料费"), ("spending", 5_000, "30228"),
        ("clawback", 5_000, "30228"), ("return", 2_000, "30228"),
    ]  # fmt: skip


def test_the_end_of_a_day() -> None:
    entries, _, _ = loader.load_string(RECIPIENT, dedent=False)
    (account,), faults = accounts_of(read_events(entries).until(date(2026, 7, 1)))
    assert (account.spent, account.balance, account.clawed, faults) == ({"30218-专用材料费": 15_001}, 44_999, 0, ())
    assert [account.received for account in accounts_of(read_events(entries).until(date(2026, 5, 31))).accounts] == [0]
    assert accounts_of(read_events(entries).until(date(1999, 5, 31))).accounts == ()


def test_money_moved_without_an_award_is_reported() -> None:
    moved = """
2026-09-01 open Assets:Bank CNY
2026-09-01 * "挪用"
  Assets:Bank  10.00 CNY
  Assets:Special:YN-2026-p1-build -10.00 CNY
2026-09-02 * "没有编号" #receipt
  Assets:Special:YN-2026-p1-build  0.50 CNY
  Assets:Bank -0.50 CNY
"""
    entries, errors, _ = loader.load_string(RECIPIENT + moved, dedent=False)
    assert errors == []
    events = read_events(entries)
    fault_messages = [fault.message for fault in (*events.faults, *accounts_of(events).faults)]
    assert fault_messages == [
        "a transaction tagged #receipt without an award-id; it is left out of the account of its award",
        "Assets:Special:YN-2026-p1-build holds 390.49 yuan less what was advanced, but the entries of its award come to "
        "399.99; tag what moved it (#receipt, #spending, #return) and give its award-id, or take it out of the account",
    ]


def test_an_authoritys_awards(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1"), award("p2", fen=50_000)))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 40_000, date(2026, 6, 1), "首期")])
    (first, second), faults = accounts_of(read_events(load(folder), folder))
    assert faults == ()
    assert (first.award, first.role, first.fund, first.code, first.year) == (
        "YN-2026-p1-build", "authority", "YN-2026", "YN", 2026,
    )  # fmt: skip
    assert (first.organisation, first.organisation_name) == ("9153P1", "昆明某某科技有限公司")
    assert (first.platform_name, first.cite) == ("云南省某某（细分领域）概念验证中心", "第十三条（一）")
    assert (first.awarded, first.paid, first.unpaid, first.balance) == (100_000, 40_000, 60_000, 40_000)
    assert (first.execution, second.execution) == (Fraction(2, 5), Fraction(0))
    assert [movement.kind for movement in first.movements] == ["award", "disbursement"]
    assert first.movements[1].file.startswith("batches/2026-06-01-payments-")
    assert first.movements[1].line == 5
