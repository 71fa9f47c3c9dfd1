"""What an audit found, as sentences in both languages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fundcalc.auditing import sentences
from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.budgets import BudgetItem
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.evidence import (
    AwardFacts,
    BalanceDifference,
    Evidence,
    Movement,
    PlatformPeriod,
    Rejected,
    VoucherSums,
)
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.hint_settings import HintSettings
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import load
from fundcalc.policy.model import Quota
from tests.snapshots import Snapshot

YN = "YN-2026-p1-build"
AWARD = AwardFacts(YN, "yunnan-2025", "o1", "p1", "build", 2026, 100_00, date(2026, 3, 1), place="book:1")


TWO = ("yunnan-2025", "xpcc")


def only(
    check: str, *lines: Line, on: date | None = None, policies: Sequence[str] = TWO[:1], **more: object
) -> Finding:
    evidence = Evidence(lines, **({"awards": [AWARD]} | more))  # type: ignore[arg-type]
    findings = audit_evidence(evidence, list(map(load, policies)), on=on).findings
    return next(finding for finding in findings if finding.check == check)


def quota(*others: Line, **limits: object) -> Finding:
    policy = load("yunnan-2025")
    body = {"cite": "第十四条", "zh": "材料", "en": "materials", "uses": ["materials"], **limits}
    uses = policy.measure.uses.model_copy(update={"quota": {"materials": Quota.model_validate(body)}})
    measured = replace(policy, measure=policy.measure.model_copy(update={"uses": uses}))
    findings = audit_evidence(Evidence([line(40_00 if others else 31_00), *others], [AWARD]), [measured]).findings
    return next(finding for finding in findings if finding.check == "quota_exceeded")


def line(fen: int, on: str = "2026-05-01", award: str = YN, **more: str) -> Line:
    return Line(date.fromisoformat(on), fen, award, **({"use": "materials", "purpose": "pilot"} | more))


def moved(kind: str, fen: int, on: str = "2026-04-01") -> Movement:
    return Movement(kind, date.fromisoformat(on), fen, YN, "o1", "Assets:Bank")  # type: ignore[arg-type]


def placed(kind: str, fen: int, place: str) -> Movement:
    return replace(moved(kind, fen), place=place)


def period(kind: Any, first: str, cite: str) -> PlatformPeriod:
    return PlatformPeriod(kind, "P1", "yunnan-2025", date.fromisoformat(first), None, cite, "book:9")


def hinted(
    check: str, *lines: Line, movements: Sequence[Movement] = (), policy: str = TWO[0], **settings: Any
) -> Finding:
    own = OwnAccounts(hints=HintSettings(**settings))
    evidence = Evidence(lines, [AWARD], movements)
    findings = audit_evidence(evidence, [load(policy)], own=own, on=date(2027, 12, 31)).findings
    return next(finding for finding in findings if finding.check == check)


def payments(*days: str, **more: str) -> list[Line]:
    return [line(80_000_00, on, payee="甲公司", place=f"u.xlsx:{on}", **more) for on in days]


def numbered() -> list[Line]:
    lines = payments("2026-03-01", "2026-04-01", "2026-05-01")
    return [line._replace(invoice=str(12345678 + at)) for at, line in enumerate(lines)]


HINTS: Mapping[str, Callable[[], Finding]] = {
    "duplicate": lambda: hinted("duplicate_payment", *payments("2026-03-01", "2026-03-08")),
    "evidence": lambda: hinted("missing_evidence", line(5_000_00), evidence_above="5000"),
    "split_purchase": lambda: hinted(
        "split_payment", *payments("2026-03-01", "2026-03-08", "2026-03-20"), split_limit="200000"
    ),
    "rush": lambda: hinted("year_end_rush", *payments("2026-03-01", "2026-04-08", "2026-12-20", "2026-12-21")),
    "idle": lambda: hinted("idle_money", line(1_23), movements=[moved("received", 10_00)]),
    "cash": lambda: hinted("cash_payment", line(5_000_00, text="现金支付")),
    "sensitive": lambda: hinted("sensitive_wording", line(5_000_00, text="购物卡和礼品"), policy="xpcc"),
    "listed": lambda: hinted("related_payee", line(1_00, payee="甲公司"), payees=["甲公司"]),
    "person": lambda: hinted("related_payee", line(1_00, payee="王某"), persons_above="1"),
    "budget_exceeded": lambda: only(
        "budget_exceeded", line(3_00), budgets=[BudgetItem(YN, "材料费", 2_00, use="materials")]
    ),
    "no_budget": lambda: only("budget_exceeded", line(3_00), budgets=[BudgetItem(YN, "测试费", 2_00)]),
    "consecutive": lambda: hinted("consecutive_invoices", *numbered()),
}


FOUND: Mapping[str, Callable[[], Finding]] = {
    "prohibited": lambda: only("prohibited_use", line(1_00, code="31005", use="")),
    "purpose": lambda: only("use_for_review", line(1_00, purpose="")),
    "catch_all": lambda: only("use_for_review", line(1_00, use="", code="30299", text="缴纳罚款")),
    "wording": lambda: only("use_for_review", line(1_00, use="", text="对外捐赠")),
    "contradiction": lambda: only("use_for_review", line(1_00, code="30103")),
    "revoked": lambda: only("spent_after_revocation", line(1_00), awards=[replace(AWARD, revoked_on=date(2026, 4, 1))]),
    "outside_before": lambda: only("outside_validity", line(1_00, "2026-02-01")),
    "outside_after": lambda: only("outside_validity", line(1_00), awards=[replace(AWARD, until=date(2026, 4, 1))]),
    "double": lambda: only("double_award", awards=[AWARD, replace(AWARD, organisation="o2", place="book:2")]),
    "organisations": lambda: only(
        "same_invoice", line(1_00, invoice="12", organisation="o1"), line(1_00, invoice="12", organisation="o2")
    ),
    "in": lambda: only("moved_in", movements=[moved("moved_in", 1_00)]),
    "quota": lambda: quota(at_most="30%"),
    "quota_amount": lambda: quota(cap=30, **{"for": ["pilot_base"]}),
    "quota_perhaps": lambda: quota(line(60_00, use=""), at_least="60%"),
    "quota_so_far": lambda: quota(at_least="60%"),
    "returned": lambda: only(
        "unspent", movements=[moved("received", 3_00), moved("returned", 1_00)], on=date(2026, 12, 31)
    ),
    "not_confirmed": lambda: only("award_not_confirmed", unconfirmed={YN: "90.00"}),
    "not_listed": lambda: only("award_unknown", line(1_00, award="YN-2026-p2-build")),
    "use_unknown": lambda: only("use_for_review", line(1_00, use="专用才料费")),
    "account_by_name": lambda: only("use_for_review", line(1_00, use="", account="管理费用")),
    "account_unknown": lambda: only("use_for_review", line(1_00, use="", account="9999")),
    "no_award": lambda: only("policy_unknown", line(1_00, award=""), line(2_00, award=""), policies=TWO),
    "unknown": lambda: only("policy_unknown", line(1_00, award="IM-2026-x-filing")),
    "overspent": lambda: only("overspent", line(101_00)),
    "early": lambda: only("spent_before_receipt", line(1_00, "2026-03-02"), movements=[moved("received", 100_00)]),
    "beyond": lambda: only("paid_beyond_award", movements=[moved("paid", 101_00)]),
    "invoice": lambda: only(
        "same_invoice", line(1_00, invoice="12"), line(1_00, invoice="12", award="YN-2026-p2-build")
    ),
    "split": lambda: only("same_invoice", line(1_00, invoice="12", place="a:2"), line(2_00, invoice="12")),
    "out": lambda: only("moved_out", movements=[moved("moved_out", 1_00)]),
    "unspent": lambda: only("unspent", line(1_00), movements=[moved("received", 3_00)], on=date(2026, 12, 31)),
    "unbalanced": lambda: only(
        "unbalanced_voucher", unbalanced=[VoucherSums("转-3", date(2026, 6, 20), -500_00, 0, "j.xlsx:序时账:6")]
    ),
    "balances": lambda: only(
        "balances_differ", balances=[BalanceDifference("", "5301", "研发支出", 1_00, 2_00, 3_00, 2_00, "b.xlsx:4")]
    ),
    "closing": lambda: only(
        "balances_differ", balances=[BalanceDifference("", "1002", "银行存款", 1_00, 0, 3_00, 0, "b.xlsx:5", "closing")]
    ),
    "void": lambda: only("invoice_void", line(1_00, invoice="01234567"), void_invoices=[("01234567", "f.xlsx:8")]),
    "paid_received": lambda: only(
        "amounts_differ",
        movements=[placed("paid", 200_000_00, "book:7"), placed("received", 12_345_00, "u.xlsx:到账:2")],
    ),
    "awarded": lambda: only(
        "amounts_differ", awards=[replace(AWARD, decided=True), replace(AWARD, fen=90_00, place="u:3")]
    ),
    "written_twice": lambda: only(
        "amounts_differ", movements=[placed("received", 100_00, "u:2"), placed("received", 100_00, "u:3")]
    ),
    "received_late": lambda: only(
        "received_after_revocation",
        movements=[moved("received", 1_00)],
        awards=[replace(AWARD, revoked_on=date(2026, 3, 5))],
    ),
    "paid_late": lambda: only(
        "received_after_revocation",
        movements=[moved("paid", 1_00)],
        awards=[replace(AWARD, revoked_on=date(2026, 3, 5))],
    ),
    "cancelled": lambda: only("platform_standing", periods=[period("cancelled", "2026-01-01", "第十九条")]),
    "rectifying": lambda: only(
        "platform_standing", line(1_00), periods=[period("rectifying", "2026-04-01", "第十六条")]
    ),
    "other_unit": lambda: only("organisation_differs", line(1_00, organisation="o2"), line(2_00, organisation="o2")),
    **HINTS,
    "book": lambda: only("book_rejected", rejected=[Rejected("main.beancount:3", "it does not balance")]),
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_finding_as_a_sentence(kind: str, snapshot: Snapshot) -> None:
    finding = FOUND[kind]()
    with speaking("en"):
        english = finding.cited()
    with speaking("zh"):
        chinese = finding.cited()
    assert english != chinese
    snapshot(kind, f"{english}\n{chinese}")


def test_every_check_has_a_sentence_here() -> None:
    assert {kind().check for kind in FOUND.values()} == set(CHECKS)


def test_data_is_plain_and_has_the_keys_of_json() -> None:
    early = only("spent_before_receipt", line(1_00, "2026-03-02", text="x"), movements=[moved("received", 100_00)])
    assert early.data == {"date": "2026-03-02", "spent": 100, "there": 0, "text": "x"}
    assert FOUND["invoice"]().data["same"] == 1
    assert FOUND["book"]().data == {"told": "it does not balance"}


def test_every_check_and_word_has_a_name() -> None:
    assert len({check.title() for check in CHECKS.values()}) == len(CHECKS)
    assert [sentences.severity(item) for item in ("violation", "review", "note")] == [
        "violation",
        "for review",
        "note",
    ]
    assert [sentences.decided_by(item) for item in ("use", "code", "account", "wording", "nothing")] == [
        "declared use", "economic code", "account", "wording only", "nothing given",
    ]  # fmt: skip
