"""The quick reader reads what Beancount reads, entry by entry, or nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from fundcalc import ledger
from fundcalc.ledger import batch_blocks, batch_reader, book_events, store, writer
from fundcalc.ledger.batch_reader import UnknownForm, WrittenTransaction
from ledgers import make

from .samples import award, new_book, post_round, round_of

BATCHES = sorted(make.HERE.glob("*/batches/20*.beancount"))
FILE = "<string>"
DAYS = st.dates(writer.EARLIEST, writer.LATEST)
TEXTS = st.text(st.characters(), max_size=12)
KEYS = st.from_regex(r"[a-z][A-Za-z0-9_-]{1,6}", fullmatch=True).filter(lambda key: key not in ("filename", "lineno"))
MARKS = st.from_regex(r"[A-Za-z0-9_/.-]{1,6}", fullmatch=True)
ACCOUNTS = st.sampled_from(
    ["Assets:Fund:YN-2026:Treasury", "Equity:Fund:YN-2026:Free", "Expenses:Grant:A点1线b:30218-材料"]
)
FEN = st.integers(1, 10**12)


def as_beancount(entry: batch_reader.Written) -> data.Directive:
    """The entry as Beancount's parser makes it."""
    if not isinstance(entry, WrittenTransaction):
        return entry
    postings = [
        data.Posting(
            account, Amount(Decimal(fen).scaleb(-2), "CNY"), None, None, None, {"filename": entry.file, "lineno": line}
        )
        for line, (account, fen) in enumerate(entry.legs, entry.first_leg)
    ]
    meta = {"filename": entry.file, "lineno": entry.line, **entry.meta}
    return data.Transaction(
        meta, entry.on, "*", entry.payee, entry.narration, frozenset({entry.tag}), frozenset({entry.link}), postings
    )


def quickly(content: bytes, file: str = FILE, size: int = 1 << 20) -> list[data.Directive]:
    """The entries of a content that comes in blocks of so many lines."""
    lines = batch_blocks.with_unix_line_ends(content).splitlines(keepends=True)
    blocks = [b"".join(lines[at : at + size]) for at in range(0, len(lines), size)]
    return [as_beancount(entry) for entry in batch_reader.written_in(file, blocks)]


def by_beancount(content: bytes) -> list[data.Directive]:
    """The entries of a content in the order of its lines, in which Beancount finds nothing wrong."""
    entries, errors, _options = parser.parse_string(content)
    assert errors == []
    return sorted(entries, key=lambda entry: entry.meta["lineno"])


def accounts_in(entries: list[data.Directive]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, data.Transaction):
            yield from (posting.account for posting in entry.postings)
        elif isinstance(entry, data.Open):
            yield entry.account


