"""The rounds of a book: what was posted together, with its files and papers."""

from __future__ import annotations

from fundcalc import documents
from fundcalc.base.errors import BookError, SheetError
from fundcalc.base.i18n import _
from fundcalc.base.workdays import work_calendar
from fundcalc.documents import docx
from fundcalc.documents.letters import letter
from fundcalc.documents.vouchers import as_text, vouchers_of
from fundcalc.ledger import listing
from fundcalc.site import decided
from fundcalc.site.books import book_of
from fundcalc.site.pages.books import book_page
from fundcalc.site.reading import download, optional_day, today, year_in
from fundcalc.site.visit import Answer, Download, NotFoundError, Visit
from fundcalc.views.entries import entries as entries_table

_PAPERS = ("use", "performance", "notice", "letters", "vouchers")


def rounds(visit: Visit) -> Answer:
    """The rounds of a book, newest first."""
    book = book_of(visit)
    return book_page(
        visit, book, "book_rounds.html", _("Rounds of this book"), {"rounds": decided.rounds_of(book.folder)}
    )


def one_round(visit: Visit) -> Answer:
    """The awards that were posted together, and the workbook they were decided from."""
    book, batch = book_of(visit), visit.parts["batch"]
    found = [entry for entry in listing.entries(book.folder).entries if entry.batch == batch]
    if not found:
        raise NotFoundError(_("this page does not exist"))
    content: dict[str, object] = {
        "batch": batch,
        "table": entries_table(found).select("id", "date", "kind", "award", "amount", "by", "reversed_by"),
        "files": decided.kept_files(book.folder, batch),
    }
    return book_page(visit, book, "book_round.html", _("Round {batch}").format(batch=batch), content)


def kept_file(visit: Visit) -> Answer:
    """A workbook that is kept of a round."""
    book, batch, name = book_of(visit), visit.parts["batch"], visit.parts["name"]
    if name not in decided.kept_files(book.folder, batch):
        raise NotFoundError(_("this page does not exist"))
    return Download(name, (book.folder / decided.KEPT / batch / name).read_bytes())


# Papers from the book.


def papers(visit: Visit) -> Answer:
    """The reports of a book, by year."""
    content: dict[str, object] = {"year": today().year}
    return book_page(visit, book_of(visit), "papers.html", _("Reports"), content)


def paper(visit: Visit) -> Answer:
    """A report of a year: use of the money, performance, notice or letters."""
    book, year, on = book_of(visit), year_in(visit), optional_day(visit, "on")
    last = today().replace(year=year, month=12, day=31)
    until = on if on is not None and on.year == year else last
    request = documents.ReportRequest(year, until)
    ending = visit.query.get("form", "docx")
    kind = visit.query.get("kind", "use")
    if kind not in _PAPERS:
        raise NotFoundError(_("this page does not exist"))
    name = f"{kind}-{year}.{ending if ending in ('docx', 'xlsx', 'html') else 'docx'}"
    match kind:
        case "notice":
            rows, faults = documents.notice_rows(book.folder, request, None)
            if faults:
                raise BookError("\n".join(map(str, faults)))
            calendar = work_calendar(book.folder, None)
            made = [documents.notice_report(documents.make_notice(year, rows, on, calendar))]
        case "letters":
            if ending != "docx":
                raise SheetError(_("letters are Word documents (.docx)"))
            outcomes = documents.awarded_outcomes(book.folder, request).outcomes
            return Download(f"letters-{year}.docx", docx.as_bytes([letter(outcome, on) for outcome in outcomes]))
        case "vouchers":
            found = vouchers_of(book.folder, until.replace(month=1, day=1), until)
            return Download(f"vouchers-{year}.txt", as_text(found.vouchers))
        case "performance":
            made = documents.performance_reports(documents.gather(book.folder, request))
        case _:
            made = [documents.use_report(documents.gather(book.folder, request))]
    return download(name, lambda path: documents.write_all(made, path))
