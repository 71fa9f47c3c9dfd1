"""Reports made from a ledger, in official form.

There are two: the use of the money of a year, and the list for public notice.

>>> write(use_report(gather(folder, ReportRequest(2026, date(2026, 12, 31)))), Path("report.docx"))  # doctest: +SKIP
"""

from pathlib import Path

from fundcalc.base.errors import BookError
from fundcalc.base.i18n import _
from fundcalc.documents.notice import notice_list
from fundcalc.documents.report import Report
from fundcalc.documents.report_data import ReportData, ReportRequest, gather
from fundcalc.documents.use import use_report

__all__ = ["FORMATS", "Report", "ReportData", "ReportRequest", "gather", "notice_list", "use_report", "write"]

FORMATS = (".docx", ".xlsx", ".html")


def write(report: Report, path: Path) -> None:
    """Write a report, whole or not at all, as .docx, .xlsx or .html by its name."""
    from fundcalc.workbooks.safe_writing import replaced

    check_format(path)
    with replaced(path, endings=(path.suffix.lower(),)) as beside:
        match path.suffix.lower():
            case ".docx":
                from fundcalc.documents import docx

                docx.write(report, beside)
            case ".xlsx":
                from fundcalc.documents import xlsx

                xlsx.write(report, beside)
            case _:
                from fundcalc.documents import html

                html.write(report, beside)


def check_format(path: Path) -> None:
    """Raise ``BookError`` unless the name ends in a format of reports."""
    if path.suffix.lower() not in FORMATS:
        message = _("{path}: a report is written as {formats}; give a name that ends in one of these")
        raise BookError(message.format(path=path, formats=", ".join(FORMATS)))
