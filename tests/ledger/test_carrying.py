"""Unused money of a year goes to the fund of a later year, and comes back when that is reversed."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.ledger import FundStatus, Payment
from fundcalc.ledger.authority.carrying import Carrying
from fundcalc.ledger.listing import entries

from .samples import appropriate, award, load, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
JUNE, NEW_YEAR = date(2026, 6, 1), date(2027, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = new_book(tmp_path / "book", 300_000)
    post_round(folder, round_of(award("p1")))
    ledger.commit(folder, [Payment("YN-2026-p2-build", 50_000, JUNE)], policy="yunnan-2025", code="YN", year=2026)
    return folder


def carry(folder: Path, fen: int | None = None, *, policy: str = "yunnan-2025", to_year: int = 2027) -> Carrying:
    return ledger.carry(
        folder, policy=policy, code="YN", from_year=2026, to_year=to_year, on=NEW_YEAR, fen=fen, durable=False
    )


def funds(folder: Path) -> dict[str, FundStatus]:
    status = ledger.status(folder)
    assert status.faults == ()
    return {fund.fund: fund for fund in status.funds}


def test_what_is_free_is_carried_once(folder: Path) -> None:
    done = carry(folder)
    assert (done.outcome, done.fen, done.fund, done.to_fund) == ("posted", 150_000, "YN-2026", "YN-2027")
    old, new = funds(folder)["YN-2026"], funds(folder)["YN-2027"]
    assert (old.appropriated, old.free, old.committed, old.treasury, old.carried_forward) == (
        150_000, 0, 50_000, 150_000, 150_000,
    )  # fmt: skip
    assert (new.appropriated, new.free, new.treasury, new.brought_forward) == (150_000, 150_000, 150_000, 150_000)
    before = snapshot(folder)
    assert (carry(folder).outcome, carry(folder).fen) == ("already", 0)
    assert snapshot(folder) == before
    load(folder)
    # The carried money can be awarded, and what was awarded before can be paid.
    later = award("p9", year=2027, fen=150_000, on=NEW_YEAR)
    assert post_round(folder, round_of(later)).batch
    assert ledger.pay(folder, [Payment(A, 100_000, NEW_YEAR)]).batch


def test_part_of_it_and_no_more_than_is_free(folder: Path) -> None:
    with pytest.raises(RefusedError):
        carry(folder, 150_001)
    assert carry(folder, 50_000).fen == 50_000
    assert carry(folder).fen == 100_000


@pytest.mark.parametrize("wrong", [{"to_year": 2026}, {"to_year": 2025}, {"fen": 0}, {"fen": -5}])
def test_what_cannot_be_carried(folder: Path, wrong: dict[str, int]) -> None:
    before = snapshot(folder)
    with pytest.raises(BookError):
        carry(folder, **wrong)  # type: ignore[arg-type]
    assert snapshot(folder) == before


def test_the_fund_belongs_to_its_policy(folder: Path) -> None:
    carry(folder)
    with pytest.raises(RefusedError):
        carry(folder, 5, policy="xinzhou-2024")
    with pytest.raises(RefusedError):
        appropriate(folder, 5, policy="xinzhou-2024", year=2027)


def test_it_is_an_entry_and_reversed_unless_it_was_used(folder: Path) -> None:
    carry(folder)
    entry = entries(folder).entries[0]
    assert (entry.kind, entry.fen, entry.fund) == ("carry", 150_000, "YN-2026")
    batch = post_round(folder, round_of(award("p9", year=2027, on=NEW_YEAR))).batch
    assert batch is not None
    with pytest.raises(RefusedError):
        ledger.reverse(folder, entry.id, why="年度错", on=NEW_YEAR)
    ledger.reverse(folder, batch, why="年度错", on=NEW_YEAR)
    ledger.reverse(folder, entry.id, why="年度错", on=NEW_YEAR)
    assert (funds(folder)["YN-2026"].free, funds(folder)["YN-2026"].carried_forward) == (150_000, 0)
    assert carry(folder).fen == 150_000
    load(folder)


def test_the_same_sum_on_the_same_day_is_carried_once(folder: Path) -> None:
    assert carry(folder, 10_000).outcome == "posted"
    assert carry(folder, 10_000).outcome == "already"
    assert funds(folder)["YN-2027"].free == 10_000
