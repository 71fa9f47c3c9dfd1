"""The tutorials and how-to pages, followed command by command in an empty folder."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fundcalc.base.i18n import speaking
from fundcalc.cli import commands

from .pages import CHINESE, DOCS, PAGES, blocks, commands_shown, files_shown, name, without_blocks
from .source import ROOT

FOLLOWED = [page for page in PAGES if page.parent in (DOCS / "tutorials", DOCS / "how-to") and commands_shown(page)]
AMOUNT = re.compile(r"CNY ([\d,]+\.\d\d)")
QUICK = {"correct-an-award.md", "map-a-journal.md"}


def run(words: list[str], status: int = 0) -> str:
    """Run a command of a page in the current folder; what it writes."""
    result = CliRunner().invoke(commands(), words[1:])
    assert result.exit_code == status, f"{' '.join(words)}\n{result.output}"
    return result.output


def follow(page: Path) -> str:
    """Save the files of a page, and run its commands in order; what they write."""
    files = files_shown(page)

    def output() -> Iterator[str]:
        for words, status in commands_shown(page, program=("fundcalc ", "cp ")):
            if words[0] == "cp":
                shutil.copyfile(*words[1:])
                continue
            for file in [file for file in files if (Path(file).parent).is_dir()]:
                if any(file in word or "/" in file for word in words):
                    Path(file).write_text(files.pop(file), "utf-8")
            yield run(words, status)

    return "\n".join(output())


def slow(page: Path) -> object:
    return page if page.name in QUICK else pytest.param(page, marks=pytest.mark.slow)


@pytest.mark.parametrize("page", [slow(page) for page in FOLLOWED], ids=name)
def test_a_tutorial_can_be_followed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command exits as the page says, and the amounts in its sentences are among what they write."""
    monkeypatch.chdir(tmp_path)
    with speaking("en"):
        written = follow(page)
    amounts = AMOUNT.findall(without_blocks(page))
    assert [amount for amount in amounts if amount not in written] == []


@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_a_tutorial_has_the_same_commands_and_files_in_chinese(page: Path) -> None:
    chinese = CHINESE / page.relative_to(DOCS)
    assert commands_shown(chinese) == commands_shown(page)
    assert files_shown(chinese) == files_shown(page)
    amounts = AMOUNT.findall(without_blocks(page))
    assert [amount for amount in amounts if amount not in without_blocks(chinese)] == []


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``fundcalc demo`` has run."""
    folder = tmp_path_factory.mktemp("docs")
    result = CliRunner().invoke(commands(), ["demo", str(folder / "fundcalc-demo"), "--lang", "en"])
    assert result.exit_code == 0, result.output
    return folder


READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def test_the_round_of_the_readme_runs(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fundcalc-demo").symlink_to(sample / "fundcalc-demo", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    english, chinese = ([block for block in blocks(page) if block.startswith("fundcalc template")] for page in READMES)
    commands_of = [[re.sub(r"\s*#.*", "", line) for line in block.splitlines()] for block in (*english, *chinese)]
    assert commands_of[0] == commands_of[1]
    output = ""
    for line in commands_of[0]:
        program, *words = line.split()
        if program == "cp":
            shutil.copyfile(*words)
        else:
            output = run([program, *words])
    assert "拨付" in output or "paid" in output


@pytest.mark.parametrize("page", READMES, ids=name)
def test_the_explanation_in_the_readme_is_what_the_command_prints(
    page: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)
    (example,) = [block for block in blocks(page) if block.startswith("$ fundcalc explain")]
    first, *expected = example.splitlines()
    output = run(first.removeprefix("$ ").split()).splitlines()
    assert [line for line in expected if line not in output] == []
