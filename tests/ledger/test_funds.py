"""Making a book and appropriating to its funds."""

import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Open, Transaction
from fava.application import create_app

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError

from .samples import appropriate, award, load, new_book, post_round, round_of, snapshot, text_of


def test_a_new_book(tmp_path: Path) -> None:
    assert ledger.init(tmp_path / "new" / "book", title='专项 "资金"') == "created"
    assert (tmp_path / "new" / "book" / "main.beancount").read_text("utf-8") == (
        "; fundcalc: an authority's book; bean-check, bean-query and Fava read it as it is\n"
        'option "title" "专项 \\"资金\\""\n'
        'option "operating_currency" "CNY"\n'
        'option "tolerance_multiplier" "0"\n'
        'option "render_commas" "TRUE"\n'
        '2000-01-01 custom "fundcalc" "authority" "1"\n'
        '2000-01-01 custom "fava-option" "language" "zh"\n'
        'include "batches/index.beancount"\n'
    )
    load(tmp_path / "new" / "book")


def test_a_book_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    before = snapshot(folder)
    assert ledger.init(str(folder), title="云南省科技创新平台专项资金") == "already"
    assert ledger.init(str(folder)) == "already"
    with pytest.raises(RefusedError) as refused:
        ledger.init(str(folder), title="another")
    assert str(refused.value).splitlines()[1:] == ["  title: '云南省科技创新平台专项资金' in the book, 'another' given"]
    assert snapshot(folder) == before


