"""The standing of a platform, and the rows that could not be used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from fundcalc.base.i18n import _, joined, placed
from fundcalc.life.due import OpenDuty, Proposed
from fundcalc.life.notes import Note
from fundcalc.policy.life_rules import EVENT_WORDS, State
from fundcalc.prose.life import event_word


class Facts(NamedTuple):
    """What a standing tells a decision.

    ``grades`` are by the year in which they were given, ``regraded`` two that differ for one evaluation.
    """

    filed_on: date | None
    first_filing: bool
    revoked_on: date | None
    revocation_ground: str
    grades: Mapping[int, str]
    cancelled_from: int | None
    regraded: Mapping[int, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is not used: its place, the rule it breaks, how to correct it."""

    platform: str
    date: str
    event: str
    sheet: str
    cell: str
    rule: str
    message: str
    cite: str = ""

    def __str__(self) -> str:
        said = not self.cell or re.search(rf"\b{re.escape(self.cell)}\b", self.message)
        places = (self.platform, self.date, self.act, *(() if said else (self.sheet, self.cell)))
        text = placed(joined(places), self.message)
        return _("{what} ({article})").format(what=text, article=self.cite) if self.cite else text

    @property
    def act(self) -> str:
        """The event in words, or as it was written."""
        return event_word(self.event) if self.event in EVENT_WORDS else self.event

    def to_dict(self) -> dict[str, str]:
        """The fault as JSON."""
        return {
            "platform": self.platform,
            "date": self.date,
            "event": self.event,
            "sheet": self.sheet,
            "cell": self.cell,
            "rule": self.rule,
            "message": self.message,
        }


@dataclass(frozen=True)
class Standing:
    """Where a platform stands on a day, what it has to do next and what must follow.

    The periods are None in every state but their own. ``notes`` are worked out when they are first asked for.
    """

    platform: str
    organisation: str
    on: date
    state: State
    since: date | None
    cite: str
    build_until: date | None
    rectify_until: date | None
    barred_until: date | None
    due: tuple[OpenDuty, ...]
    proposed: tuple[Proposed, ...]
    facts: Facts
    platform_name: str = ""
    platform_kind: str = ""
    own_notes: tuple[Note, ...] = field(default=(), repr=False, compare=False)
    readings: Callable[["Standing"], tuple[Note, ...]] | None = field(default=None, repr=False, compare=False)

    @property
    def is_known(self) -> bool:
        """Whether any row of the platform could be used, if it has rows."""
        return not any(note.code == "rows_not_used" and not note.values["used"] for note in self.own_notes)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know: among it what would hold under another reading."""
        return (*self.own_notes, *(self.readings(self) if self.readings is not None else ()))

    def to_dict(self) -> dict[str, object]:
        """The standing as JSON of the commands."""
        return {
            "platform": self.platform,
            "organisation": self.organisation,
            "on": self.on.isoformat(),
            **outcome(self),
            "notes": [note.to_dict() for note in self.notes],
        }


def outcome(standing: Standing) -> dict[str, object]:
    """What readings are compared by: state, periods, what is due and must follow."""
    return {
        "state": standing.state,
        "since": standing.since and standing.since.isoformat(),
        "cite": standing.cite,
        "build_until": standing.build_until and standing.build_until.isoformat(),
        "rectify_until": standing.rectify_until and standing.rectify_until.isoformat(),
        "barred_until": standing.barred_until and standing.barred_until.isoformat(),
        "due": [due.to_dict() for due in standing.due],
        "proposed": [proposed.to_dict() for proposed in standing.proposed],
    }
