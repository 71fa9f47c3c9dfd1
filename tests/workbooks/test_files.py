"""Files: workbooks, CSV, folders; what cannot be read at all, and what takes long."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.workbooks import blank_filter, grid_reader, read_round
from fundcalc.workbooks.blank_filter import WithoutBlanks
from fundcalc.workbooks.grid_reader import read_grids
from tests.snapshots import Snapshot

from .samples import HEADINGS, POLICY, application, faults, read_en, replace_part, workbook

LINE = 'P1,O1,2026,2026年3月1日,"1,234.50",是\n'
HEAD = "平台编号,依托单位代码,支持年度,申请日期,仪器设备原值（元）,legal_person\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refusal(path: Path) -> str:
    with speaking("en"), pytest.raises(SheetError) as error:
        read_round(path, POLICY)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_encoding_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "round.csv"
    path.write_bytes((HEAD + LINE).encode(encoding))
    found = read_en(path)
    assert found.applications[0].facts["equipment_value"] == 123_450
    assert not found.faults
    assert found.places["P1"] == ("round.csv", "", 2)
    assert len(found.sources[0].sha256) == 64


def test_a_fault_of_a_csv_names_the_cell_as_a_spreadsheet_shows_it(tmp_path: Path, snapshot: Snapshot) -> None:
    path = tmp_path / "round.csv"
    path.write_text(HEAD + '"P\n1",O1,2026,2026-03-01,,\n' + LINE.replace("P1", "P2").replace("是", "也许"), "utf-8")
    snapshot("a_fault_of_a_csv_names_the_cell_as_a_spreadsheet_shows_it", "\n".join(faults(read_en(path))))


def test_a_folder_of_csv_files_by_either_name(tmp_path: Path, snapshot: Snapshot) -> None:
    (tmp_path / "申请.csv").write_text(HEAD + LINE, "utf-8-sig")
    (tmp_path / "investments.csv").write_text("platform,amount\nP1,5\nP9,5\n", "utf-8")
    (tmp_path / "已支持.csv").write_bytes(b"")
    (tmp_path / "台账.csv").write_text("x\n", "utf-8")
    found = read_en(tmp_path)
    assert found.applications[0].records["investments"][0]["amount"] == 500
    assert [source.name for source in found.sources] == sorted(
        ["investments.csv", "已支持.csv", "申请.csv", "台账.csv"]
    )
    snapshot("a_folder_of_csv_files_by_either_name", "\n".join(faults(found)))


def test_an_unknown_sheet_is_reported_with_what_may_be_meant(tmp_path: Path, snapshot: Snapshot) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"applications": [HEADINGS, application()], "investment": [["x"]], "Sheet2": [], "填写说明 Guide": [["x"]]},
    )
    snapshot("an_unknown_sheet_is_told_with_what_may_be_meant", "\n".join(faults(read_en(path))))


def _bytes_of(suffix: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(suffix, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "a.xlsx: the file is empty (0 bytes); save or copy it again."),
        ("a.xlsx", b"<html>", "a.xlsx: this is not a workbook; "
         "open it in Excel or WPS and save it as .xlsx, or give a .csv file."),
        ("a.xls", OLE, "a.xls: this is a workbook of the old kind (.xls); open it in Excel or WPS and save it as .xlsx."),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx: the workbook is protected by a password; "
         "remove it in Excel (文件 → 信息 → 保护工作簿) and save."),
        ("a.ods", _bytes_of("content.xml", b""), "a.ods: this kind of workbook is not read; "
         "save it as .xlsx from Excel or WPS."),
        ("a.xlsx", b"PK\3\4 torn", "a.xlsx: the workbook is damaged (BadZipFile: File is not a zip file); "
         "open it in Excel or WPS, save it as .xlsx and try again."),
        ("a.csv", b"\x80\xff\x80", "a.csv: the text is neither UTF-8 nor GB18030; "
         "save it as CSV UTF-8 (逗号分隔) from Excel or WPS."),
        ("a.csv", b'a,b\n"x', "a.csv: row 2 is not in the form of a CSV file (unexpected end of data); "
         "save it again as CSV (逗号分隔) from Excel or WPS."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name) == message


def test_a_file_that_is_not_there_and_folders_without_a_round(tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    assert refusal(path) == f"{path}: there is no such file; check its name and folder."
    assert refusal(tmp_path) == (
        f"{tmp_path}: the folder holds no CSV file; give a workbook, or a folder with applications.csv (申请.csv)."
    )


def test_a_workbook_without_applications_or_with_two_such_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sheet1": [HEADINGS], "paid": []})
    assert refusal(path) == "a.xlsx: no sheet is called 申请 applications; give this name to the sheet Sheet1."
    path = workbook(tmp_path / "a.xlsx", {"通讯录": [["姓名", "电话"]], "paid": []})
    assert "this is not a round: no sheet is called 申请 applications, among 通讯录, paid" in refusal(path)
    assert "every sheet is empty" in refusal(workbook(tmp_path / "a.xlsx", {"Sheet1": []}))
    path = workbook(tmp_path / "a.xlsx", {"申请": [HEADINGS], "applications": []})
    assert refusal(path) == (
        "a.xlsx: 申请 and applications are both the sheet 申请 applications; rename or delete one of them."
    )


def test_a_sheet_of_applications_without_headings_decides_nobody(tmp_path: Path, snapshot: Snapshot) -> None:
    path = workbook(tmp_path / "a.xlsx", {"applications": [["P1", "O1", 2026]]})
    found = read_en(path)
    assert not found.applications
    snapshot("a_sheet_of_applications_without_headings_decides_nobody", "\n".join(faults(found)))


def test_dangerous_xml_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"applications": [HEADINGS]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'
    replace_part(path, "xl/worksheets/sheet1.xml", bomb)
    assert refusal(path).startswith("a.xlsx: the workbook is damaged (EntitiesForbidden")


def test_more_rows_than_a_sheet_can_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", {"applications": [HEADINGS, application()]})
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    replace_part(
        path, "xl/worksheets/sheet1.xml", xml.replace(b'"A2"', b'"A1048577"').replace(b'r="2"', b'r="1048577"')
    )
    message = (
        "a.xlsx: it claims more sheets, rows, columns, cells or text than such a file can have; "
        "copy the filled rows into a new workbook made by the command 'template'."
    )
    assert refusal(path) == message
    monkeypatch.setattr(grid_reader, "MOST_BYTES", 1000)
    assert refusal(workbook(tmp_path / "a.xlsx", {"applications": [HEADINGS]})) == message


def _formatted(path: Path, rows: int) -> None:
    """A workbook with so many rows of ten cells that hold a format and nothing else, a value in the last row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "applications"
    sheet.append(list(HEADINGS))
    sheet["A2"] = None
    book.save(path)
    empty = "".join(
        f'<row r="{row}" spans="1:10">' + "".join(f'<c r="{letter}{row}" s="0"/>' for letter in "ABCDEFGHIJ") + "</row>"
        for row in range(2, rows)
    )
    values = "".join(
        f'<c r="{letter}{rows}" t="inlineStr"><is><t>{value}</t></is></c>'
        for letter, value in zip("ABCD", application(), strict=True)
    )
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    xml = xml.replace("</sheetData>", f'{empty}<row r="{rows}">{values}</row></sheetData>')
    replace_part(path, "xl/worksheets/sheet1.xml", xml.encode())


