"""Spare commands the work of Python's cyclic garbage collector."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the collector.

    Looking for cycles takes a third to a half of a load's time and finds none.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def collect_rarely() -> None:
    """Collect after a hundred thousand new objects instead of a few hundred.

    A command makes its models and records once and ends; with Python's own threshold a third of the time of a short
    command goes into looking through them.
    """
    gc.set_threshold(100_000, 20, 50)
