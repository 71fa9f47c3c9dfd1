"""The uses that the wording of a line points to: a word list per use, as ``policies/uses.toml`` has it, and nothing cleverer.

One pattern finds the words of all uses in one pass, the longest at each place; a table engine can run the same pattern.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fundcalc.uses import Catalogue, catalogue

_BLANK = r"[\s\u3000]"


@dataclass(frozen=True)
class Wording:
    """``pattern`` finds the words (in Rust's syntax: ``for_tables``); ``uses`` are the uses of each word found."""

    pattern: re.Pattern[str]
    for_tables: str
    uses: Mapping[str, frozenset[str]]

    def hits(self, text: str) -> frozenset[str]:
        """The uses that a text points to.

        >>> sorted(wording().hits("支付年终奖 金及物业管理费"))
        ['office_costs', 'wages']
        """
        found = self.pattern.findall(text)
        return self.of(found) if found else frozenset()

    def of(self, found: list[str]) -> frozenset[str]:
        """The uses of the words that the pattern found in a text."""
        return frozenset().union(*(self.uses[key(word)] for word in found))


def key(word: str) -> str:
    """A word found, without the blanks that may stand in it and in small letters."""
    return re.sub(_BLANK, "", word).lower()


@cache
def wording() -> Wording:
    """The word lists that travel with the package."""
    return wording_of(catalogue())


def wording_of(known: Catalogue) -> Wording:
    """The word lists of a catalogue as one pattern."""
    uses = known.leaves
    words = {word for use in uses.values() for word in (*use.words.zh, *use.words.en, *use.unless)}
    # A longer word holds the shorter ones within it, but for those that it is the exception to.
    table = {
        key(long): frozenset(
            leaf
            for leaf, use in uses.items()
            if not any(each in long for each in use.unless)
            and any(_within(each, long) for each in (*use.words.zh, *use.words.en))
        )
        for long in words
    }
    longest = sorted(words, key=lambda word: (-len(word), word))
    return Wording(
        re.compile("|".join(_spaced(word, r"\b") for word in longest), re.IGNORECASE | re.ASCII),
        "(?i)" + "|".join(_spaced(word, r"(?-u:\b)") for word in longest),
        table,
    )


def _within(word: str, long: str) -> bool:
    return re.search(_spaced(word, r"\b"), long, re.IGNORECASE | re.ASCII) is not None


def _spaced(word: str, edge: str) -> str:
    """A word as a pattern: blanks may stand between Chinese letters, and an English word stands alone."""
    if word.isascii():
        return edge + (_BLANK + "+").join(map(re.escape, word.split())) + edge
    return (_BLANK + "*").join(map(re.escape, word))