def test_formatted_and_empty_rows_hide_nothing(tmp_path: Path) -> None:
    _formatted(tmp_path / "a.xlsx", 50_000)
    assert read_en(tmp_path / "a.xlsx").places["P1"].row == 50_000


@pytest.mark.parametrize(
    ("xml", "left"),
    [
        (b'<row r="1"><c r="A1" s="1"/><c r="B1"><v>1</v></c></row>', b'<row r="1"><c r="B1"><v>1</v></c></row>'),
        (b'<row r="1" spans="1:2"><c r="A1" s="1" /></row><row r="2"/>', b""),
        (b'<row r="1"><c s="1"/><c><v>1</v></c></row>', b'<row r="1"><c s="1"/><c><v>1</v></c></row>'),
        (b'<row><c r="A1"/></row>', b'<row><c r="A1"/></row>'),
        (b'<t><![CDATA[<c r="A1"/>]]></t>', b'<t><![CDATA[<c r="A1"/>]]></t>'),
        (b'<cols><col min="1" max="2"/></cols>', b'<cols><col min="1" max="2"/></cols>'),
    ],
)
def test_only_blank_cells_that_carry_their_address_are_left_out(xml: bytes, left: bytes) -> None:
    reader, read = WithoutBlanks(io.BytesIO(xml)), b""
    while piece := reader.read():
        read += piece
    assert read == left


def test_a_long_stretch_without_a_tag_is_read_quickly() -> None:
    xml = b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * 5_000_000 + b"</sheetData>"
    reader, read, longest = WithoutBlanks(io.BytesIO(xml)), b"", 0
    while piece := reader.read():
        read, longest = read + piece, max(longest, len(piece))
    assert read == xml
    assert longest < 2_000_000


def test_leaving_blank_cells_out_does_not_depend_on_where_the_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    xml = (
        b"<d>"
        + b"".join(
            b'<row r="%d"><c r="A%d" s="3"/><c r="B%d"><v>%d</v></c></row><row r="%d"><c r="A9"/></row>' % ((n,) * 5)
            for n in range(40)
        )
        + b"</d>"
    )
    want = b"<d>" + b"".join(b'<row r="%d"><c r="B%d"><v>%d</v></c></row>' % ((n,) * 3) for n in range(40)) + b"</d>"
    for size in (64, 100, 1000):
        monkeypatch.setattr(blank_filter, "_CHUNK", size)
        reader, read = WithoutBlanks(io.BytesIO(xml)), b""
        while piece := reader.read():
            read += piece
        assert read == want


def test_grids_give_cells_with_their_types(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"x": [["t", 1, 1.5, True, None, "=1"]]})
    ((number, cells),) = read_grids(path)[0][0].rows
    assert number == 1
    assert [(cell.column, cell.value, cell.kind) for cell in cells] == [
        (1, "t", "s"),
        (2, 1, "n"),
        (3, 1.5, "n"),
        (4, True, "b"),
        (6, "=1", "f"),
    ]
