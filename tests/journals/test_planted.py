"""Every fault planted in a journal is found, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence, EvidencePart
from fundcalc.journals.mapping import read_mapping
from fundcalc.policy.loading import load
from fundcalc.sources.collect import gather
from fundcalc.sources.journal_evidence import JournalOptions

from .planted import POLICY, PlantedJournal, planted, write


def found(journal: PlantedJournal, folder: Path) -> set[tuple[str, str]]:
    """The violations and questions about a journal: check and award."""
    names = [facts.id for facts in journal.awards] + sorted(journal.unlisted)
    attribution = replace(read_mapping(None, [(name, name) for name in names]), banks=journal.banks)
    options = JournalOptions(attribution)
    gathered = gather(write(journal, folder), journals=options)
    assert not gathered.faults
    evidence = gathered.evidence
    book = Evidence(movements=journal.movements)
    together = replace(
        evidence,
        awards=journal.awards,
        movements=(*evidence.movements, *book.movements),
        parts=(*(evidence.parts or (EvidencePart("journal", evidence),)), EvidencePart("book", book)),
    )
    audit = audit_evidence(together, [load(POLICY)])
    return {(finding.check, finding.award) for finding in audit.findings if finding.severity in ("violation", "review")}


@pytest.mark.parametrize("seed", range(2))
def test_planted_faults_are_found_and_no_others(seed: int, tmp_path: Path) -> None:
    journal = planted(seed, institution=bool(seed % 2))
    assert found(journal, tmp_path) == journal.expected


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_many_planted_faults_are_found_and_no_others(seed: int, tmp_path: Path) -> None:
    journal = planted(seed, institution=bool(seed % 2))
    assert found(journal, tmp_path) == journal.expected
