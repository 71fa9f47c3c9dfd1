"""Paying awards: never too much, never too early, the same payment once, all of a call or none."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError

from .samples import ON, award, load, new_book, post_round, round_of, snapshot, text_of

P1, P2 = "YN-2026-p1-build", "YN-2026-p2-build"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_book(tmp_path / "book")
    post_round(tmp_path / "book", round_of(award(), award("p2")))
    return tmp_path / "book"


def payment(award_id: str = P1, fen: Any = 40_000, on: Any = ON, reference: Any = "凭证1") -> ledger.Payment:
    return ledger.Payment(award_id, fen, on, reference)


def test_a_payment_as_it_is_posted(folder: Path) -> None:
    done = ledger.pay(folder, [payment()])
    assert done == ledger.PaymentResult((payment(),), (), done.batch)
    assert done.batch is not None
    assert done.batch.startswith("2026-05-20-payments-")
    assert text_of(folder, done.batch) == (
        '2026-05-20 * "昆明某某科技有限公司" "拨付 凭证1" #disbursement ^award-YN-2026-p1-build\n'
        '  award-id: "YN-2026-p1-build"\n'
        '  reference: "凭证1"\n'
        "  Liabilities:Fund:YN-2026:Awards:9153P1  400.00 CNY\n"
        "  Assets:Fund:YN-2026:Treasury  -400.00 CNY\n"
    )
    load(folder)


def test_the_same_payments_again_change_nothing(folder: Path) -> None:
    payments = [payment(), payment(P2, reference="a\u202eb\n"), payment(P2, reference="")]
    ledger.pay(folder, payments)
    before = snapshot(folder)
    done = ledger.pay(folder, payments)
    assert (done.posted, len(done.already), done.batch) == ((), 3, None)
    assert snapshot(folder) == before


def test_of_a_longer_list_only_the_new_are_posted(folder: Path) -> None:
    ledger.pay(folder, [payment()])
    done = ledger.pay(folder, [payment(), payment(reference="凭证2")])
    assert [payment.reference for payment in done.posted] == ["凭证2"]
    assert [payment.reference for payment in done.already] == ["凭证1"]
    load(folder)


def test_paying_all_that_is_outstanding(folder: Path) -> None:
    ledger.pay(folder, [payment()])
    left = ledger.outstanding(folder)
    assert [(account.award, account.unpaid) for account in left] == [(P1, 60_000), (P2, 100_000)]
    ledger.pay(folder, [ledger.Payment(account.award, account.unpaid, date(2026, 6, 1)) for account in left])
    assert ledger.outstanding(folder) == ()
    assert ledger.status(folder).funds[0].unpaid == 0


def refusal(folder: Path, *payments: ledger.Payment) -> list[str]:
    before = snapshot(folder)
    with pytest.raises(BookError) as caught:
        ledger.pay(folder, payments)
    assert snapshot(folder) == before
    return str(caught.value).splitlines()


def test_every_payment_that_cannot_be_made_is_named(folder: Path) -> None:
    assert refusal(
        folder,
        payment("nobody"),
        payment(fen=60_000),
        payment(fen=40_001, reference="2"),
        payment(P2, on=date(2026, 5, 19)),
        payment(P2),
        payment(P2),
        payment(P2, fen=0, on="today", reference=None),
    ) == [
        "nothing was paid, because 5 of 7 payments cannot be made:",
        "  payment 1, award 'nobody': it is not in the book; `fundcalc book status` lists the awards",
        "  payment 3, award 'YN-2026-p1-build': 400.01 yuan on top of 600.00 yuan paid exceeds the 1,000.00 yuan awarded "
        "by 0.01; pay at most 400.00",
        "  payment 4, award 'YN-2026-p2-build': 2026-05-19 is before the award of 2026-05-20; date it on that day or "
        "later",
        "  payment 6, award 'YN-2026-p2-build': it is given twice; give each payment a reference of its own",
        "  payment 7, award 'YN-2026-p2-build': amount 0.00 cannot be posted: an amount is above 0 and at most "
        "1,000,000,000,000,000.00 yuan, with no more than two decimals",
        "  payment 7, award 'YN-2026-p2-build': date 'today' cannot be posted: a date is a day without a time, "
        "from 1700-01-01 to 2199-12-31",
        "  payment 7, award 'YN-2026-p2-build': reference None cannot be posted: a text is a string",
    ]


def test_never_more_than_was_awarded_over_several_calls(folder: Path) -> None:
    ledger.pay(folder, [payment(fen=100_000)])
    assert refusal(folder, payment(fen=1, reference="2"))[1] == (
        "  payment 1, award 'YN-2026-p1-build': 0.01 yuan on top of 1,000.00 yuan paid exceeds the 1,000.00 yuan awarded "
        "by 0.01; pay at most 0.00"
    )


def test_no_payments_are_no_batch(folder: Path) -> None:
    assert ledger.pay(folder, []) == ledger.PaymentResult((), (), None)
