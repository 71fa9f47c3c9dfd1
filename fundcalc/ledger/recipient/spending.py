"""Post lines of spending: all of a batch or none, and the same line once.

A line is told from every other by all it says; equal lines of one batch are so many lines, the same batch again is none. An
amount below zero takes back what was spent on the same use (红字). What is spent before the award's money came, or beyond
it, is refused unless the unit says that its own money advances it (垫付): then it is owed to the unit until money comes.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from fundcalc.auditing.findings import Finding
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.money import LARGEST_FEN
from fundcalc.ledger import accounts, creation, messages, store, writer
from fundcalc.ledger.known import as_kept, first_day, suggestion, unknown_use
from fundcalc.ledger.plausible_days import doubt_in_list
from fundcalc.ledger.recipient import charts_of_accounts
from fundcalc.ledger.recipient import snapshot as state
from fundcalc.ledger.recipient.entries import settlement
from fundcalc.ledger.recipient.snapshot import AwardBalances, RecipientSnapshot
from fundcalc.ledger.recipient.spending_findings import violations_of_lines
from fundcalc.ledger.repeats import refuse_equal_lines

_FIRST_FEW = 20


@dataclass(frozen=True, slots=True)
class Repeated:
    """An invoice that stands more than once in an award.

    It is posted all the same, for one invoice may be split over lines.
    """

    award: str
    invoice: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpendingResult:
    """What became of lines: posted now, in the book already.

    Fen that own money advanced, and what of it is paid back; ``findings`` are the violations that the audit will find.
    """

    posted: tuple[Line, ...]
    already: tuple[Line, ...]
    repeated: tuple[Repeated, ...]
    advanced: int
    settled: int
    batch: str | None
    findings: tuple[Finding, ...] = ()


class _Row(NamedTuple):
    """A line to post, split into what the award pays and what own money advances.

    Both amounts have the sign of the line.
    """

    line: Line
    key: str
    use: str
    paid: int
    advanced: int


def spend(
    folder: Path | str,
    lines: Sequence[Line],
    *,
    advance: bool = False,
    again: bool = True,
    new: bool = True,
    durable: bool = True,
    wait: float = store.WAIT,
) -> SpendingResult:
    """Post lines of spending, all in one batch or none.

    Raises ``BookError`` naming every line that cannot be posted; it is a ``RefusedError`` where all can be read.

    With ``advance`` own money pays what the award's does not reach for on that day. Unless ``again``, lines that equal a
    posted one but for their wording are refused, and unless ``new``, those of a use that nobody knows.
    """
    with state.locked(folder, durable=durable, wait=wait) as book:
        now, kept = book.snapshot, as_kept(book.snapshot.awards)
        lines = [line._replace(award=kept(line.award)) for line in lines]
        faults = [
            (line, fault)
            for line in lines
            for fault in (*_faults_of_form(line), *_unknown(line, now, with_uses=not new))
        ]
        if faults:
            kind = BookError if any(any(_faults_of_form(line)) for line in lines) else RefusedError
            raise kind(_fault_message(faults, len(lines)))
        keyed = list(zip(lines, keys(lines), strict=True))
        unposted = [(line, key) for line, key in keyed if key not in now.keys]
        already = tuple(line for line, key in keyed if key in now.keys)
        if not unposted:
            return SpendingResult((), already, (), 0, 0, None)
        posted = tuple(line for line, _key in unposted)
        if doubts := [(line, doubt) for line in posted if (doubt := _doubt(line, now))]:
            raise RefusedError(_fault_message(doubts, len(lines)))
        if not again:
            refuse_equal_lines(book.folder, book.events.events, posted, [key for _, key in keyed])
        rows = _placed(unposted, now, advance=advance, count=len(lines))
        settled, settling = 0, []
        for award in sorted({line.award for line in posted}):
            fen, text = settlement(award, now.awards[award])
            settled += fen
            settling.append(text)
        last = max(row.line.date or date.min for row in rows)
        batch = book.post(last, "spending", chain(_opens(rows, now), _text(rows), *settling))
        advanced = sum(max(row.advanced, 0) for row in rows)
        findings = violations_of_lines(posted, (of.account for of in now.awards.values() if of.account))
        return SpendingResult(posted, already, _repeated(posted, now), advanced, settled, batch, findings)


def keys(lines: Sequence[Line]) -> list[str]:
    """A key for each line: equal lines of a batch have different ones.

    A key rests on all that the line says but its place, and on which of equal lines it is.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        texts = (line.use, line.code, line.account, line.payee, line.text, line.invoice, line.purpose, line.document)
        whole = [str(line.date), line.fen, line.award, *map(writer.read_back, texts), line.organisation]
        text = json.dumps(whole, ensure_ascii=False)
        seen[text] += 1
        found.append(hashlib.sha256(f"{text}{seen[text]}".encode("utf-8", "replace")).hexdigest()[:16])
    return found


