"""Sample rounds, each written and read once for all tests of this folder."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .samples import Sample


@pytest.fixture(scope="session")
def sample_of(tmp_path_factory: pytest.TempPathFactory) -> "Callable[[str], Sample]":
    from .samples import read_sample  # which needs Polars

    return cache(partial(read_sample, folder=tmp_path_factory.mktemp("samples")))
