"""The same act on another day, and a line of spending in other words, are asked about."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import RefusedError
from fundcalc.ledger import Payment, recipient
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry

from .samples import appropriate, award, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
DAY, MONTH = date(2026, 6, 1), timedelta(days=31)


@pytest.fixture
def special(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项")
    recipient.receive(folder, Entry(A, 50_000, DAY))
    return folder


def receive(folder: Path, on: date, reference: str = "", *, again: bool = False) -> bool:
    """Whether it was posted."""
    return recipient.receive(folder, Entry(A, 50_000, on, "", reference), again=again).outcome == "posted"


def test_an_equal_receipt_within_31_days_is_refused_with_its_entry(special: Path) -> None:
    before, (entry,) = snapshot(special), entries(special).entries
    for on in (DAY + timedelta(days=1), DAY + MONTH, DAY - MONTH):
        with pytest.raises(RefusedError) as raised:
            receive(special, on)
        assert raised.value.data["entry"] == entry.id
    assert not receive(special, DAY)  # the same day is the same act
    assert snapshot(special) == before
    assert receive(special, DAY + MONTH + timedelta(days=1))
    assert receive(special, DAY + timedelta(days=2), "记-1")
    assert receive(special, DAY + timedelta(days=3), again=True)


def test_the_same_voucher_on_another_day_or_written_otherwise_is_questioned(special: Path) -> None:
    assert receive(special, DAY + MONTH, "银收-12")
    for on, reference in ((DAY + 2 * MONTH, "银收-12"), (DAY + MONTH, " 银收－12")):
        with pytest.raises(RefusedError, match="give each a reference of its own"):
            receive(special, on, reference)
    assert not receive(special, DAY + MONTH, "银收-12")
    assert receive(special, DAY + MONTH, "银收-13")


def test_another_party_of_the_same_receipt_is_reported(special: Path) -> None:
    recipient.receive(special, Entry(A, 100, DAY, "甲厅", "1"))
    before = snapshot(special)
    parties = {"甲厅": "", "": "", "乙厅": "甲厅"}
    for party, reported in parties.items():
        done = recipient.receive(special, Entry(A, 100, DAY, party, "1"))
        assert (done.outcome, done.other_party) == ("already", reported)
    assert snapshot(special) == before


def test_a_reversed_entry_is_no_equal_one(special: Path) -> None:
    ledger.reverse(special, entries(special).entries[0].id, why="日期错", on=DAY)
    assert receive(special, DAY + timedelta(days=1))


def test_each_act_of_both_books_is_questioned(special: Path, tmp_path: Path) -> None:
    later = DAY + timedelta(days=5)
    ledger.spend(special, [Line(DAY, 5_000, A, code="30218")])
    recipient.demand(special, Entry(A, 1_000, DAY), use="30218")
    recipient.give_back(special, Entry(A, 3_000, DAY))  # split: 1,000 demanded back, 2,000 left
    with pytest.raises(RefusedError):
        recipient.demand(special, Entry(A, 1_000, later), use="30218", again=False)
    with pytest.raises(RefusedError):
        recipient.give_back(special, Entry(A, 3_000, later), again=False)
    folder = new_book(tmp_path / "book", 300_000)
    with pytest.raises(RefusedError):
        appropriate(folder, 300_000, on=date(2026, 1, 9), again=False)
    assert appropriate(folder, 300_000, on=date(2026, 1, 9), document="2号", again=False).batch
    post_round(folder, round_of(award("p1")))
    ledger.pay(folder, [Payment(A, 100_000, DAY)])
    for act in (ledger.claw_back, ledger.recover):
        assert act(folder, [Payment(A, 100, DAY)], again=False).batch
        assert act(folder, [Payment(A, 100, DAY)], again=False).batch is None
        with pytest.raises(RefusedError):
            act(folder, [Payment(A, 100, later)], again=False)


def line(text: str, fen: int = 3_000, *, document: str = "", invoice: str = "", payee: str = "") -> Line:
    return Line(DAY, fen, A, code="30211", text=text, document=document, invoice=invoice, payee=payee)


def spend(folder: Path, *lines: Line) -> int:
    return len(ledger.spend(folder, lines, again=False).posted)


@pytest.mark.parametrize("voucher", ["记-70", ""])
def test_a_line_in_other_words_is_questioned(special: Path, voucher: str) -> None:
    spend(special, line("市内交通费", document=voucher, payee="甲公司"))
    before = snapshot(special)
    with pytest.raises(RefusedError) as raised:
        spend(special, line("别的", 7_000), line("市内公交费", document=voucher, payee="甲公司"))
    assert raised.value.data["entry"] == entries(special).entries[0].id
    assert snapshot(special) == before
    assert spend(special, line("市内交通费", document=voucher, payee="甲公司")) == 0
    assert len(ledger.spend(special, [line("市内公交费", document=voucher, payee="甲公司")]).posted) == 1


def test_vouchers_and_invoices_tell_lines_apart(special: Path) -> None:
    spend(
        special, line("一", document="记-70", payee="甲"), line("二", invoice="1", payee="乙"), line("三", payee="丙")
    )
    assert spend(special, line("一", document="记-71", payee="甲")) == 1
    assert spend(special, line("二", invoice="2", payee="乙")) == 1
    assert spend(special, line("三", payee="丁")) == 1
    # Two equal lines of one file are two; sent again with one more, neither is asked about.
    pair = [line("四", document="记-72"), line("五", document="记-72")]
    assert spend(special, *pair) == 2
    assert spend(special, *pair, line("六", document="记-72")) == 1


def test_a_line_that_the_file_takes_back_is_not_questioned(special: Path) -> None:
    spend(special, line("市内交通费", document="记-70"))
    assert spend(special, line("冲回", -3_000, document="记-90"), line("市内公交费", document="记-70")) == 2


def test_a_reduction_takes_what_is_free(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", 150_000)
    post_round(folder, round_of(award("p1")))
    before = snapshot(folder)
    with pytest.raises(RefusedError):
        appropriate(folder, -50_001, on=DAY)
    assert snapshot(folder) == before
    assert appropriate(folder, -50_000, on=DAY).available == 0
    (fund,) = ledger.status(folder).funds
    assert (fund.appropriated, fund.free, fund.treasury) == (100_000, 0, 100_000)
    assert entries(folder).entries[0].fen == -50_000
    ledger.reverse(folder, entries(folder).entries[0].id, why="不调减", on=DAY)
    assert ledger.status(folder).funds[0].free == 50_000
