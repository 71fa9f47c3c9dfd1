"""The audit: a verdict on every line, and every check over the accounts.

It also says how much was judged by what.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.budgets import BudgetExecution
from fundcalc.auditing.checks import CHECKS
from fundcalc.auditing.classification import DecidedBy, Verdict, verdict_on
from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.auditing.evidence import Evidence, policy_finder
from fundcalc.auditing.findings import Finding, with_ids
from fundcalc.auditing.hint_settings import HintSettings
from fundcalc.auditing.invoice_numbers import invoice_numbers
from fundcalc.auditing.keywords import wording
from fundcalc.auditing.lines import Line
from fundcalc.auditing.use_rules import Outcome, Rules
from fundcalc.base.progress import JUDGING, counted
from fundcalc.policy.loading import Policy, load
from fundcalc.policy.uses import catalogue

# What decides whether a line is in question: its award, use, code, account, purpose, invoice and amount in fen.
LineFields = tuple[str, str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Covered:
    """Lines and money (fen) that came to one outcome by one kind of evidence."""

    policy: str
    outcome: Outcome
    by: DecidedBy
    lines: int
    fen: int


@dataclass(frozen=True, slots=True)
class AuditedAccount:
    """The special account of one award.

    What was awarded, came in, was spent and returned, in fen, and its last days.

    ``awarded`` is None where no record says it, ``received`` where no receipt is known. Own money that took the place of
    spending is taken off ``spent``, and what it was returned with is in ``returned``, as in the book.
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
    """The result of an audit.

    Each line with its verdict, the findings by severity, the coverage, the accounts of the awards, and their budgets.
    """

    judged: Sequence[JudgedLine]
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    accounts: tuple[AuditedAccount, ...] = ()
    budgets: tuple[BudgetExecution, ...] = ()


def audit(
    lines: object, *, policies: Sequence[Policy | str], own: OwnAccounts | None = None, on: date | None = None
) -> tuple[Finding, ...]:
    """The findings on lines of spending, by severity.

    ``lines`` are Line records, a whole Evidence, or a table that Narwhals reads with the fields of a Line as columns: ``fen``
    in whole fen or ``amount`` in yuan as text or decimals, ``date`` as dates or text like 2026-03-01. ``policies`` are policies
    or their ids. Raises PolicyError, and ApplicationError for a table whose amounts or dates cannot be read.
    """
    loaded = [policy if isinstance(policy, Policy) else load(policy) for policy in policies]
    match lines:
        case Evidence():
            evidence = lines
        case list() | tuple() if all(isinstance(line, Line) for line in lines):
            evidence = Evidence(tuple(lines))
        case _:
            return _of_table(lines, loaded, own or OwnAccounts(), on).findings
    return audit_evidence(evidence, loaded, own=own, on=on).findings


def _of_table(frame: object, policies: Sequence[Policy], own: OwnAccounts, on: date | None) -> Audit:
    from fundcalc.auditing.classification_table import lines_of, polars_frame, verdicts

    table = polars_frame(frame)
    rules = {policy.id: Rules(policy, catalogue(), own) for policy in policies}
    index, pool = verdicts(table, rules, policy_finder(policies))
    lines = lines_of(table)
    judged = [JudgedLine(line, *pool[at]) for line, at in zip(lines, index, strict=True)]
    return _audited(Evidence(lines), judged, policies, on, own.hints)


def audit_evidence(
    evidence: Evidence, policies: Sequence[Policy], *, own: OwnAccounts | None = None, on: date | None = None
) -> Audit:
    """Judge the lines of the evidence and run every check over it.

    A line's measure is that of its award, by the award's record or the start of its id; with one policy only, it applies to
    lines that name no award. ``own`` is how the organisation keeps its accounts; ``on`` the day of the audit.
    """
    keeping = own or OwnAccounts()
    return _audited(evidence, judge_lines(evidence, policies, keeping), policies, on, keeping.hints)


def _audited(
    evidence: Evidence,
    judged: Sequence[JudgedLine],
    policies: Sequence[Policy],
    on: date | None,
    hints: HintSettings | None = None,
) -> Audit:
    settings = hints or HintSettings()
    context = AuditContext(evidence, judged, {policy.id: policy for policy in policies}, on, settings)
    checks = [check for id_, check in CHECKS.items() if id_ not in settings.off]
    findings = with_ids(finding for check in checks for finding in check.find(context))
    accounts = tuple(_account(context, award) for award in context.known_awards)
    return Audit(judged, findings, coverage(judged), accounts, tuple(context.budgets))


def _account(context: AuditContext, award: str) -> AuditedAccount:
    record = context.awards.get(award)
    return AuditedAccount(
        award=award,
        policy=context.policy_of(award),
        organisation=context.organisation_of(award),
        awarded=record.fen if record else None,
        received=context.total(award, "received") if context.movements(award, "received") else None,
        spent=context.used(award),
        returned=context.total(award, "returned"),
        lines=len(context.lines_of.get(award, ())),
        until=record.until if record else None,
        revoked_on=record.revoked_on if record else None,
    )


def audit_by(evidence: Evidence, judged: Sequence[JudgedLine], policies: Sequence[Policy], on: date | None) -> Audit:
    """Audit as of the end of a day (``None``: of everything).

    ``judged`` are all lines of the evidence.
    """
    if on is None:
        return _audited(evidence, judged, policies, None)
    until = _until(evidence, on)
    return _audited(until, [line for line in judged if line.line.date is None or line.line.date <= on], policies, on)


