"""A Chinese run speaks Chinese everywhere: usage errors, help, TOML errors, refused files."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from pathlib import Path

import click
import openpyxl
import pytest

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import speaking
from fundcalc.base.toml import tables
from fundcalc.cli import click_messages, commands, main
from fundcalc.cli.click_messages import metavar

# What click says to programmers, or of features that no command here uses.
NOT_MET = re.compile(
    "deprecat|declarations|declaration|No options defined|flag for true|two entered values|Press any key|Repeat for|colour"
    "|^Choose from|^Choice|UUID|executable|defined twice|start character|Confirm the action|%\\(prog\\)|Show th|iterable"
    "|Do you want|does not match the format"
)


def run(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 2) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as done:
        main([*map(str, arguments), "--lang", "zh"])
    shown = capsys.readouterr()
    assert (done.value.code or 0) == code, shown
    return shown.out + shown.err


def of_click() -> Iterator[str]:
    for name in click_messages._MODULES:
        for call in ast.walk(ast.parse(getsource(import_module(f"click.{name}")))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext"):
                texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
                yield from (text for text in texts[-1:] if isinstance(text, str))


def test_every_message_of_click_that_people_meet_is_translated() -> None:
    known = {*click_messages._KNOWN, "Options", "Commands", "Usage:"}
    assert sorted({text for text in of_click() if not NOT_MET.search(text)} - known) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("award", "a.xlsx"), ("award", "--policy", "x"), ("award", "a.xlsx", "b.xlsx", "--policy", "x"), ("unknown",),
        ("policies",),
        ("award", "a.xlsx", "--policy", "x", "--date", "2026/6/1"), ("award", "a.xlsx", "--policy", "x", "--engine", "y"),
        ("award", "a.xlsx", "--policy", "x", "--nothing"), ("award", "a.xlsx", "--policy"),
        ("what-if", "--policy", "x", "--invented", "many"),
    ],
)  # fmt: skip
def test_usage_errors_are_chinese(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, *arguments)
    error = shown[shown.index("错误：") :]
    assert re.findall(r"[A-Za-z]{3,}", re.sub(r"'[^']*'|“[^”]*”|--\w+|\w+\.xlsx", "", error)) == []
    assert "OPTIONS" not in shown


def test_usage_errors_are_chinese_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "award", "a.xlsx", "--json")
    document, _end = json.JSONDecoder().raw_decode(shown)
    assert document == {"error": {"kind": "UsageError", "message": "缺少选项：--policy。"}}


COMMANDS = (
    "template",
    "award",
    "explain",
    "audit",
    "what-if",
    "population",
    "policies",
    "policies diff",
    "book reverse",
)


def command_of(path: str) -> click.Command:
    command = commands()
    for name in path.split():
        assert isinstance(command, click.Group)
        below = command.get_command(click.Context(command), name)
        assert below is not None
        command = below
    return command


def test_placeholders_of_the_help_are_chinese() -> None:
    with speaking("zh"):
        for command in (*map(command_of, COMMANDS), commands()):
            context = click.Context(command, info_name="fundcalc")
            pieces = command.collect_usage_pieces(context)
            pieces += [param.make_metavar(context) for param in command.params if isinstance(param, click.Option)]
            left = {word for piece in pieces for word in re.findall(r"[A-Z]{2,}", piece)}
            assert left <= {"URL", "ID", "DD", "MM", "YYYY", "BOOLEAN"}, command.name
    with speaking("en"):
        assert metavar("LINE=VALUE") == "LINE=VALUE"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[policy\n", "第 1 行第 8 列：表名之后应有 ]"), ("a = \n", "第 1 行第 5 列：值的写法不对：文字写在英文引号"),
        ("a = 1\na = 2\n", "同一项写了两次"), ("a = 'x\n", "此处应为"),
        ("x = {a = 1, a = 2}\n", "花括号内的 'a' 写了两次"),
        ("a 1\n", "名称之后应有等号 ="), ("a = 2026-02-30\n", "日期不存在或写法不对"), ("a = [1\n", "方括号没有结束"),
    ],
)  # fmt: skip
def test_errors_of_toml_are_chinese(text: str, message: str) -> None:
    with speaking("zh"), pytest.raises(PolicyError) as refused:
        tables(text.encode(), "policy.toml")
    assert message in str(refused.value)
    assert not re.search(r"[A-Z]?[a-z]{4,} [a-z]{2,}", str(refused.value))


def test_a_result_is_written_as_xlsx_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_ = tmp_path / "a.csv"
    round_.write_text("platform,organisation,award_year,application_date\np1,o1,2026,2026-03-01\n", "utf-8")
    for name in ("r.pdf", "r", "r.xls", "r.csv"):
        shown = run(capsys, "award", round_, "--policy", "yunnan-2025", "-o", tmp_path / name)
        assert "只能写成 .xlsx 文件；请改名为 r.xlsx。" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_explain_of_a_refused_row_lists_its_own_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_ = tmp_path / "a.csv"
    rows = ["platform,organisation,award_year,application_date,filed_on"]
    rows += [f"p{n},o{n},2026,2026-03-01,不详" for n in range(1, 4)]
    round_.write_text("\n".join(rows) + "\n", "utf-8")
    shown = run(capsys, "explain", round_, "--policy", "xinzhou-2024", "--platform", "P2", code=1)
    assert shown.count("✗") == 1
    assert "E3" in shown
    assert "另有其他行的错误 2 处未列出" in shown


def test_notes_that_say_the_same_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    round_ = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "申请"
    book.active.append(["platform", "organisation", "award_year", "application_date", "filed_on"])
    for n in range(1, 6):
        book.active.append([f"p{n}", f"91530100MA6K00000{n}", 2026, "2026-03-01", "2027-05-01"])
    book.save(round_)
    shown = run(capsys, "award", round_, "--policy", "yunnan-2025", code=0)
    assert shown.count("校验码不符") == 1
    assert "B2、B3、B4 等，另有 2 处" in shown
    assert shown.count("说明：p1：") == 1  # filed after the decision
