"""The standing of platforms on a day: ``fundcalc.standing``."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from fundcalc.base.dates import today
from fundcalc.base.errors import shown
from fundcalc.base.garbage_collection import without_collecting
from fundcalc.base.i18n import placed
from fundcalc.base.ids import normalised
from fundcalc.engine.application import PaidAward
from fundcalc.engine.application_reader import read_paid
from fundcalc.life.acts import apply
from fundcalc.life.due import due_on, proposed_on
from fundcalc.life.events import FORM, Event, EventFault
from fundcalc.life.history import PlatformHistory, Refusal, let_time_pass
from fundcalc.life.notes import CountedRows, Note, notes_on
from fundcalc.life.platform_rows import PlatformRows, events_by_platform
from fundcalc.life.rules import LifeRules, rules_of
from fundcalc.life.standing_records import Facts, RowFault, Standing, outcome
from fundcalc.policy.loading import Policy

# From a row, its column and what is wrong with it: the sheet, the cell, and the message with the value and heading.
Place = Callable[[int, str, str], tuple[str, str, str]]


class Standings(Sequence[Standing]):
    """The standings of all platforms, in the order of first appearance.

    ``faults`` are the rows that could not be used, ``doubts`` those that were used and may be wrong.
    """

    def __init__(
        self, standings: Iterable[Standing], faults: Iterable[RowFault], doubts: Iterable[RowFault] = ()
    ) -> None:
        self._standings = tuple(standings)
        self.faults = tuple(faults)
        self.doubts = tuple(doubts)

    @overload
    def __getitem__(self, index: int) -> Standing: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Standing]: ...
    def __getitem__(self, index: int | slice) -> Standing | Sequence[Standing]:
        return self._standings[index]

    def __len__(self) -> int:
        return len(self._standings)

    def to_dict(self) -> dict[str, object]:
        """The standings as JSON of the commands."""
        return {
            "platforms": [standing.to_dict() for standing in self._standings],
            "faults": [fault.to_dict() for fault in self.faults],
            "doubts": [doubt.to_dict() for doubt in self.doubts],
        }


def standing(
    policy: Policy,
    events: Iterable[Mapping[str, object] | Event],
    *,
    on: date | None = None,
    paid: Iterable[Mapping[str, object] | PaidAward] | None = None,
) -> Standings:
    """Say where each platform stands on a day (default: today).

    ``events`` are rows of the sheet ``events`` in any order, ``paid`` the awards already paid. Rows that cannot be are in
    ``faults``, the others are answered. Raises PolicyError for a measure without its date, ApplicationError for ``paid``.
    """
    return standings(policy, events, on=on, paid=paid)


def standings(
    policy: Policy,
    events: Iterable[Mapping[str, object] | Event],
    *,
    on: date | None = None,
    paid: Iterable[Mapping[str, object] | PaidAward] | None = None,
    place: Place | None = None,
    unread: Collection[int] = (),
) -> Standings:
    """As ``standing``; ``place`` says where a row's column stands.

    ``unread`` are rows that were refused before; their platforms are answered without them.
    """
    rules = rules_of(policy)
    day = on or today()
    wrong = _Wrong()
    with without_collecting():
        platforms = events_by_platform(rules, events, wrong.faults, unread, day)
        years = _paid_years(policy, paid or ())
        found = [_standing(rules, own, day, years.get(key, frozenset()), wrong) for key, own in platforms.items()]
        found = _with_barred_siblings(rules, found)
    faults, doubts = (sorted(rows, key=lambda fault: fault.row) for rows in (wrong.faults, wrong.doubts))
    return Standings(found, [_placed(fault, place) for fault in faults], [_placed(doubt, place) for doubt in doubts])


@dataclass(slots=True)
class _Wrong:
    """What is wrong with rows: ``faults`` refuse them, ``doubts`` do not."""

    faults: list[EventFault] = field(default_factory=list)
    doubts: list[EventFault] = field(default_factory=list)


def _paid_years(policy: Policy, paid: Iterable[Mapping[str, object] | PaidAward]) -> dict[str, set[int]]:
    """The years in which each platform was paid an award of this measure."""
    sums: dict[tuple[str, int], int] = {}
    for row in paid:
        award = read_paid(row, policy)
        if normalised(award.programme) == policy.id:
            key = (award.platform_key, award.year)
            sums[key] = sums.get(key, 0) + award.fen
    years: dict[str, set[int]] = {}
    for (platform, year), fen in sums.items():
        if fen > 0:
            years.setdefault(platform, set()).add(year)
    return years


def _standing(
    rules: LifeRules, own: PlatformRows, on: date, paid_years: frozenset[int] | set[int], wrong: _Wrong | None
) -> Standing:
    """The standing of one platform.

    Later events are only read for what is wrong with them.
    """
    own.events.sort(key=lambda event: event.date)
    history = PlatformHistory()
    rows = CountedRows(refused=own.unread)
    snapshot: Standing | None = None
    for event in own.events:
        if snapshot is None and event.date > on:
            snapshot = _snapshot(rules, own, history, on, paid_years, rows)
            if wrong is None:
                break
        refusal = apply(rules, history, event)
        if refusal is None:
            rows.used += 1
        else:
            rows.refused += 1
            if wrong is not None:
                wrong.faults.append(_fault(event, refusal))
    if wrong is not None and history.doubts:
        wrong.doubts += [_fault(event, why) for event, why in history.doubts]
    return snapshot if snapshot is not None else _snapshot(rules, own, history, on, paid_years, rows)


def _fault(event: Event, why: Refusal) -> EventFault:
    rule, message, key, cite = why
    return EventFault(event.row, key, rule, message, event.platform, event.date.isoformat(), event.event, cite=cite)


def _snapshot(
    rules: LifeRules,
    own: PlatformRows,
    history: PlatformHistory,
    on: date,
    paid_years: frozenset[int] | set[int],
    rows: CountedRows,
) -> Standing:
    let_time_pass(history, on)
    over = rules.last is not None and on > rules.last
    due = () if over else due_on(rules, history, on, paid_years)
    proposed = () if over else proposed_on(rules, history, on)
    relies = tuple(sorted(history.relies))
    state = history.state
    return Standing(
        own.platform,
        history.organisation or own.organisation,
        on,
        state,
        history.since,
        history.cite,
        history.build_until if state == "building" else None,
        history.rectify_until if state == "rectifying" else None,
        history.barred_until if state == "barred" else None,
        due,
        proposed,
        _facts(history),
        history.name,
        history.kind,
        tuple(notes_on(rules, history, on, due, rows, over=over)),
        (lambda taken: _other_readings(rules, own, taken, paid_years, relies)) if relies else None,
    )


def _facts(history: PlatformHistory) -> Facts:
    return Facts(
        history.filed_on,
        history.first_filing,
        history.revoked_on,
        history.stated_ground,
        dict(history.graded),
        history.cancelled_from,
        dict(history.regraded),
    )


def _other_readings(
    rules: LifeRules, own: PlatformRows, taken: Standing, paid_years: frozenset[int] | set[int], relies: tuple[str, ...]
) -> tuple[Note, ...]:
    """What would hold under another value of each reading that decided something."""
    policy, known = rules.policy, outcome(taken)
    notes = []
    for reading in relies:
        for value in policy.alternatives[reading]:
            other = _standing(rules_of(policy.under(reading, value)), own, taken.on, paid_years, None)
            differs = {key: value_ for key, value_ in outcome(other).items() if value_ != known[key]}
            if differs:
                cite = policy.measure.reading[reading].cite
                values = {"reading": reading, "value": policy.readings[reading], "other": value, "outcome": differs}
                notes.append(Note("reading", cite, values))
    return tuple(notes)


def _with_barred_siblings(rules: LifeRules, found: list[Standing]) -> list[Standing]:
    """Note the barred platforms of the same organisation.

    Whether a ban binds the whole unit is left open.
    """
    barred: dict[str, list[Standing]] = {}
    for one in found:
        if one.state == "barred" and one.organisation:
            barred.setdefault(normalised(one.organisation), []).append(one)
    if not barred or rules.ban is None:
        return found
    cite, result = rules.ban.cite, []
    for one in found:
        others = tuple(
            other.platform for other in barred.get(normalised(one.organisation), ()) if other.platform != one.platform
        )
        if others:
            note = Note("other_platform_barred", cite, {"platforms": others})
            object.__setattr__(one, "own_notes", (*one.own_notes, note))
        result.append(one)
    return result


def _placed(fault: EventFault, place: Place | None) -> RowFault:
    if place is not None:
        sheet, cell, message = place(fault.row, fault.key, fault.message)
    else:
        sheet, cell, message = FORM, f"[{fault.row}].{fault.key}", fault.message
        if fault.value not in ("", None):
            message = placed(shown(fault.value), message)
    return RowFault(fault.platform, fault.date, fault.event, sheet, cell, fault.rule, message, fault.cite)
