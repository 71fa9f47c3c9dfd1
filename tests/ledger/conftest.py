"""Every book that these tests read quickly is read by Beancount too, and comes to the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fundcalc.ledger import book_events


@pytest.fixture(scope="package", autouse=True)
def both_readers() -> Iterator[None]:
    quickly = book_events.read_written

    def compared(folder: Path) -> book_events.BookEvents:
        found = quickly(folder)
        whole = book_events.read_with_beancount(folder)
        if found.files.listed == whole.files.listed:  # else another process posted in between
            assert (found.events, found.errors) == (whole.events, whole.errors)
            assert (found.files.links, found.files.seal) == (whole.files.links, whole.files.seal)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_events, "read_written", compared)
        yield
