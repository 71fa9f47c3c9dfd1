"""Payees and payments on paper: checked, asked about, listed for the bank, and never doubled."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundcalc import ledger
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.money import rate
from fundcalc.documents.bank_layout import available_banks, bank_layout
from fundcalc.ledger.authority.payees import Payee, enter_payees, payees
from fundcalc.ledger.authority.payment_requests import requested_payments
from fundcalc.workbooks.payees import read_payees
from tests.documents.rounds import run
from tests.ledger.samples import award, load, new_book, post_round, round_of

HEADINGS = ["organisation", "户名", "开户行", "账号"]
ROWS = [
    ["payer", "某省科技厅", "工行某支行", "2502000000000000001"],
    ["9153P1", "昆明某某公司", "建行某支行", "5300 1111 2222 3333 444"],
    ["9153P2", "昆明另一公司", "农行某支行", "240100000000000002"],
]
PAYER = Payee("payer", "某省科技厅", "工行某支行", "2502000000000000001")
P1 = Payee("9153P1", "昆明某某公司", "建行某支行", "5300111122223333444")
P2 = Payee("9153P2", "昆明另一公司", "农行某支行", "240100000000000002")


def sheet(path: Path, rows: list[list[Any]], headings: list[str] = HEADINGS) -> Path:
    book = openpyxl.Workbook()
    active: Any = book.active
    active.append(headings)
    for row in rows:
        active.append(row)
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book with two awards, and the accounts to pay them to."""
    made = new_book(tmp_path / "book")
    post_round(made, round_of(award("p1"), award("p2", fen=66_667)))
    enter_payees(made, [PAYER, P1, P2], date(2026, 5, 21))
    return made


def paid(folder: Path) -> int:
    return sum(account.paid for account in ledger.status(folder).accounts)


def test_accounts_are_read_and_posted_once(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    path = sheet(tmp_path / "p.xlsx", ROWS)
    code, said = run("book", "payees", book, path, "--json")
    assert (code, json.loads(said)["new"]) == (0, ["payer", "9153P1", "9153P2"])
    assert payees(book)["9153p1"] == P1
    code, said = run("book", "payees", book, path, "--json")
    assert (code, json.loads(said)["batch"], len(json.loads(said)["already"])) == (0, None, 3)
    load(book)
    assert ledger.status(book).faults == ()


def test_a_changed_account_is_shown_and_needs_a_word(folder: Path, tmp_path: Path) -> None:
    path = sheet(tmp_path / "p.xlsx", [["9153p1", "昆明某某公司", "建行某支行", "5300111122223333445"]])
    code, said = run("book", "payees", folder, path, "--json")
    (change,) = json.loads(said)["error"]["changed"]
    assert (code, change["before"]["account"], change["now"]["account"]) == (
        1, "5300111122223333444", "5300111122223333445",
    )  # fmt: skip
    code, said = run("book", "payees", folder, path)
    assert (code, "5300111122223333444" in said, "5300111122223333445" in said) == (1, True, True)
    assert payees(folder)["9153p1"] == P1
    assert run("book", "payees", folder, path, "--yes")[0] == 0
    assert payees(folder)["9153p1"].account == "5300111122223333445"
    with pytest.raises(RefusedError):
        enter_payees(folder, [P1], date(2026, 5, 22), accepted=[])
    assert run("book", "payees", folder, sheet(tmp_path / "old.xlsx", ROWS), "--yes")[0] == 0
    assert payees(folder)["9153p1"] == P1, "the last one entered holds, even on one day"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["9153P1", "甲", "乙", "12345"], "D2"),
        (["9153P1", "甲", "乙", "62220200O0000001"], "D2"),
        (["9153P1", "甲", "乙", 6.222020000000001e18], "D2"),
        (["9153P1", "甲", "乙", "6.22E+18"], "D2"),
        (["9153P1", "甲", "乙", ""], "D2"),
        (["9153P1", "", "乙", "6222020000000001"], "B2"),
        (["9153P1", "=1+1", "乙", "6222020000000001"], "B2"),
        (["9153P1", "甲\n2026-01-01 open Assets:X", "乙", "6222020000000001"], "B2"),
        (["9153P1", "+甲", "乙", "6222020000000001"], "B2"),
        (["9153P1", "甲\u202e", "乙", "6222020000000001"], "B2"),
        (["某公司", "甲", "乙", "6222020000000001"], "A2"),
        (["", "甲", "乙", "6222020000000001"], "A2"),
    ],
)
def test_an_account_that_cannot_be_one_is_refused_with_its_cell(tmp_path: Path, row: list[object], column: str) -> None:
    path = sheet(tmp_path / "p.xlsx", [row])
    if isinstance(row[1], str) and row[1].startswith("="):
        book = openpyxl.load_workbook(path)
        active: Any = book.active
        active["B2"].data_type = "s"
        book.save(path)
    read = read_payees(path)
    assert (read.rows, [fault.cell for fault in read.faults]) == ((), [column])


