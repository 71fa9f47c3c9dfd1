"""Read workbooks, CSV files and folders of them as grids of cells.

Nothing is interpreted yet. Everything about a file that makes it unreadable is a SheetError with the remedy.
"""

import hashlib
from pathlib import Path

from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import _
from fundcalc.workbooks.grid import MOST_BYTES, Grid, SourceFile, too_large, unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_grids(path: Path, *, others: bool = False) -> tuple[list[Grid], tuple[SourceFile, ...]]:
    """Read the sheets of a workbook, a CSV file or a folder of CSV files.

    A CSV file is a sheet without a name. With ``others`` also .xls, .ods and workbooks in XML, of which neither hidden rows
    nor number formats are seen, and web pages and texts that programs call .xls; texts then have their cells made as they are
    looked at.
    """
    with without_collecting():
        return _folder(path) if path.is_dir() else _file(path, others=others)


def is_other_format(path: Path) -> bool:
    """Whether a file is a workbook that is read without its number formats."""
    from fundcalc.workbooks.xml_workbook import looks_like_xml_workbook

    with path.open("rb") as file:
        start = file.read(4096)
    if looks_like_xml_workbook(start):
        return True
    start = start[:4]
    return start == _OLE[:4] or (start == b"PK\x03\x04" and path.suffix.lower() == ".ods")


def _file(path: Path, *, others: bool = False) -> tuple[list[Grid], tuple[SourceFile, ...]]:
    from fundcalc.workbooks.csv_file import csv_grid, text_rows
    from fundcalc.workbooks.old_workbook import old_workbook_grids
    from fundcalc.workbooks.xlsx_file import workbook_grids
    from fundcalc.workbooks.xml_workbook import looks_like_xml_workbook, xml_workbook_grids

    content = _bytes(path)
    source = SourceFile(path.name, hashlib.sha256(content).hexdigest())
    if others and path.suffix.lower() == ".ods" and content.startswith(b"PK"):
        return old_workbook_grids(path), (source,)
    if content.startswith(b"PK"):
        return workbook_grids(content, path.name), (source,)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise unreadable(
                path.name,
                _("the workbook is protected by a password"),
                _("remove it in Excel (文件 → 信息 → 保护工作簿) and save"),
            )
        if others:
            return old_workbook_grids(path), (source,)
        raise unreadable(
            path.name,
            _("this is a workbook of the old kind (.xls)"),
            _("open it in Excel or WPS and save it as .xlsx"),
        )
    if path.suffix.lower() in (".csv", ".txt"):
        grid = Grid(path.name, "", text_rows(content, path.name)) if others else csv_grid(content, path.name, "")
        return [grid], (source,)
    if looks_like_xml_workbook(content):
        if others:
            return xml_workbook_grids(content, path.name), (source,)
        raise unreadable(
            path.name,
            _("this is an XML workbook of the old kind"),
            _("open it in Excel or WPS and save it as .xlsx"),
        )
    if others and path.suffix.lower() in (".xls", ".et"):
        return [_called_xls(content, path.name)], (source,)
    raise unreadable(
        path.name, _("this is not a workbook"), _("open it in Excel or WPS and save it as .xlsx, or give a .csv file")
    )


def _called_xls(content: bytes, name: str) -> Grid:
    """A web page or a text that a program called .xls."""
    from fundcalc.workbooks.csv_file import text_rows
    from fundcalc.workbooks.html_file import html_grid, looks_like_html

    if looks_like_html(content):
        return html_grid(content, name)
    if content[:200].lstrip().lower().startswith(b"mime-version"):
        raise unreadable(
            name,
            _("this is a web archive and not a workbook, whatever its name says"),
            _("open it in Excel or WPS and save it as .xlsx"),
        )
    if content.lstrip().startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        raise unreadable(
            name,
            _("this is XML and not a workbook, whatever its name says"),
            _("open it in Excel or WPS and save it as .xlsx"),
        )
    return Grid(name, "", text_rows(content, name))


def _folder(path: Path) -> tuple[list[Grid], tuple[SourceFile, ...]]:
    from fundcalc.workbooks.csv_file import csv_grid

    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.name[:1] not in ".~")
    if not files:
        raise unreadable(
            str(path),
            _("the folder holds no CSV file"),
            _("give a workbook, or a folder with applications.csv (申请.csv)"),
        )
    grids, sources = [], []
    for file in files:
        # Some exports write a detail sheet without a line as a file of 0 bytes.
        content = file.read_bytes() if file.stat().st_size == 0 else _bytes(file)
        grids.append(csv_grid(content, file.name, file.stem))
        sources.append(SourceFile(file.name, hashlib.sha256(content).hexdigest()))
    return grids, tuple(sources)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise unreadable(str(path), _("this is not a plain file"), _("give the workbook or the .csv file itself"))
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path.name)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise unreadable(str(path), _("there is no such file"), _("check its name and folder")) from error
    except PermissionError as error:
        raise unreadable(
            str(path), _("the file may not be read"), _("close it in other programs, or ask for access")
        ) from error
    except OSError as error:
        raise unreadable(
            str(path), _("the file cannot be read ({reason})").format(reason=error.strerror), _("copy it and try again")
        ) from error
    if not content:
        raise unreadable(path.name, _("the file is empty (0 bytes)"), _("save or copy it again"))
    return content
