"""Notes on a standing: what decides nothing and a person should know, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from fundcalc.base.errors import DateError
from fundcalc.base.workdays import is_workday
from fundcalc.life.due import OpenDuty, next_evaluation
from fundcalc.life.history import EventRemark, PlatformHistory
from fundcalc.life.names import name_fault
from fundcalc.life.rules import ONE_DAY, LifeRules

NoteCode = Literal[
    "rows_not_used",
    "after_validity",
    "ends_on_day_off",
    "general_period",
    "building_over",
    "rectification_over",
    "first_evaluation_inferred",
    "evaluation_after_validity",
    "evaluation_year_over",
    "plaque",
    "not_first_filing",
    "name",
    "no_rule",
    "no_filing",
    "cancelled_from_year",
    "filed_in_ban",
    "laid_out_in_ban",
    "recheck_not_counted",
    "other_platform_barred",
    "reading",
]


@dataclass(slots=True)
class CountedRows:
    """How many rows of a platform were used up to a day, and how many could not be."""

    used: int = 0
    refused: int = 0


class Note(NamedTuple):
    """Something to know about a standing, and the article it rests on."""

    code: NoteCode
    cite: str
    values: Mapping[str, object]

    def to_dict(self) -> dict[str, object]:
        """The note as JSON."""
        return {"note": self.code, "cite": self.cite, **{key: _plain(value) for key, value in self.values.items()}}


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return value


def notes_on(
    rules: LifeRules,
    history: PlatformHistory,
    on: date,
    due: tuple[OpenDuty, ...],
    rows: CountedRows,
    *,
    over: bool,
) -> Iterator[Note]:
    """The notes on a history on a day; ``over``: the measure is no longer in force."""
    if rows.refused:
        yield Note("rows_not_used", "", {"refused": rows.refused, "used": rows.used})
    if over:
        yield Note("after_validity", rules.policy.measure.validity.cite, {"last": rules.last})
    yield from _of_building(rules, history, on)
    yield from _of_rectification(rules, history, on)
    if history.barred_until is not None and history.state == "barred" and rules.ban is not None:
        yield from _day_off("barred_until", history.barred_until, rules.ban.cite)
    if history.is_filed:
        yield from _of_filing(rules, history)
    for duty in due:
        if duty.last_day is not None:
            yield from _day_off(duty.duty, duty.last_day, duty.cite)
        elif duty.duty == "evaluation":
            yield from _of_evaluation(rules, history, duty, on)
    for remark in history.remarks:
        yield _remarked(remark)
    if history.name and (wrong := name_fault(rules.life, history)) is not None:
        yield Note("name", wrong.cite, {"name": history.name, "form": wrong.form})


def _remarked(remark: EventRemark) -> Note:
    return Note(remark.code, remark.cite, {"on": remark.on, **remark.values})  # type: ignore[arg-type]


def _of_building(rules: LifeRules, history: PlatformHistory, on: date) -> Iterator[Note]:
    rule, until = rules.life.building, history.build_until
    if rule is None or until is None or not history.is_building:
        return
    if rule.general:
        yield Note("general_period", rule.cite, {"until": until})
    if on > until:
        yield Note("building_over", rule.cite, {"until": until})
    yield from _day_off("build_until", until, rule.cite)


def _of_rectification(rules: LifeRules, history: PlatformHistory, on: date) -> Iterator[Note]:
    rule, until = rules.life.rectification, history.rectify_until
    if rule is None or until is None:
        return
    if on > until:
        yield Note("rectification_over", rule.cite, {"until": until, "rechecked": history.rechecked})
    yield from _day_off("rectify_until", until, rule.cite)


def _of_filing(rules: LifeRules, history: PlatformHistory) -> Iterator[Note]:
    life = rules.life
    if history.plaque and life.plaque is not None:
        yield Note("plaque", life.plaque.cite, {})
    if not history.first_filing:
        yield Note("not_first_filing", history.filed_cite, {"filed_on": history.filed_on})


def _of_evaluation(rules: LifeRules, history: PlatformHistory, duty: OpenDuty, on: date) -> Iterator[Note]:
    rule = rules.life.evaluation[duty.cycle]
    year = next_evaluation(history, duty.cycle, rule.years)
    if duty.cycle not in history.evaluated:
        yield Note("first_evaluation_inferred", rule.cite, {"year": year})
    if year < on.year:
        yield Note("evaluation_year_over", rule.cite, {"year": year})
    if rules.last is not None and year > rules.last.year:
        yield Note("evaluation_after_validity", rule.cite, {"year": year, "last": rules.last})


def _day_off(period: str, day: date, cite: str) -> Iterator[Note]:
    """Note a last day that is a day off; the period does not move."""
    if (following := _following_workday(day)) is not None:
        yield Note("ends_on_day_off", cite, {"period": period, "day": day, "next_workday": following})


def _following_workday(day: date) -> date | None:
    """The next working day if a day is off.

    None if it is a working day, or the calendar of its year is not known.
    """
    try:
        following = day
        while not is_workday(following):
            following += ONE_DAY
    except DateError:
        return None
    return None if following == day else following
