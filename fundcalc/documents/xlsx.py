"""Write a report as a workbook.

Figures are numbers that can be added up; there is one sheet for the report and one for the annex.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fundcalc.base.i18n import _
from fundcalc.base.money import yuan
from fundcalc.documents.report import (
    FEN_A_WAN,
    Kind,
    Report,
    ReportColumn,
    ReportTable,
    Section,
    Value,
    clean,
    is_whole,
    written,
)
from fundcalc.workbooks.safe_writing import fits_a_number, safe

_TITLE, _BODY = "方正小标宋简体", "仿宋"
_NUMBERS: dict[Kind, str] = {
    "wan": "#,##0.00##;-#,##0.00##",
    "yuan": "#,##0.00;-#,##0.00",
    "percent": "0.00%",
    "number": "#,##0",
    "day": "yyyy-mm-dd",
}
_NEARLY = '"≈"#,##0.0000;"≈"-#,##0.0000'
_LINE = 16  # points
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel's days are off by one


def write(report: Report, path: Path) -> None:
    """Write a report as .xlsx."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": safe(report.title)})
        formats = _Formats(workbook)
        main = _sheet(workbook, _("Report"))
        columns = max((len(section.table.columns) for section in report.sections if section.table), default=1)
        row = _heading(main, formats, report, columns)
        widths: dict[int, int] = {}
        for section in report.sections:
            row = _section(main, formats, section, row, widths) + 1
        for text in report.signatures:
            main.write_string(row, 0, safe(text), formats.of("plain"))
            row += 1
        for index, width in widths.items():
            main.set_column(index, index, width)
        main.print_area(0, 0, row, columns - 1)  # else a long line widens the page
        if report.annex is not None:
            _annex(workbook, formats, report.annex)


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook, self._made = workbook, dict[tuple[str, str, bool], Format]()

    def of(self, style: str, number: str = "", *, bold: bool = False) -> Format:
        key = style, number, bold
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                _STYLES[style] | {"num_format": number or "General", "bold": bold}
            )
        return self._made[key]


_CELL = {"font_name": _BODY, "font_size": 11, "border": 1, "valign": "vcenter"}
_STYLES: dict[str, dict[str, object]] = {
    "title": {"font_name": _TITLE, "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True},
    "plain": {"font_name": _BODY, "font_size": 11, "valign": "vcenter"},
    "section": {"font_name": "黑体", "font_size": 12, "valign": "vcenter"},
    "head": _CELL | {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#F0F0F0"},
    "text": _CELL | {"text_wrap": True},
    "figure": _CELL | {"align": "right"},
    "middle": _CELL | {"align": "center"},
}


def _sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.8)
    sheet.set_footer("&C— &P —")
    sheet.hide_gridlines(2)
    return sheet


def _heading(sheet: Worksheet, formats: _Formats, report: Report, columns: int) -> int:
    sheet.set_row(0, 36)
    if columns > 1:
        sheet.merge_range(0, 0, 0, columns - 1, "", formats.of("title"))
    sheet.write_string(0, 0, safe(clean(report.title)), formats.of("title"))
    for row, (name, value) in enumerate(report.facts, 1):
        sheet.write_string(
            row, 0, safe(clean(_("{name}: {value}").format(name=name, value=value))), formats.of("plain")
        )
    return len(report.facts) + 2


def _section(sheet: Worksheet, formats: _Formats, section: Section, row: int, widths: dict[int, int]) -> int:
    for text, style in ((section.heading, "section"), *((text, "plain") for text in section.before)):
        sheet.write_string(row, 0, safe(clean(text)), formats.of(style))
        row += 1
    if section.table:
        row = _table(sheet, formats, section.table, row, widths)
    for text in section.after:
        sheet.write_string(row, 0, safe(clean(text)), formats.of("plain"))
        row += 1
    return row


def _table(sheet: Worksheet, formats: _Formats, table: ReportTable, row: int, widths: dict[int, int]) -> int:
    for index, column in enumerate(table.columns):
        widths[index] = max(widths.get(index, 0), _width(column))
        sheet.write_string(row, index, column.heading, formats.of("head"))
    sheet.set_row(row, 32)
    for number, values in enumerate(table.rows):
        row += 1
        _row(sheet, formats, row, table.columns, values, bold=number >= len(table.rows) - table.totals)
        sheet.set_row(row, _LINE * max(map(_lines, table.columns, values)))
    return row + 1


def _lines(column: ReportColumn, value: Value) -> int:
    """On how many lines a text is broken in its column.

    A spreadsheet does not make the row higher by itself.
    """
    if column.kind not in ("text", "entries"):
        return 1
    text = written(column.kind, value)
    return -(-sum(1 + (east_asian_width(letter) in "WF") for letter in text) // (_width(column) - 1)) or 1


def _width(column: ReportColumn) -> int:
    return 2 * column.width + 2  # a Chinese character is as wide as two figures


def _row(
    sheet: Worksheet,
    formats: _Formats,
    row: int,
    columns: Sequence[ReportColumn],
    values: Sequence[Value],
    *,
    bold: bool,
) -> None:
    for index, (column, value) in enumerate(zip(columns, values, strict=True)):
        number = _NUMBERS.get(column.kind, "")
        match column.kind, value:
            case "wan", int() if fits_a_number(value):
                if not is_whole(value):
                    number = _NEARLY
                sheet.write_number(
                    row, index, yuan(value) / (FEN_A_WAN // 100), formats.of("figure", number, bold=bold)
                )
            case "yuan", int() if fits_a_number(value):
                sheet.write_number(row, index, yuan(value), formats.of("figure", number, bold=bold))
            case "percent", Fraction():
                # Only a share is shown here, never an amount; a cell holds no fraction.
                sheet.write_number(
                    row, index, value.numerator / value.denominator, formats.of("figure", number, bold=bold)
                )
            case "number", int():
                sheet.write_number(row, index, value, formats.of("figure", number, bold=bold))
            case "day", date() if value >= _FIRST_DAY:
                sheet.write_datetime(row, index, value, formats.of("middle", number, bold=bold))
            case _:
                style = "figure" if column.kind in ("wan", "yuan", "percent", "number") else "text"
                sheet.write_string(row, index, safe(written(column.kind, value)), formats.of(style, bold=bold))


def _annex(workbook: Workbook, formats: _Formats, annex: Section) -> None:
    sheet = _sheet(workbook, _("Entries"))
    widths: dict[int, int] = {}
    _section(sheet, formats, annex, 0, widths)
    for index, width in widths.items():
        sheet.set_column(index, index, width)
    head = 1 + len(annex.before)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    if annex.table and annex.table.rows:
        last = head + len(annex.table.rows) - annex.table.totals
        sheet.autofilter(head, 0, last, len(annex.table.columns) - 1)
