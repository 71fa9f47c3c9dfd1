"""Awards that are paid by parts: what is due, refused, confirmed, corrected and reversed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import speaking
from fundcalc.ledger.authority.payment_requests import requested_payments
from fundcalc.ledger.listing import entries
from fundcalc.ledger.records import Correction
from fundcalc.ledger.schedules import ScheduledAward, cash_needs, read_schedule, written_schedule
from tests.policy.test_loading import tiny
from tests.policy.test_schedules import LAST, PARTS, with_parts

from .samples import POLICY_DIGEST, award, load, new_book, post_round, round_of, snapshot, text_of
from .test_batch_reader import by_beancount, quickly

A = "YN-2026-p1-build"
ON = date(2026, 5, 20)
NEXT_YEAR = date(2027, 5, 20)
SCHEDULE = "30% 2026-05-20; 30% 2027-05-20; 40% acceptance 通过验收"
LIMITED = "100% 2026-05-20; at most 400.00 a year"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_book(tmp_path / "book")
    post_round(tmp_path / "book", round_of(award(schedule=SCHEDULE), award("p2")))
    return tmp_path / "book"


def account(folder: Path, award_id: str = A) -> ledger.AwardAccount:
    status = ledger.status(folder)
    assert status.faults == ()
    return next(account for account in status.accounts if account.award == award_id)


def pay(folder: Path, fen: int, on: date = ON) -> ledger.PaymentResult:
    return ledger.pay(folder, [ledger.Payment(A, fen, on)], durable=False)


def refusal(folder: Path, fen: int, on: date = ON) -> str:
    before = snapshot(folder)
    with speaking("en"), pytest.raises(RefusedError) as caught:
        pay(folder, fen, on)
    assert snapshot(folder) == before
    return str(caught.value)


def confirm(folder: Path, on: date) -> ledger.Noting:
    return ledger.confirm_milestone(folder, A, "acceptance", on, document="验收〔2027〕1号", durable=False)


def correct(folder: Path, fen: int) -> None:
    with ledger.locked(folder, durable=False) as book:
        now = award(fen=fen, schedule=SCHEDULE)
        posted = book.snapshot.awards[A]
        ledger.post_awards(book, round_of(now), corrections=[Correction(posted, now, POLICY_DIGEST, ON)])


# What a book keeps.


def test_a_schedule_is_written_as_it_is_read() -> None:
    schedule = tiny(add=with_parts(*PARTS, LAST.replace("通过验收", "验收; 合格"), more="at_most_per_year = 5000\n"))
    rules = schedule.measure.benefit["build"].schedule
    assert rules is not None
    text = written_schedule(rules, date(2026, 8, 31))
    assert text == "30% 2026-08-31; 30% 2027-08-31; 40% acceptance 验收； 合格; at most 5000.00 a year"
    read = read_schedule(text)
    assert read is not None
    assert ([part.on for part in read.parts], read.at_most_per_year) == (
        [date(2026, 8, 31), date(2027, 8, 31), None], 500_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "30% 2026-05-20", "30% 2026-05-20; 70% 2026-13-01", "x 2026-05-20", "at most 4.00 a year", "100% later"],
)
def test_what_is_no_schedule_is_not_posted(tmp_path: Path, text: str) -> None:
    assert read_schedule(text) is None
    if text:
        new_book(tmp_path / "book")
        with pytest.raises(BookError, match="schedule"):
            post_round(tmp_path / "book", round_of(award(schedule=text)))


def test_an_award_keeps_its_schedule_and_the_book_owes_all_of_it(folder: Path) -> None:
    batch = next(entry.batch for entry in entries(folder).entries if entry.kind == "award")
    assert f'  schedule: "{SCHEDULE}"\n' in text_of(folder, batch)
    load(folder)
    confirm(folder, ON)
    for path in folder.glob("batches/20*.beancount"):
        assert quickly(path.read_bytes()) == by_beancount(path.read_bytes())
    assert (account(folder).unpaid, account(folder).payable(ON)) == (100_000, 70_000)
    assert ledger.status(folder).funds[0].awarded == 200_000


# Paying.


def test_what_is_due_is_paid_part_by_part(folder: Path) -> None:
    due = requested_payments(folder, [], ON)
    assert [(payment.award_id, payment.fen) for payment in due] == [(A, 30_000), ("YN-2026-p2-build", 100_000)]
    pay(folder, 30_000)
    assert [payment.award_id for payment in requested_payments(folder, [], ON)] == ["YN-2026-p2-build"]
    assert refusal(folder, 1) == (
        "nothing was paid, because 1 of 1 payments cannot be made:\n"
        f"  payment 1, award {A!r}: 0.01 yuan is more than is due on 2026-05-20: of 1,000.00 yuan awarded 300.00 are due "
        "and 300.00 paid; "
        "300.00 more are due from 2027-05-20"
    )
    pay(folder, 20_000, NEXT_YEAR)
    assert refusal(folder, 10_001, NEXT_YEAR).endswith("pay at most 100.00")
    pay(folder, 10_000, date(2027, 6, 1))
    assert "`fundcalc book note DIR --award YN-2026-p1-build --milestone acceptance --date DAY`" in refusal(
        folder, 1, date(2028, 1, 1)
    )
    confirm(folder, date(2028, 1, 2))
    assert refusal(folder, 40_000, date(2028, 1, 1))
    pay(folder, 40_000, date(2028, 1, 2))
    assert (account(folder).unpaid, account(folder).paid) == (0, 100_000)
    load(folder)


def test_a_later_payment_leaves_room_for_an_earlier_part_entered_late(folder: Path) -> None:
    pay(folder, 30_000, NEXT_YEAR)
    pay(folder, 30_000, ON)
    assert account(folder).payable(NEXT_YEAR) == 0


def test_the_limit_of_a_year_holds_and_the_rest_waits(tmp_path: Path) -> None:
    new_book(tmp_path / "book")
    post_round(tmp_path / "book", round_of(award(schedule=LIMITED)))
    folder = tmp_path / "book"
    for year, fen in ((2026, 40_000), (2027, 40_000), (2028, 20_000)):
        (payment,) = requested_payments(folder, [(A, None)], date(year, 6, 1))
        assert payment.fen == fen
        assert "no more than 400.00 yuan" in refusal(folder, fen + 1, date(year, 6, 1)) or year == 2028
        ledger.pay(folder, [payment])
    assert account(folder).unpaid == 0


def test_an_award_of_which_nothing_is_due_says_what_opens_the_next_part(folder: Path) -> None:
    pay(folder, 30_000)
    with speaking("en"), pytest.raises(RefusedError, match=r"nothing is due on 2026-06-01, and 700\.00 yuan are still"):
        requested_payments(folder, [(A, None)], date(2026, 6, 1))


def test_after_a_revocation_no_further_part_is_paid(folder: Path) -> None:
    pay(folder, 30_000)
    ledger.revoke(folder, date(2027, 1, 10), award=A, durable=False)
    revoked = account(folder).scheduled
    assert revoked is not None
    assert cash_needs(revoked, NEXT_YEAR) == ({}, 70_000)
    assert account(folder).payable(NEXT_YEAR) == 0
    assert "its platform was revoked on 2027-01-10" in refusal(folder, 30_000, NEXT_YEAR)
    correct(folder, 30_000)
    assert (account(folder).unpaid, account(folder).due) == (0, 0)


# Milestones.


def test_a_milestone_is_confirmed_once_and_its_day_is_corrected(folder: Path) -> None:
    assert confirm(folder, NEXT_YEAR).outcome == "posted"
    assert confirm(folder, NEXT_YEAR).outcome == "already"
    assert confirm(folder, date(2027, 4, 1)).outcome == "posted"
    assert dict(account(folder).milestones) == {"acceptance": date(2027, 4, 1)}
    assert entries(folder, A).entries[0].why.endswith("验收〔2027〕1号")
    pay(folder, 70_000, date(2027, 4, 1))
    before = snapshot(folder)
    with speaking("en"), pytest.raises(RefusedError, match=r"400\.00 yuan would have been paid before they were due"):
        confirm(folder, date(2027, 4, 2))
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("award_id", "milestone", "message"),
    [
        (A, "acceptence", "has no milestone acceptence; it has acceptance; did you mean acceptance"),
        ("YN-2026-p2-build", "acceptance", "because it is not paid by parts"),
        ("YN-2026-p9-build", "acceptance", "YN-2026-p9-build"),
    ],
)
def test_what_cannot_be_confirmed_is_refused(folder: Path, award_id: str, milestone: str, message: str) -> None:
    with speaking("en"), pytest.raises(RefusedError, match=message):
        ledger.confirm_milestone(folder, award_id, milestone, NEXT_YEAR)


def test_a_confirmation_is_reversed_after_the_payment_that_rests_on_it(folder: Path) -> None:
    confirm(folder, ON)
    pay(folder, 30_000)
    pay(folder, 25_000, date(2026, 6, 1))
    newest, _first, note = entries(folder, A).entries[:3]
    with pytest.raises(RefusedError) as caught:
        ledger.reverse(folder, note.id, why="未验收", on=NEXT_YEAR)
    assert [way["id"] for way in caught.value.data["in_the_way"]] == [newest.id]  # type: ignore[attr-defined]
    ledger.reverse(folder, newest.id, why="未验收", on=NEXT_YEAR)
    ledger.reverse(folder, note.id, why="未验收", on=NEXT_YEAR)
    assert account(folder).milestones == ()
    assert account(folder).payable(ON) == 0


# Corrections.


def test_a_correction_divides_the_new_amount(folder: Path) -> None:
    pay(folder, 30_000)
    correct(folder, 50_000)
    assert (account(folder).unpaid, account(folder).payable(ON), account(folder).payable(NEXT_YEAR)) == (20_000, 0, 0)
    correct(folder, 200_000)
    assert (account(folder).payable(ON), account(folder).payable(NEXT_YEAR)) == (30_000, 90_000)


def test_what_was_paid_beyond_the_award_is_due_back_and_of_no_part(folder: Path) -> None:
    pay(folder, 30_000)
    correct(folder, 10_000)
    assert (account(folder).due, account(folder).unpaid, account(folder).payable(NEXT_YEAR)) == (20_000, 0, 0)
    ledger.recover(folder, [ledger.Payment(A, 20_000, date(2026, 7, 1))])
    correct(folder, 100_000)
    assert (account(folder).payable(ON), account(folder).payable(date(2026, 7, 2))) == (20_000, 20_000)


# Against a restatement.


@settings(max_examples=60, deadline=None)
@given(
    shares=st.sampled_from([(10, 20, 70), (50, 50), (100,), (1, 99)]),
    fen=st.integers(1, 500),
    paid=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 200)), max_size=5),
    limit=st.none() | st.integers(1, 300),
    year=st.integers(0, 5),
)
def test_what_is_payable_is_what_the_parts_and_the_limit_leave(
    shares: tuple[int, ...], fen: int, paid: list[tuple[int, int]], limit: int | None, year: int
) -> None:
    """A part a year, on 1 June; every payment on 2 June, as far as it may be made."""
    parts = "; ".join(f"{share}% {2026 + at}-06-01" for at, share in enumerate(shares))
    schedule = read_schedule(parts + (f"; at most {limit // 100}.{limit % 100:02d} a year" if limit else ""))
    assert schedule is not None
    made = [0] * 6
    for at, amount in sorted(paid):
        opened = fen if at >= len(shares) - 1 else sum(share * fen // 100 for share in shares[: at + 1])
        room = min(opened - sum(made), (limit or fen) - made[at])
        award_ = ScheduledAward(schedule, fen, tuple((date(2026 + y, 6, 2), f) for y, f in enumerate(made) if f), 0, {})
        assert award_.payable(date(2026 + at, 6, 2)) == max(room, 0)
        made[at] += amount if amount <= room else 0
    payments = tuple((date(2026 + at, 6, 2), amount) for at, amount in enumerate(made) if amount)
    award_ = ScheduledAward(schedule, fen, payments, 0, {})
    assert award_.ahead == 0
    assert sum(part.paid for part in award_.parts()) == sum(made)
    needs = cash_needs(award_, date(2026 + year, 6, 2))
    assert sum(needs.by_year.values()) == fen - sum(made)
    assert needs.waiting == 0
    # What a limit puts off by more than thirty years is one sum.
    assert all(amount <= (limit or fen) for of, amount in needs.by_year.items() if of < 2026 + year + 30)
