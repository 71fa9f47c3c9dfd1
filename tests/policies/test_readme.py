"""The page on writing a policy: its table is that of the models, and what it shows is valid."""

import re

import pytest

from fundcalc.policy.conditions import WORDS
from fundcalc.policy.loading import Policy, read
from tests.policies.kinds import README, with_table

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


def test_the_table_of_kinds_is_that_of_the_models() -> None:
    text = README.read_text("utf-8")
    assert with_table(text) == text, "run python -m tests.policies.kinds"


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
