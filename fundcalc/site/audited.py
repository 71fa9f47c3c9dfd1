"""An audit on the pages: what was read and found, and the verdicts of persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fundcalc.app import audit as audits
from fundcalc.app.audit import Audited, Given
from fundcalc.app.uploads import written
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.hint_settings import SampleSettings
from fundcalc.auditing.sampling import sample_of
from fundcalc.auditing.verdicts import (
    WORDS,
    FindingsByVerdict,
    PersonVerdict,
    apply_verdicts,
    verdict_name,
)
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.journals.attribution import Attribution
from fundcalc.journals.draft_map import FoundEntries, entries_in
from fundcalc.journals.spending import Basis
from fundcalc.sources.journal_evidence import JournalOptions
from fundcalc.sources.paper import ListedFindings, write_paper, write_signed_papers


@dataclass(frozen=True)
class AuditRequest:
    """What is audited, and how its journals are read.

    ``projects`` and ``accounts`` stand for awards; ``basis`` is "cash", "accrual", or "" for the usual one.
    """

    given: Given
    policy: str = ""
    award: str = ""
    on: str = ""
    basis: str = ""
    projects: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptAudit:
    """An audit of today, and what persons decided about its findings."""

    title: str
    request: AuditRequest
    audited: Audited
    verdicts: Mapping[str, PersonVerdict] = field(default_factory=dict)

    @property
    def findings(self) -> Sequence[Finding]:
        return self.audited.audit.findings

    @property
    def by_verdict(self) -> FindingsByVerdict:
        """The findings, open and closed."""
        return apply_verdicts(self.findings, self.verdicts)


def run(title: str, request: AuditRequest, verdicts: Mapping[str, PersonVerdict] | None = None) -> KeptAudit:
    """Do an audit, as ``fundcalc audit`` does."""
    basis: Basis | None = "cash" if request.basis == "cash" else "accrual" if request.basis == "accrual" else None
    award = request.award.strip()
    attribution = Attribution(award, projects=request.projects, accounts=request.accounts)
    done = audits.run_audit(
        request.given,
        policy=request.policy,
        award=award,
        on=request.on,
        journals=JournalOptions(attribution, basis),
    )
    return KeptAudit(title, request, done, verdicts or {})


def found_in_journals(kept: KeptAudit) -> FoundEntries:
    """The projects and accounts of the journals that were read."""
    return entries_in(kept.audited.gathered.vouchers)


def verdict_words() -> list[tuple[str, str]]:
    """The verdicts that a person can choose, with their names."""
    return [(word, verdict_name(word)) for word in WORDS]


def with_verdict(kept: KeptAudit, finding: Finding, word: str, note: str, by: str, on: date) -> KeptAudit:
    """The audit with a person's verdict on a finding; "" takes it back.

    Raises SheetError for a verdict without a reason.
    """
    verdicts = {id_: verdict for id_, verdict in kept.verdicts.items() if id_ != finding.id}
    chosen = next((known for known in WORDS if known == word), None)
    if chosen is not None:
        if not note:
            raise SheetError(_("a verdict needs a note that says why"))
        verdicts[finding.id] = PersonVerdict(chosen, note, by, on, finding.fen, has_amount=True)
    elif word:
        raise SheetError(_("choose a verdict from the list"))
    return replace(kept, verdicts=verdicts)


def chosen(kept: KeptAudit, severity: str, check: str, word: str, state: str) -> list[Finding]:
    """The findings of a severity and a check that hold a word.

    ``state`` is "open", "closed", or "" for all.
    """
    by_verdict = kept.by_verdict
    listed = {"open": by_verdict.open, "closed": by_verdict.closed}.get(state, tuple(kept.findings))
    wanted = word.strip().casefold()
    return [
        finding
        for finding in listed
        if severity in ("", finding.severity)
        and check in ("", finding.check)
        and (not wanted or wanted in " ".join((finding.sentence(), finding.award, finding.place)).casefold())
    ]


def checks_of(kept: KeptAudit) -> list[tuple[str, str]]:
    """The checks that found something, with their titles."""
    return sorted({(finding.check, finding.title()) for finding in kept.findings})


def working_paper(kept: KeptAudit) -> bytes:
    """The working paper with the verdicts, as ``audit --verdicts -o`` writes it."""
    return _written(kept, "paper.xlsx", write_paper)


def signed_papers(kept: KeptAudit) -> bytes:
    """The papers to be signed, one per award, as ``audit -o FILE.docx`` writes them."""
    return _written(kept, "papers.docx", write_signed_papers)


def _written(kept: KeptAudit, name: str, write: Callable[..., None]) -> bytes:
    done = kept.audited
    listed = ListedFindings(
        done.audit.findings, verdicts=kept.verdicts, sample=sample_of(done.audit.judged, SampleSettings())
    )
    return written(name, lambda path: write(path, done.gathered, done.audit, done.policies, listed))
