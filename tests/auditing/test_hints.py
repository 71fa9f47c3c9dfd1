"""Hints: each finds what it looks for, and nothing beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.seeded import clean
from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.accounts_file import read_accounts
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.checks.related_payee import is_person
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.hint_settings import HintSettings
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import PolicyError
from fundcalc.policy.loading import load
from fundcalc.policy.uses import catalogue

YN = "YN-2026-p1-build"
OTHER = "YN-2026-p2-build"
AWARD = AwardFacts(YN, "yunnan-2025", "o1", "p1", "build", 2026, 100_000_000, date(2026, 1, 1), place="awards:1")


def spent(fen: int, on: str = "2026-05-01", award: str = YN, **more: str) -> Line:
    given = {"use": "special_equipment", "purpose": "pilot", "place": f"sheet:{on}"} | more
    return Line(date.fromisoformat(on), fen, award, **given)


def hints(
    check: str,
    lines: Sequence[Line],
    movements: Sequence[Movement] = (),
    *,
    policies: Sequence[str] = ("yunnan-2025",),
    on: date | None = None,
    **settings: object,
) -> list[Finding]:
    own = OwnAccounts(hints=HintSettings(**settings))
    evidence = Evidence(lines, [AWARD], movements)
    found = audit_evidence(evidence, [load(policy) for policy in policies], own=own, on=on).findings
    assert all(finding.severity == "hint" for finding in found if finding.check == check)
    return [finding for finding in found if finding.check == check]


def test_equal_payments_of_near_days() -> None:
    first = spent(2_000_00, payee="甲公司", document="记-1")
    second = spent(2_000_00, "2026-05-08", OTHER, payee=" 甲 公司 ", document="记-9")
    (found,) = hints("duplicate_payment", [first, second])
    assert (found.fen, found.place, found.award) == (2_000_00, "sheet:2026-05-08", OTHER)
    for other in (
        second._replace(date=date(2026, 6, 8)),
        second._replace(payee="乙公司"),
        second._replace(fen=2_000_01),
        second._replace(date=first.date, document="记-1"),
    ):
        assert hints("duplicate_payment", [first, other]) == []
    invoiced = [first._replace(invoice="12345678"), second._replace(invoice="12345679")]
    assert hints("duplicate_payment", invoiced) == []
    taken_back = spent(-2_000_00, "2026-05-09", OTHER, payee="甲公司")
    assert hints("duplicate_payment", [first, second, taken_back]) == []
    assert hints("duplicate_payment", [first._replace(fen=999_99), second._replace(fen=999_99)]) == []


def test_evidence_is_required_above_an_amount() -> None:
    whole = spent(5_000_00, payee="甲公司", invoice="12345678", document="记-1", text="资产编号 ZC-7")
    bare = spent(5_000_00, text="仪器")
    assert hints("missing_evidence", [bare]) == []
    assert hints("missing_evidence", [whole, bare._replace(fen=4_999_99)], evidence_above="5000") == []
    (found,) = hints("missing_evidence", [whole, bare], evidence_above="5000")
    assert found.data["missing"] == ("invoice", "voucher", "payee", "card")
    # A column of card numbers is enough, without an amount.
    carded = whole._replace(text="", card="GZ-1")
    assert [found.data["missing"] for found in hints("missing_evidence", [carded, bare])] == [("card",)]
    assert hints("missing_evidence", [carded, bare._replace(use="materials")]) == []
    # Without any card number there is none to expect.
    (found,) = hints("missing_evidence", [bare], evidence_above="5000")
    assert found.data["missing"] == ("invoice", "voucher", "payee")


def test_purchases_split_below_a_limit() -> None:
    three = [spent(80_000_00, f"2026-05-{day}", payee="甲公司") for day in ("01", "10", "20")]
    assert hints("split_payment", three) == []
    (found,) = hints("split_payment", three, split_limit="200000")
    assert (found.fen, found.data["count"]) == (240_000_00, 3)
    assert hints("split_payment", three[:2], split_limit="200000") == []
    assert (
        hints("split_payment", [*three[:2], spent(80_000_00, "2026-08-20", payee="甲公司")], split_limit="200000") == []
    )
    assert hints("split_payment", [*three[:2], spent(80_000_00, payee="乙公司")], split_limit="200000") == []
    assert hints("split_payment", [spent(250_000_00, payee="甲公司")], split_limit="200000") == []


def test_a_rush_at_the_end_of_the_year() -> None:
    year = [spent(100_00, f"2026-{month:02}-15") for month in (3, 6, 9)]
    two = [spent(200_00, "2026-12-20"), spent(100_00, "2026-12-30")]
    (found,) = hints("year_end_rush", [*year, *two])
    assert (found.fen, found.data["whole"]) == (300_00, 600_00)
    assert hints("year_end_rush", [*year, two[0], spent(99_00, "2026-12-30")]) == []
    assert hints("year_end_rush", [*year, spent(300_00, "2026-12-20")]) == []
    assert hints("year_end_rush", [year[0], spent(300_00, "2026-12-20")]) == []


def test_money_that_lay_idle_for_a_year() -> None:
    received = Movement("received", date(2026, 2, 1), 1_000_00, YN)
    line = spent(120_00, "2026-03-01")
    (found,) = hints("idle_money", [line], [received], on=date(2027, 3, 1))
    assert (found.fen, found.data["since"]) == (880_00, "2026-03-01")
    assert "12% of what was received is spent" in found.sentence()
    assert hints("idle_money", [line], [received], on=date(2027, 2, 28)) == []
    assert hints("idle_money", [line._replace(fen=1_000_00)], [received], on=date(2027, 3, 1)) == []
    assert hints("idle_money", [line], [received]) == []
    assert hints("idle_money", [line._replace(fen=950_01)], [received], on=date(2027, 3, 1)) == []


@pytest.mark.parametrize("text", ["现金支付试验费", "付现", "备用金提现", "paid in cash"])
def test_cash(text: str) -> None:
    assert [found.fen for found in hints("cash_payment", [spent(1_000_01, text=text)])] == [1_000_01]
    assert hints("cash_payment", [spent(1_000_00, text=text)]) == []
    assert hints("cash_payment", [spent(1_000_01, text=text)], cash_above="5000") == []


@pytest.mark.parametrize("text", ["现金流量分析软件", "首付现场安装费", "现金管理系统", "兑付现代仪器"])
def test_what_only_sounds_like_cash(text: str) -> None:
    assert hints("cash_payment", [spent(5_000_00, text=text)]) == []


def test_cash_by_the_account_that_pays() -> None:
    assert len(hints("cash_payment", [spent(5_000_00, paid_from="1001 库存现金")])) == 1
    assert hints("cash_payment", [spent(5_000_00, paid_from="1002 银行存款"), spent(5_000_00, paid_from="10010")]) == []


def test_sensitive_wording_where_no_measure_judges() -> None:
    dinner = spent(300_00, text="*餐饮服务*餐费", use="")
    assert hints("sensitive_wording", [dinner]) == []  # for review under the measure
    assert len(hints("sensitive_wording", [dinner], policies=["xpcc"])) == 1
    assert hints("sensitive_wording", [spent(300_00, text="施工资料")], policies=["xpcc"]) == []
    # A journal's lines of no award are not of the audit.
    assert hints("sensitive_wording", [dinner._replace(award="", origin="journal")], policies=["xpcc"]) == []


def test_payees_of_a_list_and_persons() -> None:
    lines = [spent(500_00, payee="王某"), spent(500_00, payee="甲　公司"), spent(500_00, payee="乙公司")]
    assert hints("related_payee", lines) == []
    found = hints("related_payee", lines, payees=["甲公司"], persons_above="500")
    assert [(finding.data["payee"], finding.data["kind"]) for finding in found] == [
        ("王某", "person"),
        ("甲　公司", "listed"),
    ]
    assert hints("related_payee", lines, persons_above="501") == []


@pytest.mark.parametrize(
    ("payee", "person"),
    [
        ("王某", True),
        ("李晓明", True),
        ("张三 ", True),
        ("王府井", False),
        ("江西院", False),
        ("高新区", False),
        ("甲公司", False),
    ],
)
def test_who_is_a_person(payee: str, *, person: bool) -> None:
    assert is_person(payee) == person


def test_consecutive_invoices_of_one_seller() -> None:
    def run(*days: str, payee: str = "甲公司", step: int = 1, since: int = 12345678) -> list[Line]:
        numbers = (f"{since + step * at:08}" for at in range(len(days)))
        return [spent(100_00, day, payee=payee, invoice=number) for day, number in zip(days, numbers, strict=True)]

    (found,) = hints("consecutive_invoices", run("2026-03-01", "2026-04-01", "2026-05-01"))
    assert (found.fen, found.data["first"], found.data["last"]) == (300_00, "12345678", "12345680")
    (found,) = hints("consecutive_invoices", run("2026-03-01", "2026-04-01", "2026-05-01", since=98))
    assert (found.data["first"], found.data["last"]) == ("00000098", "00000100")
    assert hints("consecutive_invoices", run("2026-03-01", "2026-04-01")) == []
    assert hints("consecutive_invoices", run("2026-03-01", "2026-03-01", "2026-03-01")) == []
    assert hints("consecutive_invoices", run("2026-03-01", "2026-04-01", "2026-05-01", step=2)) == []
    mixed = [
        line._replace(payee=payee)
        for line, payee in zip(run("2026-03-01", "2026-04-01", "2026-05-01"), "甲乙丙", strict=True)
    ]
    assert hints("consecutive_invoices", mixed) == []


def test_a_hint_can_be_switched_off() -> None:
    line = spent(5_000_00, text="现金")
    assert len(hints("cash_payment", [line])) == 1
    assert hints("cash_payment", [line], off=("cash_payment",)) == []


def test_clean_books_give_no_hint() -> None:
    policies = [load(policy) for policy in ("inner-mongolia-2025", "yunnan-2025", "xinzhou-2024")]
    own = OwnAccounts(hints=HintSettings(evidence_above="1000", split_limit="500000", persons_above="1000"))
    assert audit_evidence(clean(2_000, seed=11), policies, own=own).findings == ()


def test_the_settings_stand_in_the_file_of_accounts(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text('[hints]\noff = ["year_end_rush"]\nsplit_limit = "200000"\npayees = ["张三"]\n', "utf-8")
    own = read_accounts(path, catalogue())
    assert own.hints == HintSettings(off=("year_end_rush",), split_limit="200000", payees=("张三",))
    assert own.hints.split_limit == 200_000_00
    path.write_text('[hints]\noff = ["year_end_rusj", "overspent"]\ncash_above = "x"\n', "utf-8")
    with pytest.raises(PolicyError) as raised:
        read_accounts(path, catalogue())
    assert any("cash_above" in fault for fault in raised.value.faults)
    path.write_text('[hints]\noff = ["year_end_rusj", "overspent"]\n', "utf-8")
    with pytest.raises(PolicyError) as raised:
        read_accounts(path, catalogue())
    assert raised.value.faults == (
        "hints.off: 'year_end_rusj' is not a hint; did you mean year_end_rush?",
        "hints.off: 'overspent' is not a hint",
    )


def test_hints_change_neither_violations_nor_reviews() -> None:
    lines = [spent(5_000_00, text="现金", use="fines"), spent(5_000_00, text="现金", use="")]
    with_hints = audit_evidence(Evidence(lines, [AWARD]), [load("yunnan-2025")]).findings
    off = OwnAccounts(hints=HintSettings(off=("cash_payment",)))
    without = audit_evidence(Evidence(lines, [AWARD]), [load("yunnan-2025")], own=off).findings
    assert [finding for finding in with_hints if finding.severity != "hint"] == list(without)
    assert [replace(finding, id="") for finding in with_hints if finding.severity == "hint"]


def test_a_split_is_found_wherever_its_days_begin() -> None:
    """The first payment lies near the second and not near the third."""
    lines = [
        spent(fen, day, payee="甲公司")
        for fen, day in ((25_000_00, "2026-05-01"), (120_000_00, "2026-05-30"), (120_000_00, "2026-06-01"))
    ]
    (found,) = hints("split_payment", lines, split_limit="200000")
    assert found.fen == 240_000_00