def test_a_missing_column_or_a_row_twice_is_refused(tmp_path: Path) -> None:
    book = new_book(tmp_path / "book")
    path = sheet(tmp_path / "p.xlsx", [["9153P1", "甲", "6222020000000001"]], ["organisation", "户名", "账号"])
    code, said = run("book", "payees", book, path, "--lang", "zh")
    assert (code, "开户行" in said) == (1, True)
    path = sheet(tmp_path / "q.xlsx", [ROWS[1], ["9153p1", *ROWS[1][1:]]])
    code, said = run("book", "payees", book, path)
    assert (code, payees(book)) == (1, {})
    (tmp_path / "p.csv").write_text("单位代码,户名,开户行,银行账号\n付款账户,厅,行,123456789\n", "utf-8")
    assert run("book", "payees", book, tmp_path / "p.csv")[0] == 0
    assert payees(book)["payer"].account == "123456789"


def test_the_empty_workbook_lists_the_organisations(folder: Path, tmp_path: Path) -> None:
    assert run("book", "payees", folder, "--template", tmp_path / "t.xlsx")[0] == 0
    active: Any = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [row[0] for row in active.iter_rows(min_row=2, values_only=True)] == ["payer", "9153P1", "9153P2"]
    assert run("book", "payees", folder, "--template", tmp_path / "t.xlsx")[0] == 2


def test_a_dry_run_shows_and_posts_nothing(folder: Path) -> None:
    code, said = run("book", "pay", folder, "--all", "--dry-run", "--json", "--date", "2026-06-01")
    answer = json.loads(said)
    assert (code, answer["sum"], answer["sum_in_capitals"]) == (0, "1666.67", "壹仟陆佰陆拾陆元陆角柒分")
    assert [row["account"] for row in answer["payments"]] == [P1.account, P2.account]
    assert paid(folder) == 0


def test_somebody_at_a_terminal_answers_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from fundcalc.cli import commands
    from fundcalc.cli.book import pay

    monkeypatch.setattr(pay, "is_terminal", lambda: True)
    given = ["book", "pay", str(folder), "--all", "--date", "2026-06-01"]
    result = CliRunner().invoke(commands(), given, input="n\n")
    assert (result.exit_code, paid(folder)) == (1, 0)
    assert "1,666.67" in result.output
    assert CliRunner().invoke(commands(), [*given, "--yes"]).exit_code == 0
    assert paid(folder) == 166_667


