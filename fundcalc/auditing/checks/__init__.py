"""What an audit looks for: one module for each check.

Each check has its page in ``docs/checks``.

A module holds the finding with its sentence, the function that makes the findings, and their ``CHECK``. To add a check, write
its module, add it to the list below in the order of the report, and write its page and its test.
"""

from collections.abc import Mapping

from fundcalc.auditing.checks import (
    amounts_differ,
    award_not_confirmed,
    award_unknown,
    balances_differ,
    book_rejected,
    budget_exceeded,
    cash_payment,
    consecutive_invoices,
    double_award,
    duplicate_payment,
    idle_money,
    invoice_void,
    missing_evidence,
    moved_in,
    moved_out,
    organisation_differs,
    outside_validity,
    overspent,
    paid_beyond_award,
    platform_standing,
    policy_unknown,
    prohibited_use,
    quota_exceeded,
    received_after_revocation,
    related_payee,
    same_invoice,
    sensitive_wording,
    spent_after_revocation,
    spent_before_receipt,
    split_payment,
    unbalanced_voucher,
    unspent,
    use_for_review,
    year_end_rush,
)
from fundcalc.auditing.findings import AuditCheck

_MODULES = (
    prohibited_use,
    use_for_review,
    policy_unknown,
    award_unknown,
    overspent,
    spent_before_receipt,
    spent_after_revocation,
    received_after_revocation,
    platform_standing,
    outside_validity,
    paid_beyond_award,
    amounts_differ,
    double_award,
    organisation_differs,
    same_invoice,
    invoice_void,
    moved_out,
    moved_in,
    quota_exceeded,
    unbalanced_voucher,
    balances_differ,
    unspent,
    award_not_confirmed,
    book_rejected,
    duplicate_payment,
    missing_evidence,
    split_payment,
    year_end_rush,
    idle_money,
    cash_payment,
    sensitive_wording,
    related_payee,
    consecutive_invoices,
    budget_exceeded,
)

CHECKS: Mapping[str, AuditCheck] = {module.CHECK.id: module.CHECK for module in _MODULES}
# Those that only say where to look, and can be switched off.
HINTS = frozenset(id_ for id_, check in CHECKS.items() if check.severities == ("hint",))
