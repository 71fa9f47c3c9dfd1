"""A measure as a page for applicants."""

from pathlib import Path

import pytest

from fundcalc.base.i18n import Language, speaking
from fundcalc.documents import write
from fundcalc.documents.guide import example_section, hand_in_section
from fundcalc.documents.pages import measure_report
from fundcalc.documents.report import Section
from fundcalc.policy.loading import available, find, load


def cells(section: Section) -> list[tuple[str, ...]]:
    assert section.table is not None
    return [tuple(map(str, row)) for row in section.table.rows]


@pytest.mark.parametrize("policy", available())
def test_every_fact_of_a_condition_is_to_be_handed_in(policy: str) -> None:
    loaded = load(policy)
    with speaking("zh"):
        rows = cells(hand_in_section(loaded))
    for clause in loaded.measure.condition.values():
        assert any(row[3] == clause.cite for row in rows), clause.cite
    assert all(row[0] and row[1] and row[4] for row in rows)


def test_the_guide_names_who_states_what() -> None:
    with speaking("en"):
        rows = cells(hand_in_section(load("yunnan-2025")))
    site = next(row for row in rows if row[3] == "第八条（三）")
    assert "200 m²" in site[1]
    assert (site[2], site[4]) == ("proof-of-concept centre", "the applicant states it")
    pledge = next(row for row in rows if row[3] == "第十条（一）")
    assert pledge[4] == "the review confirms it"


@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        ("yunnan-2025", "1,500,000.00"),  # 20% of 6 million, and 20% of 1.5 million
        ("inner-mongolia-2025", "1,000,000.00"),
        ("xinzhou-2024", "200,000.00"),
    ],
)
def test_the_worked_example_is_a_case_that_is_paid(policy: str, outcome: str) -> None:
    with speaking("en"):
        section = example_section(load(policy))
    assert section is not None
    assert outcome in cells(section)[0][2]


def test_a_draft_says_the_day_that_its_example_takes() -> None:
    with speaking("en"):
        section = example_section(load("urumqi-draft"))
    assert section is not None
    assert "2026-07-01" in section.before[0]


def test_a_measure_without_cases_has_no_example(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(load("xinzhou-2024").text)
    assert example_section(load(tmp_path)) is None
    (tmp_path / "cases.toml").write_text("[[case]\n", "utf-8")
    assert example_section(load(tmp_path)) is None


@pytest.mark.parametrize(("language", "words"), [("zh", ("申报指南", "示例")), ("en", ("What to hand in", "worked"))])
def test_markup_in_a_policy_is_text_on_the_page(tmp_path: Path, language: Language, words: tuple[str, ...]) -> None:
    text = load("xinzhou-2024").text.decode().replace("忻州中试基地办法", "<script>alert(1)</script>")
    assert "<script>" in text
    text = text.replace("新认定奖励资助", "<img src=x onerror=alert(1)>").replace('en = "', 'en = "<b>')
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    (tmp_path / "cases.toml").write_bytes((find("xinzhou-2024").parent / "cases.toml").read_bytes())
    page = tmp_path / "page.html"
    with speaking(language):
        write(measure_report(load(tmp_path)), page)
    written = page.read_text("utf-8")
    assert all(word in written for word in words)
    assert "<script>" not in written
    assert "<img" not in written
    assert "<b>" not in written
