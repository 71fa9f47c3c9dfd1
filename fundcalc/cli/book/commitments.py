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

    Raises ``RefusedError`` for a round in which a row could not be decided: what it would get is not known.
    """
    from fundcalc import ledger
    from fundcalc.base.errors import RefusedError
    from fundcalc.documents.outcomes import read_outcomes
    from fundcalc.ledger.accounts import award_id

    with working(_("deciding")):
        found = read_outcomes(file, policy, folder)
    if found.not_decided:
        message = _("nothing was committed, because rows of the round could not be decided; correct them first:")
        raise RefusedError("\n".join((message, *found.not_decided)), {"not_decided": list(found.not_decided)})
    year = year_of(year, found)
    payable: dict[str, int] = {}
    facts: dict[str, dict[str, str]] = {}
    for outcome in found.outcomes:
        if outcome.year != year:
            continue
        for grant in outcome.grants:
            award = award_id(policy.measure.code, year, outcome.platform, grant.benefit)
            payable[award] = grant.fen
            facts[award] = {
                "platform": outcome.platform,
                "platform-name": outcome.platform_name or outcome.platform,
                "platform-kind": outcome.kind,
                "organisation": outcome.organisation,
                "organisation-name": outcome.organisation_name or outcome.organisation,
                "benefit": grant.benefit,
                "cite": grant.cite,
                "policy-sha256": policy.digest,
            }
    return year, payable, ledger.CommitmentNames(facts, policy.text)
