"""A round: its workbook, faults, decisions and papers, and posting it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from fundcalc import documents, ledger
from fundcalc.app import rounds
from fundcalc.base.errors import BookError, SheetError
from fundcalc.base.i18n import _
from fundcalc.base.workdays import work_calendar
from fundcalc.documents import docx
from fundcalc.documents.commitments import commitments_of, require_decided
from fundcalc.documents.letters import letter
from fundcalc.engine.decision import Decision
from fundcalc.policy.loading import Policy, available, load
from fundcalc.site import decided
from fundcalc.site.act_records import ActOutcome, BookAct
from fundcalc.site.acts import prepare
from fundcalc.site.books import books_of_role
from fundcalc.site.decided import KeptRound
from fundcalc.site.known_books import KnownBook
from fundcalc.site.reading import chosen_measure, day_in, download, optional_day, year_in
from fundcalc.site.visit import Answer, Download, Goto, NotFoundError, Visit, WebPage
from fundcalc.views.award_differences import award_differences
from fundcalc.views.decisions import overview
from fundcalc.workbooks import write_results, write_template
from fundcalc.workbooks.fault_tables import faults, refused

ACCEPTED = ".xlsx,.xls,.ods,.csv"
_ON_A_PAGE = 100


def index(visit: Visit) -> Answer:
    """The rounds of today, and those that were posted to my books."""
    books = [
        (book, title, decided.rounds_of(book.folder)) for book, title in books_of_role(visit.workspace, "authority")
    ]
    return WebPage("rounds.html", _("Rounds"), {"rounds": visit.workspace.rounds.items(), "books": books})


# Before a round.


def new_round(visit: Visit) -> Answer:
    """Choose the measure, download its workbook, drop the filled-in one."""
    policy = chosen_measure(visit)
    content = {
        "policies": rounds.titles().items(),
        "chosen": policy.id,
        "needs_date": rounds.lacks_a_date(policy),
        "date_of_sample": rounds.date_of_sample(policy.id),
        "questions": rounds.questions(policy),
        "books": [(book.id, title) for book, title in books_of_role(visit.workspace, "authority")],
        "book": visit.query.get("book", ""),
        "accept": ACCEPTED,
    }
    return WebPage("new_round.html", _("Decide a round"), content)


def template(visit: Visit) -> Answer:
    """The workbook of a measure: empty, or with the platforms of a book."""
    policy = _measure(visit)
    book = _book_in(visit, visit.query.get("book", ""))
    rows = decided.known_platforms(book.folder, policy) if book else []
    return download(f"{policy.id}.xlsx", lambda path: write_template(policy, path, applications=rows))


def sample(visit: Visit) -> Answer:
    """The invented sample of a measure, as a filled-in workbook."""
    file = rounds.sample(_measure(visit).id)
    return Download(file.name, file.content)


def _measure(visit: Visit) -> Policy:
    name = visit.parts["policy"]
    if name not in available():
        raise NotFoundError(_("{policy} is not a measure of this list").format(policy=name))
    return load(name)


def _book_in(visit: Visit, id_: str) -> KnownBook | None:
    """The authority's book of an id; None if none is chosen."""
    if not id_:
        return None
    book = visit.workspace.books.get(id_)
    if book is None or ledger.role_of(book.folder) != "authority":
        raise BookError(_("choose the book of an authority from the list"))
    return book


def decide(visit: Visit) -> Answer:
    """Read and decide the dropped workbook, and go to its page."""
    name = visit.given("policy")
    if name not in available():
        raise SheetError(_("choose the measure of the round"))
    if not visit.files:
        raise SheetError(_("drop the filled-in workbook of the round"))
    bare = load(name)
    answers = {
        key.removeprefix("reading-"): visit.given(key)
        for key in visit.form
        if key.startswith("reading-") and visit.given(key) != bare.readings.get(key.removeprefix("reading-"))
    }
    policy = load(name, changes=rounds.dated(visit.given("from")), readings=answers)
    kept = decided.decide(visit.files, policy, _book_in(visit, visit.given("book")), optional_day(visit, "on"))
    return Goto(f"/rounds/{visit.workspace.rounds.put(kept)}")


# A round that was decided.


def _kept(visit: Visit) -> KeptRound:
    kept = visit.workspace.rounds.get(visit.parts["round"])
    if kept is None:
        raise NotFoundError(_("this round is not kept any more; drop its workbook again"))
    return kept


def show(visit: Visit) -> Answer:
    """The figures of a round, its faults, its decisions, and what can be done with it."""
    kept, query = _kept(visit), visit.query
    round_ = kept.decided.round_
    chosen = rounds.found(kept.decided, query.get("status", ""), query.get("q", ""))
    ordered = decided.in_order(chosen, query.get("sort", ""))
    number = _page_number(visit)
    shown = ordered[number * _ON_A_PAGE : (number + 1) * _ON_A_PAGE]
    differences = kept.posted.differences if kept.posted else ()
    content = {
        "kept": kept,
        "name": visit.parts["round"],
        "figures": rounds.figures(kept.decided),
        "statuses": rounds.statuses(kept.decided).items(),
        "faults": faults(round_.faults),
        "refused": refused(round_.refused),
        "notes": faults((*round_.notes, *round_.doubts)),
        "number_of_notes": len(round_.notes) + len(round_.doubts),
        "table": overview(kept.policy, shown),
        "shown": shown,
        "found": len(ordered),
        "pages": _pages(query, len(ordered)),
        "page": number,
        "differences": award_differences(differences),
        "due": [one for one in differences if one.is_due],
        "named": [one for one in differences if not one.is_due],
        "books": [(book.id, title) for book, title in books_of_role(visit.workspace, "authority")],
        "years": sorted({one.application.award_year for one in kept.decided.decisions}),
        "total": kept.decided.total,
    }
    return WebPage("round.html", kept.title, content)


