"""Closed periods and new names."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import listing, recipient, store
from fundcalc.ledger.recipient import Entry

from .samples import ON, appropriate, award, load, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
DAY = date(2026, 6, 30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award()))
    return folder


@pytest.fixture
def special(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项", organisation="O1", name="某某公司")
    recipient.receive(folder, Entry(A, 60_000, date(2026, 6, 1)), {"awarded": "1000.00"})
    return folder


def test_nothing_is_entered_in_a_closed_period(folder: Path) -> None:
    assert ledger.close(folder, DAY).outcome == "posted"
    assert ledger.status(folder).closed_through == DAY
    before = snapshot(folder)
    with speaking("en"):
        for on in (ON, DAY):
            with pytest.raises(
                RefusedError, match=r"closed through 2026-06-30, and 2026-0.-.. is not after that"
            ) as refused:
                ledger.pay(folder, [ledger.Payment(A, 100, on)])
            assert refused.value.data == {"closed_through": "2026-06-30"}
    assert snapshot(folder) == before
    assert ledger.pay(folder, [ledger.Payment(A, 100, date(2026, 7, 1))]).batch
    load(folder)


def test_a_batch_with_one_entry_in_a_closed_period_is_refused_whole(folder: Path) -> None:
    ledger.close(folder, DAY)
    payments = [ledger.Payment(A, 100, date(2026, 7, 1)), ledger.Payment(A, 200, ON)]
    with pytest.raises(RefusedError):
        ledger.pay(folder, payments)
    assert ledger.status(folder).accounts[0].paid == 0


def test_a_period_is_closed_once_and_opened_by_no_earlier_day(folder: Path) -> None:
    ledger.close(folder, DAY)
    before = snapshot(folder)
    assert ledger.close(folder, DAY) == ledger.Closing("already", DAY, None)
    assert ledger.close(folder, ON) == ledger.Closing("already", DAY, None)
    assert snapshot(folder) == before
    assert ledger.close(folder, date(2026, 12, 31)).outcome == "posted"


def test_a_close_is_reversed(folder: Path) -> None:
    ledger.close(folder, DAY, on=ON)
    (close, *_others) = listing.entries(folder).entries
    assert (close.kind, close.on, close.fen, close.award) == ("close", ON, None, "")
    ledger.reverse(folder, close.id, why="补记", on=ON)
    assert ledger.status(folder).closed_through is None
    assert ledger.pay(folder, [ledger.Payment(A, 100, ON)]).batch
    assert ledger.close(folder, DAY).outcome == "posted"
    assert [entry.kind for entry in listing.entries(folder).entries[:4]] == ["close", "payment", "reversal", "close"]


def test_a_renaming_is_one_entry_and_not_reversed(special: Path) -> None:
    ledger.rename(special, DAY, name="新名公司")
    renaming, receipt = listing.entries(special).entries
    assert (renaming.kind, receipt.kind) == ("rename", "receipt")
    with speaking("en"), pytest.raises(RefusedError, match="rename the book again"):
        ledger.reverse(special, renaming.id, why="x", on=DAY)


def test_a_revocation_keeps_its_own_day(special: Path) -> None:
    ledger.close(special, DAY)
    assert ledger.revoke(special, date(2026, 6, 2), award=A).noted == (A,)
    with pytest.raises(RefusedError):
        recipient.receive(special, Entry(A, 100, DAY))
    with pytest.raises(RefusedError):
        recipient.note(special, A, {"until": "2027-01-01"}, on=DAY)


def test_a_title_is_changed_in_the_top_file_and_in_the_chain(folder: Path) -> None:
    assert ledger.rename(folder, DAY, title='新的"题名"').outcome == "posted"
    assert ledger.rename(folder, DAY, title='新的"题名"').outcome == "already"
    assert 'option "title" "新的\\"题名\\""' in (folder / store.TOP).read_text("utf-8")
    assert ledger.status(folder).faults == ()
    appropriate(folder, 5, document="追加")
    assert ledger.init(folder, title='新的"题名"') == "already"
    with speaking("en"), pytest.raises(BookError, match="has a title only"):
        ledger.rename(folder, DAY, name="x")
    load(folder)


def test_a_unit_of_another_name_goes_on_with_its_awards(special: Path) -> None:
    done = ledger.rename(special, DAY, name="新名公司", organisation="O2")
    assert (done.facts["organisation-name"], done.facts["organisation"]) == ("新名公司", "O2")
    (account,) = ledger.status(special).accounts
    assert (account.organisation, account.organisation_name) == ("O2", "新名公司")
    recipient.receive(special, Entry(A, 100, date(2026, 7, 1)), {"awarded": "1000.00"})
    assert ledger.status(special).faults == ()
    assert (special / store.TOP).read_text("utf-8").count('custom "fundcalc"') == 1


def test_what_a_person_added_to_the_top_file_stays(folder: Path) -> None:
    top = folder / store.TOP
    top.write_text(top.read_text("utf-8") + "; my own line\n2026-01-01 open Assets:Bank CNY\n", "utf-8")
    before = top.read_text("utf-8")
    ledger.rename(folder, DAY, title="x")
    assert top.read_text("utf-8") == before.replace("云南省科技创新平台专项资金", "x")


def test_a_renaming_that_was_killed_is_finished_by_the_next_writer(folder: Path) -> None:
    old = (folder / store.TOP).read_bytes()
    batch = ledger.rename(folder, DAY, title="x").batch
    new = (folder / store.TOP).read_bytes()
    (folder / store.TOP).write_bytes(old)
    (folder / "batches" / f".{batch}.posting").write_bytes(new)
    assert ledger.status(folder).faults == ()
    appropriate(folder, 5, document="追加")
    assert (folder / store.TOP).read_bytes() == new
    assert ledger.status(folder).faults == ()
