"""What the entries of a book say, and what is told of those that say it badly."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from fundcalc import ledger
from fundcalc.ledger import loading
from fundcalc.ledger.accounts import AccountName
from fundcalc.ledger.book_history import BookHistory
from fundcalc.ledger.event_base import Leg
from fundcalc.ledger.event_reader import read_events
from fundcalc.ledger.events import Awarded
from fundcalc.ledger.places import Place
from fundcalc.ledger.session import load_checked
from fundcalc.ledger.snapshot import available, snapshot

from .samples import ON, POLICY_DIGEST, award, inputs, new_book, post_round, round_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_book(tmp_path / "book")
    post_round(tmp_path / "book", round_of(award(organisation="lab_1", platform_kind='pilot "base"')))
    return tmp_path / "book"


def add(folder: Path, text: str) -> list[str]:
    with (folder / "main.beancount").open("a", encoding="utf-8") as top:
        top.write(text)
    entries, errors = ledger.read(folder)
    assert all("was not posted by fundcalc" in fault.message for fault in errors)
    return [str(fault) for fault in read_events(entries, folder).faults]


def test_an_award_as_it_is_in_the_book(folder: Path) -> None:
    events = read_events(loading.read(folder).entries, folder)
    found = snapshot(events)
    (awarded,) = found.awards.values()
    assert awarded == Awarded(
        on=ON,
        place=Place(f"batches/{found.events[-1].place.batch}.beancount", 10),
        legs=(
            Leg("Expenses:Fund:YN-2026:Awards", AccountName("awarded", "YN-2026"), 100_000, 21),
            Leg("Liabilities:Fund:YN-2026:Awards:X号lab线1", AccountName("owed", "YN-2026", "X号lab线1"), -100_000, 22),
        ),
        payee="昆明某某科技有限公司",
        text="云南省某某（细分领域）概念验证中心 build 第十三条（一）",
        award="YN-2026-p1-build",
        fen=100_000,
        reference="",
        owed_at="Liabilities:Fund:YN-2026:Awards:X号lab线1",
        fund="YN-2026",
        policy="yunnan-2025",
        year=2026,
        platform="p1",
        platform_name="云南省某某（细分领域）概念验证中心",
        platform_kind='pilot "base"',
        benefit="build",
        organisation="lab_1",
        organisation_name="昆明某某科技有限公司",
        cite="第十三条（一）",
        policy_digest=POLICY_DIGEST,
        inputs_digest=hashlib.sha256(inputs("p1")).hexdigest(),
    )
    assert awarded.code == "YN"
    assert (events.faults, found.payments) == ((), ())
    assert available(found, "YN-2026") == 99_900_000


def test_rows_for_the_next_round(folder: Path) -> None:
    post_round(folder, round_of(award("p0", on=date(2026, 5, 1), benefit="operating")))
    rows = BookHistory(load_checked(folder).events, ()).rows()
    assert [(row.platform, row.benefit, row.organisation, row.fen) for row in rows] == [
        ("p0", "operating", "9153P0", 100_000),
        ("p1", "build", "lab_1", 100_000),
    ]


def test_a_payment_of_the_day_of_its_award_is_understood(folder: Path) -> None:
    # Its line comes before that of the award, and within a day Beancount orders by line.
    ledger.pay(folder, [ledger.Payment("YN-2026-p1-build", 1, ON, "x")])
    events = read_events(ledger.read(folder).entries, folder)
    found = snapshot(events)
    assert (events.faults, found.payments) == ((), (ledger.Payment("YN-2026-p1-build", 1, ON, "x"),))


LINES = "  Expenses:Fund:YN-2026:Awards  1.00 CNY\n  Liabilities:Fund:YN-2026:Awards:X号lab线1  -1.00 CNY\n"
META = "".join(
    f'  {key}: "{value}"\n'
    for key, value in {
        "award-id": "YN-2026-p1-build", "policy": "p", "year": "2026", "platform": "p1", "platform-kind": "k",
        "organisation": "o", "benefit": "b", "cite": "c", "policy-sha256": "d", "inputs-sha256": "d",
    }.items()
)  # fmt: skip


def test_an_award_without_its_metadata(folder: Path) -> None:
    meta = META.replace('  cite: "c"\n', "")
    assert add(folder, f'2026-06-01 * "x" "y" #award\n{meta}{LINES}') == [
        "main.beancount:9: a transaction tagged #award without cite; it is left out of the history"
    ]


def test_an_award_without_a_year(folder: Path) -> None:
    meta = META.replace('"2026"', '"soon"')
    assert add(folder, f'2026-06-01 * "x" "y" #award\n{meta}{LINES}') == [
        "main.beancount:9: a transaction tagged #award without a year; it is left out of the history"
    ]


def test_an_award_that_owes_nothing(folder: Path) -> None:
    lines = LINES.replace("Liabilities:Fund:YN-2026:Awards:X号lab线1", "Equity:Fund:YN-2026:Free")
    assert add(folder, f'2026-06-01 * "x" "y" #award\n{META}{lines}') == [
        "main.beancount:9: a transaction tagged #award without a posting to Liabilities:Fund; it is left out of the history"
    ]


def test_an_award_that_was_posted_twice_by_hand(folder: Path) -> None:
    [batch] = (folder / "batches").glob("*-awards-*")
    assert add(folder, f'2026-06-01 * "x" "y" #award\n{META}{LINES}') == [
        f"main.beancount:9: award YN-2026-p1-build is already in batches/{batch.name}:10; this one is left out of the "
        "history"
    ]


def test_payments_that_belong_to_no_award(folder: Path) -> None:
    lines = "  Liabilities:Fund:YN-2026:Awards:X号lab线1  1.00 CNY\n  Assets:Fund:YN-2026:Treasury  -1.00 CNY\n"
    text = f'2026-06-01 * "x" #disbursement\n{lines}2026-06-02 * "x" #disbursement\n  award-id: "z"\n{lines}'
    assert add(folder, text) == [
        "main.beancount:9: a transaction tagged #disbursement without award-id; it is left out of the history",
        "main.beancount:12: a payment of award z, which is not in the book",
    ]


def test_parts_of_a_fen_are_reported(folder: Path) -> None:
    lines = "  Assets:Fund:YN-2026:Treasury  0.001 CNY\n  Equity:Fund:YN-2026:Free  -0.001 CNY\n"
    assert add(folder, f'2026-06-01 * "x"\n{lines}') == [
        "main.beancount:10: 0.001 yuan has more than two decimals; correct the amount",
        "main.beancount:11: -0.001 yuan has more than two decimals; correct the amount",
    ]


def test_other_transactions_are_left_alone(folder: Path) -> None:
    text = '2026-01-01 open Assets:Stamps USD\n2026-01-01 open Equity:Own USD\n2026-06-01 * "x"\n'
    assert add(folder, f"{text}  Assets:Stamps  0.123 USD\n  Equity:Own  -0.123 USD\n") == []
