"""The one status of a decision: the first that holds, in the order of the law."""

from collections.abc import Mapping

from fundcalc.engine.class_choice import Choice
from fundcalc.engine.conditions import ConditionsSummary
from fundcalc.engine.decision_parts import BenefitDue, Status
from fundcalc.policy.loading import Policy


def status_of(
    policy: Policy,
    own: Choice,
    conditions: ConditionsSummary,
    due: Mapping[str, BenefitDue],
    *,
    payable: int,
    unsure: bool,
) -> Status:
    """The status of an application; ``unsure`` leaves it to a person."""
    filed = own.candidate.filing.stands
    if not own.candidate.in_force.holds:
        return "not_in_force"
    if own.candidate.barred:
        return "barred"
    if own.step is not None and own.step.verdict == "open":
        return "needs_election"
    if conditions.unmet and not filed:
        return "ineligible"
    if _lacks_documents(policy, own, conditions, due):
        return "needs_documents"
    unsettled = conditions.unmet if filed else conditions.open
    upper_limit = payable > 0 and any(due[name].fen for name in policy.ceilings)
    if unsure or unsettled or upper_limit:
        return "needs_review"
    if not filed and not policy.measure.without_filing:
        return "eligible"
    if payable:
        return "payable"
    if any(benefit.reason == "by_reference" for benefit in due.values()):
        return "by_reference"
    return "nothing_due"


def _lacks_documents(policy: Policy, own: Choice, conditions: ConditionsSummary, due: Mapping[str, BenefitDue]) -> bool:
    filed = own.candidate.filing.stands
    reasons = {benefit.reason for benefit in due.values()}
    if "needs_documents" in reasons or (conditions.unknown and not filed):
        return True
    if own.candidate.application.claims is not None or reasons != {"not_claimed"}:
        return False
    # Nothing is claimed. Before filing documents are lacking only where a base could have been given: a grade comes later.
    return (
        filed
        or policy.measure.without_filing
        or any(benefit.base is not None for benefit in policy.measure.benefit.values())
    )
