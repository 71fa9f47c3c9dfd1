"""What an audit looks for: one function a check, each with its page in ``docs/checks``."""

from collections.abc import Callable, Iterator, Mapping

from fundcalc.auditing.checks.account import (
    moved_in,
    moved_out,
    outside_validity,
    overspent,
    spent_after_revocation,
    spent_before_receipt,
    unspent,
)
from fundcalc.auditing.checks.awards import award_not_confirmed, book_rejected, double_award, paid_beyond_award
from fundcalc.auditing.checks.context import JudgedLine, Matter
from fundcalc.auditing.checks.finding import CHECK_IDS, SEVERITIES, CheckId, Finding, Severity, with_ids
from fundcalc.auditing.checks.invoices import same_invoice
from fundcalc.auditing.checks.uses import policy_unknown, prohibited_use, quota_exceeded, use_for_review

CHECKS: Mapping[CheckId, Callable[[Matter], Iterator[Finding]]] = {
    "prohibited_use": prohibited_use,
    "use_for_review": use_for_review,
    "policy_unknown": policy_unknown,
    "overspent": overspent,
    "spent_before_receipt": spent_before_receipt,
    "spent_after_revocation": spent_after_revocation,
    "outside_validity": outside_validity,
    "paid_beyond_award": paid_beyond_award,
    "double_award": double_award,
    "same_invoice": same_invoice,
    "moved_out": moved_out,
    "moved_in": moved_in,
    "quota_exceeded": quota_exceeded,
    "unspent": unspent,
    "award_not_confirmed": award_not_confirmed,
    "book_rejected": book_rejected,
}

# What these find is for a person, or a note.
NEVER_VIOLATIONS: frozenset[CheckId] = frozenset(("use_for_review", "policy_unknown", "moved_in", "unspent"))

__all__ = [
    "CHECKS", "CHECK_IDS", "NEVER_VIOLATIONS", "SEVERITIES", "CheckId", "Finding", "JudgedLine", "Matter", "Severity",
    "with_ids",
]  # fmt: skip
