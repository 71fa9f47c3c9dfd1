"""Monetary-unit sampling: reproducible, and every fen has the same chance."""

from collections import Counter
from datetime import date
from random import Random

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence
from fundcalc.auditing.hint_settings import SampleSettings
from fundcalc.auditing.lines import Line
from fundcalc.auditing.sampling import AuditSample, draw, sample_of
from fundcalc.policy.loading import load


def drawn(amounts: list[int], size: int, seed: int = 1) -> AuditSample[tuple[int, int]]:
    items = list(enumerate(amounts))
    return draw(items, lambda item: item[1], lambda item: f"{item[0]:06}", size=size, seed=seed)


def by_hand(amounts: list[int], interval: int, start: int) -> Counter[int]:
    """Which item each sampled fen falls in, counted one by one."""
    fens = [at for at, fen in enumerate(amounts) for _ in range(max(fen, 0))]
    return Counter(fens[start::interval])


def test_the_sample_is_that_of_a_count_fen_by_fen() -> None:
    pick = Random(3)
    for seed in range(40):
        amounts = [pick.randrange(-5, 60) for _ in range(pick.randrange(1, 30))]
        sample = drawn(amounts, pick.randrange(1, 12), seed)
        if not sample.population:
            continue
        assert {row.item[0]: row.hits for row in sample.chosen} == by_hand(amounts, sample.interval, sample.start)
        assert 0 <= sample.start < sample.interval
        assert sum(row.hits for row in sample.chosen) <= sample.size
        assert sample.fen == sum(fen for fen in amounts if fen > 0)


def test_an_item_of_an_interval_is_always_chosen() -> None:
    amounts = [10] * 90 + [100]
    for seed in range(30):
        sample = drawn(amounts, 10, seed)
        assert sample.interval == 100
        assert [row.item[0] for row in sample.chosen if row.certain] == [90]


def test_every_fen_has_the_same_chance() -> None:
    hits = Counter(row.item[0] for seed in range(3_000) for row in drawn([1, 3, 6], 1, seed).chosen)
    assert all(abs(hits[at] - 300 * fen) < 120 for at, fen in enumerate([1, 3, 6]))


def test_the_same_seed_gives_the_same_sample_in_any_order() -> None:
    items = [(f"{at:03}", 10 + at) for at in range(50)]

    def chosen(order: list[tuple[str, int]], seed: int) -> list[str]:
        sample = draw(order, lambda item: item[1], lambda item: item[0], size=8, seed=seed)
        return [row.item[0] for row in sample.chosen]

    assert chosen(items, 7) == chosen(items[::-1], 7)
    assert len({tuple(chosen(items, seed)) for seed in range(10)}) > 5


def test_nothing_to_sample() -> None:
    assert (drawn([], 5).chosen, drawn([0, -3], 5).population) == ((), 0)


def test_lines_without_a_verdict_are_sampled_and_others_by_a_setting() -> None:
    lines = [
        Line(date(2026, 5, 1), 100_00, "YN-2026-p1-build", "special_equipment", purpose="pilot"),
        Line(date(2026, 5, 2), 300_00, "", text="甲"),
    ]
    judged = audit_evidence(Evidence(lines), [load("yunnan-2025"), load("xpcc")]).judged
    sample = sample_of(judged, SampleSettings())
    assert [row.item.line.text for row in sample.chosen] == ["甲"]
    assert sample_of(judged, SampleSettings(judged=True)).population == 2
