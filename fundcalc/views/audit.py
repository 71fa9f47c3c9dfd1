"""The tables of an audit: findings, judged lines, special accounts, coverage."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from fundcalc.auditing import sentences
from fundcalc.auditing.audit import AuditedAccount, Covered
from fundcalc.auditing.budgets import BudgetExecution
from fundcalc.auditing.classification import LineInput
from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.findings import Finding, Severity
from fundcalc.auditing.sampling import AuditSample, Sampled
from fundcalc.auditing.use_rules import Outcome
from fundcalc.auditing.verdicts import PersonVerdict, Verdicts, verdict_name
from fundcalc.base.i18n import _
from fundcalc.views.table import Cell, Column, Mark, Marked, Table, Year

SEVERITY_MARKS: Mapping[Severity, Mark] = {"violation": "no", "review": "open", "hint": "text", "note": "text"}
OUTCOME_MARKS: Mapping[Outcome, Mark] = {"permitted": "good", "prohibited": "no", "review": "open", "no_rule": "text"}


def findings(found: Iterable[Finding], verdicts: Verdicts | None = None) -> Table[Finding]:
    """What the checks found; with ``verdicts`` also what persons decided."""
    columns: list[Column[Finding]] = [
        Column("severity", _("severity"), _severity, width=12),
        Column("check", _("check"), lambda finding: Marked(finding.title(), id=finding.check), width=20),
        Column("cite", _("article"), lambda finding: finding.cite, width=18),
        Column("award", _("award"), lambda finding: finding.award, "id", 26),
        Column("organisation", _("organisation"), lambda finding: finding.organisation, "id", 22),
        Column("amount", _("amount (yuan)"), lambda finding: finding.fen, "yuan", 18),
        Column("place", _("stands in"), lambda finding: finding.place, width=30),
        Column("message", _("what was found"), lambda finding: finding.statement(), width=80),
        *_details(),
        Column("policy", _("measure"), lambda finding: finding.policy, "id", 20),
        Column("id", _("id of the finding"), lambda finding: finding.id, "id", 32),
    ]
    if verdicts is not None:
        columns += _decided_by_persons(verdicts)
    return Table(_("Findings"), columns, found)


def _details() -> list[Column[Finding]]:
    """What the line or movement of a finding says of itself."""
    return [
        Column("entry_date", _("date"), lambda finding: finding.details.on, "date", 12),
        Column("payee", _("payee"), lambda finding: finding.details.payee, width=20),
        Column("text", _("text"), lambda finding: finding.details.text, width=30),
        Column("invoice", _("invoice"), lambda finding: finding.details.invoice, "id", 22),
        Column("document", _("document"), lambda finding: finding.details.document, width=14),
    ]


def _decided_by_persons(verdicts: Verdicts) -> list[Column[Finding]]:
    def verdict(finding: Finding) -> Cell:
        decided = verdicts.get(finding.id)
        return Marked(verdict_name(decided.word), id=decided.word) if decided else None

    def of(read: Callable[[PersonVerdict], Cell]) -> Callable[[Finding], Cell]:
        return lambda finding: read(verdicts[finding.id]) if finding.id in verdicts else None

    return [
        Column("verdict", _("person's verdict"), verdict, width=14),
        Column("note", _("explanation of the verdict"), of(lambda decided: decided.note), width=40),
        Column("by", _("responsible person"), of(lambda decided: decided.by), width=14),
        Column("date", _("date of the verdict"), of(lambda decided: decided.on), "date", 14),
    ]


def _severity(finding: Finding) -> Cell:
    return Marked(sentences.severity(finding.severity), SEVERITY_MARKS[finding.severity], finding.severity)


def lines(judged: Iterable[JudgedLine]) -> Table[JudgedLine]:
    """Every line of spending with its verdict."""
    columns: list[Column[JudgedLine]] = [
        Column("place", _("stands in"), lambda row: row.line.place, width=30),
        Column("date", _("date"), lambda row: row.line.date, "date", 12),
        Column("amount", _("amount (yuan)"), lambda row: row.line.fen, "yuan", 16),
        Column("award", _("award"), lambda row: row.line.award, "id", 26),
        Column("organisation", _("organisation"), lambda row: row.line.organisation, "id", 22),
        Column("use", _("use"), lambda row: row.line.use, width=20),
        Column("code", _("economic code"), lambda row: row.line.code, "id", 12),
        Column("account", _("account"), lambda row: row.line.account, width=16),
        Column("payee", _("payee"), lambda row: row.line.payee, width=20),
        Column("text", _("text"), lambda row: row.line.text, width=30),
        Column("invoice", _("invoice"), lambda row: row.line.invoice, "id", 22),
        Column("purpose", _("purpose"), lambda row: row.line.purpose, width=14),
        Column("document", _("document"), lambda row: row.line.document, width=14),
        Column("policy", _("measure"), lambda row: row.policy, "id", 18),
        Column("outcome", _("verdict"), _outcome, width=14),
        Column("cite", _("article"), lambda row: row.verdict.cite if row.verdict else None, width=16),
        Column("decided_by", _("decided by"), _decided_by, width=14),
        Column("why", _("why"), _verdict_sentences(), width=70),
    ]
    return Table(_("Lines of spending"), columns, judged)


def _outcome(row: JudgedLine) -> Cell:
    if row.verdict is None:
        return Marked(_("not judged"), "open", "not_judged")
    outcome = row.verdict.outcome
    return Marked(sentences.outcome(outcome), OUTCOME_MARKS[outcome], outcome)


def _decided_by(row: JudgedLine) -> Cell:
    return Marked(sentences.decided_by(row.verdict.by), id=row.verdict.by) if row.verdict else None


def _verdict_sentences() -> Callable[[JudgedLine], Cell]:
    """Return the sentence for a verdict; equal lines share one, built once."""
    reasons: dict[object, str] = {}

    def sentence(row: JudgedLine) -> Cell:
        if row.verdict is None:
            return _("no measure is known for this award")
        given = LineInput(row.line.use, row.line.code, row.line.account)
        key = (id(row.verdict), given)
        if key not in reasons:
            reasons[key] = sentences.verdict(row.verdict, given)
        return Marked(reasons[key], "plain")

    return sentence


def accounts(of_awards: Iterable[AuditedAccount]) -> Table[AuditedAccount]:
    """The special account of each award.

    received = spent + returned + left; an amount that is not known is blank.
    """
    columns: list[Column[AuditedAccount]] = [
        Column("award", _("award"), lambda account: account.award, "id", 28),
        Column("policy", _("measure"), lambda account: account.policy, "id", 22),
        Column("organisation", _("organisation"), lambda account: account.organisation, "id", 22),
        Column("awarded", _("awarded (yuan)"), lambda account: account.awarded, "yuan", 18),
        Column("received", _("received (yuan)"), lambda account: account.received, "yuan", 18),
        Column("spent", _("spent (yuan)"), lambda account: account.spent, "yuan", 18),
        Column("returned", _("returned (yuan)"), lambda account: account.returned, "yuan", 18),
        Column("left", _("left (yuan)"), lambda account: account.left, "yuan", 18),
        Column("lines", _("lines"), lambda account: account.lines, "count", 10),
        Column("until", _("last day for use"), lambda account: account.until, "date"),
        Column("revoked_on", _("revoked on"), lambda account: account.revoked_on, "date"),
    ]
    return Table(_("Special accounts"), columns, of_awards)


def budgets(executed: Iterable[BudgetExecution]) -> Table[BudgetExecution]:
    """What was spent of each item of the budgets.

    The last row of an award is what was spent on none.
    """
    columns: list[Column[BudgetExecution]] = [
        Column("award", _("award"), lambda row: row.award, "id", 28),
        Column(
            "item", _("item of the budget"), lambda row: row.item or Marked(_("on no item"), "open", id=""), width=34
        ),
        Column("year", _("year"), lambda row: Year(row.year) if row.year else None, "id", 8),
        Column("budget", _("budget (yuan)"), lambda row: row.budget, "yuan", 18),
        Column("spent", _("spent (yuan)"), lambda row: row.spent, "yuan", 18),
        Column("left", _("left (yuan)"), lambda row: row.left, "yuan", 18),
        Column("rate", _("rate of execution"), lambda row: row.rate, width=12),
        Column("lines", _("lines"), lambda row: row.lines, "count", 10),
        Column("place", _("stands in"), lambda row: row.place, width=30),
    ]
    return Table(_("Budget and spending"), columns, executed)


class NotJudgedRow(NamedTuple):
    """Postings of a source that are not spending, with their sums in fen and why."""

    source: str
    account: str
    name: str
    postings: int
    debit: int
    credit: int
    why: str


def not_judged(rows: Iterable[NotJudgedRow]) -> Table[NotJudgedRow]:
    """What of journals and ledgers was not counted as spending, and why."""
    columns: list[Column[NotJudgedRow]] = [
        Column("source", _("file"), lambda row: row.source, width=30),
        Column("account", _("account"), lambda row: row.account, "id", 16),
        Column("name", _("name of the account"), lambda row: row.name, width=30),
        Column("postings", _("postings"), lambda row: row.postings, "count", 10),
        Column("debit", _("debit (yuan)"), lambda row: row.debit, "yuan", 18),
        Column("credit", _("credit (yuan)"), lambda row: row.credit, "yuan", 18),
        Column("why", _("why"), lambda row: row.why, width=50),
    ]
    return Table(_("Postings not judged"), columns, rows)


class NotJudgedReason(NamedTuple):
    """Postings that are not spending for one reason, with their sums in fen."""

    why: str
    postings: int
    debit: int
    credit: int


def not_judged_by_reason(rows: Iterable[NotJudgedRow]) -> Table[NotJudgedReason]:
    """What was not counted as spending, summed by reason."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        of_reason = sums.setdefault(row.why, [0, 0, 0])
        for at, number in enumerate((row.postings, row.debit, row.credit)):
            of_reason[at] += number
    columns: list[Column[NotJudgedReason]] = [
        Column("why", _("why"), lambda row: row.why, width=50),
        Column("postings", _("postings"), lambda row: row.postings, "count", 10),
        Column("debit", _("debit (yuan)"), lambda row: row.debit, "yuan", 18),
        Column("credit", _("credit (yuan)"), lambda row: row.credit, "yuan", 18),
    ]
    return Table(_("Postings not judged"), columns, [NotJudgedReason(why, *sums[why]) for why in sums])