def _faults_of_form(line: Line) -> Iterator[str]:
    if not line.award:
        yield str(messages.LINE_WITHOUT_AWARD)
    if not (line.code or line.account or line.use):
        yield str(messages.LINE_WITHOUT_USE)
    if not writer.is_date(line.date, creation.OPENED):
        form = messages.DATE.format(earliest=creation.OPENED)
        yield messages.PAYMENT_FIELD.format(**messages.field("date", line.date), form=form)
    if not (type(line.fen) is int and 0 < abs(line.fen) <= LARGEST_FEN):
        form = messages.amount_form()
        yield messages.PAYMENT_FIELD.format(**messages.field("fen", line.fen), form=form)


def _doubt(line: Line, now: RecipientSnapshot) -> str:
    """Why the day of a line is questioned, or nothing."""
    account = now.awards[line.award].account
    return doubt_in_list(line.date or date.min, first_day(account.policy) if account else None)


def _unknown(line: Line, now: RecipientSnapshot, *, with_uses: bool) -> Iterator[str]:
    """What of a line nobody knows: its award, or, with ``with_uses``, its use."""
    of = now.awards.get(line.award)
    if of is None and line.award:
        yield messages.NOT_RECEIVED.format(
            award=line.award, awards=", ".join(sorted(now.awards)) or "-", meant=suggestion(line.award, now.awards)
        )
    if with_uses and (line.code or line.account or line.use):
        used = of.used if of else {}
        if fault := unknown_use(line, charts_of_accounts.use_part(line, now.chart, used), used):
            yield fault


def _fault_message(faults: Sequence[tuple[Line, str]], count: int) -> str:
    head = messages.NOT_SPENT.format(bad=len({id(line) for line, _fault in faults}), count=count)
    shown = [
        messages.SPENT_LINE.format(place=line.place or "-", fen=figure(line.fen), fault=fault)
        for line, fault in faults[:_FIRST_FEW]
    ]
    if len(faults) > _FIRST_FEW:
        shown.append(messages.MORE_FAULTS.format(count=len(faults) - _FIRST_FEW))
    return "\n".join((head, *shown))


