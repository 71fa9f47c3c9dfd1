"""Pay awards out of the treasury.

Never more than was awarded, never before the award, and the same payment once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fundcalc.base.figures import figure
from fundcalc.ledger import accounts, loading, messages, store, writer
from fundcalc.ledger.arguments import list_error
from fundcalc.ledger.authority.parts import not_due, scheduled_awards, with_payment
from fundcalc.ledger.award_accounts import AwardAccount, accounts_of
from fundcalc.ledger.events import Awarded, live
from fundcalc.ledger.events import Paid as PaidEvent
from fundcalc.ledger.known import suggestion
from fundcalc.ledger.plausible_days import doubt_in_list
from fundcalc.ledger.records import Payment, PaymentResult
from fundcalc.ledger.session import LockedBook, load_checked, locked
from fundcalc.ledger.snapshot import LedgerSnapshot, sums

_NARRATION = "拨付"


def outstanding(folder: Path | str) -> tuple[AwardAccount, ...]:
    """The awards that are not paid in full, by date of the decision.

    ``unpaid`` is what is left to pay, in fen, and ``payable`` what of it is due on a day.
    """
    folder = Path(folder)
    loading.known_role_of(folder)
    events = load_checked(folder)
    by_id = {account.award: account for account in accounts_of(events).accounts}
    awards = [by_id[event.award] for event in live(events.events) if isinstance(event, Awarded)]
    return tuple(award for award in awards if award.unpaid > 0)


def pay(
    folder: Path | str, payments: Sequence[Payment], *, durable: bool = True, wait: float = store.WAIT
) -> PaymentResult:
    """Post payments, all of them in one batch or none.

    A payment that is in the book is not posted again.

    Two payments are the same if award, amount, day and reference are. Raises ``BookError`` naming every payment that
    cannot be made.
    """
    with locked(folder, durable=durable, wait=wait) as book:
        return post_payments(book, check_payments(book.snapshot, payments))


class CheckedPayments(NamedTuple):
    """Payments that may be posted to a locked book, and those that are in it already."""

    new: tuple[Payment, ...]
    already: tuple[Payment, ...]


def check_payments(before: LedgerSnapshot, payments: Sequence[Payment]) -> CheckedPayments:
    """Check payments against a book.

    Raises ``BookError`` naming every payment that cannot be made; it is a ``RefusedError`` where all can be read.
    """
    requested = [replace(payment, reference=_reads_back(payment.reference)) for payment in payments]
    known = set(before.payments)
    faults = _faults(requested, known, before)
    if faults:
        ids = [payment.award_id for payment in requested]
        readable = not any(any(_faults_of_form(payment)) for payment in requested)
        raise list_error(messages.NOT_PAID, messages.PAYMENT, ids, faults, readable=readable)
    new = tuple(payment for payment in requested if payment not in known)
    return CheckedPayments(new, tuple(payment for payment in requested if payment in known))


def post_payments(book: LockedBook[LedgerSnapshot], checked: CheckedPayments) -> PaymentResult:
    """Post payments that were checked against the snapshot of this locked book."""
    if not checked.new:
        return PaymentResult((), checked.already, None)
    batch = book.post(max(payment.on for payment in checked.new), "payments", _text(checked.new, book.snapshot))
    return PaymentResult(checked.new, checked.already, batch)


class BatchPayments(NamedTuple):
    """The payments of a batch in its order, and how many of it were reversed."""

    live: tuple[Payment, ...]
    reversed: int


def payments_in(before: LedgerSnapshot, batch: str) -> BatchPayments:
    """The payments that a batch posted."""
    own = [event for event in before.events if isinstance(event, PaidEvent) and event.place.batch == batch]
    kept = {id(event) for event in live(before.events)}
    found = sorted((event for event in own if id(event) in kept), key=lambda event: event.place.line)
    payments = tuple(Payment(event.award, event.fen, event.on, event.reference) for event in found)
    return BatchPayments(payments, len(own) - len(found))


def batch_of(before: LedgerSnapshot, payment: Payment) -> str:
    """The batch that posted a payment; empty if it stands in none."""
    for event in live(before.events):
        if isinstance(event, PaidEvent) and payment == Payment(event.award, event.fen, event.on, event.reference):
            return event.place.batch
    return ""


def last_batch(folder: Path, before: LedgerSnapshot) -> str:
    """The batch of payments that was posted last, whatever their days, or nothing."""
    paid = {event.place.batch for event in live(before.events) if isinstance(event, PaidEvent)}
    return next((batch for batch in reversed(store.batches(folder)) if batch in paid), "")


def _reads_back(reference: str) -> str:
    return writer.read_back(reference) if isinstance(reference, str) else reference


def _faults(requested: Sequence[Payment], known: set[Payment], before: LedgerSnapshot) -> list[tuple[int, str]]:
    """What is wrong with which payment, by its place."""
    faults: list[tuple[int, str]] = []
    spent = defaultdict(int, sums(before.payments))
    beyond = before.beyond
    scheduled = scheduled_awards(before, {payment.award_id for payment in requested})
    seen: set[Payment] = set()
    for number, payment in enumerate(requested):
        if wrong := list(_faults_of_form(payment)):
            faults += [(number, fault) for fault in wrong]
            continue
        if payment in seen:
            faults.append((number, messages.PAID_TWICE))
            continue
        seen.add(payment)
        if payment in known:
            continue
        award = before.awards.get(payment.award_id)
        if award is None:
            faults.append((number, messages.UNKNOWN_AWARD.format(meant=suggestion(payment.award_id, before.awards))))
            continue
        if doubt := doubt_in_list(payment.on):
            faults.append((number, doubt))
        if payment.on < award.on:
            faults.append((number, messages.TOO_EARLY.format(on=payment.on, awarded_on=award.on)))
        left = award.fen - spent[award.id] + beyond.get(award.id, 0)
        treasury = before.by_day[accounts.treasury(award.fund)]
        there = treasury.least_from(payment.on)
        if payment.fen > left:
            fault = messages.TOO_MUCH.format(
                fen=figure(payment.fen),
                paid=figure(spent[award.id]),
                over=figure(payment.fen - left),
                awarded=figure(award.fen),
                left=figure(left),
            )
            faults.append((number, fault))
        elif payment.award_id in scheduled and (fault := not_due(scheduled[payment.award_id], payment)):
            faults.append((number, fault))
        elif payment.fen > there:
            faults.append((number, messages.TREASURY_SHORT.format(fund=award.fund, on=payment.on, there=figure(there))))
        else:
            spent[award.id] += payment.fen
            if award.id in scheduled:
                scheduled[award.id] = with_payment(scheduled[award.id], payment)
            treasury.add(payment.on, -payment.fen)
    return faults


def _faults_of_form(payment: Payment) -> Iterator[str]:
    if not writer.is_amount(payment.fen):
        form = messages.amount_form()
        yield messages.PAYMENT_FIELD.format(**messages.field("fen", payment.fen), form=form)
    if not writer.is_date(payment.on):
        form = messages.DATE.format(earliest=writer.EARLIEST)
        yield messages.PAYMENT_FIELD.format(**messages.field("on", payment.on), form=form)
    if not isinstance(payment.reference, str):
        yield messages.PAYMENT_FIELD.format(
            **messages.field("reference", payment.reference), form=messages.FORMS["text"]
        )


def _text(payments: Sequence[Payment], before: LedgerSnapshot) -> Iterator[str]:
    awards = [before.awards[payment.award_id] for payment in payments]
    return writer.transactions(
        on=[payment.on for payment in payments],
        payees=[award.organisation_name for award in awards],
        narrations=[f"{_NARRATION} {payment.reference}".strip() for payment in payments],
        tag="disbursement",
        links=[f"award-{award.id}" for award in awards],
        metadata={
            "award-id": [award.id for award in awards],
            "reference": [payment.reference for payment in payments],
        },
        debits=[award.owed_at for award in awards],
        credits=[accounts.treasury(award.fund) for award in awards],
        fen=[payment.fen for payment in payments],
    )
