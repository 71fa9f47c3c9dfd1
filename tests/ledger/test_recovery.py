"""Commitments, claw-backs and recoveries in an authority's book."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, ShortfallError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import Payment
from fundcalc.ledger.book_history import BookHistory
from fundcalc.ledger.session import load_checked

from .samples import award, load, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def commit(folder: Path, *commitments: Payment) -> ledger.PaymentResult:
    return ledger.commit(folder, commitments, policy="yunnan-2025", code="YN", year=2026)


def fund(folder: Path) -> ledger.FundStatus:
    status = ledger.status(folder)
    assert status.faults == ()
    (found,) = status.funds
    assert found.appropriated == found.free + found.committed + found.awarded
    assert found.treasury == found.appropriated - found.paid + found.recovered
    return found


def test_an_award_draws_on_what_was_committed_to_it(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", 150_000)
    assert len(commit(folder, Payment(A, 100_000, MAY, "公示1号")).posted) == 1
    assert len(commit(folder, Payment(A, 100_000, MAY, "公示1号")).already) == 1
    assert (fund(folder).committed, fund(folder).free) == (100_000, 50_000)
    with speaking("en"), pytest.raises(ShortfallError) as raised:
        commit(folder, Payment("YN-2026-p2-build", 50_001, MAY))
    assert str(raised.value).startswith("fund YN-2026: 500.00 yuan available, 500.01 yuan needed, 0.01 yuan short")
    with pytest.raises(ShortfallError):
        post_round(folder, round_of(award("p2", fen=50_001)))
    post_round(folder, round_of(award("p1", fen=120_000)))
    assert (fund(folder).committed, fund(folder).awarded, fund(folder).free) == (0, 120_000, 30_000)
    (account,) = ledger.status(folder).accounts
    assert (account.committed, account.awarded) == (0, 120_000)
    load(folder)


def test_a_commitment_is_released(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    commit(folder, Payment(A, 100_000, MAY))
    commit(folder, Payment(A, -40_000, JUNE))
    assert fund(folder).committed == 60_000
    before = snapshot(folder)
    with speaking("en"), pytest.raises(BookError) as raised:
        commit(folder, Payment(A, -60_001, JUNE), Payment("XZ-2026-p1-build", 1, JUNE))
    assert str(raised.value).splitlines() == [
        "nothing was posted, because 2 of 2 entries cannot be made:",
        f"  entry 1, award {A!r}: on 2026-06-01 only 600.00 yuan are committed to it; release at most that",
        "  entry 2, award 'XZ-2026-p1-build': it is not an award of fund YN-2026; an award's id begins with its fund",
    ]
    assert snapshot(folder) == before
    post_round(folder, round_of(award("p1")))
    with (
        speaking("en"),
        pytest.raises(BookError, match="it is decided and in the book; money is committed only before that"),
    ):
        commit(folder, Payment(A, 1, JUNE))


def test_clawed_back_and_recovered(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    ledger.pay(folder, [Payment(A, 60_000, JUNE)])
    free = fund(folder).free
    claw = [Payment(A, 10_000, date(2026, 9, 1), "追1")]
    assert len(ledger.claw_back(folder, claw).posted) == 1
    before = snapshot(folder)
    assert len(ledger.claw_back(folder, claw).already) == 1
    with speaking("en"), pytest.raises(BookError) as raised:
        ledger.claw_back(folder, [Payment(A, 50_001, date(2026, 9, 2)), Payment("YN-2026-p9-build", 1, JUNE)])
    assert str(raised.value).splitlines()[1:] == [
        f"  entry 1, award {A!r}: by 2026-09-02 500.00 yuan were paid on it and not demanded back yet; demand at most that",
        f"  entry 2, award 'YN-2026-p9-build': it is not in the book; `fundcalc book status` lists the awards; "
        f"did you mean {A}?",
    ]
    with speaking("en"), pytest.raises(BookError) as raised:
        ledger.recover(folder, [Payment(A, 10_001, date(2026, 10, 1))])
    assert str(raised.value).splitlines()[1:] == [
        f"  entry 1, award {A!r}: by 2026-10-01 100.00 yuan are demanded back and have not come; recover at most that"
    ]
    assert snapshot(folder) == before
    ledger.recover(folder, [Payment(A, 4_000, date(2026, 10, 1))])
    found = fund(folder)
    assert (found.due, found.recovered, found.free) == (6_000, 4_000, free)
    (account,) = ledger.status(folder).accounts
    assert (account.paid, account.clawed, account.due, account.returned, account.balance) == (
        60_000,
        10_000,
        6_000,
        4_000,
        56_000,
    )
    # What was recovered is taken off the history of the next round.
    assert [row.fen for row in BookHistory(load_checked(folder).events, ()).rows()] == [100_000, -4_000]
    load(folder)
