"""Whatever is written reads back as what was meant, and nothing else can be written."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from beancount.core.data import Custom, Open, Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.base.errors import BookError
from fundcalc.ledger import messages, writer

DAY = date(2026, 5, 20)
ANY_TEXT = st.text(st.characters())
IDS = st.from_regex(r"[A-Za-z0-9._-]{1,6}", fullmatch=True)


def transactions(rows: int = 1, **changed: object) -> str:
    columns: dict[str, Any] = {
        "on": [DAY] * rows,
        "payees": ["某单位"] * rows,
        "narrations": ["说明"] * rows,
        "tag": "award",
        "links": ["award-1"] * rows,
        "metadata": {"cite": ["第十三条"] * rows},
        "debits": ["Expenses:Fund:YN-2026:Awards"] * rows,
        "credits": ["Liabilities:Fund:YN-2026:Awards:R1"] * rows,
        "fen": [100] * rows,
    }
    return "".join(writer.transactions(**(columns | changed)))


def parsed(text: str) -> list[Any]:
    entries, errors, options = parser.parse_string(text)
    assert (errors, options["plugin"], options["include"]) == ([], [], [])
    return entries


def test_a_transaction_as_it_stands() -> None:
    assert transactions(payees=['a "b"\n\\']) == (
        '2026-05-20 * "a \\"b\\"\\n\\\\" "说明" #award ^award-1\n'
        '  cite: "第十三条"\n'
        "  Expenses:Fund:YN-2026:Awards  1.00 CNY\n"
        "  Liabilities:Fund:YN-2026:Awards:R1  -1.00 CNY\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        "\\",
        '\\"',
        "\\n",
        "a\nb\r\nc\td\fe\bf",
        '"\n2026-01-01 open Assets:Forged CNY\n2026-01-01 note Assets:Forged "',
        "x\n  Assets:Forged  1.00 CNY\n",
        'plugin "os"',
        'include "/etc/passwd"',
        'option "title" "x"',
        "; no comment",
        "#tag ^link",
        "全角　空格《》〔2024〕17号",
        "𠮷野家 \ue000 \u200d",
        "{(1/0) CNY}",
    ],
)
def test_texts_read_back_as_they_are(text: str) -> None:
    [entry] = parsed(transactions(payees=[text], narrations=[text], metadata={"cite": [text]}))
    assert (entry.payee or "", entry.narration, entry.meta["cite"]) == (text, text, text)
    assert len(entry.postings) == 2


@pytest.mark.parametrize(
    "character",
    [*"\x00\x07\x0b\x0e\x1b\x1f\x7f\x80\x85\x9f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff", "\ud800"],
)
def test_what_cannot_stand_in_a_ledger_is_replaced(character: str) -> None:
    [entry] = parsed(transactions(payees=[f"a{character}b"]))
    assert entry.payee == writer.read_back(f"a{character}b") == "a\ufffdb"


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), min_size=1, max_size=4))
def test_any_texts_read_back_and_forge_nothing(rows: list[tuple[str, str, str]]) -> None:
    payees, narrations, cites = map(list, zip(*rows, strict=True))
    text = transactions(len(rows), payees=payees, narrations=narrations, metadata={"cite": cites})
    assert text.count("\n") == 4 * len(rows) == len(text.splitlines())
    found = [(entry.payee or "", entry.narration, entry.meta["cite"]) for entry in parsed(text)]
    assert found == [tuple(map(writer.read_back, row)) for row in rows]


def test_other_lines_escape_too() -> None:
    hostile = '"\n2026-01-01 open Assets:Forged CNY\n'
    names = [hostile]
    text = "".join((
        writer.comment(hostile),
        writer.option("title", hostile),
        writer.custom(DAY, "fundcalc", hostile, metadata={"inputs-file": hostile}),
        *writer.opens([DAY], ["Assets:A"], names),
    ))  # fmt: skip
    entries, errors, options = parser.parse_string(text)
    assert (errors, options["title"]) == ([], hostile)
    [custom] = [entry for entry in entries if isinstance(entry, Custom)]
    [opened] = [entry for entry in entries if isinstance(entry, Open)]
    assert (custom.values[0].value, custom.meta["inputs-file"], opened.meta["name"]) == (hostile, hostile, hostile)
    assert parser.parse_string(writer.include(hostile))[2]["include"] == [hostile]


def test_rows_come_in_blocks_and_none_is_lost() -> None:
    count = 2_503
    blocks = list(writer.opens([DAY] * count, [f"Assets:A{number}" for number in range(count)], ["name"] * count))
    assert len(blocks) == 3
    assert [entry.account for entry in parsed("".join(blocks))] == [f"Assets:A{number}" for number in range(count)]


def test_no_rows_are_no_text() -> None:
    assert "".join(writer.opens([], [], [])) == ""
    assert transactions(0) == ""


@pytest.mark.parametrize(
    ("fen", "written"), [(1, "0.01"), (99, "0.99"), (100, "1.00"), (160000005, "1600000.05"), (10**17, "1" + "0" * 15 + ".00")]
)  # fmt: skip
def test_amounts_have_two_decimals(fen: int, written: str) -> None:
    assert f"  {written} CNY\n" in transactions(fen=[fen])
    [entry] = parsed(transactions(fen=[fen]))
    assert [posting.units.number * 100 for posting in entry.postings] == [fen, -fen]


FORM = messages.FORMS


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"debits": ["Assets:Fund:专项"]}, f"account 'Assets:Fund:专项' cannot be written to a ledger: {FORM['account']}"),
        ({"credits": ["Assets:A\n"]}, f"account 'Assets:A\\n' cannot be written to a ledger: {FORM['account']}"),
        ({"credits": ["assets:A"]}, f"account 'assets:A' cannot be written to a ledger: {FORM['account']}"),
        ({"tag": "a b"}, f"tag 'a b' cannot be written to a ledger: {FORM['tag']}"),
        ({"links": ["award-1\n2026-01-01 open Assets:A"]},
         f"tag 'award-1\\n2026-01-01 open Assets:A' cannot be written to a ledger: {FORM['tag']}"),
        ({"links": ["〔2024〕17号"]}, f"tag '〔2024〕17号' cannot be written to a ledger: {FORM['tag']}"),
        ({"metadata": {"lineno": ["1"]}}, f"key 'lineno' cannot be written to a ledger: {FORM['key']}"),
        ({"metadata": {"A": ["1"]}}, f"key 'A' cannot be written to a ledger: {FORM['key']}"),
        ({"payees": [None]}, f"text None cannot be written to a ledger: {FORM['text']}"),
        ({"fen": [0]}, f"0.00 cannot be written to a ledger: {messages.amount_form()}"),
        ({"fen": [-1]}, f"-0.01 cannot be written to a ledger: {messages.amount_form()}"),
        ({"fen": [1.5]}, f"1.5 cannot be written to a ledger: {messages.amount_form()}"),
        ({"fen": [True]}, f"True cannot be written to a ledger: {messages.amount_form()}"),
        ({"fen": [10**17 + 1]}, f"1,000,000,000,000,000.01 cannot be written to a ledger: {messages.amount_form()}"),
        ({"on": [date(2200, 1, 1)]},
         "date 2200-01-01 cannot be written to a ledger: "
         "a date is a day without a time, from 1700-01-01 to 2199-12-31"),
        ({"on": [datetime(2026, 1, 1, tzinfo=UTC)]},
         "date 2026-01-01 00:00:00+00:00 cannot be written to a ledger: "
         "a date is a day without a time, from 1700-01-01 to 2199-12-31"),
        ({"fen": [1, 2]}, "columns of 1 and 2 rows make no transactions: give every column one value a row"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(BookError) as caught:
        transactions(**changed)
    assert str(caught.value) == message


def test_one_bad_row_among_many_is_named() -> None:
    with pytest.raises(BookError, match=r"^text 7 cannot be written"):
        transactions(3, payees=["a", 7, "b"])
    with pytest.raises(BookError, match=r"^account 'Assets' cannot be written"):
        transactions(3, credits=["Assets:A", "Assets", "Assets:B"])


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("account", ["Assets:A", "Income:1x-Y:A专"], ["Assets", "Assets:", "X:A"]),
        (
            "account",
            ["Assets:É", "Expenses:2026专项:53云南"],
            ["Assets:专项", "Assets:A b", "Assets:A（1）", "Assets:é"],
        ),
        ("benefit", ["build", "a_1"], ["", "Build", "a-b", "1a"]),
        ("code", ["YN", "A1"], ["", "yn", "Y-N", "1A"]),
        ("id", ["p1", "A.b_c-d", "-"], ["", "p 1", "云", "p1\n", "p1\np2", 1, None, []]),
        ("label", ["2026-05-20-awards"], ["", "a/b", "..", "a.b"]),
        ("key", ["ab", "award-id", "filename2"], ["a", "Ab", "filename", "lineno", "k y"]),
        ("tag", ["award", "award-YN-2026-p.1_x-build"], ["", "a b", "云"]),
        ("text", ["", "云"], [1, None]),
    ],
)
def test_forms_are_matched_in_full(form: writer.Form, good: list[str], bad: list[object]) -> None:
    assert writer.mismatches(form, good) == ()
    assert writer.mismatches(form, [good[0], *bad]) == tuple(range(1, len(bad) + 1))
    assert writer.mismatches(form, []) == ()


def test_a_ledger_of_our_lines_is_a_transaction_each() -> None:
    assert [type(entry) for entry in parsed(transactions(3))] == [Transaction] * 3
