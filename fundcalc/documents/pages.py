"""A measure as a document: its page, clause by clause."""

from itertools import groupby

from fundcalc.base.i18n import _
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section
from fundcalc.prose.pages import Page


def page_report(page: Page) -> Report:
    """Lay out a page as a document: a table under each heading."""
    columns = (ReportColumn(_("article"), "text", 14), ReportColumn(_("what it says"), "text", 60))
    *sections, last = (
        Section(heading, table=ReportTable(columns, [(line.article, line.text) for line in lines]))
        for heading, lines in groupby(page.lines, key=lambda line: line.heading)
    )
    return Report(page.title, (), sections, last, ())
