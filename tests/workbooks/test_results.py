"""The workbook of results: figures, reasons, what is open, and no text that could run."""

import re
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
import xlsxwriter

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger import Posting
from fundcalc.ledger.differences import AwardDifference
from fundcalc.ledger.records import Award
from fundcalc.policy.loading import load
from fundcalc.views.table import Column, Table
from fundcalc.workbooks import Round, read_round, sheet_writer, write_results, write_template
from fundcalc.workbooks.safe_writing import safe
from fundcalc.workbooks.sheet_writer import formats, write_table

from .samples import CONTESTED, read_en

RUNS = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")


def round_of(folder: Path) -> tuple[Round, list[Decision]]:
    rows: list[dict[str, object]] = [
        {"platform_name": "=cmd|' /C calc'!A0", "eligible_investment": "3333333.33", "filed_on": date(2026, 2, 1)},
        {"platform_name": "@SUM(A1)", "platform_kind": None, "filed_on": date(2026, 2, 1), "claims": ["filing"]},
        {"platform_name": "+1", "eligible_investment": 5},
        {"platform_name": "-1", "eligible_investment": "120万"},
    ]
    common: dict[str, object] = {"platform_kind": "pilot_base", "claims": ["build"]}
    common |= {"award_year": 2026, "application_date": date(2026, 3, 1)}
    given = [{"platform": f"P{at}", "organisation": f"O{at}", **common, **row} for at, row in enumerate(rows, start=1)]
    write_template(CONTESTED, folder / "round.xlsx", applications=given)
    found = read_en(folder / "round.xlsx", CONTESTED)
    return found, decide_all(CONTESTED, found.applications, found.paid)


def results(folder: Path, **more: Any) -> dict[str, list[list[object]]]:
    found, decisions = round_of(folder)
    with speaking("en"):
        write_results(folder / "r.xlsx", CONTESTED, decisions, found, on=date(2026, 6, 1), **more)
    book = openpyxl.load_workbook(folder / "r.xlsx")
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_the_sheets(tmp_path: Path) -> None:
    assert list(results(tmp_path)) == [
        *("摘要 summary", "结论 decisions", "理由 reasons", "待办 open questions", "未受理的行 refused rows"),
        *("单元格错误 faults", "读取说明 notes"),
    ]


def test_the_summary(tmp_path: Path) -> None:
    rows = results(tmp_path)["摘要 summary"]
    texts = {row[0]: [value for value in row[1:] if value is not None] for row in rows if row[0]}
    assert texts["Payable in all (yuan)"] == [666666.67]
    assert texts["in ten thousands of yuan (万元)"] == ["≈ 66.6667 × CNY 10,000"]
    assert texts["in capitals (人民币大写)"] == ["陆拾陆万陆仟陆佰陆拾陆元陆角柒分"]
    assert texts["payable"] == [1, 666666.67, 0]
    assert texts["decided in all"] == [3, 666666.67]
    assert texts["not decided (see the sheet of refused rows)"] == [1]
    assert texts["faults of cells (see the sheet of faults)"] == [1]
    assert texts["building subsidy"] == [1, 666666.67]
    assert texts["SHA-256 of the policy"] == [CONTESTED.digest]
    assert texts["file"] == ["round.xlsx"]
    assert len(str(texts["SHA-256 of the file"][0])) == 64
    assert texts["How is a product rounded?"] == ["half up", 2]


def test_the_decisions_have_every_amount_as_a_number_and_why(tmp_path: Path) -> None:
    head, *rows = results(tmp_path)["结论 decisions"]
    by = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    first = by["P1"]
    assert first["payable (yuan)"] == 666666.67
    assert first["building subsidy: by the rule (yuan)"] == 666666.67
    assert first["building subsidy: payable now (yuan)"] == 666666.67
    assert first["building subsidy: why"] == "by the rule of the measure: CNY 666,666.67"
    assert first["filing subsidy: why"] == "not claimed"
    assert first["stands in"] == "申请 applications, row 3"
    assert by["P2"]["filing subsidy: by the rule (yuan)"] is None
    assert by["P2"]["outcome"] == "documents missing"


def test_the_reasons_carry_their_article(tmp_path: Path) -> None:
    rows = results(tmp_path)["理由 reasons"]
    assert next(row for row in rows if row[0] == "P1" and "×" in str(row[4])) == [
        "P1",
        "'=cmd|' /C calc'!A0",
        "building subsidy",
        "第四条",
        "base CNY 3,333,333.33 × 20% = CNY 666,666.666, rounded half up to the fen: CNY 666,666.67",
    ]


