"""Ledgers of Beancount, ours or anyone's, as evidence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from fundcalc.auditing.evidence import AwardFacts, Evidence
from fundcalc.base.errors import FundcalcError
from fundcalc.sources.audit_sources import AuditSource, SourceKind
from fundcalc.sources.paths import TOP


def read_ledger(
    path: Path, mapped: Sequence[str], basis: str | None = None
) -> tuple[Evidence, AuditSource, tuple[str, ...]]:
    """What a ledger holds, the source, and what was left out."""
    # Beancount takes a while to import, and most audits are of sheets.
    from fundcalc.ledger.foreign.sandbox import read_confined

    evidence, digest, notes = read_confined(path, mapped=mapped, basis=basis)
    if any(award.decided for award in evidence.awards):
        evidence = _replayed(evidence, path.parent)
    kind: SourceKind = "book" if _says_book(path) else "ledger"
    return evidence, AuditSource(f"{path.resolve().parent.name}/{path.name}", digest, kind), notes


def _says_book(path: Path) -> bool:
    """Whether the top file of a ledger says that it is a book of ours."""
    try:
        return path.name == TOP and b'custom "fundcalc" ' in path.read_bytes()
    except OSError:
        return False


def _replayed(evidence: Evidence, folder: Path) -> Evidence:
    """An authority's book with what its kept inputs tell.

    Awards that do not come out again, platforms revoked since, what the applications answered.
    """
    from fundcalc.ledger.kept_answers import AwardKey, answers
    from fundcalc.ledger.replay import replay, revocations

    try:
        found = replay(folder).findings
    except FundcalcError:  # errors of the book are findings already
        return evidence
    unconfirmed = {
        finding.award: finding.message for finding in found if finding.award and finding.kind != "policy_superseded"
    }
    days = revocations(folder)
    given = answers(folder)
    awards = [
        replace(
            _revoked(award, days.get((award.policy, award.platform), ())),
            answers=given.get(AwardKey(award.policy, award.platform, award.year, award.claim), {}),
        )
        for award in evidence.awards
    ]
    return replace(evidence, awards=awards, unconfirmed=unconfirmed)


def _revoked(award: AwardFacts, days: Sequence[date]) -> AwardFacts:
    """An award with the first day after its decision of a revocation."""
    since = [day for day in (*days, award.revoked_on) if day is not None and (award.on is None or day > award.on)]
    return replace(award, revoked_on=min(since, default=award.revoked_on))
