"""The pages of the documentation, as tests read them."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from .source import ROOT

DOCS = ROOT / "docs"
CHINESE = DOCS / "zh"
OTHERS = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "policies/README.md", "policies/README.zh-CN.md")
BUILT = DOCS / "_build"
PAGES = [
    *(ROOT / name for name in OTHERS),
    *sorted(page for page in DOCS.rglob("*.md") if BUILT not in page.parents),
]
BLOCK = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.M | re.S)
GIVEN = re.compile(r"((?:[^\n]+\n)+)\n```(?:csv|toml)\n(.*?)^```$", re.M | re.S)
FILE_NAME = re.compile(r"`([\w./-]+\.(?:csv|toml))`")
HEADING = re.compile(r"^(#+) (.*)$", re.M)
REFUSED = re.compile(r"# (?:exit status|退出码) (\d)$")


class Shown(NamedTuple):
    """A command that a page shows: its words, and the exit status it says."""

    words: list[str]
    status: int


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str = "") -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text("utf-8")) if kind == language]


def without_blocks(page: Path) -> str:
    return BLOCK.sub("", page.read_text("utf-8"))


def headings(page: Path) -> list[int]:
    """The levels of the headings, in order."""
    return [len(marks) for marks, _text in HEADING.findall(without_blocks(page))]


def commands_shown(page: Path, program: str | tuple[str, ...] = "fundcalc ") -> list[Shown]:
    """The commands in the blocks of a page, in order."""
    lines = [line.removeprefix("$ ") for block in blocks(page) for line in block.splitlines()]
    return [
        Shown(shlex.split(line, comments=True), int(match[1]) if (match := REFUSED.search(line)) else 0)
        for line in lines
        if line.startswith(program)
    ]


def files_shown(page: Path) -> dict[str, str]:
    """The files that a page gives in a block, by the last name in the paragraph before it."""
    given = GIVEN.findall(page.read_text("utf-8"))
    return {names[-1]: text for paragraph, text in given if (names := FILE_NAME.findall(paragraph))}
