"""One event after another: what it does to a platform, or why it cannot be."""

from collections.abc import Callable, Mapping

from fundcalc.base.i18n import _, either
from fundcalc.base.ids import normalised
from fundcalc.life import building, evaluation, filing, reports
from fundcalc.life.events import FORM, Event
from fundcalc.life.history import PlatformHistory, Refusal, doubt, let_time_pass
from fundcalc.life.rules import LifeRules
from fundcalc.policy.life_rules import EventWord
from fundcalc.policy.vocabulary import forms

Act = Callable[[LifeRules, PlatformHistory, Event], Refusal | None]

_ACTS: Mapping[EventWord, Act] = {
    "applied": building.applied,
    "laid_out": building.laid_out,
    "extended": building.extended,
    "acceptance_applied": building.acceptance_applied,
    "acceptance_refused": building.acceptance_refused,
    "filed": filing.filed,
    "report": reports.report,
    "report_missing": reports.report_missing,
    "implementation_reported": reports.implementation_reported,
    "evaluated": evaluation.evaluated,
    "rechecked": evaluation.rechecked,
    "absent": evaluation.absent,
    "not_cooperating": filing.ground,
    "accident": filing.ground,
    "violation": filing.ground,
    "false_data": filing.ground,
    "bankrupt": filing.ground,
    "unqualified": filing.ground,
    "withdrawn": filing.ground,
    "withdrawal_requested": filing.ground,
    "changed": reports.changed,
    "change_reported": reports.change_reported,
    "revoked": filing.revoked,
    "not_revoked": filing.not_revoked,
}

# What a platform begins with, also after a revocation.
_ANEW = ("applied", "laid_out", "filed")


def apply(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Take the next event. Returns why it cannot be, or None."""
    if history.state == "barred":
        let_time_pass(history, event.date)
    unit, kind = event.organisation, event.platform_kind
    if (unit != history.organisation and unit and history.organisation) or (kind != history.kind and kind):
        refusal = _of_another(history, event)
        if refusal is not None:
            return refusal
    refusal = _ACTS[event.event](rules, history, event)
    if refusal is not None:
        return refusal
    if event.platform_name:
        history.name = event.platform_name
    if kind:
        history.kind = kind
    if unit and unit != history.organisation:
        history.organisation, history.may_move = unit, False
    if event.cite and not rules.prints(event.cite):
        message = _("{cite} is not an article of this measure; correct it, or leave it blank")
        doubt(history, event, "cite", message.format(cite=event.cite), "cite")
    return None


def _of_another(history: PlatformHistory, event: Event) -> Refusal | None:
    """Refuse an event that names another unit or kind than the platform has."""
    anew = event.event in _ANEW and not history.is_filed and not history.is_building
    kind, unit = event.platform_kind, event.organisation
    if kind and history.kind and kind != history.kind and not (anew and history.filings):
        message = _("the platform is of another kind, {kind}; correct the kind or the id of the platform")
        return Refusal("kind", message.format(kind=_kind_word(history.kind)), "platform_kind")
    moves = event.event == "changed" or history.may_move or (anew and history.filings)
    if moves or not unit or not history.organisation or normalised(unit) == normalised(history.organisation):
        return None
    message = _("the platform is run by another unit, {organisation}; correct the id, or enter the change before it")
    return Refusal("organisation", message.format(organisation=history.organisation), "organisation")


def _kind_word(kind: str) -> str:
    return either(forms()[FORM].columns["platform_kind"].choices[kind])
