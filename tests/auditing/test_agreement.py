"""Every way to audit the same spending finds the same: records, a table, a sheet, a book, the page in Fava, the app."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fundcalc import audit
from fundcalc.app.audit import run_audit
from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.audit import audit_by, audit_evidence, judge_lines, violations
from fundcalc.auditing.evidence import AwardFacts, Evidence
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.cli import main
from fundcalc.policy.loading import Policy, available, load
from fundcalc.sources.collect import gather

YN = "YN-2026-p1-build"


def line(on: str, fen: int, **more: str) -> Line:
    given = {"use": "special_equipment", "purpose": "pilot"} | more
    return Line(date.fromisoformat(f"2026-{on}"), fen, YN, **given)


# A violation, a review, and hints: equal payments, cash, consecutive invoices, a rush; and a line with its reversal.
LINES = [
    line("05-01", 2_000_00, payee="甲公司", document="记-1"),
    line("05-08", 2_000_00, payee="甲公司", document="记-2"),
    line("05-09", 5_000_00, payee="乙公司", text="现金支付", document="记-3"),
    line("06-01", 300_00, payee="丙公司", invoice="12345678", document="记-4"),
    line("07-01", 301_00, payee="丙公司", invoice="12345679", document="记-5"),
    line("08-01", 302_00, payee="丙公司", invoice="12345680", document="记-6"),
    line("09-01", 700_00, payee="环保局", use="fines", purpose="", document="记-7"),
    line("09-02", -700_00, payee="环保局", use="fines", purpose="", document="记-8"),
    line("12-01", 9_000_00, payee="丁公司", document="记-9"),
    line("12-20", 9_000_01, payee="丁公司", document="记-10"),
]
EXPECTED = {"prohibited_use", "duplicate_payment", "cash_payment", "consecutive_invoices", "year_end_rush"}
COLUMNS = ("date", "amount", "award", "use", "payee", "text", "invoice", "purpose", "document")


def policies() -> list[Policy]:
    return [load(policy) for policy in available()]


def without_places(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, int | None, str]]:
    return sorted((found.check, found.severity, found.award, found.fen, found.cite) for found in findings)


def sheet(folder: Path) -> Path:
    rows = [COLUMNS]
    for row in LINES:
        fields = {**row._asdict(), "amount": f"{row.fen // 100}.{row.fen % 100:02}", "date": str(row.date)}
        rows.append(tuple(fields[name] for name in COLUMNS))
    path = folder / "lines.csv"
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    return path


def test_records_and_a_table() -> None:
    found = audit_evidence(Evidence(LINES), policies()).findings
    assert {finding.check for finding in found} == EXPECTED
    frame = pl.DataFrame([row._asdict() for row in LINES])
    assert audit(frame, policies=policies()) == found
    assert audit(LINES, policies=policies()) == found


def test_the_page_in_fava_and_the_plugin() -> None:
    evidence = Evidence(LINES, [AwardFacts(YN, "yunnan-2025", on=date(2026, 1, 1))])
    found = audit_evidence(evidence, policies()).findings
    judged = judge_lines(evidence, policies(), OwnAccounts())
    assert audit_by(evidence, judged, policies(), None).findings == found
    only_violations = [replace(finding, id="") for finding in found if finding.severity == "violation"]
    assert list(violations(evidence, policies())) == only_violations


def test_a_sheet_and_the_app(tmp_path: Path) -> None:
    path = sheet(tmp_path)
    found = audit_evidence(Evidence(LINES), policies()).findings
    read = audit_evidence(gather([path]).evidence, policies()).findings
    assert without_places(read) == without_places(found)
    assert [finding.id for finding in read] == [finding.id for finding in found]
    assert run_audit(path).audit.findings == read


def test_a_book_of_the_same_lines(tmp_path: Path) -> None:
    def run(*words: object) -> None:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        assert not ended.value.code

    book = tmp_path / "book"
    run("book", "init", book, "--role", "recipient")
    run("book", "receive", book, "--award", YN, "--amount", "50000", "--date", "2026-04-01", "--new")
    run("book", "spend", book, sheet(tmp_path), "--again")
    of_book = audit_evidence(gather([book]).evidence, policies()).findings
    of_sheet = audit_evidence(gather([tmp_path / "lines.csv"]).evidence, policies()).findings
    assert without_places(of_book) == without_places(of_sheet)
