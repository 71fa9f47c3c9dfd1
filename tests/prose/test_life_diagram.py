"""The life of a platform as a diagram, as text and drawn."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document

from fundcalc.documents import write
from fundcalc.documents.life_drawing import life_drawing
from fundcalc.documents.pages import measure_report
from fundcalc.policy.articles import is_listed
from fundcalc.policy.loading import available, load
from fundcalc.prose.life_diagram import arrows, diagram_text
from tests.snapshots import Snapshot

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("id_", available())
def test_every_arrow_rests_on_an_article(id_: str) -> None:
    policy = load(id_)
    made = arrows(policy)
    assert all(is_listed(cite, policy.measure.articles) for arrow in made for cite in arrow.cites)
    assert {("applied", "filed"), ("revoked", "applied")} <= {(arrow.start, arrow.end) for arrow in made}


def test_the_diagram_as_text(snapshot: Snapshot) -> None:
    snapshot("life_diagram", diagram_text(load("yunnan-2025")))


@pytest.mark.parametrize("id_", available())
def test_the_drawing_has_a_box_for_each_state_and_a_line_for_each_pair(id_: str) -> None:
    policy = load(id_)
    made = arrows(policy)
    drawn = ElementTree.fromstring(life_drawing(policy))
    assert len(drawn.findall(f"{SVG}rect")) == len({state for arrow in made for state in (arrow.start, arrow.end)})
    assert len(drawn.findall(f"{SVG}line")) == len({(arrow.start, arrow.end) for arrow in made})
    texts = {text.text for text in drawn.findall(f"{SVG}text")}
    assert {arrow.label for arrow in made} <= texts


def test_a_document_draws_it_or_lists_it(tmp_path: Path) -> None:
    report = measure_report(load("xinzhou-2024"))
    write(report, tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text("utf-8")
    assert len(re.findall(r"<figure><svg", html)) == 1
    write(report, tmp_path / "page.docx")
    tables = Document(str(tmp_path / "page.docx")).tables
    assert [cell.text for table in tables for cell in table.rows[0].cells].count("trigger") == 1


def test_a_measure_without_rules_of_life_has_none() -> None:
    policy = load(Path(__file__).parents[1] / "policies" / "aid")
    assert (arrows(policy), diagram_text(policy), life_drawing(policy)) == ((), "", "")
