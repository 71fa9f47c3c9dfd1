"""Tests speak English unless they say otherwise; the Chinese is tested where the words are."""

from collections.abc import Iterator

import pytest

from fundcalc.language import speaking


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield
