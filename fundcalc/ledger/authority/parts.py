"""Awards that are paid by parts: what may be paid on a day, and why not more."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from fundcalc.base.figures import figure
from fundcalc.ledger import schedule_messages as messages
from fundcalc.ledger.events import Noted, Revoked, live
from fundcalc.ledger.milestones import PaymentFacts
from fundcalc.ledger.records import Payment
from fundcalc.ledger.schedules import ScheduledAward, read_schedule
from fundcalc.ledger.snapshot import LedgerSnapshot


def scheduled_awards(before: LedgerSnapshot, awards: Collection[str]) -> dict[str, ScheduledAward]:
    """Those of some awards that are paid by parts, with what was paid on them."""
    schedules = {
        award: schedule
        for award in awards
        if award in before.awards
        and before.awards[award].schedule
        and (schedule := read_schedule(before.awards[award].schedule)) is not None
    }
    if not schedules:
        return {}
    paid: dict[str, list[tuple[date, int]]] = {award: [] for award in schedules}
    for payment in before.payments:
        if payment.award_id in paid:
            paid[payment.award_id].append((payment.on, payment.fen))
    beyond, stated = before.beyond, payment_facts(before, schedules)
    found = {}
    for award, schedule in schedules.items():
        facts = stated[award]
        found[award] = ScheduledAward(
            schedule,
            before.awards[award].fen,
            tuple(paid[award]),
            beyond.get(award, 0),
            facts.milestones,
            facts.revoked_on,
        )
    return found


def payment_facts(before: LedgerSnapshot, awards: Collection[str]) -> Mapping[str, PaymentFacts]:
    """The milestones and revocations of awards."""
    stated = {award: PaymentFacts() for award in awards}
    for event in live(before.events):
        if isinstance(event, Noted | Revoked) and event.award in stated:
            stated[event.award].state(event)
    return stated


def with_payment(award: ScheduledAward, payment: Payment) -> ScheduledAward:
    """An award after one more payment."""
    return replace(award, payments=(*award.payments, (payment.on, payment.fen)))


def not_due(award: ScheduledAward, payment: Payment) -> str:
    """Why a payment is more than is due on its day, or an empty text."""
    payable = award.payable(payment.on)
    if payment.fen <= payable:
        return ""
    return messages.NOT_DUE.format(
        fen=figure(payment.fen),
        on=payment.on,
        awarded=figure(award.fen),
        opened=figure(award.opened_by(payment.on)),
        paid=figure(award.paid_by(date.max)),
        remedy=remedy(award, payment.award_id, payment.on),
    )


def remedy(award: ScheduledAward, award_id: str, day: date) -> str:
    """What can be paid on a day, or when and how more can be."""
    if award.revoked_on is not None and day >= award.revoked_on:
        return messages.REVOKED.format(on=award.revoked_on)
    payable, limit = award.payable(day), award.schedule.at_most_per_year
    if limit is not None and award.room_of_year(day.year) == payable < award.opened_by(day) - award.paid_by(date.max):
        return messages.PAY_NEXT_YEAR.format(year=day.year, limit=figure(limit), payable=figure(payable))
    if payable:
        return messages.PAY_AT_MOST.format(payable=figure(payable))
    part = award.coming(day)
    if part is None:
        return messages.PAY_AT_MOST.format(payable=figure(0))
    if part.opens is not None:
        return messages.PAY_LATER.format(amount=figure(part.unpaid), opens=part.opens)
    return messages.CONFIRM_FIRST.format(
        amount=figure(part.unpaid), name=part.part.name, award=award_id, milestone=part.part.milestone
    )