def test_an_empty_folder_will_do_even_with_hidden_files(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert ledger.init(tmp_path, title="x") == "created"


def test_a_book_that_was_half_made_is_finished(tmp_path: Path) -> None:
    (tmp_path / "batches").mkdir()
    (tmp_path / "batches" / "index.beancount").write_text("; nothing yet\n")
    (tmp_path / ".new.4711.tmp").write_bytes(b"half")
    assert ledger.init(tmp_path, title="x") == "created"
    (opening, index, top) = sorted(snapshot(tmp_path))
    assert opening.startswith("batches/2000-01-01-opening-")
    assert (index, top) == ("batches/index.beancount", "main.beancount")


def test_many_may_make_the_same_book(tmp_path: Path) -> None:
    outcomes: list[str] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(ledger.init(tmp_path / "book", title="x"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already"] * 7 + ["created"]


def refusal(folder: Path) -> str:
    before = snapshot(folder.parent)
    with pytest.raises(BookError) as caught:
        ledger.init(folder, title="x")
    assert snapshot(folder.parent) == before
    return str(caught.value)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "b.jpg").touch()
    (folder / "a.jpg").touch()
    assert refusal(folder) == (f"{folder} holds other files (a.jpg, b.jpg); make the book in a new or an empty folder")


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == (f"{tmp_path / 'file'} is a file; make the book in a new or an empty folder")


def test_another_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "l" / "main.beancount").write_text("2026-01-01 open Assets:A\n")
    assert refusal(tmp_path / "l") == (
        f"{tmp_path / 'l'}/main.beancount is a ledger, but not one that fundcalc keeps; make a book in another folder"
    )


def test_batches_without_their_book_are_not_lost(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    (folder / "main.beancount").unlink()
    assert refusal(folder) == (
        f"{folder} holds the batches of a book but no main.beancount; restore that file from a copy, or make the book in "
        "a new folder"
    )


def test_the_first_appropriation_opens_the_fund(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=0)
    done = appropriate(folder, 500_000_000, document="云财教〔2026〕1号")
    assert done == ledger.Appropriation("YN-2026", "posted", 500_000_000, done.batch)
    assert done.batch is not None
    assert done.batch.startswith("2026-01-05-appropriation-YN-2026-")
    assert text_of(folder, done.batch) == (
        '2025-01-01 open Assets:Fund:YN-2026:Treasury CNY\n  name: "国库"\n'
        '2025-01-01 open Equity:Fund:YN-2026:Free CNY\n  name: "可用指标"\n'
        '2025-01-01 open Equity:Fund:YN-2026:Committed CNY\n  name: "已承诺指标"\n'
        '2025-01-01 open Expenses:Fund:YN-2026:Awards CNY\n  name: "奖补支出"\n'
        '2026-01-05 * "" "预算下达 云财教〔2026〕1号" #appropriation ^fund-YN-2026\n'
        '  policy: "yunnan-2025"\n'
        '  year: "2026"\n'
        '  doc-no: "云财教〔2026〕1号"\n'
        "  Assets:Fund:YN-2026:Treasury  5000000.00 CNY\n"
        "  Equity:Fund:YN-2026:Free  -5000000.00 CNY\n"
    )
    load(folder)


def test_the_same_appropriation_is_posted_once(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=0)
    appropriate(folder, 100, document="a\u202eb")
    before = snapshot(folder)
    assert appropriate(folder, 100, document="a\u202eb") == ledger.Appropriation("YN-2026", "already", 100, None)
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    "changed", [{"document": "2号"}, {"fen": 101}, {"on": date(2026, 1, 6)}, {"on": date(2025, 11, 1)}]
)
def test_another_appropriation_adds(tmp_path: Path, changed: dict[str, Any]) -> None:
    folder = new_book(tmp_path / "book", fen=0)
    appropriate(folder, 100)
    done = appropriate(folder, **({"fen": 100} | changed))
    assert (done.outcome, done.available) == ("posted", 100 + changed.get("fen", 100))
    entries = load(folder)
    assert sum(isinstance(entry, Open) for entry in entries) == 4
    assert sum(isinstance(entry, Transaction) for entry in entries) == 2


def test_each_year_is_a_fund(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=100)
    assert appropriate(folder, 200, year=2027, on=date(2026, 12, 1)).available == 200
    load(folder)


def test_what_is_available_is_returned(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book", fen=1_000_000)
    post_round(folder, round_of(award()))
    assert appropriate(folder, 1).available == 900_001


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"policy": "y n"}, "policy 'y n' cannot be posted: an id holds letters and digits of ASCII, '.', '_' and '-'"),
        (
            {"code": "yn"},
            "code 'yn' cannot be posted: a policy's code starts with a capital and holds capitals and digits, such as YN",
        ),
        ({"year": 26}, "year 26 cannot be posted: a year is a whole number from 1901 to 2199"),
        (
            {"on": date(2024, 12, 31)},
            "date 2024-12-31 cannot be posted: a date is a day without a time, from 2025-01-01 to 2199-12-31",
        ),
        (
            {"fen": 0, "document": 7},
            "document 7 cannot be posted: a text is a string\n"
            "amount 0.00 cannot be posted: an amount is above 0 and at most 1,000,000,000,000,000.00 yuan, "
            "with no more than two decimals",
        ),
        (
            {"on": datetime(2026, 1, 1)},  # noqa: DTZ001
            "date 2026-01-01 00:00:00 cannot be posted: a date is a day without a time, from 2025-01-01 to 2199-12-31",
        ),
    ],
)
def test_what_cannot_be_appropriated(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    folder = new_book(tmp_path / "book", fen=0)
    before = snapshot(folder)
    with pytest.raises(BookError) as caught:
        appropriate(folder, **({"fen": 100} | changed))
    assert str(caught.value) == message
    assert snapshot(folder) == before


def test_a_fund_belongs_to_one_policy(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    with pytest.raises(BookError) as caught:
        appropriate(folder, policy="other")
    assert str(caught.value) == (
        "fund YN-2026 belongs to policy 'yunnan-2025', not 'other'; give every policy a code of its own, nothing was "
        "posted"
    )


def test_no_book(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        appropriate(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not a book: it has no main.beancount; make one with `fundcalc book init`"
    )


def test_fava_opens_a_book(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    hostile = '"><script>alert(1)</script>\n2026-01-01 open Assets:Forged'
    post_round(folder, round_of(award(), award("p.2", organisation="lab_1", organisation_name=hostile)))
    ledger.pay(folder, [ledger.Payment(award().id, 100, date(2026, 6, 1), "凭证1")])
    app = create_app([str(folder / "main.beancount")], load=True, read_only=True)
    [shown] = app.config["LEDGERS"].ledgers_by_slug.values()
    assert shown.errors == []
    with app.test_client() as client:
        for page in ("income_statement/", "balance_sheet/", f"journal/?filter=^award-{award().id}", "errors/"):
            response = client.get(f"/{next(iter(app.config['LEDGERS'].ledgers_by_slug))}/{page}")
            assert response.status_code == 200
            assert b"<script>alert(1)" not in response.data
