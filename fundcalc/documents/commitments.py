"""What a round commits: its payable amounts by award, with the names it gives."""

from fundcalc.base.errors import RefusedError
from fundcalc.base.i18n import _
from fundcalc.documents.outcomes import RoundOutcomes
from fundcalc.ledger.accounts import award_id
from fundcalc.ledger.records import CommitmentNames
from fundcalc.policy.loading import Policy


def require_decided(found: RoundOutcomes) -> None:
    """Raise ``RefusedError`` for a round in which a row could not be decided.

    What that row would get is not known.
    """
    if found.not_decided:
        message = _("nothing was committed, because rows of the round could not be decided; correct them first:")
        raise RefusedError("\n".join((message, *found.not_decided)), {"not_decided": list(found.not_decided)})


def commitments_of(found: RoundOutcomes, policy: Policy, year: int) -> tuple[dict[str, int], CommitmentNames]:
    """What is payable in a round's year by award, in fen, and the names that it gives."""
    payable: dict[str, int] = {}
    facts: dict[str, dict[str, str]] = {}
    for outcome in found.outcomes:
        if outcome.year != year:
            continue
        for grant in outcome.grants:
            award = award_id(policy.measure.code, year, outcome.platform, grant.benefit)
            payable[award] = grant.fen
            platform, _slash, claim = outcome.platform.partition("/")
            facts[award] = {
                "platform": platform,
                "claim": claim,
                "platform-name": outcome.platform_name or platform,
                "platform-kind": outcome.kind,
                "organisation": outcome.organisation,
                "organisation-name": outcome.organisation_name or outcome.organisation,
                "benefit": grant.benefit,
                "cite": grant.cite,
                "policy-sha256": policy.digest,
            }
    return payable, CommitmentNames(facts, policy.text)