@pytest.mark.parametrize("path", BATCHES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_batches_of_the_example_books(path: Path) -> None:
    entries, errors, _options = parser.parse_file(str(path))
    assert errors == []
    found = [as_beancount(entry) for entry in batch_reader.written_in(str(path), batch_blocks.blocks_of(path))]
    assert found == sorted(entries, key=lambda entry: entry.meta["lineno"])


@pytest.mark.parametrize("name", make.BOOKS)
def test_example_books_are_read_quickly(name: str) -> None:
    folder = make.HERE / name
    assert book_events.read_written(folder).events == book_events.read_with_beancount(folder).events


@st.composite
def written(draw: st.DrawFn) -> str:
    """Something that is written in a batch."""
    rows = draw(st.integers(1, 3))

    def column(of: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    match draw(st.sampled_from(["custom", "opens", "transactions"])):
        case "custom":
            values = draw(st.lists(TEXTS, min_size=1, max_size=3))
            return writer.custom(draw(DAYS), *values, metadata=draw(st.dictionaries(KEYS, TEXTS, max_size=3)))
        case "opens":
            return "".join(writer.opens(column(DAYS), column(ACCOUNTS), column(TEXTS)))
    return "".join(
        writer.transactions(
            on=column(DAYS),
            payees=column(TEXTS),
            narrations=column(TEXTS),
            tag=draw(MARKS),
            links=column(MARKS),
            metadata={key: column(TEXTS) for key in draw(st.lists(KEYS, max_size=3, unique=True))},
            debits=column(ACCOUNTS),
            credits=column(ACCOUNTS),
            fen=column(FEN),
            also=[
                writer.LegColumns(column(ACCOUNTS), column(ACCOUNTS), column(FEN))
                for _more in range(draw(st.integers(0, 2)))
            ],
        )
    )


@given(pieces=st.lists(written(), min_size=1, max_size=4), size=st.integers(1, 9), is_of_windows=st.booleans())
def test_whatever_is_written(pieces: list[str], size: int, is_of_windows: bool) -> None:
    content = "".join([writer.comment("posted"), *pieces]).encode()
    expected = by_beancount(content)
    assert quickly(content.replace(b"\n", b"\r\n") if is_of_windows else content, size=size) == expected


def batch_of_everything() -> bytes:
    return "".join(
        (
            writer.comment("posted"),
            writer.custom(date(2026, 5, 20), "fundcalc-posting", "awards", metadata={"by": '王"会计"'}),
            *writer.opens([date(2026, 1, 1)], ["Equity:Fund:YN-2026:Free"], ["空"]),
            *writer.transactions(
                on=[date(2026, 5, 20)] * 2, payees=["甲", ""], narrations=["a\\b", "c"], tag="award",
                links=["award-1", "award-2"], metadata={"award-id": ["1", "2"], "why": ["", "x\ny"]},
                debits=["Expenses:Fund:YN-2026:Awards"] * 2, credits=["Equity:Fund:YN-2026:Free"] * 2, fen=[5, 123_456],
            ),
        )
    ).encode()  # fmt: skip


@pytest.mark.parametrize("byte", b'"\\\n 0-;:n\t\xe5', ids=repr)
@pytest.mark.parametrize("kind", ["put in place", "put before", "taken out"])
def test_a_changed_byte_is_read_as_beancount_reads_it_or_not_at_all(byte: int, kind: str) -> None:
    content = batch_of_everything()
    read = 0
    for at in range(len(content)):
        after = at if kind == "put before" else at + 1
        changed = content[:at] + (b"" if kind == "taken out" else bytes((byte,))) + content[after:]
        try:
            entries = quickly(changed, size=3)
        except UnknownForm:
            continue
        if not writer.mismatches("account", tuple(accounts_in(entries))):
            read += 1
            assert entries == by_beancount(changed), changed
    assert read < len(content)


@pytest.mark.parametrize(
    "line",
    [
        '2026-05-20 note Equity:Fund:YN-2026:Free "x"\n',
        "2026-05-21 balance Equity:Fund:YN-2026:Free  -1234.61 CNY\n",
        "2026-05-20 pad Equity:Fund:YN-2026:Free Equity:Other\n",
        "2026-05-20 close Equity:Fund:YN-2026:Free\n",
        "2026-05-20 open Assets:Other\n",
        'include "other.beancount"\n',
        'option "title" "x"\n',
        'plugin "os"\n',
        "\n",
        "  ; a comment\n",
        '2026-05-20 * "a" "b"\n  Assets:A  1.00 CNY\n  Assets:B\n',
        '2026-05-20 * "a" "b" #t ^l\n  Assets:A  1.00 CNY\n  Assets:B  -1.01 CNY\n',
        '2026-05-20 * "a" "b" #t ^l\n  Assets:A  1.00 CNY\n  Assets:B  -1.00 CNY\n  Assets:A  1.00 CNY\n',
        '2026-05-20 * "a" "b" #t ^l\n  Assets:A  1.00 USD\n  Assets:B  -1.00 USD\n',
        '2026-02-30 custom "x"\n',
        '2026-05-20 custom "x"\n  key: "1"\n  key: "2"\n',
        '2026-05-20 custom "x"\n  lineno: "1"\n',
        '2026-05-20 custom "x"\n  key: 12.00\n',
        '2026-05-20 custom "x" 2026-01-01\n',
        '２０26-05-20 custom "x"\n',
    ],
)
def test_what_is_not_written_is_not_read(line: str) -> None:
    with pytest.raises(UnknownForm):
        quickly(batch_of_everything() + line.encode())


# What somebody may have written into a book: the top file, or a batch, and what then stands there.
TOUCHED = {
    "an entry by hand": (store.TOP, b'2026-06-01 note Equity:Fund:YN-2026:Free "x"\n'),
    "a balance that is wrong": (store.TOP, b"2026-06-01 balance Equity:Fund:YN-2026:Free  1.00 CNY\n"),
    "a balance that is right": (store.TOP, b"2026-06-01 balance Equity:Fund:YN-2026:Free  -1000000.00 CNY\n"),
    "an entry of ours": (store.TOP, b'2026-06-01 custom "fundcalc-payee" "o1"\n  name: "x"\n'),
    "another role": (store.TOP, b'2026-06-01 custom "fundcalc" "recipient" "1"\n'),
    "an unbalanced entry": (store.TOP, b'2026-06-01 * "x"\n  Equity:Fund:YN-2026:Free  1.00 CNY\n'),
    "an include": (store.TOP, b'include "hand.beancount"\n'),
    "a plugin": (store.TOP, b'plugin "os"\n'),
    "a line in the index": (store.INDEX, b'include "../hand.beancount"\n'),
    "a batch listed twice": (store.INDEX, None),
}


@pytest.mark.parametrize("case", TOUCHED)
def test_a_touched_book_reads_as_beancount_reads_it(tmp_path: Path, case: str) -> None:
    folder = new_book(tmp_path / "book")
    post_round(folder, round_of(award("p1"), award("p2")))
    (folder / "hand.beancount").write_text('2026-06-01 open Assets:Hand\n2026-06-02 * "x" "y"\n  Assets:Hand  1 CNY\n')
    name, line = TOUCHED[case]
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content + (content.splitlines(keepends=True)[-1] if line is None else line))
    found, expected = book_events.read_book(folder), book_events.read_with_beancount(folder)
    assert (found.events, found.errors, found.files.links) == (expected.events, expected.errors, expected.files.links)
    assert found.files.seal == expected.files.seal


def test_a_changed_byte_of_a_batch_is_reported(tmp_path: Path) -> None:
    folder = new_book(tmp_path / "book")
    batch = post_round(folder, round_of(award("p1"))).batch
    path = folder / "batches" / f"{batch}.beancount"
    content = path.read_bytes()
    for at in range(0, len(content), 41):
        path.write_bytes(content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :])
        assert any(fault.is_damage and path.name in fault.file for fault in ledger.status(folder).faults), at
    path.write_bytes(content)
    assert ledger.status(folder).faults == ()


@pytest.mark.parametrize("case", ["not opened", "opened later", "opened twice", "a part that is none"])
def test_accounts_are_those_that_beancount_knows(tmp_path: Path, case: str) -> None:
    folder = new_book(tmp_path / "book")
    account = "Assets:part" if case == "a part that is none" else "Assets:Own"
    opened = f'{"2026-07-01" if case == "opened later" else "2026-01-01"} open {account} CNY\n  name: "x"\n'
    times = {"not opened": 0, "opened twice": 2}.get(case, 1)
    entry = f'2026-06-01 * "" "" #own ^x\n  {account}  1.00 CNY\n  {account}  -1.00 CNY\n'
    with ledger.locked(folder) as book:
        book.post(date(2026, 6, 1), "own", [opened * times, entry])
    with pytest.raises(UnknownForm):
        book_events.read_written(folder)
    errors = book_events.read_book(folder).errors
    assert errors
    assert errors == ledger.read(folder).errors
