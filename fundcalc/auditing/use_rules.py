"""The rules of a policy on the use of the money, by use.

Also the purposes that a line may state.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from fundcalc.auditing.account_map import OwnAccounts
from fundcalc.policy import model as m
from fundcalc.policy.loading import Policy
from fundcalc.policy.use_catalogue import Catalogue, ChartId

Outcome = Literal["permitted", "prohibited", "review", "no_rule"]

# Words before a purpose that deny it.
_NOT = ("非", "不", "未", "无", "除", "不是", "不属于", "不属", "不用于", "非用于", "未用于", "不含", "不包括")

Ruling = tuple[Outcome, m.UseRule]


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules of use of a policy.

    With the catalogue of uses, and how an organisation keeps its accounts.
    """

    policy: Policy
    catalogue: Catalogue
    own: OwnAccounts = field(default_factory=OwnAccounts)
    stated: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)  # purposes read before

    @cached_property
    def of_leaf(self) -> Mapping[str, Ruling]:
        """Return what the measure says of each leaf.

        A rule on a part goes before one on the whole use. A use that only a quota names is permitted within it.
        """
        parts = self.catalogue.parts
        named = sorted(self._named.items(), key=lambda item: -len(parts[item[0]]))
        ruled = {leaf: rule for use, rule in named for leaf in parts[use]}
        within = {leaf: rule for use, rule in self._within_quotas for leaf in parts[use]}
        return within | ruled

    @cached_property
    def of_whole(self) -> Mapping[tuple[str, ...], Ruling]:
        """Return what the measure says of the leaves of a use that it divides."""
        parts = self.catalogue.parts
        return {
            parts[use]: rule
            for use, rule in self._named.items()
            if any(self.of_leaf[leaf] is not rule for leaf in parts[use])
        }

    @cached_property
    def _named(self) -> Mapping[str, Ruling]:
        uses = self.policy.measure.uses
        lists: tuple[tuple[Outcome, tuple[m.UseRule, ...]], ...] = (
            ("permitted", uses.permitted),
            ("prohibited", uses.prohibited),
            ("review", uses.review),
        )
        ruled = [((outcome, rule), rule.uses) for outcome, rules in lists for rule in rules]
        return {use: found for found, names in ruled for use in names}

    @property
    def _within_quotas(self) -> Iterator[tuple[str, Ruling]]:
        for quota in self.policy.measure.uses.quota.values():
            rule = m.UseRule(cite=quota.cite, rests_on=quota.rests_on, zh=quota.zh, en=quota.en, uses=quota.uses)
            yield from ((use, ("permitted", rule)) for use in quota.uses)

    @cached_property
    def purposes(self) -> Mapping[str, str]:
        """The purposes of the money by id, by both names and by other words of the law."""
        return {
            _tight(words): name
            for name, purpose in self.policy.measure.uses.purpose.items()
            for words in (name, purpose.zh, purpose.en, *purpose.also)
        }

    @property
    def chart(self) -> ChartId | None:
        return self.own.chart


def stated(rules: Rules, purpose: str) -> frozenset[str]:
    """Return the purposes that a text states in the measure's own words.

    A negation states nothing.
    """
    if purpose not in rules.stated:
        parts = {_tight(part) for part in (purpose, *re.split(r"[,，、;；/\n]+", purpose), *purpose.split())}
        rules.stated[purpose] = frozenset(
            name for words, name in rules.purposes.items() if words in parts or _in_words(words, _tight(purpose))
        )
    return rules.stated[purpose]


def _in_words(words: str, text: str) -> bool:
    at = -1 if words.isascii() else text.find(words)
    return at >= 0 and not text[:at].endswith(_NOT) and "无关" not in text


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()
