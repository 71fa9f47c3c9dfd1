"""The page of an audit: read a path or dropped files, list findings, sum by use.

Everything here is what ``fundcalc audit`` does.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fundcalc import prose
from fundcalc.app.uploads import File, on_disk, written
from fundcalc.auditing import sentences
from fundcalc.auditing.audit import Audit, audit_evidence
from fundcalc.auditing.classification import Verdict
from fundcalc.auditing.findings import SEVERITIES, Finding
from fundcalc.auditing.use_rules import Outcome
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, either
from fundcalc.base.money import yuan
from fundcalc.life.periods import with_periods
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.uses import catalogue
from fundcalc.sources.collect import Gathered, gather
from fundcalc.sources.journal_evidence import JournalOptions
from fundcalc.sources.paper import not_judged_rows, write_paper
from fundcalc.views import audit as views
from fundcalc.views.table import Column, Table

Given = Path | Sequence[File]


@dataclass(frozen=True)
class Audited:
    """What was read, what came of it, and the measures that apply."""

    gathered: Gathered
    audit: Audit
    policies: tuple[Policy, ...]


def run_audit(
    given: Given, *, policy: str = "", award: str = "", on: str = "", journals: JournalOptions | None = None
) -> Audited:
    """Audit a book, a ledger, a sheet or a folder by its path, or dropped files.

    ``policy`` is the measure of all lines (default: by the id of their award), ``award`` that of lines that name none, ``on``
    the day for which unspent money is reported, ``journals`` how journals are read. Raises SheetError if there is nothing
    to read.
    """
    day = _day(on)
    policies = tuple(map(load, (policy,) if policy else available()))
    if isinstance(given, Path):
        gathered = gather([given], award=award.strip(), journals=journals)
    else:
        with on_disk(given) as paths:
            gathered = gather(paths, award=award.strip(), journals=journals)
    return Audited(gathered, audit_evidence(with_periods(gathered.evidence, policies), policies, on=day), policies)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise SheetError(_("'{text}' is not a date; write it as 2026-12-31.").format(text=text)) from error


def paper(audited: Audited) -> bytes:
    """The working paper, as ``fundcalc audit -o`` writes it."""
    return written("paper.xlsx", lambda path: write_paper(path, audited.gathered, audited.audit, audited.policies))


def figures(audited: Audited) -> list[tuple[str, str, str]]:
    """The sums of an audit: what each is called, the figure, and a remark."""
    audit = audited.audit
    number = Counter(finding.severity for finding in audit.findings)
    total = sum(judged.line.fen for judged in audit.judged)
    rows = [
        (_("lines"), prose.count(len(audit.judged)), ""),
        (_("amount (yuan)"), f"{yuan(total):,}", ""),
        *(
            (sentences.severity(severity), prose.count(number[severity]), "")
            for severity in SEVERITIES
            if number[severity] or severity != "hint"
        ),
    ]
    if audited.gathered.bad:
        rows.append((_("rows or sheets not read"), prose.count(audited.gathered.bad), ""))
    return rows


# Findings.


_PAGE = (
    *("severity", "check", "cite", "award", "amount", "message", "place"),
    *("entry_date", "payee", "text", "invoice", "document"),
)


def findings(found: Iterable[Finding]) -> Table[Finding]:
    """The findings on a page, which has less room than the working paper."""
    return views.findings(found).select(*_PAGE)


def not_judged(audited: Audited) -> Table[views.NotJudgedReason]:
    """The postings of journals and ledgers that are not spending, summed by reason."""
    return views.not_judged_by_reason(not_judged_rows(audited.gathered))


# Spending by use.


class UseTotal(NamedTuple):
    """The spending on one use with one verdict; ``use`` and ``verdict`` are names."""

    use: str
    outcome: Outcome | None
    verdict: str
    lines: int
    fen: int


def by_use(audited: Audited) -> list[UseTotal]:
    """The spending by use and verdict, the use with the most money first."""
    sums: dict[tuple[str, Outcome | None], list[int]] = {}
    for line, _policy, verdict in audited.audit.judged:
        total = sums.setdefault((_use(verdict), verdict.outcome if verdict else None), [0, 0])
        total[0] += 1
        total[1] += line.fen
    whole: Counter[str] = Counter()
    for (use, _outcome), (_lines, fen) in sums.items():
        whole[use] += fen
    rows = [UseTotal(use, outcome, _verdict(outcome), *total) for (use, outcome), total in sums.items()]
    return sorted(rows, key=lambda row: (-whole[row.use], row.use, -row.fen))


def _use(verdict: Verdict | None) -> str:
    """The use of a verdict; several leaves are one use if they are its parts."""
    known = catalogue()
    leaves = verdict.uses if verdict else ()
    if len(leaves) > 1:
        return next(
            (either(known.text(use)) for use, parts in known.parts.items() if set(parts) == set(leaves)),
            _("one of several uses"),
        )
    return either(known.text(leaves[0])) if leaves else _("no use given")


def _verdict(outcome: Outcome | None) -> str:
    return sentences.outcome(outcome) if outcome else _("not judged")


def uses(spent: Iterable[UseTotal]) -> Table[UseTotal]:
    """The spending by use."""
    columns: list[Column[UseTotal]] = [
        Column("use", _("use"), lambda row: row.use),
        Column("verdict", _("verdict"), lambda row: row.verdict),
        Column("lines", _("lines"), lambda row: row.lines, "count"),
        Column("amount", _("amount (yuan)"), lambda row: row.fen, "yuan"),
    ]
    return Table(_("Spending by use"), columns, spent)
