"""Events of a round: filing, grade and revocation come from them, and what differs is left to a person."""

from datetime import date
from pathlib import Path

import pytest

import fundcalc
from fundcalc import Decision
from fundcalc.workbooks import Round, doubts, read_round

INNER_MONGOLIA = fundcalc.load("inner-mongolia-2025")
APPLICATION = "platform,organisation,award_year,application_date,platform_kind,all_attested,filed_on,grade"


def folder(tmp_path: Path, row: str, *events: str) -> Path:
    (tmp_path / "applications.csv").write_text(f"{APPLICATION}\n{row}\n", "utf-8")
    lines = "\n".join(f"p1,o1,{event}" for event in events)
    (tmp_path / "events.csv").write_text(f"platform,organisation,date,event,grade,cite\n{lines}\n", "utf-8")
    return tmp_path


def decided(path: Path, policy: fundcalc.Policy = INNER_MONGOLIA) -> tuple[Round, list[Decision]]:
    round_ = read_round(path, policy)
    return round_, fundcalc.decide_all(policy, round_.applications, round_.paid)


BLANK = "p1,o1,2026,2026-03-01,proof_of_concept,是,,"


def test_the_filing_and_the_grade_come_from_the_events(tmp_path: Path) -> None:
    path = folder(tmp_path, BLANK, "2026-02-01,filed,,", "2026-09-01,evaluated,excellent,")
    round_, (decision,) = decided(path)
    assert round_.faults == ()
    assert (decision.application.filed_on, decision.application.grade) == (date(2026, 2, 1), "excellent")
    assert {name: due.amount and str(due.amount) for name, due in decision.benefits.items()} == {
        "filing": "500000.00",
        "excellent": "1000000.00",
    }
    assert round_.standings["p1"].state == "filed"


@pytest.mark.parametrize(("given", "key"), [("2026-02-02,", "filed_on"), (",合格", "grade")])
def test_what_differs_is_left_to_a_person(tmp_path: Path, given: str, key: str) -> None:
    path = folder(tmp_path, BLANK[:-1] + given, "2026-02-01,filed,,", "2026-09-01,evaluated,excellent,")
    _round, (decision,) = decided(path)
    assert decision.status == "needs_review"
    (doubt,) = decision.application.doubts
    assert doubt.key == key
    note = next(note for note in decision.to_dict()["notes"] if note["note"] == "events_differ")
    assert {note["given"], note["events"]} in ({"2026-02-01", "2026-02-02"}, {"pass", "excellent"})


def test_a_revocation_among_the_events_bars(tmp_path: Path) -> None:
    path = folder(tmp_path, BLANK, "2025-09-01,filed,,", "2025-12-01,revoked,,第二十三条（一）")
    _round, (decision,) = decided(path)
    assert (decision.status, decision.application.revocation_ground) == ("barred", "第二十三条（一）")


def test_a_filing_without_a_filing_among_the_events_is_left_to_a_person(tmp_path: Path) -> None:
    _round, (decision,) = decided(folder(tmp_path, BLANK[:-1] + "2026-02-01,", "2026-01-05,applied,,"))
    assert decision.status == "needs_review"


def test_a_platform_with_a_faulty_event_is_not_decided(tmp_path: Path) -> None:
    round_, decisions = decided(
        folder(tmp_path, BLANK, "2026-02-01,filed,,", "2026-03-01,filed,,", "2026-03-0x,report,,")
    )
    assert (decisions, [refused.platform for refused in round_.refused]) == ([], ["p1"])
    assert [(fault.sheet, fault.cell) for fault in round_.faults] == [("events", "D3"), ("events", "C4")]


def test_support_from_the_year_of_a_change_on_is_left_to_a_person(tmp_path: Path) -> None:
    policy = fundcalc.load("yunnan-2025")
    row = "p1,o1,2027,2027-03-01,proof_of_concept,是,,"
    events = ("2026-02-01,filed,,", "2027-02-01,changed,,", "2027-05-01,unqualified,,")
    path = folder(tmp_path, row, *events)
    heading, values = (tmp_path / "applications.csv").read_text("utf-8").splitlines()
    text = f"{heading},service_income,service_mechanism\n{values},1000000,是\n"
    (tmp_path / "applications.csv").write_text(text, "utf-8")
    round_, (decision,) = decided(path, policy)
    assert decision.status == "needs_review"
    assert [doubt.code for doubt in decision.application.doubts] == ["cancelled_from_year"]
    page = str(doubts.explain(round_, decision, [decision]))
    assert "第十九条" in page
    assert "Standing on 31 December 2027" in page


def test_another_unit_than_that_of_the_events_is_left_to_a_person(tmp_path: Path) -> None:
    path = folder(tmp_path, BLANK.replace("o1", "o2"), "2026-02-01,filed,,")
    _round, (decision,) = decided(path)
    assert decision.status == "needs_review"
    assert [(doubt.code, doubt.key) for doubt in decision.application.doubts] == [("events_differ", "organisation")]


def test_two_grades_of_one_evaluation_are_left_to_a_person(tmp_path: Path) -> None:
    events = ("2026-02-01,filed,,", "2026-09-01,evaluated,excellent,", "2026-10-01,evaluated,pass,")
    round_, (decision,) = decided(folder(tmp_path, BLANK, *events))
    assert (decision.status, [doubt.code for doubt in decision.application.doubts]) == (
        "needs_review",
        ["graded_twice"],
    )
    assert [(note.kind, note.cell) for note in round_.notes] == [("event", "D4")]


def test_events_of_platforms_without_an_application_are_noted(tmp_path: Path) -> None:
    path = folder(tmp_path, BLANK, "2026-02-01,filed,,")
    lines = "p2,o2,2026-01-01,filed,,\np2,o2,2026-06-01,evaluated,pass,\n"
    (path / "events.csv").write_text((path / "events.csv").read_text("utf-8") + lines, "utf-8")
    round_, _decisions = decided(path)
    assert [(note.kind, note.cell, note.value) for note in round_.notes] == [("event", "A3", "p2")]
