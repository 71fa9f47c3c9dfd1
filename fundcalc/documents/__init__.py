"""Official papers, made from a ledger or from a round before anything is posted.

The use of the money of a year, the list for public notice, letters to applicants, the self-evaluation of a project.

>>> write(use_report(gather(folder, ReportRequest(2026, date(2026, 12, 31)))), Path("report.docx"))  # doctest: +SKIP
"""

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fundcalc.base.errors import BookError, SheetError
from fundcalc.base.i18n import _
from fundcalc.documents.book_rows import awarded_outcomes, notice_rows
from fundcalc.documents.notice import make_notice, notice_fields, notice_report, rows_of_outcomes
from fundcalc.documents.performance import executions, performance_reports
from fundcalc.documents.report import Report, Section
from fundcalc.documents.report_data import ReportData, ReportRequest, gather
from fundcalc.documents.use import use_report

__all__ = [
    "FORMATS",
    "Report",
    "ReportData",
    "ReportRequest",
    "awarded_outcomes",
    "executions",
    "gather",
    "make_notice",
    "notice_fields",
    "notice_report",
    "notice_rows",
    "performance_reports",
    "rows_of_outcomes",
    "use_report",
    "write",
    "write_all",
    "write_bytes",
    "write_folder",
]

FORMATS = (".docx", ".xlsx", ".html")


def write(report: Report, path: Path) -> None:
    """Write a report, whole or not at all, as .docx, .xlsx or .html by its name."""
    write_all([report], path)


def write_all(reports: Sequence[Report], path: Path) -> None:
    """Write reports to one file: in a .docx each on a page of its own.

    In another format they are the parts of one report.
    """
    from fundcalc.workbooks.safe_writing import replaced

    check_format(path)
    with replaced(path, endings=(path.suffix.lower(),)) as temporary:
        match path.suffix.lower():
            case ".docx":
                from fundcalc.documents import docx

                docx.write(reports, temporary)
            case ".xlsx":
                from fundcalc.documents import xlsx

                xlsx.write(_joined(reports), temporary)
            case _:
                from fundcalc.documents import html

                html.write(_joined(reports), temporary)


def _joined(reports: Sequence[Report]) -> Report:
    """Reports as the parts of one."""
    first = reports[0]
    if len(reports) == 1:
        return first
    sections = []
    for report in reports:
        facts = [_("{name}: {value}").format(name=name, value=value) for name, value in report.facts]
        sections += [Section(report.facts[0][1], facts), *report.sections]
    return replace(first, facts=[], sections=sections)


def check_format(path: Path) -> None:
    """Raise ``BookError`` unless the name ends in a format of reports."""
    if path.suffix.lower() not in FORMATS:
        message = _("{path}: a report is written as {formats}; give a name that ends in one of these")
        raise BookError(message.format(path=path, formats=", ".join(FORMATS)))


def write_bytes(content: bytes, path: Path) -> None:
    """Write a document that was made already, whole or not at all."""
    from fundcalc.workbooks.safe_writing import replaced

    with replaced(path, endings=(path.suffix.lower(),)) as temporary:
        temporary.write_bytes(content)


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write documents to a new folder, or an empty one, all of them or none.

    Raises SheetError for a folder that holds anything, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = _(
                "{path} holds other files already; give a new or an empty folder, or one file that ends in .docx"
            )
            raise SheetError(message.format(path=folder))
        temporary = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            temporary.mkdir()
            for name, content in files.items():
                with (temporary / name).open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            if folder.exists():
                folder.rmdir()
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        message = _("{path} cannot be written ({reason}); choose another name or folder.")
        raise SheetError(message.format(path=folder, reason=error.strerror or error)) from error
