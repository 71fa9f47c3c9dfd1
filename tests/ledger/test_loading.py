"""A book is read without running anything in it, and what is wrong is told with its place."""

import gc
import os
import pickle
import sys
from pathlib import Path

import pytest
from beancount.parser import parser

from fundcalc.base.errors import BookError
from fundcalc.ledger import loading
from fundcalc.ledger.loading import Fault
from fundcalc.ledger.session import load_checked

from .samples import load, new_book

ROLE = '2000-01-01 custom "fundcalc" "authority" "1"\n'


def ledger(folder: Path, text: str, **others: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "main.beancount").write_text(text, "utf-8")
    for name, content in others.items():
        (folder / f"{name}.beancount").write_text(content, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in loading.read(folder).errors]


def test_a_clean_book_reads_as_beancount_reads_it(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    entries, errors = loading.read(folder)
    assert errors == ()
    assert list(entries) == load(folder)


def test_pads_and_balances_are_processed(tmp_path: Path) -> None:
    text = (
        "2026-01-01 open Assets:A CNY\n2026-01-01 open Equity:B CNY\n2026-01-02 pad Assets:A Equity:B\n"
        "2026-01-03 balance Assets:A 5.00 CNY\n2026-01-04 balance Assets:A 6.00 CNY\n"
    )
    folder = ledger(tmp_path, text)
    entries, errors = loading.read(folder)
    assert [type(entry).__name__ for entry in entries] == ["Open", "Open", "Pad", "Transaction", "Balance", "Balance"]
    assert [str(error) for error in errors] == [
        "main.beancount:5: Balance failed for 'Assets:A': expected 6.00 CNY != accumulated 5.00 CNY (1.00 too little)"
    ]


def test_no_tolerance_whatever_the_book_says(tmp_path: Path) -> None:
    text = (
        'option "inferred_tolerance_default" "CNY:100"\n'
        "2026-01-01 open Assets:A CNY\n2026-01-01 open Equity:B CNY\n"
        '2026-01-02 * "x"\n  Assets:A  1.5 CNY\n  Equity:B  -1.46 CNY\n'
        "2026-01-03 balance Assets:A 1.51 CNY\n"
    )
    assert faults(ledger(tmp_path, text)) == [
        "main.beancount:4: Transaction does not balance: (0.04 CNY)",
        "main.beancount:7: Balance failed for 'Assets:A': expected 1.51 CNY != accumulated 1.5 CNY (0.01 too little)",
    ]


def test_plugins_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = tmp_path / "trace"
    (tmp_path / "evil_plugin.py").write_text(f"open({str(trace)!r}, 'w')\n__plugins__ = ()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugin = (
        'option "insert_pythonpath" "TRUE"\nplugin "evil_plugin"\nplugin "beancount.plugins.check_commodity" "1/0"\n'
    )
    folder = ledger(tmp_path / "book", plugin + "2026-01-01 open Assets:A\n")
    assert faults(folder) == []
    assert not trace.exists()
    assert "evil_plugin" not in sys.modules


class Evil:
    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


def test_a_planted_cache_is_not_read(tmp_path: Path) -> None:
    folder = ledger(tmp_path / "book", "2026-01-01 open Assets:A\n")
    (folder / ".main.beancount.picklecache").write_bytes(pickle.dumps(Evil(tmp_path / "trace")))
    assert faults(folder) == []
    assert not (tmp_path / "trace").exists()
    assert (folder / ".main.beancount.picklecache").exists()


def test_documents_are_not_searched(tmp_path: Path) -> None:
    folder = ledger(tmp_path, 'option "documents" "."\n2026-01-01 open Assets:A\n')
    (folder / "Assets" / "A").mkdir(parents=True)
    (folder / "Assets" / "A" / "2026-01-02.x.pdf").touch()
    assert len(loading.read(folder).entries) == 1


@pytest.mark.parametrize("name", ["../out.beancount", "/etc/passwd", "link.beancount", "sub/../../out.beancount"])
def test_includes_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "out.beancount").write_text("2026-01-01 open Assets:Out\n")
    folder = ledger(tmp_path / "book", f'; first\ninclude "{name}"\n')
    (folder / "link.beancount").symlink_to(tmp_path / "out.beancount")
    assert loading.read(folder) == (
        (), (Fault("main.beancount", 2, f"include {name!r} leads out of the book's folder and was not read"),)
    )  # fmt: skip


