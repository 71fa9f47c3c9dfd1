"""Committing money to awards before they are decided, and getting back what was paid: claw-back and recovery.

A commitment keeps part of what was appropriated for an award that was announced and not decided; the award releases it. What
is recovered is not free for new awards: it is surrendered, or appropriated anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from fundcalc.base.errors import BookError, ShortfallError
from fundcalc.base.money import plain
from fundcalc.ledger import accounts, messages, store
from fundcalc.ledger import writer as escape
from fundcalc.ledger.events import Kind
from fundcalc.ledger.records import Paid, Payment
from fundcalc.ledger.session import LockedBook, locked, require_policies
from fundcalc.ledger.snapshot import LedgerSnapshot, available, sums
from fundcalc.ledger.timeline import Timeline

# What is wrong with a movement, given what is in the book; one that may be posted is counted for those after it.
_Judge = Callable[[Payment], str]


def commit(
    folder: Path | str,
    commitments: Sequence[Payment],
    *,
    policy: str,
    code: str,
    year: int,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Paid:
    """Commit money of a fund to awards that are not decided yet, all of them or none; below 0 releases it again.

    The same commitment (award, amount, day, reference) is posted once. Raises ``ShortfallError`` for more than is free, and
    ``BookError`` naming each that cannot be made.
    """
    fund = accounts.fund_id(code, year)
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        require_policies(before, [(fund, policy)])
        committed = _by_award(before)
        free_by_day = before.by_day[accounts.free(fund)]

        def fault(each: Payment) -> str:
            if accounts.fund_of(each.award_id) != fund:
                return messages.NOT_OF_FUND.format(fund=fund)
            if each.award_id in before.awards:
                return str(messages.AWARDED_ALREADY)
            there = committed[each.award_id].least_from(each.on)
            if -each.fen > there:
                return messages.RELEASED_TOO_MUCH.format(on=each.on, committed=plain(there))
            if available(before, fund) >= each.fen > (free := -free_by_day.most_from(each.on)):
                return messages.FREE_SHORT.format(fund=fund, on=each.on, free=plain(free))
            committed[each.award_id].add(each.on, each.fen)
            free_by_day.add(each.on, each.fen)
            return ""

        new, already = _sorted_out(commitments, before.commitments, fault)
        asked = sum(max(each.fen, 0) for each in new)
        if asked > (free := available(before, fund)):
            line = messages.SHORTFALL.format(
                fund=fund, available=plain(free), asked=plain(asked), short=plain(asked - free)
            )
            raise ShortfallError("\n".join((line, str(messages.SHORTFALL_REMEDY))))
        if not new:
            return Paid((), already, None)
        pairs = (accounts.free(fund), accounts.committed(fund))
        text = chain.from_iterable(_text("commitment", each, *_turned(pairs, each.fen), policy) for each in new)
        return Paid(new, already, book.post(max(each.on for each in new), "commitments", text))


def release(before: LedgerSnapshot, awards: Mapping[str, Payment]) -> Iterator[str]:
    """The transactions that release what is committed to awards; ``awards`` by id give fund (as reference) and day."""
    for award_id, committed in _by_award(before).items():
        if award_id in awards and committed.left:
            each = awards[award_id]
            pair = (accounts.committed(each.reference), accounts.free(each.reference))
            yield from _text("commitment", Payment(award_id, committed.left, max(each.on, committed.last)), *pair)


def _by_award(before: LedgerSnapshot) -> defaultdict[str, Timeline]:
    committed: defaultdict[str, Timeline] = defaultdict(Timeline)
    for each in before.commitments:
        committed[each.award_id].add(each.on, each.fen)
    return committed


def claw_back(
    folder: Path | str, demands: Sequence[Payment], *, durable: bool = True, wait: float = store.WAIT
) -> Paid:
    """Demand back what was paid on awards, all or none, each once. Raises ``BookError`` for more than was paid by then."""
    return _back(folder, demands, "clawback", durable=durable, wait=wait)


def recover(
    folder: Path | str, recoveries: Sequence[Payment], *, durable: bool = True, wait: float = store.WAIT
) -> Paid:
    """Post what came back of what was demanded, all or none, each once. Raises ``BookError`` for more than is due."""
    return _back(folder, recoveries, "recovery", durable=durable, wait=wait)


def _back(folder: Path | str, asked: Sequence[Payment], tag: Kind, *, durable: bool, wait: float) -> Paid:
    with locked(folder, durable=durable, wait=wait) as book:
        before = book.snapshot
        if tag == "clawback":
            known, there, too_much = before.clawbacks, before.payments, messages.CLAWED_MORE_THAN_PAID
        else:
            known, there, too_much = before.recoveries, before.clawbacks, messages.RECOVERED_TOO_MUCH
        taken = sums(known)

        def fault(each: Payment) -> str:
            if each.award_id not in before.awards:
                return str(messages.UNKNOWN_AWARD)
            by_then = sum(one.fen for one in there if one.award_id == each.award_id and one.on <= each.on)
            most = by_then - taken[each.award_id]
            if each.fen > most:
                return too_much.format(on=each.on, most=plain(most))
            taken[each.award_id] += each.fen
            return ""

        new, already = _sorted_out(asked, known, fault, positive=True)
        return _post(book, new, already, tag)


def _post(book: LockedBook[LedgerSnapshot], new: tuple[Payment, ...], already: tuple[Payment, ...], tag: Kind) -> Paid:
    if not new:
        return Paid((), already, None)
    before = book.snapshot
    funds = sorted({before.awards[each.award_id].fund for each in new})
    texts = [_opens(before, fund) for fund in funds]
    for each in new:
        award = before.awards[each.award_id]
        due = accounts.clawback_due(award.fund)
        pair = (due, accounts.recovered(award.fund)) if tag == "clawback" else (accounts.treasury(award.fund), due)
        texts.append(_text(tag, each, *pair, payee=award.organisation_name))
    return Paid(new, already, book.post(max(each.on for each in new), _LABELS[tag], chain.from_iterable(texts)))


def _opens(before: LedgerSnapshot, fund: str) -> Iterator[str]:
    named = {accounts.clawback_due(fund): "应收追缴资金", accounts.recovered(fund): "追缴收回资金"}
    new = [account for account in named if account not in before.opened]
    opened = accounts.opening_day(accounts.year_of(fund) or 0)
    return escape.opens([opened] * len(new), new, [named[each] for each in new])


def _turned(pair: tuple[str, str], fen: int) -> tuple[str, str]:
    return pair if fen > 0 else (pair[1], pair[0])


_LABELS = {"clawback": "clawbacks", "recovery": "recoveries"}
_NARRATIONS = {"commitment": "承诺", "clawback": "追缴", "recovery": "收回"}


def _text(tag: Kind, each: Payment, debit: str, credit: str, policy: str = "", payee: str = "") -> Iterator[str]:
    released = tag == "commitment" and debit.endswith(":Committed")
    more = {"policy": policy, "reference": each.reference}
    return escape.transactions(
        on=[each.on],
        payees=[payee],
        narrations=[f"{'解除承诺' if released else _NARRATIONS[tag]} {each.reference}".strip()],
        tag=tag,
        links=[f"award-{each.award_id}"],
        metadata={"award-id": [each.award_id], **{key: [value] for key, value in more.items() if value}},
        debits=[debit],
        credits=[credit],
        fen=[abs(each.fen)],
    )


def _sorted_out(
    asked: Sequence[Payment], known: Sequence[Payment], judge: _Judge, *, positive: bool = False
) -> tuple[tuple[Payment, ...], tuple[Payment, ...]]:
    """What is new and what is in the book. Raises ``BookError`` naming each that cannot be posted."""
    held = set(known)
    faults: list[tuple[int, str]] = []
    new: list[Payment] = []
    already: list[Payment] = []
    for number, given in enumerate(asked):
        each = (
            replace(given, reference=escape.read_back(given.reference)) if isinstance(given.reference, str) else given
        )
        if wrong := list(_faults_of_form(each, positive=positive)):
            faults += [(number, fault) for fault in wrong]
        elif each in held:
            already.append(each)
        elif each in new:
            faults.append((number, str(messages.PAID_TWICE)))
        elif fault := judge(each):
            faults.append((number, fault))
        else:
            new.append(each)
    if faults:
        head = messages.NOT_ENTERED.format(bad=len({number for number, _ in faults}), count=len(asked))
        lines = (
            messages.ENTRY.format(number=number + 1, award_id=asked[number].award_id, fault=fault)
            for number, fault in faults
        )
        raise BookError("\n".join((head, *lines)))
    return tuple(new), tuple(already)


def _faults_of_form(each: Payment, *, positive: bool) -> Iterator[str]:
    amount = each.fen if positive or type(each.fen) is not int else abs(each.fen)
    if not escape.is_amount(amount):
        form = messages.amount_form()
        yield messages.PAYMENT_FIELD.format(**messages.field("fen", each.fen), form=form)
    for field, form in (("award_id", "id"), ("reference", "text")):
        value = getattr(each, field)
        if escape.mismatches(form, (value,)):  # type: ignore[arg-type]
            yield messages.PAYMENT_FIELD.format(field=field, value=messages.shown(value), form=messages.FORMS[form])
    year = accounts.year_of(accounts.fund_of(each.award_id)) if isinstance(each.award_id, str) else None
    earliest = accounts.opening_day(year) if year else escape.EARLIEST
    if not escape.is_date(each.on, earliest):
        form = messages.DATE.format(earliest=earliest)
        yield messages.PAYMENT_FIELD.format(field="on", value=messages.shown(each.on), form=form)
