"""Receive, demand back and return the money of an award.

``spending`` posts what it was spent on. An award has accounts of its own (单独核算); what is received is deferred and released
as it is spent. What is demanded back either was not spent, and leaves the award's money, or was spent against the rules, and
is the unit's own burden: own money then takes its place.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from fundcalc.base import money
from fundcalc.base.errors import BookError
from fundcalc.base.money import plain
from fundcalc.ledger import accounts, creation, messages, store, writer
from fundcalc.ledger.event_reader import FACTS as FACTS_TYPE
from fundcalc.ledger.recipient import charts_of_accounts
from fundcalc.ledger.recipient import snapshot as state
from fundcalc.ledger.recipient.snapshot import AwardBalances, RecipientSnapshot
from fundcalc.ledger.records import Outcome

FACTS = ("policy", "code", "year", "platform", "platform-name", "benefit", "cite", "awarded", "organisation",
         "organisation-name", "until", "revoked-on")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Money of an award that is received, demanded back or returned.

    ``reference`` tells equal ones of a day apart.
    """

    award: str
    fen: int
    on: date
    party: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The result of an entry.

    ``settled`` is the advanced own money that is paid back now, in fen.
    """

    outcome: Outcome
    batch: str | None
    left: int
    settled: int = 0


def init(
    folder: Path | str, *, title: str, chart: str = charts_of_accounts.DEFAULT, organisation: str = "", name: str = ""
) -> Literal["created", "already"]:
    """Make a recipient's book; one that is there is left as it is.

    ``chart`` is one of ``charts_of_accounts.toml``. Raises ``BookError``.
    """
    if chart not in charts_of_accounts.charts():
        raise BookError(messages.NO_CHART.format(chart=chart, charts=", ".join(charts_of_accounts.charts())))
    stated = {"chart": chart, "organisation": organisation, "organisation-name": name}
    return creation.make(folder, state.ROLE, title, {key: value for key, value in stated.items() if value})


def note(
    folder: Path | str,
    award: str,
    facts: Mapping[str, str],
    *,
    on: date,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Outcome:
    """Note an award whose money has not come yet, so that it can be spent in advance.

    Raises ``BookError``.
    """
    _insist(("award", award, "id"))
    _insist_on_day(on)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        text = list(_facts(now, award, facts, on))
        if not text and award in now.awards:
            return "already"
        book.post(on, "award", chain(opens(now, award), text or [_custom(on, award, {})]))
    return "posted"


def receive(
    folder: Path | str,
    entry: Entry,
    facts: Mapping[str, str] | None = None,
    *,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Entered:
    """Post money received for an award.

    ``facts`` (of ``FACTS``, as text) tell more of it and are kept.

    The same amount on the same day under the same reference is posted once. What own money had advanced is paid back from
    it. Raises ``BookError`` for more than was awarded.
    """
    _insist_on_form(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        of = now.awards.get(entry.award, AwardBalances())
        key = _key("receipt", entry)
        if key in now.keys:
            return Entered("already", None, of.deferred.left)
        noted = list(_facts(now, entry.award, facts or {}, entry.on))
        awarded = _awarded(of, facts or {})
        received = of.account.received if of.account else 0
        if awarded and received + entry.fen > awarded:
            raise BookError(messages.RECEIVED_TOO_MUCH.format(
                award=entry.award, fen=plain(entry.fen), received=plain(received), awarded=plain(awarded),
                left=plain(awarded - received)))  # fmt: skip
        text = _movement(
            "receipt",
            "收到专项资金",
            entry,
            key,
            [(accounts.money(entry.award), accounts.deferred(entry.award), entry.fen)],
        )
        of.deferred.add(entry.on, entry.fen)
        settled, settling = settlement(entry.award, of)
        batch = book.post(entry.on, "receipt", chain(opens(now, entry.award), noted, text, settling))
        return Entered("posted", batch, of.deferred.left, settled)


def demand(
    folder: Path | str, entry: Entry, *, use: str = "", durable: bool = True, wait: float = store.WAIT
) -> Entered:
    """Post that the authority demands money back.

    It demands what was not spent, or, with ``use``, what was spent on that use.

    ``use`` is an economic code, an account number or the whole last part of the expense account. Raises ``BookError`` for
    more than is left, or than was spent on that use.
    """
    _insist_on_form(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        of = _known(now, entry.award)
        disallowed = _use(of, entry.award, use) if use else ""
        key = _key("clawback", entry, disallowed)
        if key in now.keys:
            return Entered("already", None, of.deferred.left)
        if disallowed:
            most, borne = of.used[disallowed].least_from(entry.on), accounts.returned(entry.award)
            if entry.fen > most:
                raise BookError(messages.DISALLOWED_TOO_MUCH.format(
                    award=entry.award, fen=plain(entry.fen), use=disallowed, spent=plain(most), on=entry.on))  # fmt: skip
        else:
            most, borne = of.deferred.least_from(entry.on), accounts.deferred(entry.award)
            if entry.fen > most:
                raise BookError(messages.CLAWED_TOO_MUCH.format(
                    award=entry.award, fen=plain(entry.fen), left=plain(most), on=entry.on))  # fmt: skip
        text = _movement(
            "clawback", "追缴通知", entry, key, [(borne, accounts.clawback(entry.award), entry.fen)], disallowed
        )
        batch = book.post(entry.on, "clawback", text)
        return Entered("posted", batch, of.deferred.left - (0 if disallowed else entry.fen))


def give_back(folder: Path | str, entry: Entry, *, durable: bool = True, wait: float = store.WAIT) -> Entered:
    """Post money returned to the authority.

    What it demands back comes first, then what is left of the award.

    What is demanded of money not spent comes first and leaves the award's money; then, use by use, what was spent against
    the rules, which own money replaces. Raises ``BookError`` for more than there is to return on that day.
    """
    _insist_on_form(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        of = _known(now, entry.award)
        key = _key("return", entry)
        if key in now.keys:
            return Entered("already", None, of.deferred.left)
        there, due = accounts.money(entry.award), accounts.clawback(entry.award)
        left, texts = entry.fen, []
        for use in sorted(of.dues):
            if fen := min(left, of.dues[use].least_from(entry.on)):
                legs = [(due, there, fen)] if not use else [(there, accounts.own(entry.award), fen), (due, there, fen)]
                texts.append(_movement("return", "退回专项资金", entry, key, legs, use))
                left -= fen
        rest = of.deferred.least_from(entry.on)
        if left > rest:
            raise BookError(messages.RETURNED_TOO_MUCH.format(
                award=entry.award, fen=plain(entry.fen), on=entry.on, most=plain(entry.fen - left + rest)))  # fmt: skip
        if left:
            texts.append(_movement("return", "退回结余", entry, key, [(accounts.deferred(entry.award), there, left)]))
        batch = book.post(entry.on, "return", chain.from_iterable(texts))
        return Entered("posted", batch, of.deferred.left - left)


def opens(now: RecipientSnapshot, award: str) -> Iterator[str]:
    """The accounts of an award that are not open yet, named as its chart has them."""
    named = {account: now.chart.account[kind].name for kind, account in accounts.of_award(award).items()}
    new = [account for account in named if account not in now.opened]
    return writer.opens([creation.OPENED] * len(new), new, [named[account] for account in new])


def settlement(award: str, of: AwardBalances) -> tuple[int, Iterable[str]]:
    """Pay back advanced own money, as far as the award's money reaches.

    Returns the fen and the transaction, dated the last day of the award.
    """
    fen = max(min(of.advanced.left, of.deferred.left), 0)
    if not fen:
        return 0, ()
    entry = Entry(award, fen, of.last)
    legs = [
        (accounts.advanced(award), accounts.money(entry.award), fen),
        (accounts.deferred(entry.award), accounts.income(award), fen),
    ]
    of.advanced.add(entry.on, -fen)
    of.deferred.add(entry.on, -fen)
    return fen, _movement("settlement", "归还垫付", entry, "", legs)


def _movement(
    tag: str,
    narration: str,
    entry: Entry,
    key: str,
    legs: Sequence[tuple[str, str, int]],
    disallowed: str = "",
) -> Iterator[str]:
    more = {"reference": entry.reference, "disallowed": disallowed, "key": key}
    (debit, credit, fen), *also = legs
    return writer.transactions(
        on=[entry.on],
        payees=[entry.party],
        narrations=[f"{narration} {entry.reference}".strip()],
        tag=tag,
        links=[f"award-{entry.award}"],
        metadata={"award-id": [entry.award], **{name: [value] for name, value in more.items() if value}},
        debits=[debit],
        credits=[credit],
        fen=[fen],
        also=[writer.Leg([debit], [credit], [fen]) for debit, credit, fen in also],
    )


def _key(kind: str, entry: Entry, *more: str) -> str:
    """What tells an entry from every other: the same entry again has the same key."""
    reference = writer.read_back(entry.reference)
    whole = [kind, entry.award, entry.fen, entry.on.isoformat(), reference, *more]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def _known(now: RecipientSnapshot, award: str) -> AwardBalances:
    if award not in now.awards:
        raise BookError(messages.NOT_RECEIVED.format(award=award, awards=", ".join(sorted(now.awards)) or "-"))
    return now.awards[award]


def _use(of: AwardBalances, award: str, use: str) -> str:
    found = [name for name in of.used if use in (name, name.partition("-")[0])]
    if len(found) != 1:
        raise BookError(messages.NO_SUCH_USE.format(award=award, use=use, uses=", ".join(sorted(of.used)) or "-"))
    return found[0]


def _awarded(of: AwardBalances, facts: Mapping[str, str]) -> int:
    return money.fen(facts["awarded"]) if facts.get("awarded") else of.account.awarded if of.account else 0


def _facts(now: RecipientSnapshot, award: str, facts: Mapping[str, str], on: date) -> Iterator[str]:
    """What the book does not know of an award yet.

    Raises ``BookError`` for what it knows otherwise.
    """
    known = now.awards.get(award)
    posted = _posted_facts(known) if known else {}
    for name in ("organisation", "organisation-name"):
        if name in now.facts and name not in facts:
            facts = {**facts, name: now.facts[name]}
    for name, value in facts.items():
        if posted.get(name) and value and posted[name] != value and not _put_off(name, posted[name], value):
            raise BookError(messages.OTHER_FACT.format(award=award, fact=name, found=posted[name], given=value))
    new = {name: facts[name] for name in FACTS if facts.get(name) and posted.get(name) != facts[name]}
    if new:
        yield _custom(on, award, new)


def _put_off(name: str, posted: str, given: str) -> bool:
    """Whether a fact may replace the one in the book.

    The last day for use may be put off (延期).
    """
    return name == "until" and given > posted


def _posted_facts(of: AwardBalances) -> dict[str, str]:
    if (account := of.account) is None:
        return {}
    return {
        "policy": account.policy,
        "code": account.code,
        "year": str(account.year or ""),
        "platform": account.platform,
        "platform-name": account.platform_name,
        "benefit": account.benefit,
        "cite": account.cite,
        "awarded": plain(account.awarded) if account.awarded else "",
        "organisation": account.organisation,
        "organisation-name": account.organisation_name,
        "until": account.until.isoformat() if account.until else "",
        "revoked-on": account.revoked_on.isoformat() if account.revoked_on else "",
    }


def _custom(on: date, award: str, facts: Mapping[str, str]) -> str:
    return writer.custom(on, FACTS_TYPE, award, metadata=facts)


def _insist_on_form(entry: Entry) -> None:
    _insist(("award", entry.award, "id"), ("party", entry.party, "text"), ("reference", entry.reference, "text"))
    _insist_on_day(entry.on)
    if not writer.is_amount(entry.fen):
        form = messages.amount_form()
        raise BookError(messages.ARGUMENT.format(**messages.field("fen", entry.fen), form=form))


def _insist(*fields: tuple[str, object, writer.Form]) -> None:
    for field, value, form in fields:
        if writer.mismatches(form, (value,)):
            raise BookError(
                messages.ARGUMENT.format(field=field, value=messages.shown(value), form=messages.FORMS[form])
            )


def _insist_on_day(on: date) -> None:
    if not writer.is_date(on, creation.OPENED):
        form = messages.DATE.format(earliest=creation.OPENED)
        raise BookError(messages.ARGUMENT.format(field="on", value=messages.shown(on), form=form))
