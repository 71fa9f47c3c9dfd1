"""Filing, the grounds on which it ends, and its end."""

from fundcalc.base.i18n import _
from fundcalc.life.events import Event
from fundcalc.life.history import PlatformHistory, Refusal, begin, doubt, enter, remark, withdrawal_since
from fundcalc.life.rules import LifeRules


def doubt_before_validity(rules: LifeRules, history: PlatformHistory, event: Event) -> None:
    """Doubt a filing or creation before the measure: by an earlier one, or a slip."""
    if event.date < rules.first:
        message = _("before the first day of this measure, {day}: by an earlier measure, or the day is wrong; check it")
        validity = rules.policy.measure.validity
        doubt(history, event, "before_validity", message.format(day=rules.first), "date", validity.cite)


def filed(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter a filing, a conversion or a renewal."""
    life = rules.life
    conversion = life.conversion is not None and event.cite.startswith(life.conversion.cite)
    renewed = life.change is not None and life.change.renews and history.changed
    if history.is_filed and not conversion and not renewed:
        message = _(
            "filed again, though filed on {day} and not revoked since; enter what lies between, or delete the row"
        )
        return Refusal("second_filing", message.format(day=history.filed_on), "event", history.filed_cite)
    if history.state == "barred":
        remark(history, "filed_in_ban", event, rules.ban.cite if rules.ban else "", until=history.barred_until)
    doubt_before_validity(rules, history, event)
    building = history.is_building
    start = history.start
    begin(history, event.date)
    if building and life.report is not None and life.report.building and start is not None:
        history.start = start
    if not building:
        history.reports = set()
    if not (building and any(evaluation.building for evaluation in life.evaluation.values())):
        history.grades, history.graded, history.evaluated, history.regraded = {}, {}, {}, {}
    history.filings += 1
    history.first_filing = history.filings == 1 and not conversion
    history.plaque = life.plaque is not None and event.cite.startswith(life.plaque.cite)
    history.filed_on = event.date
    history.filed_cite = event.cite or (life.filing.cite if life.filing else "")
    history.build_until = history.first_build_until = None
    enter(history, "filed", event.date, history.filed_cite)
    return None


def revoked(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter a revocation with its ground."""
    if not history.is_filed and not history.is_building:
        return Refusal(
            "revoked_without_filing",
            _(
                "revoked, though neither filed nor being built on this day; enter the filing before it, or correct the day"
            ),
        )
    was_filed = history.is_filed
    cites = {cite for _action, cite in history.proposals}
    history.ended_cite = event.cite or (cites.pop() if len(cites) == 1 else "")
    history.revoked_on, history.stated_ground = event.date, event.cite
    history.proposals, history.rectify_until, history.build_until = {}, None, None
    history.changes, history.start, history.may_move = [], None, True
    enter(history, "revoked", event.date, history.ended_cite)
    if was_filed and rules.ban is not None:
        history.relies.update(rules.ban.rests_on)
        history.barred_until = rules.barred_until(event.date, event.cite)
        if history.barred_until is not None:
            enter(history, "barred", event.date, rules.ban.cite)
    return None


def not_revoked(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter that a proposed revocation was turned down."""
    if not history.is_filed and not history.is_building:
        return Refusal(
            "revoked_without_filing",
            _("neither filed nor being built on this day; enter the filing before it, or correct the day"),
        )
    since = withdrawal_since(rules, history)
    history.waived |= since is not None and since <= event.date
    history.proposals, history.cancelled_from = {}, None
    history.remarks = [made for made in history.remarks if made.code != "cancelled_from_year"]
    return None


def ground(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """An event on which the measure ends a filing, if it names it."""
    rule = rules.grounds.get(event.event)
    if rule is None:
        remark(history, "no_rule", event)
    elif history.is_filed or (history.is_building and rule.building):
        history.proposals.setdefault(("revoke", rule.cite), event.date)
        if rule.from_year:
            history.cancelled_from = history.changes[-1].year if history.changes else event.date.year
            remark(history, "cancelled_from_year", event, rule.cite, year=history.cancelled_from)
    else:
        remark(history, "no_filing", event, rule.cite)
    return None
