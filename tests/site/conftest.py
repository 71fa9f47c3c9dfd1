"""On a busy machine too the tests of the pages get their answers at once; ``test_works`` is about those that take long."""

from collections.abc import Iterator

import pytest

from fundcalc.site import visit


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(visit, "PATIENCE", 120.0)
        yield
