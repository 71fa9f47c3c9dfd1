"""Every figure of every policy against the figures of its text, and what happens when one of them is changed."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import combinations
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
    assert found.agrees
    assert len(found.confirmed) > 10


def changes(policy: Policy, raw: Raw, statement: Statement) -> Iterator[tuple[str, Raw]]:
    """The file with one figure, one comparison or one article changed, or with two figures of an article exchanged."""
    *above, key = statement.path.split(".")
    value = find(raw, statement.path.split("."))
    for other in other_values(value):
        yield f"{statement.path} = {other}", changed(raw, statement.path, other)
    words = {"at_least": "more_than", "more_than": "at_least", "at_most": "at_least", "from": "above", "above": "from"}
    table = find(raw, above)
    if key in words and isinstance(table, dict) and not isinstance(value, date):
        copy = deepcopy(raw)
        moved = find(copy, above)
        assert isinstance(moved, dict)
        moved[words[key]] = moved.pop(key)
        yield f"{statement.path} as {words[key]}", copy
    for depth in range(len(above), 0, -1):
        path = [*above[:depth], "cite"]
        cite = find(raw, path)
        if isinstance(cite, str):
            for neighbour in neighbours(policy.measure.articles, cite):
                yield f"{'.'.join(path)} = {neighbour}", changed(raw, ".".join(path), neighbour)
            return


def other_values(value: object) -> list[object]:
    """A figure and its neighbours: one more and one less, ten times, and 万 for 元."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        smaller = [value // 10_000] if value % 10_000 == 0 else []
        return [value + 1, value - 1, value * 10, value * 10_000, *smaller]
    if isinstance(value, str) and value.endswith("%"):
        return [f"{Decimal(value[:-1]) + 1}%", f"{Decimal(value[:-1]) - 1}%", f"{Decimal(value[:-1]) * 10}%"]
    if isinstance(value, date):
        return [value.replace(year=value.year + 1), value.replace(day=1 if value.day > 1 else 2)]
    if isinstance(value, str) and value.endswith("号"):
        return [value.replace("号", "1号")]
    return []


def neighbours(articles: tuple[str, ...], cite: str) -> list[str]:
    if cite not in articles:
        return []
    at = articles.index(cite)
    return [other for other in articles[max(0, at - 1) : at + 2] if other != cite]


def changed(raw: Raw, path: str, value: object) -> Raw:
    *above, key = path.split(".")
    copy = deepcopy(raw)
    put(find(copy, above), key, value)
    return copy


def exchanged(raw: Raw, found: Sequence[Statement]) -> Iterator[tuple[str, Raw]]:
    """The file with the figures of two lines of one article exchanged."""
    for one, other in combinations(found, 2):
        same = (one.cite, one.kind, one.unit) == (other.cite, other.kind, other.unit)
        if same and one.value != other.value:
            values = (find(raw, other.path.split(".")), find(raw, one.path.split(".")))
            yield f"{one.path} and {other.path}", changed(changed(raw, one.path, values[0]), other.path, values[1])


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_every_changed_figure_is_noticed_by_what_is_kept(name: str) -> None:
    policy, text = load(name), kept(name)
    raw, printed = tables(policy.text, name), text.printed
    figures = [statement for statement in statements(policy) if not statement.label]
    altered = [one for statement in figures for one in changes(policy, raw, statement)] + [*exchanged(raw, figures)]
    assert len(altered) > 5 * len(figures)
    unnoticed = [
        what
        for what, other in altered
        if compare(policy, printed, text.articles, statements(policy, other), before=text.verified).agrees
    ]
    assert unnoticed == []


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_changed_figure_is_noticed_by_the_text_or_by_a_case(name: str, tmp_path: Path) -> None:
    """Without the record of the lines: only the figures of the text, and the cases."""
    policy, text = load(name), kept(name)
    raw, printed = tables(policy.text, name), text.printed
    explained = {explained.line for explained in policy.measure.explained}
    unnoticed = [
        f"{statement.path} = {value}"
        for statement in statements(policy)
        if not statement.label and statement.path not in explained and statement.path != "number"
        for value in other_values(find(raw, statement.path.split(".")))
        if compare(policy, printed, text.articles, statements(policy, changed(raw, statement.path, value))).agrees
    ]
    assert [what for what in unnoticed if not fails_a_case(policy, what, tmp_path)] == []


