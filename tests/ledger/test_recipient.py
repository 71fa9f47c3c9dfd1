"""A recipient's book: received, spent in batches of all or none, advanced, demanded back, returned; nothing twice."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError
from fundcalc.base.i18n import speaking
from fundcalc.ledger import recipient
from fundcalc.ledger.recipient import Entry

from .samples import load, snapshot
from .test_crash import FRAGMENTS

A = "YN-2026-p1-build"
FACTS = {
    "policy": "yunnan-2025",
    "code": "YN",
    "year": "2026",
    "platform": "p1",
    "benefit": "build",
    "awarded": "1000.00",
}
NUMBERS = {
    "enterprise": "2401 递延收益",
    "small-enterprise": "2401 递延收益",
    "institution": "8201 非财政拨款结转（未支出专项资金）",
}


JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


def line(fen: int, on: date = JULY, code: str = "30218", **more: str) -> Line:
    return Line(on, fen, **({"award": A, "code": code, "payee": "材料商", "text": "试剂", "place": "x.csv:2"} | more))


def received(folder: Path, fen: int = 60_000, on: date = JUNE, **more: str) -> recipient.Entered:
    return recipient.receive(folder, Entry(A, fen, on, "省科技厅", **more), FACTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "special"
    recipient.init(folder, title="专项台账", organisation="9153P1", name="昆明某某科技有限公司")
    received(folder)
    return folder


def account(folder: Path, on: date | None = None) -> ledger.AwardAccount:
    status = ledger.status(folder, on)
    assert status.faults == ()
    (found,) = status.accounts
    assert found.received == found.spending + found.returned + found.balance
    return found


def refused(action: Callable[[], object], folder: Path) -> str:
    """The message of a refusal that leaves every file as it was."""
    before = snapshot(folder)
    with speaking("en"), pytest.raises(BookError) as raised:
        action()
    assert snapshot(folder) == before
    return str(raised.value)


@pytest.mark.parametrize("chart", NUMBERS)
def test_the_chart_names_the_accounts(tmp_path: Path, chart: str) -> None:
    assert recipient.init(tmp_path / "b", title="x", chart=chart) == "created"
    assert recipient.init(tmp_path / "b", title="x", chart=chart) == "already"
    received(tmp_path / "b")
    names = {entry.account: entry.meta["name"] for entry in load(tmp_path / "b") if hasattr(entry, "booking")}
    assert names[f"Liabilities:DeferredGrant:{A}"] == NUMBERS[chart]


def test_no_such_chart(tmp_path: Path) -> None:
    with speaking("en"), pytest.raises(BookError) as raised:
        recipient.init(tmp_path / "b", title="x", chart="big")
    assert (
        str(raised.value)
        == "'big' is not a chart of accounts; choose one of: enterprise, small-enterprise, institution"
    )
    assert not (tmp_path / "b").exists()


def test_what_is_known_of_an_award_is_kept(folder: Path) -> None:
    found = account(folder)
    assert (found.policy, found.fund, found.year, found.organisation_name) == (
        "yunnan-2025", "YN-2026", 2026, "昆明某某科技有限公司",
    )  # fmt: skip
    assert (found.awarded, found.received, found.unpaid) == (100_000, 60_000, 40_000)
    message = refused(lambda: recipient.receive(folder, Entry(A, 1, day(8)), {"awarded": "900.00"}), folder)
    assert message == (
        f"award {A}: its awarded is '1000.00' in this book and '900.00' here; leave it out, or use the id of the other award"
    )


def test_a_fact_said_otherwise_is_the_same(folder: Path) -> None:
    recipient.receive(folder, Entry(A, 1, day(8)), {"awarded": "1000"})
    assert account(folder).awarded == 100_000
    message = refused(lambda: recipient.receive(folder, Entry(A, 1, day(9)), {"until": "2026-13-01"}), folder)
    assert "'2026-13-01' cannot be posted" in message


def test_an_award_in_other_letters_is_the_award_of_the_book(folder: Path) -> None:
    recipient.receive(folder, Entry("yn-2026-P1-build", 100, day(8)), new=False)
    assert recipient.note(folder, "YN-2026-P1-build", {}, on=day(8)) == "already"
    assert account(folder).received == 60_100


def test_the_same_receipt_is_posted_once(folder: Path) -> None:
    before = snapshot(folder)
    assert received(folder).outcome == "already"
    assert snapshot(folder) == before
    assert received(folder, 40_000, reference="第二笔").outcome == "posted"
    message = refused(lambda: received(folder, 1, day(9)), folder)
    assert message == (
        f"award {A}: 0.01 yuan on top of 1,000.00 yuan received exceeds the 1,000.00 yuan awarded; receive at most 0.00"
    )


def test_spending_releases_the_deferred_grant(folder: Path) -> None:
    done = ledger.spend(folder, [line(15_001), line(5_000, code="30228", invoice="7")])
    assert (len(done.posted), done.already, done.repeated, done.advanced) == (2, (), (), 0)
    found = account(folder)
    assert found.spent == {"30218-专用材料费": 15_001, "30228-工会经费": 5_000}
    assert found.balance == 39_999
    spent = next(
        entry for entry in load(folder) if "spending" in getattr(entry, "tags", ()) and entry.meta["code"] == "30218"
    )
    assert [(leg.account, str(leg.units.number)) for leg in spent.postings] == [
        (f"Expenses:Grant:{A}:30218-专用材料费", "150.01"),
        (f"Assets:Special:{A}", "-150.01"),
        (f"Liabilities:DeferredGrant:{A}", "150.01"),
        (f"Income:Grant:{A}", "-150.01"),
    ]
    assert (spent.payee, spent.narration, spent.meta["source"]) == ("材料商", "试剂", "x.csv:2")


def test_the_same_lines_again_change_nothing_and_equal_lines_are_two(folder: Path) -> None:
    lines = [line(100), line(100), line(200)]
    ledger.spend(folder, lines)
    before = snapshot(folder)
    again = ledger.spend(folder, lines)
    assert (again.posted, len(again.already), again.batch) == ((), 3, None)
    assert snapshot(folder) == before
    more = ledger.spend(folder, [*lines, line(100)])
    assert (len(more.posted), len(more.already), account(folder).spending) == (1, 3, 500)


def test_all_lines_or_none_and_each_bad_line_is_named(folder: Path) -> None:
    bad = [
        line(1), line(2, award="A9", place="x.csv:3"), line(3, code="", place="x.csv:4"), line(4, award="", place="x.csv:5"),
        line(5, date(1999, 1, 1), place="x.csv:6"),
    ]  # fmt: skip
    assert refused(lambda: ledger.spend(folder, bad), folder).splitlines() == [
        "nothing was posted, because 4 of 5 lines cannot be posted:",
        f"  x.csv:3, 0.02 yuan: award A9 is not in this book, which has: {A}; correct the id, or post its money with "
        "`fundcalc book receive` first",
        "  x.csv:4, 0.03 yuan: it names neither use nor economic code nor account; fill in one of them",
        "  x.csv:5, 0.04 yuan: it does not name its award; fill in the award, or use --award",
        "  x.csv:6, 0.05 yuan: date 1999-01-01 cannot be posted: a date is a day without a time, from 2000-01-01 to 2199-12-31",
    ]


def test_a_red_line_against_a_refused_line_is_not_reported_too(folder: Path) -> None:
    message = refused(lambda: ledger.spend(folder, [line(65_000), line(-5_002, day(8))]), folder)
    assert message.splitlines()[0] == "nothing was posted, because 1 of 2 lines cannot be posted:"


def test_more_than_is_there_is_refused_unless_it_is_advanced(folder: Path) -> None:
    early = [line(10_000, day(5)), line(55_000)]
    assert refused(lambda: ledger.spend(folder, [line(10_000), *early]), folder).splitlines() == [
        "nothing was posted, because 2 of 3 lines cannot be posted:",
        f"  x.csv:2, 100.00 yuan: award {A} has 0.00 yuan left on 2026-05-01, 100.00 yuan short; correct the line, post "
        "the receipt first, or use --advance if the unit's own money pays for now (垫付)",
        f"  x.csv:2, 550.00 yuan: award {A} has 500.00 yuan left on 2026-07-01, 50.00 yuan short; correct the line, post "
        "the receipt first, or use --advance if the unit's own money pays for now (垫付)",
    ]
    done = ledger.spend(folder, early, advance=True)
    assert (done.advanced, done.settled) == (10_000, 5_000)
    found = account(folder)
    assert (found.balance, found.advanced) == (-5_000, 5_000)
    assert received(folder, 40_000, day(9)).settled == 5_000
    found = account(folder)
    assert (found.balance, found.advanced) == (35_000, 0)
    assert account(folder, day(5)).advanced == 10_000


def test_red_lines_take_back_what_stands_there(folder: Path) -> None:
    ledger.spend(folder, [line(1_000), line(-400, day(8))])
    assert account(folder).spent == {"30218-专用材料费": 600}
    assert refused(lambda: ledger.spend(folder, [line(-601, day(9))]), folder).splitlines()[1] == (
        "  x.csv:2, -6.01 yuan: it takes back more than the 6.00 yuan spent on 30218-专用材料费 by 2026-09-01; give it "
        "the use and the date of the line it takes back"
    )


def test_an_invoice_twice_in_an_award_is_reported(folder: Path) -> None:
    ledger.spend(folder, [line(1, invoice="25300001", place="a.csv:2")])
    done = ledger.spend(folder, [line(2, invoice="25300001", place="b.csv:9"), line(3, invoice="25300002")])
    assert done.repeated == (ledger.Repeated(A, "25300001", ("a.csv:2", "b.csv:9")),)


def test_an_improper_expense_is_demanded_back_and_own_money_takes_its_place(folder: Path) -> None:
    ledger.spend(folder, [line(10_000), line(5_000, code="30228")])
    assert refused(lambda: recipient.demand(folder, Entry(A, 5_001, day(8)), use="30228"), folder) == (
        f"award {A}: 50.01 yuan exceeds the 50.00 yuan that were spent on 30228-工会经费 by 2026-08-01 and are not "
        "demanded back yet"
    )
    assert refused(lambda: recipient.demand(folder, Entry(A, 1, day(8)), use="30299"), folder) == (
        f"award {A}: '30299' does not match exactly one of the uses it was spent on; write one of: "
        "30218-专用材料费, 30228-工会经费"
    )
    assert recipient.demand(folder, Entry(A, 5_000, day(8), "省科技厅", "追1"), use="30228").outcome == "posted"
    assert recipient.demand(folder, Entry(A, 5_000, day(8), "省科技厅", "追1"), use="30228").outcome == "already"
    found = account(folder)
    assert (found.clawed, found.due, found.balance, found.spending) == (5_000, 5_000, 45_000, 15_000)
    recipient.give_back(folder, Entry(A, 5_000, day(8, 20), "省科技厅"))
    found = account(folder)
    assert (found.due, found.returned, found.balance) == (0, 5_000, 45_000)
    assert found.spent == {"30218-专用材料费": 10_000}
    # What is left goes back too, and no more.
    assert refused(lambda: recipient.give_back(folder, Entry(A, 45_001, day(12))), folder) == (
        f"award {A}: 450.01 yuan cannot be returned on 2026-12-01; at most 450.00 yuan can, including what is demanded back; "
        "return less, or post the receipt first"
    )
    recipient.give_back(folder, Entry(A, 45_000, day(12)))
    assert (account(folder).balance, account(folder).returned) == (0, 50_000)


def test_what_is_demanded_back_unspent_may_not_be_spent(folder: Path) -> None:
    recipient.demand(folder, Entry(A, 50_000, day(7)))
    assert "has 100.00 yuan left on 2026-07-01" in refused(lambda: ledger.spend(folder, [line(10_001)]), folder)
    assert refused(lambda: recipient.demand(folder, Entry(A, 10_001, day(8))), folder) == (
        f"award {A}: 100.01 yuan of unspent money cannot be demanded back: on 2026-08-01 there are 100.00 yuan; name "
        "what was spent against the rules with --use"
    )
    recipient.give_back(folder, Entry(A, 50_000, day(9)))
    assert (account(folder).due, account(folder).balance) == (0, 10_000)


def test_hostile_text_forges_nothing_and_is_posted_once(folder: Path) -> None:
    chance = random.Random(3)

    def text() -> str:
        return "".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(0, 8)))

    lines = [
        Line(JULY, 1, A, text(), chance.choice(["", "30218"]), text() or "6602", *(text() for _field in range(7)))
        for _ in range(300)
    ]  # fmt: skip
    done = ledger.spend(folder, lines)
    assert len(done.posted) == 300
    entries = load(folder)
    spent = [entry for entry in entries if "spending" in getattr(entry, "tags", ())]
    assert len(spent) == 300
    assert {type(entry).__name__ for entry in entries} == {"Custom", "Open", "Transaction"}
    assert {entry.account.split(":")[2] for entry in entries if hasattr(entry, "booking")} == {A}
    assert {len(entry.postings) for entry in spent} == {4}
    before = snapshot(folder)
    assert len(ledger.spend(folder, lines).already) == 300
    assert snapshot(folder) == before
    assert account(folder).spending == 300


def test_a_hand_edited_book_is_refused_for_writing_and_still_readable(folder: Path) -> None:
    with (folder / "main.beancount").open("a") as top:
        top.write(
            f'\n2026-07-01 open Assets:Bank CNY\n2026-07-01 * "挪用"\n  Assets:Bank  1.00 CNY\n  Assets:Special:{A}\n'
        )
    message = refused(lambda: ledger.spend(folder, [line(1)]), folder)
    assert message.startswith(f"{folder} is not what was posted, so nothing was written;")
    assert "this entry on the accounts of awards and funds was not posted by fundcalc" in message
    unexplained = (
        f"Assets:Special:{A} holds 599.00 yuan less what was advanced, but the entries of its award come to 600.00"
    )
    with speaking("en"):
        assert [unexplained in fault.message for fault in ledger.status(folder).faults] == [False, True]
    assert len(ledger.status(folder).accounts) == 1


def test_a_recipients_book_takes_no_awards_and_an_authoritys_no_spending(folder: Path, tmp_path: Path) -> None:
    assert refused(lambda: ledger.pay(folder, []), folder) == (
        f"{folder} is a book with the role recipient, and this needs the role authority; use the other book"
    )
    other = tmp_path / "authority"
    ledger.init(other, title="x")
    assert refused(lambda: ledger.spend(other, []), other) == (
        f"{other} is a book with the role authority, and this needs the role recipient; use the other book"
    )
