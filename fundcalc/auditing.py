"""The audit: every line held against its measure, every check run over the accounts, and how much was judged by what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from fundcalc.accounts import OwnAccounts
from fundcalc.checks import CHECKS, Finding, Judged, Matter, policy_of_id, with_ids
from fundcalc.dossier import Dossier
from fundcalc.policy import Policy, available, load
from fundcalc.spending import DecidedBy, Evidence, Outcome, Rules, Verdict, judge
from fundcalc.uses import catalogue
from fundcalc.wording import wording


@dataclass(frozen=True, slots=True)
class Covered:
    """How many lines and how much money (fen) came to one outcome by one kind of evidence."""

    policy: str
    outcome: Outcome
    by: DecidedBy
    lines: int
    fen: int


@dataclass(frozen=True)
class Audit:
    """What came of it: each line with its verdict, the findings by gravity, and the coverage."""

    judged: Sequence[Judged]
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]


def audit_dossier(
    dossier: Dossier, policies: Sequence[Policy], *, own: OwnAccounts | None = None, on: date | None = None
) -> Audit:
    """Judge the lines of a dossier and run every check over it.

    A line's measure is that of its award, by the award's record or the start of its id; with one policy only, lines that
    name no award are held against it. ``own`` is how the organisation keeps its accounts; ``on`` the day of the audit.
    """
    judged = judge_lines(dossier, policies, own or OwnAccounts())
    matter = Matter(dossier, judged, {policy.id: policy for policy in policies}, on)
    findings = with_ids(finding for check in CHECKS.values() for finding in check(matter))
    return Audit(judged, findings, coverage(judged))


def judge_lines(dossier: Dossier, policies: Sequence[Policy], own: OwnAccounts) -> list[Judged]:
    """Each line with its verdict. Lines that give the same share one: a verdict is worked out once for each combination."""
    rules = {policy.id: Rules(policy, catalogue(), own) for policy in policies}
    of_award = {award.id: award.policy for award in dossier.awards if award.policy}

    @cache
    def policy_of(award: str) -> str:
        if named := of_award.get(award):
            return named if named in rules else ""
        if named := policy_of_id(award, policies):
            return named
        # An award of another known measure is not held against this one.
        alone = len(policies) == 1 and not policy_of_id(award, _every_policy())
        return policies[0].id if alone else ""

    @cache
    def verdict_of(policy: str, *given: str) -> Verdict:
        use, code, account, purpose, text = given
        return verdict_on(rules[policy], use, code, account, purpose, wording().hits(f"{text}\n{purpose}"))

    judged = []
    for line in dossier.lines:
        policy = policy_of(line.award)
        given = (line.use, line.code, line.account, line.purpose, line.text)
        judged.append(Judged(line, policy, verdict_of(policy, *given) if policy else None))
    return judged


@cache
def _every_policy() -> tuple[Policy, ...]:
    return tuple(load(each) for each in available())


def verdict_on(rules: Rules, use: str, code: str, account: str, purpose: str, hits: frozenset[str]) -> Verdict:
    """The verdict on what a line gives; a declared use that is none of the known ones is read as wording."""
    if use and catalogue().use_named(use) is None:
        hits |= wording().hits(use)
    return judge(rules, Evidence(use, code, account, purpose, hits))


def coverage(judged: Iterable[Judged]) -> tuple[Covered, ...]:
    """How much was judged by what, for each policy; lines without a policy are under an empty one."""
    sums: dict[tuple[str, Outcome, DecidedBy], list[int]] = {}
    for each in judged:
        outcome, by = (each.verdict.outcome, each.verdict.by) if each.verdict else ("no_rule", "nothing")
        held = sums.setdefault((each.policy, outcome, by), [0, 0])
        held[0] += 1
        held[1] += each.line.fen
    return tuple(Covered(*key, lines, fen) for key, (lines, fen) in sorted(sums.items()))


def newly(findings: Sequence[Finding], baseline: Mapping[str, int | None]) -> tuple[Finding, ...]:
    """The findings that a baseline (amounts in fen by id) does not have, or has with another amount."""
    return tuple(each for each in findings if each.id not in baseline or baseline[each.id] != each.fen)