def test_the_open_questions_say_what_is_missing(tmp_path: Path) -> None:
    rows = results(tmp_path)["待办 open questions"]
    assert [
        "P2",
        "'@SUM(A1)",
        None,
        "documents missing",
        "Open questions",
        "第五条",
        "missing: kind of platform",
        "申请 applications, row 4",
    ] in rows
    assert [row[4] for row in rows if row[0] == "P1"] == ["Doubts about amounts"]


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("needs_review", "for review", "Under other readings"),
        ("needs_election", "class to be chosen", "Outcome"),
    ],
)
def test_every_kind_of_open_question_is_there(tmp_path: Path, name: str, status: str, said: str) -> None:
    policy = load("yunnan-2025")
    rows: list[dict[str, object]] = [
        {
            "platform": f"P{at}",
            "organisation": "O1" if name == "needs_election" else f"O{at}",
            "award_year": 2026,
            "application_date": date(2026, 3, 1),
            "filed_on": date(2026, 2, 1),
            "platform_kind": kind,
            "plaque_only": False,
            "investments": [
                {"date": date(2025, 5, 1), "amount": 500, "category": "equipment", "funding": "central_other"}
            ],
        }
        for at, kind in enumerate(("pilot_base", "proof_of_concept"))
    ]
    write_template(policy, tmp_path / "a.xlsx", applications=rows)
    found = read_round(tmp_path / "a.xlsx", policy)
    decisions = decide_all(policy, found.applications, found.paid)
    assert {decision.status for decision in decisions} == {name}
    write_results(tmp_path / "r.xlsx", policy, decisions, found)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["待办 open questions"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(row[3] == status and row[4] == said and row[6] for row in texts)


def test_refused_rows_and_faults(tmp_path: Path) -> None:
    sheets = results(tmp_path)
    assert sheets["未受理的行 refused rows"][1] == [
        *("round.xlsx", "申请 applications", 6, "P4", "'-1", "O4", None, "These cells have faults: U6.")
    ]
    assert sheets["单元格错误 faults"][1] == [
        *(
            "round.xlsx",
            "申请 applications",
            "U6 (近三年科研软硬件投入总额（补助基数）（元）)",
            "120万",
            "An amount in yuan with at most two decimals was expected.",
        ),
        "Write 1200000, or write （万元） in the heading and 120 here.",
    ]


def test_no_text_can_become_a_formula_even_as_csv(tmp_path: Path) -> None:
    sheets = results(tmp_path)
    texts = [value for rows in sheets.values() for row in rows for value in row if isinstance(value, str)]
    assert "'=cmd|' /C calc'!A0" in texts
    assert not [text for text in texts if RUNS.match(text)]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("云南 =1", "云南 =1"),
        ("=1", "'=1"),
        (" \u200b@x", "' \u200b@x"),
        ("＋1", "'＋1"),
        ("\tx", "'\tx"),
        ("\n2026-01-01 open Assets:X", "'\n2026-01-01 open Assets:X"),
        ("a\ud800b\x00c\uffff", "a\ufffdb\ufffdc\ufffd"),
        ("长" * 40_000, "长" * 32_766 + "…"),
    ],
)
def test_text_is_made_safe(text: str, written: str) -> None:
    assert safe(text) == written


def one_column(*amounts: int) -> Table[int]:
    columns: list[Column[int]] = [Column("a", "a", lambda amount: amount, "yuan")]
    return Table("amounts", columns, amounts)


def test_an_amount_beyond_fifteen_digits_is_text_and_never_a_wrong_figure(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    write_table(book, "x", one_column(10**15 - 1, 10**15 + 1, -5), formats(book))
    book.close()
    values = [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["x"].iter_rows(min_row=2)]
    assert values == [9999999999999.99, "10000000000000.01", -0.05]


def test_rows_beyond_a_sheet_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_writer, "MOST_ROWS", 3)
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    write_table(book, "x", one_column(*range(5)), formats(book))
    book.close()
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")
    values = {sheet.title: [row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in found.worksheets}
    assert values == {"x": [0, 0.01], "x 2": [0.02, 0.03], "x 3": [0.04]}


def test_what_became_of_the_round_in_the_book(tmp_path: Path) -> None:
    award = Award(
        policy="sample",
        code="SA",
        year=2026,
        platform="P1",
        benefit="build",
        organisation="O1",
        organisation_name="单位",
        platform_name="平台",
        platform_kind="",
        fen=500,
        on=date(2026, 6, 1),
        cite="第四条",
        policy_digest="0" * 64,
        inputs_digest="0" * 64,
    )
    posting = Posting((award,), (), (), "b1")
    posted = SimpleNamespace(
        id=award.id, fen=300, platform="P1", platform_name="平台", organisation_name="单位", cite="第四条"
    )
    difference = AwardDifference(cast("Any", posted), 500, "O1")
    sheets = results(tmp_path, posting=posting, differences=[difference])
    rows = [row[:3] for row in sheets["摘要 summary"]]
    assert ["posted", 1, 5] in rows
    assert ["corrected", 0, None] in rows
    assert sheets["待办 open questions"][-1][4:7] == [
        "The book",
        "第四条",
        f"{award.id} is in the book with CNY 3.00; it now comes to CNY 5.00",
    ]


def test_results_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, decisions = round_of(tmp_path)
    before = sorted(tmp_path.iterdir())

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    path = tmp_path / "r.xlsx"
    with speaking("en"), pytest.raises(SheetError) as error:
        write_results(path, CONTESTED, decisions, found)
    assert str(error.value) == f"{path} cannot be written (No space left on device); choose another name or folder."
    assert sorted(tmp_path.iterdir()) == before
