"""The benchmark of a population compares the same work: baselines written by hand give what ``decide_table`` gives."""

import pytest

pytest.importorskip("polars", reason="Polars is not installed")
pytest.importorskip("numpy", reason="NumPy is not installed")

from benchmarks.population.agreement import differing
from benchmarks.population.invented import VARIANTS


@pytest.mark.parametrize("by", ["by_polars", "by_numpy"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_baselines_written_by_hand_do_the_same_work(variant: str, by: str) -> None:
    assert differing(VARIANTS[variant](1000), by) == {}
