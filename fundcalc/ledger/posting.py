"""From decisions to the ledger and back.

What is payable becomes awards, and awards in the book become history.

The round is decided while the book is locked, so that two rounds posted side by side each see what the other paid.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fundcalc import ledger
from fundcalc.base.errors import ApplicationError
from fundcalc.base.i18n import _
from fundcalc.base.ids import normalised
from fundcalc.base.money import plain
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger.events import Awarded, Event, Recovered, live
from fundcalc.ledger.session import load_checked
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import Named, forms


@dataclass(frozen=True)
class PostedRound:
    """A round decided against a book, and its posting (None: nothing to post)."""

    decisions: tuple[Decision, ...]
    posting: ledger.Posting | None


def inputs(policy: Policy, application: Application, paid: Sequence[PaidAward]) -> bytes:
    """The inputs of one decision as canonical JSON.

    UTF-8, keys sorted, amounts as decimal text in yuan.

    ``paid`` are the rows of the round's own sheet for this unit or platform; those of the book can be read in the book.
    """
    whole = {
        "policy": policy.id,
        "changes": {key: _text(value) for key, value in policy.changes.items()},
        "readings": dict(policy.readings),
        "application": _application(policy, application),
        "paid": sorted((_paid(row) for row in paid), key=lambda row: json.dumps(row, sort_keys=True)),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def _application(policy: Policy, application: Application) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for key in forms()["applications"].columns:
        value = getattr(application, key)
        if value not in (None, ""):
            raw[key] = list(value) if isinstance(value, tuple) else _text(value)
    for key, value in application.facts.items():
        raw[key] = _value(policy.facts[key], value)
    for name, records in application.records.items():
        columns = forms()[name].columns
        raw[name] = [{key: _value(columns[key], value) for key, value in record.items()} for record in records]
    return raw


def _paid(row: PaidAward) -> dict[str, Any]:
    raw = {
        key: value for key, value in row._asdict().items() if key not in ("fen", "decided_from") and value is not None
    }
    return raw | {"amount": plain(row.fen)}


def _value(named: Named, value: object) -> Any:
    return plain(value) if named.kind == "money" and isinstance(value, int) else _text(value)


def _text(value: object) -> Any:
    match value:
        case bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def decide_with_book(
    policy: Policy,
    applications: Sequence[Application],
    paid: Sequence[PaidAward],
    folder: Path,
    *,
    decide: Callable[[Policy, Sequence[Application], Sequence[PaidAward]], list[Decision]] = decide_all,
) -> PostedRound:
    """Decide a round with the awards of a book as history; nothing is posted.

    An award that stands both in the sheet and in the book counts once. Raises BookError, and ApplicationError where the two
    give different amounts.
    """
    kept = _kept(policy, applications, paid)
    history = history_of(load_checked(folder).events, _digests(kept))
    return PostedRound(tuple(decide(policy, applications, once_each(paid, history))), None)


def post(
    policy: Policy,
    applications: Sequence[Application],
    paid: Sequence[PaidAward],
    folder: Path,
    *,
    on: date,
    decide: Callable[[Policy, Sequence[Application], Sequence[PaidAward]], list[Decision]] = decide_all,
) -> PostedRound:
    """Decide a round with a book's awards as history; post what is payable.

    The entries are dated ``on``.

    An award that is in the book stays as it is. Raises as ``decide_with_book`` does, and ShortfallError if the appropriation
    does not cover the new awards; then nothing is posted.
    """
    kept = _kept(policy, applications, paid)
    with ledger.locked(folder) as book:
        history = history_of(book.snapshot.events, _digests(kept))
        decisions = decide(policy, applications, once_each(paid, history))
        awards = [award for decision in decisions for award in _awards(decision, kept[decision.platform][0], on)]
        posting = ledger.post_awards(book, ledger.Round(awards, policy.text, dict(kept.values())))
    return PostedRound(tuple(decisions), posting)


def _kept(
    policy: Policy, applications: Sequence[Application], paid: Sequence[PaidAward]
) -> Mapping[str, tuple[str, bytes]]:
    """By platform: the digest of what it is decided on, and that itself."""
    by_party: dict[str, list[int]] = {}
    for index, row in enumerate(paid):
        for party in {row.organisation, row.platform}:
            by_party.setdefault(party, []).append(index)
    kept = {}
    for application in applications:
        own = {*by_party.get(application.organisation, ()), *by_party.get(application.platform, ())}
        text = inputs(policy, application, [paid[index] for index in sorted(own)])
        kept[application.platform] = (hashlib.sha256(text).hexdigest(), text)
    return kept


def _digests(kept: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    return {platform: digest for platform, (digest, _text) in kept.items()}


def history_of(events: Iterable[Event], digests: Mapping[str, str]) -> list[PaidAward]:
    """The awards of a book as history for a round, by date.

    Then what was recovered of them, below 0.

    ``digests`` are those of the inputs of the round's applications, by platform.
    """
    awards: dict[str, Awarded] = {}
    recoveries: list[Recovered] = []
    for event in live(tuple(events)):
        if isinstance(event, Awarded):
            awards[event.id] = event
        elif isinstance(event, Recovered):
            recoveries.append(event)
    return [
        *(_paid_award(award, award.fen, digests) for award in awards.values()),
        *(
            _paid_award(awards[recovery.award], -recovery.fen, digests)
            for recovery in recoveries
            if recovery.award in awards
        ),
    ]


def _paid_award(award: Awarded, fen: int, digests: Mapping[str, str]) -> PaidAward:
    return PaidAward(
        award.organisation,
        award.platform,
        award.policy,
        award.benefit,
        award.year,
        fen,
        award.platform_kind or None,
        decided_from=award.platform if digests.get(award.platform) == award.inputs_digest else "",
    )


def once_each(paid: Sequence[PaidAward], history: Sequence[PaidAward]) -> list[PaidAward]:
    """The awards of the sheet and of the book, each once.

    One that stands in both is taken from the book.
    """

    def identity(row: PaidAward) -> tuple[str, str, str, int]:
        return row.platform_key, normalised(row.programme), normalised(row.benefit), row.year

    def totals(rows: Sequence[PaidAward]) -> Counter[tuple[str, str, str, int]]:
        sums: Counter[tuple[str, str, str, int]] = Counter()
        for row in rows:
            sums[identity(row)] += row.fen
        return sums

    listed, booked = totals(paid), totals(history)
    faults = [
        _("{platform}, {programme}, {benefit}, {year}: {listed} yuan in the sheet, {booked} yuan in the book").format(
            platform=key[0],
            programme=key[1],
            benefit=key[2],
            year=key[3],
            listed=plain(listed[key]),
            booked=plain(booked[key]),
        )
        for key in listed
        if key in booked and listed[key] != booked[key]
    ]
    if faults:
        where = _("awards already paid: correct the sheet, or leave out of it what is in the book")
        raise ApplicationError(where, tuple(faults))
    only_listed = [row for row in paid if identity(row) not in booked]
    return [*only_listed, *history]


def _awards(decision: Decision, digest: str, on: date) -> list[ledger.Award]:
    application, measure = decision.application, decision.policy.measure
    kind = application.facts.get("platform_kind")
    return [
        ledger.Award(
            policy=measure.id,
            code=measure.code,
            year=application.award_year,
            platform=application.platform,
            benefit=name,
            organisation=application.organisation,
            organisation_name=application.organisation_name or application.organisation,
            platform_name=application.platform_name or application.platform,
            platform_kind=kind if isinstance(kind, str) else "",
            fen=fen,
            on=on,
            cite=decision.benefits[name].cite,
            policy_digest=decision.policy.digest,
            inputs_digest=digest,
        )
        for name, fen in decision.allotted.items()
    ]
