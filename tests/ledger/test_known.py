"""Awards and uses that nobody knows are questioned, and lines that the audit will find are reported."""

from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import Payment, recipient
from fundcalc.ledger.known import is_near
from fundcalc.ledger.listing import entries
from fundcalc.ledger.recipient import Entry
from fundcalc.policy.loading import load

from .samples import award, new_book, post_round, round_of, snapshot

A = "YN-2026-p1-build"
DAY, JULY = date(2026, 6, 1), date(2026, 7, 1)
FACTS = {"policy": "yunnan-2025", "platform": "p1", "benefit": "build", "awarded": "1000.00"}


@pytest.fixture
def special(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项")
    recipient.receive(folder, Entry(A, 60_000, DAY), FACTS, new=False)
    return folder


def receive(folder: Path, award_id: str, fen: int = 5, *, new: bool) -> str:
    return recipient.receive(folder, Entry(award_id, fen, DAY), new=new).outcome


def refused(folder: Path, award_id: str) -> str:
    before = snapshot(folder)
    with speaking("en"), pytest.raises(RefusedError) as raised:
        receive(folder, award_id, new=False)
    assert snapshot(folder) == before
    return str(raised.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("YN-2026-p1-bulid", A),
        ("YN-2026-p7-bulid", "YN-2026-p7-build"),
        ("NY-2026-p7-build", "YN-2026-p7-build"),
        ("YN-26-p1-build", A),
    ],
)
def test_an_id_that_nobody_knows_is_refused_with_the_nearest(special: Path, written: str, meant: str) -> None:
    assert f"did you mean {meant}?" in refused(special, written)
    assert receive(special, written, new=True) == "posted"
    assert receive(special, written, 6, new=False) == "posted"  # now it stands in the book


def test_an_id_near_that_of_an_award_short_of_its_sum_is_questioned(special: Path) -> None:
    assert "is not in this book, but YN-2026-p1-build is" in refused(special, "YN-2026-p12-build")
    # The other award of the same platform, one of another id, and any once the sum has come.
    for other in ("YN-2026-p1-operating", "YN-2026-p765-build"):
        assert receive(special, other, new=False) == "posted"
    recipient.receive(special, Entry(A, 40_000, DAY))
    assert receive(special, "YN-2026-p12-build", new=False) == "posted"


def test_an_award_is_known_no_more_when_all_of_it_was_reversed(special: Path) -> None:
    receive(special, "YN-2026-p1-bulid", new=True)
    ledger.reverse(special, entries(special).entries[0].id, why="编号错", on=DAY)
    assert "did you mean" in refused(special, "YN-2026-p1-bulid")


def test_noting_an_award_asks_as_well(special: Path) -> None:
    with pytest.raises(RefusedError):
        recipient.note(special, "YN-2026-p1-bulid", {}, on=DAY, new=False)


@pytest.mark.parametrize(
    "line",
    [
        Line(JULY, 5, A, use="胡乱用途"),
        Line(JULY, 5, A, code="30277"),
    ],
)
def test_a_use_that_nobody_knows_is_refused(special: Path, line: Line) -> None:
    before = snapshot(special)
    with pytest.raises(RefusedError):
        ledger.spend(special, [line], new=False)
    assert snapshot(special) == before
    assert ledger.spend(special, [line]).batch
    assert ledger.spend(special, [line._replace(fen=6)], new=False).batch  # the award was spent on it before


@pytest.mark.parametrize(
    "line",
    [
        Line(JULY, 5, A, use="专用材料费"),
        Line(JULY, 5, A, use="采购试剂一批"),  # the wording points to a use
        Line(JULY, 5, A, use="胡乱用途", code="30218"),
        Line(JULY, 5, A, account="530101 研发支出"),
    ],
)
def test_what_says_enough_is_posted(special: Path, line: Line) -> None:
    assert ledger.spend(special, [line], new=False).batch


def test_a_misspelt_use_gets_a_suggestion(special: Path) -> None:
    with speaking("zh"), pytest.raises(RefusedError, match="是否应为 劳务费"):
        ledger.spend(special, [Line(JULY, 5, A, use="劳吴费")], new=False)


def test_what_the_audit_will_find_is_reported(special: Path) -> None:
    recipient.note(special, A, {"until": "2026-06-30"}, on=DAY)
    ledger.revoke(special, date(2026, 6, 20), award=A)
    lines = [Line(DAY, 5, A, code="31005", place="x:2"), Line(JULY, 5, A, code="30218", place="x:3")]
    found = ledger.spend(special, lines).findings
    assert [(finding.check, finding.place) for finding in found] == [
        ("prohibited_use", "x:2"), ("spent_after_revocation", "x:3"), ("outside_validity", "x:3"),
    ]  # fmt: skip
    assert ledger.spend(special, [Line(DAY, 5, A, code="30218")]).findings == ()


def test_an_authority_is_reported_the_nearest_award_too(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    with speaking("en"):
        for command in (
            lambda: ledger.pay(folder, [Payment("YN-2026-p1-bulid", 5, DAY)]),
            lambda: ledger.claw_back(folder, [Payment("YN-2026-p1-bulid", 5, DAY)]),
            lambda: ledger.revoke(folder, DAY, award="YN-2026-p1-bulid"),
            lambda: entries(folder, "YN-2026-p1-bulid"),
        ):
            with pytest.raises(RefusedError, match=f"did you mean {A}"):
                command()
        with pytest.raises(RefusedError, match="did you mean YN-2026-p2-build"):
            commit(folder, "YN-2026-p2-bulid")
        assert commit(folder, "YN-2026-p2-build")


def commit(folder: Path, award_id: str) -> str | None:
    measures = [load("yunnan-2025").measure]
    done = ledger.commit(
        folder, [Payment(award_id, 5, DAY)], policy="yunnan-2025", code="YN", year=2026, measures=measures
    )
    return done.batch


def test_what_can_be_read_is_refused_and_the_rest_is_an_error(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    with pytest.raises(RefusedError):
        ledger.pay(folder, [Payment(A, 100_001, DAY)])
    with pytest.raises(BookError) as raised:
        ledger.pay(folder, [Payment(A, 100_001, DAY), Payment(A, -1, DAY)])
    assert not isinstance(raised.value, RefusedError)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("p1", "p1", False), ("p1", "p2", True), ("p1", "p12x", True), ("p1", "p123x", False), ("ab", "ba", True)],
)
def test_near(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near


def test_an_award_of_the_book_is_found_whatever_its_case_and_width(tmp_path: Path) -> None:
    folder, day = tmp_path / "special", date(2026, 6, 1)
    recipient.init(folder, title="专项")
    recipient.receive(folder, Entry("YN-2026-P3-build", 10_000, day))
    written = "ｙｎ-2026-p3-build "
    first = ledger.spend(folder, [Line(day, 600, written, code="30218")])
    assert [line.award for line in first.posted] == ["YN-2026-P3-build"]
    assert ledger.spend(folder, [Line(day, 600, "YN-2026-P3-build", code="30218")]).batch is None
    recipient.demand(folder, Entry("yn-2026-p3-BUILD", 100, day))
    recipient.give_back(folder, Entry("yn-2026-p3-BUILD", 100, day))
    (account,) = ledger.status(folder).accounts
    assert (account.award, account.spending, account.returned) == ("YN-2026-P3-build", 600, 100)
