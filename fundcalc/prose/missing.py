"""The facts a decision still needs, as text.

One item per condition with its alternatives, then what the amounts need.
"""

from collections.abc import Iterator
from typing import assert_never

from fundcalc.base.figures import several
from fundcalc.base.i18n import _
from fundcalc.engine.decision import Decision
from fundcalc.engine.steps import Check
from fundcalc.policy import model as m
from fundcalc.policy.fact_sources import FactSource
from fundcalc.policy.loading import Policy
from fundcalc.prose.figures import name, names


def missing_items(decision: Decision) -> list[tuple[str, str]]:
    """The missing items, each with its article.

    Alternatives are one item, and so is a sum.
    """
    return list(dict.fromkeys(_items(decision)))


def _items(decision: Decision) -> Iterator[tuple[str, str]]:
    policy, wanted, rows = decision.policy, set(decision.missing), decision.application.record_rows
    covered: set[str] = set()
    for due in decision.benefits.values():
        for key in due.missing:
            if key in wanted and key not in covered:
                covered.add(key)
                yield due.cite, name(policy, key, rows)
    for check in decision.checks:
        if (
            check.answer is None
            and not check.open
            and not check.condition.soft
            and set(check.missing) & (wanted - covered)
        ):
            covered |= set(check.missing)
            yield check.cite, missing_of(policy, check)
    for key in decision.missing:
        if key not in covered:
            yield "", name(policy, key, rows)


def missing_of(policy: Policy, check: Check) -> str:
    """Name the facts that a condition still needs.

    Alternatives as "one of: …", a sum as "… together".
    """
    condition = check.condition
    match condition:
        case m.AnyOf():
            texts = _open_parts(policy, check)
            return _("one of: {facts}").format(facts=several(texts, "or")) if len(texts) > 1 else texts[0]
        case m.AllOf():
            return several(_open_parts(policy, check))
        case m.AtLeast() | m.MoreThan() | m.AtMost():
            together = [fact for fact in check.missing if fact in condition.compared]
            texts = [_("{facts} together").format(facts=names(policy, together))] if len(together) > 1 else together
            others = [name(policy, fact) for fact in check.missing if fact not in condition.compared]
            return several([*(texts if len(together) > 1 else [name(policy, fact) for fact in together]), *others])
        case m.Is() | m.OneOf() | m.Attested() | m.ShareOf() | m.YearsSince() | m.NotWithin():
            return names(policy, check.missing)
        case _:
            assert_never(condition)


def _open_parts(policy: Policy, check: Check) -> list[str]:
    """Say what each unanswered part of a condition needs.

    Where no part says it, what the condition does.
    """
    open_parts = [part for part in check.parts if part.answer is None and part.missing]
    return list(dict.fromkeys(_part(policy, part) for part in open_parts)) or [names(policy, check.missing)]


def _part(policy: Policy, part: Check) -> str:
    """What a part of a condition needs, in brackets if it has several parts itself."""
    text = missing_of(policy, part)
    return _("({conditions})").format(conditions=text) if len(part.parts) > 1 else text


def source_word(source: FactSource) -> str:
    """Who says a fact."""
    match source:
        case "applicant":
            return _("the applicant states it")
        case "authority":
            return _("the authority decides it")
        case "review":
            return _("the review confirms it")
        case _:
            assert_never(source)
