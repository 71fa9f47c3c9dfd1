"""Units of figures: in headings, above tables, and in number formats.

What a unit says is read exactly or not at all; an amount in 万元 is never taken for yuan.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fundcalc.policy.vocabulary import Kind
from fundcalc.workbooks.cell_text import narrow

UNIT_SHOWN: Mapping[Kind, str] = {"money": "元", "area": "平方米"}

_YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
_MONEY = {
    **{f"{before}{word}": factor for word, factor in _YUAN.items() for before in ("", "人民币", "rmb", "cny")},
    **{f"{word}人民币": factor for word, factor in _YUAN.items()},
    **dict.fromkeys(("人民币", "rmb", "cny", "yuan", "rmbyuan", "¥", "￥", "圆"), 1),
    **dict.fromkeys(("千", "thousandyuan", "1000yuan", "1,000yuan"), 1_000),
    **dict.fromkeys(("万", "10000yuan", "10,000yuan", "wanyuan"), 10_000),
}
UNITS: Mapping[Kind, Mapping[str, int]] = {
    "money": _MONEY,
    "area": dict.fromkeys(("平方米", "平米", "㎡", "m²", "m2", "sqm", "squaremetres", "squaremeters"), 1),
    "count": dict.fromkeys("人名个台套项件家条", 1),
    "year": {"年": 1},
}
UNIT_WORDS = frozenset(word for units in UNITS.values() for word in units)
# Words that may be a unit of money: a heading with one of them and no unit that is known is refused.
OTHER_UNIT = re.compile(r"[万千百亿]元?|thousand|million|billion|%")

_MONEY_WORDS = "|".join(sorted(map(re.escape, _MONEY), key=len, reverse=True))
_END = r"(?=$|[\s)\]】,，、;；。./])"
_STATED = re.compile(rf"(?:单位|unit)(?:[:为是]|均为|都是)?({_MONEY_WORDS}){_END}")
_BRACKETED = re.compile(rf"[(\[【]({_MONEY_WORDS})[)\]】]")


class StatedUnit(NamedTuple):
    """A unit of money that a text states: its yuan, and the word.

    ``alone``: the text says nothing else."""

    factor: int
    word: str
    alone: bool


def stated_unit(text: str) -> StatedUnit | None:
    """The unit of money that a text beside a table states, if it states one.

    >>> stated_unit("金额单位： 人民币万元"), stated_unit("投入情况（万元）"), stated_unit("填报单位：万元科技公司")
    (StatedUnit(factor=10000, word='人民币万元', alone=True), StatedUnit(factor=10000, word='万元', alone=False), None)
    """
    tight = "".join(narrow(text).casefold().split())
    if tight in _MONEY and tight not in ("千", "万"):
        return StatedUnit(_MONEY[tight], tight, alone=True)
    match = _STATED.search(tight) or _BRACKETED.search(tight)
    if match is None:
        return None
    rest = (tight[: match.start()] + tight[match.end() :]).strip("()[]【】,，、;；。.*")
    return StatedUnit(_MONEY[match[1]], match[1], alone=rest in ("", "金额", "货币", "计量", "数据"))


_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|_.|\*.')
_FORMAT_UNIT = re.compile("(?:[百十千]?万|[百千]|亿)元?|元")
# Where literal text stood in a format.
_MARK = "\ue000"


def format_factor(code: str) -> int | None:
    """The yuan that 1 in a cell stands for, by its number format.

    None where that cannot be told.

    >>> format_factor('#,##0.00"万元"'), format_factor('0!.0,"万元"'), format_factor('0.0"万"'), format_factor("#,##0,")
    (10000, 1, 10000, None)
    """
    factors = {_section_factor(section) for section in code.split(";")[:2] if re.search("[0#?]", section)}
    return factors.pop() if len(factors) == 1 else None


def _section_factor(section: str) -> int | None:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append("".join(filter(None, match.groups())))
        return _MARK if literals[-1] == "." else ""

    digits = _LITERAL.sub(keep, section)
    words = _FORMAT_UNIT.findall("".join(literals) + re.sub(r"[0#?.,%\s]", "", digits).replace(_MARK, ""))
    placeholders = re.sub(f"[^0#?.,{_MARK}]", "", digits)
    # A comma after the last digit divides by a thousand; a literal point moves the point once more.
    divided = 1000 ** (len(placeholders) - len(placeholders.rstrip(",")))
    if _MARK in placeholders:
        divided *= 10 ** sum(letter in "0#?" for letter in placeholders.split(_MARK)[-1])
    if len(words) != 1:
        return None
    factor = Decimal(_MONEY[words[0] if words[0].endswith("元") else f"{words[0]}元"]) / divided
    return int(factor) if factor in _YUAN.values() else None
