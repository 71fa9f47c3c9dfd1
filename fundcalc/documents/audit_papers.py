"""Audit working papers (审计工作底稿) and the summary for the head of the office.

The form is that of the national auditing standards (国家审计准则): what was looked at, the facts with their evidence, the
article, the conclusion of a person, and room for the reviewer. No penalty is proposed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fundcalc.auditing import sentences
from fundcalc.auditing.audit import Audit
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.findings import SEVERITIES, Finding
from fundcalc.auditing.verdicts import PersonVerdict, verdict_name
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _, either, ngettext
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.policy.loading import Policy
from fundcalc.prose.awards import measure_title
from fundcalc.views.audit import NotJudgedRow

BOX = "□"
_ROOM = "　" * 8


@dataclass(frozen=True)
class AuditFile:
    """A file that was read: its name and the digest of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class AuditPaperData:
    """What the papers of an audit say.

    ``findings`` are those to write about, ``unread`` what could not be read, with why.
    """

    audit: Audit
    policies: Sequence[Policy]
    findings: Sequence[Finding]
    files: Sequence[AuditFile] = ()
    verdicts: Mapping[str, PersonVerdict] = field(default_factory=dict)
    not_judged: Sequence[NotJudgedRow] = ()
    unread: Sequence[tuple[str, str]] = ()
    on: date | None = None

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
            (_("Matter"), subject),
            (_("Auditors"), _ROOM),
            (_("Prepared on"), day(data.on) if data.on else _ROOM),
        ],
        sections=[
            Section(_("Audit process"), list(_process(data, findings))),
            _facts(findings),
            Section(_("Conclusion"), list(_conclusions(data, findings))),
            Section(_("Opinion of the reviewer"), [f"{BOX} {opinion}" for opinion in _opinions()]),
        ],
        annex=None,
        signatures=[
            _("Reviewer: {room}").format(room=_ROOM),
            _("Reviewed on: {room}").format(room=_ROOM),
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
    used = [file for file in data.files if any(_rests_on(finding, file.name) for finding in findings)]
    for file in used or data.files:
        yield _("Read {file} (SHA-256 {digest}).").format(file=file.name, digest=file.sha256)
    for check in dict.fromkeys(finding.title() for finding in findings):
        yield _("Checked all lines and accounts for: {check}.").format(check=check)
    evidence = dict.fromkeys(filter(None, (_evidence(finding) for finding in findings)))
    if evidence:
        yield _("Evidence: {evidence}.").format(evidence=_("; ").join(evidence))


def _rests_on(finding: Finding, file: str) -> bool:
    """Whether the place or the sentence names a file, or the folder of a book."""
    folder, slash, _name = file.partition("/")
    named = f"{folder}/" if slash else f"{file}:"
    return named in f"{finding.place}: {finding.statement()}"


def _evidence(finding: Finding) -> str:
    details = finding.details
    parts = [finding.place]
    if details.document:
        parts.append(_("voucher {number}").format(number=details.document))
    if details.invoice:
        parts.append(_("invoice {number}").format(number=details.invoice))
    return " ".join(filter(None, parts))


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
            text = _("not decided yet: {room}").format(room=_ROOM)
        else:
            text = _("; ").join(
                filter(
                    None, (verdict_name(decided.word), decided.note, decided.by, day(decided.on) if decided.on else "")
                )
            )
        yield _("{number}. {text}").format(number=number, text=text)


# The summary.


def summary(data: AuditPaperData) -> Report:
    """The summary for the head of the office."""
    return Report(
        title=_("Summary of the audit"),
        facts=[(_("Prepared on"), day(data.on) if data.on else _ROOM)],
        sections=[_scope(data), _judged(data), _found(data), *_not_judged(data), _open(data)],
        annex=None,
        signatures=[_("Compiled by: {room}").format(room=_ROOM)],
        upright=True,
    )


def _scope(data: AuditPaperData) -> Section:
    lines, whole = len(data.audit.judged), sum(judged.line.fen for judged in data.audit.judged)
    texts = [
        ngettext("{count} line of spending, {amount}.", "{count} lines of spending, {amount}.", lines).format(
            count=lines, amount=in_yuan(whole)
        ),
        *(_("File: {name}").format(name=file.name) for file in data.files),
        *(_("Measure: {name}").format(name=either(policy.measure.title)) for policy in _applied(data)),
    ]
    return Section(_("What was looked at"), texts)


def _applied(data: AuditPaperData) -> list[Policy]:
    used = {part.policy for part in data.audit.coverage}
    return [policy for policy in data.policies if policy.id in used]


def _judged(data: AuditPaperData) -> Section:
    columns = (
        ReportColumn(_("measure"), "text", 12),
        ReportColumn(_("verdict"), "text", 8),
        ReportColumn(_("decided by"), "text", 8),
        ReportColumn(_("lines"), "number", 5),
        ReportColumn(_("amount (yuan)"), "yuan", 9),
    )
    rows: list[Sequence[Value]] = [
        (
            measure_title(part.policy) if part.policy else None,
            sentences.outcome(part.outcome) if part.policy else _("not judged"),
            sentences.decided_by(part.by),
            part.lines,
            part.fen,
        )
        for part in data.audit.coverage
    ]
    lines, fen = sum(part.lines for part in data.audit.coverage), sum(part.fen for part in data.audit.coverage)
    table = ReportTable(columns, [*rows, (_("Total"), "", "", lines, fen)], 1)
    return Section(_("How much money was judged by what"), (), table)


def _found(data: AuditPaperData) -> Section:
    columns = (
        ReportColumn(_("severity"), "text", 6),
        ReportColumn(_("check"), "text", 14),
        ReportColumn(_("number"), "number", 5),
        ReportColumn(_("amount (yuan)"), "yuan", 9),
        ReportColumn(_("article"), "text", 10),
    )
    rows: list[Sequence[Value]] = []
    for severity in SEVERITIES:
        for check in CHECKS.values():
            found = [item for item in data.findings if item.check == check.id and item.severity == severity]
            if found:
                cites = "、".join(dict.fromkeys(finding.cite for finding in found if finding.cite))
                fen = sum(finding.fen or 0 for finding in found)
                rows.append((sentences.severity(severity), check.title(), len(found), fen, cites or None))
    before = () if rows else (_("Nothing was found."),)
    return Section(_("Findings by kind"), before, ReportTable(columns, rows) if rows else None)


def _not_judged(data: AuditPaperData) -> Iterator[Section]:
    if not data.not_judged:
        return
    columns = (
        ReportColumn(_("why"), "text", 18),
        ReportColumn(_("postings"), "number", 5),
        ReportColumn(_("debit (yuan)"), "yuan", 9),
        ReportColumn(_("credit (yuan)"), "yuan", 9),
    )
    rows: list[Sequence[Value]] = []
    for why in dict.fromkeys(row.why for row in data.not_judged):
        same = [row for row in data.not_judged if row.why == why]
        debit, credit = sum(row.debit for row in same), sum(row.credit for row in same)
        rows.append((why, sum(row.postings for row in same), debit, credit))
    yield Section(_("Postings not judged"), (), ReportTable(columns, rows))


def _open(data: AuditPaperData) -> Section:
    """What is not decided, and what could not be read."""
    texts = []
    undecided = Counter(finding.severity for finding in data.findings if finding.id not in data.verdicts)
    for severity in SEVERITIES:
        if count := undecided[severity]:
            texts.append(
                _("{severity}: {count} not decided by a person yet.").format(
                    severity=sentences.severity(severity), count=count
                )
            )
    texts += [
        _("{file}: {message}").format(file=file, message=message) if file else message for file, message in data.unread
    ]
    return Section(_("Questions that are open"), texts or [_("None.")])
