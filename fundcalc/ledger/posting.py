"""From decisions to the ledger and back.

What is payable becomes awards, and awards in the book become history.

The round is decided while the book is locked, so that two rounds posted side by side each see what the other paid.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from fundcalc import ledger
from fundcalc.base.money import plain
from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.budget import Budget, within
from fundcalc.engine.decision import Decision
from fundcalc.engine.rounds import decide_all
from fundcalc.ledger import store
from fundcalc.ledger.book_history import BookHistory, Decide, decide_round
from fundcalc.ledger.differences import AwardDifference, chosen_corrections, differences
from fundcalc.ledger.plausible_days import require_plausible
from fundcalc.ledger.posted_round import PostedRound
from fundcalc.ledger.records import Correction
from fundcalc.ledger.schedules import written_schedule
from fundcalc.ledger.session import load_checked
from fundcalc.policy.loading import Policy
from fundcalc.policy.model import Schedule
from fundcalc.policy.vocabulary import Named, forms


def inputs(policy: Policy, application: Application, paid: Sequence[PaidAward], budget: Budget | None = None) -> bytes:
    """The inputs of one decision as canonical JSON.

    UTF-8, keys sorted, amounts as decimal text in yuan.

    ``paid`` are the rows of the round's own sheet for this unit or platform; those of the book can be read in the book.
    """
    whole: dict[str, object] = {
        "policy": policy.id,
        "changes": {key: _text(value) for key, value in policy.changes.items()},
        "readings": dict(policy.readings),
        "application": _application(policy, application),
        "paid": sorted((_paid(row) for row in paid), key=lambda row: json.dumps(row, sort_keys=True)),
    }
    if budget is not None:
        whole["budget"] = {"amount": plain(budget.fen), "rule": budget.rule}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def _application(policy: Policy, application: Application) -> dict[str, object]:
    raw: dict[str, object] = {}
    for key in forms()["applications"].columns:
        value = getattr(application, key)
        if value not in (None, ""):
            raw[key] = list(value) if isinstance(value, tuple) else _text(value)
    for key, value in application.facts.items():
        if not isinstance(value, Fraction):  # which is worked out again
            raw[key] = _value(policy.facts[key], value)
    for name, records in application.records.items():
        columns = forms()[name].columns
        raw[name] = [{key: _value(columns[key], value) for key, value in record.items()} for record in records]
    return raw


def _paid(row: PaidAward) -> dict[str, object]:
    left_out = ("fen", "decided_from", "awarded_on", "paid_out", "group", "row", "claim")
    raw = {key: value for key, value in row._asdict().items() if key not in left_out and value is not None}
    raw |= {"group": row.group} if row.group else {}
    raw |= {"claim": row.claim} if row.claim else {}
    raw |= {"awarded_on": row.awarded_on.isoformat()} if row.awarded_on is not None else {}
    return raw | {"amount": plain(row.fen)}


def _value(named: Named, value: object) -> object:
    return plain(value) if named.kind == "money" and isinstance(value, int) else _text(value)


def _text(value: object) -> object:
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
    decide: Decide = decide_all,
    budget: Budget | None = None,
) -> PostedRound:
    """Decide a round with the awards of a book as history; nothing is posted.

    An award that stands both in the sheet and in the book counts once. The ``budget`` is for the whole round, what of it
    stands in the book included. Raises BookError, and ApplicationError where sheet and book give different amounts.
    """
    kept = _kept(policy, applications, paid, budget)
    history = BookHistory(load_checked(folder).events, store.batches(folder))
    decisions = within(budget, decide_round(policy, applications, paid, history, _digests(kept), decide))
    return PostedRound(tuple(decisions), None, tuple(differences(policy, decisions, history)), has_book=True)


def post(
    policy: Policy,
    applications: Sequence[Application],
    paid: Sequence[PaidAward],
    folder: Path,
    *,
    on: date,
    correct: Collection[str] | None = None,
    why: str = "",
    decide: Decide = decide_all,
    budget: Budget | None = None,
) -> PostedRound:
    """Decide a round with a book's awards as history; post what is payable.

    The entries are dated ``on``. Where an award of the book differs from the decision now, nothing is posted, unless
    ``correct`` is given: then the differences are posted too, with the reason ``why``, and the awards that it names are
    taken to 0.

    Raises as ``decide_with_book`` does, ``RefusedError`` for a named award that does not differ, and ShortfallError if the
    appropriation does not cover the awards; then nothing is posted.
    """
    require_plausible(on, policy.measure.validity.first)
    kept = _kept(policy, applications, paid, budget)
    with ledger.locked(folder) as book:
        history = BookHistory(book.snapshot.events, store.batches(folder))
        decided_round = decide_round(policy, applications, paid, history, _digests(kept), decide)
        decisions = tuple(within(budget, decided_round))
        found = tuple(differences(policy, decisions, history))
        if correct is None and any(difference.is_due for difference in found):
            return PostedRound(decisions, ledger.Posting((), (), (), None), found, has_book=True)
        chosen = chosen_corrections(found, correct or ())
        awards = [award for decision in decisions for award in _awards(decision, kept[decision.platform][0], on)]
        differing = {difference.award_id for difference in found}
        decided = ledger.DecidedRound(
            [award for award in awards if award.id not in differing], policy.text, dict(kept.values())
        )
        posting = ledger.post_awards(book, decided, corrections=_corrections(chosen, awards, policy, on, why))
        left = tuple(difference for difference in found if difference not in chosen)
    return PostedRound(decisions, posting, left, has_book=True, corrected=tuple(chosen))


def _corrections(
    chosen: Sequence[AwardDifference], awards: Sequence[ledger.Award], policy: Policy, on: date, why: str
) -> list[Correction]:
    by_id = {award.id: award for award in awards}
    return [
        Correction(difference.posted, by_id.get(difference.award_id), policy.digest, on, why) for difference in chosen
    ]


def _kept(
    policy: Policy, applications: Sequence[Application], paid: Sequence[PaidAward], budget: Budget | None = None
) -> Mapping[str, tuple[str, bytes]]:
    """By row: the digest of what it is decided on, and that itself."""
    by_party: dict[str, list[int]] = {}
    groups = {application.organisation: application.group for application in applications}
    for index, row in enumerate(paid):
        for party in {row.organisation, row.platform, row.group or groups.get(row.organisation, "")}:
            by_party.setdefault(party, []).append(index)
    kept = {}
    for application in applications:
        parties = {application.organisation, application.platform, application.group} - {""}
        own = {index for party in parties for index in by_party.get(party, ())}
        text = inputs(policy, application, [paid[index] for index in sorted(own)], budget)
        kept[application.row_id] = (hashlib.sha256(text).hexdigest(), text)
    return kept


def _digests(kept: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    return {row: digest for row, (digest, _text) in kept.items()}


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
            version=decision.policy.version.name,
            group=application.group if measure.by_group else "",
            claim=application.claim,
            schedule=_schedule(measure.benefit[name].schedule, on),
        )
        for name, fen in decision.allotted.items()
    ]


def _schedule(schedule: Schedule | None, on: date) -> str:
    return "" if schedule is None else written_schedule(schedule, on)
