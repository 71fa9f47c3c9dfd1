"""Audit working papers (审计工作底稿).

The form is that of the national auditing standards (国家审计准则): what was looked at, the facts with their evidence, the
article, the conclusion of a person, and room for the reviewer. No penalty is proposed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fundcalc.auditing.audit import Audit
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.verdicts import PersonVerdict, verdict_name
from fundcalc.base.figures import day
from fundcalc.base.i18n import _, joined
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.policy.loading import Policy
from fundcalc.prose.awards import measure_title
from fundcalc.views.audit import NotJudgedRow

BOX = "□"
ROOM = "　" * 8


@dataclass(frozen=True)
class AuditFile:
    """A file that was read: its name and the digest of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class AuditPaperData:
    """What the papers of an audit say.

    ``findings`` are those to write about, ``left_out`` those of a baseline; ``unread`` what could not be read, with why.
    """

    audit: Audit
    policies: Sequence[Policy]
    findings: Sequence[Finding]
    files: Sequence[AuditFile] = ()
    verdicts: Mapping[str, PersonVerdict] = field(default_factory=dict)
    not_judged: Sequence[NotJudgedRow] = ()
    unread: Sequence[tuple[str, str]] = ()
    on: date | None = None
    left_out: Sequence[Finding] = ()

    @property
    def with_papers(self) -> Sequence[Finding]:
        """The findings that have a paper: hints and notes only stand in the summary."""
        return [finding for finding in self.findings if finding.severity in ("violation", "review")]


def paper_of_finding(data: AuditPaperData, finding: Finding) -> Report:
    """The working paper of one finding."""
    return _paper(data, finding.id, finding.title(), [finding])


def papers_of_awards(data: AuditPaperData) -> Iterator[Report]:
    """A working paper per award with findings; one for those of no award."""
    of_award: dict[str, list[Finding]] = {}
    for finding in data.with_papers:
        of_award.setdefault(finding.award, []).append(finding)
    for award in sorted(of_award, key=lambda award: (not award, award)):
        titles = dict.fromkeys(finding.title() for finding in of_award[award])
        yield _paper(data, award or _("no award"), _("; ").join(titles), of_award[award])


def _paper(data: AuditPaperData, index: str, subject: str, findings: Sequence[Finding]) -> Report:
    first = findings[0]
    return Report(
        title=_("Audit working paper"),
        facts=[
            (_("Index number"), index),
            (_("Page number"), _("{room} (of {room})").format(room="　" * 3)),
            (_("Project"), _project(first)),
            (_("Subject of the audit"), subject),
            (_("Auditors"), ROOM),
            (_("Prepared on"), day(data.on) if data.on else ROOM),
        ],
        sections=[
            Section(_("Audit process"), list(_process(data, findings))),
            _facts(findings),
            Section(_("Conclusion"), list(_conclusions(data, findings))),
            Section(_("Opinion of the reviewer"), [f"{BOX} {opinion}" for opinion in _opinions()]),
        ],
        annex=None,
        signatures=[
            _("Reviewer: {room}").format(room=ROOM),
            _("Reviewed on: {room}").format(room=ROOM),
        ],
        upright=True,
    )


def _opinions() -> Sequence[str]:
    return (
        _("the paper is approved"),
        _("further audit measures are to be taken"),
        _("the conclusion is to be corrected"),
    )


def _project(finding: Finding) -> str:
    parts = (measure_title(finding.policy) if finding.policy else "", finding.award, finding.organisation)
    return _("; ").join(filter(None, parts)) or "—"


def _process(data: AuditPaperData, findings: Sequence[Finding]) -> Iterator[str]:
    """The steps, with the names and sources of the evidence."""
    used = _files_of(data.files, findings)
    for file in used or data.files:
        yield _("Read {file} (SHA-256 {digest}).").format(file=file.name, digest=file.sha256)
    for check in dict.fromkeys(finding.title() for finding in findings):
        yield _("Checked all lines and accounts for: {check}.").format(check=check)
    evidence = dict.fromkeys(filter(None, (_evidence(finding) for finding in findings)))
    if evidence:
        yield _("Evidence: {evidence}.").format(evidence=_("; ").join(evidence))


def _files_of(files: Sequence[AuditFile], findings: Sequence[Finding]) -> Sequence[AuditFile]:
    """The files that the places and sentences of findings name."""
    # The name of one file may end in that of another, so that the longest goes first.
    patterns = sorted(((file.name, _named(file.name)) for file in files), key=lambda pair: -len(pair[1]))
    found: set[str] = set()
    for finding in findings:
        text = f"{finding.place}: {finding.statement()}"
        for name, pattern in patterns:
            rest = re.sub(pattern, " ", text)
            if rest != text:
                found.add(name)
                text = rest
    return [file for file in files if file.name in found]


def _named(file: str) -> str:
    """A pattern of the places in a file; those of a ledger are in its folder."""
    if file.endswith(".beancount"):
        return re.escape(file.partition("/")[0]) + "/"
    return re.escape(file) + "(?=[:/])"


def _evidence(finding: Finding) -> str:
    details = finding.details
    parts = [finding.place]
    if details.document:
        parts.append(_("voucher {number}").format(number=details.document))
    if details.invoice:
        parts.append(_("invoice {number}").format(number=details.invoice))
    return joined(parts)


def _facts(findings: Sequence[Finding]) -> Section:
    columns = (
        ReportColumn(_("no."), "number", 3),
        ReportColumn(_("date"), "day", 6),
        ReportColumn(_("amount (yuan)"), "yuan", 8),
        ReportColumn(_("article"), "text", 7),
        ReportColumn(_("what was found"), "text", 26),
    )
    rows: list[Sequence[Value]] = [
        (number, finding.details.on, finding.fen, finding.cite or None, _fact(finding))
        for number, finding in enumerate(findings, 1)
    ]
    return Section(_("Facts found"), (), ReportTable(columns, rows))


def _fact(finding: Finding) -> str:
    """What was found, about whom, and where it stands."""
    details = finding.details
    parts = [_("{check}: {finding}").format(check=finding.title(), finding=finding.statement().rstrip(".。"))]
    labelled = (
        (_("organisation"), finding.organisation),
        (_("payee"), details.payee),
        (_("text"), details.text),
        (_("voucher"), details.document),
        (_("invoice"), details.invoice),
        (_("stands in"), finding.place),
    )
    parts += [_("{name}: {value}").format(name=name, value=value) for name, value in labelled if value]
    return _("; ").join(parts)


def _conclusions(data: AuditPaperData, findings: Sequence[Finding]) -> Iterator[str]:
    """What a person decided about each finding, or room for it."""
    for number, finding in enumerate(findings, 1):
        decided = data.verdicts.get(finding.id)
        if decided is None:
            text = _("not decided yet: {room}").format(room=ROOM)
        else:
            text = _("; ").join(
                filter(
                    None, (verdict_name(decided.word), decided.note, decided.by, day(decided.on) if decided.on else "")
                )
            )
        yield _("{number}. {text}").format(number=number, text=text)
