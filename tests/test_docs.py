"""The documentation: its examples run, its commands exist, and its links lead somewhere."""

import doctest
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fundcalc.base.ids import credit_code_fault
from fundcalc.cli import commands

from .source import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "policies/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def blocks(page: Path, language: str = "") -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text("utf-8")) if kind == language]


def command_lines(page: Path) -> list[list[str]]:
    """The commands that a page shows, split into words: in blocks, and between backticks in tables."""
    text = page.read_text("utf-8")
    shown = [line.removeprefix("$ ") for block in blocks(page) for line in block.splitlines()]
    shown += re.findall(r"`(fundcalc [^`]+)`", BLOCK.sub("", text))
    return [shlex.split(line, comments=True) for line in shown if line.startswith("fundcalc ")]


def parse(words: list[str]) -> None:
    """Parse a command line without running it; raises ``click.UsageError`` for what does not exist."""
    command, context = commands(), click.Context(commands(), info_name="fundcalc")
    words = [word for word in words if word not in {"…", "..."}]
    if words[-1].startswith("--"):
        words.append("value")  # a sentence may name an option without its value
    while isinstance(command, click.Group) and words:
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, info_name=name, parent=context)
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_commands_of_a_page_exist(page: Path) -> None:
    for words in command_lines(page):
        try:
            parse(words[1:])
        except click.UsageError as error:
            pytest.fail(f"{page.name}: {shlex.join(words)}: {error.format_message()}", pytrace=False)


CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{2}\d{6}[0-9A-Z]{9}[0-9A-Z](?![0-9A-Za-z])")


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_credit_codes_of_a_page_check(page: Path) -> None:
    codes = CREDIT_CODE.findall(page.read_text("utf-8"))
    assert {code: fault for code in codes if (fault := credit_code_fault(code))} == {}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    missing = [target for target in targets if ":" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page: Path) -> None:
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(blocks(page, "python")), {}, page.name, str(page), lineno=0
    )
    output: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=output.append)
    assert result.failed == 0, "".join(output)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``fundcalc demo`` has run."""
    folder = tmp_path_factory.mktemp("docs")
    result = CliRunner().invoke(commands(), ["demo", str(folder / "fundcalc-demo"), "--lang", "en"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_round_of_the_readme_runs(name: str, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fundcalc-demo").symlink_to(sample / "fundcalc-demo", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    (round_,) = [block for block in blocks(ROOT / name) if block.startswith("fundcalc template")]
    for line in round_.splitlines():
        program, *words = shlex.split(line, comments=True)
        if program == "cp":
            Path(words[1]).write_bytes(Path(words[0]).read_bytes())
            continue
        result = CliRunner().invoke(commands(), words)
        assert result.exit_code == 0, f"{line}\n{result.output}"
    assert "拨付" in result.output or "paid" in result.output


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_explanation_in_the_readme_is_what_the_command_prints(
    name: str, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    (example,) = [block for block in blocks(ROOT / name) if block.startswith("$ fundcalc explain")]
    first, *expected = example.splitlines()
    result = CliRunner().invoke(commands(), shlex.split(first)[2:])
    assert result.exit_code == 0, result.output
    assert [line for line in expected if line not in result.output.splitlines()] == []
