"""Who is decided and who is not: records, history, doubles, merged cells, formulas, and what depends on them."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from fundcalc.base.i18n import speaking
from fundcalc.engine.application import PaidAward
from fundcalc.workbooks import read_round
from tests.snapshots import Snapshot

from .samples import (
    CONTESTED,
    HEADINGS,
    POLICY,
    Cells,
    application,
    faults,
    read_cells,
    read_en,
    replace_part,
    workbook,
)

PAID = ("organisation", "platform", "programme", "benefit", "year", "amount")
INVESTMENTS = ("platform", "date", "amount", "category", "funding")


def decided(found: object) -> list[str]:
    return [application.platform for application in found.applications]  # type: ignore[attr-defined]


def test_records_go_to_their_platform_in_order(tmp_path: Path) -> None:
    found = read_cells(
        tmp_path,
        [],
        application("P1"),
        application("P2", "O2"),
        investments=[
            INVESTMENTS,
            ["P2", "2025-05-01", 3.5, "仪器设备购置", "自有资金"],
            ["P1", "2025年5月2日", "1,000", "software", "provincial"],
            ["P2", None, 4, None, None],
        ],
    )
    first, second = found.applications
    assert [record["amount"] for record in first.records["investments"]] == [100_000]
    assert [record["amount"] for record in second.records["investments"]] == [350, 400]
    assert "date" not in second.records["investments"][1]
    assert not found.faults


def test_a_faulty_record_refuses_its_platform_alone(tmp_path: Path, snapshot: Snapshot) -> None:
    rows: Cells = [
        INVESTMENTS,
        ["P1", "2025-05-01", "3万", "equipment", "own"],
        ["P2", "2025-05-01", 3, "equipment", "own"],
    ]
    found = read_cells(tmp_path, [], application("P1"), application("P2", "O2"), investments=rows)
    assert decided(found) == ["P2"]
    snapshot("a_faulty_record_refuses_its_platform_alone", "\n".join(faults(found)))
    assert found.refused[0].why == (
        "A record of this platform has a fault (investments row 2), so its total would be incomplete.",
    )


def test_a_record_of_nobody_is_reported_and_refuses_nobody(tmp_path: Path, snapshot: Snapshot) -> None:
    rows: Cells = [INVESTMENTS, ["P7", "2025-05-01", 3, "equipment", "own"]]
    found = read_cells(tmp_path, [], application("P1"), investments=rows)
    assert decided(found) == ["P1"]
    snapshot("a_record_of_nobody_is_told_and_refuses_nobody", "\n".join(faults(found)))


def test_a_record_that_does_not_say_its_organisation_refuses_everybody(tmp_path: Path) -> None:
    rows: Cells = [INVESTMENTS, [None, "2025-05-01", 3, "equipment", "own"]]
    found = read_cells(tmp_path, [], application("P1"), application("P2", "O2"), investments=rows)
    assert decided(found) == []
    assert {row.why for row in found.refused} == {
        ("A record (investments row 2) does not name its platform, and it may be this applicant's.",)
    }


def test_a_detail_sheet_this_policy_does_not_use_is_left_alone(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [], application("P1"), instruments=[["platform", "original_value"], ["P1", "3万"]])
    assert decided(found) == ["P1"]
    assert not found.faults


def test_awards_already_paid(tmp_path: Path) -> None:
    rows: Cells = [PAID, ["O1", "P1", "示例", "建设补助", 2025, 1000.5], ["O9", "P9", "other-1", "lab", 2025, -3]]
    found = read_cells(tmp_path, [], application("P1"), paid=rows)
    assert found.paid == (
        PaidAward("O1", "P1", "sample", "build", 2025, 100_050, row=2),
        PaidAward("O9", "P9", "other-1", "lab", 2025, -300, row=3),
    )


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (["O1", "P9", "sample", "build", 2025, "x"], ["P1", "P2"]),
        (["O9", "P3", "sample", "build", 2025, "x"], ["P3"]),
        (["云大", "P3", "sample", "build", 2025, 1], ["P3"]),
        (["O9", "P9", "sample", "build", 2025, None], []),
        ([None, None, "sample", "build", 2025, 1], ["P1", "P2", "P3"]),
    ],
)
def test_an_award_that_cannot_be_read_refuses_whom_it_may_concern(
    tmp_path: Path, row: list[object], refused: list[str]
) -> None:
    rows = [application("P1", "O1"), application("P2", "O1"), application("P3", "O3")]
    found = read_cells(tmp_path, [], *rows, paid=[PAID, row])
    assert [refusal.platform for refusal in found.refused] == refused
    assert found.faults
    assert found.paid == ()


def test_why_an_unreadable_award_refuses(tmp_path: Path) -> None:
    found = read_cells(tmp_path, [], application(), paid=[PAID, ["O1", "P9", "sample", "build", 2025, "x"]])
    assert found.refused[0].why == (
        "An award already paid to this applicant cannot be read (paid row 2), and history is not guessed.",
    )
    found = read_cells(tmp_path, [], application(), paid=[PAID, [None, None, "sample", "build", 2025, 1]])
    assert found.refused[0].why == (
        "An award already paid (paid row 2) does not name its recipient, and it may have been this applicant.",
    )


def test_a_sheet_of_awards_without_headings_refuses_everybody(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_cells(tmp_path, [], application(), paid=[["O1", "P1", "sample", "build", 2025, 1]])
    assert decided(found) == []
    snapshot("a_sheet_of_awards_without_headings_refuses_everybody", "\n".join(faults(found)))
    assert found.refused[0].why == ("The sheet paid cannot be read, and the outcome may depend on it.",)


def test_the_same_platform_twice_refuses_both_and_names_both(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_cells(tmp_path, [], application("P1"), application("P2"), application("P1", "O2"))
    assert decided(found) == ["P2"]
    snapshot("the_same_platform_twice_refuses_both_and_names_both", "\n".join(faults(found)))
    assert [(row.row, row.why) for row in found.refused] == [
        (2, ("This platform is listed in another row too: 4.",)),
        (4, ("This platform is listed in another row too: 2.",)),
    ]


def test_merged_cells_refuse_the_rows_they_cover(tmp_path: Path, snapshot: Snapshot) -> None:
    path = workbook(
        tmp_path / "round.xlsx",
        {"applications": [HEADINGS, application("P1"), application("P2", ""), application("P3", "O3")]},
    )
    book = openpyxl.load_workbook(path)
    book["applications"].merge_cells("B2:B3")
    book.save(path)
    found = read_en(path)
    assert decided(found) == ["P3"]
    snapshot("merged_cells_refuse_the_rows_they_cover", "\n".join(faults(found)))


def test_merged_titles_above_and_cells_next_to_it_are_no_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "round.xlsx", {"applications": [["title"], HEADINGS, application("P1")]})
    book = openpyxl.load_workbook(path)
    book["applications"].merge_cells("A1:D1")
    book["applications"].merge_cells("H3:J9")
    book.save(path)
    assert decided(read_en(path)) == ["P1"]
    assert not read_en(path).faults


def test_formulas_errors_and_what_was_never_calculated(tmp_path: Path, snapshot: Snapshot) -> None:
    found = read_cells(
        tmp_path,
        ["equipment_value", "team_size"],
        application("P1", "O1", "=1+1", 3),
        application("P2", "O2", "#REF!", 3),
        application("P3", "O3", 5, 3),
    )
    assert decided(found) == ["P3"]
    snapshot("formulas_errors_and_what_was_never_calculated", "\n".join(faults(found)))


def test_formulas_with_stored_results_are_read(tmp_path: Path, snapshot: Snapshot) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
    sheet = book.add_worksheet("申请")
    for column, text in enumerate((*HEADINGS, "equipment_value", "team_size", "platform_name")):
        sheet.write_string(0, column, text)
    for column, value in enumerate(application()):
        sheet.write(1, column, value)
    sheet.write_formula(1, 4, "=0.1+0.2", None, 0.30000000000000004)
    sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 6, '=""', None, "nothing")
    book.close()
    xml = zipfile.ZipFile(tmp_path / "f.xlsx").read("xl/worksheets/sheet1.xml")
    replace_part(tmp_path / "f.xlsx", "xl/worksheets/sheet1.xml", xml.replace(b"<v>nothing</v>", b"<v></v>"))
    found = read_en(tmp_path / "f.xlsx")
    snapshot("formulas_with_stored_results_are_read", "\n".join(faults(found)))
    assert found.refused[0].platform_name == ""


def test_hidden_rows_are_read_and_blank_rows_are_not(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "round.xlsx",
        {"applications": [HEADINGS, application("P1"), [], ["  ", "\u3000"], application("P2", "O2")]},
    )
    book = openpyxl.load_workbook(path)
    book["applications"].row_dimensions[2].hidden = True
    book.save(path)
    found = read_en(path)
    assert decided(found) == ["P1", "P2"]
    assert found.places["P2"].row == 5
    assert not found.refused


def test_a_total_below_the_rows_is_left_out(tmp_path: Path) -> None:
    found = read_cells(tmp_path, ["equipment_value"], application("P1", "O1", 5), ["合计", None, None, None, 5])
    assert decided(found) == ["P1"]
    assert (found.faults, found.refused) == ((), ())
    assert [(note.kind, note.cell) for note in found.notes] == [("skipped", "3")]


def test_hostile_text_is_kept_as_it_is(tmp_path: Path) -> None:
    texts = ["'=cmd|' /C calc'!A0", "+1", "@SUM(A1)", '"\n2026-01-01 open Assets:X', "\u202eabc", '<c r="A1"/>']
    rows = [application(f"P{at}", "O1", text) for at, text in enumerate(texts)]
    found = read_cells(tmp_path, ["platform_name"], *rows)
    assert [application.platform_name for application in found.applications] == texts
    assert not found.faults


def test_under_a_contest_a_refused_row_holds_the_others_of_its_organisation(tmp_path: Path) -> None:
    rows = [application("P1", "O1", "x"), application("P2", "O1", 5), application("P3", "O3", 5)]
    path = workbook(tmp_path / "a.xlsx", {"applications": [[*HEADINGS, "team_size"], *rows]})
    assert decided(read_en(path, POLICY)) == ["P2", "P3"]
    found = read_en(path, CONTESTED)
    assert decided(found) == ["P3"]
    assert found.refused[1].why == (
        "Row 2 of the same organisation is not decided, and under this measure one depends on the other.",
    )


def test_under_a_contest_an_unreadable_organisation_holds_those_of_its_name_or_all(tmp_path: Path) -> None:
    def found(name: str | None) -> list[str]:
        rows = [
            application("P1", "云大", name),
            application("P2", "O2", "云南大学"),
            application("P3", "O3", "别的"),
            application("P4", "O2", "云南大学（新）"),
        ]
        path = workbook(tmp_path / "a.xlsx", {"applications": [[*HEADINGS, "organisation_name"], *rows]})
        return [f"{row.platform}: {row.why[0]}" for row in read_en(path, CONTESTED).refused]

    assert found("云南 大学") == [
        "P1: These cells have faults: B2.",
        "P2: Row 2 of an organisation of the same name has no readable code, and one may depend on the other.",
        "P4: Row 3 of the same organisation is not decided, and under this measure one depends on the other.",
    ]
    assert found(None)[1:] == [
        f"{platform}: Row 2 does not name its organisation, and this application may depend on it."
        for platform in ("P2", "P3", "P4")
    ]


def test_claims_and_a_grade_by_their_labels(tmp_path: Path) -> None:
    found = read_cells(tmp_path, ["claims", "绩效评价等级"], application("P1", "O1", "备案补助", "优秀"))
    assert found.applications[0].claims == ("filing",)
    assert found.applications[0].grade == "excellent"


def test_messages_are_spoken_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"applications": [HEADINGS, application("P1", "云大")]})
    with speaking("zh"):
        assert "B2" in str(read_round(path, POLICY).faults[0])
