"""A measure as a document: clause by clause, and as a guide for applicants."""

from dataclasses import replace
from itertools import groupby

from fundcalc.base.i18n import _
from fundcalc.documents.guide import example_section, hand_in_section
from fundcalc.documents.life_drawing import life_drawing
from fundcalc.documents.report import Report, ReportColumn, ReportTable, Section
from fundcalc.policy.loading import Policy
from fundcalc.prose import measure_page
from fundcalc.prose.figures import filing_word
from fundcalc.prose.life import state_word
from fundcalc.prose.life_diagram import arrows
from fundcalc.prose.pages import Page


def measure_report(policy: Policy) -> Report:
    """A measure as a document: its page, a guide for applicants, a diagram."""
    report = page_report(measure_page(policy))
    text = policy.versions[-1] if policy.versions else policy
    guide = [hand_in_section(text), example_section(text)]
    report = replace(report, sections=(*report.sections, *(section for section in guide if section is not None)))
    made = arrows(policy)
    if not made:
        return report
    filing = filing_word(policy)
    columns = (
        ReportColumn(_("state"), "text", 12),
        ReportColumn(_("trigger"), "text", 20),
        ReportColumn(_("article"), "text", 24),
        ReportColumn(_("next state"), "text", 12),
    )
    rows = [(state_word(arrow.start, filing), arrow.label, arrow.cite, state_word(arrow.end, filing)) for arrow in made]
    diagram = Section(
        _("The life of a platform as a diagram"), table=ReportTable(columns, rows), drawing=life_drawing(policy)
    )
    return replace(report, sections=(*report.sections, diagram))


def page_report(page: Page) -> Report:
    """Lay out a page as a document: a table under each heading."""
    columns = (ReportColumn(_("article"), "text", 14), ReportColumn(_("what it says"), "text", 60))
    *sections, last = (
        Section(heading, table=ReportTable(columns, [(line.article, line.text) for line in lines]))
        for heading, lines in groupby(page.lines, key=lambda line: line.heading)
    )
    return Report(page.title, (), sections, last, ())
