"""Linked organisations and days of award, as a person gives them: sheets, a book, a table."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.base.errors import ApplicationError
from fundcalc.engine.application_reader import read_application
from fundcalc.ledger.posting import decide_with_book, post
from fundcalc.ledger.replay import replay
from fundcalc.workbooks import read_round, write_template

AID = Path(__file__).parent / "aid"


def firm(platform: str, organisation: str, **more: Any) -> Mapping[str, Any]:
    return {
        "platform": platform, "organisation": organisation, "award_year": 2026, "application_date": date(2026, 3, 1),
        "integrity_record_clean": True, "technology_contracts": "500000.00", **more,
    }  # fmt: skip


PAID = {
    "organisation": "o9",
    "platform": "q",
    "programme": "aid",
    "benefit": "training",
    "year": 2025,
    "amount": "1.00",
}


def test_an_award_without_its_day_is_refused() -> None:
    policy = fundcalc.load(AID)
    with pytest.raises(ApplicationError, match="awarded_on: is missing"):
        fundcalc.decide(policy, firm("p1", "o1"), [PAID])
    assert fundcalc.decide(policy, firm("p1", "o1"), [{**PAID, "programme": "other"}]).status == "payable"


def test_an_organisation_of_two_groups_is_refused() -> None:
    rows = [firm("p1", "o1", group="g"), firm("p2", "O1")]
    with pytest.raises(ApplicationError, match="name different groups"):
        fundcalc.decide_all(fundcalc.load(AID), rows)


@pytest.mark.parametrize(("group", "message"), [(["g", None], "name different groups"), (["g", "G"], "")])
def test_a_table_is_refused_for_the_same(group: list[str | None], message: str) -> None:
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    frame = pl.DataFrame(
        {"platform": ["p1", "p2"], "organisation": ["o1", "O1"], "award_year": [2026, 2026], "group": group}
    ).with_columns(application_date=pl.date(2026, 3, 1))
    if not message:
        assert fundcalc.decide_table(fundcalc.load(AID), frame).height == 2
        return
    with pytest.raises(ApplicationError, match=message):
        fundcalc.decide_table(fundcalc.load(AID), frame)


def test_a_table_says_which_award_lacks_its_day() -> None:
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    frame = pl.DataFrame({"platform": ["p1"], "organisation": ["o1"], "award_year": [2026]})
    paid = pl.DataFrame([{**PAID, "amount": 100}])
    with pytest.raises(ApplicationError, match=r"awarded_on: is missing \(platform q\)"):
        fundcalc.decide_table(fundcalc.load(AID), frame.with_columns(application_date=pl.date(2026, 3, 1)), paid)


def test_sheets_have_the_columns_only_where_they_count(tmp_path: Path) -> None:
    policy = fundcalc.load(AID)
    rows, paid = [firm("p1", "o1", group="g")], [{**PAID, "group": "g", "awarded_on": date(2025, 5, 1)}]
    write_template(policy, tmp_path / "aid.xlsx", applications=rows, paid=paid)
    read = read_round(tmp_path / "aid.xlsx", policy)
    assert not read.faults
    assert read.applications[0].group == read.paid[0].group == "g"
    assert read.paid[0].awarded_on == date(2025, 5, 1)
    assert {("applications", "group"), ("paid", "awarded_on")} <= fundcalc.load("yunnan-2025").needless


def test_a_book_keeps_the_group_of_an_award(tmp_path: Path) -> None:
    policy, book = fundcalc.load(AID), tmp_path / "book"
    ledger.init(book, title="甲")
    ledger.appropriate(book, policy="aid", code="AI", year=2026, fen=10**9, on=date(2026, 1, 1), document="x")
    first = [read_application(policy, firm("p1", "o1", group="g"))]
    assert post(policy, first, [], book, on=date(2026, 4, 1)).decisions[0].payable_fen == 20_000_000
    later = [read_application(policy, firm("p2", "o2", group="g", application_date=date(2026, 5, 1)))]
    assert decide_with_book(policy, later, [], book).decisions[0].payable_fen == 10_000_000
    apart = [read_application(policy, firm("p2", "o2", group="h", application_date=date(2026, 5, 1)))]
    assert decide_with_book(policy, apart, [], book).decisions[0].payable_fen == 20_000_000
    post(policy, later, [], book, on=date(2026, 6, 1))
    assert replay(book).findings == ()
