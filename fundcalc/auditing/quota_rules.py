"""Quotas of use for one award: their limits, and what was spent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fundcalc.auditing.context import AuditContext, JudgedLine
from fundcalc.base.money import share
from fundcalc.policy import model as m
from fundcalc.policy.uses import catalogue

Side = Literal["at_most", "at_least"]


@dataclass(frozen=True, slots=True)
class QuotaLimit:
    """A limit of a quota in fen.

    ``share`` is the rate it was worked out by, None where it is an amount.
    """

    side: Side
    fen: int
    share: Fraction | None


def limits(quota: m.Quota, whole: int | None) -> Iterator[QuotaLimit]:
    """The limits of a quota.

    Without the whole that shares are taken of, only those that are amounts.
    """
    if quota.at_most is not None and whole is not None:
        yield QuotaLimit("at_most", share(quota.at_most, max(whole, 0), "down"), quota.at_most)
    if quota.cap is not None:
        yield QuotaLimit("at_most", quota.cap, None)
    if quota.at_least is not None and whole is not None:
        # Rounded up: what others may take at most, rounded down, is the rest.
        least = max(whole, 0) - share(1 - quota.at_least, max(whole, 0), "down")
        yield QuotaLimit("at_least", least, quota.at_least)
    if quota.floor is not None:
        yield QuotaLimit("at_least", quota.floor, None)


def applies(context: AuditContext, award: str, quota: m.Quota) -> bool | None:
    """Whether a quota applies to an award; None if what it depends on is not recorded."""
    facts = context.awards.get(award)
    kind = facts.platform_kind if facts else ""
    answers = dict(facts.answers) if facts else {}
    kept_kind = kind or str(answers.get("platform_kind", ""))
    of_kind = None if quota.routes and not kept_kind else not quota.routes or kept_kind in quota.routes
    if kept_kind:
        answers["platform_kind"] = kept_kind
    return _both(of_kind, _holds(quota.when, answers))


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _holds(when: m.AnyCondition | None, answers: Mapping[str, bool | str]) -> bool | None:
    """The answer of an award's application; None where it is not recorded."""
    if when is None:
        return True
    for fact, values in when.fact_values.items():
        given = answers.get(fact)
        if given is None or given in when.open_values.get(fact, ()):
            return None
        if given not in values:
            return False
    return True


def whole_of(context: AuditContext, award: str, quota: m.Quota) -> int | None:
    """What shares are taken of, in fen; None if the award's amount is not known."""
    if quota.of == "spent":
        return context.spent(award)
    return context.awards[award].fen if award in context.awards else None


@dataclass(frozen=True, slots=True)
class QuotaSpending:
    """What is spent on the uses of a quota, in fen.

    ``sure`` is, ``possible`` may be, by what a line says; of ``undecided`` lines nothing says what they were spent on.
    """

    sure: int
    possible: int
    undecided: int


def spent_on(quota: m.Quota, lines: Sequence[JudgedLine]) -> QuotaSpending:
    """Add up what is spent on the uses of a quota."""
    parts = catalogue().parts
    leaves = {leaf for use in quota.uses for leaf in parts[use]}
    sure = possible = undecided = 0
    for line, _policy, verdict in lines:
        if verdict is None:
            continue
        uses = {leaf for use in verdict.uses for leaf in parts[use]}
        if uses and uses <= leaves and not verdict.against:
            sure += line.fen
        elif (uses | set(verdict.against)) & leaves:
            possible += line.fen
        elif not uses and not verdict.against:
            undecided += line.fen
    return QuotaSpending(sure, possible, undecided)


def is_over(context: AuditContext, award: str) -> bool:
    """Whether the spending of an award has come to its end.

    It is spent or returned in full, its last day for use is past, or its platform was revoked.
    """
    facts = context.awards.get(award)
    if facts is None:
        return False
    if facts.revoked_on is not None and (context.on is None or facts.revoked_on <= context.on):
        return True
    if facts.until is not None and context.on is not None and facts.until < context.on:
        return True
    return facts.fen is not None and context.used(award) + context.total(award, "returned") >= facts.fen > 0


def left_to_spend(context: AuditContext, award: str) -> int | None:
    """What of an award is neither spent nor returned, in fen.

    None if its amount is not known.
    """
    facts = context.awards.get(award)
    if facts is None or facts.fen is None:
        return None
    return max(facts.fen - context.used(award) - context.total(award, "returned"), 0)