def sample(drawn: AuditSample[JudgedLine]) -> Table[Sampled[JudgedLine]]:
    """The lines of a sample, in the order of the population."""
    columns: list[Column[Sampled[JudgedLine]]] = [
        Column("place", _("stands in"), lambda row: row.item.line.place, width=30),
        Column("date", _("date"), lambda row: row.item.line.date, "date", 12),
        Column("amount", _("amount (yuan)"), lambda row: row.fen, "yuan", 16),
        Column("hits", _("hits"), lambda row: row.hits, "count", 8),
        Column("certain", _("chosen for certain"), lambda row: _yes_no(yes=row.certain), width=12),
        Column("award", _("award"), lambda row: row.item.line.award, "id", 26),
        Column("organisation", _("organisation"), lambda row: row.item.line.organisation, "id", 22),
        Column("account", _("account"), lambda row: row.item.line.account, width=16),
        Column("payee", _("payee"), lambda row: row.item.line.payee, width=20),
        Column("text", _("text"), lambda row: row.item.line.text, width=30),
        Column("invoice", _("invoice"), lambda row: row.item.line.invoice, "id", 22),
        Column("document", _("document"), lambda row: row.item.line.document, width=14),
        Column("result", _("result of the check"), lambda _row: None, width=30),
    ]
    return Table(_("Sample"), columns, drawn.chosen)


def _yes_no(*, yes: bool) -> Cell:
    return Marked(_("yes") if yes else _("no"), id="yes" if yes else "no")


def coverage(covered: Iterable[Covered]) -> Table[Covered]:
    """How much was judged by what."""
    columns: list[Column[Covered]] = [
        Column("policy", _("measure"), lambda row: row.policy or Marked("—", id=""), "id", 24),
        Column("outcome", _("verdict"), _covered_outcome, width=20),
        Column("decided_by", _("decided by"), lambda row: Marked(sentences.decided_by(row.by), id=row.by), width=20),
        Column("lines", _("lines"), lambda row: row.lines, "count", 12),
        Column("amount", _("amount (yuan)"), lambda row: row.fen, "yuan", 20),
    ]
    return Table(_("Basis of judgement"), columns, covered)


def _covered_outcome(row: Covered) -> Cell:
    if not row.policy:
        return Marked(_("not judged"), id="not_judged")
    return Marked(sentences.outcome(row.outcome), id=row.outcome)
