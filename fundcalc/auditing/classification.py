"""A line of spending held against the uses of a measure: permitted, prohibited or for a person, with the article and why.

What a line gives decides in this order: the use it declares, its economic code, its account. Wording never decides: it
sends to a person what nothing else tells, or what it contradicts. Nothing that is left to a person passes as permitted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.auditing.keywords import wording
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.uses import Catalogue, ChartId, code_in

# The number that an account, or a part of its name in a ledger, starts with.
_NUMBER = re.compile(r"(?:^|:)(\d{4})", re.ASCII)

Outcome = Literal["permitted", "prohibited", "review", "no_rule"]
DecidedBy = Literal["use", "code", "account", "wording", "nothing"]
Why = Literal[
    "named",  # the measure names the use
    "silent",  # the measure does not name it
    "left_open",  # the text leaves the use to a person
    "needs_purpose",  # permitted for a stated purpose, and none of those is stated
    "differs",  # what is given stands for uses that the measure treats differently
    "catch_all",  # the code holds anything
    "code_unknown",  # no code of the classification
    "code_unused",  # a code that stands for none of the uses
    "account_wide",  # the account is wider than any one use
    "contradiction",  # two things that the line gives do not fit together
    "wording",  # only the wording points to a use, or it contradicts what is declared
    "nothing_told",  # the line says nothing that a use could be told from
    "no_rule",  # the measure has no rule of use
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a measure says of a line: ``uses`` are what it was held to be, ``against`` what contradicts that.

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
    """What a line gives to judge it by, as it is written there; ``hits`` are the uses that its wording points to."""

    use: str = ""
    code: str = ""
    account: str = ""
    purpose: str = ""
    hits: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Rules:
    """A policy's rules of use, the catalogue, and how an organisation keeps its accounts."""

    policy: Policy
    catalogue: Catalogue
    own: OwnAccounts = field(default_factory=OwnAccounts)
    stated: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)  # purposes read before

    @cached_property
    def of_leaf(self) -> Mapping[str, tuple[Outcome, m.UseRule]]:
        """What the measure says of each leaf that it names."""
        uses = self.policy.measure.uses
        lists: tuple[tuple[Outcome, tuple[m.UseRule, ...]], ...] = (
            ("permitted", uses.permitted),
            ("prohibited", uses.prohibited),
            ("review", uses.review),
        )
        return {
            leaf: (outcome, rule)
            for outcome, rules in lists
            for rule in rules
            for use in rule.uses
            for leaf in self.catalogue.parts[use]
        }

    @cached_property
    def purposes(self) -> Mapping[str, str]:
        """The purposes of the money by id and by both names."""
        every = self.policy.measure.uses.purpose
        return {_tight(word): name for name, each in every.items() for word in (name, each.zh, each.en)}

    @property
    def chart(self) -> ChartId | None:
        return self.own.chart


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is the same for all that one line gives: the rules, what holds for uses not named, the purposes stated."""

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
    asked = _Asked(rules, silent, stated(rules, line.purpose))
    return _with_wording(asked, _told(asked, line), line.hits)


def verdict_on(rules: Rules, use: str, code: str, account: str, purpose: str, hits: frozenset[str]) -> Verdict:
    """The verdict on what a line gives; a declared use that is none of the known ones is read as wording."""
    if use and rules.catalogue.use_named(use) is None:
        hits |= wording().hits(use)
    return judge(rules, LineInput(use, code, account, purpose, hits))


def stated(rules: Rules, purpose: str) -> frozenset[str]:
    """The purposes of the measure that a text states; what names none of them states nothing."""
    if purpose not in rules.stated:
        words = (purpose, *re.split(r"[,，、;；/\n]+", purpose), *purpose.split())
        rules.stated[purpose] = frozenset(rules.purposes[each] for each in map(_tight, words) if each in rules.purposes)
    return rules.stated[purpose]


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


# What the line gives.


def _told(asked: _Asked, line: LineInput) -> Verdict:
    rules = asked.rules
    known, own = rules.catalogue, rules.own.of(line.account)
    declared = known.use_named(line.use)
    by_code = _coded(asked, line.code) if line.code.strip() else None
    if declared is None and by_code is None and own is not None:
        if own.use:
            return _of(asked, known.parts[own.use], "account")
        return replace(_coded(asked, own.code), by="account")
    if declared is None:
        return _against_account(asked, by_code, line.account) if by_code else _accounted(asked, line.account)
    leaves = known.parts[declared]
    if by_code is not None:
        held = rules.own.uses_of(code_in(line.code), known)
        if not set(leaves) & set(held):
            return _contradicted(_of(asked, leaves, "use"), by_code)
        leaves = tuple(leaf for leaf in leaves if leaf in held)
    return _against_account(asked, _of(asked, leaves, "use"), line.account)


def _coded(asked: _Asked, text: str) -> Verdict:
    code, rules = code_in(text), asked.rules
    found = rules.own.codes.get(code) or rules.catalogue.codes.get(code)
    if found is None:
        return Verdict("review", asked.silent.cite, "code", "code_unknown")
    leaves = rules.own.uses_of(code, rules.catalogue)
    if found.catch_all:
        return Verdict("review", asked.silent.cite, "code", "catch_all", leaves)
    if not leaves:
        return Verdict("review", asked.silent.cite, "code", "code_unused")
    return _of(asked, leaves, "code")


def _accounted(asked: _Asked, account: str) -> Verdict:
    """An account alone decides where, in every chart it may belong to, it stands for the same use."""
    places, known = _places(asked, account), asked.rules.catalogue
    alone = {known.file.chart[chart].accounts[number].alone for chart, number in places}
    if len(alone) == 1 and (use := alone.pop()):
        return _of(asked, known.parts[use], "account")
    uses = tuple(dict.fromkeys(use for place in places for use in known.of_account.get(place, ())))
    why: Why = "account_wide" if places else "nothing_told"
    return Verdict("review", asked.silent.cite, "account" if places else "nothing", why, uses)


def _places(asked: _Asked, account: str) -> list[tuple[ChartId, str]]:
    numbers = _NUMBER.findall(account.strip())
    charts = asked.rules.catalogue.file.chart
    chosen = [asked.rules.chart] if asked.rules.chart else list(charts)
    return [(chart, number) for chart in chosen for number in numbers[-1:] if number in charts[chart].accounts]


def _of(asked: _Asked, leaves: Iterable[str], by: DecidedBy) -> Verdict:
    """What the measure says of a line that is one of these leaves, as far as it says the same of all."""
    held = tuple(leaves)
    if len(held) == 1:
        return _of_leaf(asked, held[0], by)
    each = [_of_leaf(asked, leaf, by) for leaf in held]
    outcomes = {verdict.outcome for verdict in each}
    if len(outcomes) == 1:
        cites = "、".join(dict.fromkeys(verdict.cite for verdict in each))
        rests = tuple(dict.fromkeys(name for verdict in each for name in verdict.rests_on))
        return replace(each[0], cite=cites, uses=held, rests_on=rests)
    sure = [verdict for verdict in each if verdict.outcome != "permitted"]
    return Verdict("review", sure[0].cite, by, "differs", held, rule=sure[0].rule, rests_on=sure[0].rests_on)


def _of_leaf(asked: _Asked, leaf: str, by: DecidedBy) -> Verdict:
    if leaf not in asked.rules.of_leaf:
        return Verdict(asked.silent.treat, asked.silent.cite, by, "silent", (leaf,), rests_on=asked.silent.rests_on)
    outcome, rule = asked.rules.of_leaf[leaf]
    if outcome == "permitted" and rule.purposes and not asked.purposes & set(rule.purposes):
        return Verdict("review", rule.cite, by, "needs_purpose", (leaf,), rule=rule, rests_on=rule.rests_on)
    why: Why = "left_open" if outcome == "review" else "named"
    return Verdict(outcome, rule.cite, by, why, (leaf,), rule=rule, rests_on=rule.rests_on)


# What does not fit together.


def _contradicted(told: Verdict, other: Verdict) -> Verdict:
    """Two things that the line gives stand for different uses: prohibited only where both are."""
    if told.outcome == "prohibited" and (other.outcome == "prohibited" or not other.uses):
        return told
    if not other.uses and told.outcome == "review":
        return told
    cite = other.cite if other.outcome == "prohibited" else told.cite
    return replace(told, outcome="review", cite=cite, why="contradiction", against=other.uses)


def _against_account(asked: _Asked, told: Verdict, account: str) -> Verdict:
    """What is permitted by use or code, in an account that stands for a prohibited one, is for a person."""
    if told.outcome != "permitted":
        return told
    by_account, known = _accounted(asked, account), asked.rules.catalogue
    uses = [use for place in _places(asked, account) for use in known.of_account.get(place, ())]
    held = {leaf for use in uses for leaf in known.parts[use]}
    if by_account.outcome != "prohibited" or held & set(told.uses):
        return told
    return _contradicted(told, by_account)


def _with_wording(asked: _Asked, told: Verdict, hits: frozenset[str]) -> Verdict:
    pointed = {hit: _of(asked, asked.rules.catalogue.parts[hit], "wording") for hit in sorted(hits)}
    others = {hit: each for hit, each in pointed.items() if hit not in told.uses and each.outcome != "permitted"}
    worst = [each for each in others.values() if each.outcome == "prohibited"] or list(others.values())
    if told.why == "nothing_told" and pointed:
        first = worst[0] if worst else next(iter(pointed.values()))
        return replace(first, outcome="review", why="wording", uses=(), against=tuple(pointed))
    fits = bool(hits & set(told.uses))
    if told.outcome == "permitted" and worst and not (fits and worst[0].outcome == "review"):
        return replace(worst[0], outcome="review", why="wording", uses=told.uses, against=tuple(others))
    forbidden = tuple(hit for hit, each in pointed.items() if each.outcome == "prohibited" and told.uses != (hit,))
    return replace(told, against=forbidden) if told.outcome == "review" and forbidden and not told.against else told