@pytest.mark.parametrize("name", ["missing.beancount", "*.beancount", "folder", "pipe", "loop", "x" * 300])
def test_includes_are_regular_files(tmp_path: Path, name: str) -> None:
    folder = ledger(tmp_path, f'include "{name}"\n')
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    assert faults(folder) == [
        f"main.beancount:1: include {name!r} is not a regular file and was not read (patterns are not expanded: name "
        "every file)"
    ]


def test_a_file_is_read_once(tmp_path: Path) -> None:
    folder = ledger(tmp_path, 'include "a.beancount"\n', a='include "main.beancount"\ninclude "b.beancount"\n', b="")
    assert faults(folder) == ["a.beancount:1: include 'main.beancount' was read already; take one of the two lines out"]


def test_parser_and_check_errors_are_reported_with_their_place(tmp_path: Path) -> None:
    broken = '2026-01-01 open Assets:A CNY\n2026-01-02 * "x"\n  Assets:A  1.00 CNY\n  Assets:B  -1.00 CNY\n2026-01-01 opens A\n'
    assert faults(ledger(tmp_path, 'include "b.beancount"\n', b=broken)) == [
        "b.beancount:2: Invalid reference to unknown account 'Assets:B'",
        "b.beancount:5: Invalid token: 's'",
    ]


def test_an_entry_that_beancount_stumbles_over_is_a_fault(tmp_path: Path) -> None:
    text = '2026-01-01 open Assets:A\n2026-01-02 * "x"\n  Assets:A  0 X {{20 CNY}}\n  Assets:A\n'
    [fault] = loading.read(ledger(tmp_path, text)).errors
    assert fault.message.startswith("these entries could not be booked: ")


@pytest.mark.parametrize("amount", ["(1/0)", "1/0", "0/0.00", "1/(2-2)", "1/-0", "1000/1/0"])
def test_a_division_that_may_be_by_zero_is_refused_before_it_ends_the_program(tmp_path: Path, amount: str) -> None:
    folder = ledger(tmp_path, f'{ROLE}2026-01-02 * "a/b" ; c/0\n  Assets:A  {amount} CNY\n  Assets:B\n')
    with pytest.raises(BookError) as caught:
        loading.read(folder)
    assert str(caught.value) == (
        f"{(folder / 'main.beancount').resolve()}:3: the divisor here may be zero, which would crash Beancount; write "
        "the amount as a figure"
    )


def test_a_slash_that_divides_by_a_figure_or_divides_nothing_is_read(tmp_path: Path) -> None:
    text = (
        '* heading "/0\n2026/01/01 open Assets:A\n2026-01-02 * "a/0" #t/0 ; b/0\n  Assets:A  (10/4) CNY\n  Assets:A\n'
    )
    assert faults(ledger(tmp_path, text)) == []


def test_a_folder_without_a_book(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        loading.read(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is not a book: it has no main.beancount; make one with `fundcalc book init`"
    )


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise PermissionError(13, "Permission denied")

    folder = ledger(tmp_path, ROLE)
    monkeypatch.setattr(parser, "parse_file", refuse)
    with pytest.raises(BookError) as caught:
        loading.read(folder)
    assert str(caught.value) == (
        f"{folder / 'main.beancount'}: cannot be read: Permission denied; correct that and run this again"
    )


def test_a_book_that_does_not_check_is_not_written_to(tmp_path: Path) -> None:
    text = "".join(f"2026-01-0{day} close Assets:A{day}\n" for day in range(1, 8))
    with pytest.raises(BookError) as caught:
        load_checked(ledger(tmp_path, ROLE + text))
    shown = "".join(
        f"  main.beancount:{day + 1}: Unopened account Assets:A{day} is being closed\n" for day in range(1, 6)
    )
    assert str(caught.value) == (
        f"{tmp_path} does not check, so nothing was written; correct this and run it again:\n{shown}"
        "  and 2 more; bean-check lists them all"
    )
    assert len(loading.read(tmp_path).entries) == 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "{0}/main.beancount is a ledger, but not one that fundcalc keeps; make a book in another folder"),
        (
            ROLE.replace("authority", "recipient"),
            "{0} is a book with the role recipient, and this needs the role authority; use the other book",
        ),
    ],
)
def test_a_book_of_another_role(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BookError) as caught:
        loading.require_role(ledger(tmp_path, text), "authority")
    assert str(caught.value) == message.format(tmp_path)


def test_the_collector_is_as_it_was(tmp_path: Path) -> None:
    folder = ledger(tmp_path, ROLE)
    loading.read(folder)
    assert gc.isenabled()
    gc.disable()
    try:
        loading.read(folder)
        assert not gc.isenabled()
    finally:
        gc.enable()
