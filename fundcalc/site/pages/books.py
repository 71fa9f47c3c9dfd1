"""A book: where it stands, its entries, closing it, and confirming an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from fundcalc import ledger
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.ledger import listing
from fundcalc.ledger.authorship import author
from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.plausible_days import plausible_days
from fundcalc.site.act_records import ActOutcome, BookAct, PreparedAct
from fundcalc.site.acts import confirm, prepare, prepared_act
from fundcalc.site.books import book_of, figures_of, title_of
from fundcalc.site.known_books import KnownBook
from fundcalc.site.reading import day_in, download, optional_day, today
from fundcalc.site.visit import Answer, Goto, NotFoundError, Visit, WebPage
from fundcalc.views import book as views
from fundcalc.views import schedules
from fundcalc.views.entries import entries as entries_table
from fundcalc.views.entries import reversals
from fundcalc.workbooks import write_accounts

_MOST_SHOWN = 200
_FUNDS = (
    "fund",
    "policy",
    "appropriated",
    "committed",
    "awarded",
    "paid",
    "unpaid",
    "free",
    "treasury",
    "due",
    "recovered",
)
_OF_AUTHORITY = (
    "award", "platform_name", "organisation_name", "awarded", "paid", "balance", "demanded_back", "returned", "execution",
)  # fmt: skip
_OF_RECIPIENT = (
    "award", "platform_name", "awarded", "received", "spent", "returned", "due", "advanced", "held", "execution",
)  # fmt: skip
_PARTS = ("award", "organisation_name", "part", "share", "amount", "opens", "milestone", "paid", "due")
_NEW_ENTRIES = ("date", "kind", "award", "fund", "amount", "why")


def overview(visit: Visit) -> Answer:
    """Where a book stands on a day."""
    book = book_of(visit)
    stands = ledger.status(book.folder)
    awards = views.awards(stands)
    content: dict[str, object] = {
        "stands": stands,
        "figures": figures_of(stands),
        "funds": views.funds(stands).select(*_FUNDS) if stands.role == "authority" else None,
        "awards": awards.select(*(_OF_AUTHORITY if stands.role == "authority" else _OF_RECIPIENT)),
        "uses": views.spending_by_use(stands).select("award", "use", "spent"),
        "reversals": reversals(stands.reversals),
        **schedule_tables(stands.accounts),
    }
    return book_page(visit, book, "book.html", "", content)


def schedule_tables(accounts: Sequence[ledger.AwardAccount]) -> dict[str, object]:
    """The tables of awards paid by parts; none where no award is."""
    if not any(account.schedule for account in accounts):
        return {"schedule": None, "needs": None}
    parts = schedules.parts(accounts, today())
    return {"schedule": parts.select(*_PARTS), "needs": schedules.needs(accounts, today())}


def book_page(visit: Visit, book: KnownBook, template: str, title: str, content: dict[str, object]) -> WebPage:
    """A page of a book, with its tabs."""
    name = title_of(book.folder)
    role = ledger.role_of(book.folder)
    return WebPage(
        template, title or name, {"book": book, "book_title": name, "role": role, "here": visit.address, **content}
    )


def in_fava(visit: Visit) -> Answer:
    """The book in Fava, read-only, as ``web`` shows it."""
    return Goto(visit.workspace.ledgers.address(book_of(visit).folder, visit.language))


def accounts(visit: Visit) -> Answer:
    """The accounts of awards as a workbook, as ``book status -o`` writes it."""
    book = book_of(visit)
    stands = ledger.status(book.folder)
    return download(f"{book.folder.name}-accounts.xlsx", lambda path: write_accounts(stands, path, None))


# What was entered.


def entries(visit: Visit) -> Answer:
    """What was entered, newest first, each with a way to take it back."""
    book = book_of(visit)
    award = visit.query.get("award", "").strip()
    found = listing.entries(book.folder, award)
    content = {
        "rows": [(entry, reversible(entry)) for entry in found.entries[:_MOST_SHOWN]],
        "table": entries_table(found.entries[:_MOST_SHOWN]).select("date", "kind", "award", "amount", "why", "by"),
        "award": award,
        "more": max(0, len(found.entries) - _MOST_SHOWN),
        "awards": [account.award for account in ledger.status(book.folder).accounts],
    }
    return book_page(visit, book, "entries.html", _("What was entered"), content)


def reversible(entry: PostedEntry) -> bool:
    """Whether an entry can be asked to be taken back."""
    return not entry.reversed_by and not entry.reverses


def reversing(visit: Visit) -> Answer:
    """The form to take back one entry."""
    book = book_of(visit)
    wanted = visit.parts["entry"]
    found = [entry for entry in listing.entries(book.folder).entries if entry.id == wanted]
    table = entries_table(found).select("id", "date", "kind", "award", "fund", "amount", "by")
    return book_page(visit, book, "reverse.html", _("Take back an entry"), {"table": table, "entry": wanted})


def reverse(visit: Visit) -> Answer:
    """Show what taking an entry back would enter."""
    entry, why, on = visit.parts["entry"], visit.given("why"), day_in(visit)

    def perform(folder: Path) -> ActOutcome:
        done = ledger.reverse(folder, entry, why=why, on=on)
        return ActOutcome() if done.outcome == "posted" else ActOutcome((_("the entry was reversed already"),))

    return to_confirm(visit, BookAct(_("Take back an entry: {why}").format(why=why), perform))


# Closing a period.


def closing(visit: Visit) -> Answer:
    """The form to close a period."""
    book = book_of(visit)
    closed = ledger.status(book.folder).closed_through
    return book_page(visit, book, "close.html", _("Close a period"), {"closed": closed})


def close(visit: Visit) -> Answer:
    """Show what closing a period would enter."""
    through = optional_day(visit, "through")
    if through is None:
        raise SheetError(_("give the last day of the period"))
    act = partial(_close, through, min(through, today()))
    return to_confirm(visit, BookAct(_("Close the book through {day}").format(day=through), act))


def _close(through: date, on: date, folder: Path) -> ActOutcome:
    done = ledger.close(folder, through, on=on)
    if done.outcome == "posted":
        return ActOutcome((_("nothing is entered on or before that day any more"),))
    return ActOutcome((_("The book was closed through {day} already").format(day=done.through),))


# What is about to be entered.


def to_confirm(visit: Visit, act: BookAct) -> Goto:
    """Try an act on a copy of the book, and go to where it can be confirmed.

    Days far ahead, or before the measure, are questioned, unless it is ticked that they are right.
    """
    book = book_of(visit)
    if not visit.every("any_day"):
        act = replace(act, perform=partial(_questioning_days, act.perform))
    return Goto(f"/books/{book.id}/acts/{prepare(visit.workspace, book, act, visit.address)}")


def _questioning_days(perform: Callable[[Path], ActOutcome], folder: Path) -> ActOutcome:
    with plausible_days(today()):
        return perform(folder)


def act(visit: Visit) -> Answer:
    """What an act would enter, or has entered."""
    book = book_of(visit)
    prepared = _prepared(visit)
    entered = prepared.done or prepared.shown
    content = {
        "prepared": prepared,
        "entered": entered,
        "is_done": prepared.done is not None,
        "table": entries_table(entered.entries).select(*_NEW_ENTRIES),
        "payments": [batch for batch in entered.batches if "payments" in batch],
        "author": author(),
        "seal": (entered.seal or "")[:12],
    }
    return book_page(visit, book, "act.html", prepared.act.title, content)


def do_act(visit: Visit) -> Answer:
    """Enter what was shown."""
    _prepared(visit)
    confirm(visit.workspace, visit.parts["act"], visit.given("by"))
    return Goto(visit.address)


def _prepared(visit: Visit) -> PreparedAct:
    """The act in the address, of the book in the address. Raises NotFoundError."""
    prepared = prepared_act(visit.workspace, visit.parts["act"])
    if prepared.book != book_of(visit):
        raise NotFoundError(_("this page does not exist"))
    return prepared
