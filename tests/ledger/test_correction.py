"""Awards that a round decides otherwise than the book has them: the differences, and their correction."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import fundcalc
from fundcalc import ledger
from fundcalc.base.errors import RefusedError, ShortfallError
from fundcalc.base.i18n import speaking
from fundcalc.engine.application import Application
from fundcalc.ledger import Payment, posting
from fundcalc.ledger.listing import entries
from fundcalc.ledger.posted_round import PostedRound
from fundcalc.ledger.replay import replay
from fundcalc.prose.explanation import explain

from .samples import application, load, snapshot

POLICY = fundcalc.load("yunnan-2025")
ON, LATER = date(2026, 6, 1), date(2026, 9, 1)
A, B = "YN-2026-p1-build", "YN-2026-p2-build"


def second(investment: str = "5000000.00", **given: object) -> Application:
    return application(investment, **{"platform": "p2", "organisation": "o2"} | given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    ledger.init(folder, title="示例")
    ledger.appropriate(folder, policy=POLICY.id, code="YN", year=2026, fen=300_000_000, on=date(2026, 1, 1))
    post(folder, application(), second())
    return folder


def post(folder: Path, *applications: Application, correct: Any = None, on: date = ON) -> PostedRound:
    return posting.post(POLICY, applications, [], folder, on=on, correct=correct)


def differing(done: PostedRound) -> list[tuple[str, int, int | None]]:
    return [(difference.award_id, difference.in_book, difference.now) for difference in done.differences]


def account(folder: Path, award: str = A) -> ledger.AwardAccount:
    status = ledger.status(folder)
    assert status.faults == ()
    return next(account for account in status.accounts if account.award == award)


def fund(folder: Path) -> ledger.FundStatus:
    (found,) = ledger.status(folder).funds
    assert found.treasury == found.appropriated - found.paid + found.recovered
    return found


def confirmed(folder: Path) -> None:
    again = replay(folder)
    assert (again.findings, again.confirmed) == ((), again.awards)


def test_a_difference_posts_nothing_at_all(folder: Path) -> None:
    before = snapshot(folder)
    new = application(platform="p3", organisation="o3")
    done = post(folder, application("4000000.00"), second(), new)
    assert differing(done) == [(A, 120_000_000, 80_000_000)]
    assert done.is_refused
    assert snapshot(folder) == before


def test_the_same_round_again_differs_in_nothing(folder: Path) -> None:
    before = snapshot(folder)
    done = post(folder, second(), application())
    assert (differing(done), done.is_refused) == ([], False)
    changed = application(organisation_name="另一个名称")  # inputs that change no amount
    assert differing(post(folder, changed, second())) == []
    assert snapshot(folder) == before


def test_less_cancels_what_is_not_paid(folder: Path) -> None:
    free = fund(folder).free
    done = post(folder, application("4000000.00"), second(), correct=(), on=LATER)
    assert (differing(done), len(done.posting.corrected) if done.posting else 0) == ([], 1)
    assert (account(folder).awarded, account(folder).unpaid, account(folder).due) == (80_000_000, 80_000_000, 0)
    assert fund(folder).free == free + 40_000_000
    assert [award.unpaid for award in ledger.outstanding(folder)] == [80_000_000, 100_000_000]
    confirmed(folder)
    load(folder)


def test_what_was_paid_beyond_is_due_back_and_free_when_it_came(folder: Path) -> None:
    ledger.pay(folder, [Payment(A, 100_000_000, ON)])
    free = fund(folder).free
    assert post(folder, application("4000000.00"), second()).due_back == {A: 20_000_000}
    done = post(folder, application("4000000.00"), second(), correct=(), on=LATER)
    assert (done.differences, done.due_back) == ((), {A: 20_000_000})
    now = account(folder)
    assert (now.awarded, now.paid, now.unpaid, now.due) == (80_000_000, 100_000_000, 0, 20_000_000)
    assert (fund(folder).free, fund(folder).due) == (free + 20_000_000, 20_000_000)
    ledger.recover(folder, [Payment(A, 20_000_000, LATER)])
    now = account(folder)
    assert (now.awarded, now.returned, now.due, now.unpaid) == (80_000_000, 20_000_000, 0, 0)
    assert fund(folder).free == free + 40_000_000
    confirmed(folder)
    load(folder)


def test_more_calls_off_what_is_due_and_owes_the_rest(folder: Path) -> None:
    ledger.pay(folder, [Payment(A, 120_000_000, ON)])
    post(folder, application("4000000.00"), second(), correct=())
    ledger.recover(folder, [Payment(A, 10_000_000, ON)])
    post(folder, application("7000000.00"), second(), correct=(), on=LATER)
    now = account(folder)
    # 40 were due, 10 came back, 30 are called off; of 140 awarded 120 - 10 are with the recipient.
    assert (now.awarded, now.due, now.unpaid) == (140_000_000, 0, 30_000_000)
    ledger.pay(folder, [Payment(A, 30_000_000, LATER)])
    assert account(folder).unpaid == 0
    confirmed(folder)
    load(folder)


def test_the_reason_is_kept(folder: Path) -> None:
    posting.post(POLICY, [application("4000000.00"), second()], [], folder, on=ON, correct=(), why="投资额录错")
    entry = entries(folder).entries[0]
    assert (entry.kind, entry.fen, entry.why) == ("correction", -40_000_000, "投资额录错")


def test_less_pays_for_more_within_the_batch(folder: Path) -> None:
    # 220 of 300 are awarded; 160 for the second needs what the first gives up.
    with pytest.raises(ShortfallError):
        post(folder, application(), second("10000000.00"), correct=())
    done = post(folder, application("2000000.00"), second("10000000.00"), correct=())
    assert done.posting is not None
    assert len(done.posting.corrected) == 2
    assert (account(folder, A).awarded, account(folder, B).awarded) == (40_000_000, 200_000_000)
    confirmed(folder)


def test_what_is_gone_or_refused_is_listed_and_touched_only_if_named(folder: Path) -> None:
    before = snapshot(folder)
    gone = post(folder, second())
    assert (differing(gone), gone.is_refused) == ([(A, 120_000_000, None)], False)
    refused = post(folder, application(filed_on=None), second(), correct=())
    assert differing(refused) == [(A, 120_000_000, None)]
    assert snapshot(folder) == before
    with pytest.raises(RefusedError):
        post(folder, second(), correct=("YN-2026-p9-build",))
    assert differing(post(folder, second(), correct=(A,))) == []
    assert (account(folder).awarded, account(folder).unpaid) == (0, 0)
    assert differing(post(folder, second())) == []
    confirmed(folder)


def test_another_organisation_is_a_difference(folder: Path) -> None:
    ledger.pay(folder, [Payment(A, 50_000_000, ON)])
    moved = application(organisation="o5", organisation_name="新单位")
    done = post(folder, moved, second())
    assert (differing(done), done.is_refused) == ([(A, 120_000_000, 120_000_000)], True)
    post(folder, moved, second(), correct=(), on=LATER)
    now = account(folder)
    assert (now.organisation, now.awarded, now.unpaid, now.due) == ("o5", 120_000_000, 120_000_000, 50_000_000)
    assert differing(post(folder, moved, second())) == []
    confirmed(folder)
    load(folder)


def test_a_later_round_sees_the_corrected_award(folder: Path) -> None:
    post(folder, application("4000000.00"), second(), correct=())
    other = application("9000000.00", platform="p7", platform_kind="pilot_base")
    (decision,) = posting.decide_with_book(POLICY, [other], [], folder).decisions
    assert decision.payable_fen == 180_000_000 - 80_000_000


def test_the_round_that_rested_on_a_corrected_award_differs_too(folder: Path) -> None:
    ledger.appropriate(folder, policy=POLICY.id, code="YN", year=2026, fen=300_000_000, on=date(2026, 1, 2))
    other = application("9000000.00", platform="p7", platform_kind="pilot_base")
    post(folder, other)
    assert differing(post(folder, application(), second())) == []  # the first round was decided before the second
    post(folder, application("4000000.00"), second(), correct=())
    assert differing(post(folder, other)) == [("YN-2026-p7-build", 60_000_000, 100_000_000)]
    confirmed(folder)


def test_a_correction_is_reversed_before_the_award(folder: Path) -> None:
    post(folder, application("4000000.00"), second(), correct=())
    found = {entry.kind: entry for entry in entries(folder, A).entries}
    assert (found["correction"].fen, found["award"].fen) == (-40_000_000, 120_000_000)
    with pytest.raises(RefusedError) as raised:
        ledger.reverse(folder, found["award"].id, why="x", on=LATER)
    assert [way["kind"] for way in raised.value.data["in_the_way"]] == ["correction"]  # type: ignore[attr-defined]
    ledger.reverse(folder, found["correction"].id, why="x", on=LATER)
    assert account(folder).awarded == 120_000_000
    assert differing(post(folder, application(), second())) == []
    ledger.reverse(folder, found["award"].id, why="x", on=LATER)
    done = post(folder, application("4000000.00"), second())
    assert done.posting is not None
    assert [award.id for award in done.posting.posted] == [A]
    assert account(folder).awarded == 80_000_000
    confirmed(folder)


def test_an_explanation_says_when_it_was_awarded_and_what_of_it_is_paid(folder: Path) -> None:
    ledger.pay(folder, [Payment(A, 50_000_000, ON)])
    later = application(award_year=2027, application_date="2027-03-01")
    (decision,) = posting.decide_with_book(POLICY, [later], [], folder).decisions
    with speaking("en"):
        page = str(explain(decision))
    assert "awarded before: CNY 1,200,000.00 to p1, awarded on 1 June 2026, CNY 500,000.00 of it paid" in page
    assert "paid before" not in page
    assert "already paid" not in page
