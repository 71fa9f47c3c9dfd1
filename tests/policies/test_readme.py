"""The page on writing a policy: its table is that of the models, and what it shows is valid."""

import re
from pathlib import Path
from tomllib import loads

import pytest

from fundcalc.policy.conditions import WORDS
from fundcalc.policy.loading import Policy, read
from tests.pages import blocks, commands_shown, headings, without_blocks
from tests.policies.kinds import CHINESE, PAGES, README, with_table

HEAD = """
id = "page"
code = "PG"
title = { zh = "甲", en = "A" }
short = { zh = "甲", en = "A" }
issuer = { zh = "甲", en = "A" }
articles = ["第一条", "第二条", "第三条（一）", "第三条（二）", "第四条", "第九条", "第十条"]
[validity]
cite = "第四条"
from = 2026-01-01
[set_aside]
purpose = ["第一条", "第二条", "第三条（一）", "第三条（二）", "第四条", "第九条", "第十条"]
"""


def shown(until: str = "\n### ") -> Policy:
    """Everything that the section on amounts shows, as one measure."""
    section = README.read_text("utf-8").partition("## 3. What is paid")[2].partition(until)[0]
    text = HEAD + "\n".join(re.findall(r"```toml\n(.*?)```", section, re.S))
    return read(text.encode(), README, changes={}, readings={})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_the_table_of_kinds_is_that_of_the_models(page: Path) -> None:
    assert with_table(page) == page.read_text("utf-8"), "run python -m tests.policies.kinds"


def test_the_chinese_page_says_the_same() -> None:
    """The same headings, the same files but for their comments, the same commands, and each word of a line and a table."""
    assert headings(CHINESE) == headings(README)
    files = [[loads(text) for text in blocks(page, "toml")] for page in PAGES]
    assert files[0] == files[1]
    assert commands_shown(CHINESE) == commands_shown(README)
    words = [set(re.findall(r"`([a-z_]+)`", without_blocks(page))) for page in PAGES]
    assert words[0] ^ words[1] == set()


def test_what_the_page_shows_is_valid() -> None:
    policy = shown()
    assert set(policy.measure.benefit) == {"build", "deals", "excess", "people", "grown"}
    assert [len(policy.measure.benefit[name].only_if) for name in ("build", "deals")] == [3, 1]
    assert policy.measure.ceiling["ever"].amount == 50_000_000


def test_the_later_text_that_the_page_shows_is_valid() -> None:
    first, second = shown("\n### The life").versions
    assert "people" in first.measure.benefit
    assert set(second.measure.benefit) == {"build", "deals", "excess", "grown", "visits"}
    assert [text.measure.benefit["build"].limit for text in (first, second)] == [200_000_000, 250_000_000]


@pytest.mark.parametrize("word", WORDS)
def test_the_page_names_each_word_of_a_condition(word: str) -> None:
    assert f"`{word}`" in README.read_text("utf-8")


@pytest.mark.parametrize("word", ["share", "bands", "flat", "per_unit", "highest"])
def test_the_page_shows_each_kind(word: str) -> None:
    assert f'kind = "{word}"' in README.read_text("utf-8")
