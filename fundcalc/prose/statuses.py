"""A status in a word or two, and why a benefit comes to what it does."""

from typing import assert_never

from fundcalc.base.figures import clauses, in_yuan
from fundcalc.base.i18n import _
from fundcalc.engine.decision_parts import BenefitDue, Status
from fundcalc.policy.loading import Policy
from fundcalc.prose.benefits import elsewhere, how_often
from fundcalc.prose.conditions import condition
from fundcalc.prose.figures import filing_word, names


def status(status: Status) -> str:
    """A status in a word or two."""
    match status:
        case "not_in_force":
            return _("not in force")
        case "barred":
            return _("barred")
        case "needs_election":
            return _("class to be chosen")
        case "ineligible":
            return _("not eligible")
        case "needs_documents":
            return _("documents missing")
        case "needs_review":
            return _("for review")
        case "by_reference":
            return _("amount elsewhere")
        case "eligible":
            return _("eligible")
        case "payable":
            return _("payable")
        case "nothing_due":
            return _("nothing due")
        case _:
            assert_never(status)


def reason(policy: Policy, benefit_id: str, due: BenefitDue) -> str:
    """Why a benefit comes to what it does, before competition: one clause."""
    match due.reason:
        case "due":
            return _("by the rule of the measure: {amount}").format(amount=in_yuan(due.fen or 0))
        case "capped":
            return _("limited to the cap: {amount}").format(amount=in_yuan(due.fen or 0))
        case "condition":
            own = policy.measure.benefit[benefit_id].only_if
            failed = due.failed or [gate for gate in own if gate.cite == due.cite]
            gates = [condition(policy, gate) for gate in failed]
            return _("a condition of the support is not met ({conditions})").format(conditions=clauses(gates))
        case "already_paid":
            return _("awarded before; {rule}").format(rule=how_often(policy, benefit_id))
        case "below_minimum":
            return _("below the least amount that is paid")
        case "not_first_filing":
            return _("only a platform of a new {filing} is supported").format(filing=filing_word(policy))
        case "not_elected":
            return _("only one class is accepted, and the organisation chose another")
        case "not_claimed":
            return _("not claimed")
        case "needs_documents":
            return _("cannot be worked out, missing: {facts}").format(facts=names(policy, due.missing))
        case "needs_review":
            return _("depends on what is left to a person")
        case "by_reference":
            return elsewhere(policy, benefit_id)
        case _:
            assert_never(due.reason)
