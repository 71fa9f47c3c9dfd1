"""A platform after some events: its state, its periods, what is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from fundcalc.base.dates import months_after
from fundcalc.base.i18n import _
from fundcalc.life.events import Event
from fundcalc.life.rules import ONE_DAY, LifeRules
from fundcalc.policy.life_rules import State

Action = Literal["revoke", "withdraw"]
# States in which a platform is filed, is being built, or neither.
ADMITTED = ("filed", "rectifying")


class Refusal(NamedTuple):
    """Why an event cannot be: the rule it breaks, a sentence, column and article."""

    rule: str
    message: str
    key: str = "event"
    cite: str = ""


class EventDoubt(NamedTuple):
    """Why an event, though it is used, may be wrong; the fields as in ``Refusal``."""

    event: Event
    why: Refusal


class EventRemark(NamedTuple):
    """Something to know about an event that changes no state."""

    code: str
    cite: str
    on: date
    values: Mapping[str, object]


@dataclass(slots=True)
class PlatformHistory:
    """A platform after some events; ``relies`` has the readings that decided."""

    state: State = "none"
    since: date | None = None
    cite: str = ""
    # Building.
    first_build_until: date | None = None
    build_until: date | None = None
    extended: bool = False
    acceptance_applied: bool = False
    waived: bool = False
    # Filing.
    filings: int = 0
    filed_on: date | None = None
    filed_cite: str = ""
    first_filing: bool = True
    plaque: bool = False
    changed: bool = False
    start: date | None = None
    cancelled_from: int | None = None
    # Evaluation: the run of fails, the grades and their days by cycle and year evaluated, the grade by the year in which it
    # was given, two grades of one evaluation by the year of the second, the last year evaluated by cycle.
    run: int = 0
    failed: bool = False
    grades: dict[tuple[str, int], str] = field(default_factory=dict)
    graded: dict[int, str] = field(default_factory=dict)
    graded_on: dict[tuple[str, int], date] = field(default_factory=dict)
    regraded: dict[int, tuple[str, str]] = field(default_factory=dict)
    evaluated: dict[str, int] = field(default_factory=dict)
    rectify_until: date | None = None
    returns_to: State = "filed"
    rechecked: bool = False
    # Duties done and changes not yet reported.
    reports: set[int] = field(default_factory=set)
    implemented: set[int] = field(default_factory=set)
    changes: list[date] = field(default_factory=list)
    # Revocation.
    revoked_on: date | None = None
    stated_ground: str = ""
    ended_cite: str = ""
    barred_until: date | None = None
    proposals: dict[tuple[Action, str], date] = field(default_factory=dict)
    remarks: list[EventRemark] = field(default_factory=list)
    relies: set[str] = field(default_factory=set)
    doubts: list[EventDoubt] = field(default_factory=list)
    name: str = ""
    kind: str = ""
    organisation: str = ""
    # Whether another unit may run it: its operator changed, or it was revoked.
    may_move: bool = False
    # The first day of the filing or creation that has not been interrupted since.
    unbroken_since: date | None = None

    @property
    def is_building(self) -> bool:
        """Whether the platform is being built, also while it rectifies."""
        return self.state == "building" or (self.state == "rectifying" and self.returns_to == "building")

    @property
    def is_filed(self) -> bool:
        """Whether the platform is filed, also while it rectifies."""
        return self.state == "filed" or (self.state == "rectifying" and self.returns_to == "filed")


def let_time_pass(history: PlatformHistory, day: date) -> None:
    """End a ban whose last day is over."""
    if history.state == "barred" and history.barred_until is not None and day > history.barred_until:
        history.state, history.cite = "revoked", history.ended_cite
        history.barred_until = None


def enter(history: PlatformHistory, state: State, day: date, cite: str) -> None:
    """Go to another state on a day, by an article."""
    history.state, history.since, history.cite = state, day, cite


def remark(history: PlatformHistory, code: str, event: Event, cite: str = "", **values: object) -> None:
    """Note what a person should know of an event."""
    history.remarks.append(EventRemark(code, cite, event.date, {"event": event.event, **values}))


def doubt(history: PlatformHistory, event: Event, rule: str, message: str, key: str, cite: str = "") -> None:
    """Note what is doubtful of an event that counts all the same."""
    history.doubts.append(EventDoubt(event, Refusal(rule, message, key, cite)))


def doubt_of_year(history: PlatformHistory, event: Event, cite: str) -> None:
    """Doubt a year before that of the filing or creation."""
    message = _(
        "{year} is before the year of the filing or creation, {day}; correct the year, or enter the earlier filing"
    )
    message = message.format(year=event.year, day=history.unbroken_since)
    doubt(history, event, "year", message, "year", cite)


def begin(history: PlatformHistory, day: date) -> None:
    """Start afresh: fails, changes and proposals belong to one filing or creation."""
    if not (history.is_filed or history.is_building):
        history.unbroken_since = day
    history.start = day
    history.run, history.failed, history.rechecked = 0, False, False
    history.changes, history.proposals, history.rectify_until = [], {}, None
    history.changed, history.cancelled_from, history.barred_until = False, None, None


def acceptance_until(rules: LifeRules, history: PlatformHistory) -> date | None:
    """The last day to apply for acceptance.

    None where the measure sets none, or nothing is being built.
    """
    if rules.acceptance is None or history.build_until is None or not history.is_building:
        return None
    return months_after(history.build_until, rules.acceptance.months)


def withdrawal_since(rules: LifeRules, history: PlatformHistory) -> date | None:
    """The day from which an approval to build is withdrawn.

    The extension and its month have passed without an application.
    """
    last = acceptance_until(rules, history)
    if last is None or not history.extended or history.acceptance_applied or history.waived:
        return None
    return last + ONE_DAY
