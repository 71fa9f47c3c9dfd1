"""Findings of the audit in lines of spending, reported when they are posted."""

from collections.abc import Iterable, Sequence

from fundcalc.auditing.audit import audit_evidence
from fundcalc.auditing.evidence import Evidence, every_policy
from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.ledger.account_records import AwardAccount
from fundcalc.ledger.audit_view import award_facts

# What a line comes to by itself; the other checks need the whole account.
_CHECKS = frozenset(("prohibited_use", "outside_validity", "spent_after_revocation"))


def violations_of_lines(lines: Sequence[Line], accounts: Iterable[AwardAccount]) -> tuple[Finding, ...]:
    """The violations that lines of these accounts are by themselves.

    A use that is forbidden, and spending before the award, after its last day or after a revocation.
    """
    named = {line.award for line in lines}
    facts = tuple(award_facts(account) for account in accounts if account.award in named)
    policies = [policy for policy in every_policy() if policy.id in {award.policy for award in facts}]
    found = audit_evidence(Evidence(lines, facts), policies).findings
    return tuple(finding for finding in found if finding.check in _CHECKS)
