"""The verdict of a measure on a line of spending.

Permitted, prohibited or for review, with the article and the reason.

What a line gives decides in this order: the use it declares, its economic code, its account. Wording never decides: a line
is for review if only the wording says something, or if it contradicts the rest. What is for review never passes as permitted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from fundcalc.auditing.keywords import wording
from fundcalc.auditing.use_rules import Outcome, Rules, Ruling, stated
from fundcalc.policy import model as m
from fundcalc.policy.use_catalogue import ChartId, code_in

# Reasons for which the wording may say more.
_NOTHING = ("nothing_told", "use_unknown", "account_by_name", "account_unknown")
# The number that an account, or a part of its name in a ledger, starts with.
_NUMBER = re.compile(r"(?:^|:)(\d{4})", re.ASCII)
DecidedBy = Literal["use", "code", "account", "wording", "nothing"]
Why = Literal[
    "named",  # the measure names the use
    "silent",  # the measure does not name it
    "left_open",  # the text leaves the use to a person
    "needs_purpose",  # permitted for a stated purpose, and none of those is stated
    "differs",  # what is given stands for uses that the measure treats differently
    "catch_all",  # the code holds anything
    "code_unknown",  # not a code of the classification
    "code_unused",  # a code that stands for none of the uses
    "account_wide",  # the account is wider than any one use
    "account_by_name",  # the account is given without its number
    "account_unknown",  # not an account of the charts
    "use_unknown",  # the declared use is not a known one
    "contradiction",  # two things that the line gives do not fit together
    "wording",  # only the wording points to a use, or it contradicts what is declared
    "nothing_told",  # the line gives nothing that decides a use
    "no_rule",  # the measure has no rule of use
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a measure says of a line.

    ``uses`` are what it was judged as, ``against`` what contradicts that.

    ``rule`` is the clause that decided, if one did; ``rests_on`` the readings it rests on.
    """

    outcome: Outcome
    cite: str
    by: DecidedBy
    why: Why
    uses: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    rule: m.UseRule | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineInput:
    """What a line gives to judge it by, as it is written there.

    ``hits`` are the uses that its wording points to.
    """

    use: str = ""
    code: str = ""
    account: str = ""
    purpose: str = ""
    hits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Question:
    """What every line is judged by.

    The rules, those for uses that are not named, and the purposes that may be stated.
    """

    rules: Rules
    silent: m.Silent
    purposes: frozenset[str]


def judge(rules: Rules, line: LineInput) -> Verdict:
    """The verdict on a line.

    >>> judge(Rules(load("yunnan-2025"), catalogue()), LineInput(code="31005")).outcome  # doctest: +SKIP
    'prohibited'
    """
    silent = rules.policy.measure.uses.silent
    if silent is None:
        return Verdict("no_rule", "", "nothing", "no_rule")
    question = _Question(rules, silent, stated(rules, line.purpose))
    return _with_wording(question, _by_entries(question, line), line.hits)


def verdict_on(rules: Rules, use: str, code: str, account: str, purpose: str, hits: frozenset[str]) -> Verdict:
    """Return the verdict on what a line gives.

    A declared use that is none of the known ones is read as wording.
    """
    if use and rules.catalogue.use_named(use) is None:
        hits |= wording().hits(use)
    return judge(rules, LineInput(use, code, account, purpose, hits))


# What the line gives.


def _by_entries(question: _Question, line: LineInput) -> Verdict:
    rules = question.rules
    known, own = rules.catalogue, rules.own.of(line.account)
    declared = known.use_named(line.use)
    by_code = _coded(question, line.code) if line.code.strip() else None
    if declared is None and by_code is None and own is not None:
        if own.use:
            return _of(question, known.parts[own.use], "account")
        return replace(_coded(question, own.code), by="account")
    if declared is None and by_code is not None:
        return _against_account(question, by_code, line.account)
    if declared is None:
        by_account = _accounted(question, line.account)
        undecided = (
            line.use.strip() and by_account.outcome == "review" and by_account.why in (*_NOTHING, "account_wide")
        )
        return replace(by_account, by="use", why="use_unknown") if undecided else by_account
    leaves = known.parts[declared]
    if by_code is not None:
        of_code = rules.own.uses_of(code_in(line.code), known)
        if not set(leaves) & set(of_code):
            return _contradicted(_of(question, leaves, "use"), by_code)
        leaves = tuple(leaf for leaf in leaves if leaf in of_code)
    return _against_account(question, _of(question, leaves, "use"), line.account)


def _coded(question: _Question, text: str) -> Verdict:
    code, rules = code_in(text), question.rules
    found = rules.own.codes.get(code) or rules.catalogue.codes.get(code)
    if found is None:
        return Verdict("review", question.silent.cite, "code", "code_unknown")
    leaves = rules.own.uses_of(code, rules.catalogue)
    if found.catch_all:
        return Verdict("review", question.silent.cite, "code", "catch_all", leaves)
    if not leaves:
        return Verdict("review", question.silent.cite, "code", "code_unused")
    return _of(question, leaves, "code")


