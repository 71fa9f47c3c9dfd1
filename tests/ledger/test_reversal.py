"""Reversing entries: the ids, what stands in the way, and a book without them."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import Payment, recipient
from fundcalc.ledger.entries import PostedEntry
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry
from fundcalc.ledger.records import Correction
from fundcalc.ledger.snapshot import LedgerSnapshot

from .samples import POLICY_DIGEST, appropriate, award, load, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
MAY, JUNE, JULY = date(2026, 5, 20), date(2026, 6, 1), date(2026, 7, 1)
LATER = date(2026, 12, 1)


def listed(folder: Path) -> tuple[PostedEntry, ...]:
    found = entries(folder)
    assert found.faults == ()
    return found.entries


def newest(folder: Path, kind: str) -> str:
    return next(entry.id for entry in listed(folder) if entry.kind == kind and not entry.reversed_by)


def reverse(folder: Path, kind: str, why: str = "录错", on: date = LATER) -> ledger.Reversal:
    return ledger.reverse(folder, newest(folder, kind), why=why, on=on)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A book with one of everything: an award that was committed to, paid, demanded back and recovered."""
    folder = new_book(tmp_path / "book", 150_000)
    ledger.commit(folder, [Payment(A, 100_000, MAY)], policy="yunnan-2025", code="YN", year=2026)
    post_round(folder, round_of(award("p1", fen=120_000)))
    ledger.pay(folder, [Payment(A, 120_000, JUNE)])
    ledger.claw_back(folder, [Payment(A, 20_000, JUNE)])
    ledger.recover(folder, [Payment(A, 20_000, JULY)])
    ledger.revoke(folder, JULY, award=A)
    return folder


@pytest.fixture
def special(tmp_path: Path) -> Path:
    """A recipient's book with one of everything; the second receipt settles an advance."""
    folder = tmp_path / "special"
    recipient.init(folder, title="专项")
    recipient.receive(folder, Entry(A, 10_000, MAY), {"awarded": "300.00"})
    lines = [Line(JUNE, 6_000, A, code="30218"), Line(JUNE, 7_000, A, code="30227")]
    ledger.spend(folder, lines, advance=True)
    recipient.receive(folder, Entry(A, 10_000, JUNE))
    recipient.demand(folder, Entry(A, 1_000, JULY), use="30218")
    recipient.give_back(folder, Entry(A, 1_500, JULY))
    return folder


def test_each_act_is_an_entry_newest_first(authority: Path, special: Path) -> None:
    assert [(entry.kind, entry.fen) for entry in listed(authority)] == [
        ("revocation", None), ("recovery", 20_000), ("clawback", 20_000), ("payment", 120_000), ("award", 120_000),
        ("commitment", 100_000), ("appropriation", 150_000),
    ]  # fmt: skip
    assert [(entry.kind, entry.fen) for entry in listed(special)] == [
        ("return", 1_500), ("clawback", 1_000), ("receipt", 10_000), ("spending", 7_000), ("spending", 6_000),
        ("receipt", 10_000),
    ]  # fmt: skip


def test_ids_stay_when_more_is_posted(authority: Path) -> None:
    before = [entry.id for entry in listed(authority)]
    reverse(authority, "recovery")
    appropriate(authority, 1, on=JULY)
    assert [entry.id for entry in listed(authority)][2:] == before


