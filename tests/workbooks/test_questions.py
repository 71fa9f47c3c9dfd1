"""What is read and questioned: spellings of ids, codes, doubtful amounts, hidden cells, and the wrong workbook."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.engine.rounds import decide_all
from fundcalc.policy.loading import load
from fundcalc.workbooks import (
    Round,
    doubts_of,
    read_expenses,
    read_round,
    with_award_doubts,
    write_expenses_template,
    write_results,
    write_template,
)

from .samples import CONTESTED, HEADINGS, POLICY, Cells, application, read_cells, read_en, replace_part, workbook

PAID = ("organisation", "platform", "programme", "benefit", "year", "amount")
# Invented: it checks.
VALID = "91110000600037341L"


def notes(found: Round) -> list[tuple[str, str, str]]:
    return [(note.kind, note.sheet, note.cell) for note in found.notes]


# Ids.


@pytest.mark.parametrize("other", [VALID.lower(), f" {VALID} ", "9111 0000 6000 3734 1L", VALID.replace("9", "９")])
def test_one_code_in_two_spellings_is_one_organisation(tmp_path: Path, other: str) -> None:
    rows: Cells = [PAID, [other, "P9", "sample", "filing", 2025, 1]]
    found = read_cells(tmp_path, [], application("P1", VALID), application("P2", other), paid=rows)
    assert {application.organisation for application in found.applications} == {VALID}
    assert found.paid[0].organisation == VALID
    places = [("id", "applications", "B3"), ("id", "paid", "A2")]
    assert notes(found) == (places if other == VALID.lower() else [])


def test_a_platform_in_two_spellings_is_one_platform(tmp_path: Path) -> None:
    records: Cells = [["platform", "date", "amount"], ["p1", "2025-05-01", 3]]
    found = read_cells(tmp_path, [], application("P1"), investments=records)
    assert len(found.applications[0].records["investments"]) == 1
    twice = read_cells(tmp_path, [], application("P1"), application("p1", "O2"))
    assert (twice.applications, len(twice.refused)) == ((), 2)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (VALID, None),
        (VALID[:-1] + "M", "its check character does not fit"),
        ("91110O0060003734IL", f"Perhaps {VALID} was meant"),
        ("SAMPLE-01", None),
    ],
)
def test_a_credit_code_that_does_not_check_is_noted(tmp_path: Path, code: str, said: str | None) -> None:
    found = read_cells(tmp_path, [], application("P1", code))
    assert len(found.applications) == 1
    assert [note.message for note in found.notes if said and said in note.message] == [
        note.message for note in found.notes
    ]
    assert bool(found.notes) == (said is not None)


def test_names_and_codes_that_do_not_agree_are_noted(tmp_path: Path) -> None:
    rows = [application("P1", "O1", "甲 公司"), application("P2", "O2", "甲公司"), application("P3", "O1", "乙公司")]
    found = read_cells(tmp_path, ["organisation_name"], *rows)
    assert len(found.applications) == 3
    assert notes(found) == [("name", "applications", "B3"), ("name", "applications", "E4")]


@pytest.mark.parametrize("value", [26532000000012345678, 2.6532e19, "2.65E+19", 10**15])
@pytest.mark.parametrize("heading", ["发票号码", "凭证号"])
def test_a_document_number_that_lost_digits_is_no_number(tmp_path: Path, value: object, heading: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {"支出明细": [["日期", "金额", heading], ["2026-06-01", 5, value]]})
    found = read_expenses(path, partial=True)
    assert [(line.fen, line.invoice, line.document) for line in found.lines] == [(500, "", "")]
    assert [(fault.cell, fault.heading) for fault in found.faults] == [("C2", heading)]
    assert read_expenses(path).bad == 1


def test_a_long_document_number_in_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,金额,发票号码\n2026-06-01,5,26532000000012345678\n", "utf-8")
    assert read_expenses(path).lines[0].invoice == "26532000000012345678"


def test_an_award_in_two_spellings_is_one_award(tmp_path: Path) -> None:
    cells: dict[str, Cells] = {
        "支出明细": [["日期", "金额", "支持编号"], ["2026-06-01", 5, "yn-2026-P1-BUILD"]],
        "支持清单": [["支持编号", "批复金额"], ["YN-2026-p1-build", 100]],
    }
    found = read_expenses(workbook(tmp_path / "a.xlsx", cells))
    assert [line.award for line in found.lines] == [found.awards[0].id] == ["YN-2026-p1-build"]


def test_a_line_of_another_award_is_not_charged_to_the_requested_one(tmp_path: Path) -> None:
    cells: Cells = [["日期", "金额", "支持编号"], ["2026-06-01", 5, "云财教〔2026〕15号"], ["2026-06-01", 6, None]]
    found = read_expenses(workbook(tmp_path / "a.xlsx", {"支出明细": cells}), award="A1", partial=True)
    assert [(line.fen, line.award) for line in found.lines] == [(500, "云财教〔2026〕15号"), (600, "A1")]


# Doubts.


def amounts(folder: Path, *values: object) -> Round:
    rows = [application(f"P{at}", f"O{at}", value) for at, value in enumerate(values)]
    return read_cells(folder, ["eligible_investment"], *rows)


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        ((8_000_000, 650, 7_000_000), ["E3"]),
        ((800, 6_500_000, 700), ["E3"]),
        ((8_000_000, 80_000, 8_000_000), ["E3"]),
        ((8_000_000, 80_001, 8_000_000), []),
        ((8_000_000, 799_999_999, 8_000_000), []),
        ((8_000_000, 800_000_000, 8_000_000), ["E3"]),
        ((8_000_000, 0, 8_000_000), []),
        ((8_000_000, None, 650), ["E2", "E4"]),
        ((650,), []),
    ],
)
def test_an_amount_far_from_the_others_is_doubted(
    tmp_path: Path, values: tuple[object, ...], doubted: list[str]
) -> None:
    found = amounts(tmp_path, *values)
    assert len(found.applications) == len(values)
    assert [doubt.cell for doubt in found.doubts] == doubted
    assert not found.faults


def test_a_base_a_thousand_times_the_cap_is_doubted(tmp_path: Path) -> None:
    # 10,000,000 at 20% is the cap of 2,000,000.
    assert [doubt.platform for doubt in amounts(tmp_path, 10_000_000_000).doubts] == ["P0"]
    assert not amounts(tmp_path, 9_999_999_999).doubts


@pytest.mark.parametrize(("base", "doubts"), [("4999.95", 1), ("5000", 0)])
def test_an_award_under_a_thousand_yuan_is_doubted(tmp_path: Path, base: str, doubts: int) -> None:
    rows = [[*application(), date(2026, 2, 1), "build", "pilot_base", base]]
    found = read_cells(tmp_path, ["filed_on", "claims", "platform_kind", "eligible_investment"], *rows)
    decisions = decide_all(POLICY, found.applications, found.paid)
    assert len(with_award_doubts(found, decisions).doubts) == doubts
    assert len(doubts_of(with_award_doubts(found, decisions), decisions[0])) == doubts


def test_a_doubt_stands_with_the_decision_and_among_the_open_questions(tmp_path: Path) -> None:
    found = amounts(tmp_path, 8_000_000, 650, 7_000_000)
    decisions = decide_all(POLICY, found.applications, found.paid)
    with speaking("en"):
        write_results(tmp_path / "r.xlsx", POLICY, decisions, found)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    heading, *rows = book["结论 decisions"].iter_rows(values_only=True)
    at = heading.index("doubts about amounts")
    assert [bool(row[at]) for row in rows] == [False, True, False]
    assert any(row[0] == "P1" and row[4] == "Doubts about amounts" for row in book["待办 open questions"].values)


# Hidden cells.


def test_hidden_rows_columns_and_sheets_are_used_and_noted(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "applications": [[*HEADINGS, "team_size"], application("P1", "O1", 5), application("P2", "O2", 6)],
            "investments": [["platform", "date", "amount"], ["P1", "2025-05-01", 3]],
        },
    )
    book = openpyxl.load_workbook(path)
    book["applications"].row_dimensions[3].hidden = True
    book["applications"].column_dimensions["E"].hidden = True
    book["investments"].sheet_state = "hidden"
    book.save(path)
    found = read_en(path)
    assert [application.facts["team_size"] for application in found.applications] == [5, 6]
    assert notes(found) == [
        ("hidden", "applications", "E1"),
        ("hidden", "applications", "3"),
        ("hidden", "investments", ""),
    ]
    assert not found.faults


# Odd files.

MAIN = (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
RELATIONS = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"支出明细": [["日期", "金额"], [date(2026, 6, 1), 5]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    for name, content in parts.items():
        replace_part(path, name, content.replace(*MAIN).replace(*RELATIONS))
    assert [(line.date, line.fen) for line in read_expenses(path).lines] == [(date(2026, 6, 1), 500)]


def test_styles_that_another_program_wrote_hide_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"支出明细": [["日期", "金额"], [date(2026, 6, 1), 5]]})
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml")
    odd = styles.replace(b"<fill><patternFill /></fill>", b"<fill/>").replace(b"<fonts", b"<odd/><fonts")
    replace_part(path, "xl/styles.xml", odd)
    assert [(line.date, line.fen) for line in read_expenses(path).lines] == [(date(2026, 6, 1), 500)]


LINES = "日期,金额,摘要\n2026-06-01,5,试剂采购与检测\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" * 2 + LINES.encode(),
        LINES.replace("\n", ",,,\n").encode(),
        LINES.replace("\n", "\r\n").encode("gb18030"),
        LINES.replace(",", "\t").encode("utf-16"),
        LINES.replace("试剂采购与检测", '"试剂\r采购"').encode(),
    ],
    ids=["two marks", "trailing commas", "gb18030", "tabs in utf-16", "a CR in a cell"],
)
def test_an_odd_csv_is_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    found = read_expenses(tmp_path / "a.csv")
    assert [(line.date, line.fen) for line in found.lines] == [(date(2026, 6, 1), 500)]
    assert not found.faults


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LINES.encode()[:-2], "a character on line 2 is cut off"),
        (LINES.encode().replace("购".encode(), "购".encode()[:2]), "a character on line 2 is cut off"),
        (LINES.rstrip().encode("gb18030")[:-1], "its last character is cut off"),
        (LINES.replace("5", "5\0").encode(), "line 2 holds a NUL character"),
    ],
)
def test_a_damaged_csv_is_refused_in_our_words(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with speaking("en"), pytest.raises(SheetError, match=said):
        read_expenses(tmp_path / "a.csv")


@pytest.mark.parametrize("value", ["1" * 27, "1" * 27 + ".123", "0." + "1" * 40, 10**26, "1" * 500])
def test_a_number_of_any_length_is_a_fault_of_its_cell(tmp_path: Path, value: object) -> None:
    path = workbook(tmp_path / "a.xlsx", {"支出明细": [["日期", "金额"], ["2026-06-01", value], ["2026-06-02", 5]]})
    found = read_expenses(path, partial=True)
    assert ([line.fen for line in found.lines], [fault.cell for fault in found.faults]) == ([500], ["B2"])


def test_nothing_to_read_is_no_clean_bill(tmp_path: Path) -> None:
    for cells in ([], [["日期", "金额"]]):
        assert read_expenses(workbook(tmp_path / "a.xlsx", {"支出明细": cells})).faults
        assert read_en(workbook(tmp_path / "b.xlsx", {"applications": [HEADINGS] if cells else []})).faults
    write_expenses_template(tmp_path / "c.xlsx")
    assert read_expenses(tmp_path / "c.xlsx").faults


# The wrong workbook.


def test_the_workbook_of_another_measure_is_reported(tmp_path: Path) -> None:
    row = {"platform": "P1", "organisation": "O1", "award_year": 2026, "application_date": date(2026, 3, 1)}
    write_template(load("xinzhou-2024"), tmp_path / "a.xlsx", applications=[row])
    with speaking("en"):
        other = read_round(tmp_path / "a.xlsx", load("yunnan-2025"))
        (fault,) = other.faults
        assert "--policy xinzhou-2024" in fault.remedy
        assert not other.applications
        assert not read_round(tmp_path / "a.xlsx", load("xinzhou-2024")).faults
        assert not read_round(tmp_path / "a.xlsx", load("yunnan-2025"), of_this_measure=False).faults


def test_another_measure_is_recognised_by_its_headings_alone(tmp_path: Path) -> None:
    own = [fact for fact in load("xinzhou-2024").facts if fact not in load("yunnan-2025").facts]
    path = workbook(tmp_path / "a.xlsx", {"申请": [[*HEADINGS, *own], application()]})
    with speaking("en"):
        (fault,) = read_round(path, load("yunnan-2025")).faults
    assert "xinzhou-2024" in fault.message


def test_a_sheet_with_nearly_the_name_of_a_detail_sheet_holds_the_round_back(tmp_path: Path) -> None:
    details: list[list[object]] = [["平台代码", "日期", "金额"], ["p1", "2025-01-01", 5]]
    for name in ("投入明细清单", "台账"):
        path = workbook(tmp_path / "a.xlsx", {"申请": [list[object](HEADINGS), application()], name: details})
        found = read_round(path, load("yunnan-2025"))
        assert (found.applications, len(found.refused)) == ((), 1)


@pytest.mark.parametrize("name", ["附件1 填报说明", "填表说明", "目录", "封面"])
def test_a_guide_or_a_cover_is_no_sheet_of_data(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "a.xlsx", {name: [["请如实填写"]], "申请": [list[object](HEADINGS), application()]})
    found = read_round(path, load("yunnan-2025"))
    assert (len(found.applications), found.faults) == (1, ())
    path = workbook(tmp_path / "a.xlsx", {name: [["单位：万元"]], "申请": [list[object](HEADINGS), application()]})
    assert [fault.sheet for fault in read_round(path, load("yunnan-2025")).faults] == [name]


@pytest.mark.parametrize("name", ["附件2 投入明细", "附表1：投入明细表", "2.投入明细", "投入明细表"])
def test_a_number_before_the_name_of_a_sheet_is_no_part_of_it(tmp_path: Path, name: str) -> None:
    details: list[list[object]] = [["平台编码", "日期", "金额"], ["p1", "2025-01-01", 5]]
    path = workbook(tmp_path / "a.xlsx", {"附件1-申请表": [list[object](HEADINGS), application()], name: details})
    found = read_round(path, load("yunnan-2025"))
    assert (len(found.applications), found.refused) == (1, ())


def test_spending_among_rounds_and_a_round_among_spending_name_the_command(tmp_path: Path) -> None:
    spent = workbook(tmp_path / "a.xlsx", {"支出明细": [["日期", "金额"], ["2026-06-01", 5]]})
    with speaking("en"), pytest.raises(SheetError, match=r"fundcalc audit a\.xlsx"):
        read_round(spent, CONTESTED)
    other = workbook(tmp_path / "b.xlsx", {"申请": [HEADINGS, application()]})
    with speaking("en"):
        assert any("fundcalc award b.xlsx" in fault.remedy for fault in read_expenses(other).faults)
