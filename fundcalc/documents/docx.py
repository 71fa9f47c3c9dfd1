"""Write a report as a Word document.

Page, fonts and headings are those of an official document (GB/T 9704).
"""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fundcalc.base.i18n import _
from fundcalc.documents.report import Kind, Report, ReportColumn, ReportTable, Section, clean, written

_TITLE, _HEADING, _BODY, _LATIN = "方正小标宋简体", "黑体", "仿宋", "Times New Roman"
_RIGHT: frozenset[Kind] = frozenset({"wan", "yuan", "percent", "number"})
_MIDDLE: frozenset[Kind] = frozenset({"day", "entries"})
_TABLE_SIZE = 10.5


def write(reports: Sequence[Report], path: Path) -> None:
    """Write reports as one .docx, each on a page of its own."""
    path.write_bytes(as_bytes(reports))


def as_bytes(reports: Sequence[Report]) -> bytes:
    """Reports as one .docx, each on a page of its own."""
    document = docx.Document()
    document.core_properties.title = clean(reports[0].title)[:255]
    document.core_properties.author = ""
    _page(document.sections[0], upright=reports[0].upright)
    for number, report in enumerate(reports):
        _report(document, report, on_new_page=number > 0)
    written_to = BytesIO()
    document.save(written_to)
    return written_to.getvalue()


def _report(document: Document, report: Report, *, on_new_page: bool) -> None:
    title = document.add_paragraph()
    _line(title, report.title, _TITLE, 22, align=WD_ALIGN_PARAGRAPH.CENTER, after=14)
    title.paragraph_format.page_break_before = on_new_page
    if report.addressee:
        _line(document.add_paragraph(), _("{name}:").format(name=report.addressee), _BODY, 16)
    for name, value in report.facts:
        _line(document.add_paragraph(), _("{name}: {value}").format(name=name, value=value), _BODY, 14)
    for section in report.sections:
        _section(document, section)
    for index in range(0, len(report.signatures), 2):  # two on a line, and all of them on one page
        signed = document.add_paragraph()
        _line(signed, "　　".join(report.signatures[index : index + 2]), _BODY, 14, before=0 if index else 18)
        signed.paragraph_format.keep_with_next = index + 2 < len(report.signatures)
    if report.annex is not None:
        _section(document, report.annex, on_new_page=True)


def _page(section: Any, *, upright: bool) -> None:
    """A4 with the margins of an official document; across, for tables of many columns."""
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(210), Mm(297)) if upright else (Mm(297), Mm(210))
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(30), Mm(27)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in ("— ", "PAGE", " —"):
        run = footer.add_run("" if part == "PAGE" else part)
        _font(run, "宋体", 14)
        if part == "PAGE":
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            footer._p.append(field)


def _section(document: Document, section: Section, *, on_new_page: bool = False) -> None:
    if section.heading:
        heading = document.add_paragraph()
        _line(heading, section.heading, _HEADING, 16, before=10, after=4)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.page_break_before = on_new_page
    for text in section.before:
        _line(document.add_paragraph(), text, _BODY, 14, indent=28)
    if section.table:
        _table(document, section.table)
    for text in section.after:
        _line(document.add_paragraph(), text, _BODY, 14, before=4)


def _table(document: Any, table: ReportTable) -> None:
    made = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    room = document.sections[-1]
    unit = (room.page_width - room.left_margin - room.right_margin) // sum(column.width for column in table.columns)
    for made_column, column in zip(made.columns, table.columns, strict=True):
        made_column.width = unit * column.width
    head = made.rows[0]
    _mark(head._tr.get_or_add_trPr(), "w:tblHeader")
    for cell, column in zip(head.cells, table.columns, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _line(cell.paragraphs[0], column.heading, _HEADING, _TABLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, tight=True)
    # A row is copied from a formatted one: python-docx takes seconds to make a thousand.
    plain, bold = (_pattern(made, table, bold=is_bold) for is_bold in (False, True))
    for number, row in enumerate(table.rows):
        copied = deepcopy(bold if number >= len(table.rows) - table.totals else plain)
        for text, column, value in zip(copied.iter(qn("w:t")), table.columns, row, strict=True):
            text.text = " ".join(written(column.kind, value).split())
        made._tbl.append(copied)


def _pattern(made: Any, table: ReportTable, *, bold: bool) -> Any:
    """A formatted row with a word in every cell, taken out of the table again."""
    added = made.add_row()
    _mark(added._tr.get_or_add_trPr(), "w:cantSplit")
    for cell, column in zip(added.cells, table.columns, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _line(cell.paragraphs[0], "—", _BODY, _TABLE_SIZE, align=_alignment(column), bold=bold, tight=True)
    made._tbl.remove(added._tr)
    return added._tr


def _mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _alignment(column: ReportColumn) -> WD_ALIGN_PARAGRAPH:
    if column.kind in _RIGHT:
        return WD_ALIGN_PARAGRAPH.RIGHT
    return WD_ALIGN_PARAGRAPH.CENTER if column.kind in _MIDDLE else WD_ALIGN_PARAGRAPH.LEFT


def _line(
    paragraph: Any,
    text: str,
    font: str,
    size: float,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    tight: bool = False,
) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = 1.0 if tight else 1.5
    if indent:
        form.first_line_indent = Pt(indent)
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    _font(run, font, size)


def _font(run: Any, name: str, size: float) -> None:
    run.font.name, run.font.size = _LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
