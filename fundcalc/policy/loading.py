"""Read a measure from ``policy.toml``, changed lines and chosen readings.

All faults of a file are found before any is reported.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from pydantic import ValidationError

from fundcalc.base.errors import PolicyError
from fundcalc.base.i18n import _, placed
from fundcalc.base.toml import content, tables
from fundcalc.policy import model as m
from fundcalc.policy.articles import article_faults
from fundcalc.policy.changed_lines import change
from fundcalc.policy.consistency import inconsistencies
from fundcalc.policy.facts import facts_of
from fundcalc.policy.fault_messages import fault_message, keys_of_a_policy
from fundcalc.policy.gates import with_shared_gates
from fundcalc.policy.library import available, comes_with_fundcalc, find
from fundcalc.policy.partial import valid_part
from fundcalc.policy.readings import ROUNDING_READINGS, UNSETTLED, choose, settle
from fundcalc.policy.size import size_faults
from fundcalc.policy.tree import Raw, copied
from fundcalc.policy.use_checks import wrong_rules
from fundcalc.policy.uses import catalogue
from fundcalc.policy.versions import NO_VERSION, MeasureText, texts_of
from fundcalc.policy.vocabulary import Named

__all__ = ["Policy", "available", "find", "load", "read"]


@dataclass(frozen=True, eq=False)  # each reading of a file is its own policy, which engines may keep workings for
class Policy:
    """A measure as read under certain readings, with certain lines changed.

    ``facts`` are the facts it asks for, by id, as it calls them; ``readings`` the value of every reading;
    ``text`` the bytes of its file, whose SHA-256 is ``digest``.

    A measure with several texts has each of them in ``versions``. Its own ``measure`` is then the last one, with the
    benefits and records of the earlier ones; what is decided is decided by the text that governs the day (``on``).
    """

    measure: m.Measure
    facts: Mapping[str, Named]
    readings: Mapping[str, str]
    changes: Mapping[str, object]
    text: bytes
    path: Path
    version: MeasureText = NO_VERSION
    versions: tuple["Policy", ...] = ()
    _others: dict[tuple[str, str], "Policy"] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        return self.measure.id

    @property
    def argument(self) -> str:
        """What a command takes for it: an id that comes with fundcalc, else its folder."""
        return self.id if comes_with_fundcalc(self.path) else str(self.path.parent)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text).hexdigest()

    @cached_property
    def routes(self) -> Mapping[str, tuple[m.AnyCondition, ...]]:
        """The conditions by route; under ``""`` those that hold for every route."""
        conditions = tuple(self.measure.condition.values())
        named = sorted({route for condition in conditions for route in condition.routes})
        common = {"": tuple(condition for condition in conditions if not condition.routes)}
        return common | {
            route: tuple(condition for condition in conditions if not condition.routes or route in condition.routes)
            for route in named
        }

    @cached_property
    def given_facts(self) -> Mapping[str, Named]:
        """The facts that an applicant gives, those that are worked out left out."""
        if self.versions:
            return {name: named for text in self.versions for name, named in text.given_facts.items()}
        computed = self.measure.computed
        return {name: named for name, named in self.facts.items() if name not in computed} if computed else self.facts

    @cached_property
    def by_claim(self) -> bool:
        """Whether each row is a claim with an id of its own."""
        return any(text.measure.by_claim for text in self.versions or (self,))

    @cached_property
    def needless(self) -> frozenset[tuple[str, str]]:
        """The columns, by sheet, that no rule of the measure asks for."""
        measures = [text.measure for text in self.versions or (self,)]
        needless = (
            [] if any(measure.by_group for measure in measures) else [("applications", "group"), ("paid", "group")]
        )
        needless += [] if any(measure.by_day for measure in measures) else [("paid", "awarded_on")]
        needless += [] if self.by_claim else [("applications", "claim"), ("paid", "claim")]
        needless += [] if any(measure.election for measure in measures) else [("applications", "elected")]
        return frozenset(needless)

    @cached_property
    def details(self) -> tuple[str, ...]:
        """The detail records that some fact is derived from."""
        return tuple(dict.fromkeys(derived.records for derived in self.measure.derived.values()))

    @cached_property
    def ceilings(self) -> tuple[str, ...]:
        """The benefits whose formula is read as an upper limit only."""
        return tuple(name for name, benefit in self.measure.benefit.items() if benefit.amount_is == "ceiling")

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """The facts that are dates."""
        return tuple(name for name, named in self.facts.items() if named.kind == "date")

    @cached_property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        """The values each reading could also have."""
        values = {name: tuple(reading.values) for name, reading in self.measure.reading.items()}
        return {
            name: tuple(value for value in allowed if value != self.readings[name])
            for name, allowed in (ROUNDING_READINGS | values).items()
        }

    def on(self, day: date) -> "Policy":
        """Return the text that governs an application of a day."""
        governing = [text for text in self.versions if text.version.start is None or text.version.start <= day]
        return governing[-1] if governing else self

    def under(self, reading: str, value: str) -> "Policy":
        """Return the policy with one reading changed.

        It is kept, because notes ask for it again and again.
        """
        if (reading, value) not in self._others:
            other = read(self.text, self.path, changes=self.changes, readings={**self.readings, reading: value})
            same_text = [text for text in other.versions if text.version.name == self.version.name]
            self._others[reading, value] = same_text[0] if same_text else other
        return self._others[reading, value]


def load(
    policy: str | Path, *, changes: Mapping[str, object] | None = None, readings: Mapping[str, object] | None = None
) -> Policy:
    """Read a policy: an id, or the path of a folder or of a ``policy.toml``.

    >>> load("yunnan-2025", changes={"benefit.build.cap": 3_000_000}).measure.benefit["build"].cap
    300000000

    ``changes`` maps dotted paths as they stand in the file to values in the law's units; ``readings`` maps a reading to one
    of its values. Raises PolicyError listing every fault.
    """
    path, changes, readings = find(policy), changes or {}, readings or {}
    loaded = read(content(path), path, changes=changes, readings=readings)
    if policy in available() and loaded.id != policy:
        message = _("id: is '{id}', but its folder is named '{folder}'; give both one name")
        raise PolicyError(str(path), (message.format(id=loaded.id, folder=policy),))
    return loaded


def read(text: bytes, path: Path, *, changes: Mapping[str, object], readings: Mapping[str, object]) -> Policy:
    """Read the bytes of a ``policy.toml``; ``path`` only names it in messages.

    What was read lately is kept: the readings of a measure are tried again and again.
    """
    return _read(text, path, _Exactly(repr(changes), changes), _Exactly(repr(readings), readings))


@dataclass(frozen=True)
class _Exactly:
    """Values compared as they are written, since 1, True and "1" are not the same."""

    written: str
    values: Mapping[str, object] = field(compare=False)


@lru_cache(maxsize=256)
def _read(text: bytes, path: Path, changed: _Exactly, chosen_readings: _Exactly) -> Policy:
    changes, readings = changed.values, chosen_readings.values
    where = str(path)
    raw = cast(Raw, copied(_tables(text, where)))
    faults = [*change(raw, changes)]
    chosen, wrong_readings = choose(raw, readings)
    faults += wrong_readings
    texts, wrong_versions = texts_of(raw)
    faults += wrong_versions
    read_texts = [_read_text(one, texts, chosen) for one in texts]
    for one, found in zip(texts, read_texts, strict=True):
        own = found.faults if one.version is None else [fault for fault in found.faults if fault not in faults]
        faults += own if one.version is None else [placed(f"version.{one.name}", fault) for fault in own]
    facts = {name: named for found in reversed(read_texts) for name, named in found.facts.items()}
    measures = [found.measure for found in read_texts if found.measure is not None]
    if len({measure.by_claim for measure in measures}) > 1:
        faults.append(_("version: where one text pays every_time, all of them do"))
    if faults or len(measures) < len(texts):
        raise PolicyError(where, tuple(dict.fromkeys(faults)))
    policies = [
        Policy(measure, facts, chosen, dict(changes), text, path, one)
        for measure, one in zip(measures, texts, strict=True)
    ]
    if len(policies) == 1:
        return policies[0]
    return replace(policies[-1], measure=_whole(measures), version=NO_VERSION, versions=tuple(policies), _others={})


@lru_cache(maxsize=16)
def _tables(text: bytes, where: str) -> Raw:
    """The tables of a file that is not too large."""
    raw: Raw = tables(text, where)
    if too_large := tuple(size_faults(raw)):
        raise PolicyError(where, too_large)
    return raw


class _ReadText(NamedTuple):
    measure: m.Measure | None
    facts: Mapping[str, Named]
    faults: list[str]


def _read_text(text: MeasureText, texts: Sequence[MeasureText], chosen: Mapping[str, str]) -> _ReadText:
    """One text of a measure, the facts of all of them, and what is wrong with it."""
    faults = [*article_faults(text.raw)]
    settled, wrong_branches = settle(text.raw, chosen)
    faults += wrong_branches
    facts, wrong_facts = facts_of(settled, text.raw, *(other.raw for other in texts if other is not text))
    faults += wrong_facts
    settled = with_shared_gates(settled, facts)
    measure: m.Measure | None
    try:
        measure = m.Measure.model_validate(settled, context={"facts": facts})
    except ValidationError as error:
        faults += [
            fault_message(details, keys_of_a_policy())
            for details in error.errors()
            if details["input"] is not UNSETTLED
        ]
        measure = valid_part(settled, error, facts)
    if measure is not None:
        faults += inconsistencies(measure, facts)
        faults += wrong_rules(measure.uses, catalogue())
    return _ReadText(measure, facts, faults)


def _whole(measures: Sequence[m.Measure]) -> m.Measure:
    """The last text of a measure, with the benefits and records of all.

    It is in force from the first day of the first text.
    """
    first, last = measures[0], measures[-1]
    validity = last.validity.model_copy(
        update={"first": first.validity.first, "until": last.validity.last, "years": None}
    )
    return last.model_copy(
        update={
            "validity": validity,
            "set_aside": {
                **last.set_aside,
                "not_computed": tuple(dict.fromkeys(cite for measure in measures for cite in measure.not_computed)),
            },
            "benefit": {name: body for measure in measures for name, body in measure.benefit.items()},
            "derived": {name: body for measure in measures for name, body in measure.derived.items()},
        }
    )
