"""The book itself on the command line: its seal, closing, renaming, mending, and who entered what."""

import json
from pathlib import Path
from typing import Any

import pytest

from fundcalc.cli import main
from fundcalc.ledger import store

A = "YN-2026-p1-build"


def run(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0, language: str = "en") -> str:
    with pytest.raises(SystemExit) as done:
        main([*map(str, words), "--lang", language])
    printed = capsys.readouterr()
    assert done.value.code == code, printed
    return printed.out + printed.err


def run_json(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> Any:
    with pytest.raises(SystemExit) as done:
        main([*map(str, words), "--lang", "en", "--json"])
    printed = capsys.readouterr()
    assert done.value.code == code, printed
    return json.loads(printed.out)


@pytest.fixture
def special(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "special"
    run(capsys, "book", "init", folder, "--role", "recipient", "--organisation", "O1", "--name", "某某公司")
    receive(capsys, folder, "600", "2026-06-01", "--by", "李出纳")
    return folder


def receive(capsys: pytest.CaptureFixture[str], folder: Path, amount: str, day: str, *more: str, code: int = 0) -> str:
    words = ("book", "receive", folder, "--award", A, "--amount", amount, "--awarded", "1000", "--date", day)
    return run(capsys, *words, *more, code=code)


def drop_last(folder: Path) -> str:
    index = folder / store.INDEX
    *lines, last = index.read_text("utf-8").splitlines(keepends=True)
    index.write_text("".join(lines), "utf-8")
    return last.split('"')[1].removesuffix(".beancount")


def test_a_seal_is_shown_and_checked(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seal = run_json(capsys, "book", "status", special)["seal"]
    assert f"seal: {seal}" in run(capsys, "book", "status", special)
    assert run_json(capsys, "book", "status", special, "--seal", seal)["seal_checked"] == "current"
    receive(capsys, special, "100", "2026-06-02")
    earlier = run_json(capsys, "book", "status", special, "--seal", seal)
    assert (earlier["seal_checked"], earlier["batches_since"]) == ("earlier", 1)
    assert "earlier state of this book; 1 batch was posted since" in run(
        capsys, "book", "status", special, "--seal", seal
    )
    assert run_json(capsys, "book", "status", special, "--seal", "ab" * 32, code=1)["seal_checked"] == "differs"
    assert "不属于本账簿" in run(capsys, "book", "status", special, "--seal", "ab", code=1, language="zh")


def test_a_book_that_was_touched_shows_no_seal(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seal = run_json(capsys, "book", "status", special)["seal"]
    receipt = next((special / "batches").glob("*-receipt-*"))
    receipt.write_bytes(receipt.read_bytes().replace(b"600.00", b"700.00"))
    said = run(capsys, "book", "status", special, "--seal", seal, code=1)
    assert "no seal is shown, because the book is not what was posted" in said
    assert "✗ the seal cannot be that of this book" in said
    assert seal not in said
    checked = run_json(capsys, "book", "status", special, "--seal", seal, code=1)
    assert (checked["seal"], checked["seal_checked"], checked["batches_since"]) == (None, "differs", None)
    paper = special.parent / "use.html"
    assert run_json(capsys, "book", "report", special, "--year", "2026", "-o", paper, code=1)["seal"] is None
    assert seal not in paper.read_text("utf-8")


def test_who_entered_it_is_kept_and_listed(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = run_json(capsys, "book", "entries", special)["entries"]
    assert entry["by"] == "李出纳"
    receive(capsys, special, "100", "2026-06-02")
    assert run_json(capsys, "book", "entries", special)["entries"][0]["by"] not in ("", "李出纳")


@pytest.mark.parametrize("option", ["--by", "--document"])
@pytest.mark.parametrize("text", ["王\n计", "王\t计", "a\u202eb", "\x1b[31m"])
def test_a_text_of_several_lines_or_with_controls_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    words = ("book", "appropriate", tmp_path, "--policy", "yunnan-2025", "--year", "2026", "--amount", "1")
    assert "请写成一行" in run(capsys, *words, option, text, code=2, language="zh")


def test_a_period_is_closed(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_json(capsys, "book", "close", special, "--through", "2026-06-30", "--by", "王会计")
    assert (done["outcome"], done["closed_through"]) == ("posted", "2026-06-30")
    assert "was closed through 2026-06-30 already" in run(capsys, "book", "close", special, "--through", "2026-06-01")
    assert "nothing was posted" in receive(capsys, special, "100", "2026-06-30", code=1)
    assert run_json(capsys, "book", "status", special)["closed_through"] == "2026-06-30"
    close = run_json(capsys, "book", "entries", special)["entries"][0]
    assert (close["kind"], close["amount"], close["by"]) == ("close", None, "王会计")
    run(capsys, "book", "reverse", special, close["id"], "--why", "补记", "--date", "2026-12-31")
    receive(capsys, special, "100", "2026-06-30")


def test_a_book_is_renamed(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_json(capsys, "book", "rename", special, "--name", "新名公司", "--organisation", "911101080000000008")
    assert (done["outcome"], done["name"], done["organisation"]) == ("posted", "新名公司", "911101080000000008")
    assert len(done["warnings"]) == 1
    assert "renamed" in run(capsys, "book", "rename", special, "--title", "新账簿")
    assert "has these names already" in run(capsys, "book", "rename", special, "--title", "新账簿")
    assert run_json(capsys, "book", "status", special)["awards"][0]["organisation_name"] == "新名公司"
    run(capsys, "book", "rename", special, code=2)


def test_a_book_with_other_facts_is_not_made_again(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = ("book", "init", special, "--role", "recipient")
    assert "already a book with these facts" in run(capsys, *again, "--name", "某某公司")
    assert "'某某公司' in the book, '别的公司' given" in run(capsys, *again, "--name", "别的公司", code=1)
    refused = run_json(capsys, *again, "--chart", "institution", code=1)["error"]
    assert refused["differs"] == [{"fact": "chart", "in_book": "enterprise", "given": "institution"}]
    run(capsys, "book", "init", special, code=1)


def test_a_book_is_mended(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receive(capsys, special, "100", "2026-06-02")
    lost = drop_last(special)
    assert run_json(capsys, "book", "status", special, code=1)["faults"] != []
    assert "`fundcalc book mend" in receive(capsys, special, "100", "2026-06-02", code=1)
    plan = run_json(capsys, "book", "mend", special, code=1)
    assert (plan["take"], plan["done"]) == ([lost], False)
    assert f"take {lost} into the index" in run(capsys, "book", "mend", special, code=1)
    assert "账簿完整" in run(capsys, "book", "mend", special, "--yes", language="zh")
    assert "nothing to mend" in run(capsys, "book", "mend", special)
    receive(capsys, special, "100", "2026-06-02")
    assert run_json(capsys, "book", "status", special)["totals"]["received"] == "700.00"


def test_a_batch_is_set_aside_by_name(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receive(capsys, special, "100", "2026-06-02")
    last = drop_last(special)
    posts = f"receipt: 1, 100.00 yuan ({A})"
    said = run(capsys, "book", "mend", special, "--set-aside", last, code=1)
    assert f"move {last} out of the book, into the folder set-aside; it posts {posts}" in said
    done = run_json(capsys, "book", "mend", special, "--set-aside", last, "--yes")
    assert (done["set_aside"], done["contents"]) == ([last], {last: posts})
    assert posts in run_json(capsys, "book", "entries", special)["entries"][0]["why"]
    assert run_json(capsys, "book", "status", special)["faults"] == []
    run(capsys, "book", "mend", special, "--take", "x", "--set-aside", "y", code=2)
    run(capsys, "book", "mend", special, "--take", "x", code=2)


def test_a_batch_that_the_index_lost_is_described(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drop_last(special)
    said = run(capsys, "book", "status", special, code=1)
    assert f"it posts receipt: 1, 600.00 yuan ({A})" in said
    assert "made before there were seals" not in said


def test_facts_of_an_award_are_corrected(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("book", "note", special, "--award", A, "--awarded", "900", "--until", "2027-06-30")
    document = run_json(capsys, *words)
    assert (document["outcome"], document["facts"]) == ("posted", {"awarded": "900.00", "until": "2027-06-30"})
    assert run(capsys, *words) == f"{A}: has these facts already\n"
    assert run_json(capsys, "book", "status", special)["awards"][0]["awarded"] == "900.00"
    assert "600.00 yuan were received" in run(
        capsys, "book", "note", special, "--award", A, "--awarded", "599.99", code=1
    )
    assert "name what is to be corrected" in run(capsys, "book", "note", special, "--award", A, code=2)
    assert "did you mean" in run(capsys, "book", "note", special, "--award", f"{A}x", "--platform-name", "新名", code=1)


def test_unused_money_is_carried_to_the_next_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "book"
    run(capsys, "book", "init", folder)
    run(
        capsys, "book", "appropriate", folder, "--policy", "yunnan-2025", "--year", "2026", "--amount", "3000000",
        "--date", "2026-01-05",
    )  # fmt: skip
    words = (
        "book",
        "carry",
        folder,
        "--policy",
        "yunnan-2025",
        "--from",
        "2026",
        "--to",
        "2027",
        "--date",
        "2027-01-04",
    )
    assert run(capsys, *words) == "CNY 3,000,000.00 carried from YN-2026 to YN-2027\n"
    assert run_json(capsys, *words) == {
        "outcome": "already", "from": "YN-2026", "to": "YN-2027", "amount": "0.00", "batch": None,
    }  # fmt: skip
    funds = run_json(capsys, "book", "status", folder)["funds"]
    assert [(fund["fund"], fund["free"], fund["brought_forward"], fund["carried_forward"]) for fund in funds] == [
        ("YN-2026", "0.00", "0.00", "3000000.00"), ("YN-2027", "3000000.00", "3000000.00", "0.00"),
    ]  # fmt: skip
    assert run_json(capsys, "book", "entries", folder)["entries"][0]["kind"] == "carry"
    assert "carried forward" in run(capsys, "book", "status", folder)
    assert "carry at most that" in run(capsys, *words, "--amount", "1", code=1)
    assert "goes to a later year" in run(capsys, *words[:-4], "--to", "2025", code=2)
