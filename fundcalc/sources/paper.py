"""The papers of an audit, from everything that was read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fundcalc.auditing.audit import Audit
from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.sampling import AuditSample
from fundcalc.auditing.verdicts import Verdicts, standing_verdicts
from fundcalc.base.dates import today
from fundcalc.documents import write_all, write_folder
from fundcalc.documents.audit_papers import AuditFile, AuditPaperData, paper_of_finding, papers_of_awards
from fundcalc.documents.audit_summary import summary
from fundcalc.policy.loading import Policy
from fundcalc.sources.collect import Gathered
from fundcalc.sources.journal_notes import why
from fundcalc.views.audit import NotJudgedRow
from fundcalc.workbooks.working_paper import write_workpaper


@dataclass(frozen=True)
class ListedFindings:
    """Which findings a paper lists, and what persons decided about them.

    ``left_out`` are those that stand in a baseline; ``sample`` is what a person should look at.
    """

    findings: Sequence[Finding]
    left_out: Sequence[Finding] = ()
    verdicts: Verdicts = field(default_factory=dict)
    sample: AuditSample[JudgedLine] | None = None


def write_paper(
    path: Path, gathered: Gathered, audit: Audit, policies: Sequence[Policy], chosen: ListedFindings | None = None
) -> None:
    """Write the working paper to an .xlsx, whole or not at all. Raises SheetError.

    By default it lists every finding, and has a sample of the lines that no measure judged.
    """
    listed = chosen or ListedFindings(audit.findings)
    write_workpaper(
        *(path, audit, policies),
        sources=gathered.files,
        faults=(*gathered.faults, *gathered.notes),
        unread=(*gathered.unread, *(("", remark) for remark in gathered.remarks)),
        findings=listed.findings,
        left_out=listed.left_out,
        verdicts=standing_verdicts(listed.findings, listed.verdicts),
        not_judged=tuple(not_judged_rows(gathered)),
        sample=listed.sample,
    )


def write_signed_papers(
    path: Path, gathered: Gathered, audit: Audit, policies: Sequence[Policy], chosen: ListedFindings | None = None
) -> None:
    """Write papers to be signed (审计工作底稿), and the summary for the head of the office.

    To a .docx one per award, to a new folder one per finding. Violations and what is for review have papers. Raises
    SheetError.
    """
    listed = chosen or ListedFindings(audit.findings)
    data = AuditPaperData(
        *(audit, policies, listed.findings),
        files=[AuditFile(source.name, source.sha256) for source in gathered.files],
        verdicts=standing_verdicts(listed.findings, listed.verdicts),
        not_judged=tuple(not_judged_rows(gathered)),
        unread=(*gathered.unread, *((fault.file, str(fault)) for fault in gathered.faults)),
        on=today(),
        left_out=listed.left_out,
    )
    if path.suffix.lower() == ".docx":
        write_all([summary(data), *papers_of_awards(data)], path)
        return
    from fundcalc.documents.docx import as_bytes

    papers = {f"{finding.id}.docx": as_bytes([paper_of_finding(data, finding)]) for finding in data.with_papers}
    write_folder({"summary.docx": as_bytes([summary(data)]), **papers}, path)


def not_judged_rows(gathered: Gathered) -> Iterator[NotJudgedRow]:
    """The postings that are not spending, with the names of their files."""
    for part in gathered.not_judged:
        source = gathered.sources[part.source].name
        yield NotJudgedRow(source, part.account, part.name, part.postings, part.debit, part.credit, why(part.why))
