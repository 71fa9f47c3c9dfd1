"""One event after another: what it does to a platform, or why it cannot be."""

from collections.abc import Callable, Mapping

from fundcalc.life import building, evaluation, filing, reports
from fundcalc.life.events import Event
from fundcalc.life.history import PlatformHistory, Refusal, let_time_pass
from fundcalc.life.rules import LifeRules
from fundcalc.policy.life_rules import EventWord

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


def apply(rules: LifeRules, history: PlatformHistory, event: Event) -> Refusal | None:
    """Take the next event. Returns why it cannot be, or None."""
    if history.state == "barred":
        let_time_pass(history, event.date)
    refusal = _ACTS[event.event](rules, history, event)
    if refusal is None:
        if event.platform_name:
            history.name = event.platform_name
        if event.platform_kind:
            history.kind = event.platform_kind
    return refusal
