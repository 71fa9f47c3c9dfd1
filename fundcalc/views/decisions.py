"""The tables of a round: decisions, counts by outcome, sums by benefit."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fundcalc import prose
from fundcalc.base import figures
from fundcalc.base.i18n import _, either
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import Status
from fundcalc.policy.loading import Policy
from fundcalc.views.table import Cell, Column, Mark, Marked, Money, Table

STATUS_MARKS: Mapping[Status, Mark] = {
    "payable": "good",
    "eligible": "good",
    "needs_election": "open",
    "needs_documents": "open",
    "needs_review": "open",
    "by_reference": "open",
    "not_in_force": "no",
    "barred": "no",
    "ineligible": "no",
    "nothing_due": "no",
}


def marked_status(status: Status) -> Marked:
    """The name of a status, shaded by whether something is due, open or refused."""
    return Marked(prose.status(status), STATUS_MARKS[status], status)


def overview(policy: Policy, decisions: Iterable[Decision]) -> Table[Decision]:
    """One row per decision, with the amount of each benefit and what is payable."""
    columns: list[Column[Decision]] = [
        Column("platform", _("platform"), _platform),
        Column("organisation", _("organisation"), _organisation),
        Column("status", _("outcome"), lambda decision: marked_status(decision.status)),
        *(_benefit_column(name, either(benefit)) for name, benefit in policy.measure.benefit.items()),
        Column("payable", _("to pay (yuan)"), _to_pay, "yuan"),
    ]
    return Table(_("Decisions"), columns, decisions)


def _platform(decision: Decision) -> Cell:
    name = decision.application.platform_name
    return f"{name}\n{decision.platform}".strip()


def _organisation(decision: Decision) -> Cell:
    return decision.application.organisation_name or decision.application.organisation


def _benefit_column(name: str, label: str) -> Column[Decision]:
    def amount(decision: Decision) -> Cell:
        due = decision.benefits.get(name)
        if due is None or due.reason == "not_claimed":
            return None
        return due.fen if due.fen is not None else "—"

    return Column(name, _("{benefit} (yuan)").format(benefit=label), amount, "yuan", short=label)


def _to_pay(decision: Decision) -> Cell:
    if decision.status == "eligible" and decision.prospective_fen:
        return _("{amount} once filed").format(amount=figures.figure(decision.prospective_fen))
    return Money(decision.payable_fen)


class StatusCount(NamedTuple):
    """The number of applications with a status."""

    status: Status
    number: int


def status_counts(numbers: Mapping[Status, int]) -> Table[StatusCount]:
    """The number of applications with each outcome, the most frequent first."""
    columns: list[Column[StatusCount]] = [
        Column("status", _("outcome"), lambda row: marked_status(row.status)),
        Column("applications", _("applications"), lambda row: row.number, "count"),
    ]
    rows = [StatusCount(*item) for item in sorted(numbers.items(), key=lambda item: -item[1])]
    return Table(_("By outcome"), columns, rows)


class BenefitSum(NamedTuple):
    """The sum of a benefit, in fen."""

    label: str
    fen: int


def benefit_sums(policy: Policy, fen: Mapping[str, int]) -> Table[BenefitSum]:
    """The sum of each benefit over a table, before competition, whatever the outcome."""
    heading = _("benefit, before competition and whatever the outcome")
    columns: list[Column[BenefitSum]] = [
        Column("benefit", heading, lambda row: row.label),
        Column("amount", _("in all (yuan)"), lambda row: row.fen, "yuan"),
    ]
    rows = [BenefitSum(either(benefit), fen[name]) for name, benefit in policy.measure.benefit.items()]
    return Table(_("By support"), columns, rows)
