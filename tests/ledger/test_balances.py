"""Where a book stands, to a day."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError

from .samples import ON, appropriate, award, new_book, post_round, round_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = new_book(tmp_path / "book", fen=1_000_000)
    appropriate(folder, 500, year=2025, on=date(2025, 3, 1))
    post_round(folder, round_of(award(), award("p2", on=date(2026, 7, 1), fen=50_000)))
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 30_000, date(2026, 6, 1))])
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 1, date(2026, 5, 21))])
    return folder


def test_funds(folder: Path) -> None:
    assert ledger.status(folder).funds == (
        ledger.FundStatus("YN-2025", "yunnan-2025", 500, 0, 0, 0, 500, 0, 500),
        ledger.FundStatus(
            fund="YN-2026",
            policy="yunnan-2025",
            appropriated=1_000_000,
            committed=0,
            awarded=150_000,
            paid=30_001,
            free=850_000,
            unpaid=119_999,
            treasury=969_999,
        ),
    )


def test_awards(folder: Path) -> None:
    first, second = ledger.status(str(folder)).accounts
    assert (first.award, first.fund, first.policy, first.platform, first.benefit) == (
        "YN-2026-p1-build", "YN-2026", "yunnan-2025", "p1", "build",
    )  # fmt: skip
    assert (first.organisation, first.organisation_name) == ("9153P1", "昆明某某科技有限公司")
    assert (first.awarded, first.paid, first.unpaid, first.last) == (100_000, 30_001, 69_999, date(2026, 6, 1))
    assert (second.award, second.awarded, second.paid, second.unpaid, second.last) == (
        "YN-2026-p2-build", 50_000, 0, 50_000, date(2026, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "awarded", "paid"),
    [(date(2026, 5, 19), 0, 0), (ON, 100_000, 0), (date(2026, 5, 31), 100_000, 1), (date(2026, 7, 1), 150_000, 30_001)],
)
def test_the_end_of_a_day(folder: Path, on: date, awarded: int, paid: int) -> None:
    fund = ledger.status(folder, on).funds[1]
    assert (fund.awarded, fund.paid, fund.treasury) == (awarded, paid, 1_000_000 - paid)
    assert fund.appropriated == fund.free + fund.committed + fund.awarded
    assert fund.awarded == fund.paid + fund.unpaid


def test_what_is_committed_is_not_free(folder: Path) -> None:
    lines = "  Equity:Fund:YN-2026:Free  1.00 CNY\n  Equity:Fund:YN-2026:Committed  -1.00 CNY\n"
    with (folder / "main.beancount").open("a") as top:
        top.write(f'2026-06-01 * "x" #commitment\n{lines}')
    fund = ledger.status(folder).funds[1]
    assert (fund.appropriated, fund.committed, fund.free) == (1_000_000, 100, 849_900)


def test_a_book_that_does_not_check_is_shown_with_its_faults(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as top:
        top.write('2026-06-01 * "x" #award\n  Assets:Other  1.00 CNY\n  Equity:Other  -1.00 CNY\n')
    status = ledger.status(folder)
    assert len(status.accounts) == 2
    assert [str(fault) for fault in status.faults] == [
        "main.beancount:9: Invalid reference to unknown account 'Assets:Other'",
        "main.beancount:9: Invalid reference to unknown account 'Equity:Other'",
        "main.beancount:9: this entry on the accounts of awards and funds was not posted by fundcalc; take it out, and enter "
        "it by a command",
        "main.beancount:9: a transaction tagged #award without award-id; it is left out of the history",
    ]


def test_a_new_book_has_nothing(tmp_path: Path) -> None:
    ledger.init(tmp_path / "book", title="x")
    assert ledger.status(tmp_path / "book") == ledger.Status((), (), seal=ledger.seal(tmp_path / "book"))
    assert ledger.outstanding(tmp_path / "book") == ()


def test_another_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_text("")
    with pytest.raises(BookError, match="not one that fundcalc keeps"):
        ledger.status(tmp_path)
