"""Matches as JSON: money as decimal text in yuan, facts by their ids."""

from fundcalc.base.i18n import either
from fundcalc.base.money import plain
from fundcalc.engine import decision_json
from fundcalc.matching.prospects import BenefitMatch
from fundcalc.matching.records import CannotCombine, MeasureMatch, MissingFacts
from fundcalc.policy.fact_sources import source_of
from fundcalc.policy.loading import Policy
from fundcalc.policy.vocabulary import forms
from fundcalc.prose.figures import name

Document = dict[str, object]


def of_match(one: MeasureMatch) -> Document:
    """What one measure comes to for the unit."""
    policy = one.policy
    document: Document = {
        "policy": policy.id,
        "title": either(policy.measure.title),
        "status": one.status,
        "payable": plain(one.payable),
        "amount": plain(one.amount),
        "most": None if one.most is None else plain(one.most),
        "benefits": {benefit.id: _benefit(benefit) for benefit in one.benefits},
        "missing": [_missing(policy, missing) for missing in one.missing],
        "unmet": [],
        "faults": list(one.faults),
    }
    if one.decision is not None:
        checks = zip(one.decision.condition_ids, one.decision.checks, strict=True)
        document["unmet"] = [
            {"id": id_, **decision_json.of_check(check)} for id_, check in checks if check.answer is False
        ]
    return document


def _benefit(benefit: BenefitMatch) -> Document:
    return {
        "amount": None if benefit.fen is None else plain(benefit.fen),
        "most": None if benefit.most is None else plain(benefit.most),
        "reason": benefit.reason,
        "cite": benefit.cite,
        "missing": list(benefit.missing),
    }


def _missing(policy: Policy, missing: MissingFacts) -> Document:
    facts = [
        {"fact": fact, "name": name(policy, fact), "sheet": sheet_of(fact), "source": source_of(policy, fact)}
        for fact in missing.facts
    ]
    return {"cite": missing.cite, "benefit": missing.benefit or None, "facts": facts}


def sheet_of(fact: str) -> str:
    """The sheet of the workbook that has a fact or a field of records."""
    form = fact.partition("[")[0]
    return form if form in forms() else "applications"


def of_conflict(one: CannotCombine) -> Document:
    """Supports of which only the highest is paid."""
    return {"policies": list(one.policies), "cites": dict(one.cites), "benefits": list(one.benefits)}
