"""Checks of what the money was spent on: prohibited, for a person, under no known measure, beyond a quota."""

from collections.abc import Iterator, Sequence

from fundcalc.auditing.checks.context import JudgedLine, Matter, about_award
from fundcalc.auditing.checks.finding import CheckId, Data, Finding, Severity, of_line
from fundcalc.auditing.classification import Verdict
from fundcalc.base.money import percent, share
from fundcalc.policy import model as m
from fundcalc.policy.uses import catalogue


def prohibited_use(matter: Matter) -> Iterator[Finding]:
    """A line whose declared use, code or account the measure prohibits."""
    for each in matter.judged:
        if each.verdict is not None and each.verdict.outcome == "prohibited":
            yield _of_use("prohibited_use", "violation", each, each.verdict)


def use_for_review(matter: Matter) -> Iterator[Finding]:
    """A line that the measure leaves to a person, that says too little, or that contradicts itself."""
    for each in matter.judged:
        if each.verdict is not None and each.verdict.outcome == "review":
            yield _of_use("use_for_review", "review", each, each.verdict)


def _of_use(check: CheckId, severity: Severity, each: JudgedLine, verdict: Verdict) -> Finding:
    line, rule = each.line, verdict.rule
    data: Data = {
        "why": verdict.why,
        "by": verdict.by,
        "uses": verdict.uses,
        "against": verdict.against,
        "rule_zh": rule.zh if rule else "",
        "rule_en": rule.en if rule else "",
        "rests_on": verdict.rests_on,
        "text": line.text,
        "code": line.code,
        "account": line.account,
    }
    key = of_line(line)
    return Finding(
        check, severity, each.policy, verdict.cite, line.award, line.organisation, line.place, line.fen, data, key
    )


def policy_unknown(matter: Matter) -> Iterator[Finding]:
    """Lines of an award whose measure is none of those the audit was given, or that name no award at all."""
    missing: dict[str, list[JudgedLine]] = {}
    for each in matter.judged:
        if not each.policy:
            missing.setdefault(each.line.award, []).append(each)
    for award, several in missing.items():
        first = several[0].line
        total = sum(each.line.fen for each in several)
        data: Data = {"count": len(several)}
        yield Finding("policy_unknown", "review", "", "", award, first.organisation, first.place, total, data)


def quota_exceeded(matter: Matter) -> Iterator[Finding]:
    """Spending on some uses beyond their share of the award, or of all that was spent.

    What is surely such a use counts; where only with what may be one it goes beyond, it is for a person.
    """
    for award, several in matter.of_award.items():
        policy = matter.policies.get(matter.policy_of(award))
        if policy is None:
            continue
        for name, quota in policy.measure.uses.quota.items():
            whole = _whole(matter, award, quota)
            if whole is None:
                continue
            most = share(quota.at_most, max(whole, 0), "down")
            sure, possible = _within(quota, several)
            if sure + possible <= most:
                continue
            severity: Severity = "violation" if sure > most else "review"
            spent = sure if sure > most else sure + possible
            data: Data = {
                "quota_zh": quota.zh,
                "quota_en": quota.en,
                "share": percent(quota.at_most),
                "of": quota.of,
                "spent": spent,
                "most": most,
            }
            over, place = spent - most, several[0].line.place
            yield about_award(
                matter, "quota_exceeded", severity, award, quota.cite, over, data, place=place, key=(name,)
            )


def _whole(matter: Matter, award: str, quota: m.Quota) -> int | None:
    """What the share is taken of, in fen; None where the award's amount is not known."""
    if quota.of == "spent":
        return sum(each.line.fen for each in matter.of_award[award])
    return matter.awards[award].fen if award in matter.awards else None


def _within(quota: m.Quota, several: Sequence[JudgedLine]) -> tuple[int, int]:
    """What is surely spent on the uses of a quota, and what may be, in fen."""
    parts = catalogue().parts
    leaves = {leaf for use in quota.uses for leaf in parts[use]}
    sure = possible = 0
    for each in several:
        if each.verdict is None:
            continue
        held = {leaf for use in each.verdict.uses for leaf in parts[use]}
        if held and held <= leaves and not each.verdict.against:
            sure += each.line.fen
        elif (held | set(each.verdict.against)) & leaves:
            possible += each.line.fen
    return sure, possible
