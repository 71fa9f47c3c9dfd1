"""When platforms were rectifying, and from when cancelled, for an audit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from fundcalc.auditing.evidence import Evidence, PlatformPeriod, PlatformRow, policy_of_id
from fundcalc.base.errors import PolicyError
from fundcalc.life.acts import apply
from fundcalc.life.events import Event
from fundcalc.life.history import PlatformHistory
from fundcalc.life.platform_rows import events_by_platform
from fundcalc.life.rules import ONE_DAY, LifeRules, rules_of
from fundcalc.policy.loading import Policy


def with_periods(evidence: Evidence, policies: Sequence[Policy]) -> Evidence:
    """The evidence with the periods of its platforms, under each awarding measure."""
    of_policy: defaultdict[str, list[PlatformRow]] = defaultdict(list)
    for row in evidence.events:
        of_policy[row.policy].append(row)
    if not of_policy:
        return evidence
    found: list[PlatformPeriod] = []
    awarding = {award.policy or policy_of_id(award.id, policies) for award in evidence.awards}
    for policy in policies:
        if policy.id not in awarding:
            continue
        # A measure without a date, or without rules of a platform's life, says nothing of its platforms.
        with suppress(PolicyError):
            found += periods(policy, [*of_policy[policy.id], *of_policy[""]])
    return replace(evidence, periods=found)


def periods(policy: Policy, rows: Sequence[PlatformRow]) -> Iterator[PlatformPeriod]:
    """The periods of each platform by its events.

    Rows that cannot be are left out. Raises PolicyError.
    """
    rules = rules_of(policy)
    places = [row.place for row in rows]
    for own in events_by_platform(rules, [row.values for row in rows], [], (), date.max).values():
        yield from _of_platform(rules, sorted(own.events, key=lambda event: event.date), places)


def _of_platform(rules: LifeRules, events: Iterable[Event], places: Sequence[str]) -> Iterator[PlatformPeriod]:
    history = PlatformHistory()
    still: dict[str, PlatformPeriod] = {}
    for event in events:
        if apply(rules, history, event) is not None:
            continue
        for period in _now(rules, history, event, places[event.row]):
            still.setdefault(period.kind, period)
        ended = {"rectifying": history.state != "rectifying", "cancelled": history.cancelled_from is None}
        for kind in [kind for kind in still if ended[kind]]:
            yield replace(still.pop(kind), last=event.date - ONE_DAY)
    yield from still.values()


def _now(rules: LifeRules, history: PlatformHistory, event: Event, place: str) -> Iterator[PlatformPeriod]:
    """The periods in which a platform is after an event."""
    policy = rules.policy.id
    if history.state == "rectifying" and history.since is not None:
        yield PlatformPeriod("rectifying", event.platform, policy, history.since, None, history.cite, place)
    if history.cancelled_from is not None:
        ground = rules.grounds.get(event.event)
        cite, first = ground.cite if ground else history.cite, date(history.cancelled_from, 1, 1)
        yield PlatformPeriod("cancelled", event.platform, policy, first, None, cite, place)
