"""Workbooks in XML, as Excel 2003 and old programs write them."""

from datetime import datetime
from pathlib import Path

import pytest

from fundcalc.base.errors import SheetError
from fundcalc.workbooks.grid import Cell
from fundcalc.workbooks.grid_reader import is_other_format, read_grids

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def written(path: Path, rows: str, encoding: str = "utf-8", before: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}">'
        f'<Worksheet ss:Name="序时账"><Table>{rows}</Table></Worksheet></Workbook>',
        encoding,
    )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cells_by_their_type_and_place(tmp_path: Path, encoding: str) -> None:
    rows = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell>'
        '<Cell><Data ss:Type="Number">1000.5</Data><Comment><Data>不是内容</Data></Comment></Cell>'
        '<Cell ss:Index="6"><Data ss:Type="DateTime">2026-03-01T00:00:00.000</Data></Cell></Row>'
        '<Row ss:Hidden="1"><Cell><Data ss:Type="String">  </Data></Cell><Cell><Data ss:Type="Number">7</Data></Cell></Row>'
    )
    path = written(tmp_path / "a.xls", rows, encoding)
    (grid,), _sources = read_grids(path, others=True)
    assert grid.rows == [
        (2, [Cell(1, "标题", "s"), Cell(3, 1000.5, "n"), Cell(6, datetime(2026, 3, 1), "d")]),  # noqa: DTZ001, as read
        (3, [Cell(2, 7, "n")]),
    ]
    assert (grid.sheet, grid.hidden_rows, [area.name for area in grid.merged]) == ("序时账", frozenset({3}), ["A2:B2"])
    assert is_other_format(path)
    with pytest.raises(SheetError, match="XML workbook"):
        read_grids(path)


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        ("<Row><Cell>", ""),
        ('<Row ss:Index="9"/><Row ss:Index="2"/>', ""),
        ('<Row ss:Index="99999999"/>', ""),
        ("", '<!DOCTYPE a [<!ENTITY b "c">]>'),
        ("<a>" * 60 + "</a>" * 60, ""),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused(tmp_path: Path, rows: str, before: str) -> None:
    with pytest.raises(SheetError):
        read_grids(written(tmp_path / "a.xml", rows, before=before), others=True)
