"""A round from bytes to bytes: the same decisions, faults and results as the commands give, and nothing left on disk."""

import io
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from fundcalc import prose
from fundcalc.app import rounds
from fundcalc.app.uploads import File, plain_name
from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import speaking
from fundcalc.policy.loading import available, load
from fundcalc.views import decisions as views
from fundcalc.views.table import Marked, Money


@pytest.fixture(autouse=True)
def nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("policy", available())
def test_the_sample_of_every_measure_is_decided_without_a_fault(policy: str) -> None:
    loaded = load(policy, changes=rounds.dated(rounds.date_of_sample(policy)))
    decided = rounds.decide(loaded, [rounds.sample(policy)])
    assert decided.decisions
    assert (decided.round_.faults, decided.round_.refused) == ((), ())
    assert rounds.open_questions(decided, decided.decisions).records or all(
        decision.status == "payable" for decision in decided.decisions
    )


def test_a_measure_without_a_sample_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "read_sample", lambda _policy: None)
    with pytest.raises(SheetError, match=r"^xpcc has no sample; fill in its template$"):
        rounds.sample("xpcc")
    assert rounds.date_of_sample("xpcc") == ""


def test_the_template_is_the_one_of_the_command() -> None:
    book = load_workbook(io.BytesIO(rounds.template(load("yunnan-2025"))))
    assert "申请 applications" in book.sheetnames


def test_the_results_can_be_read_again() -> None:
    decided = rounds.decide(load("yunnan-2025"), [rounds.sample("yunnan-2025")])
    sheet = load_workbook(io.BytesIO(rounds.result(decided)))["结论 decisions"]
    heading, *rows = sheet.iter_rows(values_only=True)
    payable = heading.index("payable (yuan)")
    assert sum(Decimal(str(row[payable])) for row in rows) == Decimal("7985802.45")
    assert rounds.result_name([File("第1轮.xlsx", b"")]) == "第1轮-result.xlsx"


def test_the_figures_are_exact_and_in_capitals() -> None:
    decided = rounds.decide(load("yunnan-2025"), [rounds.sample("yunnan-2025")])
    assert rounds.figures(decided) == [
        ("applications decided", "17", ""),
        ("applications payable", "6", ""),
        ("payable in all (yuan)", "7,985,802.45", "柒佰玖拾捌万伍仟捌佰零贰元肆角伍分"),
        ("payable besides, once filed (yuan)", "800,000.00", ""),
    ]


def test_a_draft_is_decided_once_its_date_is_supplied() -> None:
    files = [rounds.sample("urumqi-draft")]
    assert rounds.lacks_a_date(load("urumqi-draft"))
    assert not rounds.lacks_a_date(load("yunnan-2025"))
    assert set(rounds.statuses(rounds.decide(load("urumqi-draft"), files))) == {"not_in_force"}
    supplied = load("urumqi-draft", changes=rounds.dated(" 2026-01-01 "))
    assert "not_in_force" not in rounds.statuses(rounds.decide(supplied, files))
    assert rounds.date_of_sample("xpcc") == "2024-11-01"


def test_every_reading_can_be_answered_with_each_of_its_values() -> None:
    for policy in available():
        for name, question in rounds.questions(load(policy)).items():
            assert len(set(question.answers.values())) == len(question.answers), name
            for answer in question.answers:
                load(policy, readings={name: answer})


def test_decisions_are_found_by_outcome_and_by_a_word() -> None:
    decided = rounds.decide(load("yunnan-2025"), [rounds.sample("yunnan-2025")])
    assert len(rounds.found(decided)) == 17
    assert len(rounds.found(decided, "payable")) == 6
    assert [decision.platform for decision in rounds.found(decided, word="poc-05 ")] == ["YN-POC-05"]
    assert rounds.found(decided, "payable", "示例七大学") == ()
    [row] = views.overview(decided.policy, rounds.found(decided, word="YN-POC-05")).rows()
    assert row == [
        "示例就高不重复概念验证中心\nYN-POC-05",
        "示例五科技公司（虚构）",
        Marked("payable", "good", "payable"),
        Money(120_000_000),
        Money(30_000_000),
        Money(50_000_000),
    ]


def test_a_page_is_what_explain_tells() -> None:
    decided = rounds.decide(load("yunnan-2025"), [rounds.sample("yunnan-2025")])
    [seventh] = [decision for decision in decided.decisions if decision.platform == "YN-POC-07"]
    assert rounds.page_of(decided, "YN-POC-07") == prose.explain(seventh, decided.decisions)


def test_what_is_open_names_a_platform_once() -> None:
    decided = rounds.decide(load("yunnan-2025"), [rounds.sample("yunnan-2025")])
    rows = rounds.open_questions(decided, rounds.found(decided, "needs_documents")).rows()
    assert [row[0] for row in rows] == ["示例材料不全概念验证中心\nYN-POC-11", None, None]


def test_several_csv_files_are_one_round() -> None:
    applications = (
        "platform,organisation,award_year,application_date,platform_kind\np1,o1,2026,2026-03-01,proof_of_concept\n"
    )
    files = [File("applications.csv", applications.encode()), File("investments.csv", b"")]
    decided = rounds.decide(load("yunnan-2025"), files)
    assert [decision.platform for decision in decided.decisions] == ["p1"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([File("a.xlsx", b"")], "a.xlsx: the file is empty (0 bytes); save or copy it again."),
        ([File("../../a.xlsx", b"hello")],
         "a.xlsx: this is not a workbook; open it in Excel or WPS and save it as .xlsx, or give a .csv file."),
        ([File("a.csv", b"x"), File("b/a.csv", b"x")], "a.csv: two files have this name; rename one of them."),
        ([File("a.csv", b"x"), File("b.xlsx", b"x")],
         "a.csv, b.xlsx: a round is one workbook, or several CSV files; drop one."),
    ],
)  # fmt: skip
def test_files_that_are_not_a_round_are_an_error(files: list[File], message: str) -> None:
    with pytest.raises(SheetError) as error:
        rounds.decide(load("yunnan-2025"), files)
    assert str(error.value) == message


def test_a_workbook_that_would_fill_the_memory_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SheetError, match=r"^bomb\.xlsx: "):
        rounds.decide(load("yunnan-2025"), [File("bomb.xlsx", buffer.getvalue())])


def test_faults_are_in_the_language_of_the_page() -> None:
    rows: list[list[object]] = [["platform", "organisation", "award_year"], ["p1", "o1", "soon"]]
    file = File("round.xlsx", workbook({"applications": rows}))
    english = rounds.decide(load("yunnan-2025"), [file]).round_.faults
    with speaking("zh"):
        chinese = rounds.decide(load("yunnan-2025"), [file]).round_.faults
    assert (english[-1].cell, english[-1].value) == (chinese[-1].cell, chinese[-1].value) == ("C2", "soon")
    assert english[-1].message != chinese[-1].message


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("round.xlsx", "round.xlsx"),
        ("C:\\Users\\me\\申报.xlsx", "申报.xlsx"),
        ("../../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("..", "file"),
        ("", "file"),
        ("名" * 300 + ".xlsx", "名" * 40 + ".xlsx"),
    ],
)
def test_a_name_leads_nowhere(name: str, plain: str) -> None:
    assert plain_name(name) == plain
