"""The text of a measure from the files that people have. The texts are invented."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.parser import parse_xml

from fundcalc.base.errors import TextError
from fundcalc.measure_text.articles import articles
from fundcalc.measure_text.files import paragraphs

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = (("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def word(path: Path, lines: list[tuple[int | None, str]], levels: tuple[tuple[str, str], ...] = LEVELS) -> Path:
    """A Word document whose paragraphs have the numbers of a list, by level; None is a plain paragraph."""
    document = docx.Document()
    body = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{body}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in lines:
        paragraph = document.add_paragraph(text)
        if depth is not None:
            listed = parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
            paragraph._p.get_or_add_pPr().append(listed)
    document.save(str(path))
    return path


def test_numbers_that_word_makes_are_worked_out(tmp_path: Path) -> None:
    lines = [
        (None, "某市办法"), (0, "目的。"), (0, "条件："), (1, "人员："), (2, "不少于5人；"), (2, "其他；"), (1, "场地。"),
        (0, "支持："), (1, "奖励30万元。"),
    ]  # fmt: skip
    found = articles(paragraphs(word(tmp_path / "m.docx", lines)))
    assert [(article.address, article.text) for article in found][1:] == [
        ("第一条", "目的。"), ("第二条", "条件："), ("第二条（一）", "人员："), ("第二条（一）1", "不少于5人；"),
        ("第二条（一）2", "其他；"),
        ("第二条（二）", "场地。"), ("第三条", "支持："), ("第三条（一）", "奖励30万元。"),
    ]  # fmt: skip


def test_typed_and_automatic_numbers_may_be_mixed(tmp_path: Path) -> None:
    lines = [(0, "甲。"), (None, "（一）乙"), (None, "（二）丙"), (0, "丁。")]
    found = articles(paragraphs(word(tmp_path / "m.docx", lines)))
    assert [article.address for article in found][1:] == ["第一条", "第一条（一）", "第一条（二）", "第二条"]


def test_a_number_that_cannot_be_worked_out_is_refused_by_paragraph(tmp_path: Path) -> None:
    path = word(tmp_path / "m.docx", [(0, "目的是促进转化")], (("ideographTraditional", "%1、"),))
    with pytest.raises(TextError, match="the number of the paragraph '目的是促进转化…' cannot be worked out"):
        paragraphs(path)


def test_tables_are_read_and_what_was_deleted_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("场地面积", "平方米", "5"), strict=True):
        cell.text = text
    paragraph = document.add_paragraph("给予30万元")
    deleted = f'<w:del {W} w:id="1"><w:r><w:delText>50万元</w:delText><w:t>40万元</w:t></w:r></w:del>'
    paragraph._p.append(parse_xml(deleted))
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2"><w:r><w:t>奖励</w:t></w:r></w:ins>'))
    document.save(str(tmp_path / "m.docx"))
    assert paragraphs(tmp_path / "m.docx") == ("场地面积\t平方米\t5", "给予30万元奖励")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.txt"
    path.write_bytes("第一条 甲\n第二条 乙\n".encode(encoding))
    assert paragraphs(path) == ("第一条 甲", "第二条 乙")


def pdf(path: Path, lines: list[str]) -> Path:
    """A page of text in a font that every reader has."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 12 Tf 50 700 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(content)
    return path


def test_the_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    path = pdf(tmp_path / "m.pdf", ["第一条 目的是", "促进转化。", "第二条 给予", "30万元。"])
    found = articles(paragraphs(path))
    assert [(article.address, article.text) for article in found][1:] == [
        ("第一条", "目的是促进转化。"),
        ("第二条", "给予30万元。"),
    ]


def test_a_scanned_pdf_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="holds no text; a scanned document has to be recognised"):
        paragraphs(pdf(tmp_path / "m.pdf", []))


@pytest.mark.parametrize("name", ["m.docx", "m.pdf"])
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(TextError, match=r"save it as \.docx"):
        paragraphs(tmp_path / name)


def test_a_document_that_unpacks_to_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fundcalc.measure_text.files._MOST_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "m.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (2 * 2**20))
    with pytest.raises(TextError, match="larger than any measure"):
        paragraphs(tmp_path / "m.docx")


def test_another_kind_of_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "m.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(TextError, match=r"read from \.txt, \.md, \.docx, \.pdf; save it as one of them"):
        paragraphs(tmp_path / "m.doc")
