"""The audit: every line held against its measure, every check run over the accounts, and how much was judged by what."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.checks import CHECKS, NEVER_VIOLATIONS, Finding, JudgedLine, Matter, with_ids
from fundcalc.auditing.checks.invoices import normal
from fundcalc.auditing.classification import DecidedBy, Outcome, Rules, Verdict, verdict_on
from fundcalc.auditing.evidence import Evidence, policy_finder
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.uses import catalogue

# What a line may be in question for: its award, use, code, account, purpose and invoice.
LineFields = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Covered:
    """How many lines and how much money (fen) came to one outcome by one kind of evidence."""

    policy: str
    outcome: Outcome
    by: DecidedBy
    lines: int
    fen: int


@dataclass(frozen=True, slots=True)
class Account:
    """The special account of one award: what was awarded, came in, was spent and returned, in fen, and its last days.

    ``awarded`` is None where no record says it, ``received`` where no receipt is known.
    """

    award: str
    policy: str
    organisation: str
    awarded: int | None
    received: int | None
    spent: int
    returned: int
    lines: int
    until: date | None
    revoked_on: date | None

    @property
    def left(self) -> int | None:
        """What is left of what came in; None where no receipt is known."""
        return None if self.received is None else self.received - self.spent - self.returned


@dataclass(frozen=True)
class Audit:
    """What came of it: each line with its verdict, the findings by gravity, the accounts of the awards, and the coverage."""

    judged: Sequence[JudgedLine]
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    accounts: tuple[Account, ...] = ()


def audit(
    lines: Any, *, policies: Sequence[Policy | str], own: OwnAccounts | None = None, on: date | None = None
) -> tuple[Finding, ...]:
    """The findings on lines of spending, by gravity.

    ``lines`` are Line records, a whole Evidence, or a table that Narwhals reads with the fields of a Line as columns: ``fen``
    in whole fen or ``amount`` in yuan as text or decimals, ``date`` as dates or text like 2026-03-01. ``policies`` are policies
    or their ids. Raises PolicyError, and ApplicationError for a table whose amounts or dates cannot be read.
    """
    read_so = [each if isinstance(each, Policy) else load(each) for each in policies]
    match lines:
        case Evidence():
            evidence = lines
        case list() | tuple() if all(isinstance(each, Line) for each in lines):
            evidence = Evidence(tuple(lines))
        case _:
            return _of_table(lines, read_so, own or OwnAccounts(), on).findings
    return audit_evidence(evidence, read_so, own=own, on=on).findings


def _of_table(frame: Any, policies: Sequence[Policy], own: OwnAccounts, on: date | None) -> Audit:
    from fundcalc.auditing.classification_table import lines_of, polars_frame, verdicts

    table = polars_frame(frame)
    rules = {policy.id: Rules(policy, catalogue(), own) for policy in policies}
    index, pool = verdicts(table, rules, policy_finder(policies))
    lines = lines_of(table)
    judged = [JudgedLine(line, *pool[at]) for line, at in zip(lines, index, strict=True)]
    return _audited(Evidence(lines), judged, policies, on)


def audit_evidence(
    evidence: Evidence, policies: Sequence[Policy], *, own: OwnAccounts | None = None, on: date | None = None
) -> Audit:
    """Judge the lines of the evidence and run every check over it.

    A line's measure is that of its award, by the award's record or the start of its id; with one policy only, lines that
    name no award are held against it. ``own`` is how the organisation keeps its accounts; ``on`` the day of the audit.
    """
    return _audited(evidence, judge_lines(evidence, policies, own or OwnAccounts()), policies, on)


def _audited(evidence: Evidence, judged: Sequence[JudgedLine], policies: Sequence[Policy], on: date | None) -> Audit:
    matter = Matter(evidence, judged, {policy.id: policy for policy in policies}, on)
    findings = with_ids(finding for check in CHECKS.values() for finding in check(matter))
    return Audit(judged, findings, coverage(judged), tuple(_account(matter, award) for award in matter.known_awards))


def _account(matter: Matter, award: str) -> Account:
    known, lines = matter.awards.get(award), matter.of_award.get(award, ())
    received = matter.sum_of(award, "received") if (award, "received") in matter.moved else None
    return Account(
        *(award, matter.policy_of(award), matter.organisation_of(award)),
        awarded=known.fen if known else None,
        received=received,
        spent=sum(each.line.fen for each in lines),
        returned=matter.sum_of(award, "returned"),
        lines=len(lines),
        until=known.until if known else None,
        revoked_on=known.revoked_on if known else None,
    )


def audit_by(evidence: Evidence, judged: Sequence[JudgedLine], policies: Sequence[Policy], day: date | None) -> Audit:
    """What was to be found by the end of a day (``None``: in all of it); ``judged`` are all lines of the evidence."""
    if day is None:
        return _audited(evidence, judged, policies, None)
    until = replace(
        evidence,
        awards=[each for each in evidence.awards if each.on is None or each.on <= day],
        movements=[each for each in evidence.movements if each.date <= day],
    )
    return _audited(until, [each for each in judged if each.line.date is None or each.line.date <= day], policies, day)


def violations(evidence: Evidence, policies: Sequence[Policy]) -> Iterator[Finding]:
    """The violations that ``audit_evidence`` finds, in its order and without ids, and in a fraction of its time.

    Wording never convicts, so nothing is looked for in the texts, unless a quota asks how sure a verdict is.
    """
    judged = judge_lines(evidence, policies, OwnAccounts(), worded=_any_quota(policies))
    matter = Matter(evidence, judged, {policy.id: policy for policy in policies})
    for name, check in CHECKS.items():
        if name not in NEVER_VIOLATIONS:
            yield from (each for each in check(matter) if each.severity == "violation")


def lines_in_question(given: Iterable[LineFields], evidence: Evidence, policies: Sequence[Policy]) -> Iterable[int]:
    """The numbers of the lines to add to the evidence so that ``violations`` finds in it what it would with all of them.

    Those of an award that anything else is known of, those that may be prohibited, and those whose invoice stands twice.
    """
    verdict_of, policy_of = _verdicts(policies, OwnAccounts()), policy_finder(policies, evidence)
    known = (
        {each.id for each in evidence.awards} | {each.award for each in evidence.movements} | {*evidence.unconfirmed}
    )
    every, none, first_of, chosen = _any_quota(policies), frozenset[str](), dict[str, int](), set[int]()
    for at, (award, use, code, account, purpose, invoice) in enumerate(given):
        policy = policy_of(award)
        prohibited = policy and verdict_of(policy, use, code, account, purpose, none).outcome == "prohibited"
        if prohibited or every or award in known:
            chosen.add(at)
        if invoice and (number := normal(invoice)) and (first := first_of.setdefault(number, at)) != at:
            chosen |= {first, at}
    return sorted(chosen)


def _any_quota(policies: Sequence[Policy]) -> bool:
    return any(policy.measure.uses.quota for policy in policies)


def judge_lines(
    evidence: Evidence, policies: Sequence[Policy], own: OwnAccounts, *, worded: bool = True
) -> list[JudgedLine]:
    """Each line with its verdict. Lines that give the same share one: a verdict is worked out once for each combination.

    Not ``worded``, texts are not looked at: what is prohibited comes out the same, what is permitted may not be.
    """
    verdict_of, policy_of, none = _verdicts(policies, own), policy_finder(policies, evidence), frozenset[str]()
    hits = cache(lambda text: wording().hits(text))
    judged = []
    for line in evidence.lines:
        policy = policy_of(line.award)
        if not policy:
            judged.append(JudgedLine(line, policy, None))
            continue
        held = hits(line.text) | hits(line.purpose) if worded else none
        judged.append(
            JudgedLine(line, policy, verdict_of(policy, line.use, line.code, line.account, line.purpose, held))
        )
    return judged


def _verdicts(policies: Sequence[Policy], own: OwnAccounts) -> Callable[..., Verdict]:
    """What gives the verdict under a policy's id on what a line gives, each worked out once."""
    rules = {policy.id: Rules(policy, catalogue(), own) for policy in policies}
    return cache(lambda policy, *given: verdict_on(rules[policy], *given))


def coverage(judged: Iterable[JudgedLine]) -> tuple[Covered, ...]:
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
