"""The first page: books, measures, rounds and audits; making and opening a book."""

from __future__ import annotations

from pathlib import Path

from fundcalc import ledger
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _, either
from fundcalc.ledger.recipient.charts_of_accounts import charts
from fundcalc.policy.loading import available, load
from fundcalc.site.books import card, folder_named
from fundcalc.site.notebooks import NOTEBOOKS
from fundcalc.site.visit import Answer, Goto, Visit, WebPage

CHARTS = ("enterprise", "small-enterprise", "institution")


def home(visit: Visit) -> Answer:
    """Where the season begins."""
    workspace = visit.workspace
    content = {
        "cards": [card(book) for book in workspace.books],
        "measures": [load(name).measure for name in available()],
        "rounds": workspace.rounds.items(),
        "audits": workspace.audits.items(),
        "notebooks": NOTEBOOKS,
    }
    return WebPage("home.html", _("fundcalc: special funds, from the measure to the special account"), content)


def new_book(_visit: Visit) -> Answer:
    """The form for a new book."""
    content = {
        "parent": str(Path.home() / "fundcalc"),
        "charts": [(name, either(charts()[name])) for name in CHARTS],
    }
    return WebPage("new_book.html", _("Make a book"), content)


def make_book(visit: Visit) -> Answer:
    """Make a book in a new folder, as ``book init`` does, and go to it."""
    name, parent = visit.given("name"), folder_named(visit.given("parent"))
    folder = parent / name
    if name in ("", ".", "..") or folder.parent != parent:
        raise BookError(_("give the book a folder name without slashes, such as book-2026"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    title = visit.given("title") or None
    if visit.given("role") == "recipient":
        ledger.recipient.init(
            folder,
            title=title,
            chart=visit.given("chart") or CHARTS[0],
            organisation=visit.given("organisation"),
            name=visit.given("owner"),
        )
    else:
        ledger.init(folder, title=title)
    return Goto(f"/books/{visit.workspace.books.add(folder).id}")


def open_book(visit: Visit) -> Answer:
    """Open the book of a folder."""
    folder = folder_named(visit.given("folder"))
    ledger.status(folder)  # refuses a folder that holds no book of ours
    return Goto(f"/books/{visit.workspace.books.add(folder).id}")


def forget_book(visit: Visit) -> Answer:
    """Take a book off the list."""
    visit.workspace.books.forget(visit.parts["book"])
    return Goto("/")
