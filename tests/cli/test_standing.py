"""``fundcalc standing``: events in, standings, deadlines and faults out."""

import json
from datetime import date
from pathlib import Path

import icalendar
import openpyxl
import pytest

from fundcalc.cli import main

EVENTS = """平台编号,依托单位代码,平台类型,平台名称,日期,事件类型,绩效评价等级,所属年度,延长至
p1,o1,中试基地,忻州市法兰锻造中试基地,2025-03-01,批准建设（布局、立项、创建）,,,
p2,o2,,,2025-10-01,filed,,,
p2,o2,,,2026-06-01,filed,,,
p3,o3,,,2026-06-32,filed,,,
"""


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS, "utf-8")
    return path


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_the_standings_of_a_file_as_json(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("standing", events, "--policy", "xinzhou-2024", "--on", "2027-03-20", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    first, second, third = answer["platforms"]
    assert (first["state"], first["build_until"]) == ("building", "2027-03-01")
    assert first["due"] == [
        {
            "duty": "acceptance_application",
            "year": None,
            "last_day": "2027-04-01",
            "overdue": False,
            "cite": "第八条（四）",
        }
    ]
    assert (second["state"], third["state"]) == ("filed", "none")
    assert [(fault["rule"], fault["sheet"], fault["cell"]) for fault in answer["faults"]] == [
        ("value", "events.csv", "E5"),
        ("second_filing", "events.csv", "F4"),
    ]
    assert all(part in answer["faults"][0]["message"] for part in ("E5", "日期", "2026-06-32", "2026-03-01"))


@pytest.mark.parametrize("place", ["file", "book"])
def test_working_days_of_a_further_year(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    words = ("standing", events, "--policy", "xinzhou-2024", "--on", "2027-02-20", "--json")
    run(*words)
    assert "2027-03-03" not in capsys.readouterr().out
    if place == "book":
        run("book", "init", tmp_path / "book")
    days = tmp_path / "book" / "workdays.toml" if place == "book" else tmp_path / "days.toml"
    days.write_text("[2027]\noff = [[2027-03-01, 2027-03-02]]\n", "utf-8")
    capsys.readouterr()
    run(*words, *(("--book", tmp_path / "book") if place == "book" else ("--workdays", days)))
    first = json.loads(capsys.readouterr().out)["platforms"][0]
    assert "2027-03-03" in json.dumps(first["notes"])


def test_deadlines_as_a_calendar(events: Path, tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    assert run("standing", events, "--policy", "xinzhou-2024", "--on", "2027-03-20", "-o", path) == 1
    found = icalendar.Calendar.from_ical(path.read_bytes())
    days = {str(entry["summary"]): entry.decoded("dtstart") for entry in found.walk("VEVENT")}
    assert date(2027, 4, 1) in days.values()
    assert date(2027, 3, 1) in days.values()
    ids = [str(entry["uid"]) for entry in found.walk("VEVENT")]
    assert len(set(ids)) == len(ids) > 3
    before = path.read_bytes()
    assert run("standing", events, "--policy", "xinzhou-2024", "--on", "2027-03-20", "-o", path) == 1
    assert path.read_bytes() == before


def test_standings_as_a_workbook_and_on_the_screen(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "standing.xlsx"
    assert run("standing", events, "--policy", "xinzhou-2024", "--on", "2027-03-20", "-o", path, "--lang", "en") == 1
    out = capsys.readouterr().out
    assert all(
        part in out for part in ("being built", "application for acceptance", "2027-04-01", "2 rows are not used")
    )
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 6
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == [
        "忻州市法兰锻造中试基地\np1",
        "p2",
        "p3",
    ]


def test_a_draft_asks_for_its_date(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("standing", events, "--policy", "urumqi-draft") == 2
    assert "--set validity.from" in capsys.readouterr().err
    assert run("standing", events, "--policy", "urumqi-draft", "--set", "validity.from=2026-07-01") == 1


def test_a_file_without_events_is_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert run("standing", path, "--policy", "xinzhou-2024") == 2
    assert run("standing", path, "--policy", "xinzhou-2024", "-o", "x.doc") == 2


def test_a_book_knows_who_was_paid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.csv"
    path.write_text("platform,organisation,date,event\nEX-PB-4,o1,2026-05-01,filed\n", "utf-8")
    book = Path(__file__).parents[2] / "ledgers" / "authority"
    assert run("standing", path, "--policy", "inner-mongolia-2025", "--book", book, "--on", "2027-02-01", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["platforms"]
    assert [due["duty"] for due in one["due"]] == ["report", "evaluation"]


def test_what_a_table_of_applications_takes_is_written_as_csv(events: Path, tmp_path: Path) -> None:
    graded = EVENTS + "p2,o2,,,2026-12-01,evaluated,优秀,,\np2,o2,,,2027-02-01,revoked,,,\n"
    events.write_text(graded.replace("p2,o2,,,2026-06-01,filed,,,\n", ""), "utf-8")
    run("standing", events, "--policy", "inner-mongolia-2025", "--on", "2026-12-31", "-o", tmp_path / "facts.csv")
    lines = (tmp_path / "facts.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "platform,organisation,filed_on,first_filing,grade,revoked_on,revocation_ground"
    assert "p2,o2,2025-10-01,yes,excellent,," in lines


def test_a_fault_ends_as_its_language_does(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, end in (("zh", "。（第八条（四））"), ("en", ". (第八条（四）)")):
        run("standing", events, "--policy", "xinzhou-2024", "--on", "2027-03-20", "--lang", language)
        faults = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗ p2")]
        assert [line[-len(end) :] for line in faults] == [end]


def test_words_and_headings_of_bureaus_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("2026年")
    for row in (
        ["平台动态登记表"],
        ["平台编号", "时间", "事项", "考核结果"],
        ["p1", "2026年6月1日", "考核", "合格"],
        ["p1", "2025.10.1", "备案"],
    ):
        sheet.append(row)
    book.save(tmp_path / "events.xlsx")
    words = ("standing", tmp_path / "events.xlsx", "--policy", "inner-mongolia-2025", "--on", "2026-12-01", "--json")
    assert run(*words) == 0
    (one,) = json.loads(capsys.readouterr().out)["platforms"]
    assert (one["state"], one["due"][-1]["year"]) == ("filed", 2027)
    book.copy_worksheet(sheet)
    book.save(tmp_path / "events.xlsx")
    assert run(*words) == 2
