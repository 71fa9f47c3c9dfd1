"""What a platform has to do next, and what must follow from what happened."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal, NamedTuple

from fundcalc.base.dates import months_after
from fundcalc.life.history import Action, PlatformHistory, acceptance_until, withdrawal_since
from fundcalc.life.rules import LifeRules

Duty = Literal["report", "evaluation", "recheck", "change_report", "acceptance_application", "implementation_report"]


class OpenDuty(NamedTuple):
    """An open duty or the next of its kind; ``last_day`` where the text has one."""

    duty: Duty
    year: int | None
    last_day: date | None
    overdue: bool
    cite: str
    cycle: str = ""

    def to_dict(self) -> dict[str, object]:
        """The duty as JSON."""
        return {
            "duty": self.duty,
            "year": self.year,
            "last_day": self.last_day and self.last_day.isoformat(),
            "overdue": self.overdue,
            "cite": self.cite,
        }


class Proposed(NamedTuple):
    """What must follow by the measure and the authority has not decided.

    A filing, a creation or an approval to build ends.
    """

    action: Action
    since: date
    cite: str

    def to_dict(self) -> dict[str, object]:
        """The proposal as JSON."""
        return {"action": self.action, "since": self.since.isoformat(), "cite": self.cite}


def due_on(rules: LifeRules, history: PlatformHistory, on: date, paid_years: Collection[int]) -> tuple[OpenDuty, ...]:
    """Every duty open on a day, or the next of its kind, overdue first."""
    if not history.is_filed and not history.is_building:
        return ()
    duties = list(_duties(rules, history, on, paid_years))
    if len(duties) > 1:
        duties.sort(key=lambda due: (not due.overdue, due.last_day or date.max, due.year or on.year))
    return tuple(duties)


def _duties(rules: LifeRules, history: PlatformHistory, on: date, paid_years: Collection[int]) -> Iterator[OpenDuty]:
    life, filed = rules.life, history.is_filed
    acceptance, last = rules.acceptance, acceptance_until(rules, history)
    if acceptance is not None and last is not None and not history.acceptance_applied:
        yield OpenDuty("acceptance_application", None, last, on > last, acceptance.cite)
    if life.change is not None:
        for day in history.changes:
            last = None if life.change.months is None else months_after(day, life.change.months)
            yield OpenDuty("change_report", None, last, last is not None and on > last, life.change.cite)
    rectification, until = life.rectification, history.rectify_until
    over = until is not None and on > until and not history.rechecked
    if over and rectification is not None and rectification.recheck is not None:
        yield OpenDuty("recheck", None, None, False, rectification.cite)
    if life.report is not None and history.start is not None and (filed or life.report.building):
        for year in range(history.start.year, on.year):
            if year not in history.reports:
                yield OpenDuty("report", year, None, False, life.report.cite)
    if life.implementation_report is not None and filed and history.filed_on is not None:
        for year in sorted(paid_years):
            if history.filed_on.year <= year < on.year and year not in history.implemented:
                yield OpenDuty("implementation_report", year, None, False, life.implementation_report.cite)
    for cycle, evaluation in life.evaluation.items():
        if filed or evaluation.building:
            yield OpenDuty(
                "evaluation", next_evaluation(history, cycle, evaluation.years), None, False, evaluation.cite, cycle
            )


def next_evaluation(history: PlatformHistory, cycle: str, years: int) -> int:
    """The year of the next evaluation.

    A cycle after the last one, or after the filing or creation, which is inferred.
    """
    if cycle in history.evaluated:
        return history.evaluated[cycle] + years
    began = history.filed_on if history.is_filed else history.start
    return years + (began or date.min).year


def proposed_on(rules: LifeRules, history: PlatformHistory, on: date) -> tuple[Proposed, ...]:
    """What must follow by a day, in the order in which it arose."""
    known = history.proposals
    proposals = [Proposed(action, since, cite) for (action, cite), since in known.items()]
    acceptance, since = rules.acceptance, withdrawal_since(rules, history)
    if acceptance is not None and since is not None and on >= since and ("withdraw", acceptance.cite) not in known:
        proposals.append(Proposed("withdraw", since, acceptance.cite))
    if len(proposals) > 1:
        proposals.sort(key=lambda proposed: proposed.since)
    return tuple(proposals)
