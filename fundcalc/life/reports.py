"""Reports and changes: handed in, missing, reported."""

from fundcalc.base.i18n import _
from fundcalc.life.evaluation import fail
from fundcalc.life.events import Event
from fundcalc.life.history import PlatformHistory, Refusal, doubt_of_year, remark
from fundcalc.life.rules import LifeRules
from fundcalc.policy.life_rules import LifeClause


def _before_filing(history: PlatformHistory) -> Refusal | None:
    if history.state in ("none", "applied"):
        return Refusal(
            "before_filing",
            _("neither filed nor being built on this day; enter the filing before it, or correct the day"),
        )
    return None


def _doubt_year(history: PlatformHistory, event: Event, rule: LifeClause | None) -> None:
    since = history.unbroken_since
    if since is not None and event.year is not None and event.year < since.year:
        doubt_of_year(history, event, rule.cite if rule is not None else "")


def report(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter an annual report."""
    if (refusal := _before_filing(history)) is None and event.year is not None:
        _doubt_year(history, event, rules.life.report)
        history.reports.add(event.year)
    return refusal


def implementation_reported(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter a report on the use of the support."""
    if (refusal := _before_filing(history)) is None and event.year is not None:
        _doubt_year(history, event, rules.life.implementation_report)
        history.implemented.add(event.year)
    return refusal


def report_missing(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter that a report is missing without reason, and what follows."""
    report = rules.life.report
    if not history.is_filed and not (history.is_building and report is not None and report.building):
        return Refusal(
            "before_filing",
            _("no report is due while not filed; enter the filing before it, or correct the day"),
            cite=report.cite if report else "",
        )
    _doubt_year(history, event, report)
    if report is None or report.missing is None:
        remark(history, "no_rule", event, report.cite if report else "")
        return None
    history.relies.update(report.rests_on)
    if report.missing == "one_fail":
        evaluation = rules.evaluation("")
        fail(rules, history, event, evaluation.revoked_after if evaluation else None)
    return None


def changed(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter a change of the platform, which is to be reported."""
    rule = rules.life.change
    if history.is_filed or (history.is_building and rule is not None and rule.building):
        history.changes.append(event.date)
        history.changed = history.may_move = True
    return None


def change_reported(_rules: LifeRules, history: PlatformHistory, _event: Event) -> Refusal | None:
    """Enter that the changes were reported."""
    history.changes = []
    return None
