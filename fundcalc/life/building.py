"""Applying, building and acceptance: what these events do to a platform."""

from fundcalc.base.dates import years_after
from fundcalc.base.i18n import _
from fundcalc.life.events import Event
from fundcalc.life.filing import doubt_before_validity
from fundcalc.life.history import ADMITTED, PlatformHistory, Refusal, begin, enter, remark
from fundcalc.life.rules import LifeRules


def applied(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter an application, unless a ban runs."""
    if history.state == "barred":
        ban = rules.ban.cite if rules.ban is not None else ""
        message = _("applied for within the ban, which lasts until {day}; correct the day, or apply after it")
        return Refusal("applied_in_ban", message.format(day=history.barred_until), "date", ban)
    if history.state in ("none", "revoked"):
        rule = rules.life.application
        enter(history, "applied", event.date, event.cite or (rule.cite if rule else ""))
    return None


def laid_out(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter the approval to build, and until when."""
    rule = rules.life.building
    if rule is None:
        return Refusal("no_building", _("this measure has no approval to build; delete the row, or correct the event"))
    if history.state in ("building", *ADMITTED):
        message = _(
            "approved for building while already being built, or filed; enter the revocation before it, or delete the row"
        )
        return Refusal("laid_out_again", message, cite=rule.cite)
    kind = event.platform_kind or history.kind
    if rule.routes and kind and kind not in rule.routes:
        message = _("only these kinds of platform are approved for building: {kinds}; correct the kind or the event")
        return Refusal("kind", message.format(kinds=", ".join(rule.routes)), "platform_kind", rule.cite)
    if history.state == "barred":
        remark(history, "laid_out_in_ban", event, rules.ban.cite if rules.ban else "", until=history.barred_until)
    doubt_before_validity(rules, history, event)
    begin(history, event.date)
    until = years_after(event.date, rule.years)
    history.build_until = history.first_build_until = until
    history.extended = history.acceptance_applied = history.waived = False
    history.grades, history.evaluated, history.reports, history.regraded = {}, {}, set(), {}
    enter(history, "building", event.date, event.cite or rule.cite)
    return None


def _not_building() -> Refusal:
    message = _("the platform is not being built on this day; enter the approval before it, or correct the day")
    return Refusal("not_building", message)


def extended(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter an extension of the building period."""
    rule, until, present = rules.life.building, event.until, history.build_until
    if rule is None or until is None or present is None or not history.is_building:
        return _not_building()
    if rule.extension is None and not rule.general:
        return Refusal(
            "no_extension", _("this measure has no extension of the building period; delete the row"), cite=rule.cite
        )
    if until <= present:
        message = _("extended until {until}, which is not after the present end, {day}; correct the day")
        return Refusal("extension", message.format(until=until, day=present), "until", rule.cite)
    if rule.extension is not None and history.first_build_until is not None:
        most = years_after(history.first_build_until, rule.extension.years)
        if until > most:
            message = _("extended until {until}, beyond the last day that the measure allows, {day}; correct the day")
            return Refusal("extension", message.format(until=until, day=most), "until", rule.extension.cite)
    history.build_until, history.extended = until, True
    return None


def acceptance_applied(_rules: LifeRules, history: PlatformHistory, _event: Event) -> Refusal | None:
    """Enter that acceptance was applied for."""
    if not history.is_building:
        return _not_building()
    history.acceptance_applied = True
    return None


def acceptance_refused(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Enter that acceptance was refused."""
    if not history.is_building:
        return _not_building()
    history.acceptance_applied = False
    if rules.acceptance is not None and history.extended:
        history.proposals.setdefault(("withdraw", rules.acceptance.cite), event.date)
    return None
