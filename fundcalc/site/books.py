"""The books on the pages: which there are, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fundcalc import ledger
from fundcalc.base.errors import FundcalcError, SheetError
from fundcalc.base.i18n import _
from fundcalc.ledger import loading
from fundcalc.site.known_books import KnownBook
from fundcalc.site.visit import NotFoundError, Visit
from fundcalc.site.workspace import Workspace


@dataclass(frozen=True)
class BookCard:
    """A book at a glance; ``fault`` says why it cannot be read."""

    book: KnownBook
    title: str
    role: str = ""
    years: tuple[int, ...] = ()
    figures: tuple[tuple[str, int], ...] = ()
    seal: str = ""
    closed: str = ""
    faults: int = 0
    fault: str = ""


def title_of(folder: Path) -> str:
    """The title of a book, with the name of its owner; else the name of its folder."""
    facts = loading.stated_facts(folder)
    parts = [facts.get("title", ""), facts.get("organisation-name", "")]
    return " · ".join(filter(None, parts)) or folder.name


def card(book: KnownBook) -> BookCard:
    """A book at a glance; one that cannot be read says why."""
    try:
        stands = ledger.status(book.folder)
        title = title_of(book.folder)
    except (FundcalcError, OSError) as error:
        return BookCard(book, book.folder.name, fault=str(error))
    return BookCard(
        book,
        title,
        stands.role,
        tuple(sorted({account.year for account in stands.accounts if account.year})),
        figures_of(stands),
        (stands.seal or "")[:12],
        stands.closed_through.isoformat() if stands.closed_through else "",
        len(stands.faults),
    )


def figures_of(stands: ledger.Status) -> tuple[tuple[str, int], ...]:
    """The sums of a book that its owner asks for first, in fen."""
    accounts = stands.accounts
    if stands.role == "authority":
        return (
            (_("appropriated"), sum(fund.appropriated for fund in stands.funds)),
            (_("awarded"), sum(fund.awarded for fund in stands.funds)),
            (_("paid"), sum(fund.paid for fund in stands.funds)),
            (_("still to pay"), sum(fund.unpaid for fund in stands.funds)),
            (_("free"), sum(fund.free for fund in stands.funds)),
        )
    return (
        (_("received"), sum(account.received for account in accounts)),
        (_("spent"), sum(account.spending for account in accounts)),
        (_("returned"), sum(account.returned for account in accounts)),
        (_("balance"), sum(account.balance for account in accounts)),
    )


def book_of(visit: Visit) -> KnownBook:
    """The book in the address. Raises NotFoundError."""
    book = visit.workspace.books.get(visit.parts["book"])
    if book is None:
        raise NotFoundError(_("this book is not in the list any more; open its folder again on the first page"))
    return book


def books_of_role(workspace: Workspace, role: str) -> Sequence[tuple[KnownBook, str]]:
    """The known books of a role that can be read, with their titles."""
    found = []
    for book in workspace.books:
        try:
            if ledger.role_of(book.folder) == role:
                found.append((book, title_of(book.folder)))
        except (FundcalcError, OSError):
            continue
    return found


def folder_named(text: str) -> Path:
    """The folder that was typed. Raises SheetError for an empty or a relative path."""
    path = Path(text.strip().strip('"'))
    with suppress(RuntimeError):  # the home of somebody who is not there
        path = path.expanduser()
    if not text.strip() or not path.is_absolute():
        raise SheetError(_("'{path}' is not the full path of a folder, such as {example}").format(
            path=text, example=Path.home() / "fundcalc"))  # fmt: skip
    return path