def test_the_list_holds_the_rows_of_the_bank_and_the_sum_on_a_sheet_of_its_own(folder: Path, tmp_path: Path) -> None:
    code, said = run("book", "pay", folder, "--all", "--date", "2026-06-01", "--file", tmp_path / "l.xlsx", "--json",
                     "--reference", "记-12")  # fmt: skip
    answer = json.loads(said)
    assert (code, answer["sum"], len(answer["posted"])) == (0, "1666.67", 2)
    book = openpyxl.load_workbook(tmp_path / "l.xlsx")
    listed, total = book.worksheets
    headings, *rows = listed.iter_rows(values_only=True)
    assert len(headings) == 19
    named = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [row["金额"] for row in named] == ["1000.00", "666.67"]
    assert [row["收款账号"] for row in named] == [P1.account, P2.account]
    assert {row["付款账号/卡号"] for row in named} == {PAYER.account}
    assert {row["备注信息"] for row in named} == {"记-12"}
    values = [row[1] for row in total.iter_rows(values_only=True)]
    assert (values[0], values[3]) == (1666.67, "人民币壹仟陆佰陆拾陆元陆角柒分")
    before = (tmp_path / "l.xlsx").stat().st_mtime_ns
    code, said = run("book", "pay", folder, "--all", "--date", "2026-06-01", "--file", tmp_path / "l.xlsx")
    assert (code, answer["batch"] in said) == (0, True), "it says how to write the list again"
    assert (tmp_path / "l.xlsx").stat().st_mtime_ns == before
    code, said = run("book", "pay", folder, "--list", answer["batch"], "--file", tmp_path / "again.csv", "--json")
    assert (code, json.loads(said)["sum"]) == (0, "1666.67")
    text = (tmp_path / "again.csv").read_bytes().decode("utf-8-sig")
    assert [line.split(",")[13] for line in text.splitlines()] == ["金额", "1000.00", "666.67"]


def test_a_payment_that_is_in_the_book_is_not_listed_again(folder: Path, tmp_path: Path) -> None:
    given = ("book", "pay", folder, "--date", "2026-06-01", "--file", tmp_path / "l.txt", "--json", "--award")
    assert run(*given, "YN-2026-p1-build=400")[0] == 0
    code, said = run(*given, "YN-2026-p1-build=400", "--award", "YN-2026-p2-build")
    answer = json.loads(said)
    assert (code, len(answer["posted"]), len(answer["already"]), answer["sum"]) == (0, 1, 1, "666.67")
    lines = (tmp_path / "l.txt").read_bytes().decode("gb18030").splitlines()
    assert [line.split("|")[13] for line in lines] == ["金额", "666.67"]
    assert paid(folder) == 106_667