def fails_a_case(policy: Policy, what: str, folder: Path) -> bool:
    """Whether a case of the policy fails once a line is changed."""
    path, _, value = what.partition(" = ")
    blocks = (policy.path.parent / "cases.toml").read_text("utf-8").split("[[case]]\n")
    line = f'changes = {{ "{path}" = {value} }}\n'
    changed = [block if "\nchanges = " in block else line + block for block in blocks[1:]]
    cases = folder / "cases.toml"
    for start in range(0, len(changed), 10):  # most changes fail one of the first cases
        cases.write_text("".join(f"[[case]]\n{block}" for block in changed[start : start + 10]), "utf-8")
        if any(result.failures for result in run(policy.id, cases)):
            return True
    return False


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", KEPT)
def test_a_neighbouring_article_is_noticed(name: str, step: int) -> None:
    """A figure cited from the article before or after is confirmed only where that article prints it too."""
    policy, text = load(name), kept(name)
    printed = text.printed
    explained = {explained.line for explained in policy.measure.explained}
    for statement in statements(policy)[::step]:
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
    keep(policy, articles(TEXT), verify(policy, articles(TEXT)), "0" * 64, date(2026, 11, 30))
    text = kept_text(policy)
    assert text is not None
    assert verify_kept(policy, text).agrees
    assert len(verify_kept(policy, text).confirmed) == len(verify(policy, articles(TEXT)).confirmed)
    altered = measured(tmp_path, MEASURE.replace("300_000", "3_000_000"))
    assert not verify_kept(altered, text).agrees
    without = measured(tmp_path, MEASURE.replace("at_least = 500", "more_than = 500"))
    assert verify_kept(without, text).gone == ("condition.site.at_least",)


EXCELLENT = """
[benefit.excellent]
kind = "flat"
cite = "第二条"
zh = "优秀奖励"
en = "award for an excellent grade"
trigger = "grade"
only_if = [{{ cite = "第二条", fact = "grade", is = "excellent" }}]
paid = "every_evaluation"
amount = {{ by = "platform_kind", proof_of_concept = 0, pilot_base = {base}, pilot_service = {service} }}
"""
AWARDS_TEXT = (
    TEXT[0],
    "第二条 场地不少于500平方米。对新备案的平台给予30万元奖励；"
    "评价结果为优秀的，对中试基地和中试公共服务平台分别给予80万元和60万元。",
    TEXT[2],
)


@pytest.mark.parametrize(
    ("filing", "base", "service", "exchanged"),
    [
        (300_000, 800_000, 600_000, ()),
        (800_000, 300_000, 600_000, ("benefit.award.amount", "benefit.excellent.amount.pilot_base")),
        (300_000, 600_000, 800_000, ("benefit.excellent.amount.pilot_base", "benefit.excellent.amount.pilot_service")),
    ],
)
def test_two_exchanged_amounts_of_an_article_are_noticed(
    tmp_path: Path, filing: int, base: int, service: int, exchanged: tuple[str, ...]
) -> None:
    measure = MEASURE.replace("300_000", str(filing)) + EXCELLENT.format(base=base, service=service)
    policy = measured(tmp_path, measure)
    found = verify(policy, articles(AWARDS_TEXT))
    assert sorted(one.statement.path for one in found.not_found if one.trouble == "exchanged") == sorted(exchanged)
    assert found.agrees is (exchanged == ())


def test_an_amount_printed_twice_is_stated_twice(tmp_path: Path) -> None:
    text = (TEXT[0], TEXT[1] + "评价优秀的，再给予30万元奖励。", TEXT[2])
    found = verify(measured(tmp_path), articles(text))
    assert [one.printed.figure.printed for one in found.unused] == ["30万元"]


@pytest.mark.parametrize(
    "explained",
    ['figure = "2030年"\nat = "第一条"', 'line = "condition.site.at_most"', 'figure = "30万元"\nat = "第二条"'],
)
def test_a_stale_explanation_is_a_point(tmp_path: Path, explained: str) -> None:
    policy = measured(tmp_path, f'{MEASURE}\n[[explained]]\n{explained}\nzh = "甲"\nen = "A"\n')
    found = verify(policy, articles(TEXT))
    assert len(found.stale) == 1
    assert not found.agrees
