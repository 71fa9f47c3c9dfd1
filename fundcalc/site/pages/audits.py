"""An audit: its files or book, its findings, verdicts of persons, the paper."""

from __future__ import annotations

from dataclasses import replace

from fundcalc.app import audit as audits
from fundcalc.app.audit import Given
from fundcalc.app.rounds import titles
from fundcalc.auditing import sentences
from fundcalc.auditing.findings import SEVERITIES, Finding
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.base.ids import is_id
from fundcalc.ledger.authorship import author
from fundcalc.policy.loading import available
from fundcalc.site import audited
from fundcalc.site.audited import AuditRequest, KeptAudit
from fundcalc.site.books import folder_named, title_of
from fundcalc.site.reading import read_from, today
from fundcalc.site.visit import Answer, Download, Goto, NotFoundError, Visit, WebPage
from fundcalc.views import audit as views
from fundcalc.workbooks.fault_tables import faults
from fundcalc.workbooks.verdict_reader import read_verdicts

ACCEPTED = ".xlsx,.xls,.ods,.csv,.xml,.txt,.html"
_MOST_SHOWN = 300
_COLUMNS = ("severity", "check", "cite", "award", "amount", "message", "place", "verdict", "note")


def index(visit: Visit) -> Answer:
    """The audits of today."""
    return WebPage("audits.html", _("Audits"), {"audits": visit.workspace.audits.items()})


def new_audit(visit: Visit) -> Answer:
    """The form for an audit."""
    content = {
        "books": [(book.id, title_of(book.folder)) for book in visit.workspace.books if book.folder.is_dir()],
        "book": visit.query.get("book", ""),
        "policies": titles().items(),
        "accept": ACCEPTED,
    }
    return WebPage("new_audit.html", _("Audit spending"), content)


def audit(visit: Visit) -> Answer:
    """Audit what was dropped, or a book, and go to the findings."""
    book = visit.workspace.books.get(visit.given("book")) if visit.given("book") else None
    policy = visit.given("policy")
    if policy and policy not in available():
        raise SheetError(_("{policy} is not a measure of this list").format(policy=policy))
    folder = folder_named(visit.given("folder")) if visit.given("folder") else None
    if [bool(visit.files), book is not None, folder is not None].count(True) != 1:
        raise SheetError(_("drop the sheets or journals, or name a folder, or choose a book: one of them"))
    given: Given = visit.files or folder or (book.folder if book is not None else ())
    request = AuditRequest(given, policy, visit.given("award"), visit.given("on"), visit.given("basis"))
    title = ", ".join(file.name for file in visit.files) or (title_of(book.folder) if book is not None else str(folder))
    kept = audited.run(_("Audit of {title}").format(title=title), request)
    return Goto(f"/audits/{visit.workspace.audits.put(kept)}")


def _kept(visit: Visit) -> KeptAudit:
    kept = visit.workspace.audits.get(visit.parts["audit"])
    if kept is None:
        raise NotFoundError(_("this audit is not kept any more; drop its files again"))
    return kept


def show(visit: Visit) -> Answer:
    """The findings of an audit, with what was not read and what decided."""
    kept, query = _kept(visit), visit.query
    listed = audited.chosen(
        kept, query.get("severity", ""), query.get("check", ""), query.get("q", ""), query.get("state", "")
    )
    read, by_verdict = kept.audited.gathered, kept.by_verdict
    content = {
        "name": visit.parts["audit"],
        "kept": kept,
        "figures": audits.figures(kept.audited),
        "open": len(by_verdict.open),
        "closed": len(by_verdict.closed),
        "severities": [(severity, sentences.severity(severity)) for severity in SEVERITIES],
        "checks": audited.checks_of(kept),
        "table": views.findings(listed[:_MOST_SHOWN], kept.verdicts).select(*_COLUMNS),
        "listed": listed[:_MOST_SHOWN],
        "found": len(listed),
        "uses": audits.uses(audits.by_use(kept.audited)),
        "accounts": views.accounts(kept.audited.audit.accounts),
        "budgets": views.budgets(kept.audited.audit.budgets),
        "coverage": views.coverage(kept.audited.audit.coverage),
        "not_read": faults((*read.faults, *read.notes), read.unread),
        "remarks": read.remarks,
        "journals": audited.found_in_journals(kept),
        "known_awards": sorted(
            {award.id for award in read.evidence.awards} | {f.award for f in kept.findings if f.award}
        ),
    }
    return WebPage("audit.html", kept.title, content)


def take_verdicts(visit: Visit) -> Answer:
    """Take the verdicts of a working paper that was filled in before."""
    kept = _kept(visit)
    if len(visit.files) != 1:
        raise SheetError(_("drop one file"))
    verdicts = read_from(visit.files[0], read_verdicts)
    decided = replace(kept, verdicts={**kept.verdicts, **verdicts})
    visit.workspace.audits.replace(visit.parts["audit"], decided)
    return Goto(visit.address)


def map_journals(visit: Visit) -> Answer:
    """Audit again, with projects and accounts of the journals standing for awards."""
    kept = _kept(visit)
    given = {
        place: {
            key.removeprefix(place): visit.given(key)
            for key in visit.form
            if key.startswith(place) and visit.given(key)
        }
        for place in ("project:", "account:")
    }
    for award in (*given["project:"].values(), *given["account:"].values()):
        if not is_id(award):
            raise SheetError(_("{award} is not the id of an award; write it like YN-2026-p1-build").format(award=award))
    request = replace(kept.request, projects=given["project:"], accounts=given["account:"], basis=visit.given("basis"))
    visit.workspace.audits.replace(visit.parts["audit"], audited.run(kept.title, request, kept.verdicts))
    return Goto(f"/audits/{visit.parts['audit']}")


def _finding(visit: Visit, kept: KeptAudit) -> Finding:
    wanted = visit.parts["finding"]
    found = next((finding for finding in kept.findings if finding.id == wanted), None)
    if found is None:
        raise NotFoundError(_("this page does not exist"))
    return found


def finding(visit: Visit) -> Answer:
    """One finding with its article and place, and the form for a verdict."""
    kept = _kept(visit)
    found = _finding(visit, kept)
    content = {
        "name": visit.parts["audit"],
        "kept": kept,
        "finding": found,
        "table": views.findings([found]).select(
            "severity", "cite", "award", "organisation", "amount", "place", "policy"
        ),
        "verdict": kept.verdicts.get(found.id),
        "words": audited.verdict_words(),
        "author": author(),
    }
    return WebPage("finding.html", found.title(), content)


def decide(visit: Visit) -> Answer:
    """Note a person's verdict on a finding."""
    kept = _kept(visit)
    found = _finding(visit, kept)
    decided = audited.with_verdict(kept, found, visit.given("verdict"), visit.given("note"), visit.given("by"), today())
    visit.workspace.audits.replace(visit.parts["audit"], decided)
    return Goto(f"/audits/{visit.parts['audit']}#findings")


def working_paper(visit: Visit) -> Answer:
    """The working paper, with the verdicts so far."""
    return Download("working-paper.xlsx", audited.working_paper(_kept(visit)))


def signed_papers(visit: Visit) -> Answer:
    """The papers to be signed, one per award, and the summary."""
    return Download("papers.docx", audited.signed_papers(_kept(visit)))
