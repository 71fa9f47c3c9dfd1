"""Commitments to awards, claw-back and recovery.

A commitment keeps part of what was appropriated for an award that was announced and not decided; the award releases it. What
is recovered is not free for new awards: it is surrendered, or appropriated anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from fundcalc.base.errors import ShortfallError
from fundcalc.base.figures import figure
from fundcalc.ledger import accounts, messages, store, writer
from fundcalc.ledger.arguments import list_error
from fundcalc.ledger.event_base import COMMITMENT_FACTS, Kind
from fundcalc.ledger.known import first_day, suggestion, unknown_id
from fundcalc.ledger.plausible_days import doubt_in_list
from fundcalc.ledger.records import CommitmentNames, Payment, PaymentResult
from fundcalc.ledger.repeats import Act, refuse_equal
from fundcalc.ledger.session import LockedBook, locked, require_policies
from fundcalc.ledger.snapshot import LedgerSnapshot, available, sums
from fundcalc.ledger.timeline import Timeline
from fundcalc.policy.model import Measure

# What is wrong with a movement, given what is in the book; one that may be posted is counted for those after it.
_Judge = Callable[[Payment], str]
Payments = tuple[Payment, ...]


def commit(
    folder: Path | str,
    commitments: Sequence[Payment],
    *,
    policy: str,
    code: str,
    year: int,
    names: CommitmentNames | None = None,
    measures: Sequence[Measure] = (),
    durable: bool = True,
    wait: float = store.WAIT,
) -> PaymentResult:
    """Commit money of a fund to awards that are not decided yet, all of them or none.

    Below 0 releases it again. ``names`` are what a round says of the awards.

    The same commitment (award, amount, day, reference) is posted once. Raises ``ShortfallError`` for more than is free,
    ``BookError`` naming each that cannot be made, and, where ``measures`` are given, ``RefusedError`` for an award that is
    neither in the book nor one of theirs.
    """
    fund = accounts.fund_id(code, year)
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        require_policies(before, [(fund, policy)])
        committed = _by_award(before)
        free_by_day = before.by_day[accounts.free(fund)]

        def fault(commitment: Payment) -> str:
            if accounts.fund_of(commitment.award_id) != fund:
                return messages.NOT_OF_FUND.format(fund=fund)
            if commitment.award_id in before.awards:
                return str(messages.AWARDED_ALREADY)
            if (
                measures
                and commitment.award_id not in committed
                and (unknown := unknown_id(commitment.award_id, measures))
            ):
                return unknown
            there = committed[commitment.award_id].least_from(commitment.on)
            if -commitment.fen > there:
                return messages.RELEASED_TOO_MUCH.format(on=commitment.on, committed=figure(there))
            if available(before, fund) >= commitment.fen > (free := -free_by_day.most_from(commitment.on)):
                return messages.FREE_SHORT.format(fund=fund, on=commitment.on, free=figure(free))
            committed[commitment.award_id].add(commitment.on, commitment.fen)
            free_by_day.add(commitment.on, commitment.fen)
            return ""

        new, already = _new_and_posted(commitments, before.commitments, fault, first=first_day(policy))
        needed = sum(max(commitment.fen, 0) for commitment in new)
        if needed > (free := available(before, fund)):
            line = messages.SHORTFALL.format(
                fund=fund, available=figure(free), needed=figure(needed), short=figure(needed - free)
            )
            raise ShortfallError("\n".join((line, str(messages.SHORTFALL_REMEDY))))
        if not new:
            return PaymentResult((), already, None)
        if names:
            book.keep("policies", "toml", names.policy_text)
        text = _commitment_text(new, fund, policy, names.facts if names else {})
        return PaymentResult(new, already, book.post(max(commitment.on for commitment in new), "commitments", text))


def _commitment_text(
    new: Sequence[Payment], fund: str, policy: str, facts: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    debit, credit = accounts.free(fund), accounts.committed(fund)
    for commitment in new:
        pair = (debit, credit) if commitment.fen > 0 else (credit, debit)
        of_award = facts.get(commitment.award_id, {})
        yield from _text("commitment", commitment, *pair, policy, facts=of_award)


def release(before: LedgerSnapshot, awards: Mapping[str, Payment]) -> Iterator[str]:
    """The transactions that release what is committed to awards.

    ``awards`` by id give fund (as reference) and day.
    """
    for award_id, committed in _by_award(before).items():
        if award_id in awards and committed.left:
            award = awards[award_id]
            pair = (accounts.committed(award.reference), accounts.free(award.reference))
            yield from _text("commitment", Payment(award_id, committed.left, max(award.on, committed.last)), *pair)


def _by_award(before: LedgerSnapshot) -> defaultdict[str, Timeline]:
    committed: defaultdict[str, Timeline] = defaultdict(Timeline)
    for commitment in before.commitments:
        committed[commitment.award_id].add(commitment.on, commitment.fen)
    return committed


def claw_back(
    folder: Path | str,
    demands: Sequence[Payment],
    *,
    again: bool = True,
    durable: bool = True,
    wait: float = store.WAIT,
) -> PaymentResult:
    """Demand back what was paid on awards, all or none, each once."""
    return _demand_or_recover(folder, demands, "clawback", again=again, durable=durable, wait=wait)


def recover(
    folder: Path | str,
    recoveries: Sequence[Payment],
    *,
    again: bool = True,
    durable: bool = True,
    wait: float = store.WAIT,
) -> PaymentResult:
    """Post what came back of what was demanded, all or none, each once."""
    return _demand_or_recover(folder, recoveries, "recovery", again=again, durable=durable, wait=wait)


def _demand_or_recover(
    folder: Path | str,
    requested: Sequence[Payment],
    tag: Literal["clawback", "recovery"],
    *,
    again: bool,
    durable: bool,
    wait: float,
) -> PaymentResult:
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        if tag == "clawback":
            known, there, too_much = before.clawbacks, before.payments, messages.CLAWED_MORE_THAN_PAID
        else:
            known, there, too_much = before.recoveries, before.demands, messages.RECOVERED_TOO_MUCH
        taken = sums(before.demands if tag == "clawback" else known)

        def fault(movement: Payment) -> str:
            if movement.award_id not in before.awards:
                return messages.UNKNOWN_AWARD.format(meant=suggestion(movement.award_id, before.awards))
            by_then = sum(past.fen for past in there if past.award_id == movement.award_id and past.on <= movement.on)
            most = by_then - taken[movement.award_id]
            if movement.fen > most:
                return too_much.format(on=movement.on, most=figure(most))
            taken[movement.award_id] += movement.fen
            return ""

        if not again:
            acts = [Act(tag, move.award_id, move.fen, move.on, move.reference) for move in requested]
            refuse_equal(book.folder, before.events, acts)
        new, already = _new_and_posted(requested, known, fault, positive=True)
        return _post(book, new, already, tag)


def _post(book: LockedBook[LedgerSnapshot], new: Payments, already: Payments, tag: Kind) -> PaymentResult:
    if not new:
        return PaymentResult((), already, None)
    before = book.snapshot
    funds = sorted({before.awards[movement.award_id].fund for movement in new})
    texts = [_opens(before, fund) for fund in funds]
    beyond = before.beyond
    recovered = defaultdict(int, before.recovered_beyond)
    for movement in new:
        award = before.awards[movement.award_id]
        due, treasury = accounts.clawback_due(award.fund), accounts.treasury(award.fund)
        if tag == "clawback":
            texts.append(_text(tag, movement, due, accounts.recovered(award.fund), payee=award.organisation_name))
        else:  # what was paid beyond a corrected award comes back first
            first = min(movement.fen, max(beyond.get(award.id, 0) - recovered[award.id], 0))
            recovered[award.id] += first
            parts = ((accounts.correction_due(award.fund), first), (due, movement.fen - first))
            legs = [writer.LegColumns([treasury], [account], [fen]) for account, fen in parts if fen]
            texts.append(_text(tag, movement, treasury, due, payee=award.organisation_name, legs=legs))
    batch = book.post(max(movement.on for movement in new), _LABELS[tag], chain.from_iterable(texts))
    return PaymentResult(new, already, batch)


def _opens(before: LedgerSnapshot, fund: str) -> Iterator[str]:
    named = {accounts.clawback_due(fund): "应收追缴资金", accounts.recovered(fund): "追缴收回资金"}
    new = [account for account in named if account not in before.opened]
    opened = accounts.opening_day(accounts.year_of(fund) or 0)
    return writer.opens([opened] * len(new), new, [named[account] for account in new])


_LABELS = {"clawback": "clawbacks", "recovery": "recoveries"}
_NARRATIONS = {"commitment": "承诺", "clawback": "追缴", "recovery": "收回"}


def _text(
    tag: Kind,
    movement: Payment,
    debit: str,
    credit: str,
    policy: str = "",
    payee: str = "",
    facts: Mapping[str, str] = MappingProxyType({}),
    legs: Sequence[writer.LegColumns] = (),
) -> Iterator[str]:
    first, *also = legs or [writer.LegColumns([debit], [credit], [abs(movement.fen)])]
    released = tag == "commitment" and debit.endswith(":Committed")
    named = {key: facts[key] for key in COMMITMENT_FACTS if facts.get(key)}
    more = {"policy": policy, "reference": movement.reference, **named}
    return writer.transactions(
        on=[movement.on],
        payees=[payee or facts.get("organisation-name", "")],
        narrations=[f"{'解除承诺' if released else _NARRATIONS[tag]} {movement.reference}".strip()],
        tag=tag,
        links=[f"award-{movement.award_id}"],
        metadata={"award-id": [movement.award_id], **{key: [value] for key, value in more.items() if value}},
        debits=first.debits,
        credits=first.credits,
        fen=first.fen,
        also=also,
    )


def _new_and_posted(
    requested: Sequence[Payment],
    known: Sequence[Payment],
    judge: _Judge,
    *,
    positive: bool = False,
    first: date | None = None,
) -> tuple[tuple[Payment, ...], tuple[Payment, ...]]:
    """What is new and what is in the book.

    Raises ``BookError`` naming each that cannot be posted; it is a ``RefusedError`` where all can be read.
    """
    posted, seen, readable = set(known), set[Payment](), True
    faults: list[tuple[int, str]] = []
    new: list[Payment] = []
    already: list[Payment] = []
    for number, given in enumerate(requested):
        payment = (
            replace(given, reference=writer.read_back(given.reference)) if isinstance(given.reference, str) else given
        )
        if wrong := list(_faults_of_form(payment, positive=positive)):
            faults += [(number, fault) for fault in wrong]
            readable = False
        elif payment in posted:
            already.append(payment)
        elif payment in seen:
            faults.append((number, str(messages.PAID_TWICE)))
        elif fault := doubt_in_list(payment.on, first) or judge(payment):
            faults.append((number, fault))
        else:
            new.append(payment)
            seen.add(payment)
    if faults:
        ids = [payment.award_id for payment in requested]
        raise list_error(messages.NOT_ENTERED, messages.ENTRY, ids, faults, readable=readable)
    return tuple(new), tuple(already)


def _faults_of_form(movement: Payment, *, positive: bool) -> Iterator[str]:
    amount = movement.fen if positive or type(movement.fen) is not int else abs(movement.fen)
    if not writer.is_amount(amount):
        form = messages.amount_form()
        yield messages.PAYMENT_FIELD.format(**messages.field("fen", movement.fen), form=form)
    for field, form in (("award_id", "id"), ("reference", "text")):
        value = getattr(movement, field)
        if writer.mismatches(form, (value,)):  # type: ignore[arg-type]
            yield messages.PAYMENT_FIELD.format(**messages.field(field, value), form=messages.FORMS[form])
    year = accounts.year_of(accounts.fund_of(movement.award_id)) if isinstance(movement.award_id, str) else None
    earliest = accounts.opening_day(year) if year else writer.EARLIEST
    if not writer.is_date(movement.on, earliest):
        form = messages.DATE.format(earliest=earliest)
        yield messages.PAYMENT_FIELD.format(**messages.field("on", movement.on), form=form)
