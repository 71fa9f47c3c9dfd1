"""Facts of an award are corrected, and the correction holds whatever the days of the others."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import recipient
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry

from .samples import award, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
DAY = date(2026, 6, 1)


@pytest.fixture
def special(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项", name="旧名", organisation="O1")
    facts = {"awarded": "1000.00", "until": "2027-12-31", "platform-name": "一号中心"}
    recipient.receive(folder, Entry(A, 60_000, DAY), facts)
    return folder


def account(folder: Path) -> ledger.AwardAccount:
    (account,) = ledger.status(folder).accounts
    return account


@pytest.mark.parametrize("on", [DAY, date(2026, 5, 1), date(2027, 1, 1)])
def test_the_correction_holds(special: Path, on: date) -> None:
    done = ledger.correct_facts(
        special, A, on, awarded=90_000, until=date(2027, 6, 30), platform_name="新名中心", durable=False
    )
    assert done.outcome == "posted"
    now = account(special)
    assert (now.awarded, now.until, now.platform_name) == (90_000, date(2027, 6, 30), "新名中心")
    before = snapshot(special)
    assert ledger.correct_facts(special, A, on, awarded=90_000).outcome == "already"
    assert snapshot(special) == before
    # A later receipt may put the last day off again, and the next correction holds once more.
    recipient.receive(special, Entry(A, 5, date(2026, 7, 1)), {"until": "2027-09-30"})
    assert account(special).until == date(2027, 9, 30)
    ledger.correct_facts(special, A, on, until=date(2027, 7, 31))
    assert account(special).until == date(2027, 7, 31)


def test_it_is_an_entry_and_reversed(special: Path) -> None:
    ledger.correct_facts(special, A, DAY, until=date(2027, 6, 30))
    entry = entries(special, A).entries[0]
    assert (entry.kind, entry.fen) == ("note", None)
    ledger.reverse(special, entry.id, why="日期错", on=DAY)
    assert account(special).until == date(2027, 12, 31)


def test_a_name_changed_on_the_day_of_the_receipt_holds(special: Path) -> None:
    ledger.rename(special, DAY, name="新名", organisation="O2", durable=False)
    assert (account(special).organisation_name, account(special).organisation) == ("新名", "O2")


def test_what_is_refused(special: Path, tmp_path: Path) -> None:
    before = snapshot(special)
    with pytest.raises(RefusedError):
        ledger.correct_facts(special, A, DAY, awarded=59_999)
    with pytest.raises(RefusedError):
        ledger.correct_facts(special, "YN-2026-p1-bulid", DAY, awarded=90_000)
    for wrong in ({}, {"awarded": 0}, {"until": date(1999, 1, 1)}):
        with pytest.raises(BookError):
            ledger.correct_facts(special, A, DAY, **wrong)
    assert snapshot(special) == before
    authority = new_book(tmp_path / "book")
    post_round(authority, round_of(award("p1")))
    with pytest.raises(BookError):
        ledger.correct_facts(authority, A, DAY, awarded=5)
    ledger.correct_facts(authority, A, DAY, until=DAY, platform_name="新名中心")
    assert (account(authority).until, account(authority).platform_name) == (DAY, "新名中心")
