"""Tell by the words around a figure which line of a policy it is.

Each figure of a text stands among words (新备案的, 优秀的, 中试基地), and each line of a policy has Chinese names: of its
clause, of its fact, of the value of a choice. Where those of two lines fit the words around each other's figures better than
those around their own, the two were exchanged.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from fundcalc.measure_text.figures import PrintedFigure
from fundcalc.policy.loading import Policy
from fundcalc.policy.tree import Raw, inside

_SENTENCE = re.compile(r"[。；;！？\n]")
_CLAUSE = re.compile(r"[，,、。；;：:！？\n\t]")
_LINK = re.compile(r"[\s和或及与至到、，,/—–~～-]{0,20}")
_LONGEST = 60  # characters of the words before a figure
_LONGEST_ROW = 400  # of a row of a table
# What a text calls the lines of a policy that have no name of their own.
_SECTIONS: Mapping[str, str] = {
    "cap": "最高 上限 不超过 封顶", "floor": "最低 不低于", "minimum": "不足 低于", "above": "超过 部分",
    "from": "施行 实施 执行 起", "until": "有效期 至 截止", "building": "建设期 建设",
    "extension": "延长 延期", "acceptance": "验收", "evaluation": "评价 评估 考核", "rectification": "整改",
    "change": "变更 变化 报告", "notice": "公示", "ban": "不得再次申请 再次申报", "revoked_after": "连续 撤销 取消",
    "ceiling": "累计 合计", "quota": "占 比例", "share_at_least": "占 比例", "per": "人均 平均",
    "schedule": "分期 首期 余款", "at_most_per_year": "每年 年度",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """The words before and after a figure.

    They end at its neighbours or at the ends of the sentence.
    ``place`` counts figures that share their words: 分别给予150万元和100万元.
    """

    before: str = ""
    after: str = ""
    place: int = 0

    @property
    def words(self) -> str:
        return f"{self.before}\t{self.after}"


NO_CONTEXT = Context()


def contexts(text: str, found: Sequence[PrintedFigure]) -> Iterator[Context]:
    """The words around each figure of a text, in the order of the figures.

    Words between two figures belong to the first up to a comma; in a row of a table all belong to the second.
    """
    last, context = 0, NO_CONTEXT
    for index, figure in enumerate(found):
        between = text[last : figure.start]
        shared = index > 0 and _LINK.fullmatch(between) is not None
        row = text[max(0, figure.start - _LONGEST_ROW) : figure.start].rpartition("\n")[2]
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        sentence = _SENTENCE.split(text[figure.end : following], maxsplit=1)
        after = (
            sentence[0] if len(sentence) > 1 or following == len(text) else _CLAUSE.split(sentence[0], maxsplit=1)[0]
        )
        if "\t" in row:
            context = Context(row.strip(), "")
        elif shared:
            context = Context(context.before, after, context.place + 1)
        else:
            own = _tail(between) if index else between
            context = Context(_SENTENCE.split(own)[-1][-_LONGEST:].strip(), after)
        yield context
        last = figure.end


def _tail(between: str) -> str:
    """The words between two figures that belong to the second."""
    parts = _CLAUSE.split(between, maxsplit=1)
    return parts[1] if len(parts) > 1 else between


def names(policy: Policy, raw: Raw, path: str) -> str:
    """The Chinese names of a line of a policy, from its section down to its key."""
    node: object = raw
    found: list[str] = []
    by = ""
    for step in path.split("."):
        if isinstance(node, dict):
            found += _of_table(policy, node)
            by = str(node.get("by", by))
            found += _of_choice(policy, by, step)
        found.append(_SECTIONS.get(step, ""))
        node = inside(node, step)
    return " ".join(filter(None, found))


def _of_table(policy: Policy, table: Raw) -> Iterator[str]:
    facts = [name for key in ("fact", "of", "sum", "per") for name in _listed(table.get(key)) if name in policy.facts]
    for fact in facts:
        yield policy.facts[fact].zh
    for fact in facts:
        yield from (text for value in _listed(table.get("is")) for text in _of_choice(policy, fact, value))
    for route in _listed(table.get("for")):
        yield from _of_choice(policy, policy.measure.routes, route)
    if table.get("trigger") == "filed_on":
        yield f"新{policy.measure.filing.zh}"
    if isinstance(table.get("zh"), str):
        yield table["zh"]
    for gate in table.get("only_if", ()) if isinstance(table.get("only_if"), list) else ():
        if isinstance(gate, dict):
            yield from _of_table(policy, gate)


def _of_choice(policy: Policy, fact: str, value: str) -> Iterator[str]:
    choice = policy.facts[fact].choices.get(value) if fact in policy.facts else None
    if choice is not None:
        yield choice.zh
        yield from choice.also


def _listed(value: object) -> list[str]:
    items: Iterable[object] = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def fitting(own: Mapping[str, int], context: Context) -> Fraction:
    """How well the names of a line fit the words around a figure.

    ``own`` are their pairs of characters, each with the number of lines that have it: one that many have says little.
    """
    around = _pairs(context.words)
    return sum((Fraction(1, lines) for pair, lines in own.items() if pair in around), start=Fraction(0))


def specific(all_names: Sequence[str]) -> list[dict[str, int]]:
    """The pairs of characters in the names of lines, with how many lines have each."""
    every = [_pairs(one) for one in all_names]
    counts = Counter(pair for pairs in every for pair in pairs)
    return [{pair: counts[pair] for pair in pairs} for pairs in every]


def exchanged(names_of: tuple[str, str], around: tuple[Context, Context]) -> bool:
    """Whether the names of two lines fit each other's figures better than their own."""
    pairs, (context_1, context_2) = tuple(map(_pairs, names_of)), around
    own_1, own_2 = pairs[0] - pairs[1], pairs[1] - pairs[0]
    if context_1.before == context_2.before and context_1.place != context_2.place:
        first, second = _position(own_1, context_1.before), _position(own_2, context_1.before)
        return -1 not in (first, second) and (first - second) * (context_1.place - context_2.place) < 0
    around_1, around_2 = _pairs(context_1.words), _pairs(context_2.words)
    only_1, only_2 = around_1 - around_2, around_2 - around_1
    right, wrong = len(own_1 & only_1) + len(own_2 & only_2), len(own_1 & only_2) + len(own_2 & only_1)
    return wrong > right


def _position(pairs: frozenset[str], text: str) -> int:
    """Where the first of some pairs stands in a text; -1 where none does."""
    return min((at for pair in pairs if (at := text.find(pair)) >= 0), default=-1)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    """The pairs of Chinese characters that stand next to each other in a text."""
    plain = re.sub(r"[^\u4e00-\u9fff]+", " ", text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1) if " " not in plain[at : at + 2])
