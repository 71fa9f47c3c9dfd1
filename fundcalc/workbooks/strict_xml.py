"""Workbooks saved as "Strict Open XML", which has other namespaces."""

import io
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_WORKBOOK = "xl/workbook.xml"


def is_strict(content: bytes) -> bool:
    """Whether a workbook uses the namespaces of Strict Open XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _WORKBOOK in archive.namelist() and _STRICT in archive.read(_WORKBOOK)


def as_transitional(content: bytes) -> bytes:
    """The same workbook under the namespaces that openpyxl reads."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as strict, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in strict.infolist():
            if part.filename.endswith((".xml", ".rels")):
                xml = strict.read(part)
                for old, new in _NAMESPACES.items():
                    xml = xml.replace(old, new)
                archive.writestr(part.filename, xml)
    return written.getvalue()
