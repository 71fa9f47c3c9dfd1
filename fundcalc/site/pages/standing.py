"""Where platforms stand and what is due, by a sheet of events or those of a book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from fundcalc.app import rounds
from fundcalc.app.uploads import File
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, either
from fundcalc.engine.application import PaidAward
from fundcalc.ledger.book_history import BookHistory
from fundcalc.ledger.platform_events import enter_events, kept_rows, new_rows, rows_of
from fundcalc.ledger.session import load_checked
from fundcalc.life.calendar import calendar_of
from fundcalc.life.standings import Standings, standings
from fundcalc.policy.loading import Policy, available, load
from fundcalc.site.act_records import ActOutcome, BookAct
from fundcalc.site.acts import prepare
from fundcalc.site.books import books_of_role
from fundcalc.site.known_books import KnownBook
from fundcalc.site.reading import chosen_measure, day_in, download, one_file, read_from, today
from fundcalc.site.visit import Answer, Download, Goto, NotFoundError, Visit, WebPage
from fundcalc.views import standing as views
from fundcalc.views.indicators import items_table
from fundcalc.workbooks.events_reader import EventRows, as_text, read_events
from fundcalc.workbooks.fault_tables import faults as fault_table
from fundcalc.workbooks.indicator_form import read_form, write_form
from fundcalc.workbooks.standing_workbook import write_standings

Rows = Sequence[Mapping[str, object]]


def choose(visit: Visit) -> Answer:
    """Choose the measure; drop events, or look at those of a book."""
    policy = chosen_measure(visit)
    content = {
        "policies": rounds.titles().items(),
        "chosen": policy.id,
        "needs_date": rounds.lacks_a_date(policy),
        "books": [(book.id, title) for book, title in books_of_role(visit.workspace, "authority")],
        "kinds": [(kind, either(table)) for kind, table in policy.measure.indicators.items()],
        "today": today().isoformat(),
    }
    return WebPage("standing_new.html", _("Standing and deadlines"), content)


def _policy(visit: Visit) -> Policy:
    name = visit.given("policy") or visit.query.get("policy", "")
    if name not in available():
        raise SheetError(_("choose the measure"))
    return load(name, changes=rounds.dated(visit.given("from") or visit.query.get("from", "")))


def _book(visit: Visit, id_: str) -> KnownBook | None:
    book = visit.workspace.books.get(id_) if id_ else None
    if id_ and book is None:
        raise NotFoundError(_("this book is not in the list any more; open its folder again on the first page"))
    return book


def _answer(policy: Policy, file: File | None, book: KnownBook | None, on: date) -> Standings:
    """Where the platforms of a file and of a book stand, as ``standing`` says it."""
    found = read_from(file, lambda path: read_events(path, policy)) if file else EventRows(None, (), (), ())
    paid: list[PaidAward] = [*found.paid]
    kept: Rows = ()
    if book is not None:
        events = load_checked(book.folder).events
        kept = new_rows(rows_of(events, policy.id), [as_text(values) for values in found.values])
        paid += BookHistory(events, ()).rows()
    answer = standings(policy, [*found.values, *kept], on=on, paid=paid, place=found.place, unread=found.unread)
    return Standings(answer, (*found.faults, *answer.faults), answer.doubts)


def show(visit: Visit) -> Answer:
    """Show where each platform stands, or what the book would keep of the events."""
    policy, book, on = _policy(visit), _book(visit, visit.given("book")), day_in(visit)
    if not visit.files and book is None:
        raise SheetError(_("drop a sheet of events, or choose a book that keeps some"))
    file = one_file(visit) if visit.files else None
    if visit.given("what") == "keep":
        return _keep(visit, policy, file, book, on)
    return _page(visit, policy, _answer(policy, file, book, on), on, visit.given("form"))


def of_book(visit: Visit) -> Answer:
    """Where the platforms of a book stand; an address to come back to."""
    policy, book, on = _policy(visit), _book(visit, visit.query.get("book", "")), day_in(visit)
    return _page(visit, policy, _answer(policy, None, book, on), on, visit.query.get("form", ""))


def _page(visit: Visit, policy: Policy, answer: Standings, on: date, form: str) -> Answer:
    if form == "ics":
        return Download(f"{policy.id}-{on}.ics", calendar_of(policy, answer))
    if form == "xlsx":
        return download(f"{policy.id}-{on}.xlsx", lambda path: write_standings(policy, answer, path))
    content = {
        "policy": policy,
        "on": on,
        "book": visit.given("book") or visit.query.get("book", ""),
        "from": visit.given("from") or visit.query.get("from", ""),
        "standings": views.standings_table(policy, answer),
        "duties": views.duties_table(answer),
        "proposed": views.proposed_table(policy, answer),
        "notes": views.notes_table(policy, answer),
        "faults": views.faults_table(answer.faults),
        "doubts": views.doubts_table(answer.doubts),
        "count": len(answer),
    }
    title = _("{measure}: {day}").format(measure=either(policy.measure.short), day=on.isoformat())
    return WebPage("standing.html", title, content)


def _keep(visit: Visit, policy: Policy, file: File | None, book: KnownBook | None, on: date) -> Answer:
    """Show which events a book would keep: all rows or none."""
    if file is None or book is None:
        raise SheetError(_("to keep events, drop the sheet and choose the book"))
    found = read_from(file, lambda path: read_events(path, policy))
    rows = [as_text(row.values) for row in found.rows]
    before = new_rows(kept_rows(book.folder, policy.id), rows)
    answer = standings(policy, [*found.values, *before], on=on, place=found.place, unread=found.unread)
    if wrong := [*found.faults, *answer.faults]:
        raise SheetError("\n".join(map(str, wrong)))
    act = BookAct(
        _("Keep the events of {file}").format(file=file.name), partial(_enter, rows, min(on, today()), policy.id)
    )
    return Goto(f"/books/{book.id}/acts/{prepare(visit.workspace, book, act, visit.address)}")


def _enter(rows: Sequence[Mapping[str, str]], on: date, policy: str, folder: Path) -> ActOutcome:
    entered = enter_events(folder, rows, on, policy)
    message = _("events: {new} new, {already} in the book already")
    return ActOutcome((message.format(new=entered.new, already=entered.already),))


# The form of an evaluation.


def indicator_form(visit: Visit) -> Answer:
    """The empty form of an evaluation."""
    policy, kind = _policy(visit), visit.query.get("kind", "")
    return download(f"{policy.id}-{kind}.xlsx", lambda path: write_form(policy, kind, path))


def indicators(visit: Visit) -> Answer:
    """What a filled-in form adds up to."""
    policy = _policy(visit)
    form = read_from(one_file(visit), lambda path: read_form(path, policy, None))
    content = {
        "policy": policy,
        "form": form,
        "items": items_table(form.result),
        "groups": [(either(group), score, group.weight) for group, score in form.result.groups],
        "faults": fault_table(form.faults),
        "missing": [(either(item), "、".join(item.evidence)) for item in form.result.without_evidence],
    }
    return WebPage("indicators.html", either(form.result.table), content)
