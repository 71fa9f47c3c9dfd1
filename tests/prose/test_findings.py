# ruff: noqa: E501, the sentences are written whole
"""What an audit found, as sentences in both languages."""

from datetime import date

import pytest

from fundcalc import prose
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.checks import CHECK_IDS, Finding
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement, Rejected
from fundcalc.auditing.lines import Line
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import load

YN = "YN-2026-p1-build"
AWARD = AwardFacts(YN, "yunnan-2025", "o1", "p1", "build", 2026, 100_00, date(2026, 3, 1), place="book:1")


def only(check: str, *lines: Line, on: date | None = None, **more: object) -> Finding:
    evidence = Evidence(lines, **({"awards": [AWARD]} | more))  # type: ignore[arg-type]
    return next(each for each in audit_evidence(evidence, [load("yunnan-2025")], on=on).findings if each.check == check)


def line(fen: int, on: str = "2026-05-01", award: str = YN, **more: str) -> Line:
    return Line(date.fromisoformat(on), fen, award, **({"use": "materials", "purpose": "pilot"} | more))


def moved(kind: str, fen: int, on: str = "2026-04-01") -> Movement:
    return Movement(kind, date.fromisoformat(on), fen, YN, "o1", "Assets:Bank")  # type: ignore[arg-type]


FOUND = {
    "prohibited": lambda: only("prohibited_use", line(1_00, code="31005", use="")),
    "purpose": lambda: only("use_for_review", line(1_00, purpose="")),
    "catch_all": lambda: only("use_for_review", line(1_00, use="", code="30299", text="缴纳罚款")),
    "wording": lambda: only("use_for_review", line(1_00, use="", text="对外捐赠")),
    "contradiction": lambda: only("use_for_review", line(1_00, code="30103")),
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
    "book": lambda: only("book_rejected", rejected=[Rejected("main.beancount:3", "it does not balance")]),
}
TOLD = {
    "prohibited": (
        "CNY 1.00: by its code “infrastructure works”; the measure says: infrastructure",
        "1.00 元：按科目属于“基础设施建设”；办法规定：基础设施建设",
    ),
    "purpose": (
        "CNY 1.00: declared as “laboratory materials, reagents, special fuel”; permitted only for a stated purpose, and none is stated: "
        "labour, advice, services, materials, equipment and software for proof of concept, pilot work, transfer, product development",
        "1.00 元：申报为“实验材料、试剂、专用燃料”；须注明目的方可列支，而此处未注明："
        "用于概念验证、中试熟化、成果转化、产品研发的劳务、咨询、委托、材料、设备、软件",
    ),
    "catch_all": (
        "CNY 1.00: the code 30299 holds anything; what it was has to be seen from the document; "
        "the wording points to “fines, late fees, compensation”, which the measure forbids",
        "1.00 元：科目 30299 是兜底科目，实际用途须看凭证；摘要用词指向“罚款、滞纳金、赔偿”，属办法所禁止",
    ),
    "wording": (
        "CNY 1.00: the wording points to “donations, sponsorship”; wording alone decides nothing; look at the document",
        "1.00 元：摘要用词指向“捐赠、赞助”；用词本身不作认定，请查看凭证",
    ),
    "contradiction": (
        "CNY 1.00: declared as “laboratory materials, reagents, special fuel”; "
        "another entry of the line stands for “wages, allowances, bonuses, performance pay”",
        "1.00 元：申报为“实验材料、试剂、专用燃料”；本行另一项填报指向“工资、津补贴、奖金、绩效工资”",
    ),
    "unknown": (
        "1 line (CNY 1.00) of award IM-2026-x-filing: none of the measures given is its own.",
        "1 行（1.00 元）属于支持 IM-2026-x-filing：给出的办法中没有它所依据的办法。",
    ),
    "overspent": (
        "Spent and returned CNY 101.00, awarded CNY 100.00: CNY 1.00 too much.",
        "支出和退回 101.00 元，核定 100.00 元：超出 1.00 元。",
    ),
    "early": (
        "On 2 March 2026 CNY 1.00 had been spent and CNY 0.00 was there: CNY 1.00 was advanced.",
        "到 2026年3月2日 累计支出 1.00 元，当时可用 0.00 元：垫付 1.00 元。",
    ),
    "beyond": ("Awarded CNY 100.00, paid CNY 101.00: CNY 1.00 too much.", "核定 100.00 元，支付 101.00 元：超出 1.00 元。"),
    "invoice": (
        f"CNY 1.00 on invoice 12, which stands with the same amount in another award ({YN}, ).",
        f"发票 12 列支 1.00 元，同一发票以相同金额见于另一项支持（{YN}，）。",
    ),
    "split": (
        "CNY 2.00 on invoice 12, which stands with CNY 1.00 in a:2; see whether it was split.",
        "发票 12 列支 2.00 元，同一发票另以 1.00 元 见于a:2；请核实是否拆分列支。",
    ),
    "out": (
        "CNY 1.00 moved out to Assets:Bank on 1 April 2026, neither spent nor returned.",
        "2026年4月1日 转出 1.00 元 至 Assets:Bank，既非支出也非退回。",
    ),
    "unspent": (
        "CNY 2.00 is left on 31 December 2026: received CNY 3.00, spent CNY 1.00.",
        "到 2026年12月31日 结余 2.00 元：到账 3.00 元，支出 1.00 元。",
    ),
    "book": ("The book does not hold together: it does not balance", "账簿本身不成立：it does not balance"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOUND)
def test_a_finding_as_a_sentence(kind: str) -> None:
    found, (english, chinese) = FOUND[kind](), TOLD[kind]
    assert prose.finding(found) == english
    with speaking("zh"):
        assert prose.finding(found) == chinese


def test_every_check_and_word_has_a_name() -> None:
    assert len({prose.check_title(check) for check in CHECK_IDS}) == len(CHECK_IDS)
    assert [prose.severity(each) for each in ("violation", "review", "note")] == [
        "violation",
        "to be looked at",
        "note",
    ]
    assert [prose.decided_by(each) for each in ("use", "code", "account", "wording", "nothing")] == [
        "declared use", "economic code", "account", "wording only", "nothing given",
    ]  # fmt: skip
