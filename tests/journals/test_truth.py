"""Invented books of known truth, dressed as each package exports them.

Are read back to the fen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fundcalc.journals.mapping import read_mapping
from fundcalc.sources.collect import Gathered, gather
from fundcalc.sources.journal_evidence import JournalOptions

from .dresses import DRESSES
from .generator import PROJECTS, Books, InventedVoucher, invented

AWARDS = {project: f"YN-2026-{project[:4].lower()}-build" for project in PROJECTS if project}
Dress = Callable[[Path, Sequence[InventedVoucher]], Path]


def read(path: Path) -> Gathered:
    return gather([path], journals=JournalOptions(read_mapping(None, list(AWARDS.items()))))


def compare(books: Books, gathered: Gathered) -> None:
    spent: Counter[tuple[str, str]] = Counter()
    for line in gathered.evidence.lines:
        spent[line.award, line.account.partition(" ")[0].replace(".", "")] += line.fen
    truth: Counter[tuple[str, str]] = Counter()
    for (project, account), fen in books.spent.items():
        truth[AWARDS.get(project, ""), account] += fen
    assert {key: fen for key, fen in spent.items() if fen} == {key: fen for key, fen in truth.items() if fen}
    for kind, of_projects in (("received", books.received), ("returned", books.returned)):
        moved: Counter[str] = Counter()
        for movement in gathered.evidence.movements:
            if movement.kind == kind:
                moved[movement.award] += movement.fen
        assert moved == {AWARDS[project]: fen for project, fen in of_projects.items()}
    for at, source in enumerate(gathered.sources):
        assert source.sums is not None
        listed = [part for part in gathered.not_judged if part.source == at]
        assert source.sums.debit == source.sums.counted_debit + sum(part.debit for part in listed)
        assert source.sums.credit == source.sums.counted_credit + sum(part.credit for part in listed)
    unpaid = sum(part.debit - part.credit for part in gathered.not_judged if part.why == "not_paid")
    assert unpaid == books.not_paid
    assert not gathered.faults
    assert not gathered.evidence.unbalanced


@pytest.mark.parametrize("dress", DRESSES, ids=[dress.__name__ for dress in DRESSES])
def test_books_are_read_back_to_the_fen(dress: Dress, tmp_path: Path) -> None:
    books = invented(7)
    compare(books, read(dress(tmp_path, books.vouchers)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("dress", DRESSES, ids=[dress.__name__ for dress in DRESSES])
def test_many_books_are_read_back_to_the_fen(dress: Dress, seed: int, tmp_path: Path) -> None:
    books = invented(1_000 + seed, 120)
    compare(books, read(dress(tmp_path, books.vouchers)))
