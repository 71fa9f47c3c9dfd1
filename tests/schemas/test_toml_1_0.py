"""What is shipped and shown is TOML 1.0, so that every editor reads it."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.source import ROOT

SHIPPED = sorted(
    path
    for folder in ("fundcalc", "policies", "ledgers", "tests")
    for path in (ROOT / folder).rglob("*.toml")
    if not path.name.startswith("not_toml")
)
PAGES = sorted(
    path
    for folder in ("docs", "policies")
    for path in (ROOT / folder).rglob("*.md")
    if "```toml" in path.read_text("utf-8")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_is_toml_1_0(path: Path) -> None:
    tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_a_page_shows_is_toml_1_0(path: Path) -> None:
    for block in re.findall(r"^```toml\n(.*?)^```", path.read_text("utf-8"), re.M | re.S):
        tomllib.loads(block)