def test_without_an_account_nothing_is_paid_or_written(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1"), award("p2")))
    enter_payees(folder, [P1], date(2026, 5, 21))
    code, said = run("book", "pay", folder, "--all", "--file", tmp_path / "l.xlsx", "--json")
    error = json.loads(said)["error"]
    assert (code, error["missing"]) == (1, ["9153P2", "payer"])
    assert not (tmp_path / "l.xlsx").exists()
    assert paid(folder) == 0
    assert run("book", "pay", folder, "--all", "--yes")[0] == 0, "without a list no account is needed"


def test_text_cannot_break_the_list(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1")))
    enter_payees(folder, [PAYER, Payee("9153P1", "甲|乙", "行", "6222020000000001")], date(2026, 5, 21))
    given = ("book", "pay", folder, "--all", "--date", "2026-06-01", "--reference", "=cmd|x 2", "--file")
    code, _said = run(*given, tmp_path / "l.txt")
    assert (code, paid(folder), (tmp_path / "l.txt").exists()) == (1, 0, False)
    assert list(tmp_path.glob(".*.part")) == []
    assert run(*given, tmp_path / "l.csv")[0] == 0
    lines = (tmp_path / "l.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=cmd|x 2" in lines[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[", "TOML"),
        ('separator = "||"\ncolumn = [{heading="a", field="account"}]', "separator"),
        ('encoding = "rot13"\ncolumn = []', "encoding"),
        (
            'column = [{heading="a", field="acount"}, {heading="b", field="name"}, {heading="c", field="amount"}]',
            "account",
        ),
        ('column = [{heading="a", field="account", value="1"}]', "either"),
        ('column = [{heading="a\\n", field="account"}]', "printed"),
        ('evil = 1\ncolumn = [{heading="a"}]', "unknown"),
        ("column = 1", "column"),
    ],
)
def test_a_faulty_layout_names_its_faults(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bank.toml").write_text(text, "utf-8")
    with pytest.raises(BookError, match=reason):
        bank_layout(str(tmp_path / "bank.toml"))


def test_a_layout_of_ones_own(folder: Path, tmp_path: Path) -> None:
    assert available_banks() == ("icbc",)
    with pytest.raises(BookError, match="icbc"):
        bank_layout("ibc")
    (tmp_path / "own.toml").write_text(
        'separator = ","\nencoding = "utf-8"\nheadings = false\ndate_format = "%Y-%m-%d"\n'
        'column = [{heading="账号", field="account"}, {heading="户名", field="name"}, {heading="金额", field="amount"}]',
        "utf-8",
    )
    code, said = run("book", "pay", folder, "--all", "--date", "2026-06-01", "--file", tmp_path / "l.txt", "--bank",
                     tmp_path / "own.toml")  # fmt: skip
    assert code == 0, said
    text = (tmp_path / "l.txt").read_text("utf-8")
    assert text.splitlines() == [f"{P1.account},昆明某某公司,1000.00", f"{P2.account},昆明另一公司,666.67"]


# Killed, or refused the disk, at every step.


def _run_until(step: int, stop: Callable[[], None], arguments: list[str], watched: Path) -> None:
    """A command that is stopped before its ``step``-th change of a file; ends the process."""
    from fundcalc.cli import main

    seen = 0

    def watch(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        changes = event in ("os.rename", "os.remove", "os.mkdir") or (
            event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+")
        )
        if changes and str(watched) in " ".join(map(str, given)):
            seen += 1
            if seen == step:
                stop()

    sys.addaudithook(watch)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    code = 99
    try:
        main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    finally:
        os._exit(70 if seen < step else code if code in (0, 1, 2) else 97)


def _kill() -> None:
    os._exit(66)


def _refuse() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("stop", [_kill, _refuse])
@pytest.mark.parametrize("ending", [".xlsx", ".txt"])
def test_killed_or_refused_at_every_step_nothing_is_lost_or_doubled(
    folder: Path, tmp_path: Path, stop: Callable[[], None], ending: str
) -> None:
    codes: list[int] = []
    for step in range(1, 200):
        place = tmp_path / f"{step}"
        shutil.copytree(folder, place / "book")
        output = place / f"l{ending}"
        arguments = ["book", "pay", str(place / "book"), "--all", "--date", "2026-06-01", "--file", str(output)]
        child = os.fork()
        if child == 0:
            _run_until(step, stop, arguments, place)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, 1, 2, 66, 70), (step, code)
        stands = ledger.status(place / "book")
        assert stands.faults == ()
        assert paid(place / "book") in (0, 166_667), step
        if output.exists():
            assert paid(place / "book") == 166_667, "a list in its place is of payments that were posted"
        assert run(*arguments, "--yes")[0] == 0
        assert paid(place / "book") == 166_667
        if not output.exists():
            (batch,) = [path.stem for path in (place / "book" / "batches").glob("*payments*") if _is_listed(path)]
            assert run("book", "pay", place / "book", "--list", batch, "--file", output)[0] == 0
        assert output.stat().st_size > 0
        assert list(place.glob(".*.part")) in ([], [place / f".l{ending}.{_mark(place / 'book')}.part"])
        load(place / "book")
        codes.append(code)
        if code == 70:
            break
    assert codes.count(66 if stop is _kill else 2) > 5, codes


def _is_listed(path: Path) -> bool:
    return path.name in (path.parent / "index.beancount").read_text("utf-8")


def _mark(book: Path) -> str:
    import hashlib

    return hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:8]


def test_a_share_of_more_than_everything_is_refused(folder: Path) -> None:
    for share in ("150%", "0%"):
        with pytest.raises(BookError, match="more than 0% and at most 100%"):
            requested_payments(folder, [], date(2026, 6, 1), share=rate(share))
