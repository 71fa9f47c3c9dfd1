"""Every figure of every policy against the figures of its text, and what happens when one of them is changed."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fundcalc.base.toml import tables
from fundcalc.engine.cases import run
from fundcalc.measure_text.articles import articles
from fundcalc.measure_text.kept import KeptText, keep, kept_text, verify_kept
from fundcalc.measure_text.statements import Statement, statements
from fundcalc.measure_text.verification import compare, verify
from fundcalc.policy.loading import Policy, available, load
from fundcalc.policy.tree import Raw, find, put

KEPT = [name for name in available() if kept_text(load(name)) is not None]


def kept(name: str) -> KeptText:
    found = kept_text(load(name))
    assert found is not None
    return found


@pytest.mark.parametrize("name", KEPT)
def test_a_policy_says_what_its_text_says(name: str) -> None:
    found = verify_kept(load(name), kept(name))
    assert found.not_found == ()
    assert found.unused == ()
    assert found.missing == ()
    assert len(found.confirmed) > 10


def changes(raw: Raw, statement: Statement) -> Iterator[tuple[str, Raw]]:
    """The file with one figure, one comparison or one article changed."""
    *above, key = statement.path.split(".")
    value = find(raw, statement.path.split("."))
    others: list[object] = []
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        others = [value + 1, value - 1, value * 10, value * 10_000]
    elif isinstance(value, str) and value.endswith("%"):
        others = [f"{Decimal(value[:-1]) + 1}%", f"{Decimal(value[:-1]) * 10}%"]
    elif isinstance(value, date):
        others = [value.replace(year=value.year + 1), value.replace(day=1 if value.day > 1 else 2)]
    for other in others:
        changed = deepcopy(raw)
        put(find(changed, above), key, other)
        yield f"{statement.path} = {other}", changed
    words = {"at_least": "more_than", "more_than": "at_least", "at_most": "at_least"}
    table = find(raw, above)
    if key in words and isinstance(table, dict):
        changed = deepcopy(raw)
        moved = find(changed, above)
        assert isinstance(moved, dict)
        moved[words[key]] = moved.pop(key)
        yield f"{statement.path} as {words[key]}", changed


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_changed_figure_is_noticed_by_the_text_or_by_a_case(name: str, tmp_path: Path) -> None:
    policy, text = load(name), kept(name)
    raw, printed = tables(policy.text, name), text.printed
    explained = {explained.line for explained in policy.measure.explained}
    unnoticed = [
        what
        for statement in statements(policy)
        if not statement.label and statement.path not in explained
        for what, changed in changes(raw, statement)
        if compare(policy, printed, text.articles, statements(policy, changed)).agrees
    ]
    assert [what for what in unnoticed if not fails_a_case(policy, what, tmp_path)] == []


def fails_a_case(policy: Policy, what: str, folder: Path) -> bool:
    """Whether a case of the policy fails once a line is changed."""
    path, _, value = what.partition(" = ")
    blocks = (policy.path.parent / "cases.toml").read_text("utf-8").split("[[case]]\n")
    line = f'changes = {{ "{path}" = {value} }}\n'
    changed = [block if "\nchanges = " in block else line + block for block in blocks[1:]]
    cases = folder / "cases.toml"
    cases.write_text("".join(f"[[case]]\n{block}" for block in changed), "utf-8")
    return any(result.failures for result in run(policy.id, cases))


@pytest.mark.parametrize("name", KEPT)
def test_a_neighbouring_article_is_noticed(name: str) -> None:
    """A figure cited from the article before or after is confirmed only where that article prints it too."""
    policy, text = load(name), kept(name)
    printed = text.printed
    explained = {explained.line for explained in policy.measure.explained}
    for statement in statements(policy):
        if statement.label or not statement.cite or statement.path in explained:
            continue
        here = [address for address in text.articles if address == statement.cite]
        for address in here:
            at = text.articles.index(address)
            for other in text.articles[max(0, at - 1) : at + 2]:
                values = {
                    one.figure.value
                    for one in printed
                    if one.address.startswith(other) or other.startswith(one.address)
                }
                if statement.value in values:
                    continue
                moved = Statement(
                    statement.path, other, statement.kind, statement.value, statement.unit, statement.comparison, ""
                )
                assert not compare(policy, printed, text.articles, [moved]).confirmed


MEASURE = """
id = "invented"
code = "IV"
title = { zh = "虚构办法", en = "Invented measure" }
short = { zh = "虚构", en = "invented" }
issuer = { zh = "虚构局", en = "Invented bureau" }
articles = ["第一条", "第二条", "第三条"]
set_aside.purpose = ["第一条"]

[validity]
cite = "第三条"
from = 2026-01-01

[condition.site]
cite = "第二条"
fact = "site_area"
at_least = 500

[benefit.award]
kind = "flat"
cite = "第二条"
zh = "奖励"
en = "award"
trigger = "filed_on"
paid = "once"
amount = 300_000
"""
TEXT = ("第一条 目的。", "第二条 场地不少于500平方米的，给予30万元奖励。", "第三条 自2026年1月1日起施行。")


def measured(tmp_path: Path, text: str = MEASURE) -> Policy:
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    return load(path)


def test_what_agrees_is_confirmed(tmp_path: Path) -> None:
    found = verify(measured(tmp_path), articles(TEXT))
    assert found.agrees
    assert [one.statement.path for one in found.confirmed] == [
        "validity.from",
        "condition.site.at_least",
        "benefit.award.amount",
    ]


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("amount = 300_000", "amount = 300_001", "nowhere"),
        ("at_least = 500", "more_than = 500", "other_comparison"),
        ('cite = "第二条"\nfact', 'cite = "第三条"\nfact', "elsewhere"),
    ],
)
def test_what_differs_has_a_reason(tmp_path: Path, old: str, new: str, trouble: str) -> None:
    found = verify(measured(tmp_path, MEASURE.replace(old, new)), articles(TEXT))
    assert [one.trouble for one in found.not_found] == [trouble]


def test_a_figure_of_the_text_that_nothing_states_is_unused(tmp_path: Path) -> None:
    text = ("第一条 目的，到2030年建成10个。", *TEXT[1:])
    found = verify(measured(tmp_path), articles(text))
    assert [(one.printed.figure.printed, one.set_aside) for one in found.unused] == [
        ("2030年", "purpose"),
        ("10个", "purpose"),
    ]


def test_an_explanation_is_a_line_of_the_policy(tmp_path: Path) -> None:
    text = ("第一条 目的，到2030年建成。", *TEXT[1:])
    explained = '\n[[explained]]\nfigure = "2030年"\nat = "第一条"\nzh = "目标"\nen = "a goal"\n'
    assert verify(measured(tmp_path, MEASURE + explained), articles(text)).agrees


def test_what_is_kept_of_a_text_verifies_as_the_text(tmp_path: Path) -> None:
    policy = measured(tmp_path)
    keep(policy, articles(TEXT), "0" * 64, date(2026, 11, 30))
    text = kept_text(policy)
    assert text is not None
    assert verify_kept(policy, text).agrees
    assert len(verify_kept(policy, text).confirmed) == len(verify(policy, articles(TEXT)).confirmed)
    changed = measured(tmp_path, MEASURE.replace("300_000", "3_000_000"))
    assert not verify_kept(changed, text).agrees
