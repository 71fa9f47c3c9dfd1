"""Receive, demand back and return the money of an award.

``spending`` posts what it was spent on. An award has accounts of its own (单独核算); what is received is deferred and released
as it is spent. What is demanded back either was not spent, and leaves the award's money, or was spent against the rules, and
is the unit's own burden: own money then takes its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from fundcalc.base.errors import BookError, RefusedError
from fundcalc.base.figures import figure
from fundcalc.base.i18n import _
from fundcalc.ledger import accounts, creation, messages, store, writer
from fundcalc.ledger.account_records import AwardAccount
from fundcalc.ledger.arguments import require_day, require_forms
from fundcalc.ledger.events import ClawedBack, Event, Received, Returned
from fundcalc.ledger.known import as_kept, first_day, require_known_award, suggestion
from fundcalc.ledger.noting import facts_line
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.recipient import charts_of_accounts
from fundcalc.ledger.recipient import snapshot as state
from fundcalc.ledger.recipient.award_facts import awarded_in, new_facts
from fundcalc.ledger.recipient.entries import (
    Entered,
    Entry,
    key_of,
    movement,
    opens,
    require_entry,
    settlement,
)
from fundcalc.ledger.recipient.snapshot import AwardBalances, RecipientSnapshot
from fundcalc.ledger.records import Outcome
from fundcalc.ledger.repeats import Act, ActKind, refuse_equal
from fundcalc.policy.model import Measure


def init(
    folder: Path | str,
    *,
    title: str | None = None,
    chart: str | None = None,
    organisation: str = "",
    name: str = "",
) -> Literal["created", "already"]:
    """Make a recipient's book; one of these facts that is there is left as it is.

    ``chart`` is one of ``charts_of_accounts.toml``. What is not given is not compared. Raises ``BookError``.
    """
    if chart is not None and chart not in charts_of_accounts.charts():
        raise BookError(messages.NO_CHART.format(chart=chart, charts=", ".join(charts_of_accounts.charts())))
    facts = {"organisation": organisation, "organisation-name": name}
    stated = {**({"chart": chart} if chart else {}), **{key: value for key, value in facts.items() if value}}
    default = {"chart": charts_of_accounts.DEFAULT}
    return creation.make(folder, state.ROLE, title, stated, default=_("Special accounts"), defaults=default)


def note(
    folder: Path | str,
    award: str,
    facts: Mapping[str, str],
    *,
    on: date,
    new: bool = True,
    measures: Sequence[Measure] = (),
    durable: bool = True,
    wait: float = store.WAIT,
) -> Outcome:
    """Note an award whose money has not come yet, so that it can be spent in advance.

    Unless ``new``, an award that nobody knows is refused, as by ``receive``. Raises ``BookError``.
    """
    require_forms(("award", award, "id"))
    require_day("on", on)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        award = as_kept(now.awards)(award)
        if not new:
            require_known_award(award, _standing(now), measures)
        require_plausible(on, first_day(facts.get("policy", "")))
        text = list(new_facts(now, award, facts, on))
        if not text and award in now.awards:
            return "already"
        book.post(on, "award", chain(opens(now, award), text or [facts_line(on, award, {})]))
    return "posted"


def receive(
    folder: Path | str,
    entry: Entry,
    facts: Mapping[str, str] | None = None,
    *,
    again: bool = True,
    new: bool = True,
    measures: Sequence[Measure] = (),
    durable: bool = True,
    wait: float = store.WAIT,
) -> Entered:
    """Post money received for an award.

    ``facts`` (of ``FACTS``, as text) tell more of it and are kept.

    The same amount on the same day under the same reference is posted once. What own money had advanced is paid back from
    it. Raises ``RefusedError`` for more than was awarded; unless ``again``, for an equal receipt of another day; and unless
    ``new``, for an award that is neither in the book nor one of ``measures`` (by default all that are known).
    """
    require_entry(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        entry = replace(entry, award=as_kept(now.awards)(entry.award))
        of = now.awards.get(entry.award, AwardBalances())
        key = key_of("receipt", entry)
        if key in now.keys:
            return Entered("already", None, of.deferred.left, other_party=_other_party(book.events.events, key, entry))
        if not new:
            require_known_award(entry.award, _standing(now), measures)
        require_plausible(entry.on, _first_day(of, facts or {}))
        if not again:
            refuse_equal(book.folder, book.events.events, [_act("receipt", entry)])
        noted = list(new_facts(now, entry.award, facts or {}, entry.on))
        awarded = awarded_in(of, facts or {})
        received = of.account.received if of.account else 0
        if awarded and received + entry.fen > awarded:
            raise RefusedError(messages.RECEIVED_TOO_MUCH.format(
                award=entry.award, fen=figure(entry.fen), received=figure(received), awarded=figure(awarded),
                left=figure(awarded - received)))  # fmt: skip
        text = movement(
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
    folder: Path | str,
    entry: Entry,
    *,
    use: str = "",
    again: bool = True,
    durable: bool = True,
    wait: float = store.WAIT,
) -> Entered:
    """Post that the authority demands money back.

    It demands what was not spent, or, with ``use``, what was spent on that use.

    ``use`` is an economic code, an account number or the whole last part of the expense account. Raises ``BookError`` for
    more than is left, or than was spent on that use.
    """
    require_entry(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        entry = replace(entry, award=as_kept(now.awards)(entry.award))
        of = _known(now, entry.award)
        disallowed = _use(of, entry.award, use) if use else ""
        key = key_of("clawback", entry, disallowed)
        if key in now.keys:
            return Entered("already", None, of.deferred.left, other_party=_other_party(book.events.events, key, entry))
        require_plausible(entry.on, _first_day(of))
        if not again:
            refuse_equal(book.folder, book.events.events, [replace(_act("clawback", entry), use=disallowed)])
        if disallowed:
            most, borne = of.used[disallowed].least_from(entry.on), accounts.returned(entry.award)
            if entry.fen > most:
                raise RefusedError(messages.DISALLOWED_TOO_MUCH.format(
                    award=entry.award, fen=figure(entry.fen), use=disallowed, spent=figure(most), on=entry.on))  # fmt: skip
        else:
            most, borne = of.deferred.least_from(entry.on), accounts.deferred(entry.award)
            if entry.fen > most:
                raise RefusedError(messages.CLAWED_TOO_MUCH.format(
                    award=entry.award, fen=figure(entry.fen), left=figure(most), on=entry.on))  # fmt: skip
        text = movement(
            "clawback", "追缴通知", entry, key, [(borne, accounts.clawback(entry.award), entry.fen)], disallowed
        )
        batch = book.post(entry.on, "clawback", text)
        return Entered("posted", batch, of.deferred.left - (0 if disallowed else entry.fen))


def give_back(
    folder: Path | str, entry: Entry, *, again: bool = True, durable: bool = True, wait: float = store.WAIT
) -> Entered:
    """Post money returned to the authority.

    What it demands back comes first, then what is left of the award.

    What is demanded of money not spent comes first and leaves the award's money; then, use by use, what was spent against
    the rules, which own money replaces. Raises ``BookError`` for more than there is to return on that day.
    """
    require_entry(entry)
    with state.locked(folder, durable=durable, wait=wait) as book:
        now = book.snapshot
        entry = replace(entry, award=as_kept(now.awards)(entry.award))
        of = _known(now, entry.award)
        key = key_of("return", entry)
        if key in now.keys:
            return Entered("already", None, of.deferred.left, other_party=_other_party(book.events.events, key, entry))
        require_plausible(entry.on, _first_day(of))
        if not again:
            refuse_equal(book.folder, book.events.events, [_act("return", entry)])
        there, due = accounts.money(entry.award), accounts.clawback(entry.award)
        left, texts = entry.fen, []
        for use in sorted(of.dues):
            if fen := min(left, of.dues[use].least_from(entry.on)):
                legs = [(due, there, fen)] if not use else [(there, accounts.own(entry.award), fen), (due, there, fen)]
                texts.append(movement("return", "退回专项资金", entry, key, legs, use))
                left -= fen
        rest = of.deferred.least_from(entry.on)
        if left > rest:
            raise RefusedError(messages.RETURNED_TOO_MUCH.format(
                award=entry.award, fen=figure(entry.fen), on=entry.on, most=figure(entry.fen - left + rest)))  # fmt: skip
        if left:
            texts.append(movement("return", "退回结余", entry, key, [(accounts.deferred(entry.award), there, left)]))
        batch = book.post(entry.on, "return", chain.from_iterable(texts))
        return Entered("posted", batch, of.deferred.left - left)


def _other_party(events: Sequence[Event], key: str, entry: Entry) -> str:
    """The party that the book has of an entry, if it is not the one that was given."""
    posted = next(event for event in events if isinstance(event, Received | ClawedBack | Returned) and event.key == key)
    return posted.payee if entry.party and posted.payee != writer.read_back(entry.party) else ""


def _first_day(of: AwardBalances, facts: Mapping[str, str] = MappingProxyType({})) -> date | None:
    """The first day of the measure of an award; None where it is not known."""
    return first_day(facts.get("policy", "") or (of.account.policy if of.account else ""))


def _standing(now: RecipientSnapshot) -> dict[str, AwardAccount]:
    """The awards of the book of which not everything was reversed."""
    return {award: of.account for award, of in now.awards.items() if of.account is not None and of.account.stands}


def _act(kind: ActKind, entry: Entry) -> Act:
    return Act(kind, entry.award, entry.fen, entry.on, entry.reference)


def _known(now: RecipientSnapshot, award: str) -> AwardBalances:
    if award not in now.awards:
        awards = ", ".join(sorted(now.awards)) or "-"
        raise RefusedError(
            messages.NOT_RECEIVED.format(award=award, awards=awards, meant=suggestion(award, now.awards)),
            {"award": award},
        )
    return now.awards[award]


def _use(of: AwardBalances, award: str, use: str) -> str:
    found = [name for name in of.used if use in (name, name.partition("-")[0])]
    if len(found) != 1:
        raise RefusedError(messages.NO_SUCH_USE.format(award=award, use=use, uses=", ".join(sorted(of.used)) or "-"))
    return found[0]
