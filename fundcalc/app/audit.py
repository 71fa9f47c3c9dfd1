"""An audit without a command line: from a path or the files that were dropped to findings, sums by use, the working paper.

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
from fundcalc.auditing.classification import Outcome, Verdict
from fundcalc.auditing.findings import SEVERITIES, Finding
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, either
from fundcalc.base.money import yuan
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.uses import catalogue
from fundcalc.sources.collect import Gathered, gather
from fundcalc.views.audit import SEVERITY_MARKS
from fundcalc.views.table import Cell, Marked, Money
from fundcalc.workbooks.sheet_writer import Column
from fundcalc.workbooks.working_paper import write_workpaper

Given = Path | Sequence[File]


@dataclass(frozen=True)
class Audited:
    """What was read, what came of it, and the measures it was held against."""

    gathered: Gathered
    audit: Audit
    policies: tuple[Policy, ...]


def look_into(given: Given, *, policy: str = "", award: str = "", on: str = "") -> Audited:
    """Audit a book, a ledger, a sheet or a folder by its path, or files that were dropped.

    ``policy`` is the measure of all lines (default: by the id of their award), ``award`` that of lines that name none, ``on``
    the day on which what is unspent is told. Raises SheetError where there is nothing to read.
    """
    day = _day(on)
    policies = tuple(load(each) for each in ((policy,) if policy else available()))
    if isinstance(given, Path):
        gathered = gather([given], award=award.strip())
    else:
        with on_disk(given) as paths:
            gathered = gather(paths, award=award.strip())
    return Audited(gathered, audit_evidence(gathered.evidence, policies, on=day), policies)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise SheetError(_("'{text}' is no day; write it as 2026-12-31.").format(text=text)) from error


def paper(audited: Audited) -> bytes:
    """The working paper, as ``fundcalc audit -o`` writes it."""
    read = audited.gathered
    return written(
        "paper.xlsx",
        lambda path: write_workpaper(
            path, audited.audit, audited.policies, sources=read.sources, faults=read.faults, unread=read.unread
        ),
    )


def figures(audited: Audited) -> list[tuple[str, str, str]]:
    """The sums of an audit: what each is called, the figure, and a remark."""
    audit = audited.audit
    number = Counter(each.severity for each in audit.findings)
    total = sum(each.line.fen for each in audit.judged)
    told = [
        (_("lines"), prose.count(len(audit.judged)), ""),
        (_("amount (yuan)"), f"{yuan(total):,}", ""),
        *((sentences.severity(each), prose.count(number[each]), "") for each in SEVERITIES),
    ]
    if audited.gathered.bad:
        told.append((_("rows or sheets not read"), prose.count(audited.gathered.bad), ""))
    return told


# Findings.


def finding_columns() -> list[Column]:
    """The headings of the findings on a page, which has fewer than the working paper."""
    return [
        Column(_("severity")),
        Column(_("check")),
        Column(_("article")),
        Column(_("award")),
        Column(_("amount (yuan)")),
        Column(_("what was found")),
    ]


def finding_rows(findings: Iterable[Finding]) -> list[list[Cell]]:
    """A finding in a row, with the place where it stands."""
    return [
        [
            Marked(sentences.severity(each.severity), SEVERITY_MARKS[each.severity]),
            each.title(),
            each.cite,
            each.award,
            Money(each.fen) if each.fen is not None else None,
            f"{each.sentence()}\n{each.place}".strip(),
        ]
        for each in findings
    ]


# Spending by use.


class Spent(NamedTuple):
    """What went to one use with one verdict; ``use`` and ``verdict`` as they are read, ``outcome`` by its id."""

    use: str
    outcome: Outcome | None
    verdict: str
    lines: int
    fen: int


def by_use(audited: Audited) -> list[Spent]:
    """The spending by use and verdict, the use with the most money first."""
    sums: dict[tuple[str, Outcome | None], list[int]] = {}
    for each in audited.audit.judged:
        held = sums.setdefault((_use(each.verdict), each.verdict.outcome if each.verdict else None), [0, 0])
        held[0] += 1
        held[1] += each.line.fen
    whole: Counter[str] = Counter()
    for (use, _outcome), (_lines, fen) in sums.items():
        whole[use] += fen
    rows = [Spent(use, outcome, _verdict(outcome), *held) for (use, outcome), held in sums.items()]
    return sorted(rows, key=lambda row: (-whole[row.use], row.use, -row.fen))


def _use(verdict: Verdict | None) -> str:
    """The use that a verdict held a line to be; several leaves are one use where they are its parts."""
    known = catalogue()
    leaves = verdict.uses if verdict else ()
    if len(leaves) > 1:
        return next(
            (either(known.text(use)) for use, parts in known.parts.items() if set(parts) == set(leaves)),
            _("one of several uses"),
        )
    return either(known.text(leaves[0])) if leaves else _("no use told")


def _verdict(outcome: Outcome | None) -> str:
    return sentences.outcome(outcome) if outcome else _("not judged")


def use_columns() -> list[Column]:
    """The headings of the spending by use."""
    return [Column(_("use")), Column(_("verdict")), Column(_("lines")), Column(_("amount (yuan)"))]


def use_rows(spent: Iterable[Spent]) -> list[list[Cell]]:
    """The spending by use as rows."""
    return [[each.use, each.verdict, each.lines, Money(each.fen)] for each in spent]