def _placed(new: Sequence[tuple[Line, str]], now: RecipientSnapshot, *, advance: bool, count: int) -> list[_Row]:
    """Each line with its use and with whose money pays it.

    Raises ``BookError`` for what no money is there for.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for award, of in now.awards.items():
        known[award] |= of.used.keys()
    places = {}
    for line, key in new:
        use = charts_of_accounts.use_part(line, now.chart, known[line.award])
        known[line.award].add(use)
        places[key] = use
    rows: list[_Row] = []
    faults: list[tuple[Line, str]] = []
    # Red lines last within a day: they take back what stands there.
    for line, key in sorted(new, key=lambda keyed_line: (keyed_line[0].date or date.min, keyed_line[0].fen < 0)):
        of, use = now.awards[line.award], places[key]
        row, fault = _row(line, key, use, of, advance=advance)
        if fault:
            faults.append((line, fault))
        else:
            rows.append(row)
    if faults:
        raise RefusedError(_fault_message(faults, count))
    order = {key: index for index, (_line, key) in enumerate(new)}
    return sorted(rows, key=lambda row: order[row.key])


def _row(line: Line, key: str, use: str, of: AwardBalances, *, advance: bool) -> tuple[_Row, str]:
    on = line.date or date.min
    if line.fen < 0:
        most = of.used[use].least_from(on)
        if -line.fen > most:
            return _Row(line, key, use, 0, 0), messages.RED_TOO_MUCH.format(use=use, spent=figure(most), on=on)
        paid = line.fen + min(-line.fen, max(of.advanced.least_from(on), 0))
    else:
        there = max(of.deferred.least_from(on), 0)
        if line.fen > there and not advance:
            of.used[use].add(on, line.fen)  # so that a red line against it is not reported as well
            short = figure(line.fen - there)
            message = messages.OVERSPENT.format(award=line.award, on=on, left=figure(there), short=short)
            return _Row(line, key, use, 0, 0), message
        paid = min(line.fen, there)
    advanced = line.fen - paid
    of.deferred.add(on, -paid)
    of.used[use].add(on, line.fen)
    if advanced:
        of.advanced.add(on, advanced)
    return _Row(line, key, use, paid, advanced), ""


def _opens(rows: Sequence[_Row], now: RecipientSnapshot) -> Iterator[str]:
    needed = {accounts.spent(row.line.award, row.use): row.use for row in rows}
    new = [account for account in needed if account not in now.opened]
    return writer.opens([creation.OPENED] * len(new), new, [needed[account].replace("-", " ", 1) for account in new])


def _text(rows: Sequence[_Row]) -> Iterator[str]:
    """The transactions, those of one shape together: paid, advanced, or both."""
    shapes: dict[tuple[bool, bool, bool], list[_Row]] = defaultdict(list)
    for row in rows:
        shapes[row.line.fen < 0, bool(row.paid), bool(row.advanced)].append(row)
    return chain.from_iterable(_block(shapes[shape], *shape) for shape in sorted(shapes))


def _block(rows: Sequence[_Row], red: bool, paid: bool, advanced: bool) -> Iterator[str]:
    awards = [row.line.award for row in rows]
    spent = [accounts.spent(row.line.award, row.use) for row in rows]
    legs = []
    if paid:
        fen = [abs(row.paid) for row in rows]
        legs.append((spent, list(map(accounts.money, awards)), fen))
        legs.append((list(map(accounts.deferred, awards)), list(map(accounts.income, awards)), fen))
    if advanced:
        legs.append((spent, list(map(accounts.advanced, awards)), [abs(row.advanced) for row in rows]))
    if red:
        legs = [(credit, debit, fen) for debit, credit, fen in legs]
    lines = [row.line for row in rows]
    said = {name: [getattr(line, name) for line in lines] for name in _SAID}
    (debits, credits, fen), *also = legs
    return writer.transactions(
        on=[line.date or date.min for line in lines],
        payees=[line.payee for line in lines],
        narrations=[line.text or row.use for line, row in zip(lines, rows, strict=True)],
        tag="spending",
        links=[f"award-{line.award}" for line in lines],
        metadata={
            "award-id": [line.award for line in lines],
            **{name: column for name, column in said.items() if any(column)},
            "source": [line.place for line in lines],
            "key": [row.key for row in rows],
        },
        debits=debits,
        credits=credits,
        fen=fen,
        also=[writer.LegColumns(*leg) for leg in also],
    )


_SAID = ("use", "code", "account", "invoice", "purpose", "document", "organisation", "card")


def _repeated(posted: Sequence[Line], now: RecipientSnapshot) -> tuple[Repeated, ...]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in posted:
        if line.invoice and line.fen > 0:
            places[line.award, line.invoice].append(line.place)
    found = []
    for invoice, new in places.items():
        every = (*now.invoices.get(invoice, ()), *new)
        if len(every) > 1:
            found.append(Repeated(*invoice, every))
    return tuple(found)
