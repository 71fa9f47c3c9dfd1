"""Faults planted in clean books: each is found, and nothing permitted is called prohibited."""

import pytest

from benchmarks.seeded import clean, plant
from fundcalc.auditing.audit import audit_evidence
from fundcalc.policy.loading import load

POLICIES = [load(item) for item in ("inner-mongolia-2025", "yunnan-2025", "xinzhou-2024")]


def test_clean_books_give_nothing() -> None:
    assert audit_evidence(clean(2_000, seed=1), POLICIES).findings == ()


@pytest.mark.parametrize(("seed", "faults"), [(1, 1), (2, 3), (3, 6)])
def test_every_planted_fault_is_found_and_no_other(seed: int, faults: int) -> None:
    evidence, planted = plant(clean(6_000, seed=seed), faults, seed=seed)
    found = {(finding.check, finding.award, finding.place) for finding in audit_evidence(evidence, POLICIES).findings}
    placed = {(fault.check, fault.award, fault.place) for fault in planted if fault.place}
    awards = {(fault.check, fault.award) for fault in planted if not fault.place}
    assert placed <= found
    assert awards <= {(check, award) for check, award, _place in found}
    assert {item for item in found if item not in placed and item[:2] not in awards} == set()
