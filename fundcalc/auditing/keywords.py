"""The uses that the wording of a line points to.

A word list for each use, from ``policies/uses.toml``, and nothing cleverer.

The words of all uses are found in one pass, the longest at each place. A table engine finds the same with ``pattern``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from fundcalc.policy.use_catalogue import Catalogue
from fundcalc.policy.uses import catalogue

# Written out, because Rust and Python do not mean the same by \\s.
_BLANK = "[ \\t\\r\\n\\f\\v\u00a0\u2000-\u200b\u202f\u3000\ufeff]"
_BLANKS = re.compile(_BLANK + "+")
_LATIN = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True)
class Wording:
    """The words that point to uses.

    ``uses`` are the uses of each word; ``pattern`` finds the words, in the syntax of Rust.

    ``heads`` are the Chinese words by their first two letters, longest first; ``latin`` finds the English ones.
    """

    uses: Mapping[str, frozenset[str]]
    pattern: str
    heads: Mapping[str, tuple[str, ...]]
    latin: re.Pattern[str]

    def hits(self, text: str) -> frozenset[str]:
        """The uses that a text points to.

        >>> sorted(wording().hits("支付年终奖 金及物业管理费"))
        ['office_costs', 'wages']
        """
        found = self.found(text)
        return self.of(found) if found else frozenset()

    def found(self, text: str) -> list[str]:
        """The words in a text, without the blanks that stand in them."""
        # Python's own matching of so many alternatives takes ten times as long as this.
        tight, heads, found, at = _BLANKS.sub("", text), self.heads, [], 0
        while at < len(tight) - 1:
            words = heads.get(tight[at : at + 2], ())
            word = next((word for word in words if tight.startswith(word, at)), "")
            if word:
                found.append(word)
            at += len(word) or 1
        return [*found, *self.latin.findall(text)] if _LATIN.search(text) else found

    def of(self, found: Iterable[str]) -> frozenset[str]:
        """The uses of the words found."""
        return frozenset().union(*(self.uses[_key(word)] for word in found))


def _key(word: str) -> str:
    return _BLANKS.sub("", word).lower()


@cache
def wording() -> Wording:
    """The word lists that travel with the package."""
    return wording_of(catalogue())


def wording_of(known: Catalogue) -> Wording:
    """The word lists of a catalogue."""
    uses = known.leaves
    words = {word for use in uses.values() for word in (*use.words.zh, *use.words.en, *use.unless)}
    # A longer word holds the shorter ones within it, but for those that it is the exception to.
    table = {
        _key(long): frozenset(
            leaf
            for leaf, use in uses.items()
            if not any(exception in long for exception in use.unless)
            and any(_within(word, long) for word in (*use.words.zh, *use.words.en))
        )
        for long in words
    }
    longest = sorted(words, key=lambda word: (-len(word), word))
    heads: dict[str, list[str]] = {}
    for word in longest:
        if not word.isascii():
            heads.setdefault(word[:2], []).append(word)
    latin = [word for word in longest if word.isascii()]
    return Wording(
        table,
        "|".join(_in_rust(word) for word in longest),
        {head: tuple(several) for head, several in heads.items()},
        re.compile("|".join(map(_spaced, latin)), re.IGNORECASE | re.ASCII),
    )


def _within(word: str, long: str) -> bool:
    return _pattern(word).search(long) is not None


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(_spaced(word), re.IGNORECASE | re.ASCII)


def _spaced(word: str) -> str:
    """Return a word as a pattern.

    Blanks may stand between Chinese letters, and an English word stands alone.
    """
    if word.isascii():
        return r"\b" + (_BLANK + "+").join(re.escape(part) for part in word.split()) + r"\b"
    return (_BLANK + "*").join(map(re.escape, word))


def _in_rust(word: str) -> str:
    """The same for Rust, with English words limited to ASCII."""
    if word.isascii():
        parts = (f"(?i-u:{re.escape(part)})" for part in word.split())
        return r"(?-u:\b)" + (_BLANK + "+").join(parts) + r"(?-u:\b)"
    return _spaced(word)
