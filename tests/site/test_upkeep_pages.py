"""Putting right what is known of a book and its awards, on the pages."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger

from ..ledger.samples import award, new_book, post_round, round_of
from .visitor import Visitor, visiting

AWARD = "YN-2026-p1-build"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An authority's book with an award of 1,000.00 yuan, and 500.00 left."""
    folder = new_book(tmp_path / "book", 150_000)
    post_round(folder, round_of(award("p1", fen=100_000)))
    return folder


@pytest.fixture
def visitor(folder: Path) -> Iterator[Visitor]:
    with visiting(folder) as found:
        yield found


def address(visitor: Visitor) -> str:
    return visitor.open("/").link("/books/")


def test_facts_of_an_award_are_corrected(visitor: Visitor, folder: Path) -> None:
    book = address(visitor)
    assert AWARD in visitor.open(f"{book}/upkeep").text
    assert "fill in what is to be corrected" in visitor.send(f"{book}/note", award=AWARD).trouble
    shown = visitor.send(f"{book}/note", award=AWARD, platform_name="新名称概念验证中心", on="2026-12-01")
    assert "1 entry into the book" in shown.text
    assert "CNY" not in shown.text
    assert "1 entry was posted" in visitor.confirm(shown).text
    assert ledger.status(folder).accounts[0].platform_name == "新名称概念验证中心"


def test_a_revocation_is_noted_for_all_awards_of_the_platform(visitor: Visitor, folder: Path) -> None:
    book = address(visitor)
    assert "the day of the revocation" in visitor.send(f"{book}/revoke", award=AWARD).trouble
    shown = visitor.send(f"{book}/revoke", award=AWARD, whole="yes", on="2026-12-01")
    visitor.confirm(shown)
    assert ledger.status(folder).accounts[0].revoked_on == date(2026, 12, 1)


def test_what_is_left_of_a_year_is_carried_over(visitor: Visitor, folder: Path) -> None:
    book = address(visitor)
    fields = {"policy": "yunnan-2025", "from": "2026", "to": "2027", "on": "2027-01-04"}
    too_much = visitor.send(f"{book}/carry", amount="500.01", **fields)
    assert too_much.status == 400
    assert "1 entry, CNY 500.00" in visitor.send(f"{book}/carry", **fields).text
    visitor.confirm(visitor.send(f"{book}/carry", amount="200", **fields))
    assert {fund.fund: fund.free for fund in ledger.status(folder).funds} == {"YN-2026": 30_000, "YN-2027": 20_000}


def test_a_book_gets_another_title(visitor: Visitor) -> None:
    book = address(visitor)
    visitor.confirm(visitor.send(f"{book}/rename", title="中试平台资金台账", on="2026-12-01"))
    assert "中试平台资金台账" in visitor.open(book).text
    assert visitor.send(f"{book}/rename", name="某单位", on="2026-12-01").status == 400


def test_a_lost_batch_is_shown_and_the_book_mended(visitor: Visitor, folder: Path) -> None:
    book = address(visitor)
    assert "nothing to mend" in visitor.open(f"{book}/mend").text
    index = folder / "batches" / "index.beancount"
    whole = index.read_text("utf-8")
    index.write_text("\n".join(line for line in whole.splitlines() if "awards" not in line) + "\n", "utf-8")
    damaged = visitor.open(book)
    assert damaged.trouble
    assert f"{book}/mend" in damaged.links
    shown = visitor.open(f"{book}/mend")
    assert "come back into the index" in shown.text
    assert "Done." in visitor.send(f"{book}/mend", by="tester").text
    assert ledger.status(folder).faults == ()
    assert index.read_text("utf-8") == whole


def test_another_language_keeps_what_was_searched_for(visitor: Visitor) -> None:
    book = address(visitor)
    assert f"?award={AWARD}&lang=zh" in visitor.open(f"{book}/entries?award={AWARD}").links


def test_parts_are_shown_paid_and_opened_by_a_milestone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDCALC_TODAY", "2026-12-01")
    folder = new_book(tmp_path / "parts", 150_000)
    schedule = "30% 2026-05-20; 30% 2027-05-20; 40% acceptance 通过验收"
    post_round(folder, round_of(award("p1", fen=100_000, schedule=schedule)))
    with visiting(folder) as visitor:
        book = address(visitor)
        overview = visitor.open(book).text
        assert "Awards paid by parts" in overview
        assert "2027 300.00 YN-2026 no day yet 400.00" in overview
        paying = visitor.open(f"{book}/pay")
        assert "1,000.00 300.00" in paying.text
        assert f"{book}/upkeep#milestone" in paying.links
        visitor.confirm(visitor.send(f"{book}/pay", award=AWARD, on="2026-12-01"))
        assert (
            "300.00 more are due from 2027-05-20" in visitor.send(f"{book}/pay", award=AWARD, on="2026-12-01").trouble
        )
        assert "通过验收" in visitor.open(f"{book}/upkeep").text
        assert "choose the milestone" in visitor.send(f"{book}/milestone", milestone="").trouble
        shown = visitor.send(f"{book}/milestone", milestone=f"{AWARD}/acceptance", document="验收1号", on="2026-12-01")
        visitor.confirm(shown)
        visitor.confirm(visitor.send(f"{book}/pay", award=AWARD, on="2026-12-01"))
    assert ledger.status(folder).accounts[0].paid == 70_000


def test_without_parts_nothing_is_said_of_them(visitor: Visitor) -> None:
    book = address(visitor)
    for page in ("", "/pay", "/upkeep"):
        assert "ilestone" not in visitor.open(f"{book}{page}").text
