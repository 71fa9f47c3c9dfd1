"""What the terminal shows: numbers in one piece, and the control characters of others as escapes."""

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundcalc.cli import terminal
from fundcalc.views.table import Cell, Column, Kind, Table, with_totals

NUMBER = "2,000,000.00"


def table(*kinds: Kind) -> Table[list[Cell]]:
    def column(at: int, kind: Kind) -> Column[list[Cell]]:
        return Column(str(at), f"heading {at}", lambda row: row[at], kind)

    rows: list[list[Cell]] = [["a sentence that says " + NUMBER + " 元 and goes on", 200_000_000, "91530100MA6K1234X5"]]
    return Table("", [column(at, kind) for at, kind in enumerate(kinds)], rows)


@pytest.mark.parametrize("width", [30, 45, 60, 80, 200])
def test_no_number_is_broken_at_any_width(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "_WIDTH_OF_A_PIPE", width)
    terminal.print_table(table("text", "yuan", "id"))
    shown = capsys.readouterr().out
    assert shown.count(NUMBER) == 2
    assert "91530100MA6K1234X5" in shown
    assert max(map(terminal.cells, shown.splitlines())) <= width


def test_ids_stay_whole_while_sentences_can_give_way() -> None:
    rows = [["award", "reason"], ["YN-2026-EX-PB-4-recognition", "a long sentence " * 5]]
    assert terminal.column_widths(rows, 60, rigid=[True, False]) == [27, 28]


@pytest.mark.parametrize("width", [8, 12, 20, 30])
@pytest.mark.parametrize(
    "id_", ["YN-2026-YN-001-build", "YN-2026-p1-operating", "91530100MA6K1234X5", "2026-03-01", "yunnan-2025"]
)
def test_no_id_is_broken_at_any_width(width: int, id_: str) -> None:
    assert sum(line.count(id_) for line in terminal.wrap(f"支持{id_}，见 {id_} 的结论", width)) == 2
    rows = [["award", "reason"], [id_, f"a sentence that names {id_}"]]
    widths = terminal.column_widths(rows, width)
    assert widths is None or min(widths) >= len(id_)


def test_columns_without_anything_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    columns: list[Column[str]] = [Column("a", "first", lambda row: row), Column("b", "second", lambda _row: None)]
    terminal.print_table(Table("", columns, ["x"]))
    shown = capsys.readouterr().out
    assert "first" in shown
    assert "second" not in shown


@given(st.text(st.sampled_from("项目资金，。12,.%- abc"), max_size=80), st.integers(20, 40))
def test_wrapping_loses_nothing_and_keeps_numbers(text: str, width: int) -> None:
    lines = terminal.wrap(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert max(map(terminal.cells, lines)) <= width or re.search(r"\S{20}", text)
    numbers = chain.from_iterable(re.findall(r"\d[\d,.]*\d", line) for line in lines)
    if all(len(number) <= 20 for number in re.findall(r"[\d,.%-]+", text)):
        assert list(numbers) == re.findall(r"\d[\d,.]*\d", text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\rb\x00\x9b", "a\\rb\\x00\\x9b"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("中文（元）", "中文（元）"),
    ],
)
def test_control_characters_are_shown_as_escapes(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.echo(text)
    assert capsys.readouterr().out == shown + "\n"


def test_cells_are_made_visible_too(capsys: pytest.CaptureFixture[str]) -> None:
    columns: list[Column[str]] = [Column("a", "a\x1b", lambda row: row)]
    terminal.print_table(Table("", columns, ["\x1b[2J\u2066[bold]x[/bold] Expenses:Office:Rent"]))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\\x1b[2J\\u2066[bold]x[/bold] Expenses:Office:Rent" in shown


def test_a_command_is_not_broken_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "30")
    terminal.echo("Why: fundcalc explain round.xlsx --policy yunnan-2025\na sentence of words that is long " + NUMBER)
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.endswith("--policy yunnan-2025")
    assert [line for line in rest if NUMBER in line]


def test_of_a_long_table_the_first_rows_and_the_totals_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "_MOST_ROWS", 2)
    columns: list[Column[int]] = [
        Column("number", "number", str),
        Column("yuan", "yuan", lambda row: row * 100, "yuan"),
    ]
    long = with_totals(Table("", columns, range(1, 6)), "all", ["yuan"])
    terminal.print_start(long)
    shown = capsys.readouterr().out
    assert [line.split() for line in shown.splitlines() if line.strip(" ─")][1:-1] == [
        ["1", "1.00"], ["2", "2.00"], ["all", "15.00"],
    ]  # fmt: skip
    assert "… and 3 more; -o FILE.xlsx or --json has them all" in shown
    terminal.print_start(long, in_workbook=False)
    assert "… and 3 more; --json has them all" in capsys.readouterr().out
