"""``fundcalc.audit``: lines as records, as a evidence, as a table."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import fundcalc
from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import AwardFacts, Evidence, Movement
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import load

YN = "YN-2026-p1-build"
LINES = [
    Line(date(2026, 5, 1), 100, YN, code="31005", invoice="1", place="1"),
    Line(date(2026, 5, 2), 200, YN, use="special_equipment", purpose="pilot", invoice="1", place="2"),
    Line(None, 300, YN, text="罚款", place="3"),
]
TABLE = pl.DataFrame(
    {
        "date": ["2026-05-01", "2026年5月2日", None],
        "amount": ["1.00", "2", "3.0"],
        "award": [YN] * 3,
        "use": [None, "special_equipment", None],
        "code": ["31005", None, None],
        "purpose": [None, "pilot", None],
        "text": [None, None, "罚款"],
        "invoice": ["1", "1", None],
    }
)


def summaries(findings: tuple[fundcalc.Finding, ...]) -> list[tuple[str, str, int | None, str]]:
    return [(finding.check, finding.id, finding.fen, finding.place) for finding in findings]


def test_lines_a_evidence_and_a_table_give_the_same() -> None:
    findings = fundcalc.audit(LINES, policies=["yunnan-2025"])
    assert [(finding.check, finding.fen) for finding in findings] == [
        ("prohibited_use", 100),
        ("use_for_review", 300),
        ("same_invoice", 200),
    ]
    assert summaries(fundcalc.audit(Evidence(LINES), policies=[fundcalc.load("yunnan-2025")])) == summaries(findings)
    assert summaries(fundcalc.audit(TABLE, policies=["yunnan-2025"])) == summaries(findings)
    typed = TABLE.with_columns(fen=pl.Series([100, 200, 300]), date=pl.Series([line.date for line in LINES])).drop(
        "amount"
    )
    assert summaries(fundcalc.audit(typed, policies=["yunnan-2025"])) == summaries(findings)
    exact = TABLE.with_columns(amount=pl.Series([Decimal("1.00"), Decimal("2.00"), Decimal("3.00")]))
    assert summaries(fundcalc.audit(exact, policies=["yunnan-2025"])) == summaries(findings)


def test_a_evidence_has_its_awards() -> None:
    known = Evidence(LINES, [AwardFacts(YN, fen=500)])
    assert [finding.check for finding in fundcalc.audit(known, policies=["yunnan-2025"])][:2] == [
        "prohibited_use",
        "overspent",
    ]


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        (pl.DataFrame({"code": ["1"]}), ("has neither 'fen' (whole fen) nor 'amount' (yuan); add one of them",)),
        (
            pl.DataFrame({"amount": [1.1, 2.0]}),
            (
                "row 1: 1.1 is a float, which cannot hold an amount exactly; write it as decimal text",
                "row 2: 2.0 is a float, which cannot hold an amount exactly; write it as decimal text",
            ),
        ),
        (
            pl.DataFrame({"amount": ["1", None, "x"], "date": ["5/1/26", None, None]}),
            (
                "row 1: '5/1/26' is not a date; write it like 2026-03-01 or 2026年3月1日",
                "row 2: None is not an amount in yuan; write it like 1234567.89",
                "row 3: 'x' is not an amount in yuan; write it like 1234567.89",
            ),
        ),
    ],
)
def test_a_table_that_cannot_be_read(table: pl.DataFrame, faults: tuple[str, ...]) -> None:
    with pytest.raises(fundcalc.ApplicationError) as raised:
        fundcalc.audit(table, policies=["yunnan-2025"])
    assert raised.value.faults == faults


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(fundcalc.PolicyError):
        fundcalc.audit(LINES, policies=["yunan-2025"])


def test_the_account_of_each_award_adds_up() -> None:
    award, other = "YN-2026-p1-build", "YN-2026-p2-build"
    evidence = Evidence(
        (
            Line(date(2026, 7, 1), 30_000, award, code="31003", purpose="pilot", organisation="o1"),
            Line(date(2026, 8, 1), 20_000, award, code="31003", purpose="pilot", organisation="o1"),
            Line(date(2026, 8, 1), 5_000, other, code="31003", purpose="pilot", organisation="o2"),
        ),
        (AwardFacts(award, "yunnan-2025", "o1", fen=100_000, until=date(2027, 12, 31)),),
        (
            Movement("received", date(2026, 6, 1), 80_000, award),
            Movement("returned", date(2026, 9, 1), 10_000, award),
        ),
    )
    first, second = audit_evidence(evidence, [load("yunnan-2025")]).accounts
    assert (first.award, first.policy, first.organisation, first.lines) == (award, "yunnan-2025", "o1", 2)
    assert (first.awarded, first.received, first.spent, first.returned) == (100_000, 80_000, 50_000, 10_000)
    assert (first.left, first.until, first.revoked_on) == (20_000, date(2027, 12, 31), None)
    # What nothing says is not zero.
    assert (second.awarded, second.received, second.spent, second.left) == (None, None, 5_000, None)
