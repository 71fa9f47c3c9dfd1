"""The tables of an audit: the same records as JSON and as rows."""

from datetime import date

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import load
from fundcalc.views import audit as views
from fundcalc.views.table import Marked, Money

AWARD = "YN-2026-P1-build"
LINES = (
    Line(date=date(2026, 3, 1), fen=500_000, award=AWARD, use="equipment", place="a.xlsx:1"),
    Line(date=date(2026, 3, 2), fen=120_000, award=AWARD, use="wages", place="a.xlsx:2"),
    Line(date=date(2026, 3, 3), fen=7, award="X-1", place="a.xlsx:3"),
)
AUDIT = audit_evidence(Evidence(LINES), [load("yunnan-2025"), load("xinzhou-2024")])


def test_coverage_as_json_names_outcomes_by_id() -> None:
    rows = views.coverage(AUDIT.coverage).to_json()
    assert [list(row) for row in rows] == [["policy", "outcome", "decided_by", "lines", "amount"]] * len(rows)
    assert {"policy": "", "outcome": "not_judged", "lines": 1, "amount": "0.07"}.items() <= rows[0].items()


def test_every_line_stands_in_the_table_once_with_its_verdict() -> None:
    rows = list(views.lines(AUDIT.judged).rows())
    assert [row[2] for row in rows] == [Money(500_000), Money(120_000), Money(7)]
    assert rows[2][14:] == [
        Marked("not judged", "open", "not_judged"),
        None,
        None,
        "no measure is known for this award",
    ]


def test_accounts_say_nothing_where_nothing_is_known() -> None:
    account = views.accounts(AUDIT.accounts).to_json()[0]
    assert (account["award"], account["received"], account["spent"], account["left"]) == (AWARD, None, "6200.00", None)


def test_findings_carry_their_ids_for_json() -> None:
    rows = views.findings(AUDIT.findings).to_json()
    assert [row["id"] for row in rows] == [finding.id for finding in AUDIT.findings]
    assert [row["message"] for row in rows] == [finding.sentence() for finding in AUDIT.findings]
    assert {row["severity"] for row in rows} <= {"violation", "review", "note"}
