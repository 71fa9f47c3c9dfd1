"""The summary of an audit for the head of the office.

What was looked at, how much money was judged by what, findings by kind and sum, and the questions that are open.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from fundcalc.auditing import sentences
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.findings import SEVERITIES, Finding
from fundcalc.auditing.verdicts import WORDS, verdict_name
from fundcalc.base.figures import day, in_yuan
from fundcalc.base.i18n import _, either, ngettext
from fundcalc.documents.audit_papers import ROOM, AuditPaperData
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section, Value
from fundcalc.policy.loading import Policy
from fundcalc.prose.awards import measure_title


def summary(data: AuditPaperData) -> Report:
    """The summary for the head of the office."""
    return Report(
        title=_("Summary of the audit"),
        facts=[(_("Prepared on"), day(data.on) if data.on else ROOM)],
        sections=[
            _scope(data),
            _judged(data),
            _found(data),
            *_decided(data),
            *_budgets(data),
            *_not_judged(data),
            _open(data),
        ],
        annex=None,
        signatures=[_("Compiled by: {room}").format(room=ROOM)],
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
    return Section(_("Scope of the audit"), texts)


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
    return Section(_("Money by basis of judgement"), (), table)


def _found(data: AuditPaperData) -> Section:
    columns = (
        ReportColumn(_("severity"), "text", 6),
        ReportColumn(_("check"), "text", 14),
        ReportColumn(_("number"), "number", 5),
        ReportColumn(_("amount (yuan)"), "yuan", 9),
        ReportColumn(_("article"), "text", 10),
    )
    by_kind: dict[tuple[str, str], list[Finding]] = {}
    for finding in data.findings:
        by_kind.setdefault((finding.severity, finding.check), []).append(finding)
    rows: list[Sequence[Value]] = []
    for severity in SEVERITIES:
        for check in CHECKS.values():
            if found := by_kind.get((severity, check.id)):
                cites = "、".join(dict.fromkeys(finding.cite for finding in found if finding.cite))
                fen = sum(finding.fen or 0 for finding in found)
                rows.append((sentences.severity(severity), check.title(), len(found), fen, cites or None))
    before = [] if rows else [_("Nothing was found.")]
    if data.left_out:
        message = ngettext(
            "Not listed, since it stands in the baseline: {count} finding, {amount}.",
            "Not listed, since they stand in the baseline: {count} findings, {amount}.",
            len(data.left_out),
        )
        amount = in_yuan(sum(finding.fen or 0 for finding in data.left_out))
        before.append(message.format(count=len(data.left_out), amount=amount))
    return Section(_("Findings by kind"), before, ReportTable(columns, rows) if rows else None)


def _decided(data: AuditPaperData) -> Iterator[Section]:
    """The findings that persons decided about, by verdict."""
    columns = (
        ReportColumn(_("person's verdict"), "text", 8),
        ReportColumn(_("number"), "number", 5),
        ReportColumn(_("amount (yuan)"), "yuan", 9),
    )
    rows: list[Sequence[Value]] = []
    for word in WORDS:
        decided = [finding for finding in data.findings if (v := data.verdicts.get(finding.id)) and v.word == word]
        if decided:
            rows.append((verdict_name(word), len(decided), sum(finding.fen or 0 for finding in decided)))
    if rows:
        yield Section(_("Findings decided by persons"), (), ReportTable(columns, rows))


def _budgets(data: AuditPaperData) -> Iterator[Section]:
    if not data.audit.budgets:
        return
    columns = (
        ReportColumn(_("award"), "text", 9),
        ReportColumn(_("item of the budget"), "text", 12),
        ReportColumn(_("budget (yuan)"), "yuan", 9),
        ReportColumn(_("spent (yuan)"), "yuan", 9),
        ReportColumn(_("rate of execution"), "text", 6),
    )
    rows: list[Sequence[Value]] = [
        (row.award, row.item or _("on no item"), row.budget, row.spent, row.rate or None) for row in data.audit.budgets
    ]
    yield Section(_("Budget and spending"), (), ReportTable(columns, rows))


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
