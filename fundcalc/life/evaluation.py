"""Evaluations, their runs of fails, and rectification."""

from fundcalc.base.dates import years_after
from fundcalc.base.i18n import _
from fundcalc.life.events import Event
from fundcalc.life.filing import ground
from fundcalc.life.history import PlatformHistory, Refusal, doubt, doubt_of_year, enter, remark
from fundcalc.life.rules import LifeRules
from fundcalc.policy.life_rules import Consecutive, Evaluation


def _may_be_evaluated(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    evaluation = rules.evaluation(event.cycle)
    if history.is_filed or (history.is_building and evaluation is not None and evaluation.building):
        return None
    return Refusal(
        "graded_before_filed",
        _("evaluated while not filed; enter the filing before it, or correct the day"),
        cite=evaluation.cite if evaluation else "",
    )


def evaluated(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter a grade, and what follows from a failed evaluation."""
    if (refusal := _may_be_evaluated(rules, history, event)) is not None:
        return refusal
    evaluation = rules.evaluation(event.cycle)
    _keep_grade(history, event, event.grade, rules.cycle(event.cycle), evaluation)
    if event.grade == "fail":
        fail(rules, history, event, evaluation.revoked_after if evaluation else None)
    else:
        _pass(history, event, evaluation.cite if evaluation else "")
    return None


def _keep_grade(history: PlatformHistory, event: Event, grade: str, cycle: str, evaluation: Evaluation | None) -> None:
    year = event.year_meant
    cite = evaluation.cite if evaluation is not None else ""
    before = history.grades.get((cycle, year))
    if before is not None:
        message = _("evaluated for {year} already on {day}; delete one of the rows, or enter the year evaluated")
        day = history.graded_on[cycle, year]
        doubt(history, event, "evaluated_twice", message.format(year=year, day=day), "event", cite)
        if before != grade:
            history.regraded[event.date.year] = (before, grade)
    if history.unbroken_since is not None and year < history.unbroken_since.year:
        doubt_of_year(history, event, cite)
    history.grades[cycle, year] = history.graded[event.date.year] = grade
    history.graded_on[cycle, year] = event.date
    history.evaluated[cycle] = max(year, history.evaluated.get(cycle, year))


def fail(rules: LifeRules, history: PlatformHistory, event: Event, rule: Consecutive | None) -> None:
    """Count a fail; it may be a ground for revocation, or open a rectification."""
    failed_before, history.failed = history.failed, True
    history.run += 1
    if history.plaque:
        return
    if rule is not None and _in_a_row(history, rules.cycle(event.cycle), event.year_meant, rule) >= rule.fails:
        history.proposals.setdefault(("revoke", rule.cite), event.date)
    rectification = rules.life.rectification
    if rectification is None or history.state == "rectifying":
        return
    if failed_before:
        history.relies.update(rectification.rests_on)
    if rectification.opened_by == "in_run" or not failed_before:
        history.returns_to = history.state
        history.rectify_until = years_after(event.date, rectification.years)
        history.rechecked = False
        enter(history, "rectifying", event.date, rectification.cite)


def _in_a_row(history: PlatformHistory, cycle: str, year: int, rule: Consecutive) -> int:
    """How many fails stand in a row: of evaluations, or of years around this one."""
    if rule.counted == "evaluations":
        return history.run
    first = last = year
    while history.grades.get((cycle, first - 1)) == "fail":
        first -= 1
    while history.grades.get((cycle, last + 1)) == "fail":
        last += 1
    return last - first + 1


def _pass(history: PlatformHistory, event: Event, cite: str) -> None:
    history.run = 0
    if history.state == "rectifying":
        history.rectify_until = None
        enter(history, history.returns_to, event.date, cite)


def rechecked(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter the second look after a rectification."""
    rule = rules.life.rectification
    if history.state != "rectifying" or rule is None:
        return Refusal(
            "recheck",
            _(
                "checked again without an open rectification; enter the failed evaluation before it, or correct the event"
            ),
            cite=rule.cite if rule else "",
        )
    if event.grade != "fail":
        _pass(history, event, rule.cite)
        return None
    history.rechecked = True
    if rule.recheck is None:
        remark(history, "recheck_not_counted", event, rule.cite)
    else:
        history.relies.update(rule.recheck.rests_on)
        history.proposals.setdefault(("revoke", rule.recheck.cite), event.date)
    return None


def absent(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter that a platform took no part, which counts as the measure says."""
    if (refusal := _may_be_evaluated(rules, history, event)) is not None:
        return refusal
    if rules.life.absence is None:
        return ground(rules, history, event)
    evaluation = rules.evaluation(event.cycle)
    _keep_grade(history, event, "fail", rules.cycle(event.cycle), evaluation)
    fail(rules, history, event, evaluation.revoked_after if evaluation else None)
    return None
