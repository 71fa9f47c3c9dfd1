"""How a page looks and speaks: tables, what went wrong, and nothing from a file that a browser would run."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

import pytest

from fundcalc import prose
from fundcalc.app import controls, page
from fundcalc.base.errors import PolicyError, SheetError
from fundcalc.base.i18n import speaking
from fundcalc.views.table import Cell, Column, Marked, Money, Table

EVIL = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


def table(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table[Sequence[Cell]]:
    columns: list[Column[Sequence[Cell]]] = [
        Column(heading, heading, itemgetter(at)) for at, heading in enumerate(headings)
    ]
    return Table("a table", columns, rows)


def test_amounts_stand_to_the_right_and_empty_columns_are_left_out() -> None:
    headings = ["name", "nothing", "yuan", "day"]
    rows: list[list[Cell]] = [["a\nb", None, Money(123_456_789), date(2026, 3, 1)], ["c", "", "—", None]]
    assert page.table(table(headings, rows)).text == (
        '<div class="fundcalc" lang="en"><div class="scroll"><table><thead><tr><th class="">name</th>'
        '<th class="figure">yuan</th><th class="">day</th></tr></thead><tbody>'
        '<tr><td class="">a<small>b</small></td><td class="figure">1,234,567.89</td><td class="">1 March 2026</td></tr>'
        '<tr><td class="">c</td><td class="figure">—</td><td class=""></td></tr></tbody></table></div></div>'
    )


def test_a_long_table_says_that_it_goes_on() -> None:
    shown = page.table(table(["n"], [[number] for number in range(1, 1500)]), most=2).text
    assert shown.count("<tr>") == 3
    assert "2 of 1,499 are shown; the workbook has them all" in shown


def test_text_from_a_file_stays_text() -> None:
    line = prose.PageLine(EVIL, EVIL, EVIL)
    for shown in (
        page.table(table([EVIL], [[EVIL], [Marked(EVIL, "open")], [Marked(EVIL, "plain")], [f"a\n{EVIL}"]])),
        page.explanation(prose.Page(EVIL, (line, prose.PageLine(EVIL, "", EVIL)))),
        page.trouble(f"{EVIL}\n{EVIL}"),
        page.figures([(EVIL, EVIL, EVIL)]),
        page.section(1, EVIL, EVIL),
        page.subheading(EVIL),
        page.paragraph(EVIL),
        page.read_now([EVIL], invented=False),
    ):
        assert "<script" not in shown.text
        assert SAFE in shown.text


def test_what_is_said_is_marked_with_its_language() -> None:
    assert page.paragraph("x").text == '<div class="fundcalc" lang="en"><p class="">x</p></div>'
    with speaking("zh"):
        assert 'lang="zh-CN"' in page.paragraph("x").text


def _raising(error: Exception) -> object:
    raise error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SheetError("a.xlsx: no."), "a.xlsx: no."),
        (PolicyError("/some/path/policy.toml", ("line: no", "other: no")),
         "The measure is not valid with these values:\nline: no\nother: no"),
        (OSError(28, "No space left on device", "/tmp/x"),
         "No space left on device. Check the path, the free space and the permissions."),
        (ZeroDivisionError("secret"), "This could not be handled (ZeroDivisionError); nothing was changed. "
                                      "Please report it with the file, if you may."),
    ],
)  # fmt: skip
def test_errors_become_messages(error: Exception, message: str) -> None:
    assert page.attempt(_raising, error) == (None, message)


def test_what_goes_well_is_given_back() -> None:
    assert page.attempt(int, "12", base=8) == (10, "")


def test_a_choice_is_kept_when_the_control_is_made_anew() -> None:
    kept: controls.Kept = {}
    labels = {"a": "first", "b": "second"}
    assert controls.choice(kept, "which", labels).value == "a"
    assert controls.choice(kept, "which", labels, first="b").value == "b"
    kept["which"] = "b"
    assert controls.choice(kept, "which", {"a": "甲", "b": "乙"}).value == "b"
    assert controls.choice(kept, "which", {"a": "only"}).value == "a"
    assert controls.choice(kept, "which", {}).value is None
    kept["line"] = "2026-07-01"
    assert controls.entry(kept, "line").value == "2026-07-01"


def test_a_download_speaks_the_language_of_the_page() -> None:
    assert page.in_language("zh", prose.status, "payable")() == "应拨付"


def test_what_was_chosen_is_forgotten_once_each_time_it_is_put_back() -> None:
    kept: controls.Kept = {"knobs.a": {"x": 1}, "answers.a": {}, "measure": "a"}
    controls.forget(kept, 0, ("knobs.", "answers."))
    assert kept.keys() == {"knobs.a", "answers.a", "measure"}
    controls.forget(kept, 1, ("knobs.", "answers."))
    assert kept == {"measure": "a", "put back": 1}
    kept["knobs.a"] = {"x": 2}
    controls.forget(kept, 1, ("knobs.", "answers."))  # another language, say
    assert kept["knobs.a"] == {"x": 2}