@pytest.mark.parametrize("book", ["authority", "special"])
def test_everything_can_be_reversed_from_the_newest(book: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(book)
    while left := [entry for entry in listed(folder) if not entry.reversed_by and not entry.reverses]:
        ledger.reverse(folder, left[0].id, why="全部重做", on=LATER)
    sums: dict[str, int] = {}
    for entry in load(folder):
        for posting in getattr(entry, "postings", ()):
            sums[posting.account] = sums.get(posting.account, 0) + int(posting.units.number * 100)
    assert set(sums.values()) == {0}
    status = ledger.status(folder)
    assert status.faults == ()
    assert {reversal.why for reversal in status.reversals} == {"全部重做"}
    (account,) = status.accounts
    assert (account.awarded, account.received, account.spending, account.returned, account.due) == (0, 0, 0, 0, 0)
    assert not account.stands


def test_what_stands_in_the_way_is_named_in_the_order_to_go(authority: Path) -> None:
    before = snapshot(authority)
    with speaking("en"), pytest.raises(RefusedError) as raised:
        reverse(authority, "award")
    head, *lines = str(raised.value).splitlines()
    assert head.endswith("3 entries rest on it; reverse them first, in this order:")
    assert [line.split(": ")[1] for line in lines] == [
        f"recovery of 2026-07-01, 200.00 yuan, {A}",
        f"claw-back of 2026-06-01, 200.00 yuan, {A}",
        f"payment of 2026-06-01, 1,200.00 yuan, {A}",
    ]
    assert snapshot(authority) == before
    for kind in ("recovery", "clawback", "payment", "award"):
        reverse(authority, kind)
    # The award is gone, and the commitment that it released is there again.
    (account,) = ledger.status(authority).accounts
    assert (account.awarded, account.committed) == (0, 100_000)


def test_a_receipt_that_was_spent_cannot_be_reversed(special: Path) -> None:
    first = listed(special)[-1]
    with pytest.raises(RefusedError) as raised:
        ledger.reverse(special, first.id, why="录错", on=LATER)
    assert "spending" in [found["kind"] for found in raised.value.data["in_the_way"]]  # type: ignore[attr-defined]


def test_a_batch_is_reversed_whole_or_not_at_all(special: Path) -> None:
    batch = next(entry.batch for entry in listed(special) if entry.kind == "spending")
    with pytest.raises(RefusedError):
        ledger.reverse(special, batch, why="录错", on=LATER)
    for kind in ("return", "clawback", "receipt"):
        reverse(special, kind)
    done = ledger.reverse(special, batch, why="录错", on=LATER)
    assert [entry.fen for entry in done.reversed] == [6_000, 7_000]
    assert ledger.status(special).accounts[0].spending == 0


def test_the_same_reversal_twice_is_one(authority: Path) -> None:
    entry = newest(authority, "recovery")
    ledger.reverse(authority, entry, why="录错", on=LATER)
    before = snapshot(authority)
    again = ledger.reverse(authority, entry, why="录错", on=date(2026, 12, 2))
    assert (again.outcome, again.batch) == ("already", None)
    with pytest.raises(RefusedError):
        ledger.reverse(authority, entry, why="另一个原因", on=LATER)
    with pytest.raises(RefusedError):
        ledger.reverse(authority, again.reversals[0], why="录错", on=LATER)
    assert snapshot(authority) == before


def test_what_cannot_be_read_is_refused_otherwise(authority: Path) -> None:
    entry = newest(authority, "recovery")
    for wrong, why in (("0123456789abcdef-1", "录错"), (f"{entry}0", "录错"), (entry, " ")):
        with pytest.raises(BookError) as raised:
            ledger.reverse(authority, wrong, why=why, on=LATER)
        assert not isinstance(raised.value, RefusedError)
    with pytest.raises(RefusedError):
        ledger.reverse(authority, entry, why="录错", on=JUNE)  # the entry is of July


def test_a_reversed_payment_is_paid_anew_and_an_award_awarded_anew(authority: Path) -> None:
    for kind in ("recovery", "clawback", "payment"):
        reverse(authority, kind)
    with ledger.locked(authority) as book:
        before: LedgerSnapshot = book.snapshot
    assert (before.payments, before.clawbacks, before.recoveries) == ((), (), ())
    assert ledger.pay(authority, [Payment(A, 120_000, JUNE)]).batch
    assert ledger.pay(authority, [Payment(A, 120_000, JUNE)]).batch is None
    reverse(authority, "payment")
    reverse(authority, "award")
    assert post_round(authority, round_of(award("p1", fen=120_000))).batch
    assert ledger.status(authority).accounts[0].unpaid == 120_000
    load(authority)


def test_a_closed_period_stays_as_it_is_until_the_close_is_reversed(authority: Path) -> None:
    ledger.close(authority, LATER)
    recovery = newest(authority, "recovery")
    with pytest.raises(RefusedError):
        ledger.reverse(authority, recovery, why="录错", on=LATER)
    with pytest.raises(RefusedError):
        ledger.reverse(authority, newest(authority, "revocation"), why="录错", on=LATER)
    reverse(authority, "close", why="结账过早")
    assert ledger.reverse(authority, recovery, why="录错", on=LATER).batch
    assert ledger.status(authority).closed_through is None


def test_facts_of_a_reversed_receipt_stay_while_the_award_has_money(special: Path) -> None:
    for kind in ("return", "clawback", "receipt"):
        reverse(special, kind)
    ledger.reverse(special, next(e.batch for e in listed(special) if e.kind == "spending"), why="x", on=LATER)
    assert ledger.status(special).accounts[0].awarded == 30_000
    recipient.receive(special, Entry(A, 500, JULY))
    ledger.reverse(special, listed(special)[-1].id, why="x", on=LATER)
    assert ledger.status(special).accounts[0].awarded == 30_000
    reverse(special, "receipt")
    assert ledger.status(special).accounts[0].awarded == 0


def test_a_reversal_that_was_tampered_with_is_a_fault(authority: Path) -> None:
    reverse(authority, "recovery")
    (path,) = (authority / "batches").glob("*-reversal-*")
    path.write_text(path.read_text("utf-8").replace("200.00", "100.00"), "utf-8")
    with speaking("en"):
        messages = [fault.message for fault in entries(authority).faults]
    assert any("amounts or accounts are not those of the entry" in message for message in messages)


def in_the_way(folder: Path, entry: str) -> list[str]:
    """The kinds of the entries that stand in the way; reversed in this order they leave it clear."""
    with pytest.raises(RefusedError) as raised:
        ledger.reverse(folder, entry, why="录错", on=LATER)
    way = raised.value.data["in_the_way"]
    assert isinstance(way, list)
    for found in way:
        ledger.reverse(folder, found["id"], why="录错", on=LATER)
    ledger.reverse(folder, entry, why="录错", on=LATER)
    return [found["kind"] for found in way]


def test_an_appropriation_stays_while_only_a_correction_makes_up_for_it(tmp_path: Path) -> None:
    """Without it neither the correction nor the award could be reversed any more."""
    folder = new_book(tmp_path / "book", 100)
    post_round(folder, round_of(award("p1", fen=60)))
    with ledger.locked(folder) as book:
        correction = Correction(book.snapshot.awards[A], None, POLICY_DIGEST, JUNE)
        ledger.post_awards(book, round_of(), corrections=[correction])
    assert in_the_way(folder, newest(folder, "appropriation")) == ["correction", "award"]
    load(folder)


def correct(folder: Path, fen: int) -> None:
    with ledger.locked(folder) as book:
        now = award("p1", fen=fen)
        ledger.post_awards(
            book, round_of(now), corrections=[Correction(book.snapshot.awards[A], now, POLICY_DIGEST, JUNE)]
        )


def test_a_payment_stays_while_a_correction_finds_it_paid_beyond_the_award(tmp_path: Path) -> None:
    """Else the award would be outstanding again while money that is not there is due back."""
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1", fen=160)))
    ledger.pay(folder, [Payment(A, 60, JUNE), Payment(A, 100, JUNE)])
    first = listed(folder)[1].id
    correct(folder, 100)
    assert in_the_way(folder, first) == ["correction"]
    (account,) = ledger.status(folder).accounts
    assert (account.awarded, account.paid, account.unpaid, account.due) == (160, 100, 60, 0)
    correct(folder, 100)
    (account,) = ledger.status(folder).accounts
    assert (account.awarded, account.paid, account.unpaid, account.due) == (100, 100, 0, 0)


def test_a_recovery_stays_while_a_later_correction_counts_on_it(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1", fen=160)))
    ledger.pay(folder, [Payment(A, 160, JUNE)])
    correct(folder, 100)
    ledger.recover(folder, [Payment(A, 60, JUNE)])
    recovery = newest(folder, "recovery")
    correct(folder, 130)  # nothing is due back any more, so all of it is owed
    assert in_the_way(folder, recovery) == ["correction"]
    (account,) = ledger.status(folder).accounts
    assert (account.awarded, account.unpaid, account.due) == (100, 0, 60)


def test_a_receipt_stays_while_only_a_red_line_of_its_day_makes_up_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项")
    recipient.receive(folder, Entry(A, 100, JUNE))
    ledger.spend(folder, [Line(JUNE, 60, A, code="30218", place="x:1")])
    ledger.spend(folder, [Line(JUNE, -60, A, code="30218", place="x:2")])
    assert in_the_way(folder, newest(folder, "receipt")) == ["spending", "spending"]
    assert [entry.fen for entry in listed(folder) if entry.reverses] == [-100, -60, 60]
    load(folder)
