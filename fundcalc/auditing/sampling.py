"""Monetary-unit sampling: which items a person should look at, reproducible.

The method is fixed-interval monetary-unit sampling (货币单元抽样; AICPA Audit Guide "Audit Sampling", chapter 6; 中国注册会计师
审计准则第 1314 号——审计抽样): the items are laid end to end in their order, fen by fen; from a random start within the first
interval, every interval-th fen chooses the item it falls in. An item of an interval or more is chosen for certain. All
arithmetic is in whole fen; the start comes from SHA-256 of the seed and of the population, so that the same evidence and seed
give the same sample on every machine.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fundcalc.auditing.context import JudgedLine
from fundcalc.auditing.findings import line_key
from fundcalc.auditing.hint_settings import SampleSettings

Item = TypeVar("Item")


@dataclass(frozen=True)
class Sampled(Generic[Item]):
    """A chosen item of ``fen``.

    ``hits`` counts the sampled fen that fall in it; no start could miss one that is ``certain``.
    """

    item: Item
    fen: int
    hits: int
    certain: bool


@dataclass(frozen=True)
class AuditSample(Generic[Item]):
    """A sample with what is needed to draw it again.

    ``population`` items of ``fen`` in all; ``interval`` and ``start`` are fen.
    """

    chosen: Sequence[Sampled[Item]]
    population: int
    fen: int
    size: int
    seed: int
    interval: int
    start: int


def draw(
    items: Iterable[Item], fen_of: Callable[[Item], int], key_of: Callable[[Item], str], *, size: int, seed: int
) -> AuditSample[Item]:
    """Draw a sample of at most ``size`` items.

    Those of 0 fen or less are not of the population.

    ``key_of`` identifies an item wherever it stands: items are ordered by it, so that the order of files does not matter.
    """
    population = sorted(((key_of(item), fen_of(item), item) for item in items if fen_of(item) > 0), key=_key)
    whole = sum(fen for _key, fen, _item in population)
    if not population or size < 1:
        return AuditSample((), len(population), whole, size, seed, 0, 0)
    # Rounded up: the sample never has more than ``size`` hits.
    interval = -(-whole // size)
    start = _start(seed, interval, (key for key, _fen, _item in population))
    chosen = tuple(_chosen(population, interval, start))
    return AuditSample(chosen, len(population), whole, size, seed, interval, start)


def sample_of(judged: Iterable[JudgedLine], settings: SampleSettings) -> AuditSample[JudgedLine]:
    """A sample of the lines that no measure judged, or of all lines."""
    lines = (row for row in judged if settings.judged or row.verdict is None or row.verdict.outcome == "no_rule")
    return draw(
        lines,
        lambda row: row.line.fen,
        lambda row: "\x1f".join(line_key(row.line)),
        size=settings.size,
        seed=settings.seed,
    )


def _key(entry: tuple[str, int, object]) -> tuple[str, int]:
    return entry[0], entry[1]


def _start(seed: int, interval: int, keys: Iterable[str]) -> int:
    """A fen from 0 up to the interval, by the seed and the population."""
    digest = hashlib.sha256(f"{seed}\n".encode())
    for key in keys:
        digest.update(key.encode("utf-8", "surrogatepass") + b"\n")
    # 256 bits over an interval of far fewer: the bias of the remainder is below 2**-190.
    return int.from_bytes(digest.digest(), "big") % interval


def _chosen(population: Sequence[tuple[str, int, Item]], interval: int, start: int) -> Iterator[Sampled[Item]]:
    before = 0
    for _key, fen, item in population:
        # The sampled fen are start, start + interval, …; this item holds those from ``before`` up to ``before + fen``.
        hits = _points(before + fen, interval, start) - _points(before, interval, start)
        before += fen
        if hits:
            yield Sampled(item, fen, hits, fen >= interval)


def _points(until: int, interval: int, start: int) -> int:
    """How many sampled fen lie before ``until``."""
    return max(0, -(-(until - start) // interval))
