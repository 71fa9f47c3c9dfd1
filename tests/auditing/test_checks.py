"""Checks over accounts: each finds its fault, with its article and amount, and nothing in clean accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from benchmarks.seeded import clean, plant
from fundcalc.auditing import checks
from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import (
    Audit,
    audit_by,
    audit_evidence,
    coverage,
    judge_lines,
    lines_in_question,
    newly,
    violations,
)
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement, Rejected, RevokedPlatform
from fundcalc.auditing.findings import Finding, LineReversal
from fundcalc.auditing.invoice_numbers import invoice_numbers
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.model import Quota

YN = "YN-2026-p1-build"
AWARD = AwardFacts(YN, "yunnan-2025", "o1", "p1", "build", 2026, 100_000_00, date(2026, 3, 1), place="awards:1")


@cache
def policies() -> tuple[Policy, ...]:
    return tuple(load(item) for item in ("inner-mongolia-2025", "yunnan-2025", "xinzhou-2024"))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def spent(fen: int, on: str = "05-01", award: str = YN, **more: str) -> Line:
    given = {"use": "special_equipment", "purpose": "pilot", "organisation": "o1", "place": "sheet:2"} | more
    return Line(day(on), fen, award, **given)


def received(fen: int, on: str = "04-01", award: str = YN) -> Movement:
    return Movement("received", day(on), fen, award, "o1", place="book:9")


def audited(
    lines: Sequence[Line] = (),
    movements: Sequence[Movement] = (),
    awards: Sequence[AwardFacts] = (AWARD,),
    on: date | None = None,
    **more: object,
) -> Audit:
    return audit_evidence(Evidence(lines, awards, movements, **more), policies(), on=on)  # type: ignore[arg-type]


def found(*args: object, **more: object) -> list[tuple[str, str, str, int | None]]:
    findings = audited(*args, **more).findings  # type: ignore[arg-type]
    return [(finding.check, finding.severity, finding.cite, finding.fen) for finding in findings]


def test_clean_accounts_give_no_finding() -> None:
    lines = [spent(60_000_00), spent(30_000_00, "06-01", invoice="1001"), spent(1, "06-02", invoice="1002")]
    assert found(lines, [received(100_000_00), Movement("paid", day("03-20"), 100_000_00, YN)]) == []


# Overspent, too early, too late.


def test_overspent_against_what_was_received() -> None:
    lines = [spent(90_000_00), spent(20_000_00, "06-01")]
    assert found(lines, [received(100_000_00)]) == [("overspent", "violation", "第五条（四）", 10_000_00)]
    returned = Movement("returned", day("07-01"), 5_000_00, YN)
    assert found(lines, [received(100_000_00), returned]) == [("overspent", "violation", "第五条（四）", 15_000_00)]


def test_overspent_against_the_award_where_no_receipt_is_known() -> None:
    assert found([spent(100_000_00)]) == []
    assert found([spent(100_000_01)]) == [("overspent", "violation", "第五条（四）", 1)]
    assert found([spent(100_000_01)], awards=()) == []


def test_a_refund_is_no_overspending() -> None:
    assert found([spent(100_000_00), spent(-500_00, "06-01"), spent(500_00, "06-02")], [received(100_000_00)]) == []


def test_spent_before_the_money_came() -> None:
    lines = [spent(10_000_00, "03-15"), spent(20_000_00, "04-01"), spent(5_000_00, "04-02")]
    assert found(lines, [received(50_000_00)]) == [("spent_before_receipt", "review", "第五条（四）", 10_000_00)]


def test_spent_beyond_what_had_come_until_the_next_instalment() -> None:
    lines = [spent(30_000_00, "04-05"), spent(30_000_00, "04-06")]
    two = [received(40_000_00), received(60_000_00, "08-01")]
    assert found(lines, two) == [("spent_before_receipt", "review", "第五条（四）", 20_000_00)]
    # What no receipt ever covers is overspent, and expected once.
    assert found(lines, two[:1]) == [("overspent", "violation", "第五条（四）", 20_000_00)]


def test_the_order_of_lines_and_receipts_changes_nothing() -> None:
    lines = [spent(30_000_00, "04-05"), spent(30_000_00, "04-06"), spent(1_00, "03-02")]
    two = [received(40_000_00), received(60_000_00, "08-01")]
    assert found(lines, two) == found(lines[::-1], two[::-1])


def test_an_advance_that_grows_because_money_went_back_is_shown_by_the_last_line() -> None:
    lines = [spent(10_000_00, "05-01"), spent(-1_000_00, "05-10")]
    back = Movement("returned", day("05-05"), 5_000_00, YN)
    movements = [received(10_000_00), back, received(5_000_00, "06-01")]
    assert found(lines, movements) == [("spent_before_receipt", "review", "第五条（四）", 4_000_00)]


def test_spent_after_the_revocation() -> None:
    revoked = replace(AWARD, revoked_on=day("06-01"))
    lines = [spent(1_00, "06-01"), spent(2_00, "06-02"), spent(-2_00, "06-03")]
    assert found(lines, [received(100_00)], [revoked]) == [("spent_after_revocation", "violation", "第十八条", 2_00)]


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [
        (RevokedPlatform("P1", day("06-01")), [2_00]),
        (RevokedPlatform("p1", day("06-01"), "yunnan-2025"), [2_00]),
        (RevokedPlatform("p1", day("06-01"), "xinzhou-2024"), []),
        (RevokedPlatform("p2", day("06-01")), []),
        (RevokedPlatform("p1", day("02-01")), []),  # before the award
    ],
)
def test_events_tell_of_a_revocation(revoked: RevokedPlatform, expected: list[int]) -> None:
    lines = [spent(1_00, "06-01"), spent(2_00, "06-02")]
    audit = audited(lines, [received(100_00)], revocations=[revoked])
    assert [finding.fen for finding in audit.findings if finding.check == "spent_after_revocation"] == expected
    assert audit.accounts[0].revoked_on == (revoked.on if expected else None)


def test_outside_the_validity_of_the_award() -> None:
    until = replace(AWARD, until=day("12-31"))
    lines = [
        spent(1_00, "02-28"),
        spent(2_00, "03-01"),
        spent(4_00, "12-31"),
        spent(8_00)._replace(date=date(2027, 1, 1)),
    ]
    assert found(lines, awards=[until]) == [
        ("outside_validity", "violation", "第十三条（一）", 1_00),
        ("outside_validity", "violation", "第十三条（一）", 8_00),
    ]


# Awards.


def test_paid_beyond_the_award() -> None:
    paid = [Movement("paid", day("03-20"), 60_000_00, YN), Movement("paid", day("05-20"), 60_000_00, YN)]
    assert found((), paid) == [("paid_beyond_award", "violation", "第十三条（一）", 20_000_00)]
    assert found((), [received(100_000_01)]) == [("paid_beyond_award", "violation", "第十三条（一）", 1)]


def test_two_awards_for_one_thing_in_one_year() -> None:
    again = replace(AWARD, organisation="o2", place="awards:2")
    assert found(awards=[AWARD, again]) == [("double_award", "violation", "第十四条", 100_000_00)]
    assert found(awards=[AWARD, AWARD]) == []
    assert found(awards=[AWARD, replace(again, year=2027), replace(again, benefit="operating")]) == []


def test_an_award_that_replay_does_not_confirm() -> None:
    assert found(unconfirmed={YN: "90,000.00"}) == [("award_not_confirmed", "violation", "第十三条（一）", 100_000_00)]


def test_a_book_that_beancount_rejects() -> None:
    rejected = [
        Rejected("main.beancount:7", "Transaction does not balance"),
        Rejected("main.beancount:9", "Invalid account"),
    ]
    assert [finding.place for finding in audited(rejected=rejected).findings] == [
        "main.beancount:7",
        "main.beancount:9",
    ]


# The special account.


def test_money_moved_out_and_in() -> None:
    out = Movement("moved_out", day("05-01"), 7_00, YN, "o1", "Assets:Bank", "调剂")
    back = Movement("moved_in", day("05-02"), 7_00, YN, "o1", "Assets:Bank", "归还")
    assert found((), [received(100_00), out, back]) == [
        ("moved_out", "violation", "第五条（四）", 7_00),
        ("moved_in", "review", "第五条（四）", 7_00),
    ]


def test_unspent_at_a_date() -> None:
    lines, movements = (
        [spent(30_00), spent(10_00, "09-01")],
        [received(100_00), Movement("returned", day("08-01"), 5_00, YN)],
    )
    assert found(lines, movements) == []
    assert found(lines, movements, on=day("12-31")) == [("unspent", "note", "第五条（四）", 55_00)]
    assert found(lines, movements, on=day("06-30")) == [("unspent", "note", "第五条（四）", 70_00)]
    assert found(lines, movements, on=day("03-31")) == []


# Quotas: no measure of the five has one.


def with_quota(**more: object) -> Policy:
    policy = load("yunnan-2025")
    body = {
        "cite": "第十四条",
        "zh": "劳务",
        "en": "labour",
        "uses": ["labour", "rent_of_premises"],
        "at_most": "30%",
    } | more
    quota = Quota.model_validate(body, context={"facts": policy.facts})
    uses = policy.measure.uses.model_copy(update={"quota": {"labour": quota}})
    return replace(policy, measure=policy.measure.model_copy(update={"uses": uses}))


@pytest.mark.parametrize(
    ("of", "lines", "expected"),
    [
        ("award", [spent(30_000_00, use="labour")], []),
        ("award", [spent(30_000_01, use="labour")], [("violation", 1)]),
        ("award", [spent(20_000_00, use="labour"), spent(20_000_00)], []),
        ("spent", [spent(20_000_00, use="labour"), spent(20_000_00)], [("violation", 8_000_00)]),
        # Rent may be of premises or of equipment; a text that speaks of it only asks.
        ("award", [spent(30_000_01, use="rent")], [("review", 1)]),
        ("award", [spent(20_000_00, use="labour"), spent(15_000_00, use="", text="劳务费")], [("review", 5_000_00)]),
    ],
)
def test_a_quota(of: str, lines: list[Line], expected: list[tuple[str, int]]) -> None:
    audit = audit_evidence(Evidence(lines, [AWARD]), [with_quota(of=of)])
    quotas = [finding for finding in audit.findings if finding.check == "quota_exceeded"]
    assert [(finding.severity, finding.fen) for finding in quotas] == expected
    assert all(finding.cite == "第十四条" for finding in quotas)


@pytest.mark.parametrize("treat", ["prohibited", "review"])
def test_a_use_that_only_a_quota_names_is_permitted_within_it(treat: str) -> None:
    policy = with_quota()
    silent = policy.measure.uses.silent
    assert silent is not None
    uses = policy.measure.uses.model_copy(
        update={"permitted": (), "prohibited": (), "review": (), "silent": silent.model_copy(update={"treat": treat})}
    )
    policy = replace(policy, measure=policy.measure.model_copy(update={"uses": uses}))
    audit = audit_evidence(Evidence([spent(10_00, use="labour"), spent(10_00, use="materials")], [AWARD]), [policy])
    verdicts = [judged.verdict for judged in audit.judged if judged.verdict]
    assert [verdict.outcome for verdict in verdicts] == ["permitted", treat]
    assert verdicts[0].cite == "第十四条"


def quota_found(
    quota: Mapping[str, object], lines: list[Line], award: AwardFacts = AWARD, on: date | None = None
) -> list[tuple[str, int | None]]:
    limits = {"at_most": None, "uses": ["labour"], **quota}
    found = audit_evidence(Evidence(lines, [award]), [with_quota(**limits)], on=on).findings
    return [(finding.severity, finding.fen) for finding in found if finding.check == "quota_exceeded"]


TALK = spent(1_00, use="", text="劳务费")


@pytest.mark.parametrize(
    ("quota", "labour", "other", "expected"),
    [
        ({"at_least": "30%"}, 30_000_00, 70_000_00, []),
        ({"at_least": "30%"}, 29_999_99, 70_000_01, [("violation", 1)]),
        # While money is left it may still be spent so, as long as there is enough of it.
        ({"at_least": "30%"}, 10_000_00, 70_000_00, [("hint", 20_000_00)]),
        ({"at_least": "30%"}, 9_999_99, 70_000_01, [("review", 1)]),
        ({"at_least": "30%", "of": "spent"}, 10_000_00, 30_000_00, [("hint", 2_000_00)]),
        ({"at_least": "1/3"}, 33_333_33, 66_666_67, [("violation", 1)]),
        ({"floor": 30_000}, 29_999_99, 70_000_01, [("violation", 1)]),
        ({"cap": 30_000}, 30_000_00, 0, []),
        ({"cap": 30_000}, 30_000_01, 0, [("violation", 1)]),
        # Of a share and an amount the stricter counts.
        ({"cap": 30_000, "at_most": "20%"}, 30_000_01, 0, [("violation", 10_000_01)]),
        ({"cap": 30_000, "at_most": "40%"}, 30_000_01, 0, [("violation", 1)]),
        ({"at_least": "10%", "at_most": "20%"}, 20_000_01, 0, [("violation", 1)]),
    ],
)
def test_limits_of_a_quota(
    quota: dict[str, object], labour: int, other: int, expected: list[tuple[str, int | None]]
) -> None:
    lines = [spent(fen, use=use) for fen, use in ((labour, "labour"), (other, "materials")) if fen]
    assert quota_found(quota, lines) == expected


def test_the_least_is_judged_when_the_award_is_over() -> None:
    quota, lines = {"at_least": "30%"}, [spent(10_000_00, use="labour")]
    assert quota_found(quota, lines, on=day("12-01")) == [("hint", 20_000_00)]
    ended = replace(AWARD, until=day("11-30"))
    assert quota_found(quota, lines, ended, on=day("11-30")) == [("hint", 20_000_00)]
    assert quota_found(quota, lines, ended, on=day("12-01")) == [("violation", 20_000_00)]
    assert quota_found(quota, lines, replace(AWARD, revoked_on=day("06-01"))) == [("violation", 20_000_00)]
    # What may be labour is enough: a person looks.
    maybe = [*lines, TALK._replace(fen=20_000_00)]
    assert quota_found(quota, maybe, ended, on=day("12-01")) == [("review", 20_000_00)]
    undecided = [*lines, spent(20_000_00, use="", text="一批")]
    assert quota_found(quota, undecided, ended, on=day("12-01")) == [("review", 20_000_00)]
    assert quota_found(quota, [*lines, spent(19_999_99, use="")], ended, on=day("12-01")) == [("violation", 1)]


@pytest.mark.parametrize(
    ("quota", "award", "expected"),
    [
        ({"for": ["pilot_base"]}, {"platform_kind": "pilot_base"}, "violation"),
        ({"for": ["pilot_base"]}, {"platform_kind": "pilot_service"}, None),
        ({"for": ["pilot_base"]}, {}, "review"),
        ({"when": {"fact": "legal_person", "is": True}}, {"answers": {"legal_person": True}}, "violation"),
        ({"when": {"fact": "legal_person", "is": True}}, {"answers": {"legal_person": False}}, None),
        ({"when": {"fact": "legal_person", "is": True}}, {}, "review"),
        ({"when": {"fact": "platform_kind", "one_of": ["pilot_base"]}}, {"platform_kind": "pilot_base"}, "violation"),
        (
            {"for": ["pilot_base"], "when": {"fact": "legal_person", "is": True}},
            {"answers": {"legal_person": False}},
            None,
        ),
    ],
)
def test_a_quota_that_depends_on_the_award(
    quota: dict[str, object], award: dict[str, Any], expected: str | None
) -> None:
    found = quota_found({"cap": 30_000} | quota, [spent(30_000_01, use="labour")], replace(AWARD, **award))
    assert found == ([] if expected is None else [(expected, 1)])
    left = {"at_least": "30%"} | quota
    # What may never apply does not say so far.
    assert quota_found(left, [spent(1_00, use="labour")]) == []


# Invoices.


def invoices(*lines: Line) -> list[tuple[str, int | None]]:
    findings = audited(lines, awards=()).findings
    return [(finding.severity, finding.fen) for finding in findings if finding.check == "same_invoice"]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, [("violation", 5_00)]),
        ({"award": "YN-2026-p2-build"}, [("violation", 5_00)]),
        ({"organisation": "o2", "award": "XZ-2026-p2-recognition"}, [("violation", 5_00)]),
        ({"invoice": " 1234－5678 "}, [("violation", 5_00)]),
        ({"invoice": "发票号码：12345678"}, [("violation", 5_00)]),
        ({"invoice": "12345679"}, []),
        # Another issuer may have an invoice of the same eight figures.
        ({"payee": "乙公司"}, []),
        ({"payee": " 甲 公司"}, [("violation", 5_00)]),
        ({"payee": ""}, [("violation", 5_00)]),
    ],
)
def test_the_same_invoice(second: dict[str, str], expected: list[tuple[str, int]]) -> None:
    first = spent(5_00, invoice="12345678", payee="甲公司")
    assert invoices(first, first._replace(**second)) == expected  # type: ignore[arg-type]


def test_an_invoice_with_other_amounts_may_be_split() -> None:
    assert invoices(spent(5_00, invoice="12345678"), spent(6_00, invoice="12345678")) == [("review", 6_00)]


def test_an_all_electronic_number_is_of_one_issuer_only() -> None:
    number = "26312000000012345678"
    assert invoices(spent(5_00, invoice=number, payee="甲"), spent(5_00, invoice=number, payee="乙")) == [
        ("violation", 5_00)
    ]


def test_an_invoice_taken_back_does_not_count() -> None:
    one, back = spent(5_00, invoice="12345678"), spent(-5_00, "05-02", invoice="12345678")
    assert invoices(one, back, one) == []
    assert invoices(one, back, one, one) == [("violation", 5_00)]


@pytest.mark.parametrize("none", ["", "无", "无发票", "-", "N/A", "0000", "待补", "　"])
def test_what_is_written_where_there_is_no_invoice(none: str) -> None:
    assert invoice_numbers(none) == ()
    assert invoices(spent(5_00, invoice=none), spent(5_00, invoice=none)) == []


# Which measure a line is held against.


def test_the_measure_of_a_line() -> None:
    fine = [
        spent(1_00, award=award, use="overhead")
        for award in ("IM-2026-p1-filing", YN, "XZ-2026-p1-recognition", "KJ-1", "")
    ]
    audit = audited(fine, awards=())
    codes = [load(item).measure.code for item in ("inner-mongolia-2025", "xinzhou-2024")]
    assert codes == ["IM", "XZ"]
    assert [judged.policy for judged in audit.judged] == ["inner-mongolia-2025", "yunnan-2025", "xinzhou-2024", "", ""]
    assert [finding.check for finding in audit.findings] == [
        "prohibited_use",
        "use_for_review",
        "use_for_review",
        "policy_unknown",
        "policy_unknown",
    ]
    alone = audit_evidence(Evidence(fine), [load("inner-mongolia-2025")])
    assert [judged.policy for judged in alone.judged] == [
        "inner-mongolia-2025",
        "",
        "",
        "inner-mongolia-2025",
        "inner-mongolia-2025",
    ]


# A line and its reversal.


def test_a_line_and_its_reversal_are_one_finding() -> None:
    lines = [
        spent(5_00, use="fines", payee="环保局", document="记-1"),
        spent(-5_00, "05-09", use="fines", text="冲记-1", place="sheet:9"),
        spent(-2_00, "05-10", use="fines", place="sheet:10"),
    ]
    taken_back, alone = audited(lines).findings
    assert (taken_back.fen, taken_back.reversal) == (5_00, LineReversal(day("05-09"), "sheet:9"))
    assert taken_back.statement().endswith("(taken back on 9 May 2026, sheet:9)")
    assert (alone.fen, alone.reversal) == (-2_00, None)


def test_a_finding_says_what_its_line_says() -> None:
    line = spent(1_00, use="fines", payee="环保局", text="罚款", invoice="12345678", document="记-1")
    assert audited([line]).findings[0].details == (day("05-01"), "环保局", "罚款", "12345678", "记-1")
    out = Movement("moved_out", day("05-01"), 7_00, YN, "o1", "Assets:Bank", "调剂", "记-2")
    assert audited((), [out]).findings[0].details == (day("05-01"), "", "调剂", "", "记-2")


# Findings.


def test_ids_are_of_the_content_and_not_of_the_place() -> None:
    lines = [spent(1_00, use="fines", text="罚款"), spent(2_00, use="fines"), spent(2_00, use="fines")]
    ids = [finding.id for finding in audited(lines).findings]
    assert len(set(ids)) == 3
    moved = [line._replace(place=f"sheet:{row}") for row, line in enumerate(lines, start=40)]
    assert [finding.id for finding in audited([spent(9_00), *moved]).findings] == ids
    assert ids[0].startswith("prohibited_use-")


def test_only_what_is_new() -> None:
    lines = [spent(1_00, use="fines"), spent(100_000_00)]
    before = {finding.id: finding.fen for finding in audited(lines).findings}
    assert [finding.check for finding in audited(lines).findings] == ["prohibited_use", "overspent"]
    later = audited([*lines, spent(2_00, use="donations")]).findings
    assert [(item.check, item.fen) for item in newly(later, before)] == [("prohibited_use", 2_00), ("overspent", 3_00)]


def test_coverage_holds_all_the_money_once() -> None:
    lines = [
        spent(1_00),
        spent(2_00, use="", code="31005"),
        spent(4_00, use="", text="罚款"),
        spent(8_00, use=""),
        spent(16_00, award="?"),
    ]
    expected = [
        (judged.policy, judged.outcome, judged.by, judged.lines, judged.fen)
        for judged in coverage(audited(lines).judged)
    ]
    assert expected == [
        ("", "no_rule", "nothing", 1, 16_00),
        ("yunnan-2025", "permitted", "use", 1, 1_00),
        ("yunnan-2025", "prohibited", "code", 1, 2_00),
        ("yunnan-2025", "review", "nothing", 1, 8_00),
        ("yunnan-2025", "review", "wording", 1, 4_00),
    ]


PAGES = Path(__file__).parents[2] / "docs" / "checks"


def test_every_module_of_checks_is_listed() -> None:
    modules = {info.name for info in iter_modules(checks.__path__)}
    assert modules == set(CHECKS)


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_page(check: str) -> None:
    page = (PAGES / f"{check}.md").read_text("utf-8")
    for heading in ("查什么 What", "为什么 Why", "例 Example", "怎么办 Remedy"):
        assert f"## {heading}\n" in page, heading
    assert f"`{check}`" in (PAGES / "README.md").read_text("utf-8")


def test_every_page_is_of_a_check() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*CHECKS, "README"}


def test_findings_are_ordered_by_gravity() -> None:
    lines = [spent(1_00, use=""), spent(1_00, use="fines")]
    severities = [finding.severity for finding in audited(lines).findings]
    assert severities == ["violation", "review"]
    assert isinstance(audited(lines).findings[0], Finding)


def test_violations_alone_are_those_of_the_whole_audit() -> None:
    evidence, _planted = plant(clean(3_000, seed=5), 4, seed=5)
    whole = [
        replace(finding, id="")
        for finding in audit_evidence(evidence, policies()).findings
        if finding.severity == "violation"
    ]
    assert list(violations(evidence, policies())) == whole
    assert {item.check for item in whole} <= {check.id for check in CHECKS.values() if "violation" in check.severities}


@pytest.mark.parametrize("measures", [policies(), policies()[1:2], (with_quota(of="spent"),)])
@pytest.mark.parametrize("seed", range(6, 9))
def test_the_lines_in_question_give_the_violations_of_all(seed: int, measures: tuple[Policy, ...]) -> None:
    planted, _planted = plant(clean(3_000, seed=seed), 4, seed=seed)
    # Of every award something is known, of every second one, and of none.
    for some in (1, 2, 10_000):
        known = {award.id for award in planted.awards[::some]}
        moved = [movement for movement in planted.movements if movement.award in known]
        evidence = replace(planted, awards=[award for award in planted.awards if award.id in known], movements=moved)
        given = (
            (line.award, line.use, line.code, line.account, line.purpose, line.invoice, line.fen < 0)
            for line in evidence.lines
        )
        chosen = lines_in_question(given, replace(evidence, lines=()), measures)
        found = list(violations(replace(evidence, lines=[evidence.lines[at] for at in chosen]), measures))
        assert found == list(violations(evidence, measures))
        assert found


def test_an_audit_by_a_day_sees_what_was_there_by_then() -> None:
    lines = [spent(60_000_00, "05-01"), spent(60_000_00, "07-01")]
    evidence = Evidence(lines, [AWARD], [received(100_000_00)])
    judged = judge_lines(evidence, policies(), OwnAccounts())

    def found_by(on: date | None) -> list[tuple[str, int | None]]:
        return [(finding.check, finding.fen) for finding in audit_by(evidence, judged, policies(), on).findings]

    assert found_by(None) == [("overspent", 20_000_00)]
    assert found_by(day("06-30")) == [("unspent", 40_000_00)]
    assert found_by(day("02-01")) == []
