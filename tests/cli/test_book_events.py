"""``fundcalc book events``: rows of a sheet kept in the book, each once, and what is said of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from fundcalc.cli import main
from fundcalc.ledger.listing import entries

EVENTS = "platform,organisation,date,event,grade,note\n{}\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    assert run("book", "init", folder, "--role", "authority") == 0
    return folder


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def sheet(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS.format("\n".join(rows)), "utf-8")
    return path


def enter(book: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    capsys.readouterr()
    code = run("book", "events", book, path, "--policy", "inner-mongolia-2025", "--json")
    return code, json.loads(capsys.readouterr().out)


def test_a_row_is_kept_once(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheet(tmp_path, "p1,o1,2025-10-01,filed,,", 'p1,o1,2026-06-01,evaluated,fail,"a ""note"""')
    code, answer = enter(book, path, capsys)
    assert (code, answer["new"], answer["already"]) == (0, 2, 0)
    code, answer = enter(book, path, capsys)
    assert (code, answer["new"], answer["already"], answer["batch"]) == (0, 0, 2, None)
    assert [(entry.kind, entry.award, entry.fen) for entry in entries(book).entries] == [("events", "", None)]


def test_events_of_the_book_count_in_a_standing(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enter(book, sheet(tmp_path, "p1,o1,2025-10-01,filed,,", "p1,o1,2026-06-01,evaluated,fail,"), capsys)
    later = sheet(tmp_path, "p1,o1,2025-10-01,filed,,", "p1,o1,2027-06-01,absent,,")
    words = ("standing", later, "--policy", "inner-mongolia-2025", "--on", "2027-07-01", "--json")
    assert run(*words, "--book", book) == 0
    (one,) = json.loads(capsys.readouterr().out)["platforms"]
    assert (one["state"], [proposed["cite"] for proposed in one["proposed"]]) == ("rectifying", ["第二十三条（二）"])


def test_a_round_knows_the_events_of_its_book(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enter(book, sheet(tmp_path, "p1,o1,2026-02-01,filed,,"), capsys)
    round_ = tmp_path / "round.csv"
    round_.write_text(
        "platform,organisation,award_year,application_date,platform_kind,all_attested\n"
        "p1,o1,2026,2026-03-01,proof_of_concept,是\n",
        "utf-8",
    )
    words = ("award", round_, "--policy", "inner-mongolia-2025", "--book", book, "--date", "2026-12-31", "--json")
    run(*words)
    (decision,) = json.loads(capsys.readouterr().out)["decisions"]
    assert decision["benefits"]["filing"]["amount"] == "500000.00"


def test_an_impossible_event_is_refused_as_a_whole(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path, "p1,o1,2025-10-01,filed,,", "p1,o1,2025-11-01,filed,,", "p1,o1,2025-13-01,report,,")
    code, answer = enter(book, path, capsys)
    assert (code, len(answer["error"]["faults"])) == (1, 2)
    assert entries(book).entries == ()


def test_events_can_be_reversed(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enter(book, sheet(tmp_path, "p1,o1,2025-10-01,filed,,"), capsys)
    (entry,) = entries(book).entries
    assert run("book", "reverse", book, entry.id, "--why", "wrong platform") == 0
    code, answer = enter(book, sheet(tmp_path, "p1,o1,2025-10-01,filed,,"), capsys)
    assert (code, answer["new"]) == (0, 1)