def _until(evidence: Evidence, on: date) -> Evidence:
    """The evidence as of the end of a day."""
    return replace(
        evidence,
        lines=[line for line in evidence.lines if line.date is None or line.date <= on],
        awards=[award for award in evidence.awards if award.on is None or award.on <= on],
        movements=[movement for movement in evidence.movements if movement.date <= on],
        revocations=[revoked for revoked in evidence.revocations if revoked.on <= on],
        parts=[part._replace(evidence=_until(part.evidence, on)) for part in evidence.parts],
    )


def violations(evidence: Evidence, policies: Sequence[Policy]) -> Iterator[Finding]:
    """Return the violations only, without ids, in a fraction of the time.

    They are those of ``audit_evidence``, in its order.

    Wording alone never makes a violation, so texts are not searched, unless a quota depends on how sure a verdict is.
    """
    judged = judge_lines(evidence, policies, OwnAccounts(), wordings=_any_quota(policies))
    context = AuditContext(evidence, judged, {policy.id: policy for policy in policies})
    for check in CHECKS.values():
        if "violation" in check.severities:
            yield from (finding for finding in check.find(context) if finding.severity == "violation")


def lines_in_question(fields: Iterable[LineFields], evidence: Evidence, policies: Sequence[Policy]) -> Iterable[int]:
    """Return the numbers of the lines that ``violations`` needs as well.

    With them in the evidence it finds what it would find with all lines.

    Those of an award with other records, those that may be prohibited, those whose invoice occurs twice, and reversals with
    what they may cancel.
    """
    verdict_of, policy_of = _verdicts(policies, OwnAccounts()), policy_finder(policies, evidence)
    recorded = {award.id for award in evidence.awards} | {movement.award for movement in evidence.movements}
    recorded |= {*evidence.unconfirmed}
    every, no_uses, first_of, chosen = _any_quota(policies), frozenset[str](), dict[str, int](), set[int]()
    of_amount: dict[tuple[str, int], list[int]] = {}
    for at, (award, use, code, account, purpose, invoice, fen) in enumerate(fields):
        policy = policy_of(award)
        prohibited = policy and verdict_of(policy, use, code, account, purpose, no_uses).outcome == "prohibited"
        if prohibited or every or award in recorded:
            chosen.add(at)
        for number in invoice_numbers(invoice) if invoice else ():
            if (first := first_of.setdefault(number, at)) != at:
                chosen |= {first, at}
        of_amount.setdefault((award, fen), []).append(at)
    if len(chosen) > 1:  # only an invoice that occurs twice depends on what is reversed
        for (award, fen), lines in of_amount.items():
            if fen < 0:
                chosen.update(lines, of_amount.get((award, -fen), ()))
    return sorted(chosen)


def _any_quota(policies: Sequence[Policy]) -> bool:
    return any(policy.measure.uses.quota for policy in policies)


def judge_lines(
    evidence: Evidence, policies: Sequence[Policy], own: OwnAccounts, *, wordings: bool = True
) -> list[JudgedLine]:
    """Judge each line, once for each combination of what lines give.

    Without ``wordings`` texts are not searched: what is prohibited comes out the same, what is permitted may not be.
    """
    verdict_of, policy_of, no_uses = _verdicts(policies, own), policy_finder(policies, evidence), frozenset[str]()
    hits = cache(lambda text: wording().hits(text))
    judged = []
    for line in counted(evidence.lines, JUDGING):
        # Most of a journal is of no award at all.
        policy = policy_of(line.award) if line.award or line.origin != "journal" else ""
        if not policy:
            judged.append(JudgedLine(line, policy, None))
            continue
        uses = hits(line.text) | hits(line.purpose) if wordings else no_uses
        verdict = verdict_of(policy, line.use, line.code, line.account, line.purpose, uses)
        judged.append(JudgedLine(line, policy, verdict))
    return judged


def _verdicts(policies: Sequence[Policy], own: OwnAccounts) -> Callable[..., Verdict]:
    """A cached function from a policy's id and what a line gives to the verdict."""
    rules = {policy.id: Rules(policy, catalogue(), own) for policy in policies}
    return cache(lambda policy, *given: verdict_on(rules[policy], *given))


def coverage(judged: Iterable[JudgedLine]) -> tuple[Covered, ...]:
    """Sum up how much was judged by what, for each policy.

    Lines without a policy are under an empty one.
    """
    sums: dict[tuple[str, Outcome, DecidedBy], list[int]] = {}
    for line, policy, verdict in judged:
        outcome, by = (verdict.outcome, verdict.by) if verdict else ("no_rule", "nothing")
        total = sums.setdefault((policy, outcome, by), [0, 0])
        total[0] += 1
        total[1] += line.fen
    return tuple(Covered(*key, lines, fen) for key, (lines, fen) in sorted(sums.items()))


def newly(findings: Sequence[Finding], baseline: Mapping[str, int | None]) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not have, or has with another amount.

    A baseline holds amounts in fen by id.
    """
    return tuple(finding for finding in findings if finding.id not in baseline or baseline[finding.id] != finding.fen)