def _accounted(question: _Question, account: str) -> Verdict:
    """Judge by the account alone.

    It decides where it stands for the same use in every chart that it may belong to.
    """
    places, known = _places(question, account), question.rules.catalogue
    alone = {known.file.chart[chart].accounts[number].alone for chart, number in places}
    if len(alone) == 1 and (use := alone.pop()):
        return _of(question, known.parts[use], "account")
    uses = tuple(dict.fromkeys(use for place in places for use in known.of_account.get(place, ())))
    why: Why = "account_wide" if places else _why_not(account)
    by: DecidedBy = "nothing" if why == "nothing_told" else "account"
    return Verdict("review", question.silent.cite, by, why, uses)


def _why_not(account: str) -> Why:
    """Why an account that is in no chart decides nothing."""
    if not account.strip():
        return "nothing_told"
    return "account_unknown" if any(map(str.isdecimal, account)) else "account_by_name"


def _places(question: _Question, account: str) -> list[tuple[ChartId, str]]:
    numbers = _NUMBER.findall(account.strip())
    charts = question.rules.catalogue.file.chart
    chosen = [question.rules.chart] if question.rules.chart else list(charts)
    return [(chart, number) for chart in chosen for number in numbers[-1:] if number in charts[chart].accounts]


def _of(question: _Question, leaves: Iterable[str], by: DecidedBy) -> Verdict:
    """Return what the measure says of all of these leaves alike."""
    uses = tuple(leaves)
    if len(uses) == 1:
        return _of_leaf(question, uses[0], by)
    if whole := question.rules.of_whole.get(uses):
        return _by_rule(question, whole, by, uses)
    verdicts = [_of_leaf(question, leaf, by) for leaf in uses]
    if len({verdict.outcome for verdict in verdicts}) == 1:
        cites = "、".join(dict.fromkeys(verdict.cite for verdict in verdicts))
        readings = tuple(dict.fromkeys(name for verdict in verdicts for name in verdict.rests_on))
        return replace(verdicts[0], cite=cites, uses=uses, rests_on=readings)
    first = next(verdict for verdict in verdicts if verdict.outcome != "permitted")
    return Verdict("review", first.cite, by, "differs", uses, rule=first.rule, rests_on=first.rests_on)


def _of_leaf(question: _Question, leaf: str, by: DecidedBy) -> Verdict:
    rule, silent = question.rules.of_leaf.get(leaf), question.silent
    if rule is None:
        return Verdict(silent.treat, silent.cite, by, "silent", (leaf,), rests_on=silent.rests_on)
    return _by_rule(question, rule, by, (leaf,))


def _by_rule(question: _Question, ruled: Ruling, by: DecidedBy, uses: tuple[str, ...]) -> Verdict:
    outcome, rule = ruled
    if outcome == "permitted" and rule.purposes and not question.purposes & set(rule.purposes):
        return Verdict("review", rule.cite, by, "needs_purpose", uses, rule=rule, rests_on=rule.rests_on)
    why: Why = "left_open" if outcome == "review" else "named"
    return Verdict(outcome, rule.cite, by, why, uses, rule=rule, rests_on=rule.rests_on)


# What does not fit together.


def _contradicted(verdict: Verdict, other: Verdict) -> Verdict:
    """Judge a line whose two indications stand for different uses.

    It is prohibited only if both are.
    """
    if verdict.outcome == "prohibited" and (other.outcome == "prohibited" or not other.uses):
        return verdict
    if not other.uses and verdict.outcome == "review":
        return verdict
    cite = other.cite if other.outcome == "prohibited" else verdict.cite
    return replace(verdict, outcome="review", cite=cite, why="contradiction", against=other.uses)


def _against_account(question: _Question, verdict: Verdict, account: str) -> Verdict:
    """Send to review what is permitted by use or code and prohibited by its account."""
    if verdict.outcome != "permitted":
        return verdict
    by_account, known = _accounted(question, account), question.rules.catalogue
    uses = [use for place in _places(question, account) for use in known.of_account.get(place, ())]
    leaves = {leaf for use in uses for leaf in known.parts[use]}
    if by_account.outcome != "prohibited" or leaves & set(verdict.uses):
        return verdict
    return _contradicted(verdict, by_account)


def _with_wording(question: _Question, verdict: Verdict, hits: frozenset[str]) -> Verdict:
    """The verdict after a look at the uses that the wording points to."""
    if not hits:
        return verdict
    known = question.rules.catalogue
    pointed = {hit: _of(question, known.parts[hit], "wording") for hit in sorted(hits)}
    others = {hit: by for hit, by in pointed.items() if hit not in verdict.uses and by.outcome != "permitted"}
    worst = [by for by in others.values() if by.outcome == "prohibited"] or list(others.values())
    if verdict.why in _NOTHING and pointed:
        first = worst[0] if worst else next(iter(pointed.values()))
        return replace(first, outcome="review", why="wording", uses=(), against=tuple(pointed))
    # Words that fit the use outweigh others, unless these are prohibited or alarming (gift cards beside reagents).
    fits = bool(hits & set(verdict.uses)) and not any(known.leaves[hit].alarming for hit in others)
    if verdict.outcome == "permitted" and worst and not (fits and worst[0].outcome == "review"):
        return replace(worst[0], outcome="review", why="wording", uses=verdict.uses, against=tuple(others))
    forbidden = tuple(hit for hit, by in pointed.items() if by.outcome == "prohibited" and verdict.uses != (hit,))
    if verdict.outcome == "review" and forbidden and not verdict.against:
        return replace(verdict, against=forbidden)
    return verdict
