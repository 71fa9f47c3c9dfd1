"""Exports of programs in use come to the truth of their vouchers, to the fen."""

from pathlib import Path

import pytest

from .exports import Export
from .generator import invented
from .test_truth import compare, read
from .text_exports import EXPORTS


@pytest.mark.parametrize("export", EXPORTS, ids=[export.__name__ for export in EXPORTS])
def test_an_export_is_read_to_the_fen(export: Export, tmp_path: Path) -> None:
    books = invented(11, 30)
    compare(books, read(export(tmp_path, books.vouchers)))
