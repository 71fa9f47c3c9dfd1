"""Papers of an audit to be signed: one for each award or finding, and the summary."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import AwardFacts, Evidence
from fundcalc.auditing.lines import Line
from fundcalc.auditing.verdicts import PersonVerdict
from fundcalc.base.i18n import speaking
from fundcalc.cli import main
from fundcalc.documents.audit_papers import AuditFile, AuditPaperData, paper_of_finding, papers_of_awards
from fundcalc.documents.audit_summary import summary
from fundcalc.documents.report import Report
from fundcalc.policy.loading import load
from tests.snapshots import Snapshot

YN = "YN-2026-p1-build"
AWARD = AwardFacts(
    YN, "yunnan-2025", "o1", "p1", "build", 2026, 100_000_00, date(2026, 3, 1), place="u.xlsx:支持清单:2"
)
LINES = [
    Line(
        date(2026, 5, 1), 800_00, YN, "fines", payee="环保局", text="罚款", document="记-1", place="u.xlsx:支出明细:3"
    ),
    Line(date(2026, 5, 2), 90_00, YN, "", payee="甲公司", text="差旅", invoice="12345678", place="u.xlsx:支出明细:4"),
    Line(date(2026, 5, 3), 7_000_00, YN, "materials", purpose="pilot", text="现金购试剂", place="u.xlsx:支出明细:5"),
    Line(date(2026, 5, 4), 10_00, "", text="不明", place="u.xlsx:支出明细:6"),
]


def paper_data() -> AuditPaperData:
    policies = [load("yunnan-2025"), load("xinzhou-2024")]
    audit = audit_evidence(Evidence(LINES, [AWARD]), policies)
    fine = next(finding for finding in audit.findings if finding.check == "prohibited_use")
    verdicts = {fine.id: PersonVerdict("confirmed", "已函告单位", "李审计", date(2026, 7, 1))}
    files = [AuditFile("u.xlsx", "ab" * 32)]
    unread = [("old.xls", "cannot be read")]
    return AuditPaperData(audit, policies, audit.findings, files, verdicts, unread=unread, on=date(2026, 7, 2))


def text_of(report: Report) -> str:
    """A report as text."""
    lines = [report.title, *(f"{name} | {value}" for name, value in report.facts)]
    for section in report.sections:
        lines += ["", f"== {section.heading}", *section.before]
        if section.table:
            lines.append(" | ".join(column.heading for column in section.table.columns))
            lines += [" | ".join(map(str, row)) for row in section.table.rows]
        lines += section.after
    return "\n".join([*lines, "", *report.signatures])


def test_a_paper_of_a_finding(snapshot: Snapshot) -> None:
    data = paper_data()
    fine = next(finding for finding in data.findings if finding.check == "prohibited_use")
    for language in ("zh", "en"):
        with speaking(language):
            text = text_of(paper_of_finding(data, fine))
        assert fine.id in text
        snapshot(f"finding_{language}", text.replace(fine.id, "INDEX"))


def test_papers_of_awards_and_the_summary(snapshot: Snapshot) -> None:
    data = paper_data()
    with speaking("zh"):
        papers = list(papers_of_awards(data))
        assert [dict(paper.facts)["索引号"] for paper in papers] == [YN, "无支持编号"]
        snapshot("award", text_of(papers[0]))
        snapshot("summary", text_of(summary(data)))


def test_the_summary_says_what_a_baseline_leaves_out() -> None:
    data = paper_data()
    with speaking("zh"):
        text = text_of(summary(replace(data, findings=data.findings[:1], left_out=data.findings[1:2])))
    amount = f"{(data.findings[1].fen or 0) / 100:,.2f} 元"
    assert f"未列出：与基准相同的发现 1 项，{amount}。" in text


def test_no_paper_proposes_a_penalty() -> None:
    data = paper_data()
    with speaking("zh"):
        words = "".join(map(text_of, [*papers_of_awards(data), summary(data)])).replace("罚款", "")
    assert not any(word in words for word in ("处罚", "罚", "处分", "追究"))


def test_the_command_writes_a_file_or_a_folder(tmp_path: Path) -> None:
    sheet = tmp_path / "u.csv"
    sheet.write_text(
        f"日期,金额,支持编号,用途,摘要\n2026-05-01,800,{YN},罚款、滞纳金、赔偿,罚款\n2026-05-02,5,{YN},,差旅\n", "utf-8"
    )

    def run(output: Path) -> None:
        with pytest.raises(SystemExit) as exit_:
            main(["audit", str(sheet), "-o", str(output), "--lang", "zh", "--json"])
        assert exit_.value.code == 1

    run(tmp_path / "papers.docx")
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "papers.docx")).paragraphs]
    assert (texts[0], texts.count("审计工作底稿")) == ("审计情况摘要", 1)
    run(tmp_path / "papers")
    names = sorted(path.name.partition("-")[0] for path in (tmp_path / "papers").iterdir())
    assert names == ["prohibited_use", "summary.docx", "use_for_review"]


def test_a_paper_names_the_files_of_its_findings_only() -> None:
    data = paper_data()
    files = [AuditFile(name, "ab" * 32) for name in ("x.xlsx", "su.xlsx", "u.xlsx", "u.xls", "book/main.beancount")]
    (fine, *_others) = (finding for finding in data.findings if finding.check == "prohibited_use")

    def read(place: str) -> list[str]:
        paper = paper_of_finding(replace(data, files=files), replace(fine, place=place))
        process = next(section for section in paper.sections if section.heading == "Audit process")
        return [line.split(" (")[0].removeprefix("Read ") for line in process.before if line.startswith("Read ")]

    with speaking("en"):
        assert read("u.xlsx:支出明细:3") == ["u.xlsx"]
        assert read("su.xlsx:支出明细:3") == ["su.xlsx"]
        assert read("book/batches/a.beancount:3") == ["book/main.beancount"]
