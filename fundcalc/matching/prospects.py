"""What a unit would get if everything that is still open turned out well.

The engine answers: it decides the same application under the measure without the conditions that are open, and with the
highest amount of a benefit whose base is not known.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from fundcalc.engine.application import Application, PaidAward
from fundcalc.engine.decision import Decision
from fundcalc.engine.decision_parts import BenefitDue
from fundcalc.engine.rounds import decide
from fundcalc.policy import model as m
from fundcalc.policy.benefits import FlatBenefit
from fundcalc.policy.loading import Policy

# Two bases so large that an amount which differs between them has no upper limit.
_LARGE, _LARGER = 10**15, 10**16


class BenefitMatch(NamedTuple):
    """What one benefit comes to before competition, in fen.

    ``fen`` is the amount once its open conditions hold, None where its base is not known; ``most`` the most it can come
    to, None where the measure states no limit. ``missing`` are the facts that it still needs.
    """

    id: str
    fen: int | None
    most: int | None
    missing: tuple[str, ...]
    reason: str
    cite: str


class Prospects(NamedTuple):
    """The decision with every benefit claimed, and what it can come to, in fen.

    ``amount`` is what would be paid once the open conditions hold, from the figures that are known; ``most`` counts the
    others at their highest, and is None where the measure states no limit.
    """

    decision: Decision
    benefits: tuple[BenefitMatch, ...]
    amount: int
    most: int | None


_HOPELESS = ("not_in_force", "barred", "ineligible")


def prospects(policy: Policy, application: Application, paid: Sequence[PaidAward], on: date | None = None) -> Prospects:
    """Work out what an application can come to, with every benefit claimed."""
    text = policy.on(application.application_date)
    whole = application._replace(claims=tuple(text.measure.benefit))
    decision = decide(policy, whole, paid, on=on)
    if decision.status in _HOPELESS:
        return Prospects(decision, tuple(_refused(decision)), 0, 0)
    open_ = [id_ for id_, due in decision.benefits.items() if due.fen is None or due.fen]
    known = _without_conditions(text, whole, paid, on, open_, ())
    without_base = [id_ for id_ in open_ if known.benefits[id_].reason == "needs_documents"]
    computed = [id_ for id_ in open_ if id_ not in without_base]
    amount = _range(_without_conditions(text, whole, paid, on, computed, ()))
    limits = {id_: _limit(text.measure.benefit[id_]) for id_ in without_base}
    most: int | None = None
    if None not in limits.values():
        best = {id_: limit for id_, limit in limits.items() if limit is not None}
        most = max(_range(_without_conditions(text, whole, paid, on, open_, best))[1], amount[1])
    benefits = tuple(_matched(decision, known, limits))
    return Prospects(decision, benefits, amount[0], most)


def _refused(decision: Decision) -> Iterable[BenefitMatch]:
    for id_, due in decision.benefits.items():
        yield BenefitMatch(id_, due.fen, due.fen, (), due.reason, due.cite)


def _matched(decision: Decision, known: Decision, limits: Mapping[str, int | None]) -> Iterable[BenefitMatch]:
    for id_, due in decision.benefits.items():
        supposed: BenefitDue = due if due.fen == 0 else known.benefits[id_]
        most = limits.get(id_, supposed.fen)
        yield BenefitMatch(id_, supposed.fen, most, due.missing, due.reason, due.cite)


def _range(decision: Decision) -> tuple[int, int]:
    """The least and the most that a supposed decision comes to, in fen."""
    if decision.bounds is not None:
        return decision.bounds.least, decision.bounds.most
    amount = decision.payable_fen or decision.prospective_fen
    return amount, amount


def _without_conditions(
    policy: Policy,
    application: Application,
    paid: Sequence[PaidAward],
    on: date | None,
    claims: Collection[str],
    highest: Mapping[str, int] | tuple[()],
) -> Decision:
    """Decide as if every condition held.

    The benefits of ``highest`` come to these amounts, in fen.
    """
    benefits = {
        id_: _flat(benefit, dict(highest)[id_]) if id_ in highest else benefit.model_copy(update={"only_if": ()})
        for id_, benefit in policy.measure.benefit.items()
    }
    measure = policy.measure.model_copy(update={"condition": {}, "benefit": benefits})
    supposed = replace(policy, measure=measure, versions=(), _others={})
    return decide(supposed, application._replace(claims=tuple(claims)), paid, on=on)


def _flat(benefit: m.AnyBenefit, fen: int) -> FlatBenefit:
    """A benefit that pays a fixed sum, on the terms of another one."""
    terms = {name: getattr(benefit, name) for name in m.Benefit.model_fields}
    return FlatBenefit.model_construct(**{**terms, "kind": "flat", "amount": fen, "only_if": ()})


def _limit(benefit: m.AnyBenefit) -> int | None:
    """The most a benefit can come to whatever its base, in fen."""
    most = benefit.most(lambda _fact: _LARGE, 1)
    return most if most == benefit.most(lambda _fact: _LARGER, 1) else None