def _pages(query: Mapping[str, str], found: int) -> list[str]:
    """The addresses of the pages of a long list."""
    kept = {key: value for key, value in query.items() if key in ("status", "q", "sort")}
    return [f"?{urlencode({**kept, 'page': number})}" for number in range(-(-found // _ON_A_PAGE))]


def decision(visit: Visit) -> Answer:
    """One decision with its steps, readings and doubts."""
    kept = _kept(visit)
    wanted = visit.query.get("platform", "")
    found = next((one for one in kept.decided.decisions if one.platform == wanted), None)
    if found is None:
        raise NotFoundError(_("{platform} is not a platform of this round{close}").format(platform=wanted, close=""))
    page = rounds.page_of(kept.decided, found.platform)
    content = {"name": visit.parts["round"], "page": page, "decision": found, "neighbours": _neighbours(kept, found)}
    return WebPage("decision.html", page.title, content)


def _neighbours(kept: KeptRound, found: Decision) -> tuple[str, str]:
    """The platforms before and after one, or ""."""
    names = [one.platform for one in kept.decided.decisions]
    at = names.index(found.platform)
    return names[at - 1] if at else "", names[at + 1] if at + 1 < len(names) else ""


def questions(visit: Visit) -> Answer:
    """What is open in a round."""
    kept, number = _kept(visit), _page_number(visit)
    decisions = kept.decided.decisions
    # Each decision is explained for it, which takes some milliseconds.
    shown = decisions[number * _ON_A_PAGE : (number + 1) * _ON_A_PAGE]
    content = {
        "name": visit.parts["round"],
        "kept": kept,
        "table": rounds.open_questions(kept.decided, shown),
        "pages": _pages({}, len(decisions)),
        "page": number,
    }
    return WebPage("questions.html", _("Open questions"), content)


def _page_number(visit: Visit) -> int:
    """The page of a long list that is asked for, from 0."""
    text = visit.query.get("page", "0")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0


# Papers.


def result(visit: Visit) -> Answer:
    """The workbook of results, as ``award -o`` writes it."""
    kept = _kept(visit)
    differences = kept.posted.differences if kept.posted else ()

    def write(path: Path) -> None:
        write_results(path, kept.policy, kept.decided.decisions, kept.decided.round_, differences=differences)

    return download(rounds.result_name(kept.files), write)


def notice(visit: Visit) -> Answer:
    """The list for public notice of a year of the round."""
    kept, year = _kept(visit), year_in(visit)
    rows = documents.rows_of_outcomes(kept.outcomes, year)
    calendar = work_calendar(kept.book.folder if kept.book else None, None)
    made = documents.notice_report(documents.make_notice(year, rows, optional_day(visit, "on"), calendar))
    return download(f"notice-{year}.docx", lambda path: documents.write(made, path))


def letters(visit: Visit) -> Answer:
    """The letters to the applicants of a year, in one document."""
    kept, year = _kept(visit), year_in(visit)
    chosen = [outcome for outcome in kept.outcomes.outcomes if outcome.year == year]
    if not chosen:
        raise BookError(_("no application of the round is of this year and organisation, so there is nothing to write"))
    on = optional_day(visit, "on")
    return Download(f"letters-{year}.docx", docx.as_bytes([letter(outcome, on) for outcome in chosen]))


# Into a book.


def enter(visit: Visit) -> Answer:
    """Show what posting or committing the round would enter in a book."""
    kept = _kept(visit)
    book = _book_in(visit, visit.given("book"))
    if book is None:
        raise BookError(_("choose the book of an authority from the list"))
    if kept.book != book:
        kept = decided.with_book(kept, book)
        visit.workspace.rounds.replace(visit.parts["round"], kept)
    act = _commitment(visit, kept) if visit.given("what") == "commit" else _posting(visit, kept)
    return Goto(f"/books/{book.id}/acts/{prepare(visit.workspace, book, act, visit.address)}")


def _posting(visit: Visit, kept: KeptRound) -> BookAct:
    correct = visit.every("correct-award") if visit.every("correct") else None
    perform = partial(decided.post, kept, day_in(visit), correct)
    title = _("Post the round {title}").format(title=kept.title)
    return BookAct(title, perform, partial(decided.keep_files, kept.files))


def _commitment(visit: Visit, kept: KeptRound) -> BookAct:
    outcomes, year, on, reference = kept.outcomes, year_in(visit), day_in(visit), visit.given("reference")
    require_decided(outcomes)
    payable, names = commitments_of(outcomes, kept.policy, year)
    measure = kept.policy.measure
    commitments = [ledger.Payment(award, fen, on, reference) for award, fen in payable.items()]

    def perform(folder: Path) -> ActOutcome:
        ledger.commit(
            folder, commitments, policy=measure.id, code=measure.code, year=year, names=names, measures=(measure,)
        )
        return ActOutcome()

    return BookAct(_("Commit the round {title}").format(title=kept.title), perform)
