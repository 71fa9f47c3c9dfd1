"""Hostile workbooks and CSV files for an audit.

Each is told in one sentence, within bounds, and hides no other file.
"""

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from fundcalc.base.i18n import speaking
from fundcalc.base.memory import bounded
from fundcalc.sources.collect import Gathered, gather
from fundcalc.workbooks import blank_filter, xlsx_file
from fundcalc.workbooks.grid_reader import read_grids
from tests.snapshots import Snapshot

from .samples import Cells, replace_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
CELLS: dict[str, Cells] = {
    "expenses": [("date", "amount", "award", "text"), ["2026-05-01", 9, "YN-2026-p1-build", "试剂"]]
}
TOO_LARGE = (
    "it claims more sheets, rows, columns, cells or text than such a file can have; copy the filled rows into a new workbook "
    "made by the command 'template'."
)
DAMAGED = "open it in Excel or WPS, save it as .xlsx and try again."


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder that somebody sent."""
    folder = tmp_path / "sent"
    folder.mkdir()
    return folder


@pytest.fixture
def good(sent: Path) -> Path:
    """A workbook with one line of spending."""
    return workbook(sent / "a.xlsx", CELLS)


def gathered(path: Path) -> Gathered:
    """What a folder holds, beside a file without fault."""
    (path.parent / "other.csv").write_text("date,amount,award\n2026-05-01,5,YN-2026-p1-build\n", "utf-8")
    with speaking("en"):
        found = gather([path.parent])
    assert any(line.place == "other.csv:2" for line in found.evidence.lines)
    return found


def messages(path: Path) -> str:
    """Why a file could not be read."""
    (unread,) = gathered(path).unread
    assert unread.path == path.name
    return unread.message


def with_xml(path: Path, *, rows: bytes = b"", after: bytes = b"", dimension: bytes = b"") -> Path:
    """The workbook with more rows, more after its last, or another dimension."""
    xml = zipfile.ZipFile(path).read(SHEET)
    if dimension:
        xml = xml.replace(b'<dimension ref="A1:D2"', b'<dimension ref="' + dimension + b'"')
        assert dimension in xml
    replace_part(path, SHEET, xml.replace(b"</sheetData>", rows + b"</sheetData>" + after))
    return path


# Sizes.


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        (b"<row>" + b"<c/>" * 110_000 + b"</row>", b""),
        (b"<row>" + b"<c><v>1</v></c>" * 40_000 + b"</row>", b""),
        (b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * 200_000 + b"</t></is></c></row>", b""),
        (b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * 20_000_000 + b"</t></is></c></row>", b""),
        (b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>', b""),
        (b'<row r="3"><c r="XFE3"><v>1</v></c></row>', b""),
        (b"", b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 110_000 + b"</mergeCells>"),
        (b"<!-- x -->" * 110_000, b""),
    ],
    ids=["blank cells", "cells", "long text", "endless text", "rows", "columns", "merges", "comments"],
)
def test_a_sheet_beyond_all_bounds_is_refused(
    good: Path, monkeypatch: pytest.MonkeyPatch, rows: bytes, after: bytes
) -> None:
    monkeypatch.setattr(blank_filter, "MOST_TAGS", 100_000)
    assert messages(with_xml(good, rows=rows, after=after)) == f"a.xlsx: {TOO_LARGE}"


@pytest.mark.parametrize(
    ("part", "unit"), [("xl/sharedStrings.xml", b"<si><t>a</t></si>"), ("xl/styles.xml", b"<xf/>"), (SHEET, b" ")]
)
def test_a_bomb_is_not_unpacked(good: Path, monkeypatch: pytest.MonkeyPatch, part: str, unit: bytes) -> None:
    for bound in ("MOST_BYTES", "MOST_TEXTS", "MOST_OTHER_PARTS"):
        monkeypatch.setattr(xlsx_file, bound, 1_000_000)
    replace_part(good, part, unit * (2_000_000 // len(unit)))
    assert good.stat().st_size < 50_000
    assert messages(good) == f"a.xlsx: {TOO_LARGE}"


def test_a_part_that_is_longer_than_it_says_is_read_no_further(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        long = archive.getinfo(SHEET).file_size
    size, short = long.to_bytes(4, "little"), (long - 50).to_bytes(4, "little")
    content = good.read_bytes()
    assert content.count(size) == 2
    good.write_bytes(content.replace(size, short))
    assert messages(good) == (
        f"a.xlsx: the workbook is damaged (BadZipFile: Bad CRC-32 for file 'xl/worksheets/sheet1.xml'); {DAMAGED}"
    )


@pytest.mark.parametrize("last", [200_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_many_empty_rows_and_a_dimension_that_lies_cost_nothing(good: Path, last: int) -> None:
    rows = b"".join(b'<row r="%d" spans="1:9"/>' % number for number in range(3, last))
    found = gathered(with_xml(good, rows=rows, dimension=b"A1:XFD1048576"))
    assert [line.fen for line in found.evidence.lines if line.place == "a.xlsx:expenses:2"] == [900]
    assert (found.unread, found.faults) == ((), ())


def test_more_sheets_than_a_workbook_can_have_are_refused(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_SHEETS", 3)
    workbook(good, {**CELLS, "b": [], "c": [], "d": []})
    assert messages(good) == f"a.xlsx: {TOO_LARGE}"


def test_the_cells_of_all_sheets_are_counted_together(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(good, {name: [["x"] * 6] for name in "abcd"})
    monkeypatch.setattr(xlsx_file, "MOST_CELLS", 20)
    assert messages(good) == f"a.xlsx: {TOO_LARGE}"


def test_a_file_that_takes_too_much_memory_hides_no_other(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(path: Path, **more: bool) -> object:
        if path.name == "a.xlsx":
            raise MemoryError
        return read_grids(path, **more)

    monkeypatch.setattr("fundcalc.sources.collect.read_grids", greedy)
    assert messages(good) == "a.xlsx: it takes more than 4 GB of memory to read; split it into several files."


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system bounds no memory")
def test_memory_is_bounded_for_a_while() -> None:
    with bounded(200 << 20), pytest.raises(MemoryError):
        bytearray(1 << 30)
    assert len(bytearray(300 << 20)) == 300 << 20


# What a workbook may name outside itself.

ENTITIES = {
    "laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "passwd": b'<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "dtd": b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
}
PARTS = (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml")


@pytest.mark.parametrize("kind", ENTITIES)
@pytest.mark.parametrize("part", PARTS)
def test_entities_are_never_expanded(sent: Path, kind: str, part: str) -> None:
    path = sent / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("expenses")
        for row, values in enumerate(CELLS["expenses"]):
            sheet.write_row(row, 0, values)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part)
    body = xml.rpartition(b"?>")[2]
    replace_part(path, part, ENTITIES[kind] + body.replace(b"<t>", b"<t>&b;", 1))
    found = gathered(path)
    assert "root:" not in repr(found)
    assert "haha" not in repr(found)
    for unread in found.unread:
        assert unread.message.startswith("a.xlsx: the workbook is damaged (")
        assert unread.message.endswith(DAMAGED)


def test_links_macros_and_queries_are_never_followed(good: Path, snapshot: Snapshot) -> None:
    rows = (
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>2026-05-02</t></is></c><c r="B3"><f>[1]x!A1</f><v>7</v></c>'
        b'<c r="C3" t="inlineStr"><is><t>YN-2026-p1-build</t></is></c>'
        b"<c r=\"D3\" t=\"str\"><f>cmd|' /c calc'!A0</f><v>=cmd|' /c calc'!A0</v></c></row>"
        b'<row r="4"><c r="A4" t="inlineStr"><is><t>2026-05-03</t></is></c><c r="B4"><f>WEBSERVICE("http://x.invalid")</f></c>'
        b'<c r="C4" t="inlineStr"><is><t>YN-2026-p1-build</t></is></c></row>'
    )
    links = b'<hyperlinks><hyperlink ref="D2" display="x" location="file:///etc/passwd"/></hyperlinks>'
    with_xml(good, rows=rows, after=links)
    replace_part(good, "xl/vbaProject.bin", b"Sub Auto_Open()")
    replace_part(good, "xl/externalLinks/externalLink1.xml", b"<!DOCTYPE x><x/>")
    found = gathered(good.rename(good.with_suffix(".xlsm")))
    lines = [line for line in found.evidence.lines if line.place.startswith("a.xlsm")]
    assert [(line.date, line.fen, line.text) for line in lines] == [
        (date(2026, 5, 1), 900, "试剂"), (date(2026, 5, 2), 700, "=cmd|' /c calc'!A0"),
    ]  # fmt: skip
    snapshot("links_macros_and_queries_are_never_followed", "\n".join(map(str, found.faults)))


# Files that are not what they are called.

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CSV = "date,amount,award,text\n2026-05-01,9,YN-2026-p1-build,试剂\n"
NO_TEXT = "a.csv: the text is neither UTF-8 nor GB18030; save it as CSV UTF-8 (逗号分隔) from Excel or WPS."
NO_FIELD = (
    "a.csv: row 2 is not in the form of a CSV file (field larger than field limit (131072)); save it again as CSV (逗号分隔) "
    "from Excel or WPS."
)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", OLE, f"a.xlsx: the workbook is damaged, protected or too large; {DAMAGED}"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx: the workbook is protected by a password; remove it "
         "in Excel (文件 → 信息 → 保护工作簿) and save."),
        ("a.csv", b"\x80" * 1000, NO_TEXT),
        ("a.csv", b"date,amount\n" + b"x" * 10_000_000, NO_FIELD),
        ("a.csv", b"date,amount\n" + b"a," * 20_000, f"a.csv: {TOO_LARGE}"),
    ],
    ids=["xls", "encrypted", "no text", "10 MB line", "20,000 columns"],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_reported(sent: Path, name: str, content: bytes, message: str) -> None:
    (sent / name).write_bytes(content)
    assert messages(sent / name) == message


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_torn_workbook_is_reported(good: Path, share: float) -> None:
    content = good.read_bytes()
    good.write_bytes(content[: int(len(content) * share)])
    assert messages(good) == f"a.xlsx: the workbook is damaged (BadZipFile: File is not a zip file); {DAMAGED}"


def test_a_csv_in_gbk_is_read(sent: Path) -> None:
    (sent / "a.csv").write_bytes(CSV.encode("gbk"))
    assert [line.text for line in gathered(sent / "a.csv").evidence.lines if line.place == "a.csv:2"] == ["试剂"]


@pytest.mark.parametrize("target", ["../secret.csv", "/dev/zero", "/etc/passwd"])
def test_nothing_outside_a_folder_is_read_through_a_link(sent: Path, target: str) -> None:
    (sent.parent / "secret.csv").write_text(CSV, "utf-8")
    (sent / "a.csv").symlink_to(target)
    assert messages(sent / "a.csv") == "is a link out of its folder, and is not read; name the file itself"


def test_a_pipe_is_not_waited_for(sent: Path) -> None:
    os.mkfifo(sent / "a.xlsx")
    assert (
        messages(sent / "a.xlsx")
        == f"{sent}/a.xlsx: this is not a plain file; give the workbook or the .csv file itself."
    )
