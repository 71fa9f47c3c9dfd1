"""What ``fundcalc book commit --round`` commits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.i18n import _
from fundcalc.cli.book.rounds import year_of
from fundcalc.cli.output import working

if TYPE_CHECKING:
    from fundcalc.ledger import CommitmentNames
    from fundcalc.policy.loading import Policy


def commitments_of_round(
    file: Path, policy: Policy, folder: Path, year: int | None
) -> tuple[int, dict[str, int], CommitmentNames]:
    """The year of a round, what is payable by award, and the names that it gives.

    Raises ``RefusedError`` for a round in which a row could not be decided.
    """
    from fundcalc.documents.commitments import commitments_of, require_decided
    from fundcalc.documents.outcomes import read_outcomes

    with working(_("deciding")):
        found = read_outcomes(file, policy, folder, year=year)
    require_decided(found)
    year = year_of(year, found)
    return year, *commitments_of(found, policy, year)
