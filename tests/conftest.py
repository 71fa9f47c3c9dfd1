"""Tests speak English unless they say otherwise; the Chinese is tested where the words are."""

import os
from collections.abc import Iterator

import pytest

from fundcalc.language import speaking

# For threads and processes that a test starts, which do not share its context.
os.environ["LC_ALL"] = "en_US.UTF-8"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield
